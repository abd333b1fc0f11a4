import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { packed } from '../../src/code/commit-pack.ts';
import { heldBox } from '../../src/editor/commit-box.ts';
import { changesOf } from '../../src/editor/commit-changes.ts';
import { type GitChange, gitIn, type GitRepository, NoGit } from '../../src/editor/commit-git.ts';
import { aboutText, workOf } from '../../src/editor/commit-work.ts';
import { RunFailure } from '../../src/core/run.ts';
import { offer } from '../core/samples.ts';
import { noise, planted } from '../guard/fixtures.ts';
import { shapesLook, staysOf } from '../guard/looks.ts';
import { cutsWith } from './cuts.ts';

/** What is used of a `vscode.Uri`. */
const uri = (path: string): vscode.Uri => {
  const made = { scheme: 'file', path, with: ({ path: other = path }) => uri(other), toString: () => `file://${path}` };
  return made as unknown as vscode.Uri;
};

const root = uri('/repository');

const diffOf = (...files: readonly string[]): string =>
  files
    .map((file) => `diff --git a/${file} b/${file}\n--- a/${file}\n+++ b/${file}\n@@ -1 +1 @@\n-old\n+new of ${file}\n`)
    .join('');

/** The built-in extension, as much of it as is used, with what the test makes of its repository. */
const extensionWith = (repository: Readonly<Record<string, unknown>>, exported: object = { enabled: true }) => {
  const whole = {
    rootUri: root,
    inputBox: { value: '' },
    state: { HEAD: { name: 'main' }, indexChanges: [], workingTreeChanges: [], untrackedChanges: [], mergeChanges: [] },
    ui: { selected: true },
    diff: () => Promise.resolve(''),
    log: () => Promise.resolve([]),
    ...repository,
  };
  const api = {
    state: 'initialized',
    repositories: [whole],
    getRepository: ({ path }: vscode.Uri) => (path === root.path ? whole : null),
  };
  const extension = { activate: () => Promise.resolve({ getAPI: () => api, ...exported }) };
  return { extension, extensions: { getExtension: () => extension } as unknown as typeof vscode.extensions };
};

const repositoryWith = async (repository: Readonly<Record<string, unknown>> = {}): Promise<GitRepository> => {
  const git = await gitIn(extensionWith(repository).extensions);
  return git.repositoryOf(root) ?? assert.fail('the repository is found');
};

const change = (path: string, more: object = {}): object => ({
  uri: uri(`/repository/${path}`),
  originalUri: uri(`/repository/${path}`),
  renameUri: undefined,
  status: 5,
  ...more,
});

describe('the Git extension', () => {
  it('that is not there, or is switched off, is said in a sentence', async () => {
    const absent = { getExtension: () => undefined } as unknown as typeof vscode.extensions;
    await assert.rejects(
      gitIn(absent),
      (error) => error instanceof NoGit && /cannot reach.*Git extension/.test(error.message),
    );
    const { extensions } = extensionWith({}, { enabled: false });
    await assert.rejects(gitIn(extensions), (error) => error instanceof NoGit && /git\.enabled/.test(error.message));
    await assert.rejects(gitIn(extensionWith({}, { enabled: true, getAPI: undefined }).extensions), NoGit);
  });

  it('is believed only where its parts are what they should be', async () => {
    for (const broken of [{ rootUri: '/repository' }, { inputBox: {} }, { diff: undefined }, { log: 'none' }]) {
      const git = await gitIn(extensionWith(broken).extensions);
      assert.deepEqual([git.repositories(), git.repositoryOf(root)], [[], undefined], JSON.stringify(broken));
    }
    const { repositories, repositoryOf } = await gitIn(extensionWith({}).extensions);
    assert.equal(repositories()[0]?.isSelected, true);
    assert.equal(repositoryOf(uri('/elsewhere')), undefined);
  });

  it('keeps its methods on its own objects', async () => {
    class Repository {
      readonly rootUri = root;
      readonly inputBox = { value: '' };
      readonly #said = 'the diff';
      diff(): Promise<string> {
        return Promise.resolve(this.#said);
      }
      log(): Promise<unknown> {
        return Promise.resolve([{ message: this.#said, parents: ['a', 'b'] }, { message: 1 }]);
      }
    }
    const api = { state: 'initialized', repositories: [new Repository()], getRepository: () => null };
    const extension = { activate: () => Promise.resolve({ enabled: true, getAPI: () => api }) };
    const git = await gitIn({ getExtension: () => extension } as unknown as typeof vscode.extensions);
    const [repository] = git.repositories();
    assert.equal(await repository?.diff(true), 'the diff');
    assert.deepEqual(await repository?.log(5), [{ message: 'the diff', parents: 2 }]);
  });

  it('has no log where there is no commit yet', async () => {
    const repository = await repositoryWith({ log: () => Promise.reject(new Error('does not have any commits yet')) });
    assert.deepEqual(await repository.log(5), []);
  });
});

describe('the changes of the next commit', () => {
  const excluded = { reasonFor: () => Promise.resolve(undefined) };
  const shown = { excluded, guard: cutsWith() };

  it('are what is staged, and nothing else, where anything is', async () => {
    const asked: boolean[] = [];
    let refreshed = 0;
    const repository = await repositoryWith({
      status: () => Promise.resolve(void refreshed++),
      diff: (isStaged: boolean) => {
        asked.push(isStaged);
        return Promise.resolve(isStaged ? diffOf('staged.ts') : diffOf('other.ts'));
      },
      state: {
        indexChanges: [change('staged.ts')],
        workingTreeChanges: [change('other.ts'), change('new.ts', { status: 7 })],
      },
    });
    const changes = await changesOf(repository, shown);
    assert.deepEqual(
      [changes.isStaged, changes.files.map(({ path }) => path), changes.untracked],
      [true, ['staged.ts'], []],
    );
    assert.deepEqual(asked, [true]);
    assert.equal(refreshed, 1, 'Git is asked for its status first');
    assert.equal(aboutText(changes), 'about what is staged (1 file)');
  });

  it('are all of them where nothing is staged, files that Git does not follow by name', async () => {
    const repository = await repositoryWith({
      diff: (isStaged: boolean) => Promise.resolve(isStaged ? '' : diffOf('a.ts', 'b.ts')),
      state: {
        indexChanges: [],
        workingTreeChanges: [change('a.ts'), change('b.ts'), change('folder/new.ts', { status: 7 })],
        untrackedChanges: [change('other.ts', { status: 7 })],
      },
    });
    const changes = await changesOf(repository, shown);
    assert.deepEqual([changes.files.length, changes.untracked], [2, ['folder/new.ts', 'other.ts']]);
    assert.equal(aboutText(changes), 'nothing is staged, so about all changes (2 files and 2 new by name)');
  });

  it('never show a line of an excluded file, by the name it has or the one it had', async () => {
    const renamed =
      'diff --git a/.env b/env.txt\nsimilarity index 80%\nrename from .env\nrename to env.txt\n--- a/.env\n+++ b/env.txt\n@@ -1 +1 @@\n-SECRET=1\n+SECRET=2\n';
    const repository = await repositoryWith({
      diff: (isStaged: boolean) => Promise.resolve(isStaged ? diffOf('a.ts', 'ignored.ts') + renamed : ''),
    });
    const asked: string[] = [];
    const { files } = await changesOf(repository, {
      guard: cutsWith(),
      excluded: {
        reasonFor: ({ path }) => {
          asked.push(path);
          if (path.endsWith('/.env')) return Promise.resolve('it looks like a file of secrets');
          return Promise.resolve(path.endsWith('/ignored.ts') ? 'it is ignored by .gitignore' : undefined);
        },
      },
    });
    assert.deepEqual(
      asked.toSorted(),
      ['.env', 'a.ts', 'env.txt', 'ignored.ts'].map((name) => `/repository/${name}`),
    );
    const shown = packed(files).parts.join('');
    assert.ok(shown.includes('new of a.ts') && !shown.includes('SECRET') && !shown.includes('new of ignored.ts'));
    assert.deepEqual(
      files.map(({ unseen }) => unseen),
      [undefined, 'it is ignored by .gitignore', 'it looks like a file of secrets'],
    );
  });

  describe('that hold a private key', () => {
    const key = planted.find(({ name }) => name === 'EC private key in PEM')?.secret ?? '';
    const body = key.replaceAll(/-----[A-Z ]+-----/g, '');
    const token = ['ghp', noise('commit', 36)].join('_');
    const lines = key.split('\n');
    const diff = (signed: readonly string[]): string =>
      `diff --git a/k.ts b/k.ts\n--- a/k.ts\n+++ b/k.ts\n@@ -1,9 +1,9 @@\n${signed.join('\n')}\n+const after = 1;\n`;
    const holds = (text: string) => shapesLook(text).length > 0;
    const repositoryOf = (text: string) => repositoryWith({ diff: () => Promise.resolve(text) });

    it('show none of it where only its changed lines are shown, or the lines that fit', async () => {
      // Its header did not change: without the lines around changes nobody would recognise the rest.
      const repository = await repositoryOf(diff(lines.map((line, at) => `${at < 2 ? ' ' : '+'}${line}`)));
      const { files } = await changesOf(repository, { excluded, guard: cutsWith(shapesLook) });
      for (const tokens of [12_000, 200, 60, 40]) {
        const text = packed(files, tokens).parts.join('\n');
        assert.equal(staysOf(body, text.replaceAll(/\n[+ ]/g, '\n'), 16), undefined, text);
      }
      assert.ok(packed(files).parts.join('').includes('const after = 1;'));
    });

    it('leave a secret of one line to the guard, but for a line that is cut', async () => {
      const long = `+const all = "${'word '.repeat(60)}${token}";`;
      const { files } = await changesOf(await repositoryOf(diff([`+const a = "${token}";`, long])), {
        excluded,
        guard: cutsWith(shapesLook),
      });
      const [hunk] = files[0]?.hunks ?? [];
      assert.deepEqual(hunk?.lines.map(holds), [true, false, false]);
    });

    it('are no reason to send anything where the person wants to be stopped', async () => {
      const repository = await repositoryOf(diff(lines.map((line) => `+${line}`)));
      await assert.rejects(changesOf(repository, { excluded, guard: cutsWith(shapesLook, 'stop') }), (error) => {
        assert.ok(error instanceof RunFailure);
        assert.match(error.message, /^Keyway sent nothing: take a private key out of this request/);
        return true;
      });
    });

    it('are written about without half of what the person or an earlier message said', async () => {
      const repository = await repositoryWith({
        log: () =>
          Promise.resolve([
            { message: `${'Add '.repeat(40)}${token}`, parents: [] },
            { message: 'Mend', parents: [] },
          ]),
      });
      const work = await workOf(
        repository,
        { files: [], untracked: [], isStaged: true },
        { typed: { hint: `${'so '.repeat(60)}${token}` }, offers: [], guard: cutsWith(shapesLook) },
      );
      assert.ok(!holds(JSON.stringify([work.style, work.hint])));
      assert.match(work.hint ?? '', /masked by Keyway: GitHub token/);
      const stopping = { typed: {}, offers: [], guard: cutsWith(shapesLook, 'stop') };
      const { style } = await workOf(repository, { files: [], untracked: [], isStaged: true }, stopping);
      assert.deepEqual(style.subjects, ['Mend']);
    });
  });

  it('are known by name where somebody’s own tool writes the diff', async () => {
    const repository = await repositoryWith({
      diff: () => Promise.resolve('src/a.ts --- TypeScript\n1 old  1 new\n'),
      state: { indexChanges: [change('src/a.ts')] },
    });
    const { files } = await changesOf(repository, shown);
    assert.deepEqual(
      files.map(({ path, hunks }) => [path, hunks.length]),
      [['src/a.ts', 0]],
    );
  });

  it('have the names that Git’s status has, whatever is made of prefixes', async () => {
    const diff = diffOf('src/a.ts').replaceAll(/ [ab]\/src/g, ' old/src');
    const renamed: Partial<GitChange> = { uri: uri('/repository/src/a.ts') };
    const repository = await repositoryWith({
      diff: () => Promise.resolve(diff),
      state: { indexChanges: [change('src/a.ts', renamed)] },
    });
    const { files } = await changesOf(repository, shown);
    assert.equal(files[0]?.path, 'src/a.ts');
  });

  it('are shown in smaller parts only where every model’s window is small', async () => {
    const repository = await repositoryWith();
    const changes = { files: [], untracked: [], isStaged: true };
    const tokens = async (...windows: number[]) => {
      const offers = windows.map((contextTokens) => offer('acme/a', ['k1'], { contextTokens }));
      return (await workOf(repository, changes, { typed: {}, offers, guard: cutsWith() })).tokens;
    };
    assert.deepEqual(
      [await tokens(8_000, 200_000), await tokens(32_000), await tokens(4_000), await tokens()],
      [12_000, 8_000, 2_000, 2_000],
    );
  });
});

describe('the box while a message is written into it', () => {
  it('gets what is written, and back what was there', () => {
    const box = { value: 'mine' };
    const held = heldBox(box);
    assert.ok(held.write('Add'));
    assert.ok(held.write('Add a thing'));
    assert.equal(box.value, 'Add a thing');
    held.restore();
    assert.equal(box.value, 'mine');
  });

  it('is left alone once the person has typed, to the end', () => {
    const box = { value: '' };
    const held = heldBox(box);
    held.write('Add');
    box.value = 'Add, no: mend';
    assert.equal(held.write('Add a thing'), false);
    held.restore();
    assert.equal(box.value, 'Add, no: mend');
  });

  it('is left empty where the person has emptied it, though it was empty before', () => {
    const box = { value: '' };
    const held = heldBox(box);
    held.write('Add');
    box.value = '';
    assert.equal(held.write('Add a thing'), false);
    assert.equal(box.value, '');
  });

  it('is not taken for typed in where the window says late what was written before', () => {
    const box = { value: '' };
    const held = heldBox(box);
    held.write('Add');
    held.write('Add a');
    box.value = 'Add';
    assert.ok(held.write('Add a thing'));
  });
});
