import assert from 'node:assert/strict';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { hiddenBy, namesExcluded } from '../../src/code/excluded.ts';
import { conditionalGlobs, globs } from '../../src/code/file-globs.ts';

const at = (path: string): { readonly path: string; readonly absolute: string } => ({
  path,
  absolute: `/home/u/${path}`,
});

describe('globs of settings', () => {
  const names = (pattern: string): ((path: string) => boolean) => globs([pattern], { names: true });
  const paths = (pattern: string): ((path: string) => boolean) => globs([pattern], { names: false });

  it('fit a file or a folder above it', () => {
    assert.ok(paths('**/*.pem')('a/b/c.pem'));
    assert.ok(paths('**/*.pem')('c.pem'));
    assert.ok(paths('**/private')('a/private/b/c.ts'));
    assert.ok(paths('a/b/')('a/b/c.ts'));
    assert.ok(paths('src/**')('src/a/b.ts'));
    assert.ok(!paths('src/**')('lib/src.ts'));
    assert.ok(!paths('**/*.pem')('c.pem.ts'));
  });

  it('mean dots, capitals, brackets and braces as VS Code does, and parentheses as they stand', () => {
    assert.ok(paths('**/*')('.hidden'));
    assert.ok(paths('**/*.PEM')('a/x.pem'));
    assert.ok(paths('**/*.{pem,key}')('a/x.key'));
    assert.ok(paths('**/[ab].ts')('x/a.ts'));
    assert.ok(paths('**/?.ts')('x/a.ts'));
    assert.ok(paths('app/(shop)/**')('app/(shop)/page.tsx'));
    assert.ok(!paths('app/(shop)/**')('app/shop/page.tsx'));
    assert.ok(paths('c++/**')('c++/main.cpp'));
    assert.ok(!paths('c++/**')('ccc/main.cpp'));
  });

  it('without a slash mean a name anywhere, but in files.exclude the top alone', () => {
    assert.ok(names('*.pem')('a/b/c.pem'));
    assert.ok(names('private')('a/private/c.ts'));
    assert.ok(!paths('*.pem')('a/c.pem'));
    assert.ok(paths('private')('private/c.ts'));
  });

  it('fit at least what they say where they say much, and take no time for it', () => {
    const hostile = `${'*a'.repeat(60)}b`;
    assert.ok(!paths(hostile)('a'.repeat(250)));
    assert.ok(paths(hostile)(`${'a'.repeat(250)}b`));
    assert.ok(!paths(`${'**/a/'.repeat(50)}b`)(`${'a/'.repeat(500)}c`));
    assert.ok(paths('**/(a+)+$')('x/(a+)+$'));
    assert.ok(!paths('(a+)+b')('a'.repeat(250)));
    const part = fc.constantFrom('*', '**/', 'a', 'b', '/', '?', '{a,b}', '[ab]', '.ts');
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', 'ba.ts', 'a.ts'), { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(part, { minLength: 5, maxLength: 14 }), path, (parts, file) => {
        const pattern = parts.join('').replaceAll(/\/{2,}/g, '/');
        if (picomatch(pattern, { dot: true, windows: false })(file)) assert.ok(paths(pattern)(file), pattern);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tell which file they depend on', () => {
    const [one, ...others] = conditionalGlobs({ '**/*.js': { when: '$(basename).ts' }, '**/*.map': true });
    assert.equal(others.length, 0);
    assert.ok(one?.fits('a/b.js'));
    assert.equal(one?.sibling('a/b.js'), 'b.ts');
  });
});

describe('files that are excluded by their names', () => {
  const usual = { '**/.env*': true, '**/*.pem': true };
  const reasonFor = (path: string, own: unknown = {}): string | undefined => namesExcluded({ usual, own })(at(path));

  it('are those of the setting, and those that look like secrets', () => {
    assert.equal(reasonFor('.env.local'), 'your setting keyway.excludedFiles excludes it');
    assert.equal(reasonFor('src/internal/a.ts', { internal: true }), 'your setting keyway.excludedFiles excludes it');
    assert.equal(reasonFor('deploy/id_ed25519'), 'it looks like a file of secrets');
    assert.equal(reasonFor('src/cart.ts'), undefined);
  });

  it('are let through by the person alone', () => {
    const own = { '**/.env.example': false };
    assert.equal(reasonFor('.env.example', own), undefined);
    assert.equal(reasonFor('.env', own), 'your setting keyway.excludedFiles excludes it');
    assert.equal(reasonFor('id_rsa', { '**/id_rsa': false }), undefined);
    const both = { '**/*.example': false, '**/.env*': true };
    assert.equal(reasonFor('.env.example', both), 'your setting keyway.excludedFiles excludes it');
  });

  it('are not changed by a setting that is none', () => {
    for (const own of [undefined, null, 'all', ['**'], { '**/*.ts': 'yes' }, { '': true, '/': true }])
      assert.equal(reasonFor('src/cart.ts', own), undefined);
  });

  it('are judged by the whole path where it says more', () => {
    const judge = namesExcluded({ usual, own: {} });
    assert.equal(judge({ path: 'config', absolute: '/home/u/.ssh/config' }), 'it looks like a file of secrets');
  });
});

describe('files that are hidden', () => {
  it('are so by the person, the workspace or the folder, and shown by none of the latter', () => {
    const hides = hiddenBy({ '**/.git': true, '**/mine': true }, { '**/mine': false, '**/theirs': true }, undefined);
    assert.ok(hides('.git/config'));
    assert.ok(hides('a/mine/b.ts'));
    assert.ok(hides('theirs'));
    assert.ok(!hides('a/b.ts'));
  });
});
