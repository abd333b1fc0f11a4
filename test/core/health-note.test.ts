import assert from 'node:assert/strict';
import fc from 'fast-check';
import { remedies, type FailureKind } from '../../src/core/failure.ts';
import { isBelieved, merged, noteFrom, type Note } from '../../src/core/health-note.ts';

const time = fc.nat({ max: 50 });
const kind = fc.constantFrom(...(Object.keys(remedies) as FailureKind[]));
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
/** Objects as they are written and read. */
const plain = { noNullPrototype: true } as const;
const deadline = fc.record({ at: time, until: time, kind }, plain);

const notes: fc.Arbitrary<Note> = fc.record({
  changed: time,
  cleared: time,
  named: maybe(deadline),
  guessed: maybe(deadline),
  breaker: maybe(fc.record({ at: time, until: time, kind, inARow: time, opened: time }, plain)),
  probe: maybe(fc.record({ at: time, until: time }, plain)),
  pace: maybe(fc.array(fc.tuple(time, time), { maxLength: 50 })),
  accounts: maybe(fc.array(fc.tuple(time, fc.constantFrom('named org-1', 'both a b')), { maxLength: 10 })),
});

/** A breaker that has not opened holds a count and no deadline. */
const isClosed = (fact: object): boolean => 'opened' in fact && fact.opened === 0;

describe('two notes on one scope', () => {
  it('make the same one whichever comes first, and however often', () => {
    fc.assert(
      fc.property(notes, notes, (a, b) => {
        const both = merged(a, b);
        assert.deepEqual(merged(b, a), both);
        assert.deepEqual(merged(both, a), both);
        assert.deepEqual(merged(both, both), both);
      }),
    );
  });

  it('never make a deadline earlier, except by what cleared it', () => {
    fc.assert(
      fc.property(notes, notes, (a, b) => {
        const both = merged(a, b);
        for (const which of ['named', 'guessed', 'breaker'] as const)
          for (const fact of [a[which], b[which]])
            if (fact && fact.at > both.cleared && !isClosed(fact)) assert.ok((both[which]?.until ?? -1) >= fact.until);
      }),
    );
  });

  it('keep nothing that was said before one of them was cleared', () => {
    const old: Note = { changed: 5, cleared: 0, named: { at: 5, until: 99, kind: 'rate' } };
    const answered: Note = { changed: 6, cleared: 6 };
    assert.equal(merged(old, answered).named, undefined);
    const since: Note = { changed: 7, cleared: 0, named: { at: 7, until: 50, kind: 'rate' } };
    assert.equal(merged(since, answered).named?.until, 50);
  });

  it('share their samples of pace, each once, the newest fifty', () => {
    const pace = (from: number): Note['pace'] =>
      Array.from({ length: 40 }, (_, index) => [from + index, index] as const);
    const both = merged({ changed: 1, cleared: 0, pace: pace(0) }, { changed: 1, cleared: 0, pace: pace(20) });
    assert.equal(both.pace?.length, 50);
    assert.equal(both.pace?.at(-1)?.[0], 59);
  });

  it('are read back as they were written', () => {
    fc.assert(
      fc.property(notes, (note) => {
        const tidy = merged(note, note);
        assert.deepEqual(noteFrom(JSON.stringify(tidy)), JSON.parse(JSON.stringify(tidy)));
      }),
    );
  });
});

describe('a stored text', () => {
  it('is a note or nothing, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => assert.equal(noteFrom(text), undefined)));
    const good = { changed: 1, cleared: 0 };
    for (const bad of [
      { ...good, changed: -1 },
      { ...good, changed: null },
      { ...good, named: { at: 1, until: 2, kind: 'toString' } },
      { ...good, pace: [[1, 'fast']] },
      { ...good, pace: Array.from({ length: 51 }, () => [1, 1]) },
      { ...good, breaker: { at: 1, until: 1, kind: 'server', inARow: 1e9, opened: 1 } },
      { ...good, accounts: [[1, '']] },
    ])
      assert.equal(noteFrom(JSON.stringify(bad)), undefined, JSON.stringify(bad));
    assert.deepEqual(noteFrom(JSON.stringify(good)), good);
  });

  it('is believed for a day, longer only where the provider named a later time, and never from the future', () => {
    const day = 86_400_000;
    const note: Note = { changed: 1_000, cleared: 0 };
    assert.equal(isBelieved(note, day), true);
    assert.equal(isBelieved(note, day + 1_000), false);
    assert.equal(isBelieved({ ...note, named: { at: 1, until: 3 * day, kind: 'quota' } }, 2 * day), true);
    assert.equal(isBelieved({ ...note, changed: 60_001 }, 0), false);
  });
});
