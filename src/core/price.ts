import type { Protocol } from './quirks.ts';

/** US dollars per million tokens. An absent cache price means "no cache price": the tokens cost what input costs. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  /** For the provider's default span, 5 minutes at Anthropic. */
  readonly cacheWrite?: number | undefined;
  /** For an hour (Anthropic). Absent: twice the input price. */
  readonly cacheWriteHour?: number | undefined;
}

export interface Price extends Rates {
  readonly tiers?: readonly PriceTier[] | undefined;
  /** Prices of some hours of the day, instead of those above (DeepSeek). */
  readonly hours?: readonly PriceHours[] | undefined;
  /** Share of the price that a batch request costs: 0.5 is half. */
  readonly batch?: number | undefined;
}

/** Prices of a whole request whose input is larger than `above` tokens. */
export interface PriceTier extends Rates {
  readonly above: number;
}

/** Prices between two times of the day, UTC, as `HH:MM`; `to` is excluded and may lie behind midnight. */
export interface PriceHours extends Rates {
  readonly from: string;
  readonly to: string;
  /** Days of the week in UTC, 0 is Sunday; all days where absent. */
  readonly days?: readonly number[] | undefined;
}

/** What the token counts of a provider mean. */
export interface UsageMeaning {
  /** The input count holds the tokens that were read from the cache or written to it. */
  readonly inputHoldsCached: boolean;
  /** The output count holds the tokens of reasoning. */
  readonly outputHoldsReasoning: boolean;
}

/** One row a protocol; a record says where its provider differs (`usage`). */
const usageMeanings: { readonly [P in Protocol]: UsageMeaning } = {
  'openai-chat': { inputHoldsCached: true, outputHoldsReasoning: true },
  'openai-responses': { inputHoldsCached: true, outputHoldsReasoning: true },
  'anthropic-messages': { inputHoldsCached: false, outputHoldsReasoning: true },
  gemini: { inputHoldsCached: true, outputHoldsReasoning: false },
  'bedrock-converse': { inputHoldsCached: false, outputHoldsReasoning: true },
  replicate: { inputHoldsCached: true, outputHoldsReasoning: true },
};

/** What the counts of this provider mean, as it is spoken to. */
export const meaningOf = (provider: {
  readonly protocol: Protocol;
  readonly usage?: Partial<UsageMeaning>;
}): UsageMeaning => ({ ...usageMeanings[provider.protocol], ...provider.usage });
