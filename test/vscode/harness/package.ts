import * as path from 'node:path';
import { mustRun } from './command.ts';
import { repository, vsix } from './paths.ts';

const vsce = path.join(repository, 'node_modules', '.bin', 'vsce');

/** As `npm run package` does it: dependencies are bundled, and the build writes a README without pictures. */
export const packageArguments = [
  'package',
  '--no-dependencies',
  '--allow-missing-repository',
  '--readme-path',
  'dist/README.md',
  '--out',
  vsix,
];

/** Builds and packages the extension as `npm run package` does. */
export async function packageExtension(): Promise<void> {
  const options = { cwd: repository };
  await mustRun([process.execPath, 'esbuild.mjs'], options);
  await mustRun([vsce, ...packageArguments], options);
}

/** Packages the extension in a folder of its own, which needs no build. */
export async function packageFolder(folder: string, out: string): Promise<void> {
  const lenient = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await mustRun([vsce, 'package', ...lenient, '--out', out], { cwd: folder });
}
