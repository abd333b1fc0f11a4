import assert from 'node:assert/strict';
import { explained, explainPlan } from '../../src/core/explain.ts';
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
      '“balanced” asks for strong at chat; nothing that can do this request reaches that, so the best there is (fair) takes its place.',
      'Decided by rule “home”.',
      'Leaves OTHER dear (rule “home” allows others only) for ACME weak.',
      'Asked one after the other:',
      '1. ACME weak (key k1): ~$0.001, healthy; asked first',
      'Left out:',
      '- OTHER dear: rule “home” allows others only',
    ]);
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
      '- ACME cheap, OTHER dear: answers 8000 tokens at most',
    ]);
  });
});
