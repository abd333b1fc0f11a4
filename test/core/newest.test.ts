import assert from 'node:assert/strict';
import { keepNewest } from '../../src/core/newest.ts';

describe('a map that only keeps the newest', () => {
  it('forgets what was put into it first, and nothing where there is room', () => {
    const map = new Map(['a', 'b', 'c', 'd'].map((name) => [name, name]));
    keepNewest(map, 4);
    assert.deepEqual([...map.keys()], ['a', 'b', 'c', 'd']);
    map.delete('a');
    map.set('a', 'again');
    keepNewest(map, 2);
    assert.deepEqual([...map.keys()], ['d', 'a']);
    keepNewest(map, 0);
    assert.equal(map.size, 0);
  });
});
