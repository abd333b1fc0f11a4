import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { closingsIn } from '../../../src/editor/pages.ts';

describe('A page that is closed', () => {
  const folder = (): vscode.Uri => vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('a folder is open');
  let uri: vscode.Uri;

  before(async () => {
    uri = vscode.Uri.joinPath(folder(), 'Explanation.md');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('# Explanation'));
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(uri);
  });

  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);

  it('is told of once its preview is gone, and not when another one is', async () => {
    const closed: string[] = [];
    const closings = closingsIn(new Map([['/Explanation.md', '']]));
    const listening = closings.event((name) => closed.push(name));
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
      const other = await vscode.workspace.openTextDocument({ content: 'other' });
      await vscode.window.showTextDocument(other, { preview: false });
      for (let look = 0; look < 100 && tabs().length < 2; look++) await delay(50);
      const preview = tabs().find(({ input }) => input instanceof vscode.TabInputWebview);
      const text = tabs().find(({ input }) => input instanceof vscode.TabInputText);
      assert.ok(
        preview && text,
        tabs()
          .map(({ label }) => label)
          .join(),
      );
      await vscode.window.tabGroups.close(text);
      assert.deepEqual(closed, []);
      await vscode.window.tabGroups.close(preview);
      for (let look = 0; look < 100 && closed.length === 0; look++) await delay(50);
      assert.deepEqual(closed, ['Explanation']);
    } finally {
      listening.dispose();
      closings.dispose();
    }
  });
});
