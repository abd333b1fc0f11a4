/** What a provider itself says about the money of a key: what was spent with it, or what is left. Pure types. */

/** `day`, `week` (from Monday) and `month` are UTC; `reset` is a counter that begins anew at times only the provider knows. */
export type CountedSpan = 'day' | 'week' | 'month' | 'ever' | 'reset';

interface Counted {
  /** A whole account may have other keys, and other software may use it. */
  readonly of: 'key' | 'account';
  /** ISO 4217: `USD`, `CNY`. */
  readonly currency: string;
  /** 1e-9 of the currency; whole, so that differences are exact. */
  readonly nano: number;
}

interface SpentTotal extends Counted {
  readonly kind: 'spent';
  readonly span: CountedSpan;
}

interface LeftTotal extends Counted {
  readonly kind: 'left';
}

export type ProviderTotal = SpentTotal | LeftTotal;

/** What asking a provider for its totals brings back. */
export type TotalsFound =
  | {
      readonly kind: 'told';
      readonly totals: readonly ProviderTotal[];
      /** What else it said, as sentences for a person: a limit of the key. */
      readonly notes: readonly string[];
    }
  /** Why there is no answer, with whom, and what to do. */
  | { readonly kind: 'untold'; readonly sentence: string };
