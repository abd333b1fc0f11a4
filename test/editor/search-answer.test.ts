import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { manifest } from '../spoken-manifest.ts';
import { countTokens } from '../../src/core/tokens.ts';
import { answerText, folderIn, linesOf, rangeText, snippetOf } from '../../src/editor/search-answer.ts';
import type { Hit } from '../../src/search/query.ts';

const hit = (path: string, lines: readonly [first: number, last: number], facts: Partial<Hit> = {}): Hit => ({
  path,
  first: lines[0],
  last: lines[1],
  symbol: '',
  score: 0.5,
  ...facts,
});

describe('the answer of the search tool', () => {
  it('names paths, lines, symbols and scores, and holds the texts', async () => {
    const hits = [hit('src/a.ts', [3, 5], { symbol: 'Reader › get', score: 0.912 }), hit('b.py', [7, 7])];
    const textOf = async ({ path }: Hit) => (path === 'b.py' ? 'x = 1' : 'get() {\n  return 1;\n}');
    assert.equal(
      await answerText({ hits, notes: ['The index is not complete yet.'], textOf, budget: 1_000 }),
      [
        '2 found, the best first; lines are counted from 1.',
        'The index is not complete yet.',
        'src/a.ts:3-5 (Reader › get), score 0.91\n```\nget() {\n  return 1;\n}\n```',
        'b.py:7, score 0.50\n```\nx = 1\n```',
      ].join('\n\n'),
    );
  });

  it('leaves out what is gone or may not be read any more', async () => {
    const textOf = async ({ path }: Hit) => (path === 'gone.ts' ? undefined : 'here');
    const text = await answerText({
      hits: [hit('gone.ts', [1, 2]), hit('a.ts', [1, 1])],
      notes: [],
      textOf,
      budget: 500,
    });
    assert.match(text, /^1 found/);
    assert.ok(!text.includes('gone.ts'));
  });

  it('stays within its budget, the best first', async () => {
    const hits = Array.from({ length: 30 }, (_, at) => hit(`f${at}.ts`, [1, 20]));
    const textOf = async () => 'const value = compute(with, some, words);\n'.repeat(20);
    const text = await answerText({ hits, notes: [], textOf, budget: 1_000 });
    assert.ok(countTokens(text) <= 1_000, `${countTokens(text)} tokens`);
    assert.ok(text.includes('f0.ts') && text.includes('f1.ts') && !text.includes('f20.ts'));
  });

  it('cannot be left by fences within a file', async () => {
    const text = await answerText({
      hits: [hit('a.md', [1, 3])],
      notes: [],
      textOf: async () => 'text\n```\ncode\n````',
      budget: 500,
    });
    assert.ok(text.includes('\n`````\ntext\n```\ncode\n````\n`````'));
  });

  it('says that nothing fits', async () => {
    assert.match(
      await answerText({ hits: [], notes: [], textOf: async () => '', budget: 500 }),
      /^Nothing in the index/,
    );
  });
});

describe('a hit', () => {
  it('is named by its lines', () => {
    assert.equal(rangeText(hit('a.ts', [3, 14])), 'a.ts:3-14');
    assert.equal(rangeText(hit('a.ts', [3, 3])), 'a.ts:3');
  });

  it('has the lines that are there now, whatever ends them', () => {
    assert.equal(linesOf('one\r\ntwo\nthree\rfour', hit('a', [2, 3])), 'two\nthree');
    assert.equal(linesOf('one\ntwo', hit('a', [2, 9])), 'two');
    assert.equal(linesOf('one', hit('a', [5, 9])), undefined);
  });

  it('is known by its first telling line', () => {
    assert.equal(snippetOf('/**\n * Reads a file.\n */\nconst read = 1;'), 'Reads a file.');
    assert.equal(snippetOf('/** Reads a file. */\nconst read = 1;'), 'Reads a file.');
    assert.equal(snippetOf('  {\n  }\n  const read = 1;'), 'const read = 1;');
    assert.equal(snippetOf('{}'), '');
  });
});

describe('a folder that somebody names', () => {
  it('is one of the workspace, however it is written', () => {
    for (const written of ['src/server', './src/server/', '/src/server', 'src\\server', ' src/server '])
      assert.equal(folderIn(written), 'src/server', written);
    for (const written of [undefined, '', '.', './', '/']) assert.equal(folderIn(written), undefined);
  });
});

describe('the search tool of the manifest', () => {
  const { contributes } = manifest;
  const [tool, ...others] = contributes.languageModelTools;

  it('is the one that is registered, and can be named in a prompt', () => {
    const source = fs.readFileSync(path.join(import.meta.dirname, '../../src/editor/search-tool.ts'), 'utf8');
    assert.ok(tool && others.length === 0);
    assert.ok(source.includes(`'${tool.name}'`), tool.name);
    assert.deepEqual([tool.toolReferenceName, tool.canBeReferencedInPrompt], ['keywaySearch', true]);
    // VS Code 1.139 refuses names that begin as its own do.
    assert.doesNotMatch(tool.name, /^(?:copilot|vscode)_/);
  });

  it('tells a model when to use it, and takes what is read', () => {
    assert.match(tool?.modelDescription ?? '', /by meaning/);
    assert.deepEqual(Object.keys(tool?.inputSchema.properties ?? {}), ['query', 'maxResults', 'folder']);
    assert.deepEqual(tool?.inputSchema.required, ['query']);
  });
});
