import * as vscode from 'vscode';
import type { Place } from '../code/answer.ts';
import type { CodeJob, CodeSpan } from '../code/job.ts';
import { t } from '../core/l10n.ts';
import { commentAbove } from './code-comment.ts';
import { linesOf, type Symbol, symbolAround, wholeLines } from './code-symbols.ts';

/** Where the person is. */
export interface Here {
  readonly document: vscode.TextDocument;
  /** Of the document when the command was called: what is meant is told by places in that text. */
  readonly version: number;
  /** Empty where it is a cursor. */
  readonly selection: vscode.Range;
  /** One step of indentation. */
  readonly indent: string;
}

/** What a job is about, and what its answer replaces where it is written into the same file. */
export interface Target {
  /** UTF-16 units of the document's text. */
  readonly span: CodeSpan;
  readonly replaces: CodeSpan;
  /** Stands before the code: a line break, or indentation. */
  readonly lead: string;
  readonly place: Place;
  /** The innermost one around it. */
  readonly symbol: Symbol | undefined;
  /** Where all of it is meant, and nothing else. */
  readonly name?: string | undefined;
}

/** The text with the code in its place. */
export const withCode = (text: string, { replaces, lead }: Target, code: string): string =>
  text.slice(0, replaces.start) + (code === '' ? '' : lead) + code + text.slice(replaces.end);

/** Lines of a file without names that are still taken as a whole. */
const mostLines = 400;

/** What is meant: the selection, else the function or class around the cursor, else a short file. Or a sentence why nothing. */
export const targetFor = async (job: CodeJob, here: Here): Promise<Target | string> => {
  const { document, selection } = here;
  if (job === 'generate') return cursorOf(here);
  const symbol = await symbolAround(document, selection);
  if (!selection.isEmpty) return linesAs(here, whole(document, selection), symbol);
  if (symbol && job !== 'translate') return { ...linesAs(here, symbol.range, symbol), name: symbol.name };
  const all = wholeLines(document, { first: 0, last: document.lineCount - 1 });
  const isWhole = job === 'translate' || job === 'explain' || job === 'tests' || document.lineCount <= mostLines;
  if (document.getText().trim() === '') return t('There is no code in this file yet.');
  return isWhole
    ? linesAs(here, all, symbol)
    : t('Select the code you mean first: no function or class is around the cursor.');
};

/** A selection that ends before the first sign of a line does not mean that line. */
const whole = (document: vscode.TextDocument, { start, end }: vscode.Range): vscode.Range => {
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return wholeLines(document, { first: start.line, last });
};

const linesAs = (here: Here, range: vscode.Range, symbol: Symbol | undefined): Target => {
  const { document, indent } = here;
  const span = spanOf(document, range);
  const place = { replaced: document.getText(range), before: '', indent, eol: eolOf(document) };
  return { span, replaces: span, lead: '', place, symbol };
};

/** Where new code goes: at the cursor, below a comment the cursor is in. */
const cursorOf = async (here: Here): Promise<Target> => {
  const { document, indent } = here;
  const cursor = here.selection.end;
  const { text } = document.lineAt(cursor.line);
  const eol = eolOf(document);
  const symbol = await symbolAround(document, new vscode.Range(cursor, cursor));
  const before = indentationAt(here);
  const place = { replaced: '', before, indent, eol };
  const end = document.offsetAt(document.lineAt(cursor.line).range.end);
  const at = { start: end, end };
  if (text.trim() === '') {
    const start = document.offsetAt(new vscode.Position(cursor.line, 0));
    return { span: at, replaces: { start, end }, lead: before, place, symbol };
  }
  const comment = commentAbove(linesOf(document), cursor.line, document.languageId);
  if (comment?.last === cursor.line) return { span: at, replaces: at, lead: eol + before, place, symbol };
  const offset = document.offsetAt(cursor);
  const inLine = { start: offset, end: offset };
  return {
    span: inLine,
    replaces: inLine,
    lead: '',
    place: { ...place, before: text.slice(0, cursor.character) },
    symbol,
  };
};

/** What a new line here begins with: what it has already, else as the comment or the code above it. */
const indentationAt = ({ document, selection: { end }, indent }: Here): string => {
  const { text } = document.lineAt(end.line);
  const own = /^\s*/.exec(text)?.[0] ?? '';
  if (own !== '' || text !== '') return own;
  const above =
    linesOf(document)
      .slice(0, end.line)
      .findLast((line) => line.trim() !== '') ?? '';
  const step = /[:{([]\s*$/.test(above) ? indent : '';
  return (/^\s*/.exec(above)?.[0] ?? '') + step;
};

export const spanOf = (document: vscode.TextDocument, range: vscode.Range): CodeSpan => ({
  start: document.offsetAt(range.start),
  end: document.offsetAt(range.end),
});

export const eolOf = (document: vscode.TextDocument): Place['eol'] =>
  document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
