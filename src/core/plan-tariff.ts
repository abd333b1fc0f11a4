import { hundredths, leastCached, tokensOf, type Pricer } from './expect.ts';
import type { Offer } from './plan.ts';
import type { Stock } from './plan-stock.ts';
import { ratesOf, usdOf, type Price } from './price.ts';

/** What models charge for prompts of about one size, by their place: whole pico-dollars per token. */
interface Tariff {
  /** With what it costs to write it to the cache, where that has a price. NaN where the hour decides, or nothing is known. */
  readonly prompt: Float64Array;
  readonly answer: Float64Array;
}

export type TariffFor = (promptTokens: number) => Tariff;

/** Laid out once for all prompts that pass the same tiers. */
export const tariffsOf = (offers: readonly Offer[]): TariffFor => {
  // A model that makes more tokens of a prompt passes them with a shorter one.
  const steps = [
    ...new Set(
      offers.flatMap(({ model }) =>
        [leastCached - 1, ...(model.price?.tiers ?? []).map(({ above }) => above)].map(
          (above) => (above * 100) / hundredths(model.tokens),
        ),
      ),
    ),
  ];
  const known = new Map<number, Tariff>();
  return (promptTokens) => {
    const passed = steps.filter((step) => promptTokens > step).length;
    const tariff = known.get(passed) ?? tariffOf(offers, promptTokens);
    known.set(passed, tariff);
    return tariff;
  };
};

const tariffOf = (offers: readonly Offer[], promptTokens: number): Tariff => {
  const perToken = (usageOf: (tokens: number) => Parameters<typeof usdOf>[0]): Float64Array =>
    Float64Array.from(offers, ({ model }) => {
      const { price } = model;
      const tokens = tokensOf(model, promptTokens);
      // A thousand tokens cost as many nano-dollars, to which they are priced, as one costs pico-dollars.
      return price && !price.hours ? Math.round(usdOf(usageOf(tokens), flat(price, tokens)) * 1e9) : Number.NaN;
    });
  return {
    prompt: perToken((tokens) => ({ input: 1_000, output: 0, cacheWrite: tokens < leastCached ? 0 : 1_000 })),
    answer: perToken(() => ({ input: 0, output: 1_000 })),
  };
};

const flat = (price: Price, promptTokens: number): Price => ({
  ...ratesOf(price, promptTokens, undefined),
  tiers: undefined,
});

/**
 * US dollars that are expected of a model with nothing in its cache, infinity where no price is known: the number of
 * `expectedUsd`, mostly without a look at its price.
 */
export const usdUncached = ({ offers, names, tariffFor }: Stock, pricer: Pricer): ((index: number) => number) => {
  const { promptTokens, answerTokens } = pricer;
  const { prompt, answer } = tariffFor(promptTokens);
  return (index) => {
    const model = offers[index]?.model;
    const perToken = prompt[index] ?? Number.NaN;
    if (!model?.price) return Number.POSITIVE_INFINITY;
    if (Number.isNaN(perToken)) return pricer.expectedUsd(model, '') ?? Number.POSITIVE_INFINITY;
    const pico = tokensOf(model, promptTokens) * perToken + answerTokens(model, names[index]) * (answer[index] ?? 0);
    return Math.round(pico / 1_000) / 1e9;
  };
};
