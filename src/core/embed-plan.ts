import { costOf, type Cost } from './cost.ts';
import type { CountedText } from './embed-batches.ts';
import type { EmbedRequest } from './embedding.ts';
import type { Health } from './health.ts';
import { compare, rested, tieBreak, usableShare, type LeftOut, type Offer, type Plan } from './plan.ts';
import { countTokens } from './tokens.ts';

export interface EmbedWish {
  readonly request: EmbedRequest;
  readonly offers: readonly Offer[];
  readonly health: Health;
  readonly now: number;
}

/** The routes for some texts, and what the texts weigh. */
export interface EmbedPlan extends Plan {
  readonly task: 'embedding';
  readonly texts: readonly CountedText[];
  /** A text that none of the models could take, however cheap or healthy they are. */
  readonly tooLong?: CountedText | undefined;
}

/** Every route that makes vectors of these texts, cheapest expected cost first, the keys of one model by their priority. Pure. */
export const planEmbedding = ({ request, offers, health, now }: EmbedWish): EmbedPlan => {
  const texts = request.texts.map((text, index) => ({ index, text, tokens: countTokens(text) }));
  const promptTokens = texts.reduce((sum, { tokens }) => sum + tokens, 0);
  const needs: Needs = { longest: longestOf(texts), dimensions: request.dimensions };
  const leftOut: LeftOut[] = [];
  const able = offers.filter((offer) => {
    const { provider, model } = offer;
    const reason = lacks(offer, needs);
    if (reason !== undefined) leftOut.push({ provider, model, cause: 'capability', reason });
    return reason === undefined;
  });
  const priced = able.map((offer) => ({ offer, expected: expectedCost(offer, promptTokens, now) }));
  priced.sort((a, b) => compare(a.expected, b.expected) || tieBreak(a.offer.model, b.offer.model));
  const routes = priced.flatMap(({ offer: { provider, model, keys }, expected }) =>
    keys.map((key) => ({ provider, model, key, expected, likely: expected, worst: expected, wait: 0 })),
  );
  const tooLong = able.length === 0 ? unfit(offers, needs.longest) : undefined;
  return { task: 'embedding', promptTokens, texts, tooLong, ...rested(routes, leftOut, { health, now }) };
};

const unfit = (offers: readonly Offer[], longest: CountedText | undefined): CountedText | undefined => {
  const makers = offers.filter(({ provider, model }) => model.kind === 'embedding' && provider.embeddings);
  return longest && makers.length > 0 && makers.every((offer) => !holds(offer, longest)) ? longest : undefined;
};

const longestOf = (texts: readonly CountedText[]): CountedText | undefined =>
  texts.reduce<CountedText | undefined>(
    (longest, text) => (text.tokens > (longest?.tokens ?? 0) ? text : longest),
    undefined,
  );

const expectedCost = ({ model }: Offer, promptTokens: number, now: number): Cost =>
  costOf(model, { input: promptTokens, output: 0 }, { estimated: true, at: now });

interface Needs {
  readonly longest: CountedText | undefined;
  readonly dimensions: number | undefined;
}

const count = new Intl.NumberFormat('en-US');

/** The first thing this model cannot do that the texts need. */
const lacks = ({ provider, model }: Offer, { longest, dimensions }: Needs): string | undefined => {
  if (model.kind !== 'embedding') return 'makes no vectors';
  if (!provider.embeddings) return 'is not asked for vectors: how its provider takes texts is not known';
  if (longest && !holds({ provider, model }, longest))
    return `${sizeOf(longest)}, and it takes ${count.format(mostOf({ provider, model }))}`;
  const isChosen = provider.embeddings.dimensionsField !== undefined;
  if (dimensions !== undefined && !isChosen && model.dimensions !== dimensions)
    return `makes no vectors of ${dimensions} numbers`;
  return undefined;
};

type Maker = Pick<Offer, 'provider' | 'model'>;

/** Tokens one text may have. */
const mostOf = ({ provider, model }: Maker): number =>
  Math.min(model.contextTokens, provider.embeddings?.batchTokens ?? Number.POSITIVE_INFINITY);

const holds = (maker: Maker, { tokens }: CountedText): boolean => tokens <= mostOf(maker) * usableShare;

/** `text 3 has about 9,120 tokens`: named by its number, never by its words. */
export const sizeOf = ({ index, tokens }: CountedText): string =>
  `text ${index + 1} has about ${count.format(tokens)} tokens`;
