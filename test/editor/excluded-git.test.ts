import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { IgnoreRules } from '../../src/code/ignore-rules.ts';
import { excludeFileOf, excludesFileIn, ownRulesFileOf, type ReadText } from '../../src/editor/excluded-git.ts';

const read: ReadText = (path) => readFile(path, 'utf8').catch(() => undefined);

describe('rules of git that are in no .gitignore', () => {
  let folder = '';
  const git = (at: string, ...words: readonly string[]): string =>
    execFileSync('git', ['-C', at, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { encoding: 'utf8' }).trim();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyway-git-')));
    for (const name of ['main', 'library']) {
      mkdirSync(join(folder, name));
      git(join(folder, name), 'init', '-q');
      git(join(folder, name), 'commit', '-q', '--allow-empty', '-m', 'Begin');
    }
    git(join(folder, 'main'), 'worktree', 'add', '-q', join(folder, 'tree'));
    git(
      join(folder, 'main'),
      '-c',
      'protocol.file.allow=always',
      'submodule',
      'add',
      '-q',
      join(folder, 'library'),
      'part',
    );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('are where git itself looks for them, in a repository, a worktree and a submodule', async () => {
    for (const name of ['main', 'tree', 'main/part']) {
      const top = join(folder, name);
      const said = git(top, 'rev-parse', '--path-format=absolute', '--git-path', 'info/exclude');
      assert.equal(await excludeFileOf(top, read), said, name);
    }
  });

  it('are where they would be in a folder that is no repository, or whose .git says nothing', async () => {
    assert.equal(await excludeFileOf(join(folder, 'none'), read), join(folder, 'none/.git/info/exclude'));
    write('odd/.git', 'what is this');
    assert.equal(await excludeFileOf(join(folder, 'odd'), read), join(folder, 'odd/.git/info/exclude'));
  });

  it('hold in a repository within another from its own folder on', async () => {
    write('main/.gitignore', '*.log\n');
    writeFileSync(await excludeFileOf(join(folder, 'main/part'), read), 'notes.md\n/drafts/\n');
    writeFileSync(await excludeFileOf(join(folder, 'main'), read), 'plans.md\n');
    const rules = new IgnoreRules({
      read: (path) => read(join(folder, 'main', path)),
      excludes: async (path) => {
        const file = await excludeFileOf(join(folder, 'main', path), read);
        const text = await read(file);
        return text === undefined ? undefined : { text, file: relative(folder, file) };
      },
      own: async () => ({ text: '*.swp\nkept.md\n', file: '~/.config/git/ignore' }),
      ignoresCase: false,
    });
    assert.equal(await rules.ruleFor('part/notes.md'), 'main/.git/modules/part/info/exclude');
    assert.equal(await rules.ruleFor('part/a/notes.md'), 'main/.git/modules/part/info/exclude');
    assert.equal(await rules.ruleFor('part/drafts/a.ts'), 'main/.git/modules/part/info/exclude');
    assert.equal(await rules.ruleFor('notes.md'), undefined);
    assert.equal(await rules.ruleFor('plans.md'), 'main/.git/info/exclude');
    assert.equal(await rules.ruleFor('part/a.log'), '.gitignore');
    assert.equal(await rules.ruleFor('part/x.swp'), '~/.config/git/ignore');
    write('main/.gitignore', '!kept.md\n');
  });

  it('are outweighed by those of a repository where they are the person’s own', async () => {
    const rules = new IgnoreRules({
      read: async (path) => (path === '.gitignore' ? '!kept.md\n' : undefined),
      own: async () => ({ text: 'kept.md\nother.md\n', file: 'own' }),
      ignoresCase: false,
    });
    assert.equal(await rules.ruleFor('kept.md'), undefined);
    assert.equal(await rules.ruleFor('other.md'), 'own');
  });

  it('are the person’s own where git says', async () => {
    const home = join(folder, 'home');
    const own = (configHome = ''): Promise<string> => ownRulesFileOf({ home, configHome }, read);
    const said = (configHome?: string): string =>
      execFileSync('git', ['config', '--global', '--type=path', '--get', 'core.excludesFile'], {
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          ...(configHome !== undefined && { XDG_CONFIG_HOME: configHome }),
        },
      }).trim();
    mkdirSync(home);
    assert.equal(await own(), join(home, '.config/git/ignore'));
    assert.equal(await own(join(folder, 'xdg')), join(folder, 'xdg/git/ignore'));
    write(
      'xdg/git/config',
      '[user]\n\texcludesFile = wrong\n[CORE]\n\tpager = less ; excludesFile = no\n\texcludesfile = ~/mine # own\n',
    );
    assert.equal(await own(join(folder, 'xdg')), join(home, 'mine'));
    assert.equal(await own(join(folder, 'xdg')), said(join(folder, 'xdg')));
    write('home/.gitconfig', '[core] excludesFile = "/etc/all my rules"\n[core "sub"]\n\texcludesFile = no\n');
    assert.equal(await own(join(folder, 'xdg')), '/etc/all my rules');
    assert.equal(await own(), said());
  });

  it('are named by Windows as addresses name files there', async () => {
    assert.equal(
      excludesFileIn('[core]\n\texcludesfile = "C:\\\\Users\\\\me\\\\rules"\n'),
      String.raw`C:\Users\me\rules`,
    );
    const files: Readonly<Record<string, string>> = { '/c:/w/.git': 'gitdir: C:/main/.git/worktrees/w\n' };
    assert.equal(
      await excludeFileOf('/c:/w', (path) => Promise.resolve(files[path])),
      '/C:/main/.git/worktrees/w/info/exclude',
    );
  });
});
