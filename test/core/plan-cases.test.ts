import assert from 'node:assert/strict';
import type { ChatRequest, Message } from '../../src/core/chat.ts';
import type { Incumbent } from '../../src/core/expect.ts';
import type { Cooling } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import { plan, type LeftOut, type Offer, type Plan, type PlannedRoute, type Route } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { fleet, planCases, type Name, type PlanCase } from './plan-cases.ts';
import { offer, said } from './samples.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

const usual = (Object.keys(fleet) as Name[]).filter(
  (name) => !name.startsWith('ollama') && !name.startsWith('router') && name !== 'openai/embedder',
);

const offersFor = ({ have = usual, keys = {}, but = {} }: PlanCase): readonly Offer[] =>
  have.map((name) => {
    const facts = { contextTokens: 200_000, maxOutputTokens: 64_000, ...fleet[name], ...but[name] };
    const made = offer(name, [], facts);
    const { provider } = made.model;
    const names = keys[provider] ?? [provider];
    const local = provider === 'ollama';
    return {
      ...made,
      provider: { ...made.provider, local },
      keys: names.map((text, index) => keyFor(provider, text, index)),
    };
  });

/** `work`, or `work:mini` where it may be used for that model only. */
const keyFor = (provider: string, text: string, index: number): Key => {
  const [id = '', models] = text.split(':');
  const about = { id, provider, nickname: id, priority: index + 1, enabled: true, plain: {}, addedAt: 0 };
  return { ...about, models: models === undefined ? undefined : [models] };
};

const requestFor = ({
  prompt = 10,
  answer,
  tools,
  image,
  results,
  note,
}: NonNullable<PlanCase['ask']>): ChatRequest => {
  // A token a word, and four for the message.
  const messages: Message[] = [said('it '.repeat(prompt - 4).trim())];
  if (image) messages.push({ role: 'user', content: [{ type: 'image', mime: 'image/png', data: new Uint8Array(1) }] });
  if (results) messages.push({ role: 'user', content: [{ type: 'tool-result', id: 'a', content: [] }] });
  if (note) messages.push(said('Mind the style.'));
  const read = { name: 'read', description: '' };
  return { messages, tools: tools ? [read] : [], toolChoice: 'auto', maxOutputTokens: answer };
};

/** `openai/mini`, with its key where the provider has another name for it. */
const label = ({ model, key }: Pick<LeftOut, 'model' | 'key'>): string => {
  const name = `${model.provider}/${model.id}`;
  return key === undefined || key.id === model.provider ? name : `${name} ${key.id}`;
};

/** Said of a route, or of its model. */
const of = <T>(table: Readonly<Record<string, T>> | undefined, route: Route): T | undefined =>
  table?.[`${route.model.provider}/${route.model.id} ${route.key.id}`] ??
  table?.[`${route.model.provider}/${route.model.id}`];

const coolingFor = (one: PlanCase, route: Route): Cooling | undefined => {
  const rest = of(one.rests, route);
  if (!rest) return undefined;
  const until = now + rest.ms;
  return { until, kind: rest.kind, namedUntil: rest.named ? until : undefined };
};

const overBudgetFor = (one: PlanCase, route: PlannedRoute): string | undefined => {
  const { budget } = one;
  const { likely } = route;
  if (budget === undefined) return of(one.broke, route);
  return likely.from !== 'unknown' && likely.usd > budget ? 'too little is left' : undefined;
};

const incumbentFor = ({ stays }: PlanCase): Incumbent | undefined => {
  if (!stays) return undefined;
  const [provider = '', model = ''] = stays.with.split('/');
  const { keyId = provider, input = 10, cacheRead = 0, at = -60_000 } = stays;
  return { provider, model, keyId, input, cacheRead, at: now + at };
};

const planFor = (one: PlanCase): Plan => {
  const { ask = {}, pace } = one;
  return plan({
    request: requestFor(ask),
    task: ask.task ?? 'chat',
    why: 'it is a test',
    offers: offersFor(one),
    health: {
      coolingOf: (route) => coolingFor(one, route),
      roomFor: (route) => of(one.full, route),
      paceOf: (route) => {
        const p50 = of<number | undefined>(pace, route);
        return p50 === undefined ? undefined : { p50 };
      },
    },
    now,
    picked: one.picked,
    order: one.by,
    floor: one.floor,
    lowered: one.lowered,
    policy: { ...defaultPolicy, ...one.policy, rules: one.rules ?? [] },
    circumstances: { caller: 'test', pick: 'auto', ...one.who },
    overBudget: (route) => overBudgetFor(one, route),
    incumbent: incumbentFor(one),
  });
};

const check = (one: PlanCase): void => {
  const made = planFor(one);
  const { says = {} } = one;
  const order = made.routes.map(label);
  assert.deepEqual(one.more ? order.slice(0, one.order.length) : order, one.order);
  assert.deepEqual(made.first, made.routes.slice(0, 8));
  if (one.waits)
    assert.deepEqual(
      made.routes.map(({ wait }) => wait),
      one.waits,
    );
  for (const [name, reason] of Object.entries(one.out ?? {})) {
    const found = made.leftOut.filter((left) => label(left) === name);
    assert.equal(found.length, 1, `${name} is left out once`);
    assert.match(found[0]?.reason ?? '', reason);
  }
  for (const [name, wanted] of Object.entries(says)) {
    const found = made[name as keyof typeof says];
    if (wanted instanceof RegExp) assert.match(String(found), wanted);
    else assert.equal(found, wanted, name);
  }
};

describe('a plan decides', () => {
  for (const [by, cases] of Object.entries(planCases))
    describe(by, () => {
      for (const one of cases) it(one.it, () => check(one));
    });
});

it('the decisions of a plan are shown by at least 120 cases, each with a sentence of its own', () => {
  const sentences = Object.values(planCases).flatMap((cases) => cases.map((one) => one.it));
  assert.ok(sentences.length >= 120, String(sentences.length));
  assert.equal(new Set(sentences).size, sentences.length);
});
