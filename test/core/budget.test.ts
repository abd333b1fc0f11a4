import assert from 'node:assert/strict';
import { covers, needOf, passes, warningOf, type Budget, type Spender, type Standing } from '../../src/core/budget.ts';
import { budgetsIn, type Named } from '../../src/core/budget-settings.ts';
import { barText, budgetTitle, detailText, refusalOf, usedText, warningText } from '../../src/core/budget-words.ts';

const named: Named = {
  providers: [
    { id: 'openai', name: 'OpenAI' },
    { id: 'deepseek', name: 'DeepSeek' },
  ],
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
    const keysOf = (entry: object) => budget({ limit: 1, period: 'day', ...entry }).of.keys;
    assert.deepEqual(keysOf({ key: 'home' }), ['c3']);
    assert.deepEqual(keysOf({ key: 'HOME' }), ['c3']);
    assert.deepEqual(keysOf({ key: 'b2' }), ['b2']);
    assert.deepEqual(keysOf({ key: 'work', provider: 'deepseek' }), ['b2']);
    const early = budgetsIn([{ limit: 1, period: 'day', key: 'home' }], { ...named, keys: [] });
    assert.deepEqual([early.budgets[0]?.id, early.troubles], ['day key=home', []]);
  });

  it('finds providers by their id or name, whatever the capitals', () => {
    for (const provider of ['openai', 'OpenAI', 'OPENAI']) {
      const found = budget({ limit: 1, period: 'day', provider });
      assert.deepEqual([found.of.provider, found.id], ['openai', 'day provider=openai']);
    }
  });

  it('reads nothing as no budgets', () => {
    for (const nothing of [undefined, null, []]) assert.deepEqual(budgetsIn(nothing, named).budgets, []);
    assert.deepEqual(budgetsIn(undefined, named).troubles, []);
  });

  const unread: readonly (readonly [what: string, entry: object, sentence: RegExp])[] = [
    ['a limit that is no number', { limit: 'five', period: 'day' }, /“limit” must be an amount in US dollars/],
    ['a negative limit', { limit: -1, period: 'day' }, /“limit” must be an amount/],
    ['no number', { limit: Number.NaN, period: 'day' }, /“limit” must be an amount/],
    ['no limit', { period: 'day' }, /“limit” must be an amount/],
    ['no period', { limit: 5 }, /“period” must be day, week, month/],
    ['an unknown period', { limit: 5, period: 'year' }, /“period” must be day, week, month/],
  ];
  for (const [what, entry, sentence] of unread) {
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

    it(`blocks what costs where ${what} is strict, as far as is known what it covers`, () => {
      const { budgets, troubles: said } = read({ ...entry, strict: true, provider: 'OpenAI' });
      const [found] = budgets;
      assert.deepEqual([found?.limit, found?.strict, found?.action, found?.of.provider], [0, true, 'block', 'openai']);
      assert.match(found?.unread ?? '', /^Budget 1 in the setting keyway\.budgets is strict and cannot be read: /);
      assert.match(said[0] ?? '', sentence);
      assert.match(said[0] ?? '', /Until then nothing passes it that costs\.$/);
    });
  }

  it('drops what is no table with a sentence', () => {
    for (const entry of [5, 'five', null, []]) {
      const found = read(entry);
      assert.deepEqual(found, {
        budgets: [],
        places: new Map(),
        troubles: ['Budget 1 in the setting keyway.budgets does not count: it is no table.'],
      });
    }
  });

  const flaws: readonly (readonly [what: string, entry: object, meant: object, sentence: RegExp])[] = [
    ['a misspelt word', { provder: 'openai' }, {}, /: nothing is called “provder”\.$/],
    ['an unknown task', { task: 'chatting' }, {}, /“task” must be chat, code, .*, so it covers every task/],
    ['an unknown provider', { provider: 'opnai' }, {}, /no provider “opnai”, so it covers every provider/],
    [
      'a misspelt key',
      { key: 'wrok', provider: 'openai' },
      { provider: 'openai' },
      /no key “wrok” of OpenAI, so it covers every key of OpenAI/,
    ],
    ['an empty caller', { caller: ' ' }, {}, /“caller” must be a text .*, so it covers every caller/],
    ['a workspace that is no text', { workspace: 5 }, {}, /so it covers every workspace/],
    ['an unknown action', { action: 'warn', task: 'code' }, { task: 'code' }, /“action” must be .*, so it blocks/],
    ['strictness that is neither', { strict: 'maybe' }, { strict: true }, /“strict” must be .*, so it is strict/],
  ];
  for (const [what, entry, meant, sentence] of flaws) {
    it(`counts with ${what}, covers no less, and says so`, () => {
      const { budgets, troubles: said } = read({ limit: 5, period: 'day', ...entry });
      assert.deepEqual(budgets, read({ limit: 5, period: 'day', ...meant }).budgets);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', /^Budget 1 in the setting keyway\.budgets counts, but not as it is written: /);
      assert.match(said[0] ?? '', sentence);
    });
  }

  it('understands what is only written in another way', () => {
    const { budgets, troubles: said } = read({ limit: ' $5 ', period: 'Day', action: 'ASK', strict: 'True' });
    assert.deepEqual(budgets, read({ limit: 5, period: 'day', action: 'ask', strict: true }).budgets);
    assert.match(said.join('\n'), /: its “limit” is a text, read as \$5\.00\.$/);
  });

  it('covers all keys of a nickname that several have, and says so', () => {
    const { budgets, troubles: said } = read({ limit: 5, period: 'day', key: 'work', strict: true });
    assert.deepEqual(budgets[0]?.of.keys, ['a1', 'b2']);
    assert.match(said[0] ?? '', /2 keys are called “work”, so it covers all of them/);
  });

  it('says of a key that was removed that its budget counts for nothing', () => {
    const { budgets, troubles: said } = read({ limit: 5, period: 'day', key: '0123456789abcdef', name: 'Old' });
    assert.deepEqual(budgets[0]?.of.keys, ['0123456789abcdef']);
    assert.deepEqual(said, ['Budget 1 (“Old”) in the setting keyway.budgets counts for nothing: its key was removed.']);
  });

  it('that is no list is read as one budget where it is a table, and said', () => {
    const one = budgetsIn({ limit: 5, period: 'day' }, named);
    assert.deepEqual(one.budgets, read({ limit: 5, period: 'day' }).budgets);
    assert.deepEqual(one.troubles, ['The setting keyway.budgets is no list, and is read as one budget.']);
    assert.deepEqual(budgetsIn('5', named).troubles, ['The setting keyway.budgets is no list: no budget counts.']);
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
    [{ caller: 'GitHub.Copilot-Chat' }, true],
    [{ workspace: 'SHOP *' }, true],
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
      'The budget of this week for key home has reached 90%: $4.60 of $5.00. It begins anew on Monday.',
    );
    assert.equal(warningOf(standing({ limit: 0, period: 'day' })), undefined);
  });

  it('draw a bar that is full only where everything is spent', () => {
    assert.equal(barText(0, 5), '▱▱▱▱▱▱▱▱▱▱');
    assert.equal(barText(4.99, 5), '▰▰▰▰▰▰▰▰▰▱');
    assert.equal(barText(9, 5), '▰▰▰▰▰▰▰▰▰▰');
    assert.equal(barText(0, 0), '▰▰▰▰▰▰▰▰▰▰');
    const almost = standing({ limit: 5, period: 'day' }, { spent: 4.9995e9 });
    assert.equal(usedText(almost), '▰▰▰▰▰▰▰▰▰▱ 99% · almost $5.00 of $5.00');
    assert.match(refusalOf(almost, need), /has \$0\.0005 left \(almost \$5\.00 of \$5\.00\), and this/);
    const held = standing({ limit: 5, period: 'day' }, { spent: 4.5e9, reserved: 0.4995e9 });
    assert.match(
      refusalOf(held, need),
      /has \$0\.0005 left \(almost \$4\.50 and \$0\.50 reserved for requests under way of \$5\.00\)/,
    );
    assert.equal(usedText(standing({ limit: 5, period: 'day' }, { spent: 2.1e9 })), '▰▰▰▰▱▱▱▱▱▱ 42% · $2.10 of $5.00');
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
