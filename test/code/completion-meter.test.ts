import assert from 'node:assert/strict';
import { hourlyOf, metered, unread, type Meter } from '../../src/code/completion-meter.ts';
import { failed, rested, type Rest } from '../../src/code/completion-rest.ts';

const minute = 60_000;

/** A request a minute, at these minutes. */
const typing = (minutes: readonly number[], usd: number, from: Meter = unread): Meter =>
  minutes.reduce((meter, at) => metered(meter, { usd, from: 'computed' }, at * minute + 17), from);

const upTo = (most: number, from = 0): readonly number[] => Array.from({ length: most }, (_, at) => from + at);

const usdOf = (meter: Meter): number => Math.round((hourlyOf(meter)?.usd ?? Number.NaN) * 1e6) / 1e6;

describe('what completions cost an hour', () => {
  it('is not known before the first', () => {
    assert.equal(hourlyOf(unread), undefined);
  });

  it('is the sum of an hour in which there was one every minute', () => {
    assert.equal(usdOf(typing(upTo(60), 0.001)), 0.06);
  });

  it('is reckoned from the minutes of work alone', () => {
    assert.equal(usdOf(typing(upTo(10), 0.001)), 0.06);
    assert.equal(usdOf(typing([...upTo(5), ...upTo(5, 500)], 0.001)), 0.06);
  });

  it('takes five minutes at least, so that the first request is no fright', () => {
    assert.equal(usdOf(typing([0], 0.001)), 0.012);
  });

  it('forgets what was an hour of work ago', () => {
    assert.equal(usdOf(typing(upTo(60, 100), 0.001, typing(upTo(60), 1))), 0.06);
  });

  it('says that it does not know all', () => {
    const meter = metered(typing([0], 0.001), { from: 'unknown' }, 30_000);
    assert.deepEqual([hourlyOf(meter)?.unknown, meter.requests], [true, 2]);
    assert.equal(hourlyOf(typing([0], 0))?.unknown, false);
  });
});

describe('failures of completions', () => {
  const times = (count: number, from: Rest = rested): Rest =>
    upTo(count).reduce((rest) => failed(rest, 'the key was refused', 1_000), from);

  it('are tolerated twice', () => {
    assert.ok(times(2).until <= 1_000);
  });

  it('bring a rest at the third, longer ones after it, and none beyond ten minutes', () => {
    const rests = upTo(20).map((more) => times(3 + more).until - 1_000);
    assert.equal(rests[0], 30_000);
    assert.equal(rests[1], 60_000);
    assert.equal(rests.at(-1), 600_000);
    assert.deepEqual(
      rests,
      rests.toSorted((a, b) => a - b),
    );
  });

  it('are forgotten with a success', () => {
    assert.deepEqual(failed(rested, 'x', 5), { failures: 1, why: 'x', until: 5 });
  });
});
