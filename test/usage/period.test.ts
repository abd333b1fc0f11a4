import assert from 'node:assert/strict';
import { dayOf, thisMonth, thisWeek, today } from '../../src/usage/period.ts';

/** Runs a check as if the computer stood elsewhere. */
const inZone = (zone: string, check: () => void): void => {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    check();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
};

const iso = ({ since }: { readonly since: number }): string => new Date(since).toISOString();

describe('a period', () => {
  it('begins at midnight where the person is', () =>
    inZone('Asia/Tokyo', () => {
      const now = Date.parse('2026-11-20T16:30:00Z');
      assert.equal(dayOf(now), '2026-11-21');
      assert.equal(iso(today(now)), '2026-11-20T15:00:00.000Z');
    }));

  it('is a week from Monday on, on a Sunday as well', () =>
    inZone('UTC', () => {
      assert.equal(iso(thisWeek(Date.parse('2026-11-22T23:59:00Z'))), '2026-11-16T00:00:00.000Z');
      assert.equal(iso(thisWeek(Date.parse('2026-11-23T00:00:00Z'))), '2026-11-23T00:00:00.000Z');
    }));

  it('crosses months and years', () =>
    inZone('UTC', () => {
      assert.equal(iso(thisWeek(Date.parse('2027-01-01T08:00:00Z'))), '2026-12-28T00:00:00.000Z');
      assert.equal(iso(thisMonth(Date.parse('2027-01-31T08:00:00Z'))), '2027-01-01T00:00:00.000Z');
    }));

  it('keeps to midnight across the change to summer time', () =>
    inZone('Europe/Berlin', () => {
      // Sunday 29 March 2026 has 23 hours.
      const now = Date.parse('2026-03-29T20:00:00Z');
      assert.equal(iso(today(now)), '2026-03-28T23:00:00.000Z');
      assert.equal(iso(thisWeek(now)), '2026-03-22T23:00:00.000Z');
      assert.equal(iso(thisMonth(Date.parse('2026-04-01T00:30:00Z'))), '2026-03-31T22:00:00.000Z');
    }));
});
