import type { ApiEvent, ApiModel, ApiPlan, ApiProvider, ApiReceipt, ApiSpent, ApiTask, ApiTokens } from '../api.ts';
import type { FinishReason, ReasoningPart, Usage } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import type { Offer, Plan } from '../core/plan.ts';
import { modelKey, type Model } from '../core/provider.ts';
import type { Receipt } from '../core/receipt.ts';
import type { RunEvent } from '../core/run.ts';
import type { Summary } from '../core/summary.ts';
import { providers } from '../providers/index.ts';
import type { Recall } from './recall.ts';

/** What other extensions are told: of keys nothing, not even what they are called. */

/** The events of one answer as they are told; state of one request lives here. */
export const teller = (recall: Recall): ((event: RunEvent) => ApiEvent | undefined) => {
  let reasoning: ReasoningPart[] = [];
  let thought = '';
  // An answer that was kept from before brings no reason: it is whole.
  let finish: FinishReason = 'stop';
  return (event) => {
    switch (event.type) {
      case 'text-delta':
        return { type: 'text', text: event.text };
      case 'reasoning-delta':
        thought += event.text;
        return { type: 'reasoning', text: event.text };
      case 'reasoning-end':
        reasoning.push({ type: 'reasoning', text: thought, seal: event.seal });
        thought = '';
        return undefined;
      case 'tool-call': {
        const { id, name, input, seal } = event;
        recall.remember(id, { reasoning, seal });
        reasoning = [];
        finish = 'tool-calls';
        return { type: 'tool-call', id, name, input: { ...input } };
      }
      case 'finish':
        finish = event.reason;
        return undefined;
      case 'usage':
        return undefined;
      case 'receipt':
        return { type: 'done', receipt: receiptOf(event.receipt, finish) };
    }
  };
};

const receiptOf = ({ answered, usage, cost, totalMs, masked = [] }: Receipt, finish: FinishReason): ApiReceipt => ({
  model: answered ? modelKey({ provider: idOf(answered.provider), id: answered.model }) : '',
  finish,
  tokens: usage && tokensOf(usage),
  cost,
  milliseconds: Math.round(totalMs),
  masked,
});

/** Receipts name providers as people do. */
const idOf = (name: string): string => providers.find((provider) => provider.name === name)?.id ?? name;

const tokensOf = ({ input, output, cacheRead, reasoning }: Usage): ApiTokens => ({
  input,
  output,
  ...(cacheRead === undefined ? {} : { cached: cacheRead }),
  ...(reasoning === undefined ? {} : { reasoning }),
});

/** Each model once, with its first key. Of a model that is asked nothing is told about keys that are not. */
export const planOf = ({ task, why, promptTokens, routes, leftOut }: Plan): ApiPlan => {
  const models = new Map(routes.toReversed().map(({ model, expected }) => [modelKey(model), expected]));
  const others = new Map(
    leftOut.map(({ model, key, reason }) => [modelKey(model), key ? t('no key of it can be used now') : reason]),
  );
  return {
    task: apiTaskOf(task),
    why,
    promptTokens,
    models: [...new Set(routes.map(({ model }) => modelKey(model)))].map((model) => ({
      model,
      expected: models.get(model) ?? { from: 'unknown' },
    })),
    leftOut: [...others].flatMap(([model, reason]) => (models.has(model) ? [] : [{ model, reason }])),
  };
};

/** A chat is never planned as an embedding, unless a rule of the person's makes it one. */
const apiTaskOf = (task: Plan['task']): ApiTask => (task === 'embedding' ? 'utility' : task);

export const spentOf = ({ requests, answered, failed, tokens, cost }: Summary): ApiSpent => ({
  requests,
  answered,
  failed,
  tokens: { input: tokens.input, output: tokens.output },
  cost: {
    reported: cost.reported,
    computed: cost.computed,
    estimated: cost.estimated,
    unknownAttempts: cost.unknown,
  },
});

export const providersOf = (offers: readonly Offer[]): readonly ApiProvider[] =>
  [...Map.groupBy(offers, ({ provider }) => provider.id)].flatMap(([id, some]) => {
    const [first] = some;
    if (!first) return [];
    const { name, local = false } = first.provider;
    return [{ id, name, isLocal: local, models: some.map(({ model }) => apiModelOf(model)) }];
  });

const apiModelOf = (model: Model): ApiModel => {
  const { name, kind, contextTokens, maxOutputTokens, tools, images, reasoning, price, priceAsOf } = model;
  const told = price && {
    input: price.input,
    output: price.output,
    ...(priceAsOf === undefined ? {} : { asOf: priceAsOf }),
  };
  return {
    id: modelKey(model),
    name,
    kind,
    contextTokens,
    maxOutputTokens,
    tools,
    images,
    reasoning,
    ...(told && { price: told }),
  };
};
