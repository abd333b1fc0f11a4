import { hundredths } from './expect.ts';
import { fillsIn } from './fill.ts';
import { glob } from './glob.ts';
import type { Key } from './key.ts';
import type { Offer, Route } from './plan.ts';
import { tariffsOf, type TariffFor } from './plan-tariff.ts';
import { modelKey, type Model } from './provider.ts';
import { skills, type Grade, type Skill } from './strength.ts';

/** What a model can do, one bit each; `keyed`: one of its keys may be used for it. */
export const abilities = { chat: 1, embedding: 2, tools: 4, images: 8, keyed: 16, fills: 32 } as const;

/** What is asked of a model: a skill, or that it fills a gap in code. */
export type Talent = Skill | 'filling';

/**
 * What the offers are like, laid out in arrays: a plan looks at thousands of models for every request. A model is known by
 * its place in all of them.
 */
export interface Stock {
  readonly offers: readonly Offer[];
  /** All of them: 0, 1, 2, … */
  readonly places: Int32Array;
  /** `provider/model` of each. */
  readonly names: readonly string[];
  /** Place of each in the order of the names. */
  readonly rank: Int32Array;
  readonly can: Uint8Array;
  readonly context: Float64Array;
  readonly output: Float64Array;
  /** Tokens that it makes of a hundred counted here. */
  readonly tokens: Uint16Array;
  /** 0 where nobody has measured it. */
  readonly grades: Readonly<Record<Talent, Uint8Array>>;
  /** 1 where it costs nothing and runs on somebody else's machine. */
  readonly free: Uint8Array;
  /** Price of cached tokens; of input where there is none, 0 where nothing is known. */
  readonly cacheRead: Float64Array;
  /** Dollars per million tokens, three of the prompt to one of the answer: a first look, infinity where nothing is known. */
  readonly listed: Float64Array;
  readonly tariffFor: TariffFor;
  /** The route of its first key, by which its pace is known; undefined where no key may be used for it. */
  readonly leads: readonly (Route | undefined)[];
}

const known = new WeakMap<readonly Offer[], Stock>();

/** Laid out once for a list of offers: whoever hands in the same list again waits for nothing. */
export const stockOf = (offers: readonly Offer[]): Stock => {
  const before = known.get(offers);
  if (before) return before;
  const made = laidOut(offers);
  known.set(offers, made);
  return made;
};

const laidOut = (offers: readonly Offer[]): Stock => {
  const names = offers.map(({ model }) => modelKey(model));
  const rank = new Int32Array(offers.length);
  const sorted = [...names.keys()].toSorted((a, b) => ascending(names[a] ?? '', names[b] ?? ''));
  for (const [place, index] of sorted.entries()) rank[index] = place;
  const numbers = (of: (model: Model) => number): Float64Array => Float64Array.from(offers, ({ model }) => of(model));
  const graded = (skill: Skill) => [skill, Uint8Array.from(offers, ({ model }) => model.strength?.[skill] ?? 0)];
  const filling = Uint8Array.from(offers, ({ provider, model }) =>
    fillsIn(provider, model) ? Math.max(leastFiller, model.strength?.code ?? 0) : 0,
  );
  return {
    offers,
    places: Int32Array.from(offers.keys()),
    names,
    rank,
    can: Uint8Array.from(offers, bitsOf),
    context: numbers(({ contextTokens }) => contextTokens),
    output: numbers(({ maxOutputTokens }) => maxOutputTokens),
    listed: numbers(({ price, tokens = 1 }) => (price ? ((3 * price.input + price.output) / 4) * tokens : Infinity)),
    tokens: Uint16Array.from(offers, ({ model }) => hundredths(model.tokens)),
    grades: { ...(Object.fromEntries(skills.map(graded)) as Record<Skill, Uint8Array>), filling },
    free: Uint8Array.from(offers, ({ provider, model: { price } }) =>
      Number(!provider.local && price?.input === 0 && price.output === 0),
    ),
    cacheRead: numbers(({ price }) => price?.cacheRead || (price?.input ?? 0)),
    tariffFor: tariffsOf(offers),
    leads: offers.map(leadOf),
  };
};

/**
 * Fair, the least that any floor asks for. Nobody publishes how well models fill gaps, and what is measured of code says
 * little of it: Codestral and the small Qwen coders are unmeasured or basic there, and were made for this.
 */
const leastFiller = 2 satisfies Grade;

/** By code units: the same on every machine, whatever its language. */
const ascending = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const leadOf = ({ provider, model, keys }: Offer): Route | undefined => {
  const key = keys.find((one) => mayUse(one, model));
  return key && { provider, model, key };
};

const bitsOf = ({ provider, model, keys }: Offer): number =>
  abilities[model.kind] |
  (fillsIn(provider, model) ? abilities.fills : 0) |
  (model.tools ? abilities.tools : 0) |
  (model.images ? abilities.images : 0) |
  (keys.some((key) => mayUse(key, model)) ? abilities.keyed : 0);

/** Those that fit, in their order. */
export const among = (places: Int32Array, fits: (index: number) => boolean): Int32Array => {
  const fitted = new Int32Array(places.length);
  let count = 0;
  for (const index of places) if (fits(index)) fitted[count++] = index;
  return fitted.subarray(0, count);
};

const fitting = new WeakMap<readonly string[], (model: Model) => boolean>();

/** Whether the person lets this key be used for this model; they write its id, or `provider/model`. */
export const mayUse = ({ models }: Key, model: Model): boolean => {
  if (models === undefined) return true;
  let fits = fitting.get(models);
  if (!fits) {
    const globs = models.map(glob);
    fits = (one) => globs.some((allows) => allows(one.id) || allows(modelKey(one)));
    fitting.set(models, fits);
  }
  return fits(model);
};
