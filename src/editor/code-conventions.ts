import * as vscode from 'vscode';
import type { CodeJob, CodeSnippet } from '../code/job.ts';
import { isTestPath, testGlob } from './code-new-path.ts';
import { inTime } from './code-symbols.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';

/** Files in which people write down how code is to be written here, weightiest first. */
const written = ['AGENTS.md', '.github/copilot-instructions.md', 'CLAUDE.md', 'CONTRIBUTING.md', '.editorconfig'];

/** Where a project says with what its tests run. */
const projects = ['package.json', 'pyproject.toml', 'go.mod', 'Cargo.toml', 'Gemfile', 'composer.json', 'pom.xml'];

/** UTF-16 units of the head of one file, and files of each kind. */
const headLength = 3_000;
const mostFiles = 2;

/** Tests that are looked at to find those nearest, and how long that may take, in milliseconds. */
const mostTests = 200;
const patience = 1_500;

export interface Asked {
  readonly job: CodeJob;
  readonly document: vscode.TextDocument;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'partOf'>;
}

/** How code is written here: what the project says of it, and for tests how the nearest ones look. */
export const conventionsFor = async (asked: Asked): Promise<readonly CodeSnippet[]> => {
  const folder = folderOf(asked.document);
  if (!folder) return [];
  const at = (paths: readonly string[]): readonly vscode.Uri[] =>
    paths.map((path) => vscode.Uri.joinPath(folder.uri, path));
  const said = await headsOf(at(written), 'conventions of the project', asked);
  if (asked.job !== 'tests') return said;
  const tests = await headsOf(await testsNear(asked.document), 'tests of this project', asked);
  return [...tests, ...(await headsOf(at(projects), 'head of the project’s own file', asked)), ...said];
};

/** A document that is not saved yet belongs to the first folder. */
export const folderOf = ({ uri }: vscode.TextDocument): vscode.WorkspaceFolder | undefined =>
  vscode.workspace.getWorkspaceFolder(uri) ??
  (uri.scheme === 'untitled' ? vscode.workspace.workspaceFolders?.[0] : undefined);

/** Tests in the language of a document, nearest first. */
export const testsNear = async (document: vscode.TextDocument): Promise<readonly vscode.Uri[]> => {
  const folder = folderOf(document);
  if (!folder) return [];
  const { uri, languageId } = document;
  const glob = new vscode.RelativePattern(folder, testGlob(uri.path, languageId));
  const found = (await inTime(vscode.workspace.findFiles(glob, undefined, mostTests), patience)) ?? [];
  const others = found.filter((one) => one.toString() !== uri.toString() && isTestPath(one.path, languageId));
  return others.toSorted((a, b) => shared(b.path, uri.path) - shared(a.path, uri.path));
};

/** Folders that two paths have in common from the top. */
const shared = (one: string, other: string): number => {
  const [a, b] = [one.split('/'), other.split('/')];
  const first = a.findIndex((part, at) => part !== b[at]);
  return first === -1 ? a.length : first;
};

const headsOf = async (uris: readonly vscode.Uri[], why: string, asked: Asked): Promise<readonly CodeSnippet[]> => {
  const heads: CodeSnippet[] = [];
  for (const uri of uris) {
    if (heads.length === mostFiles) break;
    if (uri.toString() === asked.document.uri.toString()) continue;
    const text = await headOf(uri, asked);
    if (text !== undefined) heads.push({ path: vscode.workspace.asRelativePath(uri), text, why });
  }
  return heads;
};

const headOf = async (uri: vscode.Uri, { excluded, guard }: Asked): Promise<string | undefined> => {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size === 0 || size > 1_000_000 || (await excluded.reasonFor(uri)) !== undefined) return undefined;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const end = text.length > headLength ? text.lastIndexOf('\n', headLength) + 1 : text.length;
    return await guard.partOf(text, { start: 0, end });
  } catch {
    // Most projects have few of these files.
    return undefined;
  }
};
