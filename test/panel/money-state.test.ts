import assert from 'node:assert/strict';
import fc from 'fast-check';
import { completionBudgetId } from '../../src/core/budget-completions.ts';
import { budgetActions, type Budget, type Standing } from '../../src/core/budget.ts';
import { groundsOf, moneyShown, type MoneyFacts, type Spent } from '../../src/panel/money-state.ts';
import { cost, nothing, summary } from './samples.ts';

const standing = (usd: number, facts: Partial<Standing> = {}, budget: Partial<Budget> = {}): Standing => ({
  budget: { id: 'day', limit: 5, period: 'day', of: {}, action: 'block', strict: false, ...budget },
  period: '2026-11-21',
  endsAt: 0,
  spent: usd * 1e9,
  doubt: 0,
  untold: 0,
  reserved: 0,
  lifted: false,
  ...facts,
});

const spent = (facts: Partial<Spent> = {}): Spent => ({
  today: summary({ cost: cost({ computed: 1.24 }) }),
  month: summary({ cost: cost({ computed: 20.5 }) }),
  standings: [],
  ...facts,
});

const shown = (facts: Partial<MoneyFacts> = {}) =>
  moneyShown({ mode: 'today', spent: spent(), isRefused: false, ...facts });

const answer = {
  cost: '$0.0031',
  lines: ['Answered by OpenAI gpt-6-luna with key work', '$0.0031 (computed) · 2.0 s'],
};

describe('the money in the status bar', () => {
  it('is that of the day, of the month or of the last answer', () => {
    assert.equal(shown().text, '$(credit-card) $1.24');
    assert.equal(shown({ mode: 'month' }).text, '$(credit-card) $20.50');
    assert.equal(shown({ mode: 'lastAnswer', last: answer }).text, '$(credit-card) $0.0031');
    assert.equal(shown({ mode: 'lastAnswer', last: { cost: undefined, lines: [] } }).text, '$(credit-card) no answer');
  });

  it('is no number where nothing is known: not yet, not at all, or not of all', () => {
    assert.equal(shown({ spent: undefined }).text, '$(credit-card)');
    assert.equal(shown({ mode: 'lastAnswer' }).text, '$(credit-card)');
    const today = (facts: Parameters<typeof cost>[0]) =>
      shown({ spent: spent({ today: summary({ cost: cost(facts) }) }) }).text;
    assert.equal(today({ unknown: 1 }), '$(credit-card) cost unknown');
    assert.equal(today({ computed: 1, estimated: 0.2 }), '$(credit-card) ~$1.20');
    const partly = summary({ attempts: 2, cost: cost({ computed: 1.2, unknown: 1 }) });
    assert.equal(shown({ spent: spent({ today: partly }) }).text, '$(credit-card) $1.20 + unknown');
    assert.equal(shown({ spent: spent({ today: nothing }) }).text, '$(credit-card) $0.00', 'nothing was asked today');
  });

  it('is no number while nothing is recorded, and says why', () => {
    const trouble = 'the disk is full';
    for (const mode of ['today', 'month'] as const) {
      const { text, sums, label } = shown({ mode, trouble, spent: undefined });
      assert.equal(text, '$(credit-card) not recording');
      assert.deepEqual(sums, ['Usage is not recorded: the disk is full']);
      assert.match(label, /Usage is not recorded: the disk is full/);
    }
    assert.equal(shown({ trouble }).text, '$(credit-card) not recording', 'a sum that lacks the last rows is none');
    assert.equal(shown({ mode: 'lastAnswer', last: answer, trouble }).text, '$(credit-card) $0.0031');
  });

  it('never says nothing was spent where something is unknown', () => {
    const amount = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(amount, amount, fc.boolean(), (attempts, unknown, isBroken) => {
        const today = summary({ attempts: attempts + unknown, cost: cost({ unknown }) });
        const { text } = shown({ spent: spent({ today }), ...(isBroken && { trouble: 'it is locked' }) });
        if (unknown > 0 || isBroken) assert.doesNotMatch(text, /\$0(?:\.00)?$/);
      }),
    );
  });
});

describe('the alarm in the status bar', () => {
  const with_ = (...standings: readonly Standing[]) => shown({ spent: spent({ standings }) });

  it('warns from 80% of a budget that blocks, and says how far it is', () => {
    assert.equal(with_(standing(3.99)).tone, 'plain');
    const { tone, text } = with_(standing(4));
    assert.deepEqual([tone, text], ['warning', '$(warning) $1.24 · 80%']);
    assert.equal(with_(standing(1), standing(4.6)).text, '$(warning) $1.24 · 92%', 'the one that is used up most');
  });

  it('is an error where a budget blocks, in colour, icon and words', () => {
    const { tone, text, label } = with_(standing(5));
    assert.deepEqual([tone, text], ['error', '$(error) $1.24 · blocked']);
    assert.match(label, /^Keyway\. A budget blocks requests\. Today \$1\.24\./);
    assert.equal(with_(standing(4, { reserved: 1e9 })).tone, 'error', 'what is reserved is not left');
  });

  it('is an error where any budget blocks, also where another is used up further, or one that is strict cannot be read', () => {
    const held = standing(1, { reserved: 4e9 }, { id: 'week', period: 'week' });
    assert.equal(with_(standing(4.6), held).tone, 'error');
    const unread = 'budget 1 is strict and cannot be read: its “limit” is missing';
    const { tone, budgets } = with_(standing(0, {}, { limit: 0, strict: true, unread }));
    assert.equal(tone, 'error');
    assert.deepEqual(budgets, ['Budget 1 is strict and cannot be read: its “limit” is missing']);
  });

  it('is an error after a budget refused a request that its rest was too small for', () => {
    const { tone, text } = shown({ spent: spent({ standings: [standing(4.9)] }), isRefused: true });
    assert.deepEqual([tone, text], ['error', '$(error) $1.24 · blocked']);
  });

  it('is left to budgets that stop a person', () => {
    assert.equal(with_(standing(6, { lifted: true })).tone, 'plain');
    for (const action of budgetActions)
      assert.equal(with_(standing(6, {}, { action })).tone, action === 'block' ? 'error' : 'plain', action);
    assert.equal(
      with_(standing(6, {}, { id: completionBudgetId })).tone,
      'plain',
      'completions have an item of their own',
    );
    assert.equal(with_(standing(0, {}, { limit: 0 })).tone, 'plain', 'who sets no money wants only what is free');
  });
});

describe('the hover and the spoken words of the status item', () => {
  it('hold the sums, every budget and the last receipt', () => {
    const said = shown({
      last: answer,
      spent: spent({ standings: [standing(4), standing(1, { lifted: true }, { id: 'month', period: 'month' })] }),
    });
    assert.deepEqual(said.sums, ['Today $1.24', 'This month $20.50']);
    assert.deepEqual(said.budgets, [
      'Daily budget: ▰▰▰▰▰▰▰▰▱▱ 80% · $4.00 of $5.00',
      'Monthly budget: ▰▰▱▱▱▱▱▱▱▱ 20% · $1.00 of $5.00 · lifted',
    ]);
    assert.deepEqual(said.receipt, answer.lines);
    assert.equal(
      said.label,
      'Keyway. Today $1.24. This month $20.50. Daily budget: 80% · $4.00 of $5.00. ' +
        'Monthly budget: 20% · $1.00 of $5.00 · lifted. ' +
        'Last receipt: Answered by OpenAI gpt-6-luna with key work. $0.0031 (computed) · 2.0 s',
    );
  });
});

describe('what a refusal rests on', () => {
  it('changes with the limit, the period, a lift and a removal, and not with what is spent', () => {
    const before = groundsOf([standing(4.9)]);
    assert.equal(groundsOf([standing(4.95, { reserved: 1 })]), before);
    const others = [
      [],
      [standing(4.9, { lifted: true })],
      [standing(4.9, { period: '2026-11-22' })],
      [standing(4.9, {}, { limit: 6 })],
      [standing(4.9, {}, { action: 'ask' })],
    ];
    for (const other of others) assert.notEqual(groundsOf(other), before);
  });
});
