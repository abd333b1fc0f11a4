import assert from 'node:assert/strict';
import { limitsText, unknownText, type KeyLimits } from '../../src/usage/hints.ts';
import { cost, group, summary } from '../panel/samples.ts';

const nameOf = (id: string): string => id.toUpperCase();

describe('a rate limit that is in the way', () => {
  const key = (limited: number, attempts = 100, name = 'work'): KeyLimits => ({
    provider: 'groq',
    key: name,
    attempts,
    limited,
  });
  const said = (keys: readonly KeyLimits[], fallbacks = 20) => limitsText({ fallbacks }, keys, nameOf);

  it('is said of the key that meets it most, with what to do', () => {
    assert.equal(
      said([key(12), key(34, 210, 'home')]),
      'Key home of GROQ was at its rate limit in 34 of its last 210 attempts, and others had to answer: add a second key, ' +
        'or lower its priority with “Keyway: Set Key Priority”.',
    );
  });

  it('is not worth a word where it is rare, or nobody had to take over', () => {
    assert.equal(said([key(9)]), undefined);
    assert.equal(said([key(12, 1_000)]), undefined);
    assert.equal(said([key(50)], 4), undefined);
    assert.equal(said([]), undefined);
  });
});

describe('a cost that is often unknown', () => {
  const total = (unknown: number, attempts = 100) => summary({ attempts, cost: cost({ unknown }) });

  it('is said with its share, and with the model it comes from', () => {
    const models = [group('a/b', { cost: cost({ unknown: 4 }) }), group('groq/x', { cost: cost({ unknown: 30 }) })];
    assert.equal(
      unknownText(total(34), models),
      'What 34% of the attempts cost is not known, most of them of groq/x: set a price in keyway.models.',
    );
  });

  it('names no model where there are many', () => {
    const models = ['a', 'b', 'c'].map((name) => group(name, { cost: cost({ unknown: 10 }) }));
    assert.equal(
      unknownText(total(30), models),
      'What 30% of the attempts cost is not known: set a price in keyway.models.',
    );
  });

  it('is not worth a word where it is rare', () => {
    assert.equal(unknownText(total(4, 10), []), undefined);
    assert.equal(unknownText(total(9), []), undefined);
  });
});
