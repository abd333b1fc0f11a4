import * as vscode from 'vscode';
import { withoutHalved } from '../code/halved.ts';
import type { CodeContext, CodeDiagnostic, CodeFile, CodeJob, CodeSpan } from '../code/job.ts';
import { conventionsFor } from './code-conventions.ts';
import { definitionsFor } from './code-definitions.ts';
import { importsIn } from './code-outline.ts';
import { linesOf } from './code-symbols.ts';
import { eolOf, type Here, spanOf, type Target } from './code-target.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import { pathOf } from './path-of.ts';

export interface Gathering {
  readonly job: CodeJob;
  readonly here: Here;
  readonly target: Target;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  /** Of other files only parts are shown, and this one is shown in three. */
  readonly guard: Pick<GuardCuts, 'partOf'>;
  readonly instruction: string;
  /** For `translate`: VS Code's id of the language wanted. */
  readonly language?: string | undefined;
  readonly testFile?: CodeContext['testFile'];
}

/** UTF-16 units of a file on each side of what is meant: a model is never shown more. */
const mostAround = 60_000;

const mostDiagnostics = 20;

/** What a model should know of the place where it works. The document itself may be sent: that was asked before. */
export const contextFor = async (gathering: Gathering): Promise<CodeContext> => {
  const { job, here, target, excluded, guard, instruction, language, testFile } = gathering;
  const { document } = here;
  const imports = importsIn(linesOf(document));
  const range = new vscode.Range(document.positionAt(target.span.start), document.positionAt(target.span.end));
  // All that is told by places is read before anybody is waited for: the person may go on typing.
  const { text, from } = windowOf(document, range);
  const within = ({ start, end }: CodeSpan): CodeSpan => ({ start: start - from, end: end - from });
  const { symbol } = target;
  const placed = {
    text,
    firstLine: document.positionAt(from).line,
    selection: within(target.span),
    symbol: symbol && { ...cut(within(spanOf(document, symbol.range)), text.length), name: symbol.name },
    diagnostics: diagnosticsIn(document, range),
  };
  const meant = job === 'generate' ? surroundings(target, range) : range;
  const [shown, definitions, conventions] = await Promise.all([
    withoutHalved(placed, guard.partOf),
    definitionsFor({ document, range: meant, imports, excluded, guard }),
    conventionsFor({ job, document, excluded, guard }),
  ]);
  return {
    file: fileOf(here),
    ...shown,
    imports,
    definitions,
    conventions,
    instruction,
    target: language,
    testFile,
  };
};

/** New code refers to nothing yet: what is around it does. */
const surroundings = ({ symbol }: Target, cursor: vscode.Range): vscode.Range =>
  symbol?.range ?? new vscode.Range(Math.max(0, cursor.start.line - 30), 0, cursor.end.line + 30, 0);

const fileOf = ({ document, indent }: Here): CodeFile => ({
  path: pathOf(document.uri),
  languageId: document.languageId,
  eol: eolOf(document),
  indent,
});

const windowOf = (
  document: vscode.TextDocument,
  range: vscode.Range,
): { readonly text: string; readonly from: number } => {
  const all = document.getText();
  const { start, end } = spanOf(document, range);
  const from = start <= mostAround ? 0 : all.lastIndexOf('\n', start - mostAround) + 1;
  const next = all.indexOf('\n', end + mostAround);
  return { text: all.slice(from, next === -1 ? all.length : next + 1), from };
};

const cut = ({ start, end }: CodeSpan, length: number): CodeSpan => ({
  start: Math.max(0, start),
  end: Math.min(length, end),
});

/** Errors first. */
const diagnosticsIn = (document: vscode.TextDocument, range: vscode.Range): readonly CodeDiagnostic[] =>
  vscode.languages
    .getDiagnostics(document.uri)
    .filter((one) => one.severity <= vscode.DiagnosticSeverity.Warning && one.range.intersection(range) !== undefined)
    .toSorted((a, b) => a.severity - b.severity || a.range.start.line - b.range.start.line)
    .slice(0, mostDiagnostics)
    .map(({ range: { start }, message, code }) => ({ line: start.line, message, code: codeText(code) }));

const codeText = (code: vscode.Diagnostic['code']): string | undefined => {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value);
};
