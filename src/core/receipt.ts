import { count } from './count.ts';
import type { Attempt } from './attempt.ts';
import type { Usage } from './chat.ts';
import { costText, sum, type Cost } from './cost.ts';
import type { FailureKind } from './failure.ts';
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
  `${provider.name} ${model.id} (key ${key.nickname})`;

const provenance: Readonly<Record<Cost['from'], string>> = {
  reported: 'as the provider reports it',
  computed: 'computed',
  estimated: 'estimated',
  cached: 'kept from before',
  unknown: '',
};

const costLine = ({ cost, usage }: Receipt): string => {
  if (cost.from === 'unknown') return 'cost unknown';
  const ours = cost.from === 'computed' || cost.from === 'estimated';
  // Without tokens an estimate of nothing says that nobody was at work.
  if (cost.usd === 0 && cost.from === 'estimated' && usage === undefined) return 'nothing billed';
  const prices = cost.from === 'computed' && cost.priceAsOf ? ` with prices of ${cost.priceAsOf}` : '';
  return `${ours && cost.usd === 0 ? 'free' : costText(cost)} (${provenance[cost.from]}${prices})`;
};

const tokensLine = (usage: Usage | undefined): string => {
  if (!usage) return 'tokens not reported';
  const cached = usage.cacheRead ? ` (${count.format(usage.cacheRead)} cached)` : '';
  const reasoning = usage.reasoning ? ` (${count.format(usage.reasoning)} reasoning)` : '';
  return `${count.format(usage.input)} tokens in${cached}, ${count.format(usage.output)} out${reasoning}`;
};

const skippedLine = (skipped: Skipped): string => {
  const key = skipped.key === undefined ? '' : ` (key ${skipped.key})`;
  return `${whatBecame(skipped)}: ${skipped.provider} ${skipped.model}${key}: ${skipped.reason}`;
};

/** What was asked and has no failure was given up for a route that answered first. */
const whatBecame = ({ asked, kind }: Skipped): string => {
  if (!asked) return 'Not asked';
  return kind === undefined ? 'Given up' : 'Failed';
};

const times = ['', '', ', tried twice'] as const;

/** A route that was asked again mostly failed again in the same way. */
const saidOnce = (lines: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${line}${times[count] ?? `, tried ${count} times`}`);
};

/** Everything that was asked is named; of what was not, so many, since a router's list has hundreds of models. */
const mostNotAsked = 4;

const skippedLines = (skipped: readonly Skipped[]): readonly string[] => {
  const notAsked = skipped.filter(({ asked }) => !asked);
  const more = notAsked.length - mostNotAsked;
  return [
    ...saidOnce(skipped.filter(({ asked }) => asked).map(skippedLine)),
    ...notAsked.slice(0, mostNotAsked).map(skippedLine),
    ...(more > 0 ? [`Not asked: ${more} more routes`] : []),
  ];
};

/** `Task code (it brings tools) · floor balanced · rule 2`, and whether the conversation stayed with its model. */
const decidedLine = ({ task, why, floor, rule, relaxed, stay }: Plan): string =>
  [
    `Task ${task}${why === undefined ? '' : ` (${why})`}`,
    ...(floor === undefined ? [] : [`floor ${floor}`]),
    ...(rule === undefined ? [] : [ruleName(rule)]),
    ...(relaxed === undefined ? [] : [unstopped(relaxed)]),
    ...(stay === undefined ? [] : [unstopped(stay)]),
  ].join(' · ');

const unstopped = (sentence: string): string => sentence.replace(/\.$/, '');

const maskedLines = (masked: Receipt['masked']): readonly string[] =>
  masked === undefined || masked.length === 0 ? [] : [`Masked before it left: ${masked.join(', ')}`];

/** The receipt in plain sentences, one a line and none with a full stop: some join them with one. */
export const receiptLines = (receipt: Receipt): readonly string[] => {
  const { answered } = receipt;
  const served = answered?.servedModel && answered.servedModel !== answered.model ? ` as ${answered.servedModel}` : '';
  const who = answered ? `${answered.provider} ${answered.model}${served} with key ${answered.key}` : 'Nobody answered';
  const seconds = (receipt.totalMs / 1_000).toFixed(1);
  return [
    answered ? `Answered by ${who}` : who,
    `${costLine(receipt)} · ${tokensLine(receipt.usage)} · ${seconds} s`,
    ...(receipt.plan ? [decidedLine(receipt.plan)] : []),
    ...skippedLines(receipt.skipped),
    ...maskedLines(receipt.masked),
  ].map(unstopped);
};
