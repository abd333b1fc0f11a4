import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Standing } from '../../src/core/budget.ts';
import { attemptAt, budgetsOf, gateOf, reservationOf, routeAt, spending } from './budget-samples.ts';
import { inRoom } from './samples.ts';

const nano = (usd: number): number => Math.round(usd * 1e9);

const told = (standings: readonly Standing[] | undefined) =>
  standings?.map(({ spent, doubt, reserved, untold, lifted }) => ({ spent, doubt, reserved, untold, lifted }));

const yesterday = (): number => Date.now() - 86_400_000;

const step = fc.oneof(
  fc.record({ do: fc.constant('admit' as const), likely: fc.nat(50), worst: fc.nat(50), home: fc.boolean() }),
  fc.record({ do: fc.constant('together' as const), likely: fc.nat(30), worst: fc.nat(30) }),
  fc.record({
    do: fc.constant('record' as const),
    which: fc.nat(),
    cost: fc.option(fc.nat(100), { nil: undefined }),
    late: fc.boolean(),
  }),
  fc.record({ do: fc.constant('unreserved' as const), cost: fc.nat(20) }),
  fc.record({ do: fc.constant('release' as const), which: fc.nat() }),
  fc.record({ do: fc.constant('look' as const) }),
  fc.record({ do: fc.constant('elsewhere' as const), cost: fc.nat(20) }),
);

describe('how budgets stand while rows wait', () => {
  it('is what the file says once they are written, whatever this window and another one did', function () {
    this.timeout(120_000);
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), (steps) =>
        inRoom(async ({ open }) => {
          const budgets = budgetsOf(
            { limit: 90, period: 'day' },
            { limit: 90, period: 'month', provider: 'openai', strict: true },
            { limit: 90, period: 'week', key: 'home' },
          );
          const [ledger, other] = [open(), open()];
          const { gate, book } = gateOf(ledger, { budgets });
          await book.standings(budgets);
          book.glance(budgets);
          // Reading the file writes what waits: until then many rows may be under way.
          const look = async (): Promise<void> => {
            const glanced = told(book.glance(budgets));
            assert.deepEqual(glanced, told(await book.standings(budgets)));
          };
          const under: { readonly route: ReturnType<typeof routeAt>; readonly id: string }[] = [];
          for (const move of steps) {
            const ended = 'which' in move ? under.splice(move.which % Math.max(1, under.length), 1)[0] : undefined;
            if (move.do === 'admit') {
              const at = move.home ? { provider: 'deepseek', key: 'key-2' } : {};
              const route = routeAt(move.likely / 100, (move.likely + move.worst) / 100, at);
              const id = reservationOf(await gate.admit(route, spending()));
              if (id !== undefined) under.push({ route, id });
            } else if (move.do === 'together') {
              const routes = [{}, { provider: 'deepseek', key: 'key-2' }].map((at) =>
                routeAt(move.likely / 100, (move.likely + move.worst) / 100, at),
              );
              const { plan, ...errand } = spending();
              const attempts = routes.map((route) => ({ route, task: plan.task }));
              const admission = await gate.admitAll({ ...errand, attempts });
              const ids = admission.kind === 'admitted' ? admission.reservations : [];
              for (const [at, id] of ids.entries())
                under.push(...routes.slice(at, at + 1).flatMap((route) => (id === undefined ? [] : [{ route, id }])));
            } else if (move.do === 'record' && ended) {
              const cost = move.cost === undefined ? undefined : move.cost / 100;
              ledger.record(attemptAt(ended.route, cost, move.late ? { at: yesterday() } : {}), ended.id);
            } else if (move.do === 'unreserved') ledger.record(attemptAt(routeAt(1), move.cost / 100));
            else if (move.do === 'release' && ended) {
              await gate.release(ended.id);
              book.glance(budgets);
            } else if (move.do === 'look') await look();
            else if (move.do === 'elsewhere') {
              other.record(attemptAt(routeAt(1), move.cost / 100));
              await other.flush();
              // As the next reservation does it: what waits goes into the file before that is read again.
              await ledger.flush();
              book.glance(budgets);
            }
          }
          await look();
        }),
      ),
      { numRuns: 100 },
    );
  });

  it('counts an attempt that was recorded, before its row is in the file', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      const budgets = budgetsOf({ limit: 5, period: 'day' });
      const { gate, book } = gateOf(ledger, { budgets });
      const route = routeAt(2, 3);
      ledger.record(attemptAt(route, 4), reservationOf(await gate.admit(route, spending())));
      const [standing] = book.glance(budgets) ?? [];
      assert.deepEqual([standing?.spent, standing?.reserved], [nano(4), 0]);
      assert.equal((await gate.admit(route, spending())).kind, 'refused');
      assert.equal(raw().prepare('SELECT count(*) AS rows FROM attempt').get()?.['rows'], 0);
    }));

  it('is read from the file again as soon as another window has written', () =>
    inRoom(async ({ open }) => {
      const budgets = budgetsOf({ limit: 5, period: 'day', strict: true });
      const [here, there] = [open(), open()];
      const { gate, book } = gateOf(here, { budgets });
      const route = routeAt(1);
      here.record(attemptAt(route, 1), reservationOf(await gate.admit(route, spending())));
      there.record(attemptAt(route, 3.5));
      await there.flush();
      // The row that waited here went into the file first, so that none is forgotten.
      assert.equal((await gate.admit(route, spending())).kind, 'refused');
      assert.equal(book.glance(budgets)?.[0]?.spent, nano(4.5));
    }));
});
