import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { budgetAlert } from '../../src/core/alert-budget.ts';
import { dateSightings, subjectOf, verdictSighting } from '../../src/core/alert-keys.ts';
import { limitSightings, prepaidSightings, usedUp, type LimitLeft } from '../../src/core/alert-quota.ts';
import { spikeSighting } from '../../src/core/alert-spend.ts';
import type { Standing } from '../../src/core/budget.ts';
import { budgetsIn } from '../../src/core/budget-settings.ts';
import { isAlert, type Sighting } from '../../src/core/alert.ts';
import { daysUntil, isDay } from '../../src/core/key-date.ts';
import { verdicts, type Key } from '../../src/core/key.ts';

const key: Key = {
  id: 'k1',
  provider: 'groq',
  nickname: 'work',
  priority: 1,
  enabled: true,
  plain: { baseUrl: 'https://plain.example' },
  addedAt: new Date(2026, 7, 1).getTime(),
};
const nameOf = (provider: string) => ({ groq: 'Groq', openrouter: 'OpenRouter' })[provider];
const noon = (year: number, month: number, day: number): number => new Date(year, month - 1, day, 12).getTime();

const said = (sightings: readonly Sighting[]) =>
  sightings.map((one) => (isAlert(one) ? [one.kind, one.level, one.sentence] : [one.kind, 0]));

describe('the day on which a key expires', () => {
  const asked = (now: number) => ({ now, rotateAfterDays: 0, nameOf });
  const on = (now: number) => said(dateSightings([{ ...key, expiresOn: '2026-12-08' }], asked(now)));

  it('is told of 7 days and 1 day before, and when it is over', () => {
    assert.deepEqual(on(noon(2026, 11, 30)), []);
    assert.deepEqual(on(noon(2026, 12, 1)), [
      [
        'keyExpiry',
        1,
        'Groq key “work” expires in 7 days (2026-12-08). Update it with a new one before requests fail.',
      ],
    ]);
    assert.equal(on(noon(2026, 12, 6))[0]?.[1], 1);
    assert.match(String(on(noon(2026, 12, 7))[0]?.[2]), /expires tomorrow \(2026-12-08\)\./);
    assert.match(String(on(noon(2026, 12, 8))[0]?.[2]), /expires today \(2026-12-08\)\./);
    assert.deepEqual(
      [noon(2026, 12, 7), noon(2026, 12, 8), noon(2026, 12, 9)].map((now) => on(now)[0]?.[1]),
      [2, 2, 3],
    );
  });

  it('is over at local midnight, not an hour or a second before', () => {
    const midnight = new Date(2026, 11, 9).getTime();
    assert.equal(on(midnight - 1)[0]?.[1], 2);
    assert.equal(on(midnight)[0]?.[1], 3);
  });

  it('is counted in days where clocks change, whatever the zone', () => {
    // Berlin springs forward on 2026-03-29 and falls back on 2026-10-25; Lord Howe by half an hour; Samoa skipped a day in 2011.
    const script = `
      import { daysUntil } from ${JSON.stringify(import.meta.resolve('../../src/core/key-date.ts'))};
      const at = (...parts) => new Date(...parts).getTime();
      console.log(JSON.stringify([
        daysUntil('2026-03-30', at(2026, 2, 28, 23, 59)), daysUntil('2026-03-30', at(2026, 2, 29, 0, 0)),
        daysUntil('2026-03-30', at(2026, 2, 30, 0, 0)), daysUntil('2026-10-26', at(2026, 9, 25, 0, 0)),
        daysUntil('2026-10-26', at(2026, 9, 25, 23, 59)), daysUntil('2026-10-25', at(2026, 9, 26, 0, 0)),
        daysUntil('2026-12-08', at(2026, 11, 1, 0, 0)),
      ]));`;
    for (const TZ of ['Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia', 'UTC']) {
      const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      assert.deepEqual(JSON.parse(out), [2, 1, 0, 1, 1, -1, 7], TZ);
    }
  });

  it('is a day that there is, written in one way', () => {
    for (const day of ['2026-12-01', '2028-02-29', '2026-01-31']) assert.ok(isDay(day), day);
    for (const day of [
      '2026-02-29',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '1 Dec 2026',
      '2026-12-01T00:00',
      '',
    ])
      assert.equal(isDay(day), false, day);
    assert.equal(daysUntil('2026-02-30', 0), undefined);
  });

  it('is another incident for another day, and for another secret', () => {
    const subject = (change: Partial<Key>) =>
      dateSightings([{ ...key, expiresOn: '2026-12-08', ...change }], asked(noon(2026, 12, 8)))[0]?.subject;
    const subjects = [
      subject({}),
      subject({ expiresOn: '2026-12-09' }),
      subject({ updatedAt: 5 }),
      subject({ id: 'k2' }),
    ];
    assert.equal(new Set(subjects).size, 4);
    assert.equal(subject({ nickname: 'other', testedAt: 9 }), subject({}), 'and the same whatever else changes');
  });

  it('matters for keys that are used, of providers that are there', () => {
    const gone = { ...key, expiresOn: '2026-12-01' };
    const keys = [
      { ...gone, enabled: false },
      { ...gone, provider: 'anyscale' },
    ];
    assert.deepEqual(dateSightings(keys, { ...asked(noon(2026, 12, 9)), rotateAfterDays: 1 }), []);
  });
});

describe('the age of a key', () => {
  const at = (rotateAfterDays: number, change: Partial<Key> = {}) =>
    dateSightings([{ ...key, ...change }], { now: key.addedAt + 90 * 86_400_000, rotateAfterDays, nameOf });

  it('is told of once it is as old as the person says, and never by default', () => {
    assert.deepEqual(at(0), []);
    assert.deepEqual(at(91), []);
    assert.match(at(90)[0]?.sentence ?? '', /^Groq key “work” is 90 days old\. You want keys replaced after 90/);
  });

  it('begins anew with a new secret', () => {
    assert.deepEqual(at(90, { updatedAt: key.addedAt + 86_400_000 }), []);
  });
});

describe('what a provider says of a key', () => {
  it('is told where only the person can do something about it', () => {
    const kinds = verdicts.map((verdict) => [verdict, verdictSighting(key, verdict, nameOf)?.level]);
    assert.deepEqual(Object.fromEntries(kinds), {
      valid: 0,
      limited: 0,
      invalid: 1,
      expired: 1,
      'no-credit': 1,
      elsewhere: 1,
      unreachable: undefined,
      unclear: undefined,
    });
    assert.equal(verdictSighting({ ...key, provider: 'anyscale' }, 'invalid', nameOf), undefined);
  });
});

describe('a quota', () => {
  const limit = (left: number, more: Partial<LimitLeft> = {}): LimitLeft => ({
    keyId: 'k1',
    model: 'groq/llama-3.3/x',
    counts: 'requests',
    per: 'day',
    left,
    whole: 14_400,
    ...more,
  });
  const levels = (one: LimitLeft) => limitSightings([one], [key], nameOf).map(({ level }) => level);

  it('is low below a tenth, and well again from a fifth on', () => {
    assert.deepEqual(
      [1_439, 1_440, 2_879, 2_880].map((left) => levels(limit(left))),
      [[1], [], [], [0]],
    );
  });

  it('is told with its numbers', () => {
    assert.deepEqual(said(limitSightings([limit(1_200)], [key], nameOf)), [
      ['quotaLow', 1, 'Groq key “work” has 1,200 of 14,400 requests left today. That is its limit for llama-3.3/x.'],
    ]);
  });

  it('of a minute, or of nobody knows what, is never told', () => {
    for (const per of ['minute', 'unknown'] as const) assert.deepEqual(levels(limit(0, { per })), [], per);
  });

  it('of a month is told; without its whole only once nothing is left', () => {
    assert.deepEqual(levels(limit(5, { per: 'month', whole: 1_000 })), [1]);
    assert.deepEqual(
      [0, 1].map((left) => levels(limit(left, { whole: undefined }))),
      [[1], [0]],
    );
  });

  it('of money that a key may spend is told alike', () => {
    const of = (left: number) => prepaidSightings({ ...key, provider: 'openrouter' }, { left, limit: 10 }, nameOf);
    assert.deepEqual(
      [0.99, 1, 2].map((left) => of(left).map(({ level }) => level)),
      [[1], [], [0]],
    );
    assert.match(String(said(of(0.85))[0]?.[2]), /may spend \$0\.85 more of \$10\.00\./);
    assert.deepEqual(prepaidSightings(key, { left: 0, limit: 0 }, nameOf), []);
  });

  it('of a key that is gone, or of a provider that closed, is nobody’s', () => {
    assert.deepEqual(limitSightings([limit(0)], [], nameOf), []);
    assert.deepEqual(usedUp({ ...key, provider: 'anyscale' }, nameOf), []);
  });
});

describe('what is told', () => {
  const standing = (entry: object): Standing => {
    const [budget] = budgetsIn([entry], { providers: [{ id: 'groq', name: 'Groq' }], keys: [key] }).budgets;
    assert.ok(budget);
    const facts = { spent: 4.5e9, doubt: 0, untold: 0, reserved: 0, lifted: false };
    return { budget, period: '2026-12-01', endsAt: 0, ...facts };
  };

  it('of a day that costs far more compares it with usual ones', () => {
    const { subject, sentence } = spikeSighting({
      day: '2026-12-01',
      nano: 12_300_000_000,
      usual: 3_050_000_000,
      times: 4.03,
    });
    assert.equal(sentence, 'Today has cost $12.30 so far. That is 4 times a usual day ($3.05).');
    assert.equal(subject, '2026-12-01');
  });

  it('of a budget names no workspace, in no field', () => {
    const told = budgetAlert(
      standing({ limit: 5, period: 'day', workspace: 'canary-shop 1a2b3c4d', name: 'canary' }),
      90,
    );
    assert.doesNotMatch(JSON.stringify(told), /canary|1a2b3c4d/);
    assert.match(told.sentence, /^The budget of today for one workspace has reached 90%: \$4\.50 of \$5\.00\./);
    assert.match(
      budgetAlert(standing({ limit: 5, period: 'day', provider: 'groq' }), 90).sentence,
      /for Groq has reached/,
    );
  });

  it('has nothing of a key but its id, its nickname and its provider', () => {
    const loud = { ...key, expiresOn: '2026-12-01', verdict: 'invalid' as const };
    const all = [
      ...dateSightings([loud], { now: noon(2027, 12, 1), rotateAfterDays: 1, nameOf }),
      verdictSighting(loud, 'invalid', nameOf),
      ...usedUp(loud, nameOf),
    ];
    assert.equal(all.length, 4);
    assert.doesNotMatch(JSON.stringify(all), /plain\.example/);
    assert.ok(all.every((one) => one?.subject.startsWith(subjectOf(key))));
  });
});
