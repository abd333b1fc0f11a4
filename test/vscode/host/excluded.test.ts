import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { openExcludedFiles, type ExcludedFiles } from '../../../src/editor/excluded-files.ts';

describe('Files that are never sent', () => {
  let top: string;
  let outside: string;
  let excluded: ExcludedFiles & vscode.Disposable;

  before(() => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    top = path.join(folder.uri.fsPath, 'excluded-files');
    outside = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-outside-'));
  });

  after(() => {
    fs.rmSync(top, { recursive: true, force: true });
    fs.rmSync(outside, { recursive: true, force: true });
  });

  beforeEach(() => {
    fs.mkdirSync(top, { recursive: true });
    excluded = openExcludedFiles();
  });

  afterEach(async () => {
    excluded.dispose();
    fs.rmSync(top, { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of ['files.exclude', 'keyway.excludedFiles'])
      await vscode.workspace.getConfiguration().update(name, undefined, vscode.ConfigurationTarget.Global);
  });

  const write = (file: string, text = 'text'): vscode.Uri => {
    const place = path.join(top, file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
    return vscode.Uri.file(place);
  };

  const set = (name: string, value: unknown): Thenable<void> =>
    vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);

  /** Watchers take their time. */
  const becomes = async (uri: vscode.Uri, wanted: string | undefined): Promise<void> => {
    for (let look = 0; look < 200 && (await excluded.reasonFor(uri)) !== wanted; look++) await delay(50);
    assert.equal(await excluded.reasonFor(uri), wanted);
  };

  it('are those that git ignores, by the rules of every folder', async () => {
    write('.gitignore', '*.log\n');
    write('src/.gitignore', '!keep.log\n/drafts/\n');
    assert.equal(await excluded.reasonFor(write('src/cart.ts')), undefined);
    assert.equal(await excluded.reasonFor(write('a.log')), 'it is ignored by excluded-files/.gitignore');
    assert.equal(await excluded.reasonFor(write('src/keep.log')), undefined);
    assert.equal(await excluded.reasonFor(write('src/drafts/a.ts')), 'it is ignored by excluded-files/src/.gitignore');
  });

  it('are those that a repository within the workspace excludes for itself, a worktree as well', async () => {
    write('within/.git/info/exclude', 'notes.ts\n');
    assert.equal(
      await excluded.reasonFor(write('within/src/notes.ts')),
      'it is ignored by excluded-files/within/.git/info/exclude',
    );
    assert.equal(await excluded.reasonFor(write('notes.ts')), undefined);
    const git = path.join(outside, 'main', '.git');
    fs.mkdirSync(path.join(git, 'info'), { recursive: true });
    fs.mkdirSync(path.join(git, 'worktrees', 'tree'), { recursive: true });
    fs.writeFileSync(path.join(git, 'info', 'exclude'), 'plans.ts\n');
    fs.writeFileSync(path.join(git, 'worktrees', 'tree', 'commondir'), '../..\n');
    write('tree/.git', `gitdir: ${path.join(git, 'worktrees', 'tree')}\n`);
    const plans = write('tree/plans.ts');
    assert.match((await excluded.reasonFor(plans)) ?? '', /^it is ignored by .*\/main\/\.git\/info\/exclude$/);
    // The editor's watcher of a folder outside begins a moment after the first question.
    for (let round = 0; round < 5 && (await excluded.reasonFor(plans)) !== undefined; round++) {
      fs.writeFileSync(path.join(git, 'info', 'exclude'), `other-${round}.ts\n`);
      await delay(1_000);
    }
    await becomes(plans, undefined);
  });

  it('are others once the rules are others', async () => {
    const file = write('notes.ts');
    assert.equal(await excluded.reasonFor(file), undefined);
    let heard = 0;
    const listening = excluded.onDidChange(() => heard++);
    write('.gitignore', 'notes.ts\n');
    await becomes(file, 'it is ignored by excluded-files/.gitignore');
    assert.ok(heard > 0);
    fs.rmSync(path.join(top, '.gitignore'));
    await becomes(file, undefined);
    listening.dispose();
  });

  it('are those that their names tell, and the person lets some of them through', async () => {
    assert.equal(await excluded.reasonFor(write('.env.example')), 'your setting keyway.excludedFiles excludes it');
    assert.equal(await excluded.reasonFor(write('secrets.yaml')), 'it looks like a file of secrets');
    await set('keyway.excludedFiles', { '**/.env.example': false, '**/*.draft.ts': true });
    await becomes(write('.env.example'), undefined);
    assert.equal(await excluded.reasonFor(write('a.draft.ts')), 'your setting keyway.excludedFiles excludes it');
    assert.equal(await excluded.reasonFor(write('.env')), 'your setting keyway.excludedFiles excludes it');
  });

  it('are those that files.exclude hides, also beside others', async () => {
    const [script, alone] = [write('a.js'), write('b.js')];
    write('a.ts');
    await set('files.exclude', { '**/hidden': true, '**/*.js': { when: '$(basename).ts' } });
    await becomes(write('hidden/a.ts'), 'files.exclude hides it');
    assert.equal(await excluded.reasonFor(script), 'files.exclude hides it');
    assert.equal(await excluded.reasonFor(alone), undefined);
  });

  it('are not those that only a search passes over', async () => {
    assert.equal(await excluded.reasonFor(write('node_modules/library/index.d.ts')), undefined);
  });

  it('are those outside of the workspace, until the person opens one', async () => {
    const file = vscode.Uri.file(path.join(outside, 'other.ts'));
    fs.writeFileSync(file.fsPath, 'const a = 1;');
    assert.equal(await excluded.reasonFor(file), 'it lies outside of your workspace, and you have not opened it');
    // As a look at a definition does.
    await vscode.workspace.openTextDocument(file);
    assert.equal(await excluded.reasonFor(file), 'it lies outside of your workspace, and you have not opened it');
    await vscode.window.showTextDocument(file);
    await becomes(file, undefined);
    const secret = vscode.Uri.file(path.join(outside, 'id_rsa'));
    fs.writeFileSync(secret.fsPath, 'key');
    await vscode.window.showTextDocument(secret);
    assert.equal(await excluded.reasonFor(secret), 'your setting keyway.excludedFiles excludes it');
  });

  it('are those that a link leads to', async () => {
    write('.env', 'TOKEN=1');
    fs.symlinkSync(path.join(top, '.env'), path.join(top, 'settings.ts'));
    const link = vscode.Uri.file(path.join(top, 'settings.ts'));
    assert.equal(await excluded.reasonFor(link), 'your setting keyway.excludedFiles excludes it');
    fs.writeFileSync(path.join(outside, 'far.ts'), 'const far = 1;');
    fs.symlinkSync(outside, path.join(top, 'linked'));
    const far = vscode.Uri.file(path.join(top, 'linked', 'far.ts'));
    assert.equal(await excluded.reasonFor(far), 'it is a link that leads out of your workspace');
    write('near/a.ts');
    fs.symlinkSync(path.join(top, 'near'), path.join(top, 'also'));
    assert.equal(await excluded.reasonFor(vscode.Uri.file(path.join(top, 'also', 'a.ts'))), undefined);
    fs.symlinkSync(path.join(top, 'round'), path.join(top, 'round'));
    assert.equal(
      await excluded.reasonFor(vscode.Uri.file(path.join(top, 'round'))),
      'it could not be found out whether it may be sent',
    );
  });

  it('are none that were never saved, or are about to be', async () => {
    const untitled = await vscode.workspace.openTextDocument({ content: 'const a = 1;' });
    assert.equal(await excluded.reasonFor(untitled.uri), undefined);
    assert.equal(await excluded.reasonFor(vscode.Uri.file(path.join(top, 'new', 'a.ts'))), undefined);
  });

  it('are judged as they are where git has an older version of them', async () => {
    const old = write('.env').with({ scheme: 'git', query: '{"ref":"HEAD"}' });
    assert.equal(await excluded.reasonFor(old), 'your setting keyway.excludedFiles excludes it');
  });

  it('follow the repository that the workspace lies in, unless it ignores all of the workspace', async () => {
    const above = path.dirname(path.dirname(top));
    const file = write('generated.ts');
    const rules = path.join(above, '.gitignore');
    fs.mkdirSync(path.join(above, '.git'));
    try {
      fs.writeFileSync(rules, 'generated.ts\n');
      assert.equal(await excluded.reasonFor(file), 'it is ignored by .gitignore');
      // The editor's watcher of a folder above begins a moment after the first question: what is written before it is not told.
      for (let round = 0; round < 5 && (await excluded.reasonFor(file)) !== undefined; round++) {
        fs.writeFileSync(rules, `generated.ts\n/${path.basename(path.dirname(top))}\n`);
        await delay(1_000);
      }
      await becomes(file, undefined);
    } finally {
      fs.rmSync(path.join(above, '.git'), { recursive: true });
      fs.rmSync(rules);
    }
  });
});
