import assert from 'node:assert/strict';
import type { Cost } from '../../src/core/cost.ts';
import { explainPlan } from '../../src/core/explain.ts';
import { asGap } from '../../src/core/fill.ts';
import { Health } from '../../src/core/health.ts';
import { plan, type Offer, type Plan, type Wish } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import type { Strength } from '../../src/core/strength.ts';
import { countRequest } from '../../src/core/tokens.ts';
import { choiceFor } from '../../src/core/virtual.ts';
import { asked, label, offer, said } from './samples.ts';

const fill = { shape: 'completions', path: 'completions', models: ['fim*'] } as const;

/** A model of a provider that has an address for gaps: `fim…` fills them. */
const at = (id: string, facts: Partial<Model> = {}, record: Partial<Provider<'openai-chat'>> = {}): Offer => {
  const made = offer(id, ['k1'], facts);
  return { ...made, provider: { ...made.provider, protocol: 'openai-chat', quirks: {}, fill, ...record } };
};

const gap = asked({
  messages: [said('What stands between these two? '.repeat(100))],
  fill: { prefix: 'const one = ', suffix: ';\n' },
  maxOutputTokens: 100,
});

const planned = (offers: readonly Offer[], wish: Partial<Wish> = {}): Plan =>
  plan({ request: gap, task: 'completion', offers, health: new Health(), now: 0, ...wish });

const usd = (cost: Cost): number => (cost.from === 'unknown' ? Number.NaN : cost.usd);

const labels = ({ routes }: Plan): readonly string[] => routes.map(label);
const left = ({ leftOut }: Plan): readonly string[] =>
  leftOut.map(({ model, cause, reason }) => `${model.id}, ${cause}: ${reason}`);
const policyOf = (facts: Partial<Policy>): Policy => ({ ...defaultPolicy, ...facts });
const code = (grade: Strength['code']): Partial<Model> => ({ strength: { code: grade } });
const dear = { price: { input: 5, output: 25 } };
const unmeasured = { strength: undefined };

describe('a gap in a text', () => {
  it('goes to models that fill gaps, however cheap and good those are that only chat', () => {
    const made = planned([at('acme/chat', { price: { input: 0.01, output: 0.01 } }), at('acme/fim', dear)]);
    assert.deepEqual(labels(made), ['acme/fim k1']);
    assert.deepEqual(left(made), ['chat, capability: fills no gaps in code']);
    assert.equal(made.fills, true);
  });

  it('goes to models that only chat where there is none that fills it, or none that may', () => {
    const chat = at('acme/chat');
    const fim = at('acme/fim');
    assert.deepEqual(labels(planned([chat])), ['acme/chat k1']);
    assert.deepEqual(labels(planned([chat, { ...fim, keys: [] }])), ['acme/chat k1']);
    const rules = [{ when: {}, never: ['acme/fim'] }];
    const ruled = planned([chat, fim], { policy: policyOf({ rules }) });
    assert.deepEqual(labels(ruled), ['acme/chat k1']);
    assert.equal(ruled.fills, false);
    // Put into words, it is counted in words.
    assert.equal(ruled.promptTokens, countRequest(gap));
  });

  it('goes to the model that was picked, also where that only chats', () => {
    assert.deepEqual(labels(planned([at('acme/chat')], { picked: true })), ['acme/chat k1']);
  });

  it('needs no measured strength: who fills gaps counts as fair at least', () => {
    const offers = [at('acme/fim-basic', { ...code(1), ...dear }), at('acme/fim-new', unmeasured)];
    assert.deepEqual(labels(planned(offers)), ['acme/fim-new k1', 'acme/fim-basic k1']);
  });

  it('goes by the floor that the person set all the same, and says where nobody reaches it', () => {
    const floors = { ...defaultPolicy.floors, completion: 'balanced' } as const;
    const policy = policyOf({ floors });
    const [fair, strong] = [at('acme/fim-new', unmeasured), at('acme/fim-strong', { ...code(3), ...dear })];
    const both = planned([fair, strong], { policy });
    assert.deepEqual(labels(both), ['acme/fim-strong k1', 'acme/fim-new k1']);
    assert.equal(both.relaxed, undefined);
    const alone = planned([fair], { policy });
    assert.deepEqual(labels(alone), ['acme/fim-new k1']);
    assert.match(alone.relaxed ?? '', /the best there is \(fair\) takes its place/);
  });

  it('goes to a free model of the person’s own machine first', () => {
    const free = { price: { input: 0, output: 0 }, ...unmeasured };
    const offers = [at('acme/fim'), at('away/fim-free', free), at('home/fim-own', free, { local: true })];
    assert.deepEqual(labels(planned(offers)), ['home/fim-own k1', 'acme/fim k1', 'away/fim-free k1']);
  });

  it('counts as the text around it, and costs no thinking', () => {
    const made = planned([at('acme/fim', { reasoning: true }), at('acme/fim-plain')], {
      request: { ...gap, maxOutputTokens: undefined },
    });
    assert.equal(made.promptTokens, countRequest(asGap(gap)));
    const [thinker, plain] = made.routes.map(({ expected }) => expected);
    assert.deepEqual(thinker, plain);
    assert.ok(thinker?.from === 'estimated' && thinker.usd > 0);
    const [first] = planned([at('acme/fim')]).routes;
    // A hundred tokens at two dollars and ten at one, a million each.
    assert.ok(first?.expected.from === 'estimated' && first.expected.usd < 0.000_25, JSON.stringify(first?.expected));
  });

  it('reserves what it costs in words, since who fills no gaps after all is asked in words', () => {
    const [filling] = planned([at('acme/fim')]).routes;
    const [chatting] = planned([at('acme/chat')]).routes;
    assert.ok(filling && chatting);
    assert.deepEqual(filling.worst, chatting.worst);
    assert.deepEqual(filling.likely, chatting.likely);
    assert.ok(usd(filling.expected) < usd(chatting.expected));
    const [around] = planned([at('acme/fim')], {
      request: asked({ ...gap, messages: [said('short')], fill: { prefix: 'const one = '.repeat(400), suffix: ';' } }),
    }).routes;
    assert.ok(around && usd(around.worst) > usd(filling.worst), 'and never less than the gap itself');
  });

  it('is put into words for those last that think whatever they are asked', () => {
    const cheap = { price: { input: 0.01, output: 0.01 }, reasoning: true };
    const switched = { quirks: { thinking: 'thinking.type' } } as const;
    const offers = [
      at('acme/thinker', cheap),
      at('acme/plain'),
      at('other/hybrid', { ...dear, reasoning: true }, switched),
    ];
    assert.deepEqual(labels(planned(offers)), ['acme/plain k1', 'other/hybrid k1', 'acme/thinker k1']);
    assert.deepEqual(labels(planned(offers, { request: asked() }))[0], 'acme/thinker k1');
    const preferred = policyOf({ preferredModels: ['acme/thinker'] });
    assert.equal(labels(planned(offers, { policy: preferred }))[0], 'acme/plain k1');
    const ruled = policyOf({ rules: [{ when: { task: 'completion' }, prefer: ['acme/thinker'] }] });
    assert.equal(labels(planned(offers, { policy: ruled }))[0], 'acme/thinker k1');
  });

  it('is explained', () => {
    const lines = explainPlan(planned([at('acme/chat'), at('acme/fim', code(1))]));
    assert.ok(
      lines.some((line) => line.startsWith('Only models that fill gaps are asked')),
      lines.join('\n'),
    );
    assert.ok(lines.includes('- ACME chat: fills no gaps in code'), lines.join('\n'));
    assert.ok(!lines.some((line) => line.includes('below the floor')), lines.join('\n'));
  });

  it('changes nothing for requests that have none', () => {
    const facts: readonly Partial<Model>[] = [{}, dear, code(1), unmeasured, { reasoning: true }];
    const offers = (fills: boolean): readonly Offer[] =>
      facts.map((one, index) => at(`acme/m${index}`, { ...one, fills }));
    const shown = (made: Plan): unknown => [labels(made), left(made), made.routes.map(({ expected }) => expected)];
    for (const task of ['chat', 'completion'] as const)
      assert.deepEqual(
        shown(planned(offers(true), { request: asked(), task })),
        shown(planned(offers(false), { request: asked(), task })),
      );
  });
});

describe('a gap that Auto fills', () => {
  const chat = at('acme/chat', { contextTokens: 200_000, maxOutputTokens: 32_000 });
  const small = { tools: false, contextTokens: 8_000, maxOutputTokens: 2_000, ...unmeasured };
  const auto = (offers: readonly Offer[], wish: Partial<Wish> & { policy?: Policy } = {}): Plan => {
    const { task: _, leftOut: ruledOut, ...choice } = choiceFor('auto', offers, wish.policy ?? defaultPolicy);
    return planned(choice.offers, { ...choice, ruledOut, ...wish });
  };

  it('may go to models that Auto promises nothing of: without tools, with small windows, unmeasured', () => {
    const offers = [chat, at('acme/fim', small)];
    assert.deepEqual(labels(auto(offers)), ['acme/fim k1']);
    assert.deepEqual(left(auto(offers)), ['chat, capability: fills no gaps in code']);
    const ordinary = auto(offers, { request: asked(), task: 'chat' });
    assert.deepEqual(labels(ordinary), ['acme/chat k1']);
    assert.equal(ordinary.leftOut[0]?.model.id, 'fim');
  });

  it('never goes to providers that are not allowed here', () => {
    const made = auto([chat, at('other/fim', small)], { policy: policyOf({ allowedProviders: ['acme'] }) });
    assert.deepEqual(labels(made), ['acme/chat k1']);
  });

  it('is chosen from the same list every time, so that it is laid out once', () => {
    const offers = [chat, at('acme/fim', small)];
    assert.equal(
      choiceFor('auto', offers, defaultPolicy).gapOffers,
      choiceFor('auto', offers, defaultPolicy).gapOffers,
    );
    const { offers: all, gapOffers } = choiceFor('auto', [chat], defaultPolicy);
    assert.equal(gapOffers, all);
  });
});
