import { money } from '../core/cost.ts';
import { fillsIn } from '../core/fill.ts';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Offer } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import { modelKey, type Model } from '../core/provider.ts';
import { skillOf } from '../core/strength.ts';
import type { Task } from '../core/task.ts';
import { meanOf, usdInstead, type Used } from './used.ts';

/** A model that would have done the same work for less. */
export interface Cheaper {
  readonly used: Used;
  readonly offer: Offer;
  /** US dollars that the same tokens would have cost there. */
  readonly usd: number;
}

export interface Market {
  /** What the person's keys unlock. */
  readonly offers: readonly Offer[];
  readonly policy: Pick<Policy, 'allowedProviders'>;
  /** A model that was used, retired ones included. */
  readonly modelOf: (provider: string, model: string) => Model | undefined;
}

/** What a task must have cost on a model to be worth a word: US dollars, and share of everything. */
const leastSpent = 0.5;
const leastShare = 0.05;
/** What must be saved: US dollars, and share of what was spent. */
const leastSaved = 0.25;
const leastSavedShare = 0.2;

/** Sentences at most: three are read. */
const most = 3;

/**
 * For each task its dearest model, and the cheapest other one that is at least as good at it and takes the same work, at
 * list prices. What saves most comes first.
 */
export const cheaper = (used: readonly Used[], market: Market): readonly Cheaper[] => {
  const total = used.reduce((sum, { known }) => sum + known.usd, 0);
  const worth = used.filter(({ known }) => known.usd >= leastSpent && known.usd >= leastShare * total);
  const dearest = [...Map.groupBy(worth, ({ task }) => task).values()].flatMap((of) =>
    of.toSorted((a, b) => b.known.usd - a.known.usd).slice(0, 1),
  );
  const savings = ({ used: { known }, usd }: Cheaper): number => known.usd - usd;
  return dearest
    .flatMap((one) => cheapestInstead(one, market) ?? [])
    .filter((found) => savings(found) >= leastSaved && savings(found) >= leastSavedShare * found.used.known.usd)
    .toSorted((a, b) => savings(b) - savings(a))
    .slice(0, most);
};

const cheapestInstead = (used: Used, { offers, policy, modelOf }: Market): Cheaper | undefined => {
  const model = modelOf(used.provider, used.model);
  // A vector of another model is another vector.
  if (!model || !isTask(used.task) || used.task === 'embedding') return undefined;
  const allowed = policy.allowedProviders;
  let found: Cheaper | undefined;
  for (const offer of offers) {
    if (allowed && !allowed.includes(offer.model.provider)) continue;
    if (!takes(offer, { used, model, task: used.task })) continue;
    const usd = usdInstead(written(used), { model: offer.model, madeOf: model.tokens });
    if (usd !== undefined && usd < (found?.usd ?? Number.POSITIVE_INFINITY)) found = { used, offer, usd };
  }
  return found;
};

const isTask = (task: string): task is Task => Object.hasOwn(skillOf, task);

/** A provider that bills what it writes to its cache bills all that is not read from it; the others do not. */
const written = (used: Used): Used => {
  const { tokens } = used.known;
  return { ...used, known: { ...used.known, tokens: { ...tokens, cacheWrite: tokens.input - tokens.cached } } };
};

/** An agent's prompts grow this far in an ordinary day; a mean hides it. Tokens. */
const windowWanted = 128_000;
const answerWanted = 8_000;
/** The largest prompt of many, against their mean. A guess: the roll-ups keep sums. */
const largest = 4;

interface Work {
  readonly used: Used;
  readonly model: Model;
  readonly task: Task;
}

/** As good at the task, and nothing it is asked for would be refused, as far as sums can tell. */
const takes = (offer: Offer, work: Work): boolean => {
  if (work.task === 'completion' && !fillsIn(offer.provider, offer.model)) return false;
  return isAsGood(offer, work);
};

const isAsGood = ({ provider, model: other }: Offer, { used, model, task }: Work): boolean => {
  const grade = model.strength?.[skillOf[task]];
  const itsGrade = other.strength?.[skillOf[task]];
  const mean = meanOf(used);
  return (
    model.kind === 'chat' &&
    other.kind === 'chat' &&
    modelKey(other) !== modelKey(model) &&
    grade !== undefined &&
    itsGrade !== undefined &&
    itsGrade >= grade &&
    (other.tools || !model.tools) &&
    counted(other, other.contextTokens) >=
      Math.min(counted(model, model.contextTokens), Math.max(windowWanted, largest * counted(model, mean.input))) &&
    counted(other, other.maxOutputTokens) >=
      Math.min(counted(model, model.maxOutputTokens), Math.max(answerWanted, largest * counted(model, mean.output))) &&
    !isTrial(other, provider.local === true)
  );
};

/** A model's own tokens as they are counted here. */
const counted = ({ tokens = 1 }: Model, own: number): number => own / tokens;

/** What costs nothing on somebody else's machine is for trying, and refuses what a month brings. */
const isTrial = ({ price }: Model, isLocal: boolean): boolean =>
  !isLocal && price !== undefined && price.input === 0 && price.output === 0;

const work: Readonly<Record<Task, string>> = {
  chat: t('Chat'),
  code: t('Code'),
  reasoning: t('Reasoning'),
  embedding: t('Embeddings'),
  completion: t('Completions'),
  utility: t('Small tasks'),
};

export interface CheaperWords {
  /** `this month`. */
  readonly when: string;
  readonly nameOf: (provider: string) => string;
}

/** `Code on OpenAI gpt-6.1-sol cost $12.30 this month; the same tokens on DeepSeek deepseek-v4 would have cost about $4.10.` */
export const cheaperText = ({ used, offer, usd }: Cheaper, { when, nameOf }: CheaperWords): string => {
  const what = isTask(used.task) ? work[used.task] : used.task;
  const cost = [nameOf(used.provider), used.model, money(used.known.usd), when] as const;
  const instead = [offer.provider.name, offer.model.id, money(usd)] as const;
  const sentence =
    used.known.requests < used.requests
      ? t(
          '{0} on {1} {2} cost {3} {4}, as far as is known; the same tokens on {5} {6}, which is at least as good at it, would have cost about {7}.',
          what,
          ...cost,
          ...instead,
        )
      : t(
          '{0} on {1} {2} cost {3} {4}; the same tokens on {5} {6}, which is at least as good at it, would have cost about {7}.',
          what,
          ...cost,
          ...instead,
        );
  return offer.model.images ? sentence : sentencesText([sentence, t('It takes no images.')]);
};

/** Said once, below all of them. */
export const choiceText = t('Auto weighs such models for each request; one that you pick stays your choice.');
