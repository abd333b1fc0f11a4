import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { IgnoreRules } from '../../src/code/ignore-rules.ts';

type Files = Readonly<Record<string, string>>;

const rulesOf = (files: Files): IgnoreRules =>
  new IgnoreRules({
    read: (path) => Promise.resolve(Object.hasOwn(files, path) ? files[path] : undefined),
    ignoresCase: false,
  });

const ruleFor = (files: Files, path: string): Promise<string | undefined> => rulesOf(files).ruleFor(path);

describe('what git ignores', () => {
  it('is told with the file that says so', async () => {
    const files = {
      '.git/info/exclude': 'notes.md\n',
      '.gitignore': 'dist/\n*.log\n',
      'packages/a/.gitignore': '/secret.ts\n',
    };
    assert.equal(await ruleFor(files, 'notes.md'), '.git/info/exclude');
    assert.equal(await ruleFor(files, 'dist/a/b.js'), '.gitignore');
    assert.equal(await ruleFor(files, 'packages/a/x.log'), '.gitignore');
    assert.equal(await ruleFor(files, 'packages/a/secret.ts'), 'packages/a/.gitignore');
    assert.equal(await ruleFor(files, 'packages/a/b/secret.ts'), undefined);
    assert.equal(await ruleFor(files, 'secret.ts'), undefined);
  });

  it('comes back where a rule further down says so, but not within an ignored folder', async () => {
    const files = { '.gitignore': '*.env\nbuild/\n', 'a/.gitignore': '!keep.env\n', 'build/.gitignore': '!*\n' };
    assert.equal(await ruleFor(files, 'a/keep.env'), undefined);
    assert.equal(await ruleFor(files, 'a/other.env'), '.gitignore');
    assert.equal(await ruleFor(files, 'build/x.js'), '.gitignore');
  });

  it('is read anew where it could not be read', async () => {
    let fails = true;
    const rules = new IgnoreRules({
      read: (path) =>
        fails ? Promise.reject(new Error('away')) : Promise.resolve(path === '.gitignore' ? 'a' : undefined),
      ignoresCase: false,
    });
    await assert.rejects(rules.ruleFor('a'));
    fails = false;
    assert.equal(await rules.ruleFor('a'), '.gitignore');
  });

  it('does not hold up the editor, however a repository writes its rules', async () => {
    const files = { '.gitignore': `${'*a'.repeat(40)}b\n${'**/a'.repeat(20)}/b\n` };
    assert.equal(await ruleFor(files, `${'a'.repeat(250)}/${'a/'.repeat(60)}c`), undefined);
  });
});

describe('what git ignores, asked of git itself', () => {
  let top = '';
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'keyway-ignore-'));
    execFileSync('git', ['init', '-q', top]);
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  const ignoredByGit = (files: Files, paths: readonly string[]): readonly string[] => {
    const folder = join(top, 'work');
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(top, '.git/info/exclude'), { force: true });
    for (const path of paths) mkdirSync(join(folder, dirname(path)), { recursive: true });
    for (const path of paths) writeFileSync(join(folder, path), '');
    for (const [path, text] of Object.entries(files)) {
      const place = path.startsWith('.git/') ? join(top, path) : join(folder, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
    try {
      const options = ['-c', 'core.excludesFile=', '-C', top, 'check-ignore', '--no-index', '-z', '--stdin'];
      const input = paths.map((path) => `work/${path}`).join('\0');
      const output = execFileSync('git', options, { input, encoding: 'utf8' });
      return output
        .split('\0')
        .filter((path) => path !== '')
        .map((path) => path.slice('work/'.length));
    } catch (error) {
      // Nothing is ignored.
      if (error instanceof Error && 'status' in error && error.status === 1) return [];
      throw error;
    }
  };

  const names = ['a', 'b', 'ab', 'a.js', 'b.js', '!a', '#b', 'a b', '[x]', 'A'];
  const folders = ['', 'a/', 'b/', 'a/b/', 'a/b/a/', 'ab/', '[x]/', 'a b/'];
  const paths = folders.flatMap((folder) =>
    names.map((name) => `${folder}${name}f`).concat(`${folder}x.js`, `${folder}x.env`, `${folder}!x`, `${folder}#x`),
  );
  const pattern = fc
    .tuple(
      fc.constantFrom('', '', '', '!', '/', '!/', '\\', '**/'),
      fc.array(
        fc.constantFrom('a', 'b', 'x', '*', '?', '[ab]', '[!a]', '.js', '.env', 'f', '!x', '#x', ' ', '\\[x\\]'),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      fc.constantFrom('', '/', '/*', '/**', '/**/a', ' ', '\\ ', '\r'),
    )
    .map(([before, parts, behind]) => before + parts.join('') + behind)
    .chain((one) => fc.constantFrom(one, one.replace('a', 'a/')))
    // ignore 7.0.16 reads asterisks beside a name as one, as its README says; git as folders.
    .filter((one) => !/[^/]\*\*|\*\*[^/]/.test(one));
  const text = fc.array(pattern, { maxLength: 4 }).map((lines) => lines.join('\n'));

  const same = async (...[first, second, third, exclude]: readonly [string, string, string, string]): Promise<void> => {
    const known = (path: string): string => `work/${path}`;
    const files = { '.gitignore': first, 'a/.gitignore': second, '[x]/.gitignore': third };
    const inGit = { ...files, '.git/info/exclude': exclude };
    const rules = rulesOf({
      ...Object.fromEntries(Object.entries(files).map(([path, lines]) => [known(path), lines])),
      '.git/info/exclude': exclude,
    });
    const found: string[] = [];
    for (const path of paths) if ((await rules.ruleFor(known(path))) !== undefined) found.push(path);
    assert.deepEqual(found, ignoredByGit(inGit, paths), JSON.stringify(inGit));
  };

  it('is the same where a line names nothing', async () => {
    for (const line of ['!', '! ', '/', '/ ', '!/', '!/ ', String.raw`\ `, '**/', '**/ '])
      for (const exclude of ['a', '*.js', 'b/'])
        for (const [first, second] of [
          [line, ''],
          ['', line],
          [`*f\n${line}`, line],
        ] as const)
          await same(first, second, line, exclude);
  }).timeout(60_000);

  it('is the same', () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(text, text, text, text), (texts) => same(...texts)),
      { numRuns: 60 },
    )).timeout(60_000);
});
