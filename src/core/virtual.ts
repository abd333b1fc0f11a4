import { count } from './count.ts';
import { tokensText } from './counted.ts';
import { fillsIn } from './fill.ts';
import { t } from './l10n.ts';
import type { LeftOut, Offer } from './plan.ts';
import type { Policy } from './policy.ts';
import { modelKey, type Model } from './provider.ts';
import { ratedFor, unratedHint } from './rated.ts';
import { type Floor, type Skill, skillOf } from './strength.ts';
import type { Task } from './task.ts';

/** A model of the picker behind which Keyway chooses. */
export interface VirtualModel {
  /** Kept in people's settings: stable for ever. */
  readonly id: string;
  readonly name: string;
  /** The line beside the name. */
  readonly detail: string;
  /** A sentence for the hover. */
  readonly tooltip: string;
  /** The task of every request, whatever it looks like; absent: each request is looked at. */
  readonly task?: Task | undefined;
  readonly order: 'cost' | 'cheapest' | 'speed';
  /** Instead of the floor that the person set for the task. */
  readonly floor?: Floor | undefined;
}

/** In the order of the picker. */
export const virtualModels = [
  {
    id: 'auto',
    name: 'Auto',
    detail: t('Keyway · cheapest that is good enough'),
    tooltip: t(
      'Looks at what each request is for and sends it to the cheapest of your models that is good enough for that, and to the next when one fails.',
    ),
    order: 'cost',
  },
  {
    id: 'auto-code',
    name: 'Auto · Code',
    detail: t('Keyway · cheapest strong coder'),
    tooltip: t('Sends each request to the cheapest of your models that codes as well as your floor for code asks.'),
    task: 'code',
    order: 'cost',
  },
  {
    id: 'auto-reasoning',
    name: 'Auto · Reasoning',
    detail: t('Keyway · cheapest of the best reasoners'),
    tooltip: t(
      'Sends each request to the cheapest of your models that reasons as well as your floor for reasoning asks.',
    ),
    task: 'reasoning',
    order: 'cost',
  },
  // Who asks for speed or for the lowest price has said what matters to them: the lowest floor is left, which keeps out
  // models that are too weak for anything, and no setting of a higher floor turns either name into a lie.
  {
    id: 'auto-fast',
    name: 'Auto · Fast',
    detail: t('Keyway · first to answer'),
    tooltip: t(
      'Sends each request to the one of your models that has lately begun its answers soonest, at the floor “economy”.',
    ),
    order: 'speed',
    floor: 'economy',
  },
  {
    id: 'auto-cheapest',
    name: 'Auto · Cheapest',
    detail: t('Keyway · lowest expected cost'),
    tooltip: t('Sends each request to the one of your models that is expected to cost least, at the floor “economy”.'),
    order: 'cheapest',
    floor: 'economy',
  },
] as const satisfies readonly VirtualModel[];

const byId: ReadonlyMap<string, VirtualModel> = new Map(virtualModels.map((virtual) => [virtual.id, virtual]));

export const virtualOf = (id: string): VirtualModel | undefined => byId.get(id);

/** What a virtual model may ever choose, and what it can promise because each of them keeps it. */
export interface Candidates {
  readonly offers: readonly Offer[];
  /** And all that fill gaps in a text: nobody sees their windows and tools in the picker, so no promise is made of them. */
  readonly gapOffers: readonly Offer[];
  readonly leftOut: readonly LeftOut[];
  /** Tokens; what the smallest candidate has. Absent without candidates. */
  readonly limits?: Pick<Model, 'contextTokens' | 'maxOutputTokens'> | undefined;
  /** Every candidate calls tools. */
  readonly tools: boolean;
  /** Some candidate takes images: the plan leaves the others out of a request that has any. */
  readonly images: boolean;
}

const remembered = new WeakMap<readonly Offer[], WeakMap<Policy, Map<VirtualModel, Candidates>>>();

/** Remembered for as long as offers and policy are the same arrays and objects: every plan asks. */
export const candidatesOf = (virtual: VirtualModel, offers: readonly Offer[], policy: Policy): Candidates => {
  const byPolicy = entryOf(remembered, offers, () => new WeakMap<Policy, Map<VirtualModel, Candidates>>());
  const byVirtual = entryOf(byPolicy, policy, () => new Map<VirtualModel, Candidates>());
  return entryOf(byVirtual, virtual, () => candidates(virtual, offers, policy));
};

interface Table<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): unknown;
}

const entryOf = <K, V>(table: Table<K, V>, key: K, make: () => V): V => {
  const found = table.get(key);
  if (found !== undefined) return found;
  const made = make();
  table.set(key, made);
  return made;
};

/** The smallest window and the shortest answer that work in an editor: an agent's tools and instructions alone take 20,000 tokens. */
const windowWanted = 128_000;
const answerWanted = 8_000;

/**
 * Who may stay makes the promise small, so the weak leave where there are others: first what calls no tools, since agent
 * mode shows only models that do; then windows below 128,000 tokens; then answers below 8,000. Where nobody reaches a
 * mark, at least half of what the largest has is enough, so that one large model does not send all others away.
 */
const candidates = (virtual: VirtualModel, offers: readonly Offer[], policy: Policy): Candidates => {
  const leftOut: LeftOut[] = [];
  const stay = (all: readonly Offer[], cause: LeftOut['cause'], lacks: (model: Model) => string | undefined) =>
    all.filter(({ provider, model }) => {
      const reason = lacks(model);
      if (reason !== undefined) leftOut.push({ provider, model, cause, reason });
      return reason === undefined;
    });
  const chats = offers.filter(({ model }) => model.kind === 'chat');
  const allowed = stay(chats, 'policy', notAllowed(policy));
  const rated = stay(allowed, 'floor', notRated(skillsOf(virtual), policy));
  const tools = rated.some(({ model }) => model.tools);
  const calling = stay(rated, 'capability', ({ tools: calls }) =>
    tools && !calls ? t('calls no tools, which {0} promises', virtual.name) : undefined,
  );
  const window = markOf(calling, 'contextTokens', windowWanted);
  const roomy = stay(calling, 'capability', ({ contextTokens }) =>
    contextTokens < window
      ? t('holds {0}, and {1} promises {2}', tokensText(contextTokens), virtual.name, count.format(window))
      : undefined,
  );
  const answer = markOf(roomy, 'maxOutputTokens', answerWanted);
  const kept = stay(roomy, 'capability', ({ maxOutputTokens }) =>
    maxOutputTokens < answer
      ? t('answers {0} at most, and {1} promises {2}', tokensText(maxOutputTokens), virtual.name, count.format(answer))
      : undefined,
  );
  const images = kept.some(({ model }) => model.images);
  return { offers: kept, gapOffers: withFillers(kept, allowed), leftOut, limits: limitsOf(kept), tools, images };
};

const withFillers = (kept: readonly Offer[], allowed: readonly Offer[]): readonly Offer[] => {
  const fillers = allowed.filter((offer) => fillsIn(offer.provider, offer.model) && !kept.includes(offer));
  return fillers.length === 0 ? kept : [...kept, ...fillers];
};

type Limit = 'contextTokens' | 'maxOutputTokens';

const markOf = (offers: readonly Offer[], limit: Limit, wanted: number): number => {
  const largest = offers.reduce((most, { model }) => Math.max(most, model[limit]), 0);
  return largest >= wanted ? wanted : Math.ceil(largest / 2);
};

/** The window in tokens as they are counted here: some models make more of the same text. */
const limitsOf = (offers: readonly Offer[]): Candidates['limits'] => {
  const least = (limit: (model: Model) => number): number =>
    offers.reduce((sum, { model }) => Math.min(sum, limit(model)), Infinity);
  return offers.length === 0
    ? undefined
    : {
        contextTokens: Math.floor(least(({ contextTokens, tokens = 1 }) => contextTokens / tokens)),
        maxOutputTokens: least(({ maxOutputTokens }) => maxOutputTokens),
      };
};

const notAllowed =
  ({ allowedProviders }: Policy) =>
  ({ provider }: Model): string | undefined =>
    allowedProviders && !allowedProviders.includes(provider) ? t('its provider is not allowed here') : undefined;

/** One skill is enough to be a candidate: the plan asks for the one that the request needs. */
const notRated =
  (skills: readonly Skill[], policy: Policy) =>
  (model: Model): string | undefined =>
    skills.some((skill) => ratedFor(model, skill, policy))
      ? undefined
      : t('nobody has measured how good it is: {0}', unratedHint);

/** The editor's own small questions stay what they are, whichever virtual model they are sent to. */
const skillsOf = ({ task }: VirtualModel): readonly Skill[] =>
  task === undefined ? ['code', 'reasoning', 'general'] : [skillOf[task], skillOf.utility];

/** What a pick means for a plan. */
export interface Choice {
  readonly offers: readonly Offer[];
  /** Who may fill a gap in a text, where that is not all of them. */
  readonly gapOffers?: readonly Offer[] | undefined;
  /** The person named the model: nothing else may answer, and no floor counts. */
  readonly picked: boolean;
  readonly order: 'cost' | 'cheapest' | 'speed';
  readonly task?: Task | undefined;
  readonly floor?: Floor | undefined;
  /** What the virtual model never chooses, and why. */
  readonly leftOut?: readonly LeftOut[] | undefined;
}

/** `auto`, another virtual model's id, or `provider/model`; no offers where nobody has that model. Memoised. */
export const choiceFor = (pick: string, offers: readonly Offer[], policy: Policy): Choice => {
  const virtual = virtualOf(pick);
  if (!virtual) return { offers: offersOf(pick, offers), picked: true, order: 'cost' };
  const { task, floor, order } = virtual;
  const may = candidatesOf(virtual, offers, policy);
  const { leftOut, gapOffers } = may;
  return { offers: may.offers, gapOffers, picked: false, order, task, floor, leftOut };
};

const indexes = new WeakMap<readonly Offer[], ReadonlyMap<string, readonly Offer[]>>();

/** The offers of a pick whatever they are for, embeddings too: all of them for a virtual model. */
export const offersOf = (pick: string, offers: readonly Offer[]): readonly Offer[] =>
  virtualOf(pick)
    ? offers
    : (entryOf(indexes, offers, () => new Map(offers.map((offer) => [modelKey(offer.model), [offer]]))).get(pick) ??
      []);
