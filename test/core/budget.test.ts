import assert from 'node:assert/strict';
import { covers, needOf, passes, warningOf, type Budget, type Spender, type Standing } from '../../src/core/budget.ts';
import { budgetsIn, type Named } from '../../src/core/budget-settings.ts';
import { barText, budgetTitle, detailText, refusalOf, usedText, warningText } from '../../src/core/budget-words.ts';

const named: Named = {
  providerName: (id) => ({ openai: 'OpenAI', deepseek: 'DeepSeek' })[id],
  keys: [
    { id: 'a1', nickname: 'work', provider: 'openai' },
    { id: 'b2', nickname: 'work', provider: 'deepseek' },
    { id: 'c3', nickname: 'home', provider: 'openai' },
  ],
};

const read = (...entries: readonly unknown[]) => budgetsIn(entries, named);

const budget = (entry: object): Budget => {
  const [found] = read(entry).budgets;
  assert.ok(found, JSON.stringify(read(entry).troubles));
  return found;
};

const standing = (entry: object, facts: Partial<Standing> = {}): Standing => ({
  budget: budget(entry),
  period: '2026-11-20',
  endsAt: 0,
  spent: 0,
  doubt: 0,
  untold: 0,
  reserved: 0,
  lifted: false,
  ...facts,
});

describe('the setting keyway.budgets', () => {
  it('gives each entry an id that stays when its limit, name, action or the order changes', () => {
    const before = read({ limit: 5, period: 'day' }, { limit: 9, period: 'month', provider: 'openai', key: 'home' });
    const after = read(
      { limit: 7, period: 'month', provider: 'openai', key: 'home', name: 'Team', strict: true },
      { limit: 1, period: 'day', action: 'ask' },
    );
    assert.deepEqual(
      before.budgets.map(({ id }) => id),
      ['day', 'month provider=openai key=home'],
    );
    assert.deepEqual(
      after.budgets.map(({ id }) => id),
      ['month provider=openai key=home', 'day'],
    );
  });

  it('may say the same twice: ask at five dollars, block at ten', () => {
    const { budgets, places } = read({ limit: 5, period: 'day', action: 'ask' }, 'nonsense', {
      limit: 10,
      period: 'day',
    });
    assert.deepEqual(
      budgets.map(({ id, action }) => [id, action]),
      [
        ['day', 'ask'],
        ['day #2', 'block'],
      ],
    );
    assert.deepEqual(
      [...places],
      [
        ['day', 0],
        ['day #2', 2],
      ],
    );
  });

  it('finds keys by their id or nickname, and keeps one nobody knows yet', () => {
    assert.equal(budget({ limit: 1, period: 'day', key: 'home' }).of.key, 'c3');
    assert.equal(budget({ limit: 1, period: 'day', key: 'b2' }).of.key, 'b2');
    assert.equal(budget({ limit: 1, period: 'day', key: 'work', provider: 'deepseek' }).of.key, 'b2');
    const early = budgetsIn([{ limit: 1, period: 'day', key: 'home' }], { ...named, keys: [] });
    assert.deepEqual([early.budgets[0]?.id, early.troubles], ['day key=home', []]);
  });

  it('reads nothing as no budgets', () => {
    for (const nothing of [undefined, null, []]) assert.deepEqual(budgetsIn(nothing, named).budgets, []);
    assert.deepEqual(budgetsIn(undefined, named).troubles, []);
  });

  const troubles: readonly (readonly [what: string, entry: unknown, sentence: RegExp])[] = [
    ['a limit as text', { limit: '5', period: 'day' }, /“limit” must be an amount in US dollars/],
    ['a negative limit', { limit: -1, period: 'day' }, /“limit” must be an amount/],
    ['no number', { limit: Number.NaN, period: 'day' }, /“limit” must be an amount/],
    ['no limit', { period: 'day' }, /“limit” must be an amount/],
    ['no period', { limit: 5 }, /“period” must be day, week, month/],
    ['a misspelt word', { limit: 5, period: 'day', provder: 'openai' }, /nothing is called “provder”/],
    ['an unknown task', { limit: 5, period: 'day', task: 'chatting' }, /“task” must be chat, code/],
    ['an unknown provider', { limit: 5, period: 'day', provider: 'opnai' }, /Keyway knows no provider “opnai”/],
    [
      'two keys of one nickname',
      { limit: 5, period: 'day', key: 'work' },
      /2 keys are called “work”; name the provider/,
    ],
    ['an empty name', { limit: 5, period: 'day', caller: ' ' }, /“caller” must be a text/],
    ['no table', 5, /it is no table/],
  ];
  for (const [what, entry, sentence] of troubles) {
    it(`drops ${what} with a sentence, and keeps the others`, () => {
      const found = read(entry, { limit: 5, period: 'day' });
      assert.deepEqual(
        found.budgets.map(({ id }) => id),
        ['day'],
      );
      assert.equal(found.troubles.length, 1);
      assert.match(found.troubles[0] ?? '', /^Budget 1 in the setting keyway\.budgets does not count: /);
      assert.match(found.troubles[0] ?? '', sentence);
    });
  }

  it('says of a key that is gone that its budget counts for nothing', () => {
    const { budgets, troubles: said } = read({ limit: 5, period: 'day', key: 'gone', name: 'Old' });
    assert.equal(budgets.length, 1);
    assert.deepEqual(said, [
      'Budget 1 (“Old”) in the setting keyway.budgets counts for nothing: there is no key “gone”.',
    ]);
  });

  it('that is no list is said', () => {
    assert.deepEqual(budgetsIn({ limit: 5 }, named).troubles, [
      'The setting keyway.budgets is no list: no budget counts.',
    ]);
  });
});

describe('what a budget covers', () => {
  const spender: Spender = {
    provider: 'openai',
    key: 'c3',
    task: 'code',
    caller: 'github.copilot-chat',
    workspace: 'shop 1a2b',
  };
  const cases: readonly (readonly [of: object, covered: boolean])[] = [
    [{}, true],
    [{ provider: 'openai', task: 'code' }, true],
    [{ provider: 'openai', task: 'chat' }, false],
    [{ key: 'home' }, true],
    [{ key: 'a1' }, false],
    [{ caller: 'github.*' }, true],
    [{ caller: 'github.' }, false],
    [{ caller: '*chat' }, true],
    [{ caller: 'github?copilot-chat' }, false],
    [{ caller: 'git.*' }, false],
    [{ workspace: 'shop *' }, true],
    [{ workspace: 'shop' }, false],
  ];
  for (const [of, covered] of cases) {
    it(`is ${covered ? '' : 'not '}such a request: ${JSON.stringify(of)}`, () =>
      assert.equal(covers(budget({ limit: 1, period: 'day', ...of }), spender), covered));
  }
});

describe('a route and a budget', () => {
  it('are compared without pricing what is not looked at', () => {
    const likelyOnly = needOf({
      likely: { usd: 0.5, from: 'estimated' },
      get worst(): never {
        throw new Error('the worst case was priced');
      },
    });
    assert.equal(passes(standing({ limit: 1, period: 'day' }), likelyOnly), false);
    assert.equal(passes(standing({ limit: 0.1, period: 'day' }), likelyOnly), true);
  });
});

describe('the words of a budget', () => {
  const need = needOf({ likely: { usd: 0.62, from: 'estimated' }, worst: { usd: 1.5, from: 'estimated' } });
  const used = { spent: 4.6e9 };

  it('name it, and the numbers a refusal comes from', () => {
    assert.equal(
      refusalOf(standing({ limit: 5, period: 'day' }, used), need),
      'the budget of today has $0.40 left ($4.60 of $5.00), and this is likely to cost $0.62',
    );
    assert.equal(
      refusalOf(standing({ limit: 5, period: 'week', provider: 'openai', strict: true }, used), need),
      'the strict budget of this week for OpenAI has $0.40 left ($4.60 of $5.00), and this can cost up to $1.50',
    );
    assert.equal(
      refusalOf(standing({ limit: 5, period: 'month', name: 'Team' }, { spent: 5e9 }), need),
      'the budget “Team” of this month is used up: $5.00 of $5.00',
    );
  });

  it('warn with what is spent and when it begins anew', () => {
    const almost = standing({ limit: 5, period: 'week', key: 'home' }, used);
    assert.equal(warningOf(almost), 90);
    assert.equal(
      warningText(almost, 90),
      'The budget of this week for key home has reached 90 %: $4.60 of $5.00. It begins anew on Monday.',
    );
    assert.equal(warningOf(standing({ limit: 0, period: 'day' })), undefined);
  });

  it('draw a bar that is full only where everything is spent', () => {
    assert.equal(barText(0, 5), '▱▱▱▱▱▱▱▱▱▱');
    assert.equal(barText(4.99, 5), '▰▰▰▰▰▰▰▰▰▱');
    assert.equal(barText(9, 5), '▰▰▰▰▰▰▰▰▰▰');
    assert.equal(barText(0, 0), '▰▰▰▰▰▰▰▰▰▰');
    assert.equal(usedText(standing({ limit: 5, period: 'day' }, { spent: 2.1e9 })), '▰▰▰▰▱▱▱▱▱▱ 42 % · $2.10 of $5.00');
  });

  it('say what the numbers do not know', () => {
    const facts = { spent: 2e9, doubt: 0.5e9, untold: 2, reserved: 1e9 };
    assert.equal(
      detailText(standing({ limit: 5, period: 'day', action: 'ask' }, facts), 'tomorrow'),
      '$1.00 reserved · $2.00 left · anew tomorrow · then asks · $0.50 counted for requests whose cost nobody told',
    );
    assert.match(
      detailText(standing({ limit: 5, period: 'day' }, { untold: 3 }), 'tomorrow'),
      /3 requests of unknown cost not counted$/,
    );
  });

  it('title it for lists', () => {
    assert.equal(budgetTitle(budget({ limit: 1, period: 'day' })), 'Daily budget');
    assert.equal(
      budgetTitle(budget({ limit: 1, period: 'month', task: 'code', name: 'Team' })),
      'Team: monthly budget for code requests',
    );
  });
});
