import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mustRun } from './command.ts';
import { withLock } from './lock.ts';
import { cache, repository } from './paths.ts';

/**
 * The npm package code-server carries the whole VS Code server and its web workbench (4.139.1 is VS Code 1.139.1),
 * so a machine that reaches nothing but an npm registry still tests against the real editor.
 */
const release = {
  name: 'code-server',
  version: '4.139.1',
  integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
} as const;

export interface EditorInstall {
  readonly version: string;
  /** VS Code's own server: the only one that can run tests inside the extension host. */
  readonly serverMain: string;
  /** code-server's entry: the only one where SecretStorage survives a reload. */
  readonly productEntry: string;
}

/** The editor, fetched on first use. Whoever finds it complete pays nothing. */
export async function fetchEditor(): Promise<EditorInstall> {
  const home = path.join(cache, `${release.name}-${release.version}`);
  if (!isComplete(home)) {
    await withLock(`${home}.lock`, async () => {
      if (!isComplete(home)) await fetchInto(home);
    });
  }
  await withLanguages(home);
  return {
    version: release.version,
    serverMain: path.join(home, 'package/lib/vscode/out/server-main.js'),
    productEntry: path.join(home, 'package/out/node/entry.js'),
  };
}

async function fetchInto(home: string): Promise<void> {
  // Built aside and renamed at the end: an interrupted fetch leaves no half editor, only what the next one removes.
  const staging = `${home}.partial`;
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(staging, { recursive: true });
  try {
    const tarball = await pack(staging);
    await mustRun(['tar', '-xzf', tarball], { cwd: staging });
    fs.rmSync(tarball);
    await installDependencies(path.join(staging, 'package/lib/vscode'));
    await installDependencies(path.join(staging, 'package'));
    fs.writeFileSync(path.join(staging, marker), release.integrity);
    fs.rmSync(home, { recursive: true, force: true });
    fs.renameSync(staging, home);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** What the languages VS Code knows best need beside it: TypeScript, whose extension is silent without. */
async function withLanguages(home: string): Promise<void> {
  const extensions = path.join(home, 'package/lib/vscode/extensions');
  const isThere = (): boolean => fs.existsSync(path.join(extensions, 'node_modules'));
  if (isThere()) return;
  await withLock(`${home}.lock`, async () => {
    if (isThere()) return;
    const staging = `${home}.languages`;
    fs.rmSync(staging, { recursive: true, force: true });
    fs.mkdirSync(staging);
    for (const file of ['package.json', 'npm-shrinkwrap.json'])
      fs.copyFileSync(path.join(extensions, file), path.join(staging, file));
    await installDependencies(staging);
    fs.renameSync(path.join(staging, 'node_modules'), path.join(extensions, 'node_modules'));
    fs.rmSync(staging, { recursive: true, force: true });
  });
}

const marker = 'complete';

function isComplete(home: string): boolean {
  const file = path.join(home, marker);
  return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === release.integrity;
}

async function pack(folder: string): Promise<string> {
  const specifier = `${release.name}@${release.version}`;
  // Run from the repository, so that its .npmrc (a company's registry, say) counts.
  await mustRun([...npm(), 'pack', specifier, '--ignore-scripts', '--pack-destination', folder], { cwd: repository });
  const tarball = path.join(folder, `${release.name}-${release.version}.tgz`);
  const integrity = `sha512-${createHash('sha512').update(fs.readFileSync(tarball)).digest('base64')}`;
  if (integrity !== release.integrity) {
    throw new Error(
      `${specifier} is not the expected package: its integrity is ${integrity}, not ${release.integrity}.`,
    );
  }
  return tarball;
}

/**
 * All folders bring an npm-shrinkwrap.json with an integrity for every package, so `install` gives the same tree
 * each time. `npm ci` would refuse lib/vscode, whose shrinkwrap lacks one optional peer (tslib).
 * No script runs: nothing has to be compiled for what the tests use.
 */
async function installDependencies(folder: string): Promise<void> {
  const options = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await mustRun([...npm(), 'install', ...options], { cwd: folder });
}

/** The npm that runs us, on the Node that runs us; otherwise the one on PATH. */
function npm(): readonly string[] {
  const running = process.env['npm_execpath'];
  return running && path.basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}
