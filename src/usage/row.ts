import type { Attempt } from '../core/attempt.ts';
import type { Usage } from '../core/chat.ts';
import type { Cost } from '../core/cost.ts';
import { modelKey } from '../core/provider.ts';

type Value = string | number | null;

/** A row as SQLite gives it. */
export type Read = Readonly<Record<string, unknown>>;

/** An attempt as it was read back. Outcome and task are plain text: a newer Keyway may have written kinds unknown here. */
export type PastAttempt = Omit<Attempt, 'outcome' | 'task' | 'dearest'> & {
  readonly outcome: string;
  readonly task: string;
};

const bounded = (value: string): string => value.slice(0, 256);

/** Times and tokens are whole and not negative; anything else a provider sends is the same as not reported. */
const whole = (value: number | undefined): number | null => {
  const rounded = Math.round(value ?? -1);
  return Number.isSafeInteger(rounded) && rounded >= 0 ? rounded : null;
};

/** Whole nano-dollars, so that sums are exact; null where the cost is unknown. */
const nano = (cost: Cost): number | null => (cost.from === 'unknown' ? null : whole(cost.usd * 1e9));

const tokens = (usage: Usage | undefined) => ({
  input_tokens: whole(usage?.input),
  output_tokens: whole(usage?.output),
  cache_read_tokens: whole(usage?.cacheRead),
  cache_write_tokens: whole(usage?.cacheWrite),
  cache_write_hour_tokens: whole(usage?.cacheWriteHour),
  reasoning_tokens: whole(usage?.reasoning),
});

const money = (cost: Cost) => {
  const cost_nano = nano(cost);
  if (cost.from === 'unknown' || cost_nano === null)
    return { cost_nano: null, cost_from: 'unknown', price_as_of: null };
  return { cost_nano, cost_from: cost.from, price_as_of: cost.priceAsOf ? bounded(cost.priceAsOf) : null };
};

/** What an attempt is to its request: whether it is the first one, and whether it answered after another route had failed. */
export interface Part {
  readonly first: boolean;
  readonly fallback: boolean;
}

type Text = string | null;
type Whole = number | null;

/** The dearest candidate is known only when the row is written: `withBaseline`. */
const noBaseline: { readonly baseline_nano: Whole; readonly baseline_model: Text } = {
  baseline_nano: null,
  baseline_model: null,
};

/** The columns of an attempt and nothing else: whatever more the object carries stays out of the file. */
export const rowOf = (attempt: Attempt, { first, fallback }: Part = { first: true, fallback: false }) =>
  ({
    request_id: bounded(attempt.requestId),
    at: whole(attempt.at) ?? 0,
    provider: bounded(attempt.provider),
    model: bounded(attempt.model),
    key_id: bounded(attempt.keyId),
    key_nickname: bounded(attempt.keyNickname),
    task: attempt.task,
    caller: bounded(attempt.caller),
    workspace: attempt.workspace === undefined ? null : bounded(attempt.workspace),
    outcome: attempt.outcome,
    status: whole(attempt.status),
    first_token_ms: whole(attempt.firstTokenMs),
    total_ms: whole(attempt.totalMs) ?? 0,
    ...tokens(attempt.usage),
    counted: Number(attempt.counted === true),
    ...money(attempt.cost),
    served_model: attempt.servedModel === undefined ? null : bounded(attempt.servedModel),
    first: Number(first),
    fallback: Number(fallback),
    ...noBaseline,
  }) satisfies Record<string, Value>;

export type Row = ReturnType<typeof rowOf>;

/** Whether the dearest candidate was the model that was asked. */
export const isOwnBaseline = ({
  provider,
  model,
  baseline_model,
}: Pick<Row, 'provider' | 'model' | 'baseline_model'>) => baseline_model === bounded(modelKey({ provider, id: model }));

/**
 * The row with what the same tokens would have cost at the dearest candidate; where that is the model that was asked, what
 * they did cost, as far as it is known: a list price says less. What cannot be told is left out.
 */
export const withBaseline = (row: Row, dearest: NonNullable<Attempt['dearest']>): Row => {
  try {
    const found = dearest();
    const listed = whole(found && found.usd * 1e9);
    if (found === undefined || listed === null) return row;
    const weighed = { ...row, baseline_nano: listed, baseline_model: bounded(found.model) };
    return isOwnBaseline(weighed) ? { ...weighed, baseline_nano: row.cost_nano ?? listed } : weighed;
  } catch {
    // A row is worth more than what might have been saved by it.
    return row;
  }
};

const optionalText = (row: Read, column: string): string | undefined =>
  typeof row[column] === 'string' ? row[column] : undefined;

const textIn = (row: Read, column: string): string => optionalText(row, column) ?? '';

/** A number of a row; NULL is 0 only where the column or the sum cannot be NULL. */
export const numberIn = (row: Read, column: string): number => Number(row[column] ?? 0);

const optionalNumber = (row: Read, column: string): number | undefined =>
  typeof row[column] === 'number' ? row[column] : undefined;

const usageIn = (row: Read): Usage | undefined => {
  const input = optionalNumber(row, 'input_tokens');
  const output = optionalNumber(row, 'output_tokens');
  if (input === undefined && output === undefined) return undefined;
  return {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: optionalNumber(row, 'cache_read_tokens'),
    cacheWrite: optionalNumber(row, 'cache_write_tokens'),
    cacheWriteHour: optionalNumber(row, 'cache_write_hour_tokens'),
    reasoning: optionalNumber(row, 'reasoning_tokens'),
  };
};

const costIn = (row: Read): Cost => {
  const from = row['cost_from'];
  const cost = optionalNumber(row, 'cost_nano');
  if (cost === undefined || (from !== 'reported' && from !== 'computed' && from !== 'estimated' && from !== 'cached'))
    return { from: 'unknown' };
  return { usd: cost / 1e9, from, priceAsOf: optionalText(row, 'price_as_of') };
};

/** The attempt a row was written from. */
export const attemptOf = (row: Read): PastAttempt => ({
  requestId: textIn(row, 'request_id'),
  at: numberIn(row, 'at'),
  provider: textIn(row, 'provider'),
  model: textIn(row, 'model'),
  keyId: textIn(row, 'key_id'),
  keyNickname: textIn(row, 'key_nickname'),
  task: textIn(row, 'task'),
  caller: textIn(row, 'caller'),
  workspace: optionalText(row, 'workspace'),
  outcome: textIn(row, 'outcome'),
  status: optionalNumber(row, 'status'),
  firstTokenMs: optionalNumber(row, 'first_token_ms'),
  totalMs: numberIn(row, 'total_ms'),
  usage: usageIn(row),
  ...(row['counted'] === 1 && { counted: true }),
  cost: costIn(row),
  servedModel: optionalText(row, 'served_model'),
});
