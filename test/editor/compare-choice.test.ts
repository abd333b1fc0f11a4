import assert from 'node:assert/strict';
import type { Offer } from '../../src/core/plan.ts';
import { chooseModels, namedIn } from '../../src/editor/compare-choice.ts';
import { offer } from '../core/samples.ts';
import { Scripted } from './scripted.ts';

const offers: readonly Offer[] = [
  offer('openai/gpt-6-luna'),
  offer('anthropic/claude-sonnet-5'),
  offer('ollama/llama3:8b'),
  offer('openrouter/openai/gpt-6-luna:free'),
  offer('groq/compound'),
  offer('ollama/nomic', ['k1'], { kind: 'embedding' }),
];

describe('the models that a prompt names', () => {
  const cases: readonly (readonly [prompt: string, picks: readonly string[], question: string])[] = [
    [
      'openai/gpt-6-luna anthropic/claude-sonnet-5: What is a closure?',
      ['openai/gpt-6-luna', 'anthropic/claude-sonnet-5'],
      'What is a closure?',
    ],
    [
      'openai/gpt-6-luna, anthropic/claude-sonnet-5 What is it?',
      ['openai/gpt-6-luna', 'anthropic/claude-sonnet-5'],
      'What is it?',
    ],
    ['claude-sonnet-5 OpenAI/GPT-6-Luna : Go', ['anthropic/claude-sonnet-5', 'openai/gpt-6-luna'], 'Go'],
    ['ollama/llama3:8b openai/gpt-6-luna: a: b', ['ollama/llama3:8b', 'openai/gpt-6-luna'], 'a: b'],
    ['openai/gpt-6-luna:', ['openai/gpt-6-luna'], ''],
    ['What is openai/gpt-6-luna: a model?', [], 'What is openai/gpt-6-luna: a model?'],
    ['compound interest: explain', [], 'compound interest: explain'],
    ['src/cart.ts: what is wrong?', [], 'src/cart.ts: what is wrong?'],
    ['openai/gpt-6-luna openai/gpt-6-luna: twice', ['openai/gpt-6-luna'], 'twice'],
    ['', [], ''],
  ];
  for (const [prompt, picks, question] of cases) {
    it(`are ${picks.length === 0 ? 'none' : picks.join(' and ')} in “${prompt}”`, () =>
      assert.deepEqual(namedIn(prompt, offers), { picks, unknown: [], question }));
  }

  it('are told from those that nobody has, wherever they stand before the colon', () => {
    assert.deepEqual(namedIn('openai/gpt-99 openai/gpt-6-luna: Go', offers), {
      picks: ['openai/gpt-6-luna'],
      unknown: ['openai/gpt-99'],
      question: 'Go',
    });
    assert.deepEqual(namedIn('openai/gpt-6-luna openai/docs are bad', offers), {
      picks: ['openai/gpt-6-luna'],
      unknown: [],
      question: 'openai/docs are bad',
    });
  });
});

describe('choosing models to compare', () => {
  const choose = async (acts: ConstructorParameters<typeof Scripted>[0], before: readonly string[] = []) => {
    const questions = new Scripted(acts);
    const picks = await chooseModels({ questions, offers, before });
    questions.finished();
    return { picks, questions };
  };

  it('offers every model that chats, by its provider', async () => {
    const { picks, questions } = await choose([{ pick: ['gpt-6-luna', 'claude-sonnet-5'] }]);
    assert.deepEqual(picks, ['anthropic/claude-sonnet-5', 'openai/gpt-6-luna']);
    assert.ok(!questions.choicesSeen.flat().some(({ label }) => label === 'nomic'));
  });

  it('begins with those of the last time', async () => {
    const before = ['openai/gpt-6-luna', 'groq/compound', 'gone/model'];
    assert.deepEqual((await choose(['enter'], before)).picks, ['groq/compound', 'openai/gpt-6-luna']);
  });

  it('asks again, and says why, where there are too few', async () => {
    const { picks, questions } = await choose([{ pick: ['gpt-6-luna'] }, { pick: ['gpt-6-luna', 'compound'] }]);
    assert.ok(questions.seen.includes('Choose at least 2 models to compare.'));
    assert.deepEqual(picks, ['groq/compound', 'openai/gpt-6-luna']);
  });

  it('is given up with Escape', async () => {
    assert.equal((await choose(['escape'])).picks, undefined);
  });
});
