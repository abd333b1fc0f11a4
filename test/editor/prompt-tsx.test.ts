import assert from 'node:assert/strict';
import { flatTsx } from '../../src/editor/prompt-tsx.ts';

const anchor = (path: string) => ({
  anchor: { $mid: 1, path, scheme: 'file' },
  options: { isFromTool: true },
});

const text = (words: string, references: readonly object[] = []) => ({
  type: 2,
  priority: 3,
  text: words,
  references,
  lineBreakBefore: true,
});

const piece = (children: readonly object[], references: readonly object[] = []) => ({
  type: 1,
  ctor: 2,
  ctorName: 'x',
  children,
  props: {},
  references,
});

/** As `copilot_readFile` and `copilot_findTextInFiles` of VS Code's built-in chat 0.67.0 gave them on 2026-11-21. */
const read = {
  node: piece([
    piece([
      piece([text('export const total = 1;\n', [anchor('/project/a.ts')])]),
      piece([text('// here\n')]),
      piece([text('export const two = 2;')]),
    ]),
  ]),
};
const found = {
  node: piece(
    [piece([text('Found 1 match in 1 file for "here"')]), piece([text('\na.ts\n2:// here')])],
    [
      {
        anchor: {
          uri: { $mid: 1, path: '/project/a.ts', scheme: 'vscode-remote', authority: 'ssh-remote+box' },
          range: [
            { line: 1, character: 3 },
            { line: 1, character: 7 },
          ],
        },
        options: { isFromTool: true },
      },
    ],
  ),
};

describe('what a tool of VS Code gives', () => {
  it('is its words, each piece on a line of its own', () => {
    assert.equal(flatTsx(read)?.text, 'export const total = 1;\n// here\nexport const two = 2;');
    assert.equal(flatTsx(found)?.text, 'Found 1 match in 1 file for "here"\n\na.ts\n2:// here');
  });

  it('names the files that it is from, wherever in the tree they stand', () => {
    assert.deepEqual(flatTsx(read)?.sources, [{ scheme: 'file', authority: '', path: '/project/a.ts' }]);
    assert.deepEqual(flatTsx(found)?.sources, [
      { scheme: 'vscode-remote', authority: 'ssh-remote+box', path: '/project/a.ts' },
    ]);
  });

  for (const value of [undefined, null, 'text', [], {}, { node: 1 }])
    it(`is no tree where it is ${JSON.stringify(value)}`, () => assert.equal(flatTsx(value), undefined));

  it('is read as far as it goes where parts of it are odd', () =>
    assert.deepEqual(flatTsx({ node: { children: [1, null, { text: 5 }, { text: 'a', references: [{}, 1] }] } }), {
      text: 'a',
      sources: [],
    }));

  it('is not followed down a tree that has no end', () => {
    let node: object = { text: 'deep' };
    for (let depth = 0; depth < 50_000; depth++) node = { children: [node] };
    assert.equal(flatTsx({ node })?.text, '');
  });
});
