import assert from 'node:assert/strict';
import { grouped } from '../../src/core/explain-groups.ts';
import { explained, explainPlan } from '../../src/core/explain.ts';
import { speak, t } from '../../src/core/l10n.ts';
import { plan, type Wish } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { asked, offer } from './samples.ts';

const cheap = offer('acme/cheap', ['k1', 'k2']);
const dear = offer('other/dear', ['k9'], { price: { input: 9, output: 9 } });
const wish: Wish = {
  request: asked(),
  task: 'chat',
  why: 'nothing says otherwise',
  offers: [cheap, dear],
  health: { coolingOf: () => undefined },
  now: 0,
};

describe('a plan in words', () => {
  it('says what the request is, how good a model has to be, and who is asked with what cost', () => {
    assert.deepEqual(explainPlan(plan(wish)), [
      'Task: chat (nothing says otherwise).',
      'Prompt: about 10 tokens.',
      'Floor: balanced, which asks for models that are strong or better at chat.',
      'Asked one after the other:',
      '1. ACME cheap (key k1): ~$0.001, healthy; asked first',
      '2. ACME cheap (key k2): ~$0.001, healthy; asked where those before it fail',
      '3. OTHER dear (key k9): ~$0.0046, healthy; asked where those before it fail',
    ]);
  });

  it('names rule, limit, stay and what takes the place of a floor', () => {
    const lines = explainPlan(
      plan({
        ...wish,
        request: asked({ maxOutputTokens: 1_000 }),
        offers: [offer('acme/weak', ['k1'], { strength: { general: 2 } }), dear],
        policy: { ...defaultPolicy, rules: [{ name: 'home', when: {}, only: ['acme/*'] }] },
        incumbent: { provider: 'other', model: 'dear', keyId: 'k9', at: 0, input: 9, cacheRead: 0 },
      }),
    );
    assert.deepEqual(lines, [
      'Task: chat (nothing says otherwise).',
      'Prompt: about 10 tokens, with an answer of 1,000 at most.',
      'Floor: balanced, which asks for models that are strong or better at chat.',
      '“balanced” asks for strong at chat; nothing that may be used for this request reaches that, so the best there is (fair) takes its place.',
      'Decided by rule “home”.',
      'Leaves OTHER dear (rule “home” allows others only) for ACME weak.',
      'Asked one after the other:',
      '1. ACME weak (key k1): ~$0.001, healthy; asked first',
      'Left out:',
      '- OTHER dear: rule “home” allows others only',
    ]);
  });

  it('names the routes that stand behind the floor', () => {
    const weak = offer('acme/weak', ['k1'], { strength: { general: 2 } });
    const { routes, below } = explained(plan({ ...wish, offers: [weak, dear] }));
    assert.deepEqual(
      routes.map(({ name }) => name),
      ['OTHER dear (key k9)', 'ACME weak (key k1)'],
    );
    assert.deepEqual(below, ['ACME weak (key k1)']);
  });

  it('says that no floor counts where the model was picked', () => {
    assert.ok(
      explainPlan(plan({ ...wish, picked: true })).includes('Floor: none, since the model was picked by name.'),
    );
  });

  it('says how fast a route is, and that one is asked only because there is no other', () => {
    const health = {
      coolingOf: () => ({ until: 2_000, kind: 'rate', namedUntil: 2_000 }) as const,
      paceOf: () => ({ p50: 840 }),
    };
    const { routes } = explained(plan({ ...wish, offers: [dear], health }), health);
    assert.deepEqual(routes, [
      {
        name: 'OTHER dear (key k9)',
        cost: '~$0.0046',
        health: 'asked because there is no other, its rate limit is reached, tried again in 2 s, waited for 2 s',
        verdict: 'asked first',
      },
    ]);
    const { routes: well } = explained(plan({ ...wish, offers: [dear] }), health);
    assert.equal(well[0]?.health, 'healthy, begins in about 0.8 s');
  });

  it('gathers what was left out for one reason, and counts what is too much to read', () => {
    const blind = Array.from({ length: 300 }, (_, index) =>
      offer(`acme/blind-${String(index).padStart(3, '0')}`, ['k1'], { tools: false }),
    );
    const request = asked({ tools: [{ name: 'read', description: '' }] });
    const lines = explainPlan(plan({ ...wish, request, offers: [...blind, dear] }));
    assert.deepEqual(lines.slice(lines.indexOf('Left out:')), [
      'Left out:',
      '- ACME blind-000, ACME blind-001, ACME blind-002 and 297 more: calls no tools',
    ]);
  });

  it('gathers what differs only in its numbers, with the least that would be enough', () => {
    const priced = [9, 5, 7].map((price) =>
      offer(`acme/at-${price}`, ['k1'], { price: { input: price, output: price } }),
    );
    const rules = [{ name: 'thrift', when: {}, maxCost: 0.000_01 }];
    const lines = explainPlan(plan({ ...wish, offers: priced, policy: { ...defaultPolicy, rules } }));
    const [line, ...more] = lines.slice(lines.indexOf('Left out:') + 1);
    assert.deepEqual(more, []);
    assert.match(
      line ?? '',
      /^- ACME at-\d, ACME at-\d, ACME at-\d: is expected to cost from \$0\.0026, and rule “thrift” allows \$0\.00001 for a request$/,
    );
  });

  const out = (...reasons: readonly string[]): readonly string[] =>
    grouped(
      reasons.map((reason, index) => ({ ...offer(`acme/m${index}`), key: undefined, cause: 'limit' as const, reason })),
    ).map(({ reason, names }) => `${names.length}: ${reason}`);

  it('names the earliest time and the largest size of those that share a reason', () => {
    assert.deepEqual(
      out(
        'its rate limit is reached, tried again in 2 min',
        'its rate limit is reached, tried again in 41 s',
        'its rate limit is reached, tried again in 1 h',
        'it cannot be reached, tried again in 30 s',
      ),
      ['3: its rate limit is reached, first again in 41 s', '1: it cannot be reached, tried again in 30 s'],
    );
    assert.deepEqual(
      out('holds 8,000 tokens, and Auto promises 128,000', 'holds 64,000 tokens, and Auto promises 128,000'),
      ['2: holds up to 64,000 tokens, and Auto promises 128,000'],
    );
    assert.deepEqual(out('answers 900 tokens at most', 'answers 8,000 tokens at most'), [
      '2: answers 8,000 tokens at most',
    ]);
    assert.deepEqual(
      out(
        'its rate limit leaves 1,200 tokens for the next 41 s, too few for this request',
        'its rate limit leaves 90 tokens for the next 3 min, too few for this request',
      ),
      ['2: its rate limit leaves up to 1,200 tokens for the next 41 s at least, too few for this request'],
    );
  });

  it('finds the numbers in whatever language the reasons are', () => {
    speak({
      '{0} s': '{0} 秒',
      '{0} min': '{0} 分钟',
      '{0} tokens': '{0} 个 Token',
      'answers {0} at most': '一次最多回答 {0}',
      'up to {0}': '最多 {0}',
      'from {0}': '最低 {0}',
      '{0} at least': '至少 {0}',
      '{0}, tried again in {1}': '{0}，将在 {1}后重试',
      '{0}, first again in {1}': '{0}，最早将在 {1}后重试',
    });
    try {
      const tokens = (number: string): string => t('{0} tokens', number);
      const again = (clause: string, wait: string): string => t('{0}, tried again in {1}', clause, wait);
      assert.deepEqual(out(again('它已满', t('{0} min', 2)), again('它已满', t('{0} s', 41))), [
        '2: 它已满，最早将在 41 秒后重试',
      ]);
      assert.deepEqual(out(t('answers {0} at most', tokens('900')), t('answers {0} at most', tokens('8,000'))), [
        '2: 一次最多回答 8,000 个 Token',
      ]);
      assert.deepEqual(out(`容纳 ${tokens('8,000')}`, `容纳 ${tokens('700')}`), ['2: 容纳 最多 8,000 个 Token']);
      assert.deepEqual(out('在 3 分钟内费用为 $0.06', '在 9 秒内费用为 $0.02'), ['2: 在 至少 9 秒内费用为 最低 $0.02']);
    } finally {
      speak({});
    }
  });

  it('keeps apart what bears another name, whatever its numbers', () => {
    assert.deepEqual(out('rule “$5 a day” never uses it', 'rule “$6 a day” never uses it', 'rule 2 never uses it'), [
      '1: rule “$5 a day” never uses it',
      '1: rule “$6 a day” never uses it',
      '1: rule 2 never uses it',
    ]);
  });

  it('calls free what costs nothing', () => {
    const local = offer('ollama/local', ['k1'], { price: { input: 0, output: 0 } });
    assert.equal(explained(plan({ ...wish, offers: [local] })).routes[0]?.cost, 'free');
    const unknown = offer('acme/new', ['k1'], { price: undefined });
    assert.equal(explained(plan({ ...wish, offers: [unknown] })).routes[0]?.cost, 'cost unknown');
  });

  it('says why there is nothing at all', () => {
    assert.equal(
      explainPlan(plan({ ...wish, offers: [], picked: true })).at(-1),
      'No route can take this request: none of your keys unlocks the model that was picked.',
    );
    assert.equal(
      explainPlan(plan({ ...wish, offers: [] })).at(-1),
      'No route can take this request: none of your keys unlocks a model for it.',
    );
  });

  it('names ten routes and counts the others', () => {
    const many = Array.from({ length: 30 }, (_, index) => offer(`acme/m${index}`));
    const lines = explainPlan(plan({ ...wish, offers: many }));
    assert.equal(lines.filter((line) => /^\d+\. /.test(line)).length, 10);
    assert.equal(lines.at(-1), 'and 20 more routes.');
  });

  it('says that nobody can take a request, and why', () => {
    const lines = explainPlan(plan({ ...wish, request: asked({ maxOutputTokens: 99_999 }) }));
    assert.deepEqual(lines.slice(-3), [
      'No route can take this request.',
      'Left out:',
      '- ACME cheap, OTHER dear: answers 8,000 tokens at most',
    ]);
  });
});
