import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import type { ProviderTotal } from '../../src/core/provider-total.ts';
import type { KeySpend } from '../../src/usage/key-spend.ts';
import { dayOf } from '../../src/usage/period.ts';
import { driftOf, knownOf, reconcile, type Line } from '../../src/usage/reconcile.ts';
import { sentenceOf } from '../../src/usage/reconcile-reasons.ts';
import { utcSpan } from '../../src/usage/utc-span.ts';
import { attempt, inRoom } from './samples.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 18, 12);
const spender = { provider: 'openrouter', keyId: 'key-1' };

const spent = (nano: number, span: 'day' | 'week' | 'month' | 'ever' | 'reset' = 'month'): ProviderTotal => ({
  kind: 'spent',
  of: 'key',
  span,
  currency: 'USD',
  nano,
});
const left = (nano: number, currency = 'USD'): ProviderTotal => ({ kind: 'left', of: 'account', currency, nano });

const one = (facts: Partial<Attempt> = {}): Attempt =>
  attempt({ provider: 'openrouter', at: now - day, cost: { usd: 1, from: 'reported' }, ...facts });

const line = (lines: readonly Line[]): Line => {
  assert.equal(lines.length, 1);
  return lines[0] ?? assert.fail();
};

/** Runs a check as if the computer stood where the clocks went back on 2026-10-25, at 01:00 UTC. */
const inBerlin = async (check: () => unknown): Promise<void> => {
  const before = process.env['TZ'];
  process.env['TZ'] = 'Europe/Berlin';
  try {
    assert.equal(new Date(2026, 9, 26).getTime() - new Date(2026, 9, 25).getTime(), 25 * hour);
    await check();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
};

describe('drift', () => {
  it('is none where both say the same', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), (nano) => {
        assert.deepEqual(driftOf(nano, nano), { nano: 0, percent: 0 });
      }),
    ));

  it('is what the provider says beyond the ledger, exactly, with the sign of that', () =>
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (provider, ledger) => {
        const { nano, percent } = driftOf(provider, ledger);
        assert.equal(ledger + nano, provider);
        if (percent !== undefined) assert.equal(Math.sign(percent), Math.sign(nano));
        assert.equal(percent === undefined, provider === 0 && ledger !== 0);
      }),
    ));

  it('has no per cent of nothing', () => {
    assert.deepEqual(driftOf(0, 5), { nano: -5, percent: undefined });
    assert.deepEqual(driftOf(0, 0), { nano: 0, percent: 0 });
    assert.deepEqual(driftOf(200, 150), { nano: 50, percent: 25 });
  });
});

describe('the spans of providers', () => {
  it('are days of UTC, also on a local day of 25 hours', () =>
    inBerlin(() => {
      const lateOnThe24th = Date.UTC(2026, 9, 24, 23, 30);
      assert.deepEqual(utcSpan('day', lateOnThe24th), { since: Date.UTC(2026, 9, 24), until: lateOnThe24th });
      const during = Date.UTC(2026, 9, 25, 12);
      assert.deepEqual(utcSpan('day', during), { since: Date.UTC(2026, 9, 25), until: during });
      assert.equal(utcSpan('day', Date.UTC(2026, 9, 26) - 1).since, Date.UTC(2026, 9, 25));
    }));

  it('begin weeks on Monday and months on the first, and all time at the beginning', () => {
    assert.equal(utcSpan('week', Date.UTC(2026, 10, 22, 23)).since, Date.UTC(2026, 10, 16));
    assert.equal(utcSpan('week', Date.UTC(2026, 10, 16)).since, Date.UTC(2026, 10, 16));
    assert.equal(utcSpan('month', Date.UTC(2026, 10, 30, 23, 59)).since, Date.UTC(2026, 10, 1));
    assert.equal(utcSpan('ever', now).since, 0);
  });
});

describe('reconciling a key', () => {
  it('compares a counter with the rows of that key in the same UTC span, by where their costs come from', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(one());
      ledger.record(one({ cost: { usd: 0.5, from: 'computed', priceAsOf: '2026-10-01' } }));
      ledger.record(one({ cost: { usd: 0.25, from: 'estimated' }, outcome: 'aborted' }));
      ledger.record(one({ cost: { from: 'unknown' } }));
      ledger.record(one({ cost: { usd: 0, from: 'cached' } }));
      ledger.record(one({ keyId: 'key-2' }));
      ledger.record(one({ provider: 'openai' }));
      ledger.record(one({ at: Date.UTC(2026, 9, 31, 23, 59) }));
      ledger.record(one({ at: now }));
      const { drift, ledger: said } = line(await reconcile(ledger.shared, spender, { at: now, totals: [spent(2e9)] }));
      assert.deepEqual(said, {
        reported: 1e9,
        computed: 5e8,
        estimated: 2.5e8,
        attempts: 4,
        estimates: 1,
        unknown: 1,
        pricesOf: '2026-10-01',
        recent: 0,
        others: 1e9,
        rowsSince: undefined,
      } satisfies KeySpend);
      assert.deepEqual(drift, { nano: 2.5e8, percent: 12.5 });
    }));

  it('counts the rows of a UTC day where the person’s own day is 25 hours long', () =>
    inBerlin(() =>
      inRoom(async ({ open }) => {
        const ledger = open();
        // 2026-10-25 in Berlin lasts from 22:00 UTC the day before until 23:00 UTC.
        const ours = [Date.UTC(2026, 9, 25), Date.UTC(2026, 9, 25, 23, 30)];
        const others = [Date.UTC(2026, 9, 24, 22, 30), Date.UTC(2026, 9, 24, 23, 59, 59, 999)];
        for (const at of [...ours, ...others]) ledger.record(one({ at }));
        const at = Date.UTC(2026, 9, 25, 23, 59);
        const { drift, ledger: said } = line(
          await reconcile(ledger.shared, spender, { at, totals: [spent(2e9, 'day')] }),
        );
        assert.deepEqual([said?.attempts, drift?.nano], [2, 0]);
      }),
    ));

  it('finds no drift where the provider says the sum of any rows', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ nano: fc.nat(5_000_000_000), ago: fc.nat(17 * day) }), { maxLength: 20 }),
        (rows) =>
          inRoom(async ({ open }) => {
            const ledger = open();
            for (const { nano, ago } of rows)
              ledger.record(one({ at: now - 1 - ago, cost: { usd: nano / 1e9, from: 'computed' } }));
            const inMonth = rows.filter(({ ago }) => now - 1 - ago >= Date.UTC(2026, 10, 1));
            const sum = inMonth.reduce((total, { nano }) => total + nano, 0);
            const found = line(await reconcile(ledger.shared, spender, { at: now, totals: [spent(sum)] }));
            assert.deepEqual(found.drift, { nano: 0, percent: 0 });
          }),
      ),
      { numRuns: 15 },
    )).timeout(30_000);

  it('compares the change of a balance between two looks', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(one({ at: now + hour }));
      const first = line(await reconcile(ledger.shared, spender, { at: now, totals: [left(10e9)] }));
      assert.deepEqual(
        [first.drift, sentenceOf(first)],
        [undefined, 'This is the first look: from the next one on the change is compared.'],
      );
      const at = now + 2 * hour;
      const next = line(await reconcile(ledger.shared, spender, { at, totals: [left(8.5e9)] }));
      assert.deepEqual([next.spent, next.drift?.nano, next.span], [1.5e9, 0.5e9, { since: now, until: at }]);
    }));

  it('takes the look of an hour ago before that of a minute ago', () =>
    inRoom(async ({ open }) => {
      const { shared } = open();
      await reconcile(shared, spender, { at: now, totals: [left(10e9)] });
      await reconcile(shared, spender, { at: now + 2 * hour, totals: [left(9e9)] });
      const found = line(await reconcile(shared, spender, { at: now + 2 * hour + 60_000, totals: [left(8e9)] }));
      assert.deepEqual(found.before, { at: now, nano: 10e9 });
    }));

  it('says that it cannot tell where credit was added, or a counter began anew', () =>
    inRoom(async ({ open }) => {
      const { shared } = open();
      await reconcile(shared, spender, { at: now, totals: [left(1e9), spent(5e9, 'reset')] });
      const found = await reconcile(shared, spender, { at: now + hour, totals: [left(21e9), spent(1e9, 'reset')] });
      assert.deepEqual(
        found.map(({ drift }) => drift),
        [undefined, undefined],
      );
      assert.match(sentenceOf(found[0] ?? assert.fail()), /^The balance grew, so credit was added/);
      assert.match(sentenceOf(found[1] ?? assert.fail()), /^The counter is lower than before, so it began anew/);
    }));

  it('compares yuan with nothing, and shows how they changed', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(one({ at: now + 1 }));
      await reconcile(ledger.shared, spender, { at: now, totals: [left(110e9, 'CNY')] });
      const found = line(await reconcile(ledger.shared, spender, { at: now + hour, totals: [left(100e9, 'CNY')] }));
      assert.deepEqual([found.spent, found.ledger, found.drift], [10e9, undefined, undefined]);
      assert.equal(sentenceOf(found), 'It is in CNY, and the ledger counts US dollars: they are not compared.');
    }));

  it('keeps looks at one key, currency and kind apart from those at others', () =>
    inRoom(async ({ open }) => {
      const { shared } = open();
      await reconcile(shared, spender, { at: now, totals: [left(1e9), left(2e9, 'CNY')] });
      const others = await reconcile(shared, { ...spender, keyId: 'key-2' }, { at: now + hour, totals: [left(5e9)] });
      assert.equal(line(others).before, undefined);
      const same = await reconcile(shared, spender, { at: now + hour, totals: [left(2e9, 'CNY'), left(1e9)] });
      assert.deepEqual(
        same.map(({ before }) => before?.nano),
        [2e9, 1e9],
      );
    }));

  it('compares a counter of all time as a whole, and by what came since the last look', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(one({ at: now - 30 * day }));
      ledger.record(one({ at: now + 1 }));
      await reconcile(ledger.shared, spender, { at: now, totals: [spent(7e9, 'ever')] });
      const found = await reconcile(ledger.shared, spender, { at: now + day, totals: [spent(8e9, 'ever')] });
      assert.deepEqual(
        found.map(({ spent: told, drift }) => [told, drift?.nano]),
        [
          [8e9, 6e9],
          [1e9, 0],
        ],
      );
      const since = dayOf(now - 30 * day);
      assert.match(sentenceOf(found[0] ?? assert.fail()), new RegExp(`the ledger’s rows begin on ${since}: what was`));
      assert.equal(sentenceOf(found[1] ?? assert.fail()), 'They agree to the cent.');
    }));
});

describe('the sentence about drift', () => {
  const spend: KeySpend = {
    reported: 1e9,
    computed: 0,
    estimated: 0,
    attempts: 3,
    estimates: 0,
    unknown: 0,
    pricesOf: undefined,
    recent: 0,
    others: 0,
    rowsSince: undefined,
  };
  const said = (told: number, ledger: Partial<KeySpend>, total = spent(told)): string => {
    const whole = { ...spend, ...ledger };
    const span = { since: 0, until: now };
    return sentenceOf({ total, span, spent: told, ledger: whole, drift: driftOf(told, knownOf(whole)) });
  };

  it('names only what the rows show, and what may be', () => {
    assert.equal(said(1.2e9, {}), 'Possible reasons: the key was used outside Keyway.');
    assert.equal(
      said(2e9, { unknown: 2, computed: 3e8, pricesOf: '2026-09-01', estimated: 1e8, estimates: 1 }),
      'Possible reasons: 2 attempts of unknown cost are not in the ledger’s sum; the key was used outside Keyway; ' +
        '$0.10 of the ledger’s sum was estimated, for 1 attempt; ' +
        '$0.30 of it was computed with prices of 2026-09-01 and later, which may have changed.',
    );
    assert.match(said(2e9, { others: 5e8 }, { ...left(0) }), /other keys spent \$0\.50 in the ledger/);
    assert.match(said(5e8, { recent: 1 }), /1 attempt of the last ten minutes may not be counted there yet/);
    assert.match(said(5e8, {}, left(0)), /credit was added/);
    assert.doesNotMatch(said(5e8, {}), /used outside/);
  });

  it('says that both agree where less than half a cent is between them, and still what is missing', () => {
    assert.equal(said(1_004_000_000, {}), 'They agree to the cent.');
    assert.match(said(1e9, { unknown: 1 }), /^They agree to the cent, although 1 attempt of unknown cost is not in/);
  });
});
