import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fenced, plain } from '../../src/core/markdown.ts';

describe('text in Markdown', () => {
  it('becomes no link, image, formula, column, heading or mark', () => {
    assert.equal(
      plain('[a](b) ![c] $d$ |e| # *f* _g_ `h` <i> &j; ~k~ {l}'),
      String.raw`\[a\]\(b\) \!\[c\] \$d\$ \|e\| \# \*f\* \_g\_ \`h\` \<i\> \&j; \~k\~ \{l\}`,
    );
  });

  it('stays in one line, and turns nothing the other way round', () => {
    assert.equal(plain('a\n\nb\u202Ec\u0007d'), 'a b c d');
  });

  it('stands in a fence that nothing in it can end', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '~', 'a', '\n', ' ') }), (text) => {
        const [fence = '', ...rest] = fenced(text).split('\n');
        assert.equal(rest.at(-1), fence);
        assert.ok(!rest.slice(0, -1).some((line) => line.includes(fence)));
      }),
    );
    assert.equal(fenced('const a = 1;\n', 'typescript'), '```typescript\nconst a = 1;\n```');
  });
});
