import { money, type Cost } from './cost.ts';
import { pricer, type Pricer } from './expect.ts';
import type { Key } from './key.ts';
import { once } from './once.ts';
import type { Offer, PlannedRoute } from './plan.ts';
import type { Choice } from './plan-choice.ts';
import { hopedPace, paceOf, remembered } from './plan-order.ts';
import { marksOf, ruleText, type Marks } from './plan-policy.ts';
import { abilities, mayUse } from './plan-stock.ts';
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
  /** Milliseconds to the first token. */
  readonly pace: (index: number) => number;
  /** Why it costs more than the rule allows, in a clause. */
  readonly tooDear: (index: number) => string | undefined;
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
  const usd = remembered(stock.offers.length, (index) => {
    const offer = offerAt(index);
    // Without its key the conversation's model has no warm cache.
    const keyId = index === incumbent ? keysOf(index)[0]?.id : '';
    return (offer && price().expectedUsd(offer.model, keyId)) ?? Number.POSITIVE_INFINITY;
  });
  const pace = remembered(stock.offers.length, (index) => paceOf(wish.health, stock.leads[index]) ?? hopedPace);
  return {
    marks: marksOf(stock, verdict),
    incumbent,
    keyed: (index) => ((stock.can[index] ?? 0) & abilities.keyed) !== 0,
    usd,
    pace,
    tooDear: tooDearFor(choice, usd),
    routesOf,
  };
};

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

/** An unknown price may be above any limit. */
const tooDearFor = ({ verdict: { ruling } }: Choice, usd: Desk['usd']): Desk['tooDear'] => {
  const most = ruling?.rule.maxCost;
  if (ruling === undefined || most === undefined) return () => undefined;
  return (index) => {
    const cost = usd(index);
    if (cost <= most) return undefined;
    const limit = `${ruleText(ruling)} allows ${money(most)} for a request`;
    return cost === Number.POSITIVE_INFINITY
      ? `its price is not known, and ${limit}`
      : `is expected to cost ${money(cost)}, and ${limit}`;
  };
};
