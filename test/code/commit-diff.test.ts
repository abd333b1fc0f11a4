import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parseDiff, type DiffFile } from '../../src/code/commit-diff.ts';

/** A repository of Git's own, since only Git knows how Git writes. */
const repository = () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyway-commit-'));
  const git = (...words: string[]): string =>
    execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
      maxBuffer: 64 * 1_024 * 1_024,
    });
  git('init', '--quiet', '--initial-branch', 'main');
  git('config', 'user.name', 'Ada');
  git('config', 'user.email', 'ada@example.org');
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), content);
  };
  const commit = (message: string): void => {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  return { folder, git, write, commit, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

const brief = ({ path: name, from, change, binary, added, removed }: DiffFile) =>
  [change, from === undefined ? name : `${from} > ${name}`, binary ? 'binary' : `+${added} -${removed}`].join(' ');

describe('the diff of a commit', () => {
  let git: ReturnType<typeof repository>;

  beforeEach(() => {
    git = repository();
  });
  afterEach(() => git.remove());

  it('is read file by file: new, changed, deleted, renamed, copied, of another mode, empty, binary', () => {
    git.write('old.ts', 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n');
    git.write('gone.ts', 'a\nb\n');
    git.write('same.ts', 'x\n');
    git.write('script.sh', 'echo\n');
    git.commit('Begin');
    git.git('mv', 'old.ts', 'new.ts');
    git.write('new.ts', 'one\ntwo\nthree\nfour\nfive\nsix\nSEVEN\n');
    git.git('rm', '--quiet', 'gone.ts');
    git.write('same.ts', 'y\nz\n');
    git.write('empty.ts', '');
    git.write('picture.png', Buffer.from([0, 1, 2, 0, 255]));
    git.git('add', '--all');
    git.git('update-index', '--chmod=+x', 'script.sh');
    assert.deepEqual(parseDiff(git.git('diff', '--cached')).map(brief).toSorted(), [
      'added empty.ts +0 -0',
      'added picture.png binary',
      'changed same.ts +2 -1',
      'changed script.sh +0 -0',
      'deleted gone.ts +0 -2',
      'renamed old.ts > new.ts +1 -1',
    ]);
  });

  it('keeps lines apart that look like Git’s own, and those of the next file', () => {
    git.write('a.txt', 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n');
    git.write('b.txt', 'Binary files a/x and b/x differ\n');
    git.commit('Begin');
    git.write('a.txt', 'diff --git a/y b/y\n--- a/y\n+++ b/y\n@@ -2 +2 @@\n* Unmerged path c\nSubmodule d (new)\n');
    git.write('b.txt', 'rename from x\n');
    const files = parseDiff(git.git('diff'));
    assert.deepEqual(files.map(brief), ['changed a.txt +6 -4', 'changed b.txt +1 -1']);
    assert.ok(files[0]?.hunks[0]?.lines.includes('+diff --git a/y b/y'));
    assert.ok(
      files.every(({ hunks }) => !hunks.some(({ lines }) => lines.some((line) => /^(?:diff|---|\+\+\+) /.test(line)))),
    );
  });

  for (const [setting, value] of [
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['color.ui', 'always'],
    ['core.quotepath', 'false'],
    ['diff.context', '0'],
    ['core.autocrlf', 'input'],
  ] as const) {
    it(`is read the same where the person has set ${setting}`, () => {
      git.write('a/src/b/one.ts', 'one\n');
      git.write('src/two words.ts', 'two\n');
      git.write('größe.txt', 'three\n');
      git.commit('Begin');
      git.git('config', setting, value);
      git.write('a/src/b/one.ts', 'ONE\nmore\n');
      git.write('src/two words.ts', 'TWO\n');
      git.write('größe.txt', 'THREE\r\n');
      git.write('b/new file.ts', 'four\n');
      git.git('add', '--intent-to-add', '--all');
      const names = new Set(git.git('diff', '--name-only', '-z').split('\0').filter(Boolean));
      assert.deepEqual(parseDiff(git.git('diff'), names).map(brief).toSorted(), [
        'added b/new file.ts +1 -0',
        'changed a/src/b/one.ts +2 -1',
        'changed größe.txt +1 -1',
        'changed src/two words.ts +1 -1',
      ]);
    });
  }

  it('of a merge with conflicts is read with both columns of signs', () => {
    git.write('a.txt', 'base\n');
    git.commit('Begin');
    git.git('checkout', '--quiet', '-b', 'side');
    git.write('a.txt', 'side\n');
    git.commit('Side');
    git.git('checkout', '--quiet', 'main');
    git.write('a.txt', 'main\n');
    git.write('b.txt', 'b\n');
    git.commit('Main');
    assert.throws(() => git.git('merge', 'side'));
    const [file] = parseDiff(git.git('diff'));
    assert.equal(file?.path, 'a.txt');
    assert.deepEqual([file?.added, file?.removed], [5, 0]);
    // What Git says of it beside what is staged is no text of a file.
    git.write('b.txt', 'c\n');
    git.git('add', 'b.txt');
    assert.deepEqual(parseDiff(git.git('diff', '--cached')).map(brief), ['changed b.txt +1 -1']);
  });

  it('is nothing where nothing changed, and where somebody’s own tool wrote it', () => {
    assert.deepEqual(parseDiff(''), []);
    assert.deepEqual(parseDiff('src/a.ts --- 1/2 --- TypeScript\n1 one   1 two\n'), []);
  });

  it('has for any files the names and numbers of lines that Git itself counts', function () {
    this.timeout(60_000);
    const name = fc
      .array(fc.constantFrom('a', 'b', ' ', '"', '\\', 'ü', '猫', '\t', "'", '.', '-', '+', '🙂'), {
        minLength: 1,
        maxLength: 6,
      })
      .map((letters) => `n${letters.join('')}x`);
    const lines = fc.array(
      fc.constantFrom('one', '', '--- a/x', '+++ b/x', '@@ -1 +1 @@', 'diff --git a/x b/x', '\\ x', ' ', '-', '+'),
      {
        maxLength: 12,
      },
    );
    const files = fc.dictionary(name, fc.tuple(lines, lines), { minKeys: 1, maxKeys: 4 });
    fc.assert(
      fc.property(files, (all) => {
        git.git('rm', '-r', '-f', '--quiet', '--ignore-unmatch', '.');
        for (const [file, [before]] of Object.entries(all)) git.write(file, before.map((line) => `${line}\n`).join(''));
        git.commit('Before');
        for (const [file, [, after]] of Object.entries(all)) git.write(file, after.map((line) => `${line}\n`).join(''));
        const counted = git
          .git('diff', '--numstat', '-z')
          .split('\0')
          .filter(Boolean)
          .map((line) => {
            const [added, removed, ...rest] = line.split('\t');
            return `changed ${rest.join('\t')} +${added} -${removed}`;
          });
        assert.deepEqual(parseDiff(git.git('diff')).map(brief).toSorted(), counted.toSorted());
      }),
      { numRuns: 40 },
    );
  });

  it('ends a file where Git ends it: not at a line of its content that only looks like the next one', () => {
    const diff = [
      'diff --git a/.env b/.env',
      '--- a/.env',
      '+++ b/.env',
      '@@ -1 +1,2 @@',
      '+A=1\u2028diff --git a/README.md b/README.md',
      '+MORE=topsecret',
      '',
    ].join('\n');
    assert.deepEqual(
      parseDiff(diff).map(({ path }) => path),
      ['.env'],
    );
  });
});
