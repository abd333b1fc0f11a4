import * as vscode from 'vscode';
import type { CodeSnippet } from '../code/job.ts';
import { blockAt } from './code-outline.ts';
import { inTime, linesOf, wholeLines } from './code-symbols.ts';
import { wordsIn } from './code-words.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';

export interface Wanted {
  readonly document: vscode.TextDocument;
  readonly range: vscode.Range;
  readonly imports: string;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'partOf'>;
}

/** Names that are looked up, and how long all of them may take together, in milliseconds. */
const mostNames = 12;
const patience = 1_500;

/** Lines of one definition, and bytes of a file that is still read for one. */
const mostLines = 60;
const mostBytes = 500_000;

/** Where the names in a piece of code are defined, in other places of the workspace. What takes too long is left out. */
export const definitionsFor = async (wanted: Wanted): Promise<readonly CodeSnippet[]> => {
  const { document, range, imports } = wanted;
  const code = document.getText(range);
  const start = document.offsetAt(range.start);
  const words = wordsIn(code, imports).slice(0, mostNames);
  const found: CodeSnippet[] = [];
  const seen = new Set<string>();
  const look = words.map(async ({ name, at }) => {
    const place = await placeOf(document, document.positionAt(start + at));
    if (!place || isInside(place, wanted) || vscode.workspace.getWorkspaceFolder(place.uri) === undefined) return;
    const key = `${place.uri.toString()} ${place.range.start.line}`;
    if (seen.has(key)) return;
    seen.add(key);
    const text = await textAt(place, wanted);
    if (text !== undefined)
      found.push({ path: vscode.workspace.asRelativePath(place.uri), text, why: `definition of ${name}` });
  });
  // What has come by then counts; the rest comes too late.
  await inTime(Promise.allSettled(look), patience);
  const order = new Map(words.map(({ name }, at) => [`definition of ${name}`, at]));
  return [...found].toSorted((a, b) => (order.get(a.why) ?? 0) - (order.get(b.why) ?? 0));
};

const placeOf = async (
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Location | undefined> => {
  const told = await vscode.commands.executeCommand<unknown>(
    'vscode.executeDefinitionProvider',
    document.uri,
    position,
  );
  const first: unknown = Array.isArray(told) ? told[0] : undefined;
  if (first instanceof vscode.Location) return first;
  return isLink(first) ? new vscode.Location(first.targetUri, first.targetRange) : undefined;
};

const isLink = (value: unknown): value is vscode.LocationLink =>
  typeof value === 'object' && value !== null && 'targetUri' in value && 'targetRange' in value;

const isInside = ({ uri, range }: vscode.Location, wanted: Wanted): boolean =>
  uri.toString() === wanted.document.uri.toString() && wanted.range.intersection(range) !== undefined;

/** Some languages name all of it, others the name alone: then as far as its lines go. */
const textAt = async (
  { uri, range }: vscode.Location,
  { excluded, guard }: Pick<Wanted, 'excluded' | 'guard'>,
): Promise<string | undefined> => {
  if ((await excluded.reasonFor(uri)) !== undefined) return undefined;
  if ((await vscode.workspace.fs.stat(uri)).size > mostBytes) return undefined;
  const document = await vscode.workspace.openTextDocument(uri);
  const { start, end } = range;
  const lines = range.isSingleLine ? blockAt(linesOf(document), start.line) : { first: start.line, last: end.line };
  const last = Math.min(lines.last, lines.first + mostLines, document.lineCount - 1);
  const shown = wholeLines(document, { first: lines.first, last });
  return guard.partOf(document.getText(), {
    start: document.offsetAt(shown.start),
    end: document.offsetAt(shown.end),
  });
};
