import assert from 'node:assert/strict';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Amazon's SDK, its runtime, and what both bring along. */
const amazon = /node_modules\/(?:@aws-sdk|@smithy|@aws|@aws-crypto|bowser|fast-xml-parser|strnum)\//;

type Output = Metafile['outputs'][string];

describe('Amazon’s SDK in the bundle', function () {
  this.timeout(60_000);
  let outputs: Metafile['outputs'];
  before(async () => {
    // As the product is built: one entry, and a chunk for every `import()`.
    const built = await build({
      absWorkingDir: root,
      entryPoints: ['src/extension.ts'],
      outdir: 'dist',
      bundle: true,
      splitting: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      target: 'node22',
      external: ['vscode'],
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    outputs = built.metafile.outputs;
  });

  const named = (name: string): Output => outputs[name] ?? assert.fail(`there is no ${name}`);

  /** The chunk that an `import()` of this file loads. */
  const chunkOf = (source: string): string => {
    const found = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === source);
    return found ?? assert.fail(`no chunk begins with ${source}`);
  };

  /** What is loaded along with a chunk: everything it imports, and they import, without waiting for it to be asked for. */
  const loadedWith = (name: string, known = new Set<string>()): ReadonlySet<string> => {
    if (known.has(name)) return known;
    known.add(name);
    for (const { path: next, kind, external } of named(name).imports)
      if (kind !== 'dynamic-import' && !external) loadedWith(next, known);
    return known;
  };

  const amazonIn = (name: string): readonly string[] =>
    [...loadedWith(name)].flatMap((each) => Object.keys(named(each).inputs).filter((input) => amazon.test(input)));

  it('is there, and is loaded with the protocol that speaks it', () => {
    assert.ok(amazonIn(chunkOf('src/wire/bedrock-converse.ts')).length > 10);
  });

  it('is not loaded with the extension', () => {
    const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === 'src/extension.ts') ?? '';
    assert.deepEqual(amazonIn(entry), []);
  });

  it('is loaded with Bedrock’s files and with no other', () => {
    const begun = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
    const ours = begun.filter((source) => source.startsWith('src/'));
    assert.ok(ours.includes('src/wire/openai-chat.ts') && ours.includes('src/wire/ask.ts'), ours.join());
    assert.deepEqual(ours.filter((source) => amazonIn(chunkOf(source)).length > 0).toSorted(), [
      'src/wire/bedrock-client.ts',
      'src/wire/bedrock-converse.ts',
      'src/wire/bedrock-embeddings.ts',
    ]);
  });

  it('is not loaded to ask about an API key, which needs no signature', () => {
    assert.deepEqual(amazonIn(chunkOf('src/wire/bedrock-ask.ts')), []);
  });

  it('is chunks of its own: nothing of another SDK lies in them', () => {
    for (const [name, { inputs }] of Object.entries(outputs)) {
      const files = Object.keys(inputs);
      if (!files.some((input) => amazon.test(input))) continue;
      const strangers = files.filter(
        (input) => !amazon.test(input) && !/node_modules\/tslib\/|^src\/(?:wire|core)\//.test(input),
      );
      assert.deepEqual(strangers, [], name);
    }
  });
});
