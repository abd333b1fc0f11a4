import * as vscode from 'vscode';
import { extensionOf, languageName } from '../code/languages.ts';
import { t } from '../core/l10n.ts';
import { folderOf, testsNear } from './code-conventions.ts';
import { isTestPath, newTestPath, testPaths, translatedPath } from './code-new-path.ts';
import type { Destination } from './code-proposals.ts';
import { existsAt } from './excluded-places.ts';
import { pathOf } from './path-of.ts';
import type { Questions } from './questions.ts';
import type { Reading } from './reading.ts';
import { fileName } from '../code/file-name.ts';

/** Why nothing can be put beside a document, as a sentence. */
const homeless = t('Save this file first, so that the new one has a place beside it.');

/** Where the tests of a document go: into the file that has them already, else into a new one. Or a sentence why nowhere. */
export const testsOf = async (document: vscode.TextDocument): Promise<Destination | string> => {
  const { uri, languageId } = document;
  const home = homeOf(document);
  if (!home) return homeless;
  if (isTestPath(home.path, languageId)) return { uri, base: document.getText() };
  for (const path of testPaths(home.path, languageId)) {
    const one = vscode.Uri.joinPath(home.folder, path);
    if (await existsAt(one)) return { uri: one, base: (await vscode.workspace.openTextDocument(one)).getText() };
  }
  const others = (await testsNear(document)).map((one) => one.path.slice(home.folder.path.length + 1));
  return { uri: vscode.Uri.joinPath(home.folder, newTestPath(home.path, languageId, others)), base: undefined };
};

/** The folder that paths are relative to, and the document's own. */
const homeOf = (document: vscode.TextDocument): { readonly folder: vscode.Uri; readonly path: string } | undefined => {
  const { uri, isUntitled } = document;
  if (isUntitled) return undefined;
  const folder = folderOf(document)?.uri ?? vscode.Uri.joinPath(uri, '..');
  return uri.path.startsWith(`${folder.path}/`) ? { folder, path: uri.path.slice(folder.path.length + 1) } : undefined;
};

/** Where a translation goes: beside the document, under a name that no file has. Undefined where the person gave up. */
export const translationOf = async (
  document: vscode.TextDocument,
  language: string,
  questions: Questions,
): Promise<Destination | string | undefined> => {
  if (document.isUntitled) return homeless;
  const file = translatedPath(fileName(document.uri.path), extensionOf(language) ?? language);
  return freeBeside(vscode.Uri.joinPath(document.uri, '..', file), {
    questions,
    title: t('Translate to {0}', languageName(language)),
  });
};

/** The place itself where it is free, else another one that the person names. */
const freeBeside = async (
  uri: vscode.Uri,
  { questions, title }: { readonly questions: Questions; readonly title: string },
): Promise<Destination | undefined> => {
  if (!(await existsAt(uri))) return { uri, base: undefined };
  const typed = await questions.type({
    title,
    prompt: t('{0} is there already, and is not overwritten. How is the new file called?', pathOf(uri)),
    value: await freeName(uri),
    read: (name) => readName(name, fileName(uri.path)),
  });
  if (typed.type !== 'answer') return undefined;
  return freeBeside(vscode.Uri.joinPath(uri, '..', typed.value), { questions, title });
};

/** `cart-2.py` */
const freeName = async (uri: vscode.Uri, number = 2): Promise<string> => {
  const name = fileName(uri.path).replace(/(?=\.[^.]*$|$)/, `-${number}`);
  return (await existsAt(vscode.Uri.joinPath(uri, '..', name))) ? freeName(uri, number + 1) : name;
};

const readName = (typed: string, taken: string): Reading<string> => {
  const name = typed.trim();
  if (name === '' || name === '.' || name === '..' || /[\\/:*?"<>|]/.test(name))
    return { problem: t('Enter the name of a file, without a folder.') };
  return name === taken ? { problem: t('{0} is there already.', taken) } : { value: name };
};
