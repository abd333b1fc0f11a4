import { floorName, taskName } from './called.ts';
import { count } from './count.ts';
import type { Attempt } from './attempt.ts';
import type { Usage } from './chat.ts';
import { costText, sum, type Cost } from './cost.ts';
import type { FailureKind } from './failure.ts';
import { t } from './l10n.ts';
import { listed } from './listed.ts';
import type { Plan, Route } from './plan.ts';
import { ruleName } from './policy.ts';
import type { Task } from './task.ts';

/** A route that did not answer, and why. */
export interface Skipped {
  readonly provider: string;
  readonly model: string;
  readonly key?: string | undefined;
  /** Asked and failed, or never asked. */
  readonly asked: boolean;
  readonly kind?: FailureKind | undefined;
  readonly reason: string;
}

/** Who answered, with which key, what was skipped and why, tokens, cost and where the cost number comes from. */
export interface Receipt {
  readonly requestId: string;
  readonly task: Task;
  /** What was known and chosen before anything was sent, for `explainPlan`; absent where an answer was kept from before. */
  readonly plan?: Plan | undefined;
  /** Absent where nobody answered. */
  readonly answered?:
    | {
        readonly provider: string;
        readonly model: string;
        readonly key: string;
        readonly servedModel?: string | undefined;
      }
    | undefined;
  readonly skipped: readonly Skipped[];
  readonly usage?: Usage | undefined;
  /** Of the whole request: attempts that failed may cost as well. */
  readonly cost: Cost;
  readonly firstTokenMs?: number | undefined;
  readonly totalMs: number;
  /** Secrets that were masked before the request left, each in words: "a GitHub token", never itself. */
  readonly masked?: readonly string[] | undefined;
}

interface Walked {
  readonly skipped: readonly Skipped[];
  readonly attempts: readonly Attempt[];
  readonly totalMs: number;
}

/** Draws the receipt of a request from what its attempts left behind. */
export const receiptOf = (
  { plan, requestId, masked }: Pick<Receipt, 'requestId' | 'masked'> & { readonly plan: Plan },
  { skipped, attempts, totalMs }: Walked,
): Receipt => {
  const last = attempts.at(-1);
  const route = last?.outcome === 'answered' ? routeIn(plan, last) : undefined;
  return {
    requestId,
    task: plan.task,
    plan,
    answered: route && { ...named(route), servedModel: last?.servedModel },
    skipped,
    usage: last?.usage,
    cost: attempts.length === 0 ? { usd: 0, from: 'estimated' } : sum(attempts.map((attempt) => attempt.cost)),
    firstTokenMs: last?.firstTokenMs,
    totalMs,
    masked,
  };
};

/** To read all routes of a plan takes long; it is mostly among the first. */
const routeIn = (plan: Plan, attempt: Attempt): Route | undefined =>
  plan.first?.find((route) => isRouteOf(route, attempt)) ?? plan.routes.find((route) => isRouteOf(route, attempt));

const isRouteOf = ({ model, key }: Route, attempt: Attempt): boolean =>
  model.provider === attempt.provider && model.id === attempt.model && key.id === attempt.keyId;

/** A route by the names a person knows. */
export const named = ({ provider, model, key }: Route) => ({
  provider: provider.name,
  model: model.id,
  key: key.nickname,
});

/** Provider and key as a person calls them: `OpenAI gpt-6-luna (key work)`. */
export const routeText = ({ provider, model, key }: Route): string =>
  t('{0} {1} (key {2})', provider.name, model.id, key.nickname);

const provenance: Readonly<Record<Cost['from'], string>> = {
  reported: t('as the provider reports it'),
  computed: t('computed'),
  estimated: t('estimated'),
  cached: t('kept from before'),
  unknown: '',
};

const costLine = ({ cost, usage }: Receipt): string => {
  if (cost.from === 'unknown') return t('cost unknown');
  const ours = cost.from === 'computed' || cost.from === 'estimated';
  // Without tokens an estimate of nothing says that nobody was at work.
  if (cost.usd === 0 && cost.from === 'estimated' && usage === undefined) return t('nothing billed');
  const amount = ours && cost.usd === 0 ? t('free') : costText(cost);
  if (cost.from !== 'computed' || !cost.priceAsOf) return t('{0} ({1})', amount, provenance[cost.from]);
  // Prices of the person's own have no date.
  return /^\d/.test(cost.priceAsOf)
    ? t('{0} (computed with prices of {1})', amount, cost.priceAsOf)
    : t('{0} (computed with prices of your setting)', amount);
};

const tokensLine = (usage: Usage | undefined): string => {
  if (!usage) return t('tokens not reported');
  const [read, written] = [count.format(usage.input), count.format(usage.output)];
  return t(
    '{0}, {1}',
    usage.cacheRead ? t('{0} tokens in ({1} cached)', read, count.format(usage.cacheRead)) : t('{0} tokens in', read),
    usage.reasoning ? t('{0} out ({1} reasoning)', written, count.format(usage.reasoning)) : t('{0} out', written),
  );
};

/** What was asked and has no failure was given up for a route that answered first. */
const skippedLine = ({ provider, model, key, asked, kind, reason }: Skipped): string => {
  const what =
    key === undefined
      ? t('{0} {1}: {2}', provider, model, reason)
      : t('{0} {1} (key {2}): {3}', provider, model, key, reason);
  if (!asked) return t('Not asked: {0}', what);
  return kind === undefined ? t('Given up: {0}', what) : t('Failed: {0}', what);
};

/** A route that was asked again mostly failed again in the same way. */
const saidOnce = (lines: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, times]) => timesText(line, times));
};

const timesText = (line: string, times: number): string => {
  if (times < 2) return line;
  return times === 2 ? t('{0}, tried twice', line) : t('{0}, tried {1} times', line, times);
};

/** Everything that was asked is named; of what was not, so many, since a router's list has hundreds of models. */
const mostNotAsked = 4;

const skippedLines = (skipped: readonly Skipped[]): readonly string[] => {
  const notAsked = skipped.filter(({ asked }) => !asked);
  const more = notAsked.length - mostNotAsked;
  return [
    ...saidOnce(skipped.filter(({ asked }) => asked).map(skippedLine)),
    ...notAsked.slice(0, mostNotAsked).map(skippedLine),
    ...(more > 0 ? [more === 1 ? t('Not asked: 1 more route') : t('Not asked: {0} more routes', more)] : []),
  ];
};

/** `Task code (it brings tools) · floor balanced · rule 2`, and whether the conversation stayed with its model. */
const decidedLine = ({ task, why, floor, rule, relaxed, stay }: Plan): string =>
  [
    why === undefined ? t('Task {0}', taskName(task)) : t('Task {0} ({1})', taskName(task), why),
    ...(floor === undefined ? [] : [t('floor {0}', floorName(floor))]),
    ...(rule === undefined ? [] : [ruleName(rule)]),
    ...(relaxed === undefined ? [] : [unstopped(relaxed)]),
    ...(stay === undefined ? [] : [unstopped(stay)]),
  ].join(' · ');

const unstopped = (sentence: string): string => sentence.replace(/[.。]$/, '');

const maskedLines = (masked: Receipt['masked']): readonly string[] =>
  masked === undefined || masked.length === 0 ? [] : [t('Masked before it left: {0}', listed(masked))];

/** The receipt in plain sentences, one a line and none with a full stop: some join them with one. */
export const receiptLines = (receipt: Receipt): readonly string[] => {
  const seconds = (receipt.totalMs / 1_000).toFixed(1);
  return [
    answeredLine(receipt.answered),
    `${costLine(receipt)} · ${tokensLine(receipt.usage)} · ${t('{0} s', seconds)}`,
    ...(receipt.plan ? [decidedLine(receipt.plan)] : []),
    ...skippedLines(receipt.skipped),
    ...maskedLines(receipt.masked),
  ].map(unstopped);
};

const answeredLine = (answered: Receipt['answered']): string => {
  if (!answered) return t('Nobody answered');
  const { provider, model, key, servedModel } = answered;
  return servedModel && servedModel !== model
    ? t('Answered by {0} {1} as {2} with key {3}', provider, model, servedModel, key)
    : t('Answered by {0} {1} with key {2}', provider, model, key);
};
