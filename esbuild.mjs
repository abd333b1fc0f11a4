// Bundles the extension, its page and the tests that run inside the editor. `--watch` keeps doing it, `--tests` adds the tests.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { context } from 'esbuild';

const flags = new Set(process.argv.slice(2));

/** Some packages reach for `require` at run time, which an ES module does not have. */
const requireBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const shared = {
  bundle: true,
  metafile: true,
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
    entryPoints: [{ in: 'src/main.ts', out: 'extension' }],
    outdir: 'dist',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  },
  page: {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: ['media/panel.ts', 'media/panel.css', 'media/key-light.svg', 'media/key-dark.svg'],
    outdir: 'dist/media',
    loader: { '.svg': 'copy' },
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

/** The licences of what is bundled ask for their texts to go along: each text once, under the names of all it is for. */
const notices = async (inputs) => {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const names = new Map();
  for (const folder of [...folders].toSorted()) {
    const { name, text } = await licenceOf(folder);
    names.set(text, [...(names.get(text) ?? []), name]);
  }
  const parts = [...names].map(([text, named]) => `${named.join('\n')}\n\n${text}\n`);
  return [...parts, facts].join(`\n${'-'.repeat(80)}\n\n`);
};

const facts =
  'Facts about models in dist/chunks/table-*.js come in part from models.dev (https://models.dev), MIT licence.\n';

const licenceOf = async (folder) => {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)(?:\.(?:md|txt))?$/i.test(file));
  const texts = await Promise.all(files.toSorted().map((file) => readFile(`${folder}/${file}`, 'utf8')));
  return { name: `${name} ${version} (${license})`, text: texts.map((text) => text.trim()).join('\n\n') };
};

/** Outlines of its icons stand in media. */
const inputs = { 'node_modules/@vscode/codicons/LICENSE': {} };

/** What the page says in other languages: of each bundle the sentences that stand in the page's sources. */
const writePageWords = async (inputs) => {
  const own = Object.keys(inputs).filter((file) => !file.startsWith('node_modules/'));
  const source = (await Promise.all(own.map((file) => readFile(file, 'utf8')))).join('\n');
  for (const file of await readdir('media/l10n')) {
    const words = Object.entries(JSON.parse(await readFile(`media/l10n/${file}`, 'utf8')));
    const said = Object.fromEntries(words.filter(([sentence]) => source.includes(sentence)));
    const script = `globalThis.keywayWords = ${JSON.stringify(said)};\n`;
    await writeFile(file.replace(/^bundle\.l10n\.(.+)\.json$/, 'dist/media/words.$1.js'), script);
  }
};

await rm('dist', { recursive: true, force: true });
// Where the package and the tests go; vsce does not make it.
await mkdir('out', { recursive: true });
for (const [name, options] of Object.entries(builds)) {
  const build = await context(options);
  if (flags.has('--watch')) {
    console.log(`building ${name}`);
    const { metafile } = await build.rebuild();
    if (name === 'page') await writePageWords(metafile.inputs);
    await build.watch();
    console.log(`built ${name}, watching`);
    continue;
  }
  const { metafile } = await build.rebuild();
  if (name === 'page') await writePageWords(metafile.inputs);
  // The tests are not packaged.
  if (name !== 'tests') Object.assign(inputs, metafile.inputs);
  await build.dispose();
}
// Types alone are the same in both kinds of file: what other extensions compile against is the source itself.
await copyFile('src/api.ts', 'dist/keyway.d.ts');
// The editor shows the package's README, and finds no pictures beside it.
await writeFile('dist/README.md', (await readFile('README.md', 'utf8')).replaceAll(/^!\[.*\]\(media\/.*\)\n\n?/gm, ''));
if (!flags.has('--watch')) await writeFile('dist/THIRD-PARTY-NOTICES.txt', await notices(inputs));
