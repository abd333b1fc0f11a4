import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isFree, needOf, needOfAll, nanoOf, type Budget } from '../../src/core/budget.ts';
import type { BudgetEntry } from '../../src/core/budget-entry.ts';
import { jointly, type Joint } from '../../src/usage/budget-joint.ts';
import type { PricedRoute, Spending, SpendingTogether } from '../../src/usage/budget-spending.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import {
  asker,
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

const home = { provider: 'deepseek', key: 'key-2' };
const spare = { provider: 'openai', key: 'key-9' };

const together = (routes: readonly PricedRoute[], facts: Partial<Spending> = {}): SpendingTogether => {
  const { plan, ...errand } = spending(facts);
  return { ...errand, attempts: routes.map((route) => ({ route, task: plan.task })) };
};

const heldBy = async (gate: GateRoom['gate'], routes: readonly PricedRoute[]): Promise<Joint> => {
  const joint = await jointly(gate, together(routes));
  assert.ok(joint.kind === 'held', joint.kind === 'refused' ? joint.reason : '');
  return joint;
};

/** Why nothing was reserved. */
const reasonOf = async (gate: GateRoom['gate'], routes: readonly PricedRoute[]): Promise<string> => {
  const joint = await jointly(gate, together(routes));
  assert.ok(joint.kind === 'refused');
  return joint.reason;
};

/** Spent and reserved, in dollars. */
const standing = async ({ book }: GateRoom, budgets: readonly Budget[]) =>
  (await book.standings(budgets)).map(({ spent, reserved }) => [spent / 1e9, reserved / 1e9]);

describe('requests that are sent side by side', () => {
  it('are refused together where their sum does not fit, although each alone would, and nothing is reserved', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const room = gateOf(open(), { budgets });
      const routes = [routeAt(0.4), routeAt(0.4, 0.9, home), routeAt(0.3, 0.3, spare)];
      assert.equal(
        await reasonOf(room.gate, routes),
        'the budget of today has $1.00 left ($0.00 of $1.00), and this is likely to cost $1.10',
      );
      assert.deepEqual(await standing(room, budgets), [[0, 0]]);
    }));

  it('hold the sum of their worst cases where a budget is strict, each counted by the budgets that cover it', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf(
        { limit: 9, period: 'day', strict: true },
        { limit: 9, period: 'day' },
        { limit: 9, period: 'day', provider: 'deepseek' },
      );
      const room = gateOf(open(), { budgets });
      await heldBy(room.gate, [routeAt(0.4, 1), routeAt(0.25, 0.5, home)]);
      assert.deepEqual(await standing(room, budgets), [
        [0, 1.5],
        [0, 0.65],
        [0, 0.25],
      ]);
    }));

  it('each take their own part once, and settle it', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day', strict: true });
      const ledger = open();
      const room = gateOf(ledger, { budgets });
      const [here, there] = [routeAt(0.5), routeAt(0.5, 0.5, home)];
      const joint = await heldBy(room.gate, [here, there]);
      const admissions = await Promise.all([joint.admit(there, spending()), joint.admit(here, spending())]);
      assert.deepEqual(admissions.map(verdictOf), ['admitted', 'admitted']);
      assert.match(verdictOf(await joint.admit(here, spending())), /is used up/);
      ledger.record(attemptAt(there, 0.2), reservationOf(admissions[0] ?? { kind: 'admitted' }));
      assert.deepEqual(await standing(room, budgets), [[0.2, 0.5]]);
      ledger.record(attemptAt(here, 0.1), reservationOf(admissions[1] ?? { kind: 'admitted' }));
      assert.deepEqual(await standing(room, budgets), [[0.3, 0]]);
    }));

  it('give back what none of them has taken', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const ledger = open();
      const room = gateOf(ledger, { budgets });
      const joint = await heldBy(room.gate, [routeAt(0.5), routeAt(0.25, 0.25, home)]);
      const taken = await joint.admit(routeAt(0.5), spending());
      await joint.release();
      assert.deepEqual(await standing(room, budgets), [[0, 0.5]]);
      await joint.release();
      ledger.record(attemptAt(routeAt(0.5), 0.5), reservationOf(taken));
      assert.deepEqual(await standing(room, budgets), [[0.5, 0]]);
    }));

  it('ask the budgets anew for what nothing is held for: another key, another task, a higher price', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const room = gateOf(open(), { budgets });
      const routes = [routeAt(0.3), routeAt(0.3, 0.3, home)];
      const joint = await heldBy(room.gate, routes);
      assert.equal(verdictOf(await joint.admit(routeAt(0.3, 0.3, spare), spending())), 'admitted');
      assert.deepEqual(await standing(room, budgets), [[0, 0.9]]);
      assert.match(
        verdictOf(await joint.admit(routeAt(0.3), spending({ plan: { task: 'code' } }))),
        /has \$0\.10 left/,
      );
      assert.equal(verdictOf(await joint.admit(routeAt(0.35), spending())), 'admitted');
      assert.deepEqual(await standing(room, budgets), [[0, 0.95]]);
      await joint.release();
      assert.deepEqual(await standing(room, budgets), [[0, 0.65]]);
    }));

  it('need no ledger where nothing covers them or all are free', () =>
    inRoom(async ({ open, folder }) => {
      const free = routeAt(0, 0, { provider: 'ollama', key: 'key-3' });
      const room = gateOf(open(), { budgets: budgetsOf({ limit: 0, period: 'day' }) });
      const joint = await heldBy(room.gate, [free, free]);
      assert.equal(verdictOf(await joint.admit(free, spending())), 'admitted');
      const elsewhere = gateOf(open(), { budgets: budgetsOf({ limit: 0, period: 'day', provider: 'deepseek' }) });
      await heldBy(elsewhere.gate, [routeAt(1), free]);
      assert.equal(existsSync(join(folder, 'ledger.db')), false);
    }));

  it('let a price nobody knows pass beside known ones, which count all the same, unless a budget is strict', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day' });
      const room = gateOf(open(), { budgets });
      const unknown = routeAt(undefined, undefined, home);
      assert.match(await reasonOf(room.gate, [unknown, routeAt(1.5)]), /likely to cost \$1\.50$/);
      await heldBy(room.gate, [unknown, routeAt(0.75)]);
      assert.deepEqual(await standing(room, budgets), [[0, 0.75]]);
      assert.equal(room.told.length, 1);
      const strict = gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'month', strict: true }) });
      assert.match(await reasonOf(strict.gate, [unknown, routeAt(0.1)]), /its price is not known/);
    }));

  const asking: BudgetEntry = { limit: 1, period: 'day', action: 'ask' };

  it('ask the person once, for the sum; what a yes leaves may be spent by another key', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const room = gateOf(ledger, { budgets: budgetsOf(asking), answer: () => Promise.resolve('once') });
      const routes = [routeAt(0.75), routeAt(0.75, 0.75, home)];
      const joint = await heldBy(room.gate, routes);
      assert.deepEqual(
        room.asked.map(({ need }) => need.likely),
        [nanoOf(1.5)],
      );
      const first = await joint.admit(routeAt(0.75), spending());
      await joint.admit(routeAt(0.75, 0.75, home), spending());
      // It was refused at once, and another key of the same model is tried.
      ledger.record(attemptAt(routeAt(0.75), 0, { outcome: 'rate' }), reservationOf(first));
      assert.equal(verdictOf(await joint.admit(routeAt(0.75, 0.75, spare), spending())), 'admitted');
      assert.equal(room.asked.length, 1);
    }));

  it('are not sent where the person says no to the sum', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf(asking);
      const room = gateOf(open(), { budgets });
      const reason = await reasonOf(room.gate, [routeAt(0.75), routeAt(0.75, 0.75, home)]);
      assert.match(reason, /likely to cost \$1\.50; you were asked, and did not let it pass$/);
      assert.deepEqual(await standing(room, budgets), [[0, 0]]);
    }));

  it('are refused by a strict budget that covers one of them while the ledger cannot be used', () =>
    inRoom(async ({ open, folder }) => {
      mkdirSync(join(folder, 'ledger.db'), { recursive: true });
      const strict = budgetsOf({ limit: 1, period: 'day', strict: true, provider: 'deepseek' });
      const routes = [routeAt(0.1), routeAt(0.1, 0.1, home)];
      const refused = await reasonOf(gateOf(open(), { budgets: strict }).gate, routes);
      assert.match(refused, /^the strict budget of today for DeepSeek cannot be checked/);
      const loose = gateOf(open(), { budgets: budgetsOf({ limit: 1, period: 'day' }) });
      const joint = await heldBy(loose.gate, routes);
      assert.equal(verdictOf(await joint.admit(routeAt(0.1), spending())), 'admitted');
    }));
});

describe('what several attempts need together', () => {
  const cost = fc.option(fc.nat(1_000), { nil: undefined });
  const need = fc.tuple(cost, fc.nat(1_000)).map(([likely, more]) => ({
    likely,
    worst: likely === undefined ? undefined : likely + more,
  }));

  it('is what one needs where it is one, the sum where all are known, and free only where all are', () => {
    fc.assert(
      fc.property(fc.array(need, { minLength: 1, maxLength: 6 }), (needs) => {
        const all = needOfAll(needs);
        assert.equal(
          isFree(all),
          needs.every((one) => isFree(one)),
        );
        if (needs.length === 1) assert.deepEqual(all, needs[0]);
        if (needs.some(({ worst }) => worst === undefined)) assert.equal(all.worst, undefined);
        else
          assert.equal(
            all.worst,
            needs.reduce((sum, { worst = 0 }) => sum + worst, 0),
          );
        assert.equal(
          all.likely ?? 0,
          needs.reduce((sum, { likely = 0 }) => sum + likely, 0),
        );
      }),
    );
  });
});

const places = [{ provider: 'openai', key: 'key-1' }, home, spare];

interface Part {
  readonly place: number;
  readonly likely: number;
  readonly more: number;
}

const routeOf = ({ place, likely, more }: Part): PricedRoute =>
  routeAt(likely / 100, (likely + more) / 100, places[place]);

const part = fc.record({ place: fc.nat(2), likely: fc.nat(40), more: fc.nat(60) });

const hold = fc.record({
  do: fc.constant('hold' as const),
  window: fc.nat(1),
  parts: fc.uniqueArray(part, { minLength: 1, maxLength: 3, selector: ({ place }) => place }),
});

const take = fc.record({ do: fc.constant('take' as const), which: fc.nat(), share: fc.nat(100) });

const step = fc.oneof(
  { weight: 3, arbitrary: hold },
  { weight: 3, arbitrary: take },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('single' as const), window: fc.nat(1), part }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Window extends GateRoom {
  readonly ledger: Ledger;
}

/** What is under way: a joint reservation, and the routes that are still to be taken of it. */
interface Open {
  readonly joint: Joint;
  readonly window: Window;
  readonly routes: PricedRoute[];
}

const budgets = budgetsOf(
  { limit: 2, period: 'day', strict: true },
  { limit: 1.5, period: 'month', provider: 'openai' },
  { limit: 1, period: 'week', key: 'home', strict: true },
);

const covered: readonly ((route: PricedRoute) => boolean)[] = [
  () => true,
  ({ provider }) => provider.id === 'openai',
  ({ key }) => key.id === 'key-2',
];

/** The same sums in plain numbers, in nano-dollars and by budget. */
class Plain {
  readonly spent = budgets.map(() => 0);
  readonly reserved = budgets.map(() => 0);

  fits(routes: readonly PricedRoute[]): boolean {
    return budgets.every((budget, index) => {
      const paid = routes.filter((route) => covered[index]?.(route) && !isFree(needOf(route)));
      const used = (this.spent[index] ?? 0) + (this.reserved[index] ?? 0);
      const more = paid.reduce((sum, route) => sum + this.#amountOf(index, route), 0);
      return paid.length === 0 || (used < nanoOf(budget.limit) && used + more <= nanoOf(budget.limit));
    });
  }

  reserve(routes: readonly PricedRoute[], sign: 1 | -1 = 1): void {
    for (const index of budgets.keys())
      for (const route of routes)
        this.reserved[index] = (this.reserved[index] ?? 0) + sign * this.#amountOf(index, route);
  }

  spend(route: PricedRoute, nano: number): void {
    this.reserve([route], -1);
    for (const index of budgets.keys())
      if (covered[index]?.(route)) this.spent[index] = (this.spent[index] ?? 0) + nano;
  }

  #amountOf(index: number, route: PricedRoute): number {
    const { likely, worst } = needOf(route);
    return covered[index]?.(route) ? ((budgets[index]?.strict ? worst : likely) ?? NaN) : 0;
  }
}

/** A reservation for one, in the shape of one for several. */
const alone = async (window: Window, route: PricedRoute): ReturnType<typeof jointly> => {
  const admission = await window.gate.admit(route, spending());
  if (admission.kind === 'refused') return admission;
  return { kind: 'held', admit: () => Promise.resolve(admission), release: async () => admission.giveBack?.() };
};

/** Makes one move, in the windows and in plain numbers. */
const play = async (move: Step, windows: readonly Window[], { plain, open }: { plain: Plain; open: Open[] }) => {
  if (move.do === 'hold' || move.do === 'single') {
    const routes = move.do === 'hold' ? move.parts.map(routeOf) : [routeOf(move.part)];
    const [window] = windows.slice(move.window);
    const [first] = routes;
    assert.ok(window && first);
    const joint = await (move.do === 'single' ? alone(window, first) : jointly(window.gate, together(routes)));
    assert.equal(joint.kind === 'held', plain.fits(routes));
    if (joint.kind === 'refused') return;
    plain.reserve(routes);
    open.push({ joint, window, routes });
    return;
  }
  const [found] = open.splice(open.length === 0 ? 0 : move.which % open.length, 1);
  if (!found) return;
  if (move.do === 'release') {
    await found.joint.release();
    plain.reserve(found.routes, -1);
    return;
  }
  const route = found.routes.shift();
  assert.ok(route);
  const admission = await found.joint.admit(route, spending());
  const actual = Math.round(((needOf(route).worst ?? 0) * move.share) / 100);
  found.window.ledger.record(attemptAt(route, actual / 1e9), reservationOf(admission));
  await found.window.ledger.flush();
  // Until then the other window counts it as well.
  await found.window.book.giveBack();
  plain.spend(route, actual);
  if (found.routes.length > 0) open.push(found);
};

describe('joint reservations, whatever comes in whatever order', () => {
  it('are made whole or not at all, hold exactly the sum of what is open, and let no strict budget be passed', function () {
    this.timeout(120_000);
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), (steps) =>
        inRoom(async (room) => {
          const windows = [room.open(), room.open()].map((ledger) => ({ ledger, ...gateOf(ledger, { budgets }) }));
          const game = { plain: new Plain(), open: [] };
          for (const move of steps) {
            await play(move, windows, game);
            const { spent, reserved } = game.plain;
            for (const { book } of windows) {
              const standings = book.glance(budgets) ?? (await book.standings(budgets));
              assert.deepEqual(
                standings.map((now) => [now.spent, now.reserved]),
                budgets.map((_, index) => [spent[index], reserved[index]]),
              );
            }
            for (const [index, { strict, limit }] of budgets.entries())
              assert.ok(!strict || (spent[index] ?? 0) + (reserved[index] ?? 0) <= nanoOf(limit));
          }
        }),
      ),
      { numRuns: 100 },
    );
  });
});

describe('a joint reservation of two windows at once', () => {
  it('is one step: of two that fit alone and not together one is refused whole', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 1, period: 'day', strict: true });
      const rooms = [open(), open()].map((ledger) => gateOf(ledger, { budgets }));
      for (let round = 0; round < 20; round++) {
        const joints = await Promise.all(
          rooms.map(({ gate }) =>
            jointly(gate, together([routeAt(0.3), routeAt(0.3, 0.3, home)], { caller: asker.caller })),
          ),
        );
        const made = joints.flatMap((joint) => (joint.kind === 'held' ? [joint] : []));
        assert.equal(made.length, 1);
        for (const joint of made) await joint.release();
      }
    }));
});
