import * as fs from 'node:fs';
import * as path from 'node:path';
import { mustRun } from './command.ts';
import { withLock } from './lock.ts';
import { cache, repository } from './paths.ts';

/** Without a display, without a GPU, and without calling home. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const candidates: readonly string[] = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].map(
    (name) => `/usr/bin/${name}`,
  ),
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium to drive; on Debian, as root, one is installed where none is found. */
export async function findChromium(): Promise<string> {
  const chosen = process.env['KEYWAY_CHROMIUM'];
  if (chosen) {
    if (fs.existsSync(chosen)) return chosen;
    throw new Error(`KEYWAY_CHROMIUM names ${chosen}, and there is no such file.`);
  }
  const installed = firstInstalled();
  if (installed) return installed;
  if (isDebianRoot()) return installOnDebian();
  throw new Error(
    'The editor tests need Chromium or Chrome: install one (Debian and Ubuntu: `sudo apt-get install chromium`) or set KEYWAY_CHROMIUM to its path.',
  );
}

function firstInstalled(): string | undefined {
  return candidates.find((candidate) => fs.existsSync(candidate));
}

function isDebianRoot(): boolean {
  return process.getuid?.() === 0 && fs.existsSync('/etc/debian_version');
}

async function installOnDebian(): Promise<string> {
  return withLock(path.join(cache, 'chromium.lock'), async () => {
    const installed = firstInstalled();
    if (installed) return installed;
    const options = { cwd: repository, env: { DEBIAN_FRONTEND: 'noninteractive' } };
    await mustRun(['apt-get', 'update'], options);
    await mustRun(['apt-get', 'install', '-y', 'chromium'], options);
    const found = firstInstalled();
    if (found) return found;
    throw new Error(
      'apt-get installed chromium, but it is in none of the usual places; set KEYWAY_CHROMIUM to its path.',
    );
  });
}
