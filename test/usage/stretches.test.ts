import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hourOf } from '../../src/usage/period.ts';
import { stretchesOf, type Stretch } from '../../src/usage/stretches.ts';

const hour = 3_600_000;

const lengths = { hour: 13, day: 10, month: 7 } as const;

/** How often an hour is counted by the roll-ups of a period. */
const timesCounted = (stretches: readonly Stretch[], name: string): number =>
  stretches.filter(({ period, from, to }) => {
    const first = name.slice(0, lengths[period]);
    return from <= first && first <= to;
  }).length;

describe('the roll-ups of a period', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu']) {
    it(`count each of its hours once and no other hour, in ${zone}`, () => {
      const before = process.env['TZ'];
      process.env['TZ'] = zone;
      try {
        const begin = Date.UTC(2017, 8, 25);
        const anyHour = fc.integer({ min: 0, max: 120 * 24 }).map((hours) => begin + hours * hour);
        const anyMoment = fc.oneof(
          anyHour,
          // Midnights, which most periods begin with.
          anyHour.map((at) => new Date(at).setHours(0, 0, 0, 0)),
          anyHour.map((at) => at + 1_234_567),
        );
        fc.assert(
          fc.property(
            fc.tuple(anyMoment, fc.option(anyMoment, { nil: undefined })),
            fc.constantFrom('hour' as const, 'day' as const, 'month' as const),
            ([since, until], finest) => {
              const stretches = stretchesOf({ since, until }, finest);
              const [first, last] = [hourOf(since), until === undefined ? '~' : hourOf(until - 1)];
              for (let at = begin - 40 * 24 * hour; at < begin + 160 * 24 * hour; at += hour / 2) {
                const name = hourOf(at);
                const isIn = (until === undefined || since < until) && first <= name && name <= last;
                assert.equal(timesCounted(stretches, name), Number(isIn), name);
              }
            },
          ),
          { numRuns: 60 },
        );
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    }).timeout(60_000);
  }

  it('are months where whole months lie in it, and few', () => {
    const since = new Date(2025, 9, 20).getTime();
    assert.deepEqual(stretchesOf({ since, until: new Date(2026, 10, 20, 17).getTime() }, 'month'), [
      { period: 'day', from: '2025-10-20', to: '2025-11' },
      { period: 'month', from: '2025-11', to: '2026-10' },
      { period: 'day', from: '2026-10~', to: '2026-11-19' },
      { period: 'hour', from: '2026-11-20', to: '2026-11-20 16' },
    ]);
    assert.deepEqual(stretchesOf({ since: new Date(2026, 10, 1).getTime() }, 'month'), [
      { period: 'month', from: '2026-11', to: '~' },
    ]);
  });

  it('are none where it ends before it begins', () => {
    assert.deepEqual(stretchesOf({ since: 5, until: 5 }, 'month'), []);
  });
});
