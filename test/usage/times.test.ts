import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addTime, addTimes, emptyTimes, packed, percentiles, unpacked, type Times } from '../../src/usage/times.ts';

const timesOf = (all: readonly number[]): Times => {
  const times = emptyTimes();
  for (const ms of all) addTime(times, ms);
  return times;
};

const anyTimes = fc.array(fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 2_000 }), fc.nat({ max: 3_600_000 })), {
  minLength: 1,
  maxLength: 200,
});

describe('how long things took', () => {
  it('is known within 2.5 per cent, or a half millisecond, at every share', () => {
    fc.assert(
      fc.property(anyTimes, fc.constantFrom(0.01, 0.5, 0.95, 1), (all, share) => {
        const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1] ?? Number.NaN;
        const found = percentiles(timesOf(all), [share])?.[0] ?? Number.NaN;
        assert.ok(Math.abs(found - exact) <= exact * 0.025 + 0.5, `${found} instead of ${exact}`);
      }),
    );
  });

  it('is not known where nothing was counted', () => {
    assert.equal(percentiles(emptyTimes(), [0.5]), undefined);
    assert.equal(packed(emptyTimes()), null);
    assert.deepEqual(unpacked(null), emptyTimes());
  });

  it('comes back from its bytes as it was, and adds up', () => {
    fc.assert(
      fc.property(anyTimes, anyTimes, (some, others) => {
        const sum = unpacked(packed(timesOf(some)));
        assert.deepEqual(sum, timesOf(some));
        addTimes(sum, unpacked(packed(timesOf(others))));
        const both = timesOf([...some, ...others]);
        assert.deepEqual(
          [...sum].toSorted(([a], [b]) => a - b),
          [...both].toSorted(([a], [b]) => a - b),
        );
      }),
    );
  });

  it('counts large numbers in few bytes', () => {
    const times: Times = new Map([[170, 1_000_000_000]]);
    assert.equal(packed(times)?.length, 7);
    assert.deepEqual(unpacked(packed(times)), times);
  });

  it('reads any bytes without going wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const [bucket, count] of unpacked(bytes)) assert.ok(bucket <= 450 && Number.isSafeInteger(count));
      }),
    );
  });

  it('longer than a month is as long as a month', () => {
    const times = timesOf([Number.MAX_SAFE_INTEGER]);
    assert.ok((percentiles(times, [0.5])?.[0] ?? 0) > 30 * 86_400_000);
  });
});
