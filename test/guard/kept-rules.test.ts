import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sieve } from '../../src/guard/grams.ts';
import { shapeFinders } from '../../src/guard/shapes.ts';
import { keptRules } from './looks.ts';

/** The patterns by which a finder searches a text, as the text sees them. */
const patternsOf = (find: (text: string) => unknown): readonly RegExp[] => {
  const patterns: RegExp[] = [];
  const listening = { length: 1, matchAll: (pattern: RegExp) => (patterns.push(pattern), []) };
  find(listening as unknown as string);
  return patterns;
};

/** Without what only looks around: the generator knows none of it. */
const generable = ({ source }: RegExp): RegExp =>
  new RegExp(
    source.replaceAll(/\(\?<?[!=](?:[^()[\]\\]|\\.|\[[^\]]*\]|\([^)]*\))*\)|\\b/g, '').replaceAll(/\\p\{L\}/g, 'x'),
  );

const cased = ({ flags }: RegExp, text: string, bits: number): string =>
  flags.includes('i')
    ? text
        .split('')
        .map((one, at) => ((bits >> (at % 30)) & 1 ? one.toUpperCase() : one.toLowerCase()))
        .join('')
    : text;

describe('the filter before the rules', () => {
  const all = [...keptRules, ...shapeFinders];
  const look = sieve(all);
  const worth = (text: string) => look(text).map(({ finder }) => finder);

  it('lets every text through that a pattern of the kept rules matches', () => {
    let count = 0;
    for (const finder of keptRules)
      for (const pattern of patternsOf(finder.find)) {
        let matched = 0;
        fc.assert(
          fc.property(fc.stringMatching(generable(pattern)), fc.nat(), fc.string(), (some, bits, before) => {
            const text = `${before} ${cased(pattern, some, bits)} `;
            if (!new RegExp(pattern).test(text)) return;
            matched += 1;
            assert.ok(worth(text).includes(finder), `${pattern}: ${JSON.stringify(text)}`);
          }),
          { numRuns: 150 },
        );
        assert.ok(matched > 0, `nothing was made for ${pattern}`);
        count += 1;
      }
    assert.ok(count > 35, `${count} patterns`);
  });

  it('keeps most texts from all of them', () => {
    for (const text of [
      'What is a monad?',
      'for (const one of list) if (one.task) return ask(one);',
      '# Title\n\n- [ ] a',
    ])
      assert.deepEqual(worth(text), [], text);
  });

  it('reads every text for a rule that names no pieces', () => {
    const finder = { find: () => [] };
    assert.deepEqual(sieve([finder])('anything'), [{ finder }]);
    assert.deepEqual(sieve([{ pieces: ['none'], find: () => [] }, finder])('anything'), [{ finder }]);
  });

  it('says where the pieces of each end, in the order of the finders', () => {
    const [ab, cd] = [
      { pieces: ['abcd', 'xy_'], find: () => [] },
      { pieces: ['abcd'], find: () => [] },
    ];
    assert.deepEqual(sieve([cd, ab])('-abcd xy_1 abcd'), [
      { finder: cd, ends: [4, 14] },
      { finder: ab, ends: [4, 9, 14] },
    ]);
  });

  it('takes characters beyond Latin-1', () => {
    assert.deepEqual(worth('Что такое монада? 😀 為什麼 🤷‍♀️ \uD800'), []);
  });
});

describe('the kept rules', () => {
  it('are all known by name, so that what they find is named', () => {
    assert.equal(keptRules.filter(({ pieces }) => !pieces).length, 0);
    assert.ok(keptRules.length >= 26);
  });
});
