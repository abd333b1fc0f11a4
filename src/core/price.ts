import type { Usage } from './chat.ts';
import type { Protocol } from './quirks.ts';

/** US dollars per million tokens. A cache price that is absent or 0 is none: the tokens cost what input costs. */
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

/**
 * Token counts as one provider reports them; absent or null is not reported. `cacheWrite` is without what was written for
 * an hour.
 */
export type TokenCounts = {
  readonly [Name in Exclude<keyof Usage, 'reportedCost'>]?: number | null | undefined;
};

/** The counts in our terms: `input` with what was cached, `output` with reasoning. No part is larger than its whole. */
export const settledUsage = (counts: TokenCounts, meaning: UsageMeaning): Usage => {
  const reported = {
    read: count(counts.cacheRead),
    write: count(counts.cacheWrite),
    hour: count(counts.cacheWriteHour),
  };
  const reasoned = count(counts.reasoning);
  const { read = 0, write = 0, hour = 0 } = reported;
  const input = (count(counts.input) ?? 0) + (meaning.inputHoldsCached ? 0 : read + write + hour);
  const output = (count(counts.output) ?? 0) + (meaning.outputHoldsReasoning ? 0 : (reasoned ?? 0));
  // xAI has reported more cached tokens than the prompt has.
  const cacheRead = atMost(reported.read, input);
  const cacheWrite = atMost(reported.write, input - (cacheRead ?? 0));
  return {
    input,
    output,
    cacheRead,
    cacheWrite,
    cacheWriteHour: atMost(reported.hour, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    reasoning: atMost(reasoned, output),
  };
};

const count = (value: number | null | undefined): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const atMost = (value: number | undefined, most: number): number | undefined =>
  value === undefined ? undefined : Math.min(value, most);

/** What decides the price of a usage beside its tokens. */
export interface Terms {
  /** When the request was made, in milliseconds since 1970; prices of the hour do not count without. */
  readonly at?: number | undefined;
  /** It was part of a batch. */
  readonly batch?: boolean | undefined;
}

/**
 * What a usage costs in US dollars, to the whole nano-dollar, so that a ledger adds up to the cent. The sum is built in
 * whole pico-dollars: dollars per million times a million is pico-dollars per token, and no price has more than six
 * decimals that matter.
 */
export const usdOf = (usage: Usage, price: Price, terms: Terms = {}): number => {
  const rates = ratesOf(price, usage.input, terms.at);
  const read = usage.cacheRead ?? 0;
  const write = usage.cacheWrite ?? 0;
  const hour = usage.cacheWriteHour ?? 0;
  const pico =
    Math.max(0, usage.input - read - write - hour) * picoPerToken(rates.input) +
    read * picoPerToken(rates.cacheRead || rates.input) +
    write * picoPerToken(rates.cacheWrite || rates.input) +
    hour * picoPerToken(rates.cacheWriteHour || 2 * rates.input) +
    usage.output * picoPerToken(rates.output);
  return Math.round((pico * (terms.batch ? (price.batch ?? 1) : 1)) / 1_000) / 1e9;
};

const picoPerToken = (perMillion: number): number => Math.round(perMillion * 1e6);

/** The tier that the whole prompt selects, cached part included, goes before the hour. No price of today has both. */
export const ratesOf = (price: Price, input: number, at: number | undefined): Rates =>
  (price.tiers && tierOf(price.tiers, input)) ??
  (price.hours && at !== undefined ? hoursOf(price.hours, new Date(at)) : undefined) ??
  price;

/** The highest tier that is passed. A prompt exactly as large as a threshold has the lower price. */
const tierOf = (tiers: readonly PriceTier[], input: number): PriceTier | undefined => {
  let chosen: PriceTier | undefined;
  for (const tier of tiers) if (input > tier.above && tier.above >= (chosen?.above ?? 0)) chosen = tier;
  return chosen;
};

const hoursOf = (hours: readonly PriceHours[], at: Date): PriceHours | undefined => {
  const time = at.toISOString().slice(11, 16);
  const day = at.getUTCDay();
  return hours.find(({ from, to, days }) => {
    const begun = from <= time;
    const overnight = to <= from;
    // Hours that pass midnight belong to the day on which they began.
    const since = overnight && !begun ? (day + 6) % 7 : day;
    return (overnight ? begun || time < to : begun && time < to) && (days?.includes(since) ?? true);
  });
};
