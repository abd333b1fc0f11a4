import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { callerAmong, filesOnStack, type Installed } from '../../src/editor/api-caller.ts';

type Ask = () => readonly string[];
interface Asking {
  readonly ask: (files: Ask) => readonly string[];
  readonly later: (files: Ask) => Promise<readonly string[]>;
}

const require = createRequire(import.meta.url);
const own = 'keyway.keyway';

describe('the extension that calls', () => {
  let folder = '';
  let installed: Installed[] = [];
  let count = 0;

  beforeEach(() => {
    // A folder of its own for each test: modules and folders are remembered by their path.
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), `keyway-caller-${count++}-`)));
    // These very files are Keyway's.
    installed = [{ id: own, extensionPath: path.resolve(import.meta.dirname, '../..') }];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (id: string, extensionPath = path.join(folder, id)): string => {
    mkdirSync(path.join(extensionPath, 'dist'), { recursive: true });
    installed.push({ id, extensionPath });
    return extensionPath;
  };

  const script = `
    exports.ask = (files) => files();
    exports.later = async (files) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return files();
    };
  `;

  const extension = (id: string): Asking => {
    const file = path.join(install(id), 'dist', 'extension.cjs');
    writeFileSync(file, script);
    return require(file) as Asking;
  };

  const caller = (files: readonly string[]): Promise<string | undefined> => callerAmong(files, installed, own);

  it('is the one whose file is on the stack, in small letters as VS Code names callers', async () => {
    assert.equal(await caller(extension('Acme.Docs-Writer').ask(filesOnStack)), 'acme.docs-writer');
  });

  it('is told after it has waited for something', async () => {
    assert.equal(await caller(await extension('acme.docs').later(filesOnStack)), 'acme.docs');
  });

  it('is told where it is a module of the newer kind', async () => {
    const file = path.join(install('acme.modern'), 'dist', 'extension.mjs');
    writeFileSync(file, 'export const ask = (files) => files();');
    const { ask } = (await import(pathToFileURL(file).href)) as Asking;
    assert.equal(await caller(ask(filesOnStack)), 'acme.modern');
  });

  it('is the nearest: whoever asks through another extension is not the one that asked us', async () => {
    const [inner, outer] = [extension('acme.inner'), extension('acme.outer')];
    assert.equal(await caller(outer.ask(() => inner.ask(filesOnStack))), 'acme.inner');
  });

  it('is told through ever so many frames of a framework', async () => {
    const { ask } = extension('acme.deep');
    const deep = (left: number): readonly string[] => (left === 0 ? filesOnStack() : deep(left - 1));
    assert.equal(await caller(ask(() => deep(60))), 'acme.deep');
  });

  it('is told where its folder is a link to where it is developed', async () => {
    const real = path.join(folder, 'work', 'docs');
    mkdirSync(path.join(real, 'dist'), { recursive: true });
    const link = path.join(folder, 'extensions', 'acme.linked-1.0.0');
    mkdirSync(path.dirname(link));
    symlinkSync(real, link, 'junction');
    installed.push({ id: 'acme.linked', extensionPath: link });
    writeFileSync(path.join(real, 'dist', 'extension.cjs'), script);
    const { ask } = require(path.join(link, 'dist', 'extension.cjs')) as Asking;
    assert.equal(await caller(ask(filesOnStack)), 'acme.linked');
  });

  it('is not taken for one whose folder’s name begins alike, but for the innermost', async () => {
    install('acme.docs', path.join(folder, 'docs'));
    install('acme.docs-writer', path.join(folder, 'docs-writer'));
    install('acme.inside', path.join(folder, 'docs', 'extensions', 'inside'));
    assert.equal(await caller([path.join(folder, 'docs-writer', 'dist', 'x.js')]), 'acme.docs-writer');
    assert.equal(await caller([path.join(folder, 'docs', 'extensions', 'inside', 'x.js')]), 'acme.inside');
    assert.equal(await caller([path.join(folder, 'docs', 'dist', 'x.js')]), 'acme.docs');
  });

  it('is nobody where only we, Node, VS Code or made-up names are on the stack', async () => {
    extension('acme.docs');
    assert.equal(await caller(filesOnStack()), undefined);
    assert.equal(
      await caller(['node:internal/timers', 'evalmachine.<anonymous>', 'file://%zz', '', 'docs.js']),
      undefined,
    );
    assert.equal(await caller([]), undefined);
  });

  it('is never the editor’s own chat, about which nobody would be asked', async () => {
    assert.equal(await caller(extension('GitHub.copilot-chat').ask(filesOnStack)), undefined);
  });

  it('is looked for without a trace: errors look afterwards as they did before', () => {
    const prepare = (): string => 'ours';
    const before = [Error.stackTraceLimit, Reflect.get(Error, 'prepareStackTrace')] as const;
    try {
      Error.stackTraceLimit = 7;
      Error.prepareStackTrace = prepare;
      assert.ok(filesOnStack().length > 1);
      assert.equal(Error.stackTraceLimit, 7);
      assert.equal(new Error('x').stack, 'ours');
    } finally {
      Reflect.set(Error, 'stackTraceLimit', before[0]);
      Reflect.set(Error, 'prepareStackTrace', before[1]);
    }
  });
});
