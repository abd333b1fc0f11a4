import { money, type Cost } from './cost.ts';
import { leastCached, pricer, type Pricer } from './expect.ts';
import type { Key } from './key.ts';
import { t } from './l10n.ts';
import { once } from './once.ts';
import type { Offer, PlannedRoute } from './plan.ts';
import type { Choice } from './plan-choice.ts';
import { paceOf } from './plan-order.ts';
import { marksOf, ruleText, type Marks } from './plan-policy.ts';
import { abilities, mayUse } from './plan-stock.ts';
import { usdUncached } from './plan-tariff.ts';
import type { Ruling } from './policy.ts';
import { modelKey } from './provider.ts';

/** What one plan knows of each model beside what it can do; worked out when it is asked for. */
export interface Desk {
  readonly marks: Marks;
  /** The model of the conversation, where it is offered. */
  readonly incumbent: number | undefined;
  /** One of its keys may be used for it. */
  readonly keyed: (index: number) => boolean;
  /** US dollars that are expected; infinity where no price is known. */
  readonly usd: (index: number) => number;
  /** US dollars of a later turn, once what was said before is in a cache; infinity likewise. */
  readonly laterUsd: (index: number) => number;
  /** Whether the prompt is long enough for a cache. */
  readonly caches: () => boolean;
  /** Milliseconds to the first token; infinity where nothing is known. */
  readonly measured: (index: number) => number;
  /** Whether it is expected to cost more than the rule allows. */
  readonly tooDear: (index: number) => boolean;
  /** The routes of its keys, in the order they are tried. */
  readonly routesOf: (index: number) => readonly PlannedRoute[];
}

export const deskOf = (choice: Choice): Desk => {
  const { wish, verdict, stock } = choice;
  const price = once(() => pricer(choice.situation()));
  const offerAt = (index: number): Offer | undefined => stock.offers[index];
  const incumbent = incumbentIn(choice);
  const keysOf = (index: number): readonly Key[] => {
    const offer = offerAt(index);
    if (!offer) return [];
    const keys = offer.keys.filter((key) => mayUse(key, offer.model));
    return index === incumbent ? warmFirst(choice, keys, (key) => price().expectedUsd(offer.model, key.id)) : keys;
  };
  const routesOf = (index: number): readonly PlannedRoute[] => {
    const offer = offerAt(index);
    return offer ? routesFor(offer, keysOf(index), { price, picked: wish.picked === true }) : [];
  };
  const usdOfOthers = once(() => usdUncached(stock, price()));
  const usd = (index: number): number => {
    const offer = index === incumbent ? offerAt(index) : undefined;
    // Without its key the conversation's model has no warm cache.
    return offer
      ? (price().expectedUsd(offer.model, keysOf(index)[0]?.id) ?? Number.POSITIVE_INFINITY)
      : usdOfOthers()(index);
  };
  const most = verdict.ruling?.rule.maxCost;
  return {
    marks: marksOf(stock, verdict),
    incumbent,
    keyed: (index) => ((stock.can[index] ?? 0) & abilities.keyed) !== 0,
    usd,
    laterUsd: (index) => laterUsdOf(offerAt(index), price()),
    caches: () => choice.prompt() >= leastCached,
    measured: measuredIn(choice),
    // An unknown price may be above any limit.
    tooDear: (index) => most !== undefined && usd(index) > most,
    routesOf,
  };
};

const laterUsdOf = (offer: Offer | undefined, price: Pricer): number =>
  (offer && price.laterUsd(offer.model)) ?? Number.POSITIVE_INFINITY;

/** A number per model that is worked out when it is first asked for, and kept. */
const remembered = (length: number, of: (index: number) => number): ((index: number) => number) => {
  const made = new Float64Array(length).fill(Number.NaN);
  return (index) => {
    const before = made[index] ?? Number.NaN;
    if (!Number.isNaN(before)) return before;
    return (made[index] = of(index));
  };
};

const measuredIn = ({ wish, stock }: Choice): Desk['measured'] =>
  remembered(stock.offers.length, (index) => paceOf(wish.health, stock.leads[index]) ?? Number.POSITIVE_INFINITY);

const incumbentIn = ({ incumbent, stock }: Choice): number | undefined => {
  if (!incumbent) return undefined;
  const index = stock.names.indexOf(modelKey({ provider: incumbent.provider, id: incumbent.model }));
  return index < 0 ? undefined : index;
};

/**
 * The key of the conversation goes before its model's others while its tool calls are open (OpenAI seals reasoning for one
 * organisation) or while its cache makes it the cheapest.
 */
const warmFirst = (
  { incumbent, open }: Choice,
  keys: readonly Key[],
  usd: (key: Key) => number | undefined,
): readonly Key[] => {
  const own = keys.find(({ id }) => id === incumbent?.keyId);
  const [first] = keys;
  if (!own || !first || own === first) return keys;
  const isWarm = (usd(own) ?? 0) < (usd(first) ?? 0);
  return open || isWarm ? [own, ...keys.filter((key) => key !== own)] : keys;
};

interface Pricing {
  readonly price: () => Pricer;
  readonly picked: boolean;
}

/** Among many, costs are known by now; a picked model with room to spare is priced, and its prompt counted, only where somebody asks. */
const routesFor = (offer: Offer, keys: readonly Key[], { price, picked }: Pricing): readonly PlannedRoute[] => {
  const { provider, model } = offer;
  if (picked) return keys.map((key) => unpriced(offer, key, price));
  const likely = price().likely(model);
  const worst = price().worst(model);
  return keys.map((key) => {
    const expected = price().expected(model, key.id);
    return { provider, model, key, expected, likely, worst, wait: 0 };
  });
};

const unpriced = ({ provider, model }: Offer, key: Key, price: () => Pricer): PlannedRoute => {
  const expected = once((): Cost => price().expected(model, key.id));
  return {
    provider,
    model,
    key,
    get expected() {
      return expected();
    },
    get likely() {
      return price().likely(model);
    },
    get worst() {
      return price().worst(model);
    },
    wait: 0,
  };
};

/** Why a model is too dear, as a clause for a person. */
export const dearText = (usd: number, ruling: Ruling): string => {
  const [rule, most] = [ruleText(ruling), money(ruling.rule.maxCost ?? 0)];
  return usd === Number.POSITIVE_INFINITY
    ? t('its price is not known, and {0} allows {1} for a request', rule, most)
    : t('is expected to cost {0}, and {1} allows {2} for a request', money(usd), rule, most);
};
