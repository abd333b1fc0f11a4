import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Key } from '../../src/core/key.ts';
import { moved, ofProvider, renumbered } from '../../src/editor/key-order.ts';

const arbitraryKeys: fc.Arbitrary<readonly Key[]> = fc
  .array(
    fc.record({
      provider: fc.constantFrom('a', 'b', 'c'),
      priority: fc.integer({ min: -3, max: 9 }),
      addedAt: fc.nat(5),
    }),
    { maxLength: 12 },
  )
  .map((keys) =>
    keys.map((key, index) => ({ ...key, id: `k${index}`, nickname: `n${index}`, enabled: true, plain: {} })),
  );

const priorities = (keys: readonly Key[], provider: string): readonly number[] =>
  ofProvider(keys, provider).map((key) => key.priority);

describe('the order of keys', () => {
  it('has no gaps and no ties, provider by provider, and keeps what order there was', () => {
    fc.assert(
      fc.property(arbitraryKeys, (keys) => {
        const after = renumbered(keys);
        for (const provider of ['a', 'b', 'c']) {
          assert.deepEqual(
            priorities(after, provider),
            priorities(after, provider).map((_, index) => index + 1),
          );
          assert.deepEqual(
            ofProvider(after, provider).map((key) => key.id),
            ofProvider(keys, provider).map((key) => key.id),
          );
        }
        assert.equal(renumbered(after), after, 'in order already: the very same list');
      }),
    );
  });

  it('puts a key where it is wanted and leaves other providers alone', () => {
    fc.assert(
      fc.property(arbitraryKeys, fc.nat(15), fc.nat(15), (unordered, pick, place) => {
        const keys = renumbered(unordered);
        const key = keys[pick];
        fc.pre(key !== undefined);
        const after = moved(keys, key.id, place);
        const siblings = ofProvider(keys, key.provider);
        const wanted = Math.min(Math.max(1, place), siblings.length);
        assert.equal(after.find((one) => one.id === key.id)?.priority, wanted);
        assert.deepEqual(
          priorities(after, key.provider),
          siblings.map((_, index) => index + 1),
        );
        assert.deepEqual(
          after.filter((one) => one.provider !== key.provider),
          keys.filter((one) => one.provider !== key.provider),
        );
        const others = (list: readonly Key[]): readonly string[] =>
          ofProvider(list, key.provider)
            .map((one) => one.id)
            .filter((id) => id !== key.id);
        assert.deepEqual(others(after), others(keys));
      }),
    );
  });
});
