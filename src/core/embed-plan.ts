import { count } from './count.ts';
import { tokensText } from './counted.ts';
import type { CountedText } from './embed-batches.ts';
import type { EmbedRequest } from './embedding.ts';
import { t } from './l10n.ts';
import { once } from './once.ts';
import { chosen } from './plan-choice.ts';
import { usableShare } from './plan-fit.ts';
import { judged } from './plan-policy.ts';
import { stockOf } from './plan-stock.ts';
import type { Choosing, Offer, Plan } from './plan.ts';
import { defaultPolicy } from './policy.ts';
import { worstTokens } from './tokens-worst.ts';
import { countTokens } from './tokens.ts';

export interface EmbedWish extends Choosing {
  readonly request: EmbedRequest;
}

/** The routes for some texts, and what the texts weigh. */
export interface EmbedPlan extends Plan {
  readonly task: 'embedding';
  readonly texts: readonly CountedText[];
  /** A text that none of the models could take, however cheap or healthy they are. */
  readonly tooLong?: CountedText | undefined;
}

/** Every route that makes vectors of these texts, by the same policy, floor, budgets and costs as a chat. Pure. */
export const planEmbedding = (wish: EmbedWish): EmbedPlan => {
  const { request, offers, policy = defaultPolicy, now } = wish;
  const texts = request.texts.map((text, index) => ({ index, text, tokens: countTokens(text) }));
  const promptTokens = texts.reduce((sum, { tokens }) => sum + tokens, 0);
  const needs: Needs = { longest: longestOf(texts), dimensions: request.dimensions };
  const prompt = (): number => promptTokens;
  const worst = once(() => texts.reduce((sum, { text }) => sum + worstTokens(text), 0));
  const lackAt = (index: number): string | undefined => {
    const offer = offers[index];
    return offer && lacks(offer, needs);
  };
  const plan = chosen({
    wish,
    verdict: judged(policy, wish, { task: 'embedding', prompt, output: undefined }),
    stock: stockOf(offers),
    prompt,
    lacks: (index) => lackAt(index) !== undefined,
    lackText: lackAt,
    situation: once(() => ({ task: 'embedding', promptTokens, worstPrompt: worst, now, maxOutputTokens: 0 })),
    open: false,
  });
  const able = offers.some((_, index) => lackAt(index) === undefined);
  const tooLong = able ? undefined : unfit(offers, needs.longest);
  return Object.assign(plan, { task: 'embedding' as const, texts, tooLong });
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

interface Needs {
  readonly longest: CountedText | undefined;
  readonly dimensions: number | undefined;
}

/** The first thing this model cannot do that the texts need. */
const lacks = ({ provider, model }: Offer, { longest, dimensions }: Needs): string | undefined => {
  if (model.kind !== 'embedding') return t('makes no vectors');
  if (!provider.embeddings) return t('is not asked for vectors: how its provider takes texts is not known');
  if (longest && !holds({ provider, model }, longest))
    return t('{0}, and it takes {1}', sizeOf(longest), count.format(mostOf({ provider, model })));
  const isChosen = provider.embeddings.dimensionsField !== undefined;
  if (dimensions !== undefined && !isChosen && model.dimensions !== dimensions)
    return t('makes no vectors of {0} numbers', dimensions);
  return undefined;
};

type Maker = Pick<Offer, 'provider' | 'model'>;

/** Tokens one text may have. */
const mostOf = ({ provider, model }: Maker): number =>
  Math.min(model.contextTokens, provider.embeddings?.batchTokens ?? Number.POSITIVE_INFINITY);

const holds = (maker: Maker, { tokens }: CountedText): boolean => tokens <= mostOf(maker) * usableShare;

/** `text 3 has about 9,120 tokens`: named by its number, never by its words. */
export const sizeOf = ({ index, tokens }: CountedText): string =>
  t('text {0} has about {1}', index + 1, tokensText(tokens));
