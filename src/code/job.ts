import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { countRequest, countTokens } from '../core/tokens.ts';
import type { CodeContext, CodeJob } from './context.ts';
import { drawn, type Chosen } from './job-draw.ts';
import { hasImports, least, packed } from './job-pack.ts';
import { tooLong } from './job-words.ts';

export type { CodeContext, CodeDiagnostic, CodeFile, CodeJob, CodeSnippet, CodeSpan } from './context.ts';

/** A request within its budget, or a sentence why there is none. */
export type JobAsked =
  | {
      readonly request: ChatRequest;
      /** What did not fit, each as a person would call it: "2 of 12 definitions", "340 lines of the file". */
      readonly leftOut: readonly string[];
      readonly refused?: undefined;
    }
  | { readonly request?: undefined; readonly leftOut?: undefined; readonly refused: string };

/**
 * The request of a job, at most `tokens` long as `countRequest` counts. The selection, the instruction and the test file
 * that is written anew are whole or there is none. The same context makes the same request.
 */
export const jobRequest = (job: CodeJob, context: CodeContext, tokens: number): JobAsked => {
  const request = (chosen: Chosen): ChatRequest => drawn(job, context, chosen);
  const counted = (chosen: Chosen): number => countRequest(request(chosen));
  const smallest = counted(least(context));
  if (smallest > tokens) return { refused: whyTooLong(job, context, { smallest, tokens }) };
  const half = smallest + (tokens - smallest) / 2;
  const chosen = packed(
    context,
    (one) => counted(one) <= tokens,
    (one) => counted(one) <= half,
  );
  return { request: request(chosen), leftOut: leftOutOf(context, chosen) };
};

/** Explanations are prose; every other job answers with code. */
export const answersInProse = (job: CodeJob): boolean => job === 'explain';

interface Sizes {
  readonly smallest: number;
  readonly tokens: number;
}

const whyTooLong = (job: CodeJob, context: CodeContext, { smallest, tokens }: Sizes): string => {
  const { text, selection, instruction, testFile } = context;
  const selected = countTokens(text.slice(selection.start, selection.end));
  const tests = job === 'tests' ? countTokens(testFile?.text ?? '') : 0;
  if (tests > selected && tests > countTokens(instruction)) return tooLong.tests(testFile?.path ?? '');
  if (selected > countTokens(instruction))
    return tooLong.selection(selected, Math.max(0, tokens - smallest + selected));
  return tooLong.rest;
};

const leftOutOf = (context: CodeContext, chosen: Chosen): readonly string[] => {
  const { text } = context;
  const rest = text.slice(0, chosen.shown.start) + text.slice(chosen.shown.end);
  const lines = rest.split('\n').filter((line) => line.trim() !== '').length;
  return [
    ...fewer(context.diagnostics.length, chosen.diagnostics.length, problems),
    ...(chosen.imports || hasImports(context, chosen.shown) ? [] : [t('the imports')]),
    ...fewer(context.definitions.length, chosen.definitions.length, definitions),
    ...fewer(context.conventions.length, chosen.conventions.length, conventions),
    ...(lines > 0 ? [lines === 1 ? t('1 line of the file') : t('{0} lines of the file', lines)] : []),
  ];
};

/** So many of all of them. */
type Part = (left: number, all: number) => string;

const problems: Part = (left, all) =>
  all === 1 ? t('{0} of {1} problem', left, all) : t('{0} of {1} problems', left, all);

const definitions: Part = (left, all) =>
  all === 1 ? t('{0} of {1} definition', left, all) : t('{0} of {1} definitions', left, all);

const conventions: Part = (left, all) =>
  all === 1 ? t('{0} of {1} convention', left, all) : t('{0} of {1} conventions', left, all);

const fewer = (all: number, kept: number, said: Part): readonly string[] =>
  kept === all ? [] : [said(all - kept, all)];
