import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayPlus, isWorkDay, restOfMonth, type Day } from '../../src/usage/day.ts';
import { forecast } from '../../src/usage/forecast.ts';

const dollar = 1_000_000_000;

/** Days from one to another, both included. */
const from = (first: string, last: string, usd: (day: string) => number): readonly Day[] => {
  const days: Day[] = [];
  for (let day = first; day <= last; day = dayPlus(day, 1)) days.push({ day, nano: Math.round(usd(day) * dollar) });
  return days;
};

describe('the forecast of a month', () => {
  it('is exact where every day costs the same', () => {
    for (const today of ['2026-11-01', '2026-11-20', '2026-11-30', '2026-02-28'])
      assert.deepEqual(
        forecast(
          from(dayPlus(today, -60), today, () => 1.23),
          today,
        ),
        {
          usd: 1.23 * (today === '2026-02-28' ? 28 : 30),
          low: 1.23 * (today === '2026-02-28' ? 28 : 30),
          high: 1.23 * (today === '2026-02-28' ? 28 : 30),
        },
        today,
      );
  });

  it('is exact where work days and days off have a price of their own', () => {
    // November 2026 has 21 work days.
    const days = from('2026-09-20', '2026-11-12', (day) => (isWorkDay(day) ? 4 : 0.5));
    assert.deepEqual(forecast(days, '2026-11-12'), { usd: 88.5, low: 88.5, high: 88.5 });
  });

  it('counts a day without usage as one', () => {
    const used = from('2026-09-20', '2026-11-12', (day) => (isWorkDay(day) ? 4 : 0)).filter(({ nano }) => nano > 0);
    assert.deepEqual(forecast(used, '2026-11-12'), { usd: 84, low: 84, high: 84 });
  });

  it('says nothing before three days with usage', () => {
    assert.equal(forecast([], '2026-11-20'), undefined);
    const two = [
      { day: '2026-11-02', nano: dollar },
      { day: '2026-11-19', nano: dollar },
    ];
    assert.equal(forecast(two, '2026-11-20'), undefined);
    assert.notEqual(forecast([...two, { day: '2026-11-20', nano: 1 }], '2026-11-20'), undefined);
    // What is older than eight weeks does not count.
    assert.equal(forecast([...two, { day: '2026-08-20', nano: dollar }], '2026-11-20'), undefined);
  });

  it('does not let the months before someone began count as free', () => {
    const begun = from('2026-11-16', '2026-11-20', () => 2);
    assert.equal(forecast(begun, '2026-11-20')?.usd, 30);
  });

  it('is unsure about days off that were never seen', () => {
    const begun = forecast(
      from('2026-11-09', '2026-11-12', () => 2),
      '2026-11-12',
    );
    const seen = forecast(
      from('2026-10-12', '2026-11-12', () => 2),
      '2026-11-12',
    );
    assert.ok(begun && seen);
    assert.ok(begun.high - begun.low > 2 && seen.high === seen.low);
  });

  it('follows a new habit sooner than the mean of eight weeks would', () => {
    const days = from('2026-09-20', '2026-11-20', (day) => (day < '2026-11-06' ? 1 : 5));
    const found = forecast(days, '2026-11-20');
    // The plain mean of the 56 days before is 2.
    assert.ok(found && found.usd > 5 + 15 * 5 + 10 * 2.5);
  });

  it('is what was spent on the last day, once that day has cost what such days cost', () => {
    const days = from('2026-09-20', '2026-11-30', () => 3);
    assert.deepEqual(forecast(days, '2026-11-30'), { usd: 90, low: 90, high: 90 });
  });

  const anyDays = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 50 * dollar })), { minLength: 1, maxLength: 100 });
  const anyToday = fc.integer({ min: 0, max: 400 }).map((days) => dayPlus('2026-01-01', days));

  it('is never below what is spent, never negative, and lies in its range', () => {
    fc.assert(
      fc.property(anyDays, anyToday, (nanos, today) => {
        const days = nanos.map((nano, index) => ({ day: dayPlus(today, -index), nano }));
        const spent = days
          .filter(({ day }) => day.slice(0, 7) === today.slice(0, 7))
          .reduce((sum, { nano }) => sum + nano, 0);
        const found = forecast(days, today);
        if (!found) return;
        assert.ok(found.low >= spent / 1e9 && found.low <= found.usd && found.usd <= found.high, JSON.stringify(found));
        assert.ok(Number.isFinite(found.high));
      }),
    );
  });

  it('grows with what is spent today by no more than that', () => {
    fc.assert(
      fc.property(anyDays, anyToday, fc.nat({ max: 50 * dollar }), (nanos, today, more) => {
        const days = nanos.map((nano, index) => ({ day: dayPlus(today, -index), nano }));
        const now = forecast(days, today);
        const then = forecast(
          days.map((one) => (one.day === today ? { ...one, nano: one.nano + more } : one)),
          today,
        );
        if (!now || !then) return;
        assert.ok(then.usd >= now.usd - 1e-8 && then.usd <= now.usd + more / 1e9 + 1e-8);
      }),
    );
  });

  it('holds in about eight of ten months with a long tail of dear days', () => {
    // A small generator with a fixed beginning: the same months at every run.
    let state = 20_261_120;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const today = '2026-11-10';
    let [inside, runs] = [0, 0];
    for (; runs < 2_000; runs++) {
      const days = from('2026-09-10', '2026-11-30', (day) => (isWorkDay(day) ? 3 : 0.6) * Math.exp(0.8 * normal()));
      const found = forecast(
        days.filter(({ day }) => day < today),
        today,
      );
      const real = days.filter(({ day }) => day >= '2026-11-01').reduce((sum, { nano }) => sum + nano, 0) / 1e9;
      if (found && real >= found.low && real <= found.high) inside += 1;
    }
    const share = inside / runs;
    assert.ok(share > 0.74 && share < 0.88, `${share}`);
  });
});

describe('the days of a month', () => {
  it('end with its last, in leap years too', () => {
    assert.deepEqual(restOfMonth('2028-02-27'), ['2028-02-28', '2028-02-29']);
    assert.deepEqual(restOfMonth('2026-12-31'), []);
  });
});
