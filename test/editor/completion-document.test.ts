import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { type Document, wantedAt } from '../../src/editor/completion-document.ts';

const at = (line: number, character: number): vscode.Position => ({ line, character }) as vscode.Position;

/** A document of these lines that counts how many of them were read. */
const documentOf = (...lines: readonly string[]) => {
  let read = 0;
  const document: Document = {
    uri: { scheme: 'file', path: '/project/a.ts', toString: () => 'file:///project/a.ts' } as vscode.Uri,
    languageId: 'typescript',
    version: 1,
    lineCount: lines.length,
    lineAt: (line: number | vscode.Position) => {
      read++;
      return { text: lines[typeof line === 'number' ? line : line.line] ?? '' } as vscode.TextLine;
    },
    offsetAt: ({ line, character }) => lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, character),
  };
  return { document, read: () => read };
};

const plain = { isAutomatic: true, selected: undefined };

describe('what a completion reads of a document', () => {
  it('is all of it where that is small, with the place of the cursor', () => {
    const { document } = documentOf('import a', 'foo(b', ')', '');
    const wanted = wantedAt(document, { position: at(1, 4), ...plain });
    assert.ok(wanted);
    const { place, reading, origin } = wanted;
    assert.deepEqual([place.prefix, place.suffix], ['import a\nfoo(', 'b\n)\n']);
    assert.deepEqual([place.before, place.after, place.shape], ['foo(', 'b', 'line']);
    assert.deepEqual([reading.firstLine, reading.head], [0, '']);
    assert.deepEqual(origin, { file: 'file:///project/a.ts', offset: 13 });
  });

  it('is no more of a large one than a window may hold, and its first lines', () => {
    const lines = Array.from({ length: 30_000 }, (_, line) => `const value${line} = compute(${line});`);
    const { document, read } = documentOf(...lines);
    const wanted = wantedAt(document, { position: at(20_000, 0), ...plain });
    assert.ok(wanted);
    const { reading } = wanted;
    assert.ok(reading.prefix.length <= 12_000 && reading.prefix.endsWith('compute(19999);\n'));
    assert.ok(reading.prefix.startsWith(`const value${reading.firstLine} `), 'from a line on');
    assert.ok(reading.suffix.length <= 4_000 && reading.suffix.startsWith('const value20000 '));
    assert.ok(reading.head.startsWith('const value0 ') && reading.head.length <= 4_000);
    assert.ok(read() < 1_000, `${read()} lines`);
  });

  it('is a part of a line that is too long, at the side of the cursor', () => {
    const long = 'x'.repeat(1_000_000);
    const { document } = documentOf('import a', `${long} (${long}`);
    const wanted = wantedAt(document, { position: at(1, 1_000_002), ...plain });
    assert.ok(wanted);
    assert.ok(wanted.place.prefix.length <= 12_000 && wanted.place.prefix.endsWith('x ('));
    assert.ok(wanted.place.suffix.length <= 4_000);
  });

  it('goes on behind what is selected in the list of suggestions', () => {
    const { document } = documentOf('cons', '');
    const selected = { range: { start: at(0, 0), end: at(0, 4) } as vscode.Range, text: 'console' };
    const wanted = wantedAt(document, { position: at(0, 4), isAutomatic: true, selected });
    assert.ok(wanted);
    assert.deepEqual([wanted.place.prefix, wanted.place.suffix], ['console', '\n']);
    assert.equal(wanted.origin.offset, undefined, 'which is no place in the document');
  });

  it('is nothing in the middle of a word', () => {
    const { document } = documentOf('const value = 1;');
    assert.equal(wantedAt(document, { position: at(0, 8), ...plain }), undefined);
    assert.ok(wantedAt(document, { position: at(0, 11), ...plain }));
  });
});
