/** Records of providers, models and keys nobody has, for the tests of this room. */
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import { plan, type Offer, type Plan, type PlannedRoute, type Route } from '../../src/core/plan.ts';
import type { Model, Provider } from '../../src/core/provider.ts';

const provider = (id: string): Provider => ({
  id,
  name: id.toUpperCase(),
  protocol: 'openai-chat',
  baseUrl: `https://${id}.example/v1`,
  urls: { docs: `https://${id}.example/docs` },
  fields: [],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: '/models' },
  listing: { path: '/models', shape: 'openai' },
});

/** `maker/name`, able to do everything, one dollar per million tokens in and two out, unless told otherwise. */
export const model = (id: string, facts: Partial<Model> = {}): Model => {
  const [maker = '', name = ''] = id.split('/');
  return {
    provider: maker,
    id: name,
    name,
    kind: 'chat',
    contextTokens: 100_000,
    maxOutputTokens: 8_000,
    tools: true,
    images: true,
    reasoning: false,
    strength: { code: 4, reasoning: 4, general: 4, embedding: 4 },
    price: { input: 1, output: 2 },
    priceAsOf: '2026-11-01',
    ...facts,
  };
};

const key = (id: string, facts: Partial<Key> = {}): Key => ({
  id,
  provider: 'acme',
  nickname: id,
  priority: 1,
  enabled: true,
  plain: {},
  addedAt: 0,
  ...facts,
});

export const offer = (id: string, keys: readonly string[] = ['k1'], facts: Partial<Model> = {}): Offer => {
  const offered = model(id, facts);
  return {
    provider: provider(offered.provider),
    model: offered,
    keys: keys.map((name, index) => key(name, { provider: offered.provider, priority: index + 1 })),
  };
};

export const route = (id: string, keyId = 'k1', facts: Partial<Model> = {}): Route => {
  const { provider: who, model: which } = offer(id, [], facts);
  return { provider: who, model: which, key: key(keyId, { provider: who.id }) };
};

export const said = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });

export const asked = (facts: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [said('What is a monad?')],
  tools: [],
  toolChoice: 'auto',
  ...facts,
});

export const planned = (
  offers: readonly Offer[],
  { health = new Health(), request = asked(), now = 0 }: { health?: Health; request?: ChatRequest; now?: number } = {},
): Plan => plan({ request, task: 'chat', offers, health, now });

/** A plan with exactly these routes in exactly this order, whatever they cost. */
export const planOf = (routes: readonly (Route & Partial<PlannedRoute>)[]): Plan => ({
  task: 'chat',
  promptTokens: 1_000,
  routes: routes.map((one): PlannedRoute => ({
    expected: { from: 'unknown' },
    likely: { from: 'unknown' },
    worst: { from: 'unknown' },
    wait: 0,
    ...one,
  })),
  leftOut: [],
});

/** `acme/small k1`, the short name of a route in an assertion. */
export const label = ({ model: which, key: one }: Route): string => `${which.provider}/${which.id} ${one.id}`;
