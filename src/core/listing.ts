/** What asking a provider about a key or its models brings back. Pure types: the catalog and the editor read them. */

import type { Verdict } from './key.ts';
import type { Price } from './price.ts';
import type { Model } from './provider.ts';
import type { Protocol } from './quirks.ts';

/** What the test of a key found. */
export interface Finding {
  readonly verdict: Verdict;
  /** One sentence for a person, with the provider's name and what to do next. Never a secret. */
  readonly sentence: string;
  /** HTTP status, where the provider answered at all. */
  readonly status?: number | undefined;
  /** What the provider told about the key beside. Absent: nothing. */
  readonly told?: KeyTold | undefined;
}

export interface KeyTold {
  /** Milliseconds since 1970. */
  readonly expiresAt?: number | undefined;
  /** US dollars the key may spend in all, and what is left of them. */
  readonly prepaid?: { readonly left: number; readonly limit: number } | undefined;
}

/** A model as its provider lists it. Absent means the list does not say: providers say very different amounts. */
export interface ListedModel {
  /** The provider's own id, as requests name it. */
  readonly id: string;
  readonly name?: string | undefined;
  /** Tokens of prompt and answer together. */
  readonly contextTokens?: number | undefined;
  readonly maxOutputTokens?: number | undefined;
  readonly tools?: boolean | undefined;
  readonly images?: boolean | undefined;
  readonly reasoning?: boolean | undefined;
  /** It fills gaps in a text. */
  readonly fills?: boolean | undefined;
  readonly price?: Price | undefined;
  readonly kind?: Model['kind'] | undefined;
  /** Length of an embedding's vectors. */
  readonly dimensions?: number | undefined;
  /** Where it is spoken to otherwise than its provider (`Model.protocol`). */
  readonly protocol?: Protocol | undefined;
  /** Id of the model it really is, whose facts it has: Azure's deployments have names of their own. */
  readonly alias?: string | undefined;
}
