import * as vscode from 'vscode';
import { fenced } from '../core/markdown.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import { excludedText } from './excluded-words.ts';
import type { GuardCuts } from './guard-cuts.ts';
import { pathOf } from './path-of.ts';

/** Bytes of one attached file that are sent along. */
const mostBytes = 100_000;

/**
 * What the editor adds to every prompt by itself: a thousand tokens about its own tools and skills, for its own agent
 * (VS Code 1.139.1).
 */
const editorsOwn = 'vscode.customizations.index';

/** What the person attached to a prompt, as a model reads it. */
export interface Attached {
  /** Fenced; what could not be read is named. */
  readonly text: string;
  /** A sentence for each file of which nothing may be sent. */
  readonly refused: readonly string[];
}

type Excluded = Pick<ExcludedFiles, 'reasonFor'>;

/** By what it is decided how much of a file is sent. */
export interface ReadingParts {
  readonly excluded: Excluded;
  readonly guard: Pick<GuardCuts, 'partOf'>;
}

/** The files, ranges and values that the person attached, each once: VS Code adds what is selected although it is attached. */
export const attachedIn = (
  references: readonly vscode.ChatPromptReference[],
): readonly vscode.ChatPromptReference[] => {
  const seen = new Map<string, vscode.ChatPromptReference>();
  for (const reference of references) {
    const name = nameOf(reference.value);
    if (reference.id !== editorsOwn && name !== undefined && !seen.has(name)) seen.set(name, reference);
  }
  return [...seen.values()];
};

/** Undefined for what is no text, file or range. */
const nameOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return `text ${value}`;
  if (value instanceof vscode.Uri) return `file ${value.toString()}`;
  if (!(value instanceof vscode.Location)) return undefined;
  const { start, end } = value.range;
  return `range ${value.uri.toString()} ${start.line}:${start.character} ${end.line}:${end.character}`;
};

/** Reads what was attached. */
export const readReferences = async (
  references: readonly vscode.ChatPromptReference[],
  parts: ReadingParts,
): Promise<Attached> => {
  const read = await Promise.all(attachedIn(references).map(({ value }) => readReference(value, parts)));
  return {
    text: read
      .map(({ text }) => text)
      .filter(Boolean)
      .join('\n\n'),
    refused: [...new Set(read.flatMap(({ refused }) => refused))],
  };
};

const readReference = async (value: unknown, { excluded, guard }: ReadingParts): Promise<Attached> => {
  if (typeof value === 'string') return { text: value, refused: [] };
  const uri = value instanceof vscode.Location ? value.uri : value;
  if (!(uri instanceof vscode.Uri)) return { text: '', refused: [] };
  const refused = await refusalOf(uri, excluded);
  if (refused !== undefined) return { text: `(Nothing of ${pathOf(uri)} may be shown.)`, refused: [refused] };
  const range = value instanceof vscode.Location ? value.range : undefined;
  return { text: await fencedFile(uri, range, guard), refused: [] };
};

/** Why nothing of a file is sent, in a sentence; undefined where it may be. */
export const refusalOf = async (uri: vscode.Uri, excluded: Excluded): Promise<string | undefined> => {
  const reason = await excluded.reasonFor(uri);
  return reason === undefined ? undefined : excludedText(pathOf(uri), reason);
};

const fencedFile = async (
  uri: vscode.Uri,
  range: vscode.Range | undefined,
  { partOf }: ReadingParts['guard'],
): Promise<string> => {
  const path = pathOf(uri);
  try {
    const document = openAt(uri);
    if (!range && (await sizeOf(uri, document)) > mostBytes)
      return `(${path} is larger than ${mostBytes / 1_000} kB and was left out)`;
    const { languageId, text, start, end } = meantIn(document ?? (await vscode.workspace.openTextDocument(uri)), range);
    const part = await partOf(text, { start, end: Math.min(end, start + mostBytes) });
    return `\`${path}\`:\n${fenced(part, languageId)}`;
  } catch {
    return `(${path} could not be read as text and was left out)`;
  }
};

/** What is not saved yet, and the cells of a notebook, are documents and no files. */
const openAt = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());

const sizeOf = async (uri: vscode.Uri, document: vscode.TextDocument | undefined): Promise<number> =>
  document ? document.getText().length : (await vscode.workspace.fs.stat(uri)).size;

/** A range may be beyond the end of a document that has become shorter. */
const meantIn = (document: vscode.TextDocument, range: vscode.Range | undefined) => {
  const text = document.getText();
  const meant = range && document.validateRange(range);
  const start = meant ? document.offsetAt(meant.start) : 0;
  return { languageId: document.languageId, text, start, end: meant ? document.offsetAt(meant.end) : text.length };
};
