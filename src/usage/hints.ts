import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import type { Summary } from '../core/summary.ts';
import type { Group } from './report.ts';

/** How one key did in the last attempts of a period. */
export interface KeyLimits {
  readonly provider: string;
  /** Nickname. */
  readonly key: string;
  readonly attempts: number;
  /** Of them, those that its rate limit refused. */
  readonly limited: number;
}

/** Refusals, and share of the attempts, from which on a limit is in the way. */
const leastLimited = 10;
const leastLimitedShare = 0.1;
/** Fewer requests that went elsewhere cost nobody any time. */
const leastFallbacks = 5;

/** Attempts of unknown cost, and share of all, from which on the sums say too little. */
const leastUnknown = 5;
const leastUnknownShare = 0.1;

const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)}%`;

/** For the key that is refused most: what to do about it. */
export const limitsText = (
  { fallbacks }: Pick<Summary, 'fallbacks'>,
  keys: readonly KeyLimits[],
  nameOf: (provider: string) => string,
): string | undefined => {
  const [worst] = keys
    .filter(({ attempts, limited }) => limited >= leastLimited && limited >= leastLimitedShare * attempts)
    .toSorted((one, other) => other.limited - one.limited);
  if (!worst || fallbacks < leastFallbacks) return undefined;
  const { provider, key, attempts, limited } = worst;
  return t(
    'Key {0} of {1} was at its rate limit in {2} of its last {3} attempts, and others had to answer: add a second key, or lower its priority with “Keyway: Set Key Priority”.',
    key,
    nameOf(provider),
    count.format(limited),
    count.format(attempts),
  );
};

/** Where much is unknown: how much, whose it is most of all, and where to set its price. */
export const unknownText = (total: Summary, models: readonly Group[]): string | undefined => {
  const { unknown } = total.cost;
  if (unknown < leastUnknown || unknown < leastUnknownShare * total.attempts) return undefined;
  const [most] = models.toSorted((one, other) => other.cost.unknown - one.cost.unknown);
  const share = percent(unknown, total.attempts);
  return most && most.cost.unknown * 2 >= unknown
    ? t(
        'What {0} of the attempts cost is not known, most of them of {1}: set a price in keyway.models.',
        share,
        most.group,
      )
    : t('What {0} of the attempts cost is not known: set a price in keyway.models.', share);
};
