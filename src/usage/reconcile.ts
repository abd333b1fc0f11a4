import type { ProviderTotal } from '../core/provider-total.ts';
import { type KeySpend, spendOf, type Spender } from './key-spend.ts';
import type { Shared } from './ledger.ts';
import { keepTotals, lookBefore, type Look } from './provider-totals.ts';
import { type Between, utcSpan } from './utc-span.ts';

/** How far two sums of money are apart: positive where the provider says more than the ledger. */
export interface Drift {
  readonly nano: number;
  /** Of what the provider says; absent where that is nothing and the ledger's is not. */
  readonly percent: number | undefined;
}

/** One total of a provider beside what the ledger has of the same span. */
export interface Line {
  readonly total: ProviderTotal;
  /** The span of the comparison: the provider's own, or from an earlier look until now. */
  readonly span: Between;
  /** The earlier look, where the change since then is compared and not what the total itself says. */
  readonly before?: Look | undefined;
  /** What the provider says was spent in the span, in 1e-9 of the total's currency; absent where nobody can tell. */
  readonly spent?: number | undefined;
  /** Absent where nothing can be compared. */
  readonly ledger?: KeySpend | undefined;
  readonly drift?: Drift | undefined;
}

/** What a provider said about a key, and when. */
export interface Told {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly totals: readonly ProviderTotal[];
}

export const driftOf = (provider: number, ledger: number): Drift => {
  const nano = provider - ledger;
  if (nano === 0) return { nano, percent: 0 };
  return { nano, percent: provider === 0 ? undefined : (100 * nano) / provider };
};

/** Nano-dollars that the rows know of. */
export const knownOf = ({ reported, computed, estimated }: KeySpend): number => reported + computed + estimated;

/**
 * Compares what a provider said about a key with the key's rows, and keeps it for the next look. Rejects with what the
 * ledger's file throws.
 */
export const reconcile = async (
  shared: Pick<Shared, 'use'>,
  spender: Spender,
  { at, totals }: Told,
): Promise<readonly Line[]> => {
  const pairs = await shared.use((file) =>
    file.change((database) => {
      const found = totals.map((total) => ({ total, before: lookBefore(database, spender.keyId, { at, total }) }));
      keepTotals(database, spender.keyId, { at, totals });
      return found;
    }),
  );
  const lines: Line[] = [];
  for (const { total, before } of pairs)
    for (const line of linesOf(total, before, at)) lines.push(await compared(shared, spender, line));
  return lines;
};

/** A counter of all time is compared as a whole, and by what came since the last look: the one may be older than the ledger. */
const linesOf = (total: ProviderTotal, before: Look | undefined, at: number): readonly Line[] => {
  const now = { since: at, until: at };
  const change = before && { total, span: { since: before.at, until: at }, before, spent: changeOf(total, before) };
  if (total.kind === 'left' || total.span === 'reset') return [change ?? { total, span: now }];
  const whole = { total, span: utcSpan(total.span, at), spent: total.nano };
  return total.span === 'ever' && change ? [whole, change] : [whole];
};

/** What was spent between two looks; undefined where the balance grew or the counter began anew: then nobody can tell. */
const changeOf = ({ kind, nano }: ProviderTotal, before: Look): number | undefined => {
  const spent = kind === 'left' ? before.nano - nano : nano - before.nano;
  return spent < 0 ? undefined : spent;
};

/** The ledger counts in US dollars, and nobody here knows a rate of exchange. */
const compared = async (shared: Pick<Shared, 'use'>, spender: Spender, line: Line): Promise<Line> => {
  const { total, span, spent } = line;
  if (spent === undefined || total.currency !== 'USD') return line;
  const ledger = await spendOf(shared, spender, span);
  return { ...line, ledger, drift: driftOf(spent, knownOf(ledger)) };
};
