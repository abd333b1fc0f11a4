import assert from 'node:assert/strict';
import fc from 'fast-check';
import { previousOf, trendText, type Span } from '../../src/usage/span.ts';

/** The person's own clock. */
const at = (...[year, month, ...rest]: readonly [number, number, number, number?, number?]): number => {
  const [day, hour = 0, minute = 0] = rest;
  return new Date(year, month - 1, day, hour, minute).getTime();
};

const texts = (span: Span, now: number): readonly string[] => {
  const { since, until, words } = previousOf(span, now);
  const text = (moment: number): string => {
    const date = new Date(moment);
    return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()} ${date.getHours()}:${date.getMinutes()}`;
  };
  return [text(since), text(until), words];
};

describe('what a period is compared with', () => {
  it('is the same part of the month before', () => {
    assert.deepEqual(texts('month', at(2026, 11, 21, 16, 20)), ['2026-10-1 0:0', '2026-10-21 16:0', 'October 1–21']);
    assert.deepEqual(texts('month', at(2026, 1, 1, 8, 40)), ['2025-12-1 0:0', '2025-12-1 9:0', 'December 1']);
  });

  it('is all of a month that is shorter', () => {
    assert.deepEqual(texts('month', at(2026, 3, 31, 12)), ['2026-2-1 0:0', '2026-3-1 0:0', 'February 1–28']);
    assert.deepEqual(texts('month', at(2028, 3, 29, 12)), ['2028-2-1 0:0', '2028-2-29 12:0', 'February 1–29']);
  });

  it('is the same part of the week before, which begins on Monday', () => {
    assert.deepEqual(texts('week', at(2026, 11, 22, 10)), [
      '2026-11-9 0:0',
      '2026-11-15 10:0',
      'Monday to Sunday of last week',
    ]);
    assert.deepEqual(texts('week', at(2026, 11, 23, 10)), ['2026-11-16 0:0', '2026-11-16 10:0', 'Monday of last week']);
  });

  it('is yesterday by this time, to the nearest hour', () => {
    assert.deepEqual(texts('today', at(2026, 11, 1, 23, 50)), [
      '2026-10-31 0:0',
      '2026-11-1 0:0',
      'yesterday by this time',
    ]);
  });

  it('begins and ends before the period it is compared with, and is as long, give or take an hour', () => {
    const day = 86_400_000;
    fc.assert(
      fc.property(
        fc.constantFrom<Span>('today', 'week', 'month'),
        fc.date({ min: new Date(2020, 0, 1), max: new Date(2035, 0, 1), noInvalidDate: true }),
        (span, date) => {
          const { since, until } = previousOf(span, date.getTime());
          const length = { today: 1, week: 7, month: 31 }[span] * day;
          assert.ok(since <= until && until - since <= length + 3_600_000);
          assert.ok(until <= date.getTime() - (span === 'today' ? day / 2 : span === 'week' ? 6 * day : 0));
        },
      ),
    );
  });
});

describe('a trend', () => {
  const words = 'October 1–21';

  it('says how much more or less, and than what', () => {
    assert.equal(trendText(13.2, 10, words), '32% more than October 1–21 ($10.00)');
    assert.equal(trendText(5, 10, words), '50% less than October 1–21 ($10.00)');
    assert.equal(trendText(0, 10, words), '100% less than October 1–21 ($10.00)');
  });

  it('calls a small change none, and a large one times', () => {
    assert.equal(trendText(10.2, 10, words), 'about as much as October 1–21 ($10.00)');
    assert.equal(trendText(34, 10, words), '3.4 times as much as October 1–21 ($10.00)');
    assert.equal(trendText(400, 10, words), '40 times as much as October 1–21 ($10.00)');
  });

  it('is none where nothing was spent before', () => {
    assert.equal(trendText(1, 0, words), undefined);
    assert.equal(trendText(0, 0, words), undefined);
  });
});
