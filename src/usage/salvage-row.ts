import type { Attempt } from '../core/attempt.ts';
import { RequestsSeen } from './requests-seen.ts';
import { attemptOf, rowOf, type PastAttempt, type Read, type Row } from './row.ts';

const whole = (value: unknown): number | null =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;

const text = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 256) : null);

/** Texts of a row that can never be empty: where they are, this is no row of ours. */
const named = ['requestId', 'provider', 'model', 'keyId'] as const;

/** The latest moment that JavaScript's calendar has. */
const end = 8_640_000_000_000_000;

/** A piece of a page that a disk has lost comes as zeros; no text of ours has any. */
const isWhole = (read: Read): boolean =>
  Object.values(read).every((value) => typeof value !== 'string' || !value.includes('\0'));

const isOurs = (attempt: PastAttempt): boolean =>
  named.every((name) => attempt[name] !== '') &&
  Number.isSafeInteger(attempt.at) &&
  attempt.at >= 0 &&
  attempt.at <= end;

/** Columns that `rowOf` might round or leave out. */
const numbersOf = (read: Read) => ({
  input_tokens: whole(read['input_tokens']),
  output_tokens: whole(read['output_tokens']),
  cache_read_tokens: whole(read['cache_read_tokens']),
  cache_write_tokens: whole(read['cache_write_tokens']),
  cache_write_hour_tokens: whole(read['cache_write_hour_tokens']),
  reasoning_tokens: whole(read['reasoning_tokens']),
  baseline_nano: whole(read['baseline_nano']),
  baseline_model: text(read['baseline_model']),
});

/**
 * Rows of a damaged ledger as they are written to a new one; undefined for what cannot have been written by Keyway. A
 * ledger from before this was kept does not say which attempt was the first of its request, but its order does.
 */
export const rowReader = (): ((read: Read) => Row | undefined) => {
  const seen = new RequestsSeen();
  return (read) => {
    const past = attemptOf(read);
    if (!isOurs(past) || !isWhole(read)) return undefined;
    // Tasks and outcomes of a newer Keyway stay the texts they are.
    const attempt = past as Attempt;
    const known = 'first' in read && { first: read['first'] === 1, fallback: read['fallback'] === 1 };
    return { ...rowOf(attempt, known || seen.partOf(attempt)), ...numbersOf(read) };
  };
};
