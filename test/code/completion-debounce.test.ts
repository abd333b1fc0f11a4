import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  accepted,
  leastPause,
  mostPause,
  pauseOf,
  still,
  typed,
  type Typing,
} from '../../src/code/completion-debounce.ts';

/** Keystrokes with these milliseconds between them. */
const after = (gaps: readonly number[], from: Typing = still): Typing => {
  let at = from.lastAt ?? 1_000;
  let typing = from.lastAt === undefined ? typed(from, at) : from;
  for (const gap of gaps) {
    at += gap;
    typing = typed(typing, at);
  }
  return typing;
};

const again = (gap: number, times = 10): readonly number[] => Array.from({ length: times }, () => gap);

describe('the wait before a completion', () => {
  it('is never shorter or longer than its bounds, however somebody types', () => {
    const gap = fc.oneof(fc.integer({ min: -5_000, max: 60_000 }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, fc.boolean()), { maxLength: 60 }), (keys) => {
        let at = 0;
        let typing: Typing = still;
        for (const [wait, takes] of keys) {
          at += wait;
          typing = takes ? accepted(typing, at) : typed(typing, at);
          const pause = pauseOf(typing);
          assert.ok(pause >= leastPause && pause <= mostPause, `${pause} ms`);
        }
      }),
    );
  });

  it('is longer than nearly every gap of who types quickly', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 60, max: 120 }), { minLength: 10, maxLength: 200 }), (gaps) => {
        const pause = pauseOf(after(gaps));
        assert.ok(gaps.every((gap) => gap < pause));
      }),
    );
  });

  it('is longer while somebody types quickly than when they begin or type slowly', () => {
    const quick = pauseOf(after(again(110)));
    assert.ok(quick > pauseOf(still));
    assert.ok(quick > pauseOf(after(again(400))));
  });

  it('learns how quickly this person types', () => {
    assert.ok(pauseOf(after(again(70))) < pauseOf(after(again(140))));
    assert.equal(pauseOf(after(again(70, 40), after(again(140)))), pauseOf(after(again(70))));
  });

  it('is as short as it may be right after a proposal was taken, and the usual one at the next key', () => {
    const taken = accepted(after(again(110)), 9_000);
    assert.equal(pauseOf(taken), leastPause);
    assert.equal(pauseOf(typed(taken, 9_100)), pauseOf(still));
  });

  it('forgets a flow after a pause to think', () => {
    assert.equal(pauseOf(after([...again(110), 4_000])), pauseOf(still));
  });
});
