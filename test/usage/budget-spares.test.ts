import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { nanoOf } from '../../src/core/budget.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import {
  attemptAt,
  budgetsOf,
  gateOf,
  reservationOf,
  routeAt,
  spending,
  verdictOf,
  type GateRoom,
} from './budget-samples.ts';
import { inRoom } from './samples.ts';

interface Window extends GateRoom {
  readonly ledger: Ledger;
}

const strict = { limit: 100, period: 'day', strict: true } as const;

/** A request that is answered, and whose row is in the file. */
const served = async ({ gate, ledger }: Window, route = routeAt(0.1, 0.2), cost = 0.05): Promise<string> => {
  const id = reservationOf(await gate.admit(route, spending()));
  assert.ok(id);
  ledger.record(attemptAt(route, cost), id);
  await ledger.flush();
  return id;
};

const openIn = (database: DatabaseSync): readonly string[] =>
  database
    .prepare('SELECT id FROM reservation ORDER BY id')
    .all()
    .map((row) => String(row['id']));

/** SQLite's count of what others wrote, as one of them sees it. */
const writesTo = (database: DatabaseSync): unknown => database.prepare('PRAGMA data_version').get()?.['data_version'];

const windowOf = (ledger: Ledger, budgets = budgetsOf(strict), now = Date.now): Window => ({
  ledger,
  ...gateOf(ledger, { budgets, now }),
});

describe('a spare reservation', () => {
  it('lets the next request like the last one leave without a write', () =>
    inRoom(async ({ open, raw }) => {
      const window = windowOf(open());
      const first = await served(window);
      const file = raw();
      const spare = openIn(file);
      assert.equal(spare.length, 1);
      assert.notEqual(spare[0], first);
      const before = writesTo(file);
      const route = routeAt(0.1, 0.2);
      const id = reservationOf(await window.gate.admit(route, spending()));
      assert.deepEqual([id], spare);
      assert.equal(writesTo(file), before);
      // It is this request's now: the next one has its own.
      const other = reservationOf(await window.gate.admit(route, spending()));
      assert.notEqual(other, id);
      assert.deepEqual(new Set(openIn(file)), new Set([id, other]));
    }));

  it('counts as reserved for other windows, and as nothing for its own', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf(strict, { limit: 100, period: 'day' });
      const [here, there] = [windowOf(open(), budgets), windowOf(open(), budgets)];
      await served(here);
      const reserved = async ({ book }: Window) => (await book.standings(budgets)).map((one) => one.reserved / 1e9);
      assert.deepEqual(await reserved(here), [0, 0]);
      assert.deepEqual(await reserved(there), [0.22, 0.11]);
      await here.gate.admit(routeAt(0.1, 0.2), spending());
      for (const window of [here, there]) assert.deepEqual(await reserved(window), [0.22, 0.11]);
    }));

  it('is settled like any other', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf(strict);
      const window = windowOf(open(), budgets);
      for (const cost of [0.05, 0.15, 0.02]) await served(window, routeAt(0.1, 0.2), cost);
      const [standing] = await window.book.standings(budgets);
      assert.deepEqual([standing?.spent, standing?.reserved, standing?.doubt], [nanoOf(0.22), 0, 0]);
    }));

  for (const [how, growth] of [
    ['becomes longer', 1.08],
    ['stays as long', 1],
    ['becomes shorter', 0.92],
  ] as const) {
    it(`serves a conversation that ${how}, each time with hardly more than it needs`, () =>
      inRoom(async ({ open, raw }) => {
        const window = windowOf(open());
        await served(window, routeAt(0.01, 0.02));
        const file = raw();
        for (let turn = 1; turn <= 20; turn++) {
          const worst = 0.02 * growth ** turn;
          const [spare, ...rest] = file.prepare('SELECT id, worst FROM reservation').all();
          assert.equal(rest.length, 0);
          assert.ok(Number(spare?.['worst']) <= nanoOf(worst) * 1.25);
          assert.equal(await served(window, routeAt(worst / 2, worst), 0), spare?.['id']);
        }
      }));
  }

  it('is given back when no request comes for some seconds', () =>
    inRoom(async ({ open, raw }) => {
      const window = windowOf(open());
      await served(window);
      const file = raw();
      assert.equal(openIn(file).length, 1);
      for (let tries = 0; tries < 60 && openIn(file).length > 0; tries++) await pause(100);
      assert.deepEqual(openIn(file), []);
    }));

  it('is too old after two seconds, also where it could not be given back yet', () =>
    inRoom(async ({ open, raw }) => {
      let now = Date.now();
      const window = windowOf(open(), budgetsOf(strict), () => now);
      await served(window);
      const [spare] = openIn(raw());
      now += 2_000;
      assert.notEqual(reservationOf(await window.gate.admit(routeAt(0.1, 0.2), spending())), spare);
    }));

  it('is given back when its window closes, and counts as nothing', () =>
    inRoom(async ({ open, raw }) => {
      const budgets = budgetsOf(strict);
      const window = windowOf(open(), budgets);
      const admit = async (): Promise<string | undefined> =>
        reservationOf(await window.gate.admit(routeAt(0.1, 0.2), spending()));
      const [ended, late] = [await admit(), await admit()];
      await served(window);
      window.ledger.record(attemptAt(routeAt(0.1, 0.2), 0.05), ended);
      await window.book.close();
      // Its reservation counts as spent by now, and its row as well.
      window.ledger.record(attemptAt(routeAt(0.1, 0.2), 0.05), late);
      await window.ledger.dispose();
      assert.deepEqual(openIn(raw()), []);
      const [standing] = await gateOf(open(), { budgets }).book.standings(budgets);
      assert.deepEqual([standing?.spent, standing?.untold], [nanoOf(0.15 + 0.2), 1]);
    }));

  it('is made only where it takes little of what is left of every budget, and never more than 64 at once', () =>
    inRoom(async ({ open, raw }) => {
      const window = windowOf(open(), budgetsOf(strict, { limit: 5.4, period: 'week' }));
      const file = (): DatabaseSync => raw();
      await served(window, routeAt(0.1, 0.2));
      assert.equal(openIn(file()).length, 0, 'what is a tenth more than $0.10 is more than a fiftieth of 5.40');
      await served(window, routeAt(0.09, 2.1));
      assert.equal(openIn(file()).length, 0, 'and than $2.10 more than a fiftieth of 100');
      const cheap = routeAt(0.001, 0.002);
      const ids = await Promise.all(
        Array.from({ length: 70 }, async () => reservationOf(await window.gate.admit(cheap, spending()))),
      );
      for (const id of ids) window.ledger.record(attemptAt(cheap, 0), id);
      await window.ledger.flush();
      assert.equal(openIn(file()).length, 64);
    }));

  const likes: readonly (readonly [what: string, taken: boolean, ask: Parameters<Window['gate']['admit']>])[] = [
    ['the same', true, [routeAt(0.1, 0.2), spending()]],
    ['a tenth more', true, [routeAt(0.11, 0.22), spending()]],
    ['more than that', false, [routeAt(0.1, 0.23), spending()]],
    ['a tenth less', true, [routeAt(0.09, 0.18), spending()]],
    ['less than that', false, [routeAt(0.08, 0.2), spending()]],
    ['what nobody knows the price of', false, [routeAt(undefined), spending()]],
    ['another key', false, [routeAt(0.1, 0.2, { key: 'key-3' }), spending()]],
    ['another provider', false, [routeAt(0.1, 0.2, { provider: 'deepseek' }), spending()]],
    ['another task', false, [routeAt(0.1, 0.2), spending({ plan: { task: 'code' } })]],
    ['another caller', false, [routeAt(0.1, 0.2), spending({ caller: 'other' })]],
    ['another folder', false, [routeAt(0.1, 0.2), spending({ workspace: undefined })]],
  ];
  for (const [what, taken, ask] of likes) {
    it(`is ${taken ? '' : 'not '}taken for ${what}`, () =>
      inRoom(async ({ open, raw }) => {
        const window = windowOf(open(), budgetsOf({ limit: 100, period: 'day' }));
        await served(window);
        const spare = openIn(raw());
        assert.equal(spare.length, 1);
        const id = reservationOf(await window.gate.admit(...ask));
        assert.equal(id !== undefined && spare.includes(id), taken);
      }));
  }

  it('is not taken where meanwhile the rest was reserved, here or elsewhere', async () => {
    for (const elsewhere of [false, true]) {
      await inRoom(async ({ open }) => {
        const [here, there] = [windowOf(open()), windowOf(open())];
        await served(here);
        // All there is, as who asks sees it.
        const most = elsewhere ? 99.73 : 99.95;
        assert.equal(verdictOf(await (elsewhere ? there : here).gate.admit(routeAt(most), spending())), 'admitted');
        const next = verdictOf(await here.gate.admit(routeAt(0.1, 0.2), spending()));
        // Elsewhere it was counted, so that there is room for it.
        assert.match(next, elsewhere ? /^admitted$/ : /is used up|\$0\.00 left/);
      });
    }
  });

  it('is not taken under a budget that is new and has no room', () =>
    inRoom(async ({ open, raw }) => {
      let budgets = budgetsOf(strict);
      const ledger = open();
      const room = gateOf(ledger, { budgets: () => budgets });
      await served({ ledger, ...room });
      assert.equal(openIn(raw()).length, 1);
      budgets = budgetsOf(strict, { limit: 0.06, period: 'month' });
      assert.match(
        verdictOf(await room.gate.admit(routeAt(0.1, 0.2), spending())),
        /budget of this month has \$0\.01 left/,
      );
    }));

  it('is not used once another window took this one for dead', () =>
    inRoom(async ({ open, raw }) => {
      const budgets = budgetsOf(strict);
      const [window, other] = [windowOf(open(), budgets), windowOf(open(), budgets)];
      await served(window);
      const file = raw();
      const [spare] = openIn(file);
      file.exec('UPDATE editor_window SET beat_at = 0, pid = 99999999');
      await other.gate.prepare();
      other.book.glance(budgets);
      assert.deepEqual(openIn(file), [], 'it counts as spent');
      const id = reservationOf(await window.gate.admit(routeAt(0.1, 0.2), spending()));
      assert.notEqual(id, spare);
      assert.deepEqual(openIn(file), [id]);
      for (const { book } of [window, other]) {
        const [standing] = await book.standings(budgets);
        assert.deepEqual([standing?.spent, standing?.reserved], [nanoOf(0.05 + 0.22), nanoOf(0.2)]);
      }
    }));

  it('holds up no row where it cannot be written', () =>
    inRoom(async ({ open, raw, heard }) => {
      const budgets = budgetsOf(strict);
      const window = windowOf(open(), budgets);
      const route = routeAt(0.1, 0.2);
      const id = reservationOf(await window.gate.admit(route, spending()));
      const file = raw();
      file.exec("CREATE TRIGGER no BEFORE INSERT ON reservation BEGIN SELECT RAISE(ABORT, 'no'); END");
      window.ledger.record(attemptAt(route, 0.05), id);
      // The first try may fail as a whole.
      for (const _ of [1, 2]) await window.ledger.flush();
      assert.equal(file.prepare('SELECT count(*) AS rows FROM attempt').get()?.['rows'], 1);
      assert.deepEqual(openIn(file), []);
      file.exec('DROP TRIGGER no');
      assert.equal(verdictOf(await window.gate.admit(route, spending())), 'admitted');
      assert.equal(openIn(file).length, 1);
      assert.deepEqual(heard, []);
    }));
});

const sizes = [0.05, 0.053, 10, 30];

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('admit' as const),
      window: fc.nat(1),
      size: fc.constantFrom(0, 0, 0, 1, 1, 2, 3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('settle' as const), which: fc.nat(), share: fc.option(fc.nat(100)) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('give back' as const), window: fc.nat(1) }) },
);

describe('spare reservations, whatever comes in whatever order', () => {
  it('let no strict budget be passed, refuse little too soon and only for another window, and leave nothing behind', async function () {
    this.timeout(120_000);
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), (steps) =>
        inRoom(async ({ open, raw }) => {
          const budgets = budgetsOf(strict, { limit: 60, period: 'week', strict: true, provider: 'openai' });
          const windows = [windowOf(open(), budgets), windowOf(open(), budgets)];
          await windows[0]?.gate.prepare();
          const file = raw();
          // What is really held, by the reservations in the file.
          const heldOf = (id: string): number =>
            Number(file.prepare('SELECT worst FROM reservation WHERE id = ?').get(id)?.['worst']);
          const under: {
            readonly id: string;
            readonly window: Window;
            readonly size: number;
            readonly held: number;
          }[] = [];
          const names = new Map<Window, string | undefined>();
          let spent = 0;
          const used = (): number => under.reduce((sum, { held }) => sum + held, spent);
          for (const move of steps) {
            if (move.do === 'give back') await windows[move.window]?.book.giveBack();
            else if (move.do === 'admit') {
              const [window, other] = move.window === 0 ? windows : windows.toReversed();
              const size = sizes[move.size];
              assert.ok(window && other && size !== undefined);
              const before = new Set(openIn(file));
              const id = reservationOf(await window.gate.admit(routeAt(size / 2, size), spending()));
              const left = nanoOf(60) - used();
              if (id === undefined) {
                const theirs = [...before].filter(
                  (one) => one.split(' ')[0] === names.get(other) && !under.some((open) => open.id === one),
                );
                const spare = theirs.reduce((sum, one) => sum + heldOf(one), 0);
                assert.ok(nanoOf(size) > left - spare && spare <= nanoOf(60) / 50);
                continue;
              }
              taken += Number(before.has(id));
              names.set(window, id.split(' ')[0]);
              assert.ok(nanoOf(size) <= left && heldOf(id) >= nanoOf(size));
              under.push({ id, window, size, held: heldOf(id) });
            } else {
              const [ended] = under.splice(under.length === 0 ? 0 : move.which % under.length, 1);
              if (!ended) continue;
              const { window, id, size, held } = ended;
              if (move.do === 'release') await window.gate.release(id);
              else {
                const cost = move.share === null ? undefined : (size * move.share) / 100;
                window.ledger.record(attemptAt(routeAt(size / 2, size), cost), id);
                spent += cost === undefined ? held : nanoOf(cost);
                await window.ledger.flush();
              }
            }
            assert.ok(used() <= nanoOf(60));
          }
          for (const { book } of windows) await book.giveBack();
          assert.deepEqual(openIn(file), under.map(({ id }) => id).toSorted());
          for (const { book } of windows)
            for (const standing of await book.standings(budgets))
              assert.equal(standing.spent + standing.reserved, used());
        }),
      ),
      { numRuns: 100 },
    );
    // Else nothing was shown of them.
    assert.ok(taken > 10, `${taken} were taken`);
  });
});
