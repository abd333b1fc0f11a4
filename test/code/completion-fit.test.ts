import assert from 'node:assert/strict';
import fc from 'fast-check';
import { begun } from '../../src/code/completion-begin.ts';
import { bracketsOf } from '../../src/code/completion-brackets.ts';
import type { Ending } from '../../src/code/completion-end.ts';
import { proposalIn, replacedBy } from '../../src/code/completion-fit.ts';
import { agrees, lineAt, type Place } from '../../src/code/completion-place.ts';
import { shapeOf } from '../../src/code/completion-shape.ts';

/** Of a file with a `|` where the cursor is. */
const placeIn = (text: string, languageId = 'typescript'): Place => {
  const [prefix = '', suffix = ''] = text.split('|');
  const line = lineAt({ prefix, suffix });
  return { languageId, prefix, suffix, ...line, shape: shapeOf(line) };
};

/** The file once the proposal is taken. */
const taken = (
  text: string,
  answer: string,
  { languageId = 'typescript', ending = 'whole' as Ending } = {},
): string => {
  const place = placeIn(text, languageId);
  const proposal = proposalIn(answer, place, ending);
  return place.prefix + proposal + place.suffix.slice(replacedBy(proposal, place));
};

interface Sample {
  readonly says: string;
  readonly file: string;
  readonly answer: string;
  readonly becomes: string;
  readonly ending?: Ending;
}

const samples: Readonly<Record<string, readonly Sample[]>> = {
  typescript: [
    {
      says: 'completes the line and no more in the middle of one',
      file: 'const total = |;\nexport {};\n',
      answer: 'items.length;\nconst more = 1;',
      becomes: 'const total = items.length;\nexport {};\n',
    },
    {
      says: 'writes the rest of a block and stops before the bracket that is there',
      file: 'function add(a: number, b: number) {\n  |\n}\n',
      answer: 'return a + b;\n}\n\nfunction sub() {\n  return 1;\n}',
      becomes: 'function add(a: number, b: number) {\n  return a + b;\n}\n',
    },
    {
      says: 'closes the block that nobody closes',
      file: 'function add(a: number, b: number) {|',
      answer: '\n  return a + b;\n}\n\nfunction sub() {}\n',
      becomes: 'function add(a: number, b: number) {\n  return a + b;\n}',
    },
    {
      says: 'closes what it opens itself',
      file: 'function f() {\n  |\n}\n',
      answer: 'if (a) {\n    b();\n  }\n  c();\n}\n',
      becomes: 'function f() {\n  if (a) {\n    b();\n  }\n  c();\n}\n',
    },
    {
      says: 'stops before a line that closes more at once',
      file: 'call(function () {\n  |\n});\n',
      answer: 'work();\n}',
      becomes: 'call(function () {\n  work();\n});\n',
    },
    {
      says: 'replaces the bracket that the editor has closed by itself',
      file: 'call(|)\n',
      answer: 'a, b);',
      becomes: 'call(a, b);\n',
    },
    {
      says: 'closes the inner of two brackets of which the editor has closed one',
      file: 'outer(inner(|)\n',
      answer: 'a))',
      becomes: 'outer(inner(a))\n',
    },
    {
      says: 'stops at a bracket that closes nothing',
      file: 'const a = |\n',
      answer: 'b);',
      becomes: 'const a = b\n',
    },
    {
      says: 'replaces the quote that the editor has closed by itself',
      file: "import a from '|'\n",
      answer: "./a.ts';",
      becomes: "import a from './a.ts';\n",
    },
    {
      says: 'does not say again what stands behind the cursor',
      file: 'call(|, last);\n',
      answer: 'first, last);',
      becomes: 'call(first, last);\n',
    },
    {
      says: 'does not take a word apart that begins as it ends',
      file: 'const a = | else;\n',
      answer: 'value',
      becomes: 'const a = value else;\n',
    },
    {
      says: 'takes the code out of a fence',
      file: 'const double = (a: number) => |\n',
      answer: 'Here is the completed line:\n\n```typescript\na * 2;\n```\nIt doubles the number.',
      becomes: 'const double = (a: number) => a * 2;\n',
    },
    {
      says: 'leaves out the line that the model says again',
      file: 'const a = 1;\nconst double = |\n',
      answer: 'const double = a * 2;',
      becomes: 'const a = 1;\nconst double = a * 2;\n',
    },
    {
      says: 'leaves out several lines that the model says again',
      file: '// Doubles it.\nfunction double(a: number) {\n  |\n}\n',
      answer: '// Doubles it.\nfunction double(a: number) {\n  return a * 2;\n}',
      becomes: '// Doubles it.\nfunction double(a: number) {\n  return a * 2;\n}\n',
    },
    {
      says: 'goes on with the word that is half written',
      file: 'const result = calc|\n',
      answer: 'calculate(a);',
      becomes: 'const result = calculate(a);\n',
    },
    {
      says: 'adds no blank to a blank',
      file: 'return |\n',
      answer: ' a + b;',
      becomes: 'return a + b;\n',
    },
    {
      says: 'adds no indentation to indentation',
      file: 'if (a) {\n    |\n}\n',
      answer: '    b();',
      becomes: 'if (a) {\n    b();\n}\n',
    },
    {
      says: 'proposes nothing where the next line says it',
      file: 'const a = 1;\n|\nconst b = 2;\n',
      answer: 'const b = 2;\n',
      becomes: 'const a = 1;\n\nconst b = 2;\n',
    },
    {
      says: 'ends at a mark of the model',
      file: 'const a = |\n',
      answer: '<|fim_middle|>1;<|endoftext|>const b = 2;',
      becomes: 'const a = 1;\n',
    },
    {
      says: 'leaves out the line in the middle of which the answer was cut off',
      file: 'function f() {\n  |\n}\n',
      answer: 'one();\n  two();\n  thr',
      becomes: 'function f() {\n  one();\n  two();\n}\n',
      ending: 'cut',
    },
    {
      says: 'follows a comment with what it says',
      file: '// The sum of both.|\n',
      answer: '\nconst sum = (a: number, b: number) => a + b;\n',
      becomes: '// The sum of both.\nconst sum = (a: number, b: number) => a + b;\n',
    },
    {
      says: 'reads line ends of Windows as line ends',
      file: 'function f() {\n  |\n}\n',
      answer: 'one();\r\n  two();\r\n}\r\n',
      becomes: 'function f() {\n  one();\n  two();\n}\n',
    },
  ],
  python: [
    {
      says: 'stays in its block',
      file: 'def add(a, b):\n    |\n\n\nclass A:\n    pass\n',
      answer: 'return a + b\n\n\ndef sub(a, b):\n    return a - b\n',
      becomes: 'def add(a, b):\n    return a + b\n\n\nclass A:\n    pass\n',
    },
    {
      says: 'begins the block that a colon opens',
      file: 'def add(a, b):|\n',
      answer: '\n    total = a + b\n    return total\n\nprint(add(1, 2))\n',
      becomes: 'def add(a, b):\n    total = a + b\n    return total\n',
    },
    {
      says: 'may go one step deeper behind a colon',
      file: 'def f(a):\n    if a:\n    |\n',
      answer: '    return 1\n',
      becomes: 'def f(a):\n    if a:\n        return 1\n',
    },
    {
      says: 'goes on with the other branch',
      file: 'def f(a):\n    if a:\n        |\n',
      answer: 'return 1\n    else:\n        return 2\n\nprint(1)\n',
      becomes: 'def f(a):\n    if a:\n        return 1\n    else:\n        return 2\n',
    },
    {
      says: 'leaves out the head of the function that the model says again',
      file: 'def add(a, b):\n    |\n',
      answer: '```python\ndef add(a, b):\n    return a + b\n```',
      becomes: 'def add(a, b):\n    return a + b\n',
    },
    {
      says: 'takes a lone quote for no string',
      file: "# don't\nprint(|)\n",
      answer: 'a)',
      becomes: "# don't\nprint(a)\n",
    },
  ],
  go: [
    {
      says: 'writes the body and stops before the bracket that is there',
      file: 'func add(a, b int) int {\n\t|\n}\n\nfunc main() {}\n',
      answer: 'return a + b\n}\n\nfunc main() {\n\tfmt.Println(add(1, 2))\n}\n',
      becomes: 'func add(a, b int) int {\n\treturn a + b\n}\n\nfunc main() {}\n',
    },
    {
      says: 'handles an error over several lines',
      file: 'func f() error {\n\terr := g()\n\tif err != nil {|\n}\n',
      answer: '\n\t\treturn err\n\t}\n\treturn nil\n}\n',
      becomes: 'func f() error {\n\terr := g()\n\tif err != nil {\n\t\treturn err\n\t}\n}\n',
    },
    {
      says: 'completes a call',
      file: 'func main() {\n\tfmt.Println(|)\n}\n',
      answer: '"sum:", add(1, 2))\n}\n',
      becomes: 'func main() {\n\tfmt.Println("sum:", add(1, 2))\n}\n',
    },
    {
      says: 'keeps the tabs that are there',
      file: 'func f() {\n\t|\n}\n',
      answer: '\ta := 1\n\tb := 2\n}\n',
      becomes: 'func f() {\n\ta := 1\n\tb := 2\n}\n',
    },
  ],
};

const pieces = fc.string({
  unit: fc.constantFrom(
    'a',
    'foo',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '\n',
    '\n  ',
    ' ',
    ',',
    ';',
    '"',
    "'",
    ':',
    '=',
    'if ',
    '```',
    '//',
  ),
  maxLength: 30,
});
const files = fc.tuple(pieces, pieces).map(([before, after]) => placeIn(`${before}|${after}`));

describe('a proposal', () => {
  for (const [languageId, all] of Object.entries(samples))
    for (const { says, file, answer, becomes, ending } of all)
      it(`${says} (${languageId})`, () =>
        assert.equal(taken(file, answer, { languageId, ...(ending && { ending }) }), becomes));

  it('has at most sixteen lines', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `  line(${at});`).join('\n');
    assert.equal(proposalIn(lines, placeIn('function f() {\n|\n}\n'), 'whole').split('\n').length, 16);
  });

  it('of nothing but blanks is none', () => {
    for (const answer of ['', '\n', '  \n\t', '```\n```', '<CURSOR>'])
      assert.equal(proposalIn(answer, placeIn('a = |'), 'whole'), '');
  });

  it('keeps a fence where the file is Markdown', () => {
    assert.equal(
      taken('# Use\n\n|', '```sh\nnpm test\n```', { languageId: 'markdown' }),
      '# Use\n\n```sh\nnpm test\n```',
    );
  });

  it('never ends in a blank, is one line where one was asked for, and replaces only what it brings', () => {
    fc.assert(
      fc.property(files, pieces, (place, answer) => {
        const proposal = proposalIn(answer, place, 'whole');
        assert.equal(proposal, proposal.trimEnd());
        if (place.shape === 'line') assert.ok(!proposal.includes('\n'));
        const replaced = replacedBy(proposal, place);
        let at = -1;
        for (const char of place.after.slice(0, replaced)) {
          at = proposal.indexOf(char, at + 1);
          assert.ok(at >= 0);
        }
      }),
    );
  });

  it('closes no bracket that is not open before it', () => {
    fc.assert(
      fc.property(files, pieces, (place, answer) => {
        const proposal = proposalIn(answer, place, 'whole');
        const before = bracketsOf(place.prefix);
        const closing = bracketsOf(proposal).closers.map(({ char }) => char);
        assert.deepEqual(closing, before.open.toReversed().slice(0, closing.length));
      }),
    );
  });

  it('that is still coming agrees with what it becomes, as far as its beginning is clear', () => {
    fc.assert(
      fc.property(files, pieces, fc.nat(), (place, answer, many) => {
        // What comes before a block in fences is known to be talk only when the block comes.
        fc.pre(!/\S\s*```/.test(answer));
        const arrived = begun(answer.slice(0, many % (answer.length + 1)), place, false);
        assert.ok(agrees(arrived.trimEnd(), begun(answer, place, true)));
      }),
    );
  });
});
