import assert from 'node:assert/strict';
import fc from 'fast-check';
import { patterns, Said, type Pattern } from '../../src/core/task-patterns.ts';

const all: readonly Pattern[] = Object.values(patterns).flat();

/** Pieces that code, traces and mathematics are made of, in any order. */
const pieces = fc.constantFrom(
  ...`${'```'} ~~~ TypeError error[E0308] npm~ERR! panic: => === { ]; def~f( const~x~= #include return~1; import~{
  public~class~ ${'`x`'} getUser user_id f() #file src/a ∀ \\frac x^2 O(n~ word é at~x:1 Traceback~(most goroutine~7
  error~TS2304 core~dumped SELECT~ GROUP~BY~ CREATE~TABLE~ from~a~import~`
    .split(/\s+/)
    .map((piece) => (piece === '~~~' ? piece : piece.replaceAll('~', ' '))),
  '\n',
  ' ',
);

const isCodeLine = (line: string): boolean => new Said(`Look:\n${line}\nWhat is that?`).shows(patterns.codeLine);

describe('a pattern of code or of mathematics', () => {
  it('is found wherever it stands, whichever characters are looked for first', () => {
    const found = new Set<Pattern>();
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const text = parts.join('');
        const said = new Said(text);
        for (const one of all) {
          const isThere = one.pattern.test(text);
          assert.equal(said.shows([one]), isThere, `${one.pattern} in ${JSON.stringify(text)}`);
          if (isThere) found.add(one);
        }
      }),
      { numRuns: 3_000 },
    );
    assert.equal(found.size, all.length);
  });

  for (const line of ['save();', 'let x = 5;', 'return a + b;', '}', 'def total(', '#include <vector>', 'import { a }'])
    it(`sees that ${JSON.stringify(line)} is a line of code`, () => assert.ok(isCodeLine(line)));

  for (const line of ['Buy milk; then eggs', 'Is 5 = 4 + 1?', 'import taxes rose (a little)', 'TABLE OF CONTENTS'])
    it(`sees that ${JSON.stringify(line)} is none`, () => assert.ok(!isCodeLine(line)));
});
