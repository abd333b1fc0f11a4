import assert from 'node:assert/strict';
import { remembered } from '../../src/guard/look.ts';
import { common, type Look } from '../../src/guard/span.ts';

const kind = common('a secret');

/** Finds `secret`, and counts the texts it was shown. */
const counting = (): { readonly look: Look; readonly shown: string[] } => {
  const shown: string[] = [];
  const look: Look = (text) => {
    shown.push(text);
    const start = text.indexOf('secret');
    return start < 0 ? [] : [{ start, end: start + 6, kind }];
  };
  return { look, shown };
};

const long = (text: string): string => text.padEnd(1_000, '.');

describe('a look that remembers', () => {
  it('looks at a long text once, and says the same of it again', () => {
    const { look, shown } = counting();
    const again = remembered(look);
    const first = again(long('a secret'));
    // Another string of the same text, as the next turn brings it.
    assert.deepEqual(again(Buffer.from(long('a secret')).toString()), first);
    assert.deepEqual([shown.length, first[0]?.start], [1, 2]);
  });

  it('tells texts of one length apart', () => {
    const again = remembered(counting().look);
    assert.deepEqual([again(long('a secret')).length, again(long('a sacred')).length], [1, 0]);
  });

  it('forgets what was not asked for the longest', () => {
    const { look, shown } = counting();
    const again = remembered(look, 2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) again(long(text));
    assert.deepEqual(
      shown.map((text) => text.charAt(0)),
      ['a', 'b', 'c', 'b'],
    );
  });

  it('does not mind lone surrogates', () => {
    const again = remembered(counting().look);
    assert.equal(again(long('\uD800 secret')).length, 1);
  });
});
