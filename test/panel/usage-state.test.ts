import type { Summary } from '../../src/core/summary.ts';
import assert from 'node:assert/strict';
import { remedies } from '../../src/core/failure.ts';
import { outcomeText } from '../../src/panel/cells.ts';
import { readToPage, type StateOf } from '../../src/panel/messages.ts';
import type { Question } from '../../src/panel/question.ts';
import { nameOf } from '../../src/providers/index.ts';
import { usageState, unreadUsage, type Answer } from '../../src/panel/usage-state.ts';
import { attempt, cost, group, nothing, summary, tokens } from './samples.ts';

const asked: Question = { span: 'week', by: 'model' };

const shown = (answer: Partial<Answer> = {}, reason?: string): StateOf<'usage'> =>
  usageState({
    asked,
    answer: { total: summary(), groups: [group('m')], attempts: [attempt()], ...answer },
    reason,
    nameOf: (id) => id,
  });

const usageRow = (facts: Partial<Summary>): readonly string[] =>
  shown({ groups: [group('m', facts)] }).tables?.usage.rows[0] ?? [];

const attemptRow = (facts: Parameters<typeof attempt>[0]): readonly string[] =>
  shown({ attempts: [attempt(facts)] }).tables?.attempts.rows[0] ?? [];

const total = (title: string, facts: Partial<Summary>) =>
  shown({ total: summary(facts) }).totals.find((candidate) => candidate.title === title);

describe('the usage that is shown', () => {
  it('is a message the page accepts', () => {
    for (const state of [shown(), shown({ total: nothing, groups: [], attempts: [] }), unreadUsage(asked, 'No.')])
      assert.deepEqual(readToPage(state), state);
  });

  it('calls providers by the names of their records', () => {
    const { tables } = usageState({
      asked: { span: 'today', by: 'provider' },
      answer: {
        total: summary(),
        groups: [group('openai'), group('octoai')],
        attempts: [attempt({ provider: 'xai' })],
      },
      nameOf,
    });
    assert.deepEqual(
      tables?.usage.rows.map(([name]) => name),
      ['OpenAI', 'OctoAI'],
    );
    assert.match(tables?.attempts.rows[0]?.[1] ?? '', /^xAI Grok /);
  });

  it('has a row for each group, under headings', () => {
    const quick = { requests: 12_345, fallbacks: 6, firstToken: { p50: 310, p95: 2_340 } };
    const table = shown({ groups: [group('openai/a'), group('groq/b', quick)] }).tables?.usage;
    assert.equal(table?.title, 'This week by model');
    assert.deepEqual(
      table?.columns.map(({ title }) => title),
      [
        'Model',
        'Cost',
        'Requests',
        'Success',
        'Fallbacks',
        'Input tokens',
        'Output tokens',
        'First token',
        '95% within',
      ],
    );
    assert.deepEqual(table?.rows, [
      ['openai/a', '$0.0031', '1', '100%', '0', '1,234', '56', 'none', 'none'],
      ['groq/b', '$0.0031', '12,345', '100%', '6', '1,234', '56', '310\u00a0ms', '2.3\u00a0s'],
    ]);
  });

  it('says in a sentence what was asked and answered', () => {
    assert.equal(shown().said, 'This week by model: 1 request, cost $0.0031.');
    const many = summary({ requests: 2, attempts: 2, cost: cost({ unknown: 2 }) });
    assert.equal(shown({ total: many }).said, 'This week by model: 2 requests, cost unknown.');
  });

  it('shows no totals of nothing', () => {
    const state = shown({ total: nothing, groups: [], attempts: [] });
    assert.equal(state.said, 'This week: nothing has gone through Keyway yet.');
    assert.deepEqual(state.totals, []);
    assert.deepEqual([state.tables?.usage.rows, state.tables?.usage.note], [[], '']);
    assert.equal(state.tables?.attempts.note, 'Nothing has gone through Keyway yet.');
  });

  it('says where a request counts that tried several routes', () => {
    const tried = summary({ requests: 1, attempts: 2 });
    assert.match(shown({ total: tried }).tables?.usage.note ?? '', /where it tried first/);
    assert.equal(shown().tables?.usage.note, '');
  });

  it('says the trend beside the cost, and notes only where there is something to note', () => {
    const trend = '32% more than October 1–21 ($9.40)';
    const state = shown({ trend, notes: ['One.', 'Two.'] });
    assert.equal(state.totals[0]?.detail, `$0.0031 computed; ${trend}`);
    assert.deepEqual(state.notes, ['One.', 'Two.']);
    assert.deepEqual(shown({ total: nothing, groups: [], attempts: [], notes: ['One.'] }).notes, []);
    assert.deepEqual(unreadUsage(asked, 'No.').notes, []);
  });

  it('calls no folder by words, and only where workspaces are asked for', () => {
    const rows = (by: Question['by']) =>
      usageState({
        asked: { span: 'today', by },
        answer: { total: summary(), groups: [group('')], attempts: [] },
        nameOf: (id) => id,
      }).tables?.usage.rows[0]?.[0];
    assert.equal(rows('workspace'), 'no folder open');
    assert.equal(rows('key'), '');
  });
});

describe('speed and fallbacks that are shown', () => {
  it('stand among the totals where there are any', () => {
    assert.equal(total('First token', {}), undefined);
    assert.deepEqual(total('First token', { firstToken: { p50: 1_234, p95: 9_876 } }), {
      title: 'First token',
      value: '1.2\u00a0s',
      detail: 'half of the answers; 95% within 9.9\u00a0s',
    });
    assert.equal(total('Success', { fallbacks: 2 })?.detail, '1 answered, 0 failed, 0 stopped, 2 fallbacks');
  });
});

describe('a cost that is shown', () => {
  const cell = (facts: Partial<Summary['cost']>, attempts = 2) => usageRow({ attempts, cost: cost(facts) })[1];

  it('is marked where part is estimated, and never a number where it is unknown', () => {
    assert.equal(cell({ reported: 1, computed: 0.5 }), '$1.50');
    assert.equal(cell({ computed: 1, estimated: 0.5 }), '~$1.50');
    assert.equal(cell({ unknown: 2 }), 'unknown');
    assert.equal(cell({ computed: 1.2, unknown: 1 }), '$1.20 + unknown');
    assert.equal(cell({ estimated: 1.2, unknown: 1 }), '~$1.20 + unknown');
  });

  it('is zero only where it is known to be', () => {
    assert.equal(cell({}), '$0.00');
    assert.equal(cell({ unknown: 1 }), '$0.00 + unknown');
  });

  it('says in the total where each part comes from', () => {
    const facts = { attempts: 9, cost: cost({ reported: 1, computed: 0.2, estimated: 0.04, unknown: 2 }) };
    assert.deepEqual(total('Cost', facts), {
      title: 'Cost',
      value: '~$1.24 + unknown',
      detail: '$1.00 reported by providers, $0.20 computed, ~$0.04 estimated, unknown for 2 attempts',
    });
  });

  it('says for an attempt where it comes from', () => {
    const costCell = (known: Parameters<typeof attempt>[0]) => attemptRow(known)[4];
    assert.equal(costCell({ cost: { usd: 0.0031, from: 'reported' } }), '$0.0031 (reported)');
    assert.equal(costCell({ cost: { usd: 0, from: 'computed' } }), '$0.00 (computed)');
    assert.equal(costCell({ cost: { usd: 0.0031, from: 'estimated' } }), '~$0.0031 (estimated)');
    assert.equal(costCell({ cost: { from: 'unknown' } }), 'unknown');
  });
});

describe('tokens that are shown', () => {
  it('are unknown where nobody reported them', () => {
    assert.deepEqual(usageRow({ tokens: tokens({ unreported: 1 }) }).slice(5, 7), ['unknown', 'unknown']);
    const partly = { tokens: tokens({ input: 10, output: 2, unreported: 1 }) };
    assert.deepEqual(usageRow(partly).slice(5, 7), ['10 + unknown', '2 + unknown']);
    assert.deepEqual(attemptRow({ usage: undefined }).slice(5, 7), ['unknown', 'unknown']);
  });

  it('are zero where zero was reported', () => {
    assert.deepEqual(usageRow({ tokens: tokens({}) }).slice(5, 7), ['0', '0']);
    assert.deepEqual(attemptRow({ usage: { input: 0, output: 0 } }).slice(5, 7), ['0', '0']);
  });

  it('come with the cached and the reasoning part', () => {
    const facts = { tokens: tokens({ input: 1_000, output: 200, cached: 400, reasoning: 80 }) };
    assert.equal(total('Input tokens', facts)?.detail, '400 cached');
    assert.equal(total('Output tokens', facts)?.detail, '80 reasoning');
  });
});

describe('success that is shown', () => {
  it('counts what was answered or failed, and is whole only where nothing failed', () => {
    assert.equal(usageRow({ attempts: 3, answered: 2, failed: 1 })[3], '66.6%');
    assert.equal(usageRow({ attempts: 5_000, answered: 4_999, failed: 1 })[3], '99.9%');
    assert.equal(usageRow({ attempts: 3, answered: 1, stopped: 2 })[3], '100%');
    assert.equal(usageRow({ attempts: 1, answered: 0, stopped: 1 })[3], 'none finished');
  });
});

describe('an attempt that is shown', () => {
  it('says when, who, with which key, how it ended and what it took', () => {
    assert.deepEqual(attemptRow({ outcome: 'rate', status: 429, firstTokenMs: undefined, usage: undefined }), [
      '2026-11-20 22:06:03',
      'openai gpt-6-luna',
      'work',
      'rate limit (429)',
      '$0.0031 (computed)',
      'unknown',
      'unknown',
      'none',
    ]);
    assert.deepEqual(attemptRow({}).slice(3), ['answered', '$0.0031 (computed)', '1,000', '200', '1.3\u00a0s']);
  });

  it('has words for every outcome, and shows one of a newer Keyway as it is', () => {
    for (const kind of ['outrun', ...Object.keys(remedies)]) assert.match(outcomeText(kind, undefined), /^[a-z ]+$/);
    assert.equal(outcomeText('abducted', 599), 'abducted (599)');
    assert.equal(outcomeText('toString', undefined), 'toString');
  });

  it('names the key by its nickname alone', () => {
    const text = JSON.stringify(shown({ attempts: [attempt({ keyId: 'id-of-the-key', requestId: 'id-of-it' })] }));
    assert.doesNotMatch(text, /id-of/);
    assert.match(text, /"work"/);
  });
});

describe('a ledger that does not record', () => {
  it('is said above the numbers it still has', () => {
    const state = shown({}, 'the disk is full');
    assert.equal(
      state.trouble,
      'Keyway is not recording usage: the disk is full. Requests still work, but the numbers here may miss some.',
    );
    assert.equal(state.tables?.usage.rows.length, 1);
    assert.equal(shown().trouble, '');
  });

  it('is said instead of numbers where it cannot be read', () => {
    const state = unreadUsage(asked, 'Keyway cannot read its usage ledger in /x: the file is damaged.');
    assert.match(state.trouble, /^Keyway cannot read its usage ledger in \/x: the file is damaged\. .*not be recorded/);
    assert.deepEqual([state.totals, state.tables, state.said], [[], undefined, '']);
  });
});
