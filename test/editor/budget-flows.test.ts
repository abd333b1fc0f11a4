import assert from 'node:assert/strict';
import type { Standing } from '../../src/core/budget.ts';
import { withCompletionBudget } from '../../src/core/budget-completions.ts';
import { budgetsIn } from '../../src/core/budget-settings.ts';
import type { BudgetDesk } from '../../src/editor/budget-desk.ts';
import { readDollars } from '../../src/editor/budget-steps.ts';
import { readMeantFor, setBudget } from '../../src/editor/set-budget.ts';
import { showBudgets } from '../../src/editor/show-budgets.ts';
import { Scripted, type Act } from './scripted.ts';

const keys = [
  { id: 'a1', nickname: 'work', provider: 'openai' },
  { id: 'b2', nickname: 'home', provider: 'deepseek' },
];
const names: Readonly<Record<string, string>> = { openai: 'OpenAI', deepseek: 'DeepSeek' };
const providers = Object.entries(names).map(([id, name]) => ({ id, name }));

/** A desk with a setting of its own, and a book in which every budget is half spent. */
const deskOf = (acts: readonly Act[], setting?: unknown, facts: Partial<BudgetDesk> = {}) => {
  const questions = new Scripted(acts);
  const kept = { setting, completions: 0, lifted: [] as string[], renewed: [] as string[] };
  const desk: BudgetDesk = {
    questions,
    setting: () => kept.setting,
    save: (entries) => {
      kept.setting = entries;
      return Promise.resolve();
    },
    read: () => withCompletionBudget(budgetsIn(kept.setting, { providers, keys }), kept.completions),
    saveCompletions: (usd) => Promise.resolve(void (kept.completions = usd)),
    book: {
      standings: (budgets) =>
        Promise.resolve(
          budgets.map((budget): Standing => ({
            budget,
            period: '2026-11-16',
            endsAt: new Date(2026, 10, 23).getTime(),
            spent: budget.limit * 0.5e9,
            doubt: 0,
            untold: 0,
            reserved: 0.25e9,
            lifted: false,
          })),
        ),
      lift: ({ budget }) => Promise.resolve(void kept.lifted.push(budget.id)),
      renew: ({ id, limit, action }) => Promise.resolve(void kept.renewed.push(`${id} ${limit} ${action}`)),
    },
    keys: () => keys,
    providerName: (id) => names[id] ?? id,
    providers,
    callers: () => Promise.resolve(['github.copilot-chat']),
    workspace: 'shop 1a2b3c4d',
    ...facts,
  };
  return { desk, kept, questions };
};

describe('Set Budget', () => {
  it('for a provider or a key asks only for how long, how much, and then what; Back leads to what it is for', async () => {
    const rest = [{ pick: 'A Month' }, { type: '10' }, { pick: 'Block' }] as const;
    const provider = deskOf(rest);
    await setBudget(provider.desk, undefined, { provider: 'openai' });
    assert.deepEqual(provider.kept.setting, [{ provider: 'openai', limit: 10, period: 'month', action: 'block' }]);
    const key = deskOf(['back', { pick: 'home' }, ...rest]);
    await setBudget(key.desk, undefined, { key: 'a1' });
    assert.deepEqual(key.kept.setting, [{ key: 'b2', limit: 10, period: 'month', action: 'block' }]);
  });

  it('is meant for what its argument names, if that is there, and for nothing else', () => {
    const { desk } = deskOf([]);
    assert.deepEqual(readMeantFor(desk, { key: 'a1' }), { key: 'a1' });
    assert.deepEqual(readMeantFor(desk, { provider: 'deepseek' }), { provider: 'deepseek' });
    for (const argument of [undefined, null, 'a1', {}, { key: 'c3' }, { provider: 'xai' }, { provider: 1 }, ['a1']])
      assert.equal(readMeantFor(desk, argument), undefined);
  });

  it('offers what most people want where there is none', async () => {
    const { desk, kept, questions } = deskOf([{ pick: '$5.00 a day, for everything' }]);
    await setBudget(desk);
    assert.deepEqual(kept.setting, [{ limit: 5, period: 'day', action: 'ask' }]);
    assert.deepEqual(questions.told, ['info: Daily budget: $5.00.']);
    questions.finished();
  });

  it('asks what it covers, for how long, how much, and then what', async () => {
    const { desk, kept, questions } = deskOf([
      { pick: 'Another budget…' },
      { pick: 'One Key…' },
      { pick: 'home' },
      { pick: 'A Month' },
      { type: 'a lot' },
      { type: '$12,50' },
      { pick: 'Block Strictly' },
    ]);
    await setBudget(desk);
    assert.deepEqual(kept.setting, [{ key: 'b2', period: 'month', limit: 12.5, action: 'block', strict: true }]);
    assert.ok(questions.seen.includes('Type an amount in US dollars: 5, or 2.50.'));
    assert.deepEqual(questions.told, ['info: Monthly budget for key home: $12.50.']);
    questions.finished();
  });

  const covered: readonly (readonly [picks: readonly string[], entry: object])[] = [
    [['Everything'], {}],
    [['One Provider…', 'OpenAI'], { provider: 'openai' }],
    [['One Kind of Request…', 'code'], { task: 'code' }],
    [['One Extension…', 'github.copilot-chat'], { caller: 'github.copilot-chat' }],
    [['This Workspace'], { workspace: 'shop 1a2b3c4d' }],
  ];
  for (const [picks, entry] of covered) {
    it(`can cover: ${picks.join(' ')}`, async () => {
      const other = { limit: 1, period: 'month', name: 'Other' };
      const { desk, kept, questions } = deskOf(
        [...picks.map((pick) => ({ pick })), { pick: 'A Day' }, { type: '3' }, { pick: 'Ask Me' }],
        [other],
      );
      await setBudget(desk);
      assert.deepEqual(kept.setting, [other, { ...entry, period: 'day', limit: 3, action: 'ask' }]);
      questions.finished();
    });
  }

  it('forgets on the way back what it was to cover', async () => {
    const { desk, kept } = deskOf(
      [
        { pick: 'One Provider…' },
        { pick: 'OpenAI' },
        'back',
        'back',
        { pick: 'Everything' },
        { pick: 'A Day' },
        { type: '3' },
        { pick: 'Block' },
      ],
      [{ limit: 1, period: 'month' }],
    );
    await setBudget(desk);
    assert.deepEqual(kept.setting, [
      { limit: 1, period: 'month' },
      { period: 'day', limit: 3, action: 'block' },
    ]);
  });

  it('takes the place of the budget that covers the same, keeps its name and what it does not understand', async () => {
    const { desk, kept } = deskOf(
      [{ pick: 'Everything' }, { pick: 'A Day' }, { type: '3' }, { pick: 'Block' }],
      ['broken', { limit: 1, period: 'day', name: 'Mine', action: 'ask' }],
    );
    await setBudget(desk);
    assert.deepEqual(kept.setting, ['broken', { name: 'Mine', period: 'day', limit: 3, action: 'block' }]);
    assert.deepEqual(kept.renewed, ['day 3 block', 'day 1 ask']);
  });

  it('changes nothing where the person gives up, or the setting is something else', async () => {
    const given = deskOf([{ pick: 'Everything' }, 'escape'], [{ limit: 1, period: 'month' }]);
    await setBudget(given.desk);
    assert.deepEqual(given.kept.setting, [{ limit: 1, period: 'month' }]);
    const odd = deskOf([], { limit: 1 });
    await setBudget(odd.desk);
    assert.deepEqual(odd.kept.setting, { limit: 1 });
    assert.match(odd.questions.told[0] ?? '', /is no list/);
  });

  it('says it where the settings cannot be written', async () => {
    const { desk, questions } = deskOf([{ pick: '$25.00 a month, for everything' }], undefined, {
      save: () => Promise.reject(new Error('settings.json is broken')),
    });
    await setBudget(desk);
    assert.deepEqual(questions.told, [
      'error: The budget could not be written into the settings: settings.json is broken',
    ]);
  });

  it('reads dollars as people write them', () => {
    const values = ['5', '$5', ' 2.50 ', '5,5', '1e3', '-1', '', '1,000', '0', '1000001'].map(
      (typed) => readDollars(typed).value,
    );
    assert.deepEqual(values, ['5', '5', '2.50', '5.5', undefined, undefined, undefined, undefined, '0', undefined]);
  });
});

describe('Show Budgets', () => {
  const setting = [
    { limit: 5, period: 'day', strict: true, action: 'ask' },
    { limit: 20, period: 'week', provider: 'openai', name: 'Team' },
  ];

  it('lists each with a bar, what is reserved and left, and when it begins anew', async () => {
    const { desk, questions } = deskOf(['escape'], setting);
    await showBudgets(desk);
    assert.deepEqual(
      questions.choicesSeen[0]?.map(({ label, description, detail }) => [label, description, detail]),
      [
        [
          'Daily budget',
          '▰▰▰▰▰▱▱▱▱▱ 50% · $2.50 of $5.00',
          '$0.25 reserved · $2.25 left · anew tomorrow · then asks, strictly',
        ],
        [
          'Team: weekly budget for OpenAI',
          '▰▰▰▰▰▱▱▱▱▱ 50% · $10.00 of $20.00',
          '$0.25 reserved · $9.75 left · anew on Monday, November 23 · then blocks',
        ],
        ['Set Another Budget…', undefined, undefined],
      ],
    );
  });

  it('changes the amount and keeps the rest', async () => {
    const { desk, kept } = deskOf(
      [{ pick: 'Daily budget' }, { pick: 'Change Amount…' }, { type: '7' }, { pick: 'Ask Me' }],
      setting,
    );
    await showBudgets(desk);
    assert.deepEqual(kept.setting, [{ limit: 7, period: 'day', strict: true, action: 'ask' }, setting[1]]);
  });

  it('changes the second of two that cover the same', async () => {
    const twice = [
      { limit: 5, period: 'day', action: 'ask' },
      { limit: 10, period: 'day' },
    ];
    const { desk, kept } = deskOf([{ pick: 'Change Amount…' }, { type: '12' }, { pick: 'Block' }], twice);
    await showBudgets(desk, 'day #2');
    assert.deepEqual(kept.setting, [twice[0], { limit: 12, period: 'day', action: 'block' }]);
    assert.deepEqual(kept.renewed, ['day #2 12 block', 'day #2 10 block']);
  });

  it('lifts one until its period ends', async () => {
    const { desk, kept } = deskOf([{ pick: 'Lift for This Week' }], setting);
    await showBudgets(desk, 'week provider=openai');
    assert.deepEqual(kept.lifted, ['week provider=openai']);
    assert.deepEqual(kept.setting, setting);
  });

  const ofCompletions = 'Daily budget for inline completions';

  it('lists that of completions behind the others, and changes the setting it stands in', async () => {
    const { desk, kept, questions } = deskOf(
      [{ pick: ofCompletions }, { pick: 'Change Amount…' }, { type: '$1,50' }],
      setting,
    );
    kept.completions = 0.5;
    await showBudgets(desk);
    assert.deepEqual(
      questions.choicesSeen[0]?.map(({ label }) => label),
      ['Daily budget', 'Team: weekly budget for OpenAI', ofCompletions, 'Set Another Budget…'],
    );
    assert.equal(kept.completions, 1.5);
    assert.deepEqual(kept.setting, setting);
    assert.deepEqual(kept.renewed, ['keyway.completions.dailyBudget 0.5 block']);
    assert.deepEqual(questions.told, ['info: Daily budget for inline completions: $1.50.']);
    questions.finished();
  });

  it('takes that of completions away after asking, or where 0 is typed', async () => {
    const { desk, kept, questions } = deskOf([{ pick: ofCompletions }, { pick: 'Remove' }, { confirm: true }], setting);
    kept.completions = 0.5;
    await showBudgets(desk);
    assert.equal(kept.completions, 0);
    assert.deepEqual(kept.setting, setting);
    questions.finished();
    const typed = deskOf([{ pick: 'Change Amount…' }, { type: '0' }]);
    typed.kept.completions = 0.5;
    await showBudgets(typed.desk, 'keyway.completions.dailyBudget');
    assert.equal(typed.kept.completions, 0);
    assert.deepEqual(typed.questions.told, ['info: Inline completions have no budget of their own.']);
  });

  it('lifts that of completions', async () => {
    const { desk, kept } = deskOf([{ pick: 'Lift for Today' }]);
    kept.completions = 0.5;
    await showBudgets(desk, 'keyway.completions.dailyBudget');
    assert.deepEqual(kept.lifted, ['keyway.completions.dailyBudget']);
  });

  it('removes one only after asking', async () => {
    const { desk, kept } = deskOf([{ pick: 'Daily budget' }, { pick: 'Remove' }, { confirm: false }], setting);
    await showBudgets(desk);
    assert.deepEqual(kept.setting, setting);
    const again = deskOf([{ pick: 'Daily budget' }, { pick: 'Remove' }, { confirm: true }], setting);
    await showBudgets(again.desk);
    assert.deepEqual(again.kept.setting, [setting[1]]);
    assert.deepEqual(again.kept.renewed, ['day 5 ask']);
  });

  it('says what is wrong in the setting, and why nothing can be shown', async () => {
    const broken = deskOf([], [{ limit: 'five', period: 'day' }]);
    await showBudgets(broken.desk);
    assert.match(broken.questions.told[0] ?? '', /^warning: Budget 1 .* does not count/);
    const { desk, questions } = deskOf([], setting);
    await showBudgets({
      ...desk,
      book: { ...desk.book, standings: () => Promise.reject(new Error('the disk is full')) },
    });
    assert.deepEqual(questions.told, [
      "error: Keyway's usage ledger cannot be read, so nobody knows what is spent: the disk is full.",
    ]);
  });
});
