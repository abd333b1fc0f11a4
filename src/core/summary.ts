import { money } from './cost.ts';
import { t } from './l10n.ts';

/** Milliseconds that half of the answers, and all but the slowest of twenty, stayed within; a few per cent exact. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
}

/** What was asked, answered and spent in a period. */
export interface Summary {
  /** Requests that began here: one counts where its first attempt was made, so that the groups of a summary add up. */
  readonly requests: number;
  /** A request has one attempt for each route it tried: answered, failed or stopped. */
  readonly attempts: number;
  readonly answered: number;
  readonly failed: number;
  /** Ended by the person or the caller, which is no failure. */
  readonly stopped: number;
  /** Answered after another route had failed the same request. */
  readonly fallbacks: number;
  /** Answers kept from before, which cost nothing. */
  readonly kept: number;
  /** Sums of what was reported; `cached` is part of `input`, `reasoning` is part of `output`. */
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    readonly cached: number;
    readonly reasoning: number;
    /** Answered attempts whose tokens nobody reported. */
    readonly unreported: number;
  };
  /** US dollars by where the numbers come from, never added to what is unknown. */
  readonly cost: {
    readonly reported: number;
    readonly computed: number;
    readonly estimated: number;
    /** Attempts whose cost is unknown. */
    readonly unknown: number;
  };
  /** Of answers that a model gave: to the first visible part; absent where there was none. */
  readonly firstToken?: Percentiles | undefined;
  /** Of answers that a model gave: to the end. */
  readonly total?: Percentiles | undefined;
  /**
   * US dollars, of attempts whose cost is known and for which the dearest candidate is: `baseline` is what their tokens
   * would have cost there, `usd` how much less they did cost. Absent where there was none.
   */
  readonly saved?: { readonly usd: number; readonly baseline: number } | undefined;
}

/** US dollars, of attempts whose cost is known, however it is known. */
export const knownUsd = ({ cost }: Pick<Summary, 'cost'>): number => cost.reported + cost.computed + cost.estimated;

/** `$1.20`, `~$1.20` where part is estimated, `$1.20 + unknown` where part is unknown, `unknown` where all is. */
export const sumText = (summary: Summary): string => {
  const { attempts, cost } = summary;
  if (cost.unknown > 0 && cost.unknown === attempts) return t('unknown');
  const known = `${cost.estimated > 0 ? '~' : ''}${money(knownUsd(summary))}`;
  return cost.unknown > 0 ? t('{0} + unknown', known) : known;
};
