import assert from 'node:assert/strict';
import fc from 'fast-check';
import { codeIn, indented, streamedCode, type Place } from '../../src/code/answer.ts';

const code = 'export const total = (items: Item[]) => {\n  return items.length;\n};';

describe('the code of an answer', () => {
  const cases: Readonly<Record<string, string>> = {
    'in a fence': `\`\`\`ts\n${code}\n\`\`\``,
    'in a fence with line breaks around it': `\n\n\`\`\`ts\n\n${code}\n\n\`\`\`\n\n`,
    'behind words': `Here is the corrected function:\n\n\`\`\`ts\n${code}\n\`\`\``,
    'between words': `Sure!\n\n\`\`\`typescript\n${code}\n\`\`\`\n\nI replaced the loop by the length of the list.`,
    'in a fence without a language': `\`\`\`\n${code}\n\`\`\``,
    'in tildes': `~~~ts\n${code}\n~~~`,
    'in longer fences': `\`\`\`\`ts\n${code}\n\`\`\`\``,
    'in a fence with the path of the file': `\`\`\`ts src/total.ts\n${code}\n\`\`\``,
    'in a fence with the path behind a colon': `\`\`\`typescript:src/total.ts\n${code}\n\`\`\``,
    'in a fence that begins behind words': `The code: \`\`\`ts\n${code}\n\`\`\``,
    'in a fence that ends behind the code': `\`\`\`ts\n${code}\`\`\``,
    'in a fence that nobody closed': `\`\`\`ts\n${code}\n`,
    'in a fence within a list': `1. Like this:\n   \`\`\`ts\n${code.replaceAll(/^/gm, '   ')}\n   \`\`\``,
    'in no fence': code,
    'in no fence, behind words': `Here is the code:\n\n${code}`,
    'in no fence, before words': `${code}\n\nThis returns how many items there are.`,
    'with the line ends of Windows': `\`\`\`ts\r\n${code.replaceAll('\n', '\r\n')}\r\n\`\`\`\r\n`,
    'within the marks of the request': `\`\`\`ts\n<selection>\n${code}\n</selection>\n\`\`\``,
    'the longest of several blocks in its language':
      `First a type:\n\`\`\`ts\ntype Item = 1;\n\`\`\`\nThen:\n\`\`\`ts\n${code}\n\`\`\`\n` +
      `Run it with:\n\`\`\`bash\n${'npx tsx total.ts && '.repeat(10)}true\n\`\`\``,
    'the block in its language, not a longer one in another': `\`\`\`bash\n${'npm install a-long-name && '.repeat(9)}true\n\`\`\`\n\n\`\`\`ts\n${code}\n\`\`\``,
  };
  for (const [name, answer] of Object.entries(cases))
    it(`is found ${name}`, () => assert.equal(codeIn(answer, 'typescript'), code));

  it('keeps fences that are its own', () => {
    const markdown = '# Use\n\n```ts\ntotal([]);\n```\n\nThat is all.';
    assert.equal(codeIn(`\`\`\`markdown\n${markdown}\n\`\`\``, 'markdown'), markdown);
    const bare = '# Use\n\n```\ntotal([]);\n```\n\nThat is all.';
    assert.equal(codeIn(`\`\`\`markdown\n${bare}\n\`\`\``, 'markdown'), bare);
    const docstring = 'def f():\n    """\n    ```\n    f()\n    ```\n    """\n    return 1';
    assert.equal(codeIn(`\`\`\`python\n${docstring}\n\`\`\``, 'python'), docstring);
    const nested = '"""\n```python\nf()\n```\n"""\nx = 1';
    assert.equal(codeIn(`\`\`\`python\n${nested}\n\`\`\``, 'python'), nested);
    const template = 'const fence = `\n```\n`;';
    assert.equal(codeIn(`\`\`\`\`ts\n${template}\n\`\`\`\``, 'typescript'), template);
  });

  it('keeps sentences that are the code', () => {
    const text = 'Here is how it works:\n\nThe list is counted.';
    assert.equal(codeIn(text, 'markdown'), text);
    assert.equal(codeIn('// Here is the total.\nconst a = 1;', 'typescript'), '// Here is the total.\nconst a = 1;');
    assert.equal(codeIn('# This is a comment.\nx = 1', 'python'), '# This is a comment.\nx = 1');
  });

  it('keeps what stands for a masked secret', () => {
    const masked = 'const key = "[masked by Keyway: a GitHub token]";';
    assert.equal(codeIn(`\`\`\`ts\n${masked}\n\`\`\``, 'typescript'), masked);
    assert.equal(codeIn(masked, 'typescript'), masked);
  });

  it('is nothing where a model only asks back', () => {
    assert.equal(codeIn('Please show me the code that you want to have corrected.', 'typescript'), '');
    assert.equal(codeIn('', 'typescript'), '');
    assert.equal(codeIn('```ts\n```', 'typescript'), '');
  });

  it('keeps the indentation of its first line', () => {
    assert.equal(codeIn('```py\n    return 1\n```', 'python'), '    return 1');
  });

  it('is any text that a fence is put around', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', '{', '}', '`', '\t', '"', '#', '.', 'é') });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const text = lines.join('\n');
        const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
        const fence = '`'.repeat(longest + 1);
        const core = lines.slice(
          Math.max(
            0,
            lines.findIndex((one) => one.trim() !== ''),
          ),
          lines.findLastIndex((one) => one.trim() !== '') + 1,
        );
        assert.equal(codeIn(`${fence}js\n${text}\n${fence}`, 'javascript'), core.join('\n'));
      }),
    );
  });
});

describe('the code of an answer that is still coming', () => {
  const piecesOf = (text: string, cuts: readonly number[]): readonly string[] => {
    const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
    return places.slice(1).map((place, index) => text.slice(places[index], place));
  };

  it('never shows a fence nor the words around it, and ends as the whole answer does', () => {
    const answers = [
      `Here is the code:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nIt counts the items.`,
      `\`\`\`typescript\n${code}\n\`\`\``,
      `~~~\n${code}\n~~~`,
      `The code: \`\`\`ts\n${code}\`\`\``,
      `\`\`\`bash\nnpm install\n\`\`\`\n\n\`\`\`ts\n${code}\n\`\`\``,
      `Sure, this is it:\n\n${code}`,
    ];
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.array(fc.nat(), { maxLength: 60 }), (answer, cuts) => {
        const coming = streamedCode('typescript');
        for (const piece of piecesOf(answer, cuts)) {
          const shown = coming.push(piece);
          assert.ok(code.startsWith(shown), JSON.stringify(shown));
        }
        assert.deepEqual(coming.end(), { code, closed: true });
        assert.equal(codeIn(answer, 'typescript'), code);
      }),
      { numRuns: 300 },
    );
  });

  it('shows code as it comes', () => {
    const coming = streamedCode('typescript');
    assert.equal(coming.push('```ts\nconst a'), 'const a');
    assert.equal(coming.push(' = `x`;\n'), 'const a = `x`;');
    assert.equal(coming.push('``'), 'const a = `x`;');
    assert.equal(coming.push('`\nDone.'), 'const a = `x`;');
  });

  it('shows code without a fence as it comes', () => {
    const coming = streamedCode('typescript');
    assert.equal(coming.push('const a = 1;\ncon'), 'const a = 1;\ncon');
    assert.equal(coming.push('st b = 2;'), 'const a = 1;\nconst b = 2;');
  });

  it('says whether its last block has an end', () => {
    const coming = streamedCode('typescript');
    coming.push('```ts\nconst a = 1;\n');
    assert.deepEqual(coming.end(), { code: 'const a = 1;', closed: false });
    coming.push('```');
    assert.deepEqual(coming.end(), { code: 'const a = 1;', closed: true });
  });
});

describe('code put in its place', () => {
  const at = (place: Partial<Place>): Place => ({ replaced: '', before: '', indent: '  ', eol: '\n', ...place });
  const selected = '    if (a) {\n      b();\n    }\n';
  const place = at({ replaced: selected });
  const wanted = '    if (a) {\n      c();\n    }\n';

  it('is as deep as what it replaces, however the model moved it', () => {
    assert.equal(indented('    if (a) {\n      c();\n    }', place), wanted, 'as it stood');
    assert.equal(indented('if (a) {\n  c();\n}', place), wanted, 'moved to the left');
    assert.equal(indented('if (a) {\n      c();\n    }', place), wanted, 'all but the first line as it stood');
    assert.equal(indented('        if (a) {\n          c();\n        }', place), wanted, 'moved to the right');
  });

  it('is so too where the selection begins behind its indentation', () => {
    const behind = at({ replaced: selected.trim(), before: '    ' });
    const rest = wanted.trim();
    assert.equal(indented('    if (a) {\n      c();\n    }', behind), rest);
    assert.equal(indented('if (a) {\n  c();\n}', behind), rest);
    assert.equal(indented('if (a) {\n      c();\n    }', behind), rest);
  });

  it('is so in languages that close nothing', () => {
    const python = at({ replaced: '    def f(self):\n        return 1\n', indent: '    ' });
    const result = '    def f(self):\n        return 2\n';
    assert.equal(indented('    def f(self):\n        return 2', python), result);
    assert.equal(indented('def f(self):\n    return 2', python), result);
    assert.equal(indented('def f(self):\n        return 2', python), result);
    const lines = at({ replaced: '    x = 1\n    y = 2\n', indent: '    ' });
    assert.equal(indented('x = 3\n    y = 4', lines), '    x = 3\n    y = 4\n');
    assert.equal(indented('x = 3\ny = 4', lines), '    x = 3\n    y = 4\n');
  });

  it('goes on behind code', () => {
    const behind = at({ before: '  const a = ', replaced: '{}' });
    assert.equal(indented('{\n  b: 1,\n}', behind), '{\n    b: 1,\n  }');
    assert.equal(indented('{\n    b: 1,\n  }', behind), '{\n    b: 1,\n  }');
  });

  it('stays as it is at a cursor on an empty line', () => {
    assert.equal(indented('    return 1;\n  }', at({})), '    return 1;\n  }');
  });

  it('is as deep as the cursor', () => {
    assert.equal(indented('if (a) {\n  b();\n}', at({ before: '    ' })), 'if (a) {\n      b();\n    }');
  });

  it('has the tabs or the spaces of the file', () => {
    const tabs = at({ replaced: '\tif a {\n\t\tb()\n\t}\n', indent: '\t' });
    assert.equal(indented('if a {\n    c()\n}', tabs), '\tif a {\n\t\tc()\n\t}\n');
    assert.equal(indented('    if a {\n        c()\n    }', tabs), '\tif a {\n\t\tc()\n\t}\n');
    assert.equal(indented('if (a) {\n\tc();\n}', place), wanted);
    assert.equal(indented('if (a) {\n    c();\n}', place), wanted);
    const four = at({ replaced: '    if (a) {\n        b();\n    }\n', indent: '    ' });
    assert.equal(indented('if (a) {\n  c();\n}', four), '    if (a) {\n        c();\n    }\n');
  });

  it('leaves spaces alone within code that has tabs: they are text', () => {
    const go = 'const query = `\n  select 1\n`\n\nfunc f() {\n\treturn\n}';
    assert.equal(indented(go, at({ indent: '\t' })), go);
  });

  it('has the line ends of the file, and ends as what it replaces ends', () => {
    assert.equal(indented('a\nb', at({ eol: '\r\n', replaced: 'x\r\n' })), 'a\r\nb\r\n');
    assert.equal(indented('a\r\nb', at({ replaced: 'x' })), 'a\nb');
    assert.equal(indented('a', at({ replaced: '\n\nx\n\n\n' })), '\n\na\n\n\n');
    assert.equal(indented('a', at({ replaced: '\n  x\n  ' })), '\n  a\n  ');
  });

  it('leaves no blanks on empty lines', () => {
    assert.equal(indented('a\n\n  \nb', at({ before: '    ' })), 'a\n\n\n    b');
  });

  it('is nothing where there is none', () => assert.equal(indented('\n', place), ''));

  it('is what stood there where the model changed nothing', () => {
    const line = fc
      .tuple(fc.nat(3), fc.constantFrom('a();', 'if (a) {', '}', 'x: 1,', '', '/* a */'))
      .map(([depth, text]) => (text === '' ? '' : '  '.repeat(depth) + text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (lines, eol) => {
        const replaced = lines.join(eol);
        if (replaced.trim() === '') return;
        const answer = codeIn(`\`\`\`ts\n${lines.join('\n')}\n\`\`\``, 'typescript');
        assert.equal(indented(answer, at({ replaced, eol })), replaced);
      }),
    );
  });

  it('is what stood there where the model moved all of it to the left', () => {
    fc.assert(
      fc.property(fc.constantFrom('\t', '  ', '    '), fc.integer({ min: 1, max: 4 }), (indent, depth) => {
        const plain = ['class A {', `${indent}f() {`, `${indent}${indent}return 1;`, `${indent}}`, '', '}'];
        const replaced = plain.map((line) => (line === '' ? '' : indent.repeat(depth) + line)).join('\n');
        assert.equal(indented(plain.join('\n'), at({ replaced, indent })), replaced);
      }),
    );
  });
});
