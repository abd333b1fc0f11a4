import assert from 'node:assert/strict';
import { unusualToday } from '../../src/usage/unusual-today.ts';
import { attempt, inRoom } from './samples.ts';

describe('what today costs', () => {
  it('is compared with the days before, from the ledger', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      // A Friday, so that work days are compared.
      const now = new Date(2026, 10, 20, 15).getTime();
      const spend = (daysAgo: number, usd: number): void =>
        ledger.record(attempt({ at: new Date(2026, 10, 20 - daysAgo, 12).getTime(), cost: { usd, from: 'computed' } }));
      for (let days = 1; days <= 20; days++) spend(days, 1);
      spend(200, 100);
      spend(0, 1.2);
      assert.equal(await unusualToday(ledger, now), undefined);
      spend(0, 10);
      assert.deepEqual(await unusualToday(ledger, now), {
        day: '2026-11-20',
        nano: 11_200_000_000,
        usual: 1_000_000_000,
        times: 11.2,
      });
    }));
});
