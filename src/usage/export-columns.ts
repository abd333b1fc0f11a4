import { percentile, unpacked } from './times.ts';

/**
 * What a field holds. `text` as it is; `whole` a number without fraction; `usd` nano-dollars, given out as an exact decimal
 * string of US dollars; `time` milliseconds since 1970, given out as ISO 8601 in the person's own zone; `yes` 0 or 1; `p50`
 * and `p95` a histogram, of which they are the milliseconds that such a share stayed within.
 */
type FieldKind = 'text' | 'whole' | 'usd' | 'time' | 'yes' | 'p50' | 'p95';

/** One field of an export. What has a unit ends with it: `_ms` milliseconds, `_usd` US dollars, `_tokens` tokens. */
export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  /** What SQL calls it; by default the field's own name. */
  readonly column?: string;
}

/** The columns of a query, in the order of the fields. */
export const columnsOf = (fields: readonly Field[]): string =>
  fields.map(({ name, column = name }) => column).join(', ');

/** Null is not known, or not there: never 0. */
export type Cell = string | bigint | boolean | null;

const nanoDigits = 9;

/** Nano-dollars as US dollars, to the last digit: `0.0031`, `-12.5`, `9007199.254740993`. */
export const usdText = (nano: bigint): string => {
  const digits = String(nano < 0n ? -nano : nano).padStart(nanoDigits + 1, '0');
  const fraction = digits.slice(-nanoDigits).replace(/0+$/, '');
  const whole = digits.slice(0, -nanoDigits);
  return `${nano < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
};

/** `2026-11-20T13:00:00.000+01:00`, in this machine's zone as it was at that moment; null beyond what a date can be. */
export const timeText = (at: number): string | null => {
  const minutes = -new Date(at).getTimezoneOffset();
  const local = new Date(at + minutes * 60_000);
  if (Number.isNaN(local.getTime())) return null;
  return local.toISOString().replace('Z', offsetText(minutes));
};

const offsetText = (minutes: number): string => {
  const size = Math.abs(minutes);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

/** SQLite's number, which is read as a bigint since sums may be beyond 2^53. */
const wholeIn = (value: unknown): bigint | null => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === 'bigint' ? value : null;
};

const shares: Readonly<Record<'p50' | 'p95', number>> = { p50: 0.5, p95: 0.95 };

export const cellOf = ({ kind }: Field, value: unknown): Cell => {
  if (kind === 'text') return typeof value === 'string' ? value : null;
  if (kind === 'p50' || kind === 'p95') return wholeIn(percentile(unpacked(value), shares[kind]));
  const whole = wholeIn(value);
  if (whole === null) return null;
  switch (kind) {
    case 'whole':
      return whole;
    case 'usd':
      return usdText(whole);
    case 'time':
      return timeText(Number(whole));
    case 'yes':
      return whole === 1n;
  }
};
