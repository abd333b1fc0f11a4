import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { readReferences, type ReadingParts } from '../../../src/editor/references.ts';

describe('What is attached to a prompt', () => {
  const parts: ReadingParts = {
    excluded: { reasonFor: () => Promise.resolve(undefined) },
    guard: { partOf: (text, { start, end }) => Promise.resolve(text.slice(start, end)) },
  };
  const read = (value: unknown, more: Partial<ReadingParts> = {}) =>
    readReferences([{ id: 'attached', value } as vscode.ChatPromptReference], { ...parts, ...more });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('is read though it was never saved', async () => {
    const { uri } = await vscode.workspace.openTextDocument({ content: 'const unsaved = 1;', language: 'typescript' });
    const { text } = await read(uri);
    assert.match(text, /```typescript\nconst unsaved = 1;\n```/);
    const range = new vscode.Location(uri, new vscode.Range(0, 6, 0, 13));
    assert.match((await read(range)).text, /```typescript\nunsaved\n```/);
  });

  it('is read where it is a cell of a notebook', async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'print(1)', 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    const { text } = await read(notebook.cellAt(0).document.uri);
    assert.match(text, /print\(1\)/);
  });

  it('is left out where it is too long, and cut where its range is', async () => {
    const content = 'x'.repeat(100_001);
    const { uri } = await vscode.workspace.openTextDocument({ content });
    assert.match((await read(uri)).text, /is larger than 100 kB and was left out/);
    const whole = new vscode.Location(uri, new vscode.Range(0, 0, 9, 0));
    const shown: { start: number; end: number }[] = [];
    await read(whole, {
      guard: {
        partOf: (text, part) => {
          shown.push(part);
          assert.equal(text, content);
          return Promise.resolve('part');
        },
      },
    });
    assert.deepEqual(shown, [{ start: 0, end: 100_000 }]);
  });
});
