import { taskNameOf } from '../core/called.ts';
import { money, type Cost } from '../core/cost.ts';
import type { FailureKind } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Summary } from '../core/summary.ts';

const whole = new Intl.NumberFormat('en-US');
/** Cut, not rounded: 100% says that nothing failed. */
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1, roundingMode: 'trunc' });

export const countText = (count: number): string => whole.format(count);

/** A group's name for people: a provider by its record, and a workspace that is none. */
export const groupText = (by: string, label: string, nameOf: (provider: string) => string): string => {
  if (by === 'provider') return nameOf(label);
  if (by === 'task') return taskNameOf(label);
  return by === 'workspace' && label === '' ? t('no folder open') : label;
};

/** `0.8 s`, `310 ms`, which stay on one line. */
export const durationText = (ms: number): string =>
  ms < 1_000 ? `${countText(Math.round(ms))}\u00a0ms` : `${(ms / 1_000).toFixed(1)}\u00a0s`;

/** `1 request`, `2 requests`. */
export const requestsText = (count: number): string =>
  count === 1 ? t('{0} request', countText(count)) : t('{0} requests', countText(count));

export const attemptsText = (count: number): string =>
  count === 1 ? t('{0} attempt', countText(count)) : t('{0} attempts', countText(count));

export const fallbacksText = (count: number): string =>
  count === 1 ? t('{0} fallback', countText(count)) : t('{0} fallbacks', countText(count));

/** Answered of what was answered or failed: a request the person stopped is neither. */
export const successText = ({ answered, failed }: Summary): string =>
  answered + failed === 0 ? t('none finished') : percent.format(answered / (answered + failed));

/** `1,234`, `1,234 + unknown` where some answers came without a count, `unknown` where all did. */
export const tokensText = (tokens: number, { tokens: { input, output, unreported } }: Summary): string => {
  if (unreported === 0) return countText(tokens);
  return input + output === 0 ? t('unknown') : t('{0} + unknown', countText(tokens));
};

/** Where a sum comes from: `$1.00 reported by providers, ~$0.20 estimated, unknown for 2 attempts`. */
export const provenanceText = ({ cost }: Summary): string =>
  listed(
    [
      cost.reported > 0 ? t('{0} reported by providers', money(cost.reported)) : '',
      cost.computed > 0 ? t('{0} computed', money(cost.computed)) : '',
      cost.estimated > 0 ? t('~{0} estimated', money(cost.estimated)) : '',
      cost.unknown > 0 ? t('unknown for {0}', attemptsText(cost.unknown)) : '',
    ].filter(Boolean),
  );

/** `$0.0031 (computed)`, `~$0.0031 (estimated)`, `unknown`. */
export const costText = (cost: Cost): string => {
  if (cost.from === 'unknown') return t('unknown');
  const usd = money(cost.usd);
  return {
    reported: t('{0} (reported)', usd),
    computed: t('{0} (computed)', usd),
    estimated: t('~{0} (estimated)', usd),
    cached: t('{0} (cached)', usd),
  }[cost.from];
};

const outcomes = (): Readonly<Record<'answered' | 'outrun' | FailureKind, string>> => ({
  answered: t('answered'),
  outrun: t('outrun by another'),
  network: t('not reached'),
  server: t('server error'),
  rate: t('rate limit'),
  quota: t('no credit or quota'),
  auth: t('key refused'),
  key: t('key not usable'),
  forbidden: t('not allowed'),
  'model-missing': t('no such model'),
  context: t('prompt too long'),
  policy: t('content policy'),
  request: t('bad request'),
  stream: t('broke off'),
  stall: t('stalled'),
  empty: t('empty answer'),
  aborted: t('stopped'),
});

/** `rate limit (429)`. An outcome that a newer Keyway wrote stands as it is. */
export const outcomeText = (outcome: string, status: number | undefined): string => {
  const words = new Map(Object.entries(outcomes())).get(outcome) ?? outcome;
  return status === undefined || status < 400 ? words : `${words} (${status})`;
};

/** The person's own clock: `2026-11-20 22:46:03`. */
export const timeText = (at: number): string => {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
};
