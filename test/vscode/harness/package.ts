import * as path from 'node:path';
import { mustRun } from './command.ts';
import { repository, vsix } from './paths.ts';

/** Builds and packages the extension as `npm run package` does. */
export async function packageExtension(): Promise<void> {
  const options = { cwd: repository };
  const vsce = path.join(repository, 'node_modules', '.bin', 'vsce');
  await mustRun([process.execPath, 'esbuild.mjs'], options);
  await mustRun([vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', vsix], options);
}
