import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import { blockAround, nameIn, withHead, type Lines } from './code-outline.ts';

/** What a person would name, with what is said above it. */
export interface Symbol {
  readonly range: vscode.Range;
  readonly name: string;
}

/** Milliseconds a language may take to say what is in a file; TypeScript's server takes longer when it has just started. */
const patience = 1_500;

/** What VS Code answers within some milliseconds; undefined where it does not, or fails. */
export const inTime = async <T>(answer: Thenable<T>, milliseconds: number): Promise<T | undefined> => {
  const stop = new AbortController();
  const silence = pause(milliseconds, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
  try {
    return await Promise.race([answer, silence]);
  } catch {
    // A language's extension failed at a question that can be done without.
    return undefined;
  } finally {
    stop.abort();
  }
};

/** The innermost function, class or type around a place: as its language says, or as the lines look. */
export const symbolAround = async (document: vscode.TextDocument, place: vscode.Range): Promise<Symbol | undefined> => {
  const told = await inTime(
    vscode.commands.executeCommand<unknown>('vscode.executeDocumentSymbolProvider', document.uri),
    patience,
  );
  if (!Array.isArray(told) || told.length === 0) return byLines(document, place);
  const lines = linesOf(document);
  const around = told
    .flatMap(flat)
    .map((one) => ({ ...one, isFunction: containers.has(one.kind) || isFunction(lines, one.range.start.line) }))
    .map((one) => ({ ...one, range: withAbove(document, lines, one.range) }))
    .filter(({ range }) => range.contains(place));
  // Where nothing has a name of its own, the value that all of it belongs to.
  return byLength(around.filter((one) => one.isFunction))[0] ?? byLength(around).at(-1);
};

const { SymbolKind } = vscode;

const containers: ReadonlySet<vscode.SymbolKind> = new Set([
  SymbolKind.Class,
  SymbolKind.Method,
  SymbolKind.Constructor,
  SymbolKind.Function,
  SymbolKind.Interface,
  SymbolKind.Enum,
  SymbolKind.Struct,
]);

const values: ReadonlySet<vscode.SymbolKind> = new Set([
  SymbolKind.Variable,
  SymbolKind.Constant,
  SymbolKind.Property,
  SymbolKind.Field,
]);

interface Told extends Symbol {
  readonly kind: vscode.SymbolKind;
}

/** Languages answer in one of two shapes. */
const flat = (symbol: unknown): readonly Told[] => {
  if (symbol instanceof vscode.DocumentSymbol) {
    const { kind, name, range, children } = symbol;
    return [...told({ kind, name, range }), ...children.flatMap(flat)];
  }
  if (!(symbol instanceof vscode.SymbolInformation)) return [];
  const { kind, name, location } = symbol;
  return told({ kind, name, range: location.range });
};

const told = (one: Told): readonly Told[] =>
  containers.has(one.kind) || (values.has(one.kind) && !one.range.isSingleLine) ? [one] : [];

const byLength = <S extends Symbol>(symbols: readonly S[]): readonly S[] =>
  symbols.toSorted((a, b) => lengthOf(a.range) - lengthOf(b.range));

const lengthOf = ({ start, end }: vscode.Range): number =>
  (end.line - start.line) * 100_000 + end.character - start.character;

/** Languages call `const f = () => {` a value. */
const isFunction = (lines: readonly string[], at: number): boolean =>
  /=>|\bfunction\b/.test(lines.slice(at, at + 3).join('\n'));

/** Whole lines, with the comments and decorators above. */
const withAbove = (
  document: vscode.TextDocument,
  lines: readonly string[],
  { start, end }: vscode.Range,
): vscode.Range => wholeLines(document, { first: withHead(lines, start.line), last: end.line });

const byLines = (document: vscode.TextDocument, place: vscode.Range): Symbol | undefined => {
  const lines = linesOf(document);
  const block = blockAround(lines, place.start.line);
  if (!block || block.last < place.end.line) return undefined;
  return { name: nameIn(lines[block.head] ?? ''), range: wholeLines(document, block) };
};

export const linesOf = (document: vscode.TextDocument): readonly string[] => document.getText().split(/\r?\n/);

/** From the beginning of the first line to the end of the last, without its line break. */
export const wholeLines = (document: vscode.TextDocument, { first, last }: Lines): vscode.Range =>
  new vscode.Range(first, 0, last, document.lineAt(last).text.length);
