import assert from 'node:assert/strict';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';

type Output = Metafile['outputs'][string];

/** The extension's bundle, as the product is built: one entry, and a chunk for every `import()`. */
export interface Bundle {
  readonly outputs: Metafile['outputs'];
  /** Our own files that are an entry or an `import()`. */
  readonly begun: readonly string[];
  /** The packages' files that are loaded along with one of ours, without waiting to be asked for. */
  readonly loadedWith: (source: string) => readonly string[];
}

export const bundle = async (entry = 'src/extension.ts'): Promise<Bundle> => {
  const { metafile } = await build({
    absWorkingDir: path.resolve(import.meta.dirname, '../..'),
    entryPoints: [entry],
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
  const { outputs } = metafile;
  const named = (name: string): Output => outputs[name] ?? assert.fail(`there is no ${name}`);
  const together = (name: string, known = new Set<string>()): ReadonlySet<string> => {
    if (known.has(name)) return known;
    known.add(name);
    for (const { path: next, kind, external } of named(name).imports)
      if (kind !== 'dynamic-import' && !external) together(next, known);
    return known;
  };
  return {
    outputs,
    begun: Object.values(outputs).flatMap(({ entryPoint }) => (entryPoint?.startsWith('src/') ? [entryPoint] : [])),
    loadedWith: (source) => {
      const name = Object.keys(outputs).find((each) => outputs[each]?.entryPoint === source);
      return [...together(name ?? assert.fail(`no chunk begins with ${source}`))].flatMap((each) =>
        Object.keys(named(each).inputs),
      );
    },
  };
};

/** Amazon's SDK, its runtime, and what both bring along. */
export const amazon = /node_modules\/(?:@aws-sdk|@smithy|@aws|@aws-crypto|bowser|fast-xml-parser|strnum)\//;

/** Our files that load Amazon's SDK, and its bytes in the bundle. */
export const amazonIn = ({
  begun,
  loadedWith,
  outputs,
}: Bundle): { readonly with: readonly string[]; readonly bytes: number } => {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  return {
    with: begun.filter((source) => loadedWith(source).some((input) => amazon.test(input))).toSorted(),
    bytes: inputs.reduce((sum, [input, { bytesInOutput }]) => sum + (amazon.test(input) ? bytesInOutput : 0), 0),
  };
};
