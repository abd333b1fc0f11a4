import assert from 'node:assert/strict';
import { glob } from '../../src/core/glob.ts';
import { readPolicy, type PolicySettings } from '../../src/core/policy-settings.ts';
import { defaultPolicy, ruleFor, type Rule } from '../../src/core/policy.ts';

const providers = new Set(['openai', 'groq', 'ollama']);
const read = (settings: PolicySettings) => readPolicy(settings, (id) => providers.has(id));

describe('a pattern', () => {
  const cases: readonly (readonly [pattern: string, fits: readonly string[], not: readonly string[]])[] = [
    ['openai/gpt-6', ['openai/gpt-6', 'OpenAI/GPT-6'], ['openai/gpt-6-luna', 'openai/gpt', '']],
    ['openai/*', ['openai/', 'openai/a/b'], ['openai', 'x/openai/a']],
    ['*', ['', 'anything'], []],
    ['*/deepseek-*:free', ['openrouter/deepseek/deepseek-chat:free'], ['openrouter/deepseek-chat']],
    ['a*a', ['aa', 'aba'], ['a']],
    ['a*b*b', ['axbxb', 'abb'], ['ab']],
    ['a.c', ['a.c'], ['abc']],
    ['**', ['', 'x'], []],
  ];
  for (const [pattern, fits, not] of cases)
    it(`${pattern} fits what it says and nothing else`, () => {
      for (const text of fits) assert.ok(glob(pattern)(text), text);
      for (const text of not) assert.ok(!glob(pattern)(text), text);
    });
});

describe('the rule that decides', () => {
  const policyOf = (rules: readonly Rule[]) => ({ ...defaultPolicy, rules });

  it('is found without counting the prompt, where no rule that may fit asks for its size', () => {
    const promptTokens = (): number => assert.fail('the prompt was counted');
    const policy = policyOf([
      { when: { task: 'code', promptOver: 5 }, only: ['a/*'] },
      { when: { task: 'chat' }, only: ['b/*'] },
    ]);
    assert.equal(ruleFor(policy, { task: 'chat', promptTokens })?.name, 'rule 2');
  });

  it('is called as the person called it', () => {
    assert.equal(
      ruleFor(policyOf([{ name: 'mine', when: {} }]), { task: 'chat', promptTokens: () => 1 })?.name,
      'mine',
    );
  });

  it('fits by circumstances only where they are known', () => {
    const rule = policyOf([{ when: { caller: '*' }, only: ['a/*'] }]);
    assert.equal(ruleFor(rule, { task: 'chat', promptTokens: () => 1 }), undefined);
  });
});

describe('the settings of routing', () => {
  it('are the usual policy where the person says nothing', () => {
    const { policy, mistakes } = read({});
    assert.deepEqual(mistakes, []);
    assert.deepEqual(policy, {
      ...defaultPolicy,
      defaultProvider: undefined,
      fallbackProvider: undefined,
      maxTokens: undefined,
      allowedProviders: undefined,
    });
  });

  it('are read as they are written', () => {
    const { policy, mistakes } = read({
      rules: [{ name: 'go', when: { language: 'go', promptOver: 10 }, prefer: ['groq/*'], maxCost: 0.1 }],
      floors: { chat: 'best' },
      unratedModels: true,
      preferredModels: ['openai/gpt-6', 'ollama/*'],
      defaultProvider: ' openai ',
      fallbackProvider: 'groq',
      maxTokensPerRequest: 9_000,
      costOptimisation: false,
      allowedProviders: [['openai', 'groq']],
    });
    assert.deepEqual(mistakes, []);
    assert.deepEqual(policy, {
      rules: [{ name: 'go', when: { language: 'go', promptOver: 10 }, prefer: ['groq/*'], maxCost: 0.1 }],
      floors: { ...defaultPolicy.floors, chat: 'best' },
      unrated: true,
      preferredModels: ['openai/gpt-6', 'ollama/*'],
      defaultProvider: 'openai',
      fallbackProvider: 'groq',
      maxTokens: 9_000,
      costOptimisation: false,
      allowedProviders: ['openai', 'groq'],
    });
  });

  it('lose only the rule that is wrong, and the others keep their numbers', () => {
    const { policy, mistakes } = read({
      rules: [
        { when: { tsk: 'code' }, only: ['a/*'] },
        { when: { task: 'code' }, only: ['openai/*'] },
      ],
    });
    assert.deepEqual(policy.rules, [{ name: 'rule 2', when: { task: 'code' }, only: ['openai/*'] }]);
    assert.deepEqual(mistakes, ['Rule 1 of keyway.routing.rules is passed over: nothing is called “tsk”.']);
  });

  const wrong: readonly (readonly [what: string, settings: PolicySettings, mistake: RegExp])[] = [
    ['a rule that is no table', { rules: ['never'] }, /^Rule 1 of keyway\.routing\.rules is passed over: it is not/],
    ['a rule that does nothing', { rules: [{ when: { task: 'code' } }] }, /says nothing of what to do/],
    [
      'a rule that no prompt fits',
      { rules: [{ when: { promptOver: 9, promptUnder: 9 }, only: ['a/*'] }] },
      /no prompt/,
    ],
    [
      'a model without a provider',
      { rules: [{ when: {}, only: ['gpt-6'] }] },
      /its “only\.0” is not of the right kind/,
    ],
    ['a list of nothing', { rules: [{ when: {}, only: [] }] }, /its “only” is not of the right kind or size/],
    ['a price below zero', { rules: [{ when: {}, maxCost: -1 }] }, /its “maxCost”/],
    [
      'a floor nobody knows',
      { floors: { chat: 'good' } },
      /^“chat” in keyway\.routing\.floors is passed over: its floor is none of “economy”, “balanced”, “best”\.$/,
    ],
    ['a task nobody knows', { floors: { poetry: 'best' } }, /^“poetry” .* there is no such task\.$/],
    ['floors that are no table', { floors: 3 }, /^keyway\.routing\.floors is passed over: it is no table of tasks\.$/],
    ['rules that are no list', { rules: {} }, /^keyway\.routing\.rules is passed over: it is no list\.$/],
    [
      'a preferred model that is none',
      { preferredModels: ['gpt', 4] },
      /^“gpt” in keyway\.routing\.preferredModels .* provider\/model\.$/,
    ],
    [
      'a provider nobody knows',
      { defaultProvider: 'opnai' },
      /^keyway\.routing\.defaultProvider is passed over: Keyway knows no provider “opnai”\.$/,
    ],
    [
      'a provider that is no text',
      { fallbackProvider: 4 },
      /^keyway\.routing\.fallbackProvider is passed over: it is no text\.$/,
    ],
    ['a half token', { maxTokensPerRequest: 0.5 }, /^keyway\.routing\.maxTokensPerRequest is passed over/],
    ['a switch that is none', { costOptimisation: 'off' }, /^keyway\.routing\.costOptimisation is passed over/],
  ];
  for (const [what, settings, mistake] of wrong)
    it(`pass over ${what}, with a sentence, and keep the rest as it is usual`, () => {
      const { policy, mistakes } = read(settings);
      assert.match(mistakes[0] ?? '', mistake);
      assert.deepEqual(policy, read({}).policy);
    });

  it('say 0 for no limit of tokens', () => {
    assert.equal(read({ maxTokensPerRequest: 0 }).policy.maxTokens, undefined);
  });

  it('allow what all places allow, and everything where none says anything', () => {
    const allowed = (...allowedProviders: readonly unknown[]) => read({ allowedProviders }).policy.allowedProviders;
    assert.equal(allowed(), undefined);
    assert.equal(allowed(undefined, []), undefined);
    assert.deepEqual(allowed(['openai', 'groq'], ['groq', 'ollama']), ['groq']);
    assert.deepEqual(allowed(['openai'], ['groq']), []);
    assert.deepEqual(allowed([], ['groq']), ['groq']);
  });

  it('allow nobody where the list of the allowed is not understood: it is there to forbid', () => {
    for (const slip of [5, {}, ['opnai'], true]) {
      const { policy, mistakes } = read({ allowedProviders: [slip] });
      assert.deepEqual(policy.allowedProviders, []);
      assert.match(mistakes[0] ?? '', /^keyway\.workspace\.allowedProviders: Keyway knows no provider/);
    }
    assert.deepEqual(read({ allowedProviders: ['openai'] }).policy.allowedProviders, ['openai'], 'one, without a list');
  });

  it('never show a long text in full, nor more lines than one', () => {
    const { mistakes } = read({ defaultProvider: `a\n${'b'.repeat(500)}` });
    assert.ok((mistakes[0] ?? '').length < 200);
    assert.ok(!mistakes[0]?.includes('\n'));
  });
});
