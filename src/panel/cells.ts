import { money, type Cost } from '../core/cost.ts';
import type { FailureKind } from '../core/failure.ts';
import type { Summary } from '../core/summary.ts';

const whole = new Intl.NumberFormat('en-US');
/** Cut, not rounded: 100% says that nothing failed. */
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1, roundingMode: 'trunc' });

export const countText = (count: number): string => whole.format(count);

/** A group's name for people: a provider by its record, and a workspace that is none. */
export const groupText = (by: string, label: string, nameOf: (provider: string) => string): string => {
  if (by === 'provider') return nameOf(label);
  return by === 'workspace' && label === '' ? 'no folder open' : label;
};

/** `0.8 s`, `310 ms`, which stay on one line. */
export const durationText = (ms: number): string =>
  ms < 1_000 ? `${countText(Math.round(ms))}\u00a0ms` : `${(ms / 1_000).toFixed(1)}\u00a0s`;

/** `1 request`, `2 requests`. */
export const counted = (count: number, one: string): string => `${countText(count)} ${one}${count === 1 ? '' : 's'}`;

/** Answered of what was answered or failed: a request the person stopped is neither. */
export const successText = ({ answered, failed }: Summary): string =>
  answered + failed === 0 ? 'none finished' : percent.format(answered / (answered + failed));

/** `1,234`, `1,234 + unknown` where some answers came without a count, `unknown` where all did. */
export const tokensText = (tokens: number, { tokens: { input, output, unreported } }: Summary): string => {
  if (unreported === 0) return countText(tokens);
  return input + output === 0 ? 'unknown' : `${countText(tokens)} + unknown`;
};

/** Where a sum comes from: `$1.00 reported by providers, ~$0.20 estimated, unknown for 2 attempts`. */
export const provenanceText = ({ cost }: Summary): string =>
  [
    cost.reported > 0 ? `${money(cost.reported)} reported by providers` : '',
    cost.computed > 0 ? `${money(cost.computed)} computed` : '',
    cost.estimated > 0 ? `~${money(cost.estimated)} estimated` : '',
    cost.unknown > 0 ? `unknown for ${counted(cost.unknown, 'attempt')}` : '',
  ]
    .filter(Boolean)
    .join(', ');

/** `$0.0031 (computed)`, `~$0.0031 (estimated)`, `unknown`. */
export const costText = (cost: Cost): string => {
  if (cost.from === 'unknown') return 'unknown';
  return `${cost.from === 'estimated' ? '~' : ''}${money(cost.usd)} (${cost.from})`;
};

const outcomes: Readonly<Record<'answered' | 'outrun' | FailureKind, string>> = {
  answered: 'answered',
  outrun: 'outrun by another',
  network: 'not reached',
  server: 'server error',
  rate: 'rate limit',
  quota: 'no credit or quota',
  auth: 'key refused',
  key: 'key not usable',
  forbidden: 'not allowed',
  'model-missing': 'no such model',
  context: 'prompt too long',
  policy: 'content policy',
  request: 'bad request',
  stream: 'broke off',
  stall: 'stalled',
  empty: 'empty answer',
  aborted: 'stopped',
};

/** `rate limit (429)`. An outcome that a newer Keyway wrote stands as it is. */
export const outcomeText = (outcome: string, status: number | undefined): string => {
  const words = new Map(Object.entries(outcomes)).get(outcome) ?? outcome;
  return status === undefined || status < 400 ? words : `${words} (${status})`;
};

/** The person's own clock: `2026-11-20 22:46:03`. */
export const timeText = (at: number): string => {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
};
