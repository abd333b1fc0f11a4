import assert from 'node:assert/strict';
import { readUsageWords, usageAnswer, usageText } from '../../src/editor/usage-answer.ts';
import type { UsageParts } from '../../src/editor/usage-notes.ts';
import type { Notes } from '../../src/usage/notes.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { offer } from '../core/samples.ts';
import { group, nothing, summary } from '../panel/samples.ts';
import { attempt, inRoom } from '../usage/samples.ts';

const silent: Notes = { unusual: [], advice: [] };

describe('what /usage was asked', () => {
  it('is today by model where nothing is said', () => {
    assert.deepEqual(readUsageWords(''), { span: 'today', by: 'model' });
  });

  it('is read in any order, any case and between other words', () => {
    assert.deepEqual(readUsageWords('this WEEK by provider please'), { span: 'week', by: 'provider' });
    assert.deepEqual(readUsageWords('by task, month'), { span: 'month', by: 'task' });
    assert.deepEqual(readUsageWords('key month'), { span: 'month', by: 'key' });
    assert.deepEqual(readUsageWords('month by workspace'), { span: 'month', by: 'workspace' });
    assert.deepEqual(readUsageWords('month by caller'), { span: 'month', by: 'caller' });
  });
});

describe('the answer to /usage', () => {
  it('is a table, and below it what is to be said, a line each', () => {
    const notes: Notes = {
      trend: '32% more than October 1–21 ($9.40)',
      saved: 'Saved $5.50 against the dearest.',
      forecast: 'At this pace November will cost about $20.00.',
      unusual: ['Friday cost $10.00.'],
      advice: ['Set a price.'],
    };
    const text = usageText({ span: 'month', by: 'model' }, { total: summary(), groups: [group('a/b')], notes });
    assert.deepEqual(text.split('\n'), [
      '**This month by model**',
      '',
      '| Model | &nbsp;&nbsp;&nbsp;&nbsp;&nbsp;Cost | Re&shy;quests | Tokens in / out |',
      '| :-- | --: | --: | --: |',
      '| a/b | $0.0031 | 1 | 1,234 / 56 |',
      '| **Total** | $0.0031 | 1 | 1,234 / 56 |',
      '',
      '- 100% answered.',
      String.raw`- Trend: 32% more than October 1–21 \(\$9.40\).`,
      String.raw`- Saved \$5.50 against the dearest.`,
      String.raw`- At this pace November will cost about \$20.00.`,
      String.raw`- Friday cost \$10.00.`,
      '- Set a price.',
    ]);
  });

  it('is a sentence where nothing was asked', () => {
    const empty = { total: nothing, groups: [], notes: silent };
    assert.equal(usageText({ span: 'today', by: 'model' }, empty), 'Today: nothing has gone through Keyway yet.');
  });

  it('shows fifteen rows and says how many more there are, but every day of a month', () => {
    const groups = Array.from({ length: 31 }, (_, index) => group(`2026-10-${String(index + 1).padStart(2, '0')}`));
    const rows = (by: 'model' | 'day') =>
      usageText({ span: 'month', by }, { total: summary(), groups, notes: silent })
        .split('\n')
        .filter((line) => line.startsWith('| 2026'));
    assert.equal(rows('model').length, 15);
    assert.equal(rows('day').length, 31);
    assert.match(
      usageText({ span: 'month', by: 'model' }, { total: summary(), groups, notes: silent }),
      /\n- 16 more, which cost less, are on the usage page: “Keyway: Show Usage”\./,
    );
  });

  it('calls providers by their names, and no folder by words', () => {
    const label = (by: 'provider' | 'workspace', name: string) =>
      usageText({ span: 'today', by }, { total: summary(), groups: [group(name)], notes: silent }).split('\n')[4];
    assert.match(label('provider', 'openai') ?? '', /^\| OpenAI \|/);
    assert.match(label('workspace', '') ?? '', /^\| no folder open \|/);
  });

  it('reads the ledger, with what the keys unlock and the baseline of the person', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const dear = offer('anthropic/opus', ['k1'], { price: { input: 1_000, output: 5_000 } });
      const parts: UsageParts = {
        ledger,
        market: () => ({
          offers: [dear],
          policy: defaultPolicy,
          modelOf: (provider, id) => (provider === 'anthropic' && id === 'opus' ? dear.model : undefined),
        }),
        baseline: () => 'anthropic/opus',
      };
      ledger.record(attempt({ at: Date.now(), cost: { usd: 0.5, from: 'computed' } }));
      const text = await usageAnswer(parts, 'today by task');
      assert.match(text, /\| chat \| \$0\.50 \| 1 \| 1,000 \/ 200 \|/);
      // 1,000 tokens in, 200 out.
      assert.match(
        text,
        /Saved about \\\$1\.50 against anthropic\/opus \\\(estimated\\\): \\\$0\.50 instead of about \\\$2\.00/,
      );
      await ledger.dispose();
      assert.match(await usageAnswer(parts, 'today'), /cannot read its usage ledger/);
    }));
});
