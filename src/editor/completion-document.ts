import type * as vscode from 'vscode';
import { lineAt, type Place } from '../code/completion-place.ts';
import { isInWord, shapeOf } from '../code/completion-shape.ts';
import type { Reading } from '../code/completion-window.ts';
import type { Wanted } from './completion-asking.ts';

/** What of a document is read: the size of the file must not matter. */
export type Document = Pick<
  vscode.TextDocument,
  'uri' | 'languageId' | 'version' | 'lineCount' | 'lineAt' | 'offsetAt'
>;

/** A place in a document, with what is read around it. */
export interface WantedHere extends Wanted {
  readonly uri: vscode.Uri;
  readonly reading: Reading;
  /** What the proposal is inserted instead of and begins with: what the list of suggestions would insert. */
  readonly selected: vscode.SelectedCompletionInfo | undefined;
}

/** UTF-16 units: more than any window of tokens holds of ordinary code. */
const prefixUnits = 12_000;
const suffixUnits = 4_000;
const headUnits = 4_000;
const headLines = 80;

/** How the editor asks. */
export interface Asked extends Pick<WantedHere, 'isAutomatic' | 'selected'> {
  readonly position: vscode.Position;
}

/** Undefined where nothing is proposed: in the middle of a word. */
export const wantedAt = (document: Document, { position, selected, isAutomatic }: Asked): WantedHere | undefined => {
  const { uri, languageId } = document;
  // What is selected in the list of suggestions is taken first: a proposal goes on behind it.
  const from = selected?.range.start ?? position;
  const reading = readAround(document, from, { insert: selected?.text ?? '', end: selected?.range.end ?? position });
  const { prefix, suffix } = reading;
  const line = lineAt(reading);
  if (isInWord(line)) return undefined;
  const place: Place = { languageId, prefix, suffix, ...line, shape: shapeOf(line) };
  const offset = selected ? undefined : document.offsetAt(position);
  return {
    uri,
    reading,
    place,
    selected,
    origin: { file: uri.toString(), offset },
    isAutomatic,
  };
};

interface Instead {
  readonly insert: string;
  readonly end: vscode.Position;
}

const readAround = (document: Document, start: vscode.Position, { insert, end }: Instead): Reading => {
  const { lines, first } = linesBefore(document, start);
  const prefix = lines.join('\n') + insert;
  return { prefix, suffix: textAfter(document, end), firstLine: first, head: first === 0 ? '' : headOf(document) };
};

/** Whole lines up to a position; the first one is cut where it alone is too long. */
const linesBefore = (document: Document, { line: last, character }: vscode.Position) => {
  const lines = [document.lineAt(last).text.slice(Math.max(0, character - prefixUnits), character)];
  let units = lines[0]?.length ?? 0;
  let first = last;
  while (first > 0) {
    const { text } = document.lineAt(first - 1);
    units += text.length + 1;
    if (units > prefixUnits) break;
    lines.push(text);
    first--;
  }
  return { lines: lines.toReversed(), first };
};

const textAfter = (document: Document, { line, character }: vscode.Position): string =>
  linesFrom(document, line + 1, {
    begun: document.lineAt(line).text.slice(character, character + suffixUnits),
    units: suffixUnits,
    lines: Number.POSITIVE_INFINITY,
  });

const headOf = (document: Document): string => {
  const begun = document.lineAt(0).text.slice(0, headUnits);
  return linesFrom(document, 1, { begun, units: headUnits, lines: headLines });
};

interface Most {
  /** The first line. */
  readonly begun: string;
  readonly units: number;
  readonly lines: number;
}

const linesFrom = (document: Document, from: number, { begun, units: most, lines: mostLines }: Most): string => {
  const lines = [begun];
  let units = begun.length;
  for (let line = from; line < document.lineCount && lines.length < mostLines; line++) {
    const { text } = document.lineAt(line);
    units += text.length + 1;
    if (units > most) break;
    lines.push(text);
  }
  return lines.join('\n');
};
