import * as vscode from 'vscode';
import { pathOf } from './code-context.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import { fenced } from './fenced.ts';

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
  excluded: Excluded,
): Promise<Attached> => {
  const read = await Promise.all(attachedIn(references).map(({ value }) => readReference(value, excluded)));
  return {
    text: read
      .map(({ text }) => text)
      .filter(Boolean)
      .join('\n\n'),
    refused: [...new Set(read.flatMap(({ refused }) => refused))],
  };
};

const readReference = async (value: unknown, excluded: Excluded): Promise<Attached> => {
  if (typeof value === 'string') return { text: value, refused: [] };
  const uri = value instanceof vscode.Location ? value.uri : value;
  if (!(uri instanceof vscode.Uri)) return { text: '', refused: [] };
  const refused = await refusalOf(uri, excluded);
  if (refused !== undefined) return { text: `(Nothing of ${pathOf(uri)} may be shown.)`, refused: [refused] };
  return { text: await fencedFile(uri, value instanceof vscode.Location ? value.range : undefined), refused: [] };
};

/** Why nothing of a file is sent, in a sentence; undefined where it may be. */
export const refusalOf = async (uri: vscode.Uri, excluded: Excluded): Promise<string | undefined> => {
  const reason = await excluded.reasonFor(uri);
  return reason === undefined ? undefined : `${pathOf(uri)} was not read: ${reason}.`;
};

const fencedFile = async (uri: vscode.Uri, range: vscode.Range | undefined): Promise<string> => {
  const path = pathOf(uri);
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > mostBytes && !range) return `(${path} is larger than ${mostBytes / 1_000} kB and was left out)`;
    const document = await vscode.workspace.openTextDocument(uri);
    return `\`${path}\`:\n${fenced(document.getText(range).slice(0, mostBytes), document.languageId)}`;
  } catch {
    return `(${path} could not be read as text and was left out)`;
  }
};
