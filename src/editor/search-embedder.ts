import { nothingText } from '../core/advice.ts';
import { type Cost, costOf } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { modelKey, type Model, type Provider } from '../core/provider.ts';
import type { EmbedPlan } from '../core/embed-plan.ts';
import type { Offer } from '../core/plan.ts';
import { autoId, type Embedding, type House, planTexts } from './answer.ts';
import type { Answering } from './kept-answers.ts';
import type { Offers } from './offers.ts';
import { ownCallers } from './own-callers.ts';

const searchCaller = ownCallers.search;

export interface EmbedderParts {
  readonly house: House;
  readonly embeddings: Answering['embeddings'];
  readonly offers: Pick<Offers, 'ready' | 'all'>;
  /** `keyway.search.model`, whatever it holds. */
  readonly wanted: () => unknown;
}

/** A model that makes the vectors of an index. */
export interface Maker {
  readonly provider: Provider;
  readonly model: Model;
}

/** Makes vectors of one model. Everything passes through the house: plans, budgets, receipts and ledger hold. */
export interface Embedder {
  /** The model for a new index: the one the person's setting names, else one of their own machine, else the cheapest that
   *  is good enough; or a sentence why there is none. */
  readonly choose: () => Promise<Maker | { readonly problem: string }>;
  /** The model of an index by its name, where a key still unlocks it. */
  readonly makerOf: (model: string) => Promise<Maker | undefined>;
  /** Whether the setting names another model than this one. */
  readonly isUnwanted: (model: string) => boolean;
  /** Throws `RunFailure`. */
  readonly embed: (work: EmbedWork) => Promise<readonly Float32Array[]>;
}

interface EmbedWork extends Pick<Embedding, 'texts' | 'purpose'> {
  /** `provider/model` */
  readonly model: string;
  readonly signal: AbortSignal;
}

/** About as long as a chunk: the order of the models does not depend on what is embedded, but which can take it does. */
const sample = 'const found = where(the, chunk, would, be);\n'.repeat(20);

const named = (wanted: unknown): string | undefined =>
  typeof wanted === 'string' && wanted.trim() !== '' ? wanted.trim() : undefined;

export const embedderIn = ({ house, embeddings, offers, wanted }: EmbedderParts): Embedder => {
  const makerOf = async (model: string): Promise<Maker | undefined> => {
    await offers.ready();
    return offers.all().find((offer) => modelKey(offer.model) === model && offer.model.kind === 'embedding');
  };
  return {
    makerOf,
    isUnwanted: (model) => (named(wanted()) ?? model) !== model,
    choose: async () => {
      await offers.ready();
      await house.prepare();
      const pick = named(wanted());
      if (pick === undefined) return localOf(house, offers.all()) ?? cheapestOf(house);
      const { routes, leftOut } = planned(house, pick);
      return routes[0] ?? { problem: unknownText(pick, leftOut.length) };
    },
    embed: async ({ texts, purpose, model, signal }) => {
      const embedded = await embeddings(house, { texts, purpose, pick: model, caller: searchCaller }, signal);
      return embedded.vectors;
    },
  };
};

const planned = (house: House, pick: string): EmbedPlan =>
  planTexts(house, { texts: [sample], purpose: 'document', pick, caller: searchCaller });

const cheapestOf = (house: House): Maker | { readonly problem: string } => {
  const { routes, leftOut } = planned(house, autoId);
  return routes[0] ?? { problem: t('No model of your keys makes vectors for search. {0}', nothingText(leftOut)) };
};

/**
 * The best of the person's own machine that no rule forbids. It costs nothing and the files stay where they are, so it goes
 * first although nobody has measured most of them: the person sees its name before anything is indexed.
 */
const localOf = (house: House, offers: readonly Offer[]): Maker | undefined => {
  const local = offers.filter(({ provider, model }) => provider.local === true && model.kind === 'embedding');
  const gradeOf = ({ model }: Offer): number => model.strength?.embedding ?? 0;
  const sorted = local.toSorted((a, b) => gradeOf(b) - gradeOf(a) || (modelKey(a.model) < modelKey(b.model) ? -1 : 1));
  return sorted.find(({ model }) => planned(house, modelKey(model)).routes.length > 0);
};

const unknownText = (pick: string, leftOut: number): string =>
  leftOut === 0
    ? t(
        'The setting keyway.search.model names {0}, and no key unlocks a model of that name. Correct it, or empty it for the cheapest.',
        pick,
      )
    : t(
        'The setting keyway.search.model names {0}, which cannot be used now: pick another, or empty it for the cheapest.',
        pick,
      );

/** Of texts that have about so many tokens as they are counted here. */
export const costFor = ({ model }: Maker, tokens: number): Cost =>
  costOf(model, { input: Math.ceil(tokens * (model.tokens ?? 1)), output: 0 }, { estimated: true, at: Date.now() });

/** Tokens a chunk may have: half of what a small model takes, since its own tokens are shorter than those counted here. */
export const chunkLimitFor = ({ model }: Maker): number => Math.min(usualChunk, Math.floor(model.contextTokens / 2));

const usualChunk = 500;
