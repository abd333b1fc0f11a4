// Bundles the extension, its page and the tests that run inside the editor. `--watch` keeps doing it, `--tests` adds the tests.
import { mkdir, rm } from 'node:fs/promises';
import { context } from 'esbuild';

const flags = new Set(process.argv.slice(2));

/** Some packages reach for `require` at run time, which an ES module does not have. */
const requireBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const shared = {
  bundle: true,
  sourcemap: flags.has('--watch'),
  minify: !flags.has('--watch'),
  logLevel: 'warning',
};

const node = {
  ...shared,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['vscode'],
  banner: requireBanner,
};

const builds = {
  // Splitting turns every `import()` into a chunk of its own: SDKs are read when a protocol is first spoken.
  extension: {
    ...node,
    entryPoints: ['src/extension.ts'],
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  },
  page: {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['media/usage.ts', 'media/usage.css'],
    outdir: 'dist/media',
  },
};

if (flags.has('--tests')) {
  builds.tests = {
    ...node,
    minify: false,
    entryPoints: ['test/vscode/host/index.ts'],
    outfile: 'out/host-tests.js',
    // Mocha finds its own files at run time; it is installed beside the tests.
    external: ['vscode', 'mocha'],
  };
}

await rm('dist', { recursive: true, force: true });
// Where the package and the tests go; vsce does not make it.
await mkdir('out', { recursive: true });
for (const [name, options] of Object.entries(builds)) {
  const build = await context(options);
  if (flags.has('--watch')) {
    console.log(`building ${name}`);
    await build.rebuild();
    await build.watch();
    console.log(`built ${name}, watching`);
    continue;
  }
  await build.rebuild();
  await build.dispose();
}
