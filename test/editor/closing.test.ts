import assert from 'node:assert/strict';
import { afterwards } from '../../src/core/afterwards.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { UnderWay } from '../../src/core/under-way.ts';
import { closed } from '../../src/editor/closing.ts';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { BudgetGate } from '../../src/usage/budget-gate.ts';
import { budgetsOf, routeAt } from '../usage/budget-samples.ts';
import { always, attempt, inRoom } from '../usage/samples.ts';

describe('the end of a window', () => {
  it('counts what was under way once: as what it cost, and not as what was reserved for it as well', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const book = new BudgetBook({ shared: ledger.shared });
      const budgets = budgetsOf({ limit: 100, period: 'month', strict: true });
      const gate = new BudgetGate({
        book,
        budgets: () => budgets,
        ask: () => Promise.resolve('no'),
        tell: () => undefined,
        warn: () => undefined,
      });
      const errand = {
        plan: { task: 'chat' },
        requestId: 'request-1',
        caller: 'core',
        workspace: undefined,
        signal: new AbortController().signal,
      } as const;
      const admission = await gate.admit(routeAt(1, 10), errand);
      assert.ok(admission.kind === 'admitted' && admission.reservation !== undefined);
      const { reservation } = admission;
      const underWay: UnderWay = new Set();
      const { caller, workspace } = errand;
      const stopped = attempt({ caller, workspace, at: Date.now(), cost: { usd: 2, from: 'reported' } });
      // As the house tells of attempts: a moment later.
      underWay.add({ close: () => afterwards(() => ledger.record(stopped, reservation)) });
      await closed({
        underWay,
        books: { ledger, close: () => ledger.dispose() },
        routing: { close: () => book.close() },
        keyring: { flush: () => Promise.resolve() },
      });
      const later = open();
      const [standing] = await new BudgetBook({ shared: later.shared }).standings(budgets);
      assert.deepEqual([standing?.spent, standing?.reserved, standing?.doubt], [2_000_000_000, 0, 0]);
    }));

  it('writes the rows whatever becomes of the rest', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt());
      let isWritten = false;
      await closed({
        underWay: new Set([{ close: () => afterwards(() => ledger.record(attempt({ requestId: 'request-2' }))) }]),
        books: { ledger, close: () => ledger.dispose() },
        routing: { close: () => Promise.reject(new ChatFailure({ kind: 'key', what: 'the keychain is silent' })) },
        keyring: {
          flush: async () => {
            isWritten = (await open().summary(always)).attempts === 2;
            throw new Error('keys.json cannot be written');
          },
        },
      });
      assert.ok(isWritten, 'before anything that may wait');
      assert.deepEqual(ledger.state(), { recording: false, reason: 'the ledger is closed' });
    }));
});
