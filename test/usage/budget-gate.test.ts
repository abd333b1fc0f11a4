import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { covers, type Budget } from '../../src/core/budget.ts';
import { budgetsIn, type BudgetEntry } from '../../src/core/budget-settings.ts';
import { rowOf } from '../../src/usage/row.ts';
import { migrate, migrations } from '../../src/usage/schema.ts';
import { budgetsOf, asker, attemptAt, gateOf, reservationOf, routeAt, spending, verdictOf } from './budget-samples.ts';
import { attempt, inRoom } from './samples.ts';

const whose = { provider: 'openai', key: 'key-1', task: 'chat' };

const noon = (year: number, month: number, day: number): number => new Date(year, month - 1, day, 12).getTime();

describe('a budget', () => {
  it('asks nothing of the disk where none is set, or none covers the request', () =>
    inRoom(async ({ open, folder }) => {
      const without = gateOf(open(), { budgets: [] });
      assert.equal(without.gate.prepare(), undefined);
      assert.equal(without.gate.overBudget(asker), undefined);
      assert.deepEqual(await without.gate.admit(routeAt(1), spending()), { kind: 'admitted' });
      const elsewhere = gateOf(open(), { budgets: budgetsOf({ limit: 0, period: 'day', provider: 'deepseek' }) });
      assert.deepEqual(await elsewhere.gate.admit(routeAt(1), spending()), { kind: 'admitted' });
      assert.equal(existsSync(join(folder, 'ledger.db')), false);
    }));

  it('refuses what would pass it, with the numbers', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate } = gateOf(ledger, { budgets: budgetsOf({ limit: 5, period: 'day' }) });
      const first = await gate.admit(routeAt(3), spending());
      assert.equal(
        verdictOf(await gate.admit(routeAt(2.5), spending())),
        'the budget of today has $2.00 left ($0.00 and $3.00 reserved for requests under way of $5.00), and this is likely to cost $2.50',
      );
      ledger.record(attemptAt(routeAt(3), 5), reservationOf(first));
      assert.equal(
        verdictOf(await gate.admit(routeAt(0.1), spending())),
        'the budget of today is used up: $5.00 of $5.00',
      );
    }));

  it('counts what was recorded a moment ago, written or not', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate } = gateOf(ledger, { budgets: budgetsOf({ limit: 1, period: 'week' }) });
      ledger.record(attemptAt(routeAt(1), 1));
      assert.match(
        verdictOf(await gate.admit(routeAt(0.1), spending())),
        /of this week is used up: \$1\.00 of \$1\.00/,
      );
    }));

  it('leaves free routes usable when it is used up, and refuses the paid one that would follow', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate } = gateOf(ledger, { budgets: budgetsOf({ limit: 1, period: 'day', strict: true }) });
      ledger.record(attemptAt(routeAt(1), 1));
      await ledger.flush();
      const free = routeAt(0, 0, { provider: 'ollama', key: 'key-3' });
      const errand = spending();
      assert.deepEqual(await gate.admit(free, errand), { kind: 'admitted' });
      assert.match(verdictOf(await gate.admit(routeAt(0.1), errand)), /is used up/);
      const over = gate.overBudget(asker);
      assert.equal(over?.(free), undefined);
      assert.match(over?.(routeAt(0.1)) ?? '', /is used up: \$1\.00 of \$1\.00/);
    }));

  it('of nothing blocks everything that costs, and a price nobody knows', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 0, period: 'month' }) });
      const blocked = 'the budget of this month is $0.00: only what costs nothing may be used';
      assert.equal(verdictOf(await gate.admit(routeAt(0.000001), spending())), blocked);
      assert.equal(verdictOf(await gate.admit(routeAt(undefined), spending())), blocked);
      assert.equal(verdictOf(await gate.admit(routeAt(0), spending())), 'admitted');
    }));

  it('lets a price nobody knows through and says so once, unless it is strict', () =>
    inRoom(async ({ open }) => {
      const loose = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day' }) });
      for (let request = 0; request < 2; request++)
        assert.equal(verdictOf(await loose.gate.admit(routeAt(undefined), spending())), 'admitted');
      assert.deepEqual(loose.told, [
        'The budget of today cannot count OpenAI gpt-6-luna, because nobody knows its price. The request is sent all the same; a strict budget would refuse it, and the setting keyway.models can name the price.',
      ]);
      const strict = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day', strict: true }) });
      assert.equal(
        verdictOf(await strict.gate.admit(routeAt(undefined), spending())),
        'its price is not known, and the strict budget of today lets only known prices through',
      );
    }));

  it('does not lock while nothing is spent: a hundred small requests at once fit into $25', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 25, period: 'month' }) });
      const admissions = await Promise.all(
        Array.from({ length: 100 }, () => gate.admit(routeAt(0.02, 1.5), spending())),
      );
      assert.deepEqual(new Set(admissions.map(verdictOf)), new Set(['admitted']));
    }));

  it('fills to the last nano-dollar', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 25, period: 'month', strict: true }) });
      for (let request = 0; request < 100; request++)
        assert.equal(verdictOf(await gate.admit(routeAt(0.25), spending())), 'admitted');
      assert.match(verdictOf(await gate.admit(routeAt(1e-9), spending())), /is used up/);
    }));

  it('counts only what it covers', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate } = gateOf(ledger, {
        budgets: budgetsOf(
          { limit: 1, period: 'day', key: 'work' },
          { limit: 1, period: 'day', task: 'code' },
          { limit: 1, period: 'day', caller: 'github.*' },
          { limit: 1, period: 'day', workspace: 'other *' },
        ),
      });
      const home = routeAt(0.5, 0.5, { provider: 'deepseek', key: 'key-2' });
      const others: Parameters<typeof attemptAt>[2][] = [
        { keyId: 'key-9' },
        { caller: 'gitlab' },
        { workspace: undefined },
        { workspace: 'another 00' },
      ];
      for (const facts of others) ledger.record(attemptAt(home, 1, facts));
      const kinds = {
        'key work': [routeAt(0.5), {}],
        'code requests': [home, { plan: { task: 'code' } }],
        'requests of github.*': [home, { caller: 'github.copilot' }],
        'the workspace other *': [home, { workspace: 'other 12' }],
      } as const;
      for (const [covers, [route, facts]] of Object.entries(kinds)) {
        const admission = await gate.admit(route, spending(facts));
        assert.equal(verdictOf(admission), 'admitted', covers);
        const { plan, ...rest } = spending(facts);
        ledger.record(
          attemptAt(route, 1, { task: plan.task, caller: rest.caller, workspace: rest.workspace }),
          reservationOf(admission),
        );
        assert.equal(
          verdictOf(await gate.admit(route, spending(facts))),
          `the budget of today for ${covers} is used up: $1.00 of $1.00`,
        );
      }
      assert.equal(verdictOf(await gate.admit(home, spending())), 'admitted');
    }));

  it('covers the same in the ledger as in the plan, whatever its pattern', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const word = fc.string({
        unit: fc.constantFrom('a', 'A', 'b', '*', '?', '[', ']', '.', '\\', '^', 'ä', 'Ä'),
        maxLength: 5,
      });
      const seen = fc.record({ caller: word, workspace: fc.option(word, { nil: undefined }) });
      let period = noon(2026, 1, 1);
      await fc.assert(
        fc.asyncProperty(word, word, fc.array(seen, { maxLength: 5 }), async (caller, workspace, spenders) => {
          period += 24 * 3_600_000;
          const budgets: readonly Budget[] = [
            { id: 'b', limit: 1, period: 'day', of: { caller, workspace }, action: 'block', strict: false },
          ];
          const { book } = gateOf(ledger, { budgets, now: () => period });
          for (const facts of spenders) ledger.record(attemptAt(routeAt(1), 1, { at: period, ...facts }));
          const covered = spenders.filter((facts) => covers({ of: { caller, workspace } }, { ...whose, ...facts }));
          const [standing] = await book.standings(budgets);
          assert.equal(standing?.spent, covered.length * 1e9);
        }),
        { numRuns: 150 },
      );
    }));

  it('is refused by the tightest of all that cover a request', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), {
        budgets: budgetsOf({ limit: 5, period: 'month' }, { limit: 2, period: 'day', provider: 'openai' }),
      });
      assert.match(verdictOf(await gate.admit(routeAt(6), spending())), /^the budget of today for OpenAI has \$2\.00/);
    }));

  it('holds the worst case where it is strict, and what is likely where it is not', () =>
    inRoom(async ({ open }) => {
      const [loose, strict] = ([false, true] as const).map((isStrict) =>
        gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'day', strict: isStrict }) }),
      );
      assert.ok(loose && strict);
      assert.equal(verdictOf(await loose.gate.admit(routeAt(0.3, 0.8), spending())), 'admitted');
      assert.match(
        verdictOf(await strict.gate.admit(routeAt(0.1, 0.3), spending())),
        /^the strict budget of today has \$0\.20 left .* and this can cost up to \$0\.30$/,
      );
      assert.equal(verdictOf(await loose.gate.admit(routeAt(0.7, 0.8), spending())), 'admitted');
    }));
});

describe('a strict budget', () => {
  const strict = budgetsOf({ limit: 5, period: 'day', strict: true, provider: 'openai' });
  const plan = { task: 'chat', promptTokens: 1_000 } as const;

  it('holds answers to the limit that their worst case was reckoned with', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), { budgets: strict });
      const capOf = (facts: object, route = routeAt(1)) =>
        gate.answerCap(route, { ...asker, plan: { ...plan, ...facts } });
      assert.equal(capOf({}), 8_000);
      assert.equal(capOf({ answerLimit: 500 }), 500);
      assert.equal(capOf({ promptTokens: 90_000 }), 5_000);
      assert.equal(capOf({}, routeAt(1, 1, { provider: 'deepseek', key: 'key-2' })), undefined);
      const loose = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day' }) });
      assert.equal(loose.gate.answerCap(routeAt(1), { ...asker, plan }), undefined);
    }));

  it('that cannot be read lets nothing through that costs, and says why', () =>
    inRoom(async ({ open }) => {
      const { budgets } = budgetsIn([{ limit: 'five', period: 'day', strict: true }], { providers: [], keys: [] });
      const { gate } = gateOf(open(), { budgets });
      assert.equal(
        verdictOf(await gate.admit(routeAt(0.01), spending())),
        'Budget 1 in the setting keyway.budgets is strict and cannot be read: its “limit” must be an amount in US dollars from 0 to 1000000, as a number',
      );
      assert.equal(verdictOf(await gate.admit(routeAt(0), spending())), 'admitted');
    }));
});

describe('a reservation', () => {
  const limited = { budgets: budgetsOf({ limit: 1, period: 'day' }) };

  it('ends with its row, whatever the outcome, and no sooner', () =>
    inRoom(async ({ open }) => {
      const outcomes = ['answered', 'aborted', 'server', 'network', 'rate', 'stream', 'empty'] as const;
      const ledger = open();
      const { gate, book } = gateOf(ledger, limited);
      for (const outcome of outcomes) {
        const admission = await gate.admit(routeAt(1), spending());
        assert.equal(verdictOf(admission), 'admitted', outcome);
        assert.match(verdictOf(await gate.admit(routeAt(0.1), spending())), /\$1\.00 reserved/);
        ledger.record(attemptAt(routeAt(1), 0, { outcome }), reservationOf(admission));
      }
      const [standing] = await book.standings(limited.budgets);
      assert.deepEqual([standing?.spent, standing?.reserved], [0, 0]);
    }));

  it('is given back where no attempt follows', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), limited);
      const admission = await gate.admit(routeAt(1), spending());
      await gate.release(reservationOf(admission) ?? '');
      assert.equal(verdictOf(await gate.admit(routeAt(1), spending())), 'admitted');
    }));

  it('is counted as spent where nobody told the cost', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' }, { limit: 9, period: 'day', strict: true });
      const ledger = open();
      const { gate, book } = gateOf(ledger, { budgets });
      const admission = await gate.admit(routeAt(0.25, 0.75), spending());
      ledger.record(attemptAt(routeAt(0.25), undefined, { outcome: 'aborted' }), reservationOf(admission));
      const standings = await book.standings(budgets);
      assert.deepEqual(
        standings.map(({ spent, doubt, untold, reserved }) => [spent, doubt, untold, reserved]),
        [
          [0.25e9, 0.25e9, 1, 0],
          [0.75e9, 0.75e9, 1, 0],
        ],
      );
    }));

  const told = { from: 'estimated' } as const;
  const guesses: readonly (readonly [what: string, facts: object, spent: readonly number[]])[] = [
    ['a stopped answer of which nothing was seen', { outcome: 'aborted', cost: { usd: 0.01, ...told } }, [0.25, 0.75]],
    ['an answer without usage', { cost: { usd: 0.3, ...told } }, [0.3, 0.75]],
    ['a reset connection', { outcome: 'network', usage: undefined, cost: { from: 'unknown' } }, [0.25, 0.75]],
    ['a refusal', { outcome: 'rate', usage: undefined, cost: { usd: 0, ...told } }, [0, 0]],
    ['an answer at our prices', { cost: { usd: 0.1, from: 'computed' } }, [0.1, 0.1]],
    ['an answer at theirs', { cost: { usd: 0.1, from: 'reported' } }, [0.1, 0.1]],
  ];
  for (const [what, facts, spent] of guesses) {
    it(`of ${what} counts $${spent[0]}, and $${spent[1]} where it is strict`, () =>
      inRoom(async ({ open }) => {
        const budgets = budgetsOf({ limit: 1, period: 'day' }, { limit: 9, period: 'day', strict: true });
        const ledger = open();
        const { gate, book } = gateOf(ledger, { budgets });
        const admission = await gate.admit(routeAt(0.25, 0.75), spending());
        ledger.record(attemptAt(routeAt(0.25), 0, facts), reservationOf(admission));
        const remembered = book.glance(budgets);
        assert.deepEqual(await book.standings(budgets), remembered);
        assert.deepEqual(
          remembered?.map((standing) => [standing.spent / 1e9, standing.reserved]),
          spent.map((amount) => [amount, 0]),
        );
      }));
  }

  it('that is still open when its window closes counts as spent', () =>
    inRoom(async ({ open, raw }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day', strict: true });
      const ledger = open();
      const { gate, book } = gateOf(ledger, { budgets });
      const ended = await gate.admit(routeAt(0.1), spending());
      await gate.admit(routeAt(0.2, 0.6), spending());
      ledger.record(attemptAt(routeAt(0.1), 0.05), reservationOf(ended));
      await book.close();
      await ledger.dispose();
      const [standing] = await gateOf(open(), { budgets }).book.standings(budgets);
      assert.deepEqual([standing?.spent, standing?.reserved, standing?.untold], [0.65e9, 0, 1]);
      assert.equal(raw().prepare('SELECT count(*) AS count FROM editor_window').get()?.['count'], 0);
    }));

  it('that was never made opens no file at the end', () =>
    inRoom(async ({ open, folder }) => {
      await gateOf(open(), limited).book.close();
      assert.equal(existsSync(join(folder, 'ledger.db')), false);
    }));

  it('of one request never ends another one, however often it is ended', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate, book } = gateOf(ledger, limited);
      const first = await gate.admit(routeAt(0.5), spending());
      ledger.record(attemptAt(routeAt(0.5), 0), reservationOf(first));
      await gate.admit(routeAt(0.5), spending());
      ledger.record(attemptAt(routeAt(0.5), 0), reservationOf(first));
      const [standing] = await book.standings(limited.budgets);
      assert.equal(standing?.reserved, 0.5e9);
    }));

  it('is seen by another window at once', () =>
    inRoom(async ({ open }) => {
      const [one, other] = [gateOf(open(), limited), gateOf(open(), limited)];
      await other.gate.prepare();
      assert.equal(other.gate.overBudget(asker)?.(routeAt(0.9)), undefined);
      await one.gate.admit(routeAt(0.6), spending());
      assert.match(other.gate.overBudget(asker)?.(routeAt(0.9)) ?? '', /\$0\.60 reserved/);
      assert.match(verdictOf(await other.gate.admit(routeAt(0.9), spending())), /\$0\.60 reserved/);
    }));
});

describe('the period of a budget', () => {
  it('begins anew on the next day, Monday and first of the month', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      let now = noon(2026, 11, 30);
      const budgets = budgetsOf(
        { limit: 1, period: 'day', name: 'd' },
        { limit: 2, period: 'week', name: 'w' },
        { limit: 3, period: 'month', name: 'm' },
      );
      const { book } = gateOf(ledger, { budgets, now: () => now });
      const spent = async () => (await book.standings(budgets)).map((standing) => standing.spent / 1e9);
      // Sunday, and Monday the last of November.
      ledger.record(attemptAt(routeAt(1), 1, { at: noon(2026, 11, 29) }));
      ledger.record(attemptAt(routeAt(1), 0.5, { at: now }));
      assert.deepEqual(await spent(), [0.5, 0.5, 1.5]);
      now = noon(2026, 12, 1);
      assert.deepEqual(await spent(), [0, 0.5, 0]);
      now = noon(2026, 12, 7);
      assert.deepEqual(await spent(), [0, 0, 0]);
    }));

  it('is read anew at midnight, although nothing was written since', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      let now = new Date(2026, 10, 20, 23, 59).getTime();
      const { gate } = gateOf(ledger, { budgets: budgetsOf({ limit: 1, period: 'day' }), now: () => now });
      ledger.record(attemptAt(routeAt(1), 1, { at: now }));
      await ledger.flush();
      assert.match(gate.overBudget(asker)?.(routeAt(0.1)) ?? '', /used up/);
      now += 60_000;
      assert.equal(gate.overBudget(asker)?.(routeAt(0.1)), undefined);
      assert.equal(verdictOf(await gate.admit(routeAt(0.1), spending())), 'admitted');
    }));

  it('also counts what was reserved before midnight: its cost may be booked after it', () =>
    inRoom(async ({ open }) => {
      let now = new Date(2026, 10, 20, 23, 59).getTime();
      const { gate } = gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'day' }), now: () => now });
      await gate.admit(routeAt(0.8), spending());
      now += 60_000;
      assert.match(verdictOf(await gate.admit(routeAt(0.8), spending())), /\$0\.80 reserved/);
    }));

  for (const [zone, day, hours] of [
    ['Europe/Berlin', [2026, 3, 29], 23],
    ['Europe/Berlin', [2026, 10, 25], 25],
    ['America/Santiago', [2026, 9, 6], 23],
  ] as const) {
    it(`has ${hours} hours on ${day.join('-')} in ${zone}`, async () => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        await inRoom(async ({ open }) => {
          const ledger = open();
          const [year, month, date] = day;
          const begins = new Date(year, month - 1, date).getTime();
          const budgets = budgetsOf({ limit: 1, period: 'day' });
          let now = begins;
          const { book } = gateOf(ledger, { budgets, now: () => now });
          const last = begins + hours * 3_600_000 - 1;
          for (const at of [begins - 1, begins, last, last + 1]) ledger.record(attemptAt(routeAt(1), 0.25, { at }));
          for (now of [begins, last]) {
            const [standing] = await book.standings(budgets);
            assert.deepEqual([standing?.spent, standing?.endsAt], [0.5e9, last + 1]);
          }
        });
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    });
  }

  it('has what was spent before budgets were counted', () =>
    inRoom(async ({ open, raw }) => {
      const database = raw();
      migrate(database, migrations.slice(0, 2));
      // A Sunday, the Monday after it, and the Tuesday on which the month begins.
      const days = [noon(2026, 11, 29), noon(2026, 11, 30), noon(2026, 12, 1)];
      const rows = days.flatMap((at, index) =>
        [0.25 * 10 ** index, undefined].map((cost) =>
          rowOf(attemptAt(routeAt(1), cost, { at, workspace: index === 0 ? undefined : asker.workspace })),
        ),
      );
      const known = database.prepare(`SELECT name FROM pragma_table_info('attempt')`).all();
      for (const row of rows) {
        const columns = Object.entries(row).filter(([column]) => known.some(({ name }) => name === column));
        database
          .prepare(
            `INSERT INTO attempt (${columns.map(([column]) => column).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
          )
          .run(...columns.map(([, value]) => value));
      }
      const budgets = budgetsOf(
        { limit: 1, period: 'day' },
        { limit: 1, period: 'week' },
        { limit: 1, period: 'month' },
        { limit: 1, period: 'month', workspace: 'keyway *' },
      );
      const ledger = open();
      const at = (now: number) => gateOf(ledger, { budgets, now: () => now }).book.standings(budgets);
      const spent = async (now: number) => (await at(now)).map((standing) => [standing.spent / 1e9, standing.untold]);
      assert.deepEqual(await spent(noon(2026, 11, 29)), [
        [0.25, 1],
        [0.25, 1],
        [2.75, 2],
        [2.5, 1],
      ]);
      assert.deepEqual(await spent(noon(2026, 12, 1)), [
        [25, 1],
        [27.5, 2],
        [25, 1],
        [25, 1],
      ]);
    }));
});

describe('a budget that asks', () => {
  const asking = budgetsOf({ limit: 1, period: 'day', action: 'ask' });
  const usedUp = async (open: () => ReturnType<Parameters<Parameters<typeof inRoom>[0]>[0]['open']>) => {
    const ledger = open();
    ledger.record(attemptAt(routeAt(1), 1));
    await ledger.flush();
    return ledger;
  };

  it('is not asked about what only runs beside a request that is under way', () =>
    inRoom(async ({ open }) => {
      const { gate, asked } = gateOf(open(), { budgets: asking });
      assert.match(verdictOf(await gate.admit(routeAt(2), { ...spending(), unasked: true })), /has \$1\.00 left/);
      assert.equal(asked.length, 0);
    }));

  it('leaves no route out of a plan', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(await usedUp(open), { budgets: asking });
      assert.equal(gate.overBudget(asker), undefined);
    }));

  it('lets one request pass with the routes that follow one which cost nothing, and asks again for the next request', () =>
    inRoom(async ({ open }) => {
      const ledger = await usedUp(open);
      const { gate, asked } = gateOf(ledger, { budgets: asking, answer: () => Promise.resolve('once') });
      const errand = spending();
      const first = await gate.admit(routeAt(0.2), errand);
      const refused = attemptAt(routeAt(0.2), 0, { outcome: 'rate', usage: undefined });
      ledger.record({ ...refused, cost: { usd: 0, from: 'estimated' } }, reservationOf(first));
      assert.equal(verdictOf(await gate.admit(routeAt(0.1), errand)), 'admitted');
      assert.equal(verdictOf(await gate.admit(routeAt(0.1), errand)), 'admitted');
      assert.equal(asked.length, 1);
      await gate.admit(routeAt(0.1), spending());
      assert.equal(asked.length, 2);
    }));

  it('asks again where a request wants more than was allowed, or may have spent it', () =>
    inRoom(async ({ open }) => {
      const ledger = await usedUp(open);
      const { gate, asked } = gateOf(ledger, { budgets: asking, answer: () => Promise.resolve('once') });
      const errand = spending();
      const first = await gate.admit(routeAt(0.6), errand);
      // It broke off: the provider may have billed all of it.
      ledger.record(attemptAt(routeAt(0.6), undefined, { outcome: 'stream' }), reservationOf(first));
      for (const amount of [400, 0.6, 0.01]) await gate.admit(routeAt(amount), errand);
      assert.deepEqual(
        asked.map(({ need }) => (need.likely ?? 0) / 1e9),
        [0.6, 400, 0.6, 0.01],
      );
    }));

  it('asks for each attempt whose price nobody knows', () =>
    inRoom(async ({ open }) => {
      const ledger = await usedUp(open);
      const { gate, asked } = gateOf(ledger, { budgets: asking, answer: () => Promise.resolve('once') });
      const errand = spending();
      for (const price of [undefined, undefined, 0.1]) await gate.admit(routeAt(price), errand);
      assert.equal(asked.length, 3);
    }));

  it('asks for all of which an attempt is a part, and lets all of it pass', () =>
    inRoom(async ({ open }) => {
      const { gate, asked } = gateOf(await usedUp(open), { budgets: asking, answer: () => Promise.resolve('once') });
      const errand = spending();
      const { likely, worst } = routeAt(1);
      for (let part = 0; part < 4; part++)
        assert.equal(verdictOf(await gate.admit({ ...routeAt(0.25), whole: { likely, worst } }, errand)), 'admitted');
      assert.deepEqual(
        asked.map(({ need }) => need.likely),
        [1e9],
      );
    }));

  it('lets pass what it asked for, although less is missing by the time of the answer', () =>
    inRoom(async ({ open }) => {
      let missing = 1;
      const whole = {
        get likely() {
          return routeAt(missing).likely;
        },
        worst: routeAt(1).worst,
      };
      const { gate, asked } = gateOf(await usedUp(open), {
        budgets: asking,
        answer: () => {
          missing = 0.25;
          return Promise.resolve('once');
        },
      });
      const errand = spending();
      for (let part = 0; part < 4; part++) await gate.admit({ ...routeAt(0.25), whole }, errand);
      assert.deepEqual(
        asked.map(({ need }) => need.likely),
        [1e9],
      );
    }));

  it('does not let two parts that go at once share what is left for one', () =>
    inRoom(async ({ open }) => {
      const { gate, asked } = gateOf(await usedUp(open), { budgets: asking, answer: () => Promise.resolve('once') });
      const errand = spending();
      await Promise.all([1, 2, 3].map(() => gate.admit(routeAt(0.25), errand)));
      // One that waited may have gone first with the yes to another.
      assert.ok(asked.length >= 3, `${asked.length}`);
    }));

  const others: readonly (readonly [what: string, entry: BudgetEntry])[] = [
    ['that is strict', { limit: 1, period: 'day', action: 'ask', strict: true }],
    ['of another limit', { limit: 0.9, period: 'day', action: 'ask' }],
    ['of another action', { limit: 1, period: 'day' }],
  ];
  for (const [what, entry] of others) {
    it(`lifts none ${what} that covers the same and takes its place`, () =>
      inRoom(async ({ open }) => {
        const ledger = await usedUp(open);
        const before = gateOf(ledger, { budgets: asking, answer: () => Promise.resolve('period') });
        assert.equal(verdictOf(await before.gate.admit(routeAt(0.1), spending())), 'admitted');
        const after = gateOf(ledger, { budgets: budgetsOf(entry) });
        assert.match(verdictOf(await after.gate.admit(routeAt(500), spending())), /is used up/);
      }));
  }

  it('is lifted no more once it is set anew', () =>
    inRoom(async ({ open }) => {
      const ledger = await usedUp(open);
      const { gate, book } = gateOf(ledger, { budgets: asking, answer: () => Promise.resolve('period') });
      await gate.admit(routeAt(0.1), spending());
      for (const budget of asking) await book.renew(budget);
      const [standing] = await book.standings(asking);
      assert.equal(standing?.lifted, false);
    }));

  it('lets everything pass in all windows until the period ends', () =>
    inRoom(async ({ open }) => {
      let now = Date.now();
      const wish = { budgets: asking, now: () => now };
      const one = gateOf(await usedUp(open), { ...wish, answer: () => Promise.resolve('period') });
      const other = gateOf(open(), wish);
      assert.equal(verdictOf(await one.gate.admit(routeAt(0.1), spending())), 'admitted');
      assert.equal(verdictOf(await other.gate.admit(routeAt(2), spending())), 'admitted');
      assert.deepEqual([one.asked.length, other.asked.length], [1, 0]);
      now += 24 * 3_600_000;
      assert.match(verdictOf(await other.gate.admit(routeAt(2), spending())), /did not let it pass/);
    }));

  it('asks one question where many requests wait, and a no is a no to all of them', () =>
    inRoom(async ({ open }) => {
      const { gate, asked } = gateOf(await usedUp(open), {
        budgets: asking,
        answer: () => new Promise((resolve) => setTimeout(() => resolve('no'), 20)),
      });
      const admissions = await Promise.all(Array.from({ length: 5 }, () => gate.admit(routeAt(0.1), spending())));
      assert.equal(asked.length, 1);
      for (const admission of admissions) assert.match(verdictOf(admission), /you were asked, and did not let it pass/);
    }));

  it('does not take the silence of a stopped request for the answer of those that wait', () =>
    inRoom(async ({ open }) => {
      const answers: ((answer: 'once') => void)[] = [];
      const { gate, asked } = gateOf(await usedUp(open), {
        budgets: asking,
        answer: () => new Promise((resolve) => answers.push(resolve)),
      });
      const stopped = new AbortController();
      const first = gate.admit(routeAt(0.1), spending({ signal: stopped.signal }));
      while (asked.length === 0) await new Promise(setImmediate);
      const second = gate.admit(routeAt(0.1), spending());
      await new Promise((resolve) => setTimeout(resolve, 20));
      stopped.abort();
      assert.equal((await first).kind, 'refused');
      while (asked.length < 2) await new Promise(setImmediate);
      answers[1]?.('once');
      assert.equal(verdictOf(await second), 'admitted');
    }));

  it('never passes another budget that blocks, and does not ask for nothing', () =>
    inRoom(async ({ open }) => {
      const { gate, asked } = gateOf(await usedUp(open), {
        budgets: [...asking, ...budgetsOf({ limit: 1, period: 'month' })],
        answer: () => Promise.resolve('period'),
      });
      assert.match(verdictOf(await gate.admit(routeAt(0.1), spending())), /budget of this month is used up/);
      assert.equal(asked.length, 0);
    }));
});

describe('a budget that wants cheaper routes', () => {
  it('is not blamed for what another budget refused', () =>
    inRoom(async ({ open }) => {
      const { gate } = gateOf(open(), {
        budgets: budgetsOf(
          { limit: 100, period: 'month', action: 'downgrade' },
          { limit: 0.01, period: 'day', strict: true },
        ),
      });
      await gate.prepare();
      const over = gate.overBudget(asker);
      assert.match(over?.(routeAt(1)) ?? '', /today/);
      assert.equal(gate.lowered({ routes: [], leftOut: [{ cause: 'budget' }] }, asker, over), undefined);
    }));

  it('lowers the floor of a plan that it left without a route, and of no other', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { gate } = gateOf(ledger, {
        budgets: budgetsOf({ limit: 1, period: 'day', action: 'downgrade', task: 'chat' }),
      });
      ledger.record(attemptAt(routeAt(0.5), 0.95));
      await ledger.flush();
      const over = gate.overBudget(asker);
      assert.match(over?.(routeAt(0.1)) ?? '', /has \$0\.05 left/);
      assert.equal(over?.(routeAt(0.01)), undefined);
      const leftOut = [{ cause: 'budget' as const }];
      assert.deepEqual(gate.lowered({ routes: [], leftOut }, asker, over), {
        floor: 'economy',
        why: 'the budget of today for chat requests is almost used up: $0.95 of $1.00',
      });
      assert.equal(gate.lowered({ routes: [1], leftOut }, asker, over), undefined);
      assert.equal(gate.lowered({ routes: [], leftOut: [{ cause: 'floor' }] }, asker, over), undefined);
      assert.equal(gate.lowered({ routes: [], leftOut }, { ...asker, task: 'code' }, over), undefined);
    }));
});

describe('warnings of a budget', () => {
  it('come at 80 and 90 percent, once per period, from one window only', () =>
    inRoom(async ({ open }) => {
      let now = noon(2026, 11, 20);
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const ledgers = [open(), open()];
      const windows = ledgers.map((ledger) => gateOf(ledger, { budgets, now: () => now }));
      const spend = async (cost: number): Promise<readonly string[]> => {
        ledgers[0]?.record(attempt({ at: now, cost: { usd: cost, from: 'computed' } }));
        await ledgers[0]?.flush();
        await Promise.all(windows.flatMap(({ gate }) => [gate.look(), gate.look()]));
        return windows.flatMap(({ warned }) => warned.splice(0));
      };
      assert.deepEqual(await spend(0.79), []);
      assert.deepEqual(await spend(0.01), ['80 day']);
      assert.deepEqual(await spend(0.05), []);
      assert.deepEqual(await spend(0.05), ['90 day']);
      assert.deepEqual(await spend(5), []);
      now = noon(2026, 11, 21);
      assert.deepEqual(await spend(0.95), ['90 day']);
      assert.deepEqual(await spend(0.01), []);
    }));

  it('stop where the person wants none of this budget', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const { gate, book, warned } = gateOf(ledger, { budgets });
      const [budget] = budgets;
      assert.ok(budget);
      await book.hush(budget);
      ledger.record(attemptAt(routeAt(1), 0.85));
      await ledger.flush();
      await gate.look();
      assert.deepEqual(warned, []);
      await book.renew(budget);
      await gate.look();
      assert.deepEqual(warned, ['80 day']);
    }));
});

describe('a ledger that cannot be used', () => {
  it('makes strict budgets refuse, and others let pass and say it once', () =>
    inRoom(async ({ open, raw }) => {
      await gateOf(open(), { budgets: [] }).book.standings([]);
      raw().exec('PRAGMA user_version = 99');
      const reason = 'it was written by a newer version of Keyway; update Keyway and reload the window';
      const loose = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day' }) });
      for (let request = 0; request < 2; request++)
        assert.equal(verdictOf(await loose.gate.admit(routeAt(1), spending())), 'admitted');
      assert.deepEqual(loose.told, [
        `Keyway cannot check budgets, because its usage ledger cannot be used: ${reason}. Requests still work; strict budgets let none through that costs.`,
      ]);
      const strict = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day', strict: true }) });
      assert.equal(
        verdictOf(await strict.gate.admit(routeAt(1), spending())),
        `the strict budget of today cannot be checked, because Keyway's usage ledger cannot be used: ${reason}`,
      );
      assert.equal(verdictOf(await strict.gate.admit(routeAt(0), spending())), 'admitted');
    }));

  it('is waited for while another window writes, and is no trouble after', () =>
    inRoom(async ({ open, raw }) => {
      const strict = gateOf(open(), { budgets: budgetsOf({ limit: 5, period: 'day', strict: true }) });
      await strict.gate.prepare();
      const other = raw();
      other.exec('BEGIN IMMEDIATE');
      assert.match(
        verdictOf(await strict.gate.admit(routeAt(1), spending())),
        /cannot be checked.*another program holds it locked/,
      );
      other.exec('ROLLBACK');
      assert.equal(verdictOf(await strict.gate.admit(routeAt(1), spending())), 'admitted');
    }));
});
