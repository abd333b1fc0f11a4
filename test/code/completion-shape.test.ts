import assert from 'node:assert/strict';
import { lineAt } from '../../src/code/completion-place.ts';
import { isInWord, shapeOf } from '../../src/code/completion-shape.ts';

/** Of a file with a `|` where the cursor is. */
const shape = (text: string) => {
  const [prefix = '', suffix = ''] = text.split('|');
  return shapeOf(lineAt({ prefix, suffix }));
};

const samples: Readonly<Record<string, { readonly block: readonly string[]; readonly line: readonly string[] }>> = {
  TypeScript: {
    block: [
      'const a = 1;\n|\nconst b = 2;',
      'function f() {\n  |\n}',
      'function f() {|',
      'const f = (a: number) =>|',
      'call(|\n',
      'const list = [|',
      '// the sum of both|',
      '/** Doubles it. */|',
      '  * another line of it|',
      'switch (a) {\n  case 1:|',
      '|',
    ],
    line: [
      'const a = |',
      'foo(|)',
      'foo(a, |);',
      'if (|) {',
      'return a.|',
      'const { a| } = b;',
      'call(a);|',
      'const f = 1; // why|',
      'const o = { key:|',
      'class A { #private|',
    ],
  },
  Python: {
    block: [
      'def f(a):|',
      'def f(a):\n    |\n',
      'class A(B):|',
      'async def f():|',
      '    else:|',
      'for a in b:|',
      '# the sum of both|',
      'with open(a) as b:   |',
      'match a:\n    case 1:|',
    ],
    line: ['a = |', 'print(|)', 'return a[|]', 'x = {"key":|', 'lambda a:|', 'def f(|):'],
  },
  Go: {
    block: [
      'func main() {|',
      'func main() {\n\t|\n}',
      'var (|',
      'if err != nil {|',
      '// Sum adds.|',
      'case 1:|',
      'default:|',
    ],
    line: ['a := |', 'fmt.Println(|)', 'func (s *Server) |', 'return a, |', '*p = |', '#include <|>'],
  },
  'Ruby, Lua and shells': {
    block: ['list.each do|', 'if a then|', '-- the sum of both|', 'begin|', 'else|'],
    line: ['puts |', 'local a = |', 'echo $|'],
  },
};

describe('the extent of a proposal', () => {
  for (const [language, { block, line }] of Object.entries(samples)) {
    for (const text of block)
      it(`is several lines in ${language} at ${JSON.stringify(text)}`, () => assert.equal(shape(text), 'block'));
    for (const text of line)
      it(`is one line in ${language} at ${JSON.stringify(text)}`, () => assert.equal(shape(text), 'line'));
  }

  it('is nothing in the middle of a word', () => {
    const inWord = (before: string, after: string): boolean => isInWord({ before, after });
    assert.ok(inWord('fo', 'o') && inWord('größ', 'e') && inWord('a_', '1'));
    assert.ok(!inWord('foo', '') && !inWord('foo(', 'a)') && !inWord('a', ')') && !inWord('', 'a'));
  });
});
