import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dayPlus, isWorkDay, type Day } from '../../src/usage/day.ts';
import { causeOf, unusual, type Part } from '../../src/usage/unusual.ts';

const dollar = 1_000_000_000;
/** A Friday. */
const friday = '2026-11-20';

/** Days before one, the nearest first. */
const before = (day: string, nanos: readonly number[]): readonly Day[] =>
  nanos.map((nano, index) => ({ day: dayPlus(day, -1 - index), nano }));

const daily = (usd: (day: string) => number): readonly Day[] =>
  before(
    friday,
    Array.from({ length: 28 }, (_, index) => usd(dayPlus(friday, -1 - index)) * dollar),
  );

const on = (usd: number): Day => ({ day: friday, nano: usd * dollar });

describe('an unusual day', () => {
  const workDays = daily((day) => (isWorkDay(day) ? 2 : 0.1));

  it('cost far more than days of its kind, and says how many times', () => {
    assert.deepEqual(unusual([...workDays, on(10)], friday), {
      day: friday,
      nano: 10 * dollar,
      usual: 2 * dollar,
      times: 5,
    });
    assert.equal(unusual([...workDays, on(3)], friday), undefined);
  });

  it('is told from days of its own kind: a work day’s money is much for a Sunday', () => {
    const sunday = '2026-11-22';
    const days = before(
      sunday,
      Array.from({ length: 28 }, (_, index) => (isWorkDay(dayPlus(sunday, -1 - index)) ? 2 : 0.1) * dollar),
    );
    assert.equal(unusual([...days, { day: sunday, nano: 2 * dollar }], sunday)?.times, 20);
    assert.equal(unusual([...workDays, on(2)], friday), undefined);
  });

  it('is measured against days that were used: a rare user is not warned at every use', () => {
    const rare = daily((day) =>
      ['2026-11-18', '2026-11-11', '2026-11-04', '2026-10-30', '2026-10-27'].includes(day) ? 2 : 0,
    );
    assert.equal(unusual([...rare, on(3)], friday), undefined);
    assert.equal(unusual([...rare, on(30)], friday)?.times, 15);
  });

  it('is not worth a word where the money is small', () => {
    const cents = daily(() => 0.001);
    assert.equal(unusual([...cents, on(0.01)], friday), undefined);
    assert.equal(unusual([...cents, on(0.4)], friday), undefined);
    assert.notEqual(unusual([...cents, on(0.6)], friday), undefined);
  });

  it('is not one where spending always jumps about', () => {
    const wild = daily((day) => (Number(day.slice(-1)) % 2 === 0 ? 1 : 8));
    assert.equal(unusual([...wild, on(12)], friday), undefined);
  });

  it('is not spoilt by one earlier outlier', () => {
    const once = workDays.map((one) => (one.day === '2026-11-12' ? { ...one, nano: 500 * dollar } : one));
    assert.equal(unusual([...once, on(10)], friday)?.usual, 2 * dollar);
  });

  it('needs days to compare with, and looks back 28 of them', () => {
    const four = workDays.slice(0, 4);
    assert.equal(unusual([...four, on(100)], friday), undefined);
    const old = before(
      dayPlus(friday, -28),
      Array.from({ length: 28 }, () => dollar),
    );
    assert.equal(unusual([...old, on(100)], friday), undefined);
  });

  it('never is one that cost less than half a dollar more, or less than twice the usual', () => {
    const nano = fc.nat({ max: 20 * dollar });
    fc.assert(
      fc.property(fc.array(nano, { maxLength: 40 }), nano, (others, amount) => {
        const found = unusual([...before(friday, others), { day: friday, nano: amount }], friday);
        if (!found) return;
        assert.ok(found.nano - found.usual >= dollar / 2 && found.nano >= 2 * found.usual);
        // More money on that day would have been unusual as well.
        assert.ok(unusual([...before(friday, others), { day: friday, nano: amount + dollar }], friday));
      }),
    );
  });

  it('does not depend on the order of the days, nor on what comes after', () => {
    const shuffled = fc.shuffledSubarray([...workDays], { minLength: 28 });
    fc.assert(
      fc.property(shuffled, fc.nat({ max: 20 * dollar }), (days, nano) => {
        const today = { day: friday, nano };
        const after = { day: dayPlus(friday, 1), nano: 1_000 * dollar };
        assert.deepEqual(unusual([today, ...days, after], friday), unusual([...workDays, today], friday));
      }),
    );
  });
});

describe('the cause of an unusual day', () => {
  const found = { day: friday, nano: 10 * dollar, usual: dollar, times: 10 };
  const part = (facts: Omit<Part, 'nano'> & { readonly usd: number }): Part => ({
    by: facts.by,
    group: facts.group,
    share: facts.share,
    nano: facts.usd * dollar,
  });

  it('is what grew beyond its usual share, not the caller that always asks everything', () => {
    const cause = causeOf(found, [
      part({ by: 'caller', group: 'core', usd: 10, share: 1 }),
      part({ by: 'task', group: 'code', usd: 9.8, share: 0.9 }),
      part({ by: 'model', group: 'anthropic/claude', usd: 9, share: 0.1 }),
      part({ by: 'model', group: 'openai/gpt', usd: 1, share: 0.9 }),
    ]);
    assert.equal(cause?.group, 'anthropic/claude');
  });

  it('is a new caller where it asked the usual models', () => {
    const cause = causeOf(found, [
      part({ by: 'model', group: 'openai/gpt', usd: 10, share: 1 }),
      part({ by: 'caller', group: 'some.extension', usd: 9, share: 0 }),
      part({ by: 'caller', group: 'core', usd: 1, share: 1 }),
    ]);
    assert.deepEqual([cause?.by, cause?.group], ['caller', 'some.extension']);
  });

  it('is the largest model where all grew alike', () => {
    const cause = causeOf(found, [
      part({ by: 'caller', group: 'core', usd: 10, share: 1 }),
      part({ by: 'model', group: 'a', usd: 4, share: 0.4 }),
      part({ by: 'model', group: 'b', usd: 6, share: 0.6 }),
    ]);
    assert.equal(cause?.group, 'b');
    assert.equal(causeOf(found, []), undefined);
  });
});
