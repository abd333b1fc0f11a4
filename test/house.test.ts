import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod/mini';

const root = path.resolve(import.meta.dirname, '..');

/** What each room may import, and what it may not. Paths are as a file of that room writes them. */
const law: Readonly<Record<string, { readonly may: readonly string[]; readonly mayNot: readonly string[] }>> = {
  'src/core': {
    may: ['./chat.ts', 'zod/mini'],
    mayNot: [
      '../providers/x.ts',
      '../catalog/x.ts',
      '../wire/x.ts',
      '../usage/x.ts',
      '../panel/x.ts',
      '../editor/x.ts',
      '../extension.ts',
      'vscode',
      'node:fs',
      'zod',
      'openai',
      'openai/resources',
      '@anthropic-ai/sdk',
      '@google/generative-ai',
      '@opentelemetry/api',
      'eventsource-parser',
    ],
  },
  'src/providers': {
    may: ['./x.ts', '../core/provider.ts'],
    mayNot: ['../catalog/x.ts', '../wire/x.ts', '../editor/x.ts', 'vscode', 'node:fs', 'openai', '@anthropic-ai/sdk'],
  },
  'src/catalog': {
    may: ['./x.ts', '../core/provider.ts', '../providers/index.ts', 'zod/mini'],
    mayNot: ['../wire/x.ts', '../usage/x.ts', '../editor/x.ts', 'vscode', 'openai', '@anthropic-ai/sdk', 'zod'],
  },
  'src/wire': {
    may: [
      './wire.ts',
      '../core/chat.ts',
      'openai',
      '@anthropic-ai/sdk',
      '@google/generative-ai',
      '@opentelemetry/sdk-trace',
      'eventsource-parser',
    ],
    mayNot: ['../providers/x.ts', '../catalog/x.ts', '../usage/x.ts', '../editor/x.ts', 'vscode', 'zod'],
  },
  'src/code': {
    may: ['./x.ts', '../core/chat.ts', 'node-diff3', 'zod/mini'],
    mayNot: [
      '../providers/x.ts',
      '../wire/x.ts',
      '../usage/x.ts',
      '../editor/x.ts',
      'vscode',
      'node:fs',
      'openai',
      'zod',
    ],
  },
  'src/search': {
    may: ['./x.ts', '../core/embedding.ts', 'node:sqlite', 'node:fs', 'zod/mini'],
    mayNot: ['../providers/x.ts', '../wire/x.ts', '../usage/x.ts', '../editor/x.ts', 'vscode', 'openai', 'zod'],
  },
  'src/guard': {
    may: ['./x.ts', '../core/redact.ts', 'node:crypto', '@secretlint/secretlint-rule-preset-recommend', 'zod/mini'],
    mayNot: ['../providers/x.ts', '../wire/x.ts', '../usage/x.ts', '../editor/x.ts', 'vscode', 'openai', 'zod'],
  },
  'src/usage': {
    may: ['./x.ts', '../core/attempt.ts', 'node:sqlite'],
    mayNot: [
      '../providers/x.ts',
      '../wire/x.ts',
      '../editor/x.ts',
      'vscode',
      'openai',
      '@anthropic-ai/sdk',
      '@opentelemetry/api',
      'zod',
    ],
  },
  'src/panel': {
    may: ['./x.ts', '../core/chat.ts', 'zod/mini'],
    mayNot: ['../providers/x.ts', '../wire/x.ts', '../usage/x.ts', '../editor/x.ts', 'vscode', 'node:fs', 'zod'],
  },
  'src/editor': {
    may: [
      '../api.ts',
      '../api.ts',
      './x.ts',
      '../core/run.ts',
      '../providers/index.ts',
      '../catalog/x.ts',
      '../usage/x.ts',
      '../panel/x.ts',
      'vscode',
    ],
    mayNot: [
      '../wire/x.ts',
      '../extension.ts',
      '../../media/x.ts',
      'openai',
      '@anthropic-ai/sdk',
      '@opentelemetry/api',
      'zod',
    ],
  },
  media: {
    may: ['./x.ts', '../src/panel/x.ts'],
    mayNot: ['../src/core/x.ts', '../src/wire/x.ts', '../src/editor/x.ts', 'vscode', 'node:fs', 'zod'],
  },
};

const imports = (from: readonly string[]): string =>
  from.map((name, index) => `import * as x${index} from '${name}';\nexport const y${index} = x${index};\n`).join('');

/** The other three ways to reach a room. */
const otherForms = (from: string): string =>
  `import type { X } from '${from}';\nexport { y } from '${from}';\nexport const z = (): unknown => import('${from}');\nexport type Z = X;\n`;

/** One broken habit each: the rule that must bite, and the file that breaks it. */
const habits: readonly (readonly [habit: string, rule: string, file: string, source: string])[] = [
  [
    'a promise nobody waits for',
    'no-floating-promises',
    'src/core/promise.ts',
    'const work = async (): Promise<void> => undefined;\nexport const start = (): void => {\n  work();\n};\n',
  ],
  [
    'one of VS Code’s own Thenables that nobody waits for',
    'no-floating-promises',
    'src/editor/thenable.ts',
    "import * as vscode from 'vscode';\nexport const tell = (): void => {\n  vscode.window.showInformationMessage('hello');\n};\n",
  ],
  ['a default export', 'no-default-export', 'src/core/default.ts', 'export default 1;\n'],
  ['any', 'no-explicit-any', 'src/core/any.ts', 'export const loose = (value: any): unknown => value;\n'],
  ['!', 'no-non-null-assertion', 'src/core/sure.ts', 'export const sure = (value?: string): string => value!;\n'],
  ['a word to the console', 'no-console', 'src/core/console.ts', "export const say = (): void => console.log('a');\n"],
  [
    'a kind that a switch forgets',
    'switch-exhaustiveness-check',
    'src/core/switch.ts',
    "export const name = (kind: 'a' | 'b'): string => {\n  switch (kind) {\n    case 'a':\n      return 'A';\n  }\n  return '';\n};\n",
  ],
  [
    'a thrown string',
    'only-throw-error',
    'src/core/throw.ts',
    "export const fail = (): never => {\n  throw 'no';\n};\n",
  ],
  [
    'an import of a type that pretends to be a value',
    'consistent-type-imports',
    'src/core/type.ts',
    "import { Kind } from './kind.ts';\nexport const same = (kind: Kind): Kind => kind;\n",
  ],
  [
    'two files that need each other',
    'no-cycle',
    'src/core/hen.ts',
    "import { egg } from './egg.ts';\nexport const hen = (): unknown => egg;\n",
  ],
  [
    'a file of 251 lines',
    'max-lines',
    'src/core/long.ts',
    Array.from({ length: 251 }, (_, index) => `export const a${index} = ${index};\n`).join(''),
  ],
  [
    'a function of 41 lines',
    'max-lines-per-function',
    'src/core/tall.ts',
    `export const tall = (all: number[]): void => {\n${'  all.push(1);\n'.repeat(39)}};\n`,
  ],
  [
    'a function of four parameters',
    'max-params',
    'src/core/wide.ts',
    'export const wide = (a: number, b: number, c: number, d: number): number => a + b + c + d;\n',
  ],
  [
    'four blocks inside each other',
    'max-depth',
    'src/core/deep.ts',
    'export const deep = (a: boolean): number => {\n  if (a) {\n    if (!a) {\n      if (a) {\n        if (!a) return 1;\n      }\n    }\n  }\n  return 0;\n};\n',
  ],
];

const supporting: Readonly<Record<string, string>> = {
  'src/core/kind.ts': 'export type Kind = string;\n',
  'src/core/egg.ts': "import { hen } from './hen.ts';\nexport const egg = (): unknown => hen;\n",
  // At the caps, not above them: what a rule must leave alone.
  'src/core/right.ts': `export const right = (all: number[], _b: number, _c: number): void => {\n${'  all.push(1);\n'.repeat(38)}};\n`,
};

const Report = z.object({
  diagnostics: z.array(
    z.object({
      code: z.optional(z.string()),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});

interface Found {
  readonly file: string;
  readonly rule: string;
  readonly line: number;
}

/** The linter is a program of our own devDependencies; it leaves with 1 where it finds something. */
const lint = (folder: string): Promise<{ readonly code: number; readonly found: readonly Found[] }> =>
  new Promise((resolve, reject) => {
    const program = path.join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const options = { cwd: folder, maxBuffer: 64 * 1_024 * 1_024, timeout: 20_000 };
    execFile(
      process.execPath,
      [program, '--type-aware', '--format', 'json', 'src', 'media'],
      options,
      (error, stdout, stderr) => {
        try {
          const { diagnostics } = Report.parse(JSON.parse(stdout));
          const found = diagnostics.map(({ code, filename, labels }) => ({
            file: filename.replaceAll('\\', '/'),
            rule: /\(([^)]+)\)/.exec(code ?? '')?.[1] ?? '',
            line: labels[0]?.span.line ?? 0,
          }));
          resolve({ code: typeof error?.code === 'number' ? error.code : 0, found });
        } catch (cause) {
          reject(new Error(`oxlint said: ${stdout.slice(0, 500)} ${stderr.slice(0, 500)}`, { cause }));
        }
      },
    );
  });

describe('the house law', function () {
  this.timeout(30_000);
  let folder = '';
  let code = 0;
  let found: readonly Found[] = [];

  /** A house with our own rules in which everything is done wrong once, linted in one go. */
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyway-house-'));
    await Promise.all(
      ['.oxlintrc.json', 'tsconfig.json', 'package.json'].map((file) =>
        cp(path.join(root, file), path.join(folder, file)),
      ),
    );
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const files: Record<string, string> = { ...supporting };
    for (const [, , file, source] of habits) files[file] = source;
    for (const [room, { may, mayNot }] of Object.entries(law)) {
      files[`${room}/may.ts`] = imports(may);
      files[`${room}/may-not.ts`] = imports(mayNot);
      files[`${room}/other-forms.ts`] = otherForms(mayNot[0] ?? '');
    }
    for (const [file, source] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), source);
    }
    ({ code, found } = await lint(folder));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const linesOf = (file: string, rule: string): readonly number[] =>
    found
      .filter((one) => one.file === file && one.rule === rule)
      .map(({ line }) => line)
      .toSorted((a, b) => a - b);

  it('lets nothing through: the linter fails', () => assert.equal(code, 1));

  for (const [room, { may, mayNot }] of Object.entries(law)) {
    it(`lets ${room} import what it may, and nothing else`, () => {
      assert.deepEqual(linesOf(`${room}/may.ts`, 'no-restricted-imports'), [], `of ${may.join(', ')}`);
      assert.deepEqual(
        linesOf(`${room}/may-not.ts`, 'no-restricted-imports').map((line) => mayNot[(line - 1) / 2]),
        mayNot,
      );
    });

    it(`holds for ${room} also where a type, a re-export or a late import reaches out`, () => {
      assert.deepEqual(linesOf(`${room}/other-forms.ts`, 'no-restricted-imports'), [1, 2, 3]);
    });
  }

  it('knows every room there is', async () => {
    const rooms = new Set<string>();
    for await (const file of glob('src/*/*.ts', { cwd: root })) rooms.add(path.dirname(file).replaceAll('\\', '/'));
    assert.deepEqual(
      [...rooms].filter((room) => !Object.hasOwn(law, room)),
      [],
    );
  });

  for (const [habit, rule, file] of habits) {
    it(`reports ${habit}`, () =>
      assert.equal(linesOf(file, rule).length, 1, JSON.stringify(found.filter((one) => one.file === file))));
  }

  it('reports nothing that is right', () => {
    assert.deepEqual(
      found.filter(({ file }) => file === 'src/core/right.ts' || file.endsWith('/may.ts')),
      [],
    );
  });
});

describe('the source', () => {
  /** Paths of somebody's machine, and hosts that only a machine's own setup names. */
  const foreign =
    /(?:^|["'`\s(=])(?:\/(?:home|Users|root|work|mnt|tmp|var|opt)\/|[A-Z]:\\\\?(?:Users|work|temp)\b|~\/)|\bregistry\.|\b(?:artifactory|verdaccio|nexus)\b|file:\/\/\//i;

  it('names no path of a machine and no registry', async () => {
    const files: string[] = [];
    for await (const file of glob(['src/**/*.*', 'media/**/*.{ts,css,html,svg}', '*.{mjs,json}'], { cwd: root }))
      files.push(file);
    assert.ok(files.length > 30, `${files.length} files`);
    for (const file of files) {
      const text = await readFile(path.join(root, file), 'utf8');
      for (const [index, line] of text.split('\n').entries())
        assert.doesNotMatch(line, foreign, `${file}:${index + 1}`);
    }
  });

  it('would be caught where it did', () => {
    for (const line of [
      "'/home/ada/x'",
      'open(/' + 'work/main/x)',
      '"C:\\\\Users\\\\ada"',
      'https://registry.npmjs.org/',
      ' file:///etc',
    ])
      assert.match(line, foreign);
    for (const line of ['https://api.example/v1/' + 'work/home', "'/models'", '// home/work'])
      assert.doesNotMatch(line, foreign);
  });
});
