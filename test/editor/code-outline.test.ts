import assert from 'node:assert/strict';
import { commentAbove } from '../../src/editor/code-comment.ts';
import { blockAround, importsIn, nameIn } from '../../src/editor/code-outline.ts';
import { wordsIn } from '../../src/editor/code-words.ts';

/** The block around the line that has `‹here›` in it, as text. */
const around = (text: string): string | undefined => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.includes('‹here›'));
  const block = blockAround(lines, at);
  return block && lines.slice(block.first, block.last + 1).join('\n');
};

const python = `import os

class Cart:
    """Things."""

    @property
    # Cents.
    def total(
        self,
    ) -> int:
        total = 0
        for item in self.items:

            total += item.price  # ‹here›
        return total

    def empty(self):
        return []

def main():
    pass
`;

const go = `package cart

// Total adds up.
// In cents.
func (c *Cart) Total() int {
	total := 0
	for _, item := range c.items {
		total += item.price // ‹here›
	}
	return total
}

func main() {}
`;

const typescript = `export class Cart {
  /**
   * In cents.
   */
  async total(
    of: readonly Item[],
  ): Promise<number> {
    if (of.length === 0) {
      return 0; // ‹here›
    }
    return 1;
  }

  empty() {}
}
`;

const brace = `class Cart
{
    [Pure]
    public int Total()
    {
        return 1; // ‹here›
    }
}
`;

describe('The block around a line', () => {
  it('is a function of Python with its decorators, whatever lines its head has', () => {
    const block = around(python) ?? '';
    assert.match(block, /^ {4}@property\n {4}# Cents\.\n {4}def total\(/);
    assert.match(block, /return total$/);
  });

  it('is a function of Go with the comment above it', () => {
    const block = around(go) ?? '';
    assert.match(block, /^\/\/ Total adds up\.\n/);
    assert.match(block, /\n\}$/);
    assert.doesNotMatch(block, /main/);
  });

  it('is a method with its comment, not the condition inside it', () => {
    const block = around(typescript) ?? '';
    assert.match(block, /^ {2}\/\*\*\n/);
    assert.match(block, /\n {2}\}$/);
  });

  it('is a method whose brace has a line of its own', () => {
    const block = around(brace) ?? '';
    assert.match(block, /^ {4}\[Pure\]\n/);
    assert.match(block, /\n {4}\}$/);
  });

  it('is the function whose head the cursor is in', () => {
    assert.match(around(go.replace('Total() int {', 'Total() int { // ‹here›')) ?? '', /^\/\/ Total.*\n\}$/s);
    assert.match(around(python.replace('        self,', '        self,  # ‹here›')) ?? '', /def total.*return total$/s);
  });

  it('is none between functions', () => {
    assert.equal(around(go.replace('\nfunc main', '‹here›\nfunc main').replace(' // ‹here›', '')), undefined);
    assert.equal(around('a = 1 # ‹here›\nb = 2\n'), undefined);
  });
});

describe('The imports of a file', () => {
  it('are whole, also over several lines', () => {
    assert.equal(
      importsIn('package a\n\nimport (\n\t"fmt"\n\t"os"\n)\n\nfunc a() {}\n'.split('\n')),
      'package a\nimport (\n\t"fmt"\n\t"os"\n)',
    );
    const named = "import {\n  a,\n  b,\n} from './a.ts';\nimport './b.ts';";
    assert.equal(importsIn(`// Head\n${named}\n\nconst important = 1;\n`.split('\n')), named);
    assert.equal(
      importsIn('from a import (\n    b,\n)\nimport c\nx = 1'.split('\n')),
      'from a import (\n    b,\n)\nimport c',
    );
  });
});

describe('The comment above a cursor', () => {
  const above = (text: string, languageId: string) => {
    const lines = text.split('\n');
    return commentAbove(lines, lines.length - 1, languageId);
  };

  it('is what stands in its lines without their signs', () => {
    assert.deepEqual(above('x();\n// Adds up\n// all prices.\n', 'typescript'), {
      text: 'Adds up all prices.',
      last: 2,
    });
    assert.deepEqual(above('  # Adds up.\n\n', 'python'), { text: 'Adds up.', last: 0 });
    assert.deepEqual(above('/**\n * Adds up\n * all.\n */', 'go'), { text: 'Adds up all.', last: 3 });
    assert.deepEqual(above('def a():\n    """Adds up."""\n', 'python'), { text: 'Adds up.', last: 1 });
    assert.deepEqual(above('-- Adds up', 'sql'), { text: 'Adds up', last: 0 });
  });

  it('is none where code, a title or nothing stands there', () => {
    assert.equal(above('x();\n', 'typescript'), undefined);
    assert.equal(above('# Title\n', 'markdown'), undefined);
    assert.equal(above('#include <a.h>\n', 'c'), undefined);
    assert.equal(above('// Far away\n\n\n\n\n', 'go'), undefined);
    assert.equal(above('//\n', 'go'), undefined);
    assert.equal(above('', 'go'), undefined);
  });
});

describe('The names in a piece of code', () => {
  const code = `export function total(cart: Cart) {
  // Something about Nothing
  const label = "Other " + format(cart.items);
  return helper(label, cart);
}`;

  it('are those of others first, then types and what is called; no keywords, texts or comments', () => {
    const names = wordsIn(code, "import { helper } from './helper.ts';").map(({ name }) => name);
    assert.deepEqual(names, ['helper', 'Cart', 'total', 'format', 'cart', 'label', 'items']);
  });

  it('stand where they say', () => {
    for (const { name, at } of wordsIn(code, '')) assert.equal(code.slice(at, at + name.length), name);
  });
});

describe('The name of a definition', () => {
  it('is what stands behind its word, or before its parenthesis', () => {
    assert.equal(nameIn('    async def total(self):'), 'total');
    assert.equal(nameIn('func (c *Cart) Total() int {'), 'Total');
    assert.equal(nameIn('export const total = (cart: Cart) => {'), 'total');
    assert.equal(nameIn('  public override int Total()'), 'Total');
  });
});
