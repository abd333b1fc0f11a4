import assert from 'node:assert/strict';
import fc from 'fast-check';
import { usualRoom, windowOf, type Room } from '../../src/code/completion-window.ts';
import { countTokens } from '../../src/core/tokens.ts';

const line = (at: number): string => `  const value${at} = compute(${at}, "text");`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => line(from + at)).join('\n');

const small: Room = { prefix: 200, suffix: 60, head: 40 };

describe('the window of a completion', () => {
  it('is the whole file where that is small', () => {
    const reading = { prefix: 'import a\n\nfoo(', suffix: ')\nbar()\n', firstLine: 0, head: 'import a' };
    assert.deepEqual(windowOf(reading), { prefix: reading.prefix, suffix: reading.suffix });
  });

  it('ends at the cursor, begins with a whole line, and is no longer than its room', () => {
    const prefix = `${lines(0, 300)}\n  cursor(`;
    const window = windowOf({ prefix, suffix: `)\n${lines(300, 600)}`, firstLine: 0, head: '' }, small);
    assert.ok(prefix.endsWith(`\n${window.prefix}`));
    assert.ok(countTokens(window.prefix) <= small.prefix);
    assert.ok(countTokens(window.suffix) <= small.suffix);
    assert.match(window.suffix, /^\)\n(?:.*;\n)*.*;$/);
  });

  it('begins at the same line while some lines are written', () => {
    const beginnings = Array.from({ length: 10 }, (_, more) => {
      const prefix = `${lines(0, 600 + more)}\n`;
      return windowOf({ prefix, suffix: '', firstLine: 0, head: '' }).prefix.split('\n')[0];
    });
    assert.ok(new Set(beginnings).size <= 2, beginnings.join());
  });

  it('begins at the same line whatever part of the file was read', () => {
    const whole = windowOf({ prefix: lines(0, 600), suffix: '', firstLine: 0, head: '' });
    const part = windowOf({ prefix: lines(333, 600), suffix: '', firstLine: 333, head: '' });
    assert.equal(part.prefix, whole.prefix);
  });

  it('keeps what the file says it uses, where its beginning is too far away', () => {
    const heads: readonly (readonly [head: string, kept: string])[] = [
      [
        '// Licence\nimport a from "a";\nimport {\n  b,\n} from "b";\n\nconst c = 1;',
        '// Licence\nimport a from "a";\nimport {\n  b,\n} from "b";',
      ],
      ['"""Docs."""\nimport os\nfrom a import b\n\nX = 1', '"""Docs."""\nimport os\nfrom a import b'],
      ['package main\n\nimport (\n\t"fmt"\n)\n\nfunc main() {', 'package main\n\nimport (\n\t"fmt"\n)'],
      ['#include <stdio.h>\n\nint main() {', '#include <stdio.h>'],
      ['const fs = require("fs");\nfs.a();', 'const fs = require("fs");'],
    ];
    for (const [head, kept] of heads) {
      const { prefix } = windowOf({ prefix: lines(20, 400), suffix: '', firstLine: 20, head });
      assert.ok(prefix.startsWith(`${kept}\n\n  const value`), prefix.slice(0, 120));
    }
    const { prefix } = windowOf({
      prefix: lines(20, 400),
      suffix: '',
      firstLine: 20,
      head: 'const a = 1;\nconst b = 2;',
    });
    assert.match(prefix, /^ {2}const value/);
  });

  it('says nothing twice that is in the prefix already', () => {
    const head = 'import a\nimport b\nimport c';
    const { prefix } = windowOf({ prefix: `import c\n${lines(3, 10)}`, suffix: '', firstLine: 2, head });
    assert.equal(prefix, `import a\nimport b\n\nimport c\n${lines(3, 10)}`);
  });

  it('cuts a line that is too long by itself, at the side that is away from the cursor', () => {
    const long = 'x'.repeat(200_000);
    const { prefix, suffix } = windowOf({ prefix: `${long}END`, suffix: `BEGIN${long}`, firstLine: 0, head: '' });
    assert.ok(prefix.endsWith('xEND') && prefix.length < 5_000);
    assert.ok(suffix.startsWith('BEGINx') && suffix.length < 5_000);
  });

  it('never has more than its room, and always touches the cursor', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', 'foo(', '){', 'import x\n', '🙂', '漢'),
      maxLength: 400,
    });
    const readings = fc.record({ prefix: text, suffix: text, firstLine: fc.nat({ max: 50 }), head: text });
    fc.assert(
      fc.property(readings, (reading) => {
        const { prefix, suffix } = reading;
        const window = windowOf(reading, small);
        // A token costs at most so many hundredths more where two lines are counted as one text.
        assert.ok(countTokens(window.prefix) <= (small.prefix + small.head) * 1.5 + 10);
        const touching = window.prefix.slice(window.prefix.lastIndexOf('\n') + 1);
        assert.ok(prefix.endsWith(touching));
        assert.ok(suffix.startsWith(window.suffix));
      }),
    );
  });

  it('is small enough to be asked for at a pause in typing', () => {
    assert.ok(usualRoom.prefix + usualRoom.suffix + usualRoom.head <= 2_500);
  });
});
