import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { watchFiles } from '../../../src/editor/search-watch.ts';

describe('A switch of branches', () => {
  it('is noticed in a folder that lies within its repository', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const git = path.join(path.dirname(folder.uri.fsPath), '.git');
    fs.mkdirSync(git);
    const branch = (name: string): void => fs.writeFileSync(path.join(git, 'HEAD'), `ref: refs/heads/${name}\n`);
    branch('main');
    let looks = 0;
    const excluded = {
      reasonFor: () => Promise.resolve(undefined),
      onDidChange: new vscode.EventEmitter<void>().event,
    };
    const watching = watchFiles(excluded, (paths) => {
      if (!paths) looks += 1;
    });
    try {
      // The watcher of a folder outside begins a moment after it is asked for.
      for (let round = 0; round < 20 && looks === 0; round++) {
        branch(`branch-${round}`);
        await delay(500);
      }
      assert.ok(looks > 0, 'nothing was told of the branch');
    } finally {
      watching.dispose();
      fs.rmSync(git, { recursive: true });
    }
  });
});
