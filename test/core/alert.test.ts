import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  alertKinds,
  calm,
  isAlert,
  judged,
  markOf,
  type Alert,
  type AlertKind,
  type Incident,
  type Look,
  type Sighting,
} from '../../src/core/alert.ts';

const start = Date.UTC(2026, 10, 20, 12);
const hour = 3_600_000;

const alert = (kind: AlertKind, subject = 'k', more: Partial<Alert> = {}): Alert => ({
  kind,
  subject,
  level: 1,
  sentence: `${kind} ${subject}.`,
  facts: {},
  ...more,
});
const gone = (kind: AlertKind, subject = 'k'): Sighting => ({ kind, subject, level: 0 });

/** A memory that looks are made against, and what they told. */
const memory = () => {
  let known: ReadonlyMap<string, Incident> = new Map();
  return (look: readonly Sighting[] | Look, now: number): readonly string[] => {
    const { changed, told } = judged('sightings' in look ? look : { sightings: look }, known, now);
    known = new Map([...known, ...changed]);
    return told.map((one) => `${markOf(one)} ${one.level}`);
  };
};

describe('an incident', () => {
  it('is told once, however often its cause is seen', () => {
    const look = memory();
    assert.deepEqual(look([alert('keyInvalid')], start), ['keyInvalid k 1']);
    for (let hours = 1; hours < 100; hours++) assert.deepEqual(look([alert('keyInvalid')], start + hours * hour), []);
  });

  it('may begin anew once its cause was gone for as long as its kind has to be calm', () => {
    for (const kind of alertKinds) {
      const look = memory();
      look([alert(kind)], start);
      look([gone(kind)], start + 1_000);
      assert.deepEqual(look([alert(kind)], start + 1_000 + calm[kind]), [`${kind} k 1`]);
    }
  });

  it('goes on where its cause only flaps, from its last return on', () => {
    const look = memory();
    const told = look([alert('quotaLow')], start);
    for (let hours = 1; hours < 200; hours++)
      assert.deepEqual(look([hours % 2 ? gone('quotaLow') : alert('quotaLow')], start + hours * hour), [], `${hours}`);
    assert.equal(told.length, 1);
  });

  it('counts how long its cause was gone from the first time it was, not from the last', () => {
    const look = memory();
    look([alert('keyInvalid')], start);
    for (let hours = 1; hours <= 13; hours++) look([gone('keyInvalid')], start + hours * hour);
    assert.deepEqual(look([alert('keyInvalid')], start + 14 * hour), ['keyInvalid k 1']);
  });

  it('is told again where it becomes worse, and not where it becomes better', () => {
    const look = memory();
    const at = (level: number, hours: number) => look([alert('keyExpiry', 'k', { level })], start + hours * hour);
    assert.deepEqual(
      [at(1, 0), at(2, 1), at(1, 2), at(2, 3), at(3, 4)].map((told) => told.length),
      [1, 1, 0, 0, 1],
    );
  });

  it('leaps over what was never seen: the worst is told alone', () => {
    const look = memory();
    assert.deepEqual(look([alert('keyExpiry', 'k', { level: 3 })], start), ['keyExpiry k 3']);
    assert.deepEqual(look([alert('keyExpiry', 'k', { level: 1 })], start + hour), []);
  });

  it('ends by itself when its limit begins anew, although nobody saw that', () => {
    const look = memory();
    const low = (endsAt: number, now: number) => look([alert('quotaLow', 'k', { endsAt })], now);
    const midnight = start + 12 * hour;
    assert.equal(low(midnight, start).length, 1);
    // Servers round: the end moves by seconds from one answer to the next, and may be a moment ago.
    assert.equal(low(midnight + 900, start + hour).length, 0);
    assert.equal(low(midnight - 700, midnight - 100).length, 0);
    assert.equal(low(midnight + 700, midnight + 100).length, 0);
    assert.equal(low(midnight + 24 * hour, midnight + hour).length, 1);
  });

  it('does not end where a limit that fills up all the time moves its end on', () => {
    const look = memory();
    let told = 0;
    for (let hours = 0; hours < 100; hours++)
      told += look([alert('quotaLow', 'k', { endsAt: start + hours * hour + 20 * hour })], start + hours * hour).length;
    assert.equal(told, 1);
  });

  it('ends where a look that names every cause no longer names it', () => {
    const look = memory();
    look({ sightings: [alert('keyExpiry', 'a'), alert('keyExpiry', 'b'), alert('keyInvalid', 'c')] }, start);
    look({ sightings: [alert('keyExpiry', 'b')], whole: ['keyExpiry'] }, start + 1);
    const later = start + 1 + calm.keyExpiry;
    const again = [alert('keyExpiry', 'a'), alert('keyExpiry', 'b'), alert('keyInvalid', 'c')];
    assert.deepEqual(look(again, later), ['keyExpiry a 1']);
  });

  it('is one by kind and subject', () => {
    const look = memory();
    assert.equal(look([alert('keyAge', 'a'), alert('keyAge', 'b'), alert('keyInvalid', 'a')], start).length, 3);
  });

  it('is told once where one look sees it twice', () => {
    assert.equal(memory()([alert('keyAge'), alert('keyAge')], start).length, 1);
  });

  it('survives a clock that is set back', () => {
    const look = memory();
    look([alert('keyInvalid')], start);
    look([gone('keyInvalid')], start + hour);
    assert.deepEqual(look([alert('keyInvalid')], start - 100 * hour), []);
  });
});

describe('alerts, whatever is seen in whatever order', () => {
  const sighting = fc.record({
    kind: fc.constantFrom(...alertKinds),
    subject: fc.constantFrom('a', 'b'),
    level: fc.nat(3),
    wait: fc.constantFrom(0, 1_000, 30_000, hour, 13 * hour),
  });

  it('are told once per incident and level, and every incident is told', () => {
    let incidents = 0;
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 60 }), (all) => {
        const look = memory();
        let now = start;
        /** What an observer would say: since when each cause is gone, and the worst that was told of it. */
        const model = new Map<string, { worst: number; goneAt: number | undefined }>();
        for (const { kind, subject, level, wait } of all) {
          now += wait;
          const seen: Sighting = level === 0 ? gone(kind, subject) : alert(kind, subject, { level });
          const mark = markOf(seen);
          const before = model.get(mark);
          const told = look([seen], now);
          if (!isAlert(seen)) {
            if (before) before.goneAt ??= now;
            assert.deepEqual(told, []);
            continue;
          }
          const isNew = !before || (before.goneAt !== undefined && now - before.goneAt >= calm[kind]);
          incidents += Number(isNew);
          assert.equal(told.length, Number(isNew || level > before.worst));
          model.set(mark, { worst: isNew ? level : Math.max(level, before.worst), goneAt: undefined });
        }
      }),
      { numRuns: 2_000 },
    );
    assert.ok(incidents > 1_000, `${incidents} incidents`);
  });
});
