import * as fs from 'node:fs';
import * as path from 'node:path';
import { mustRun } from '../../vscode/harness/command.ts';
import { cache } from '../../vscode/harness/paths.ts';

/** Where programs lie that were fetched for these tests. */
export const programs = path.join(cache, 'collectors');

/** Root on Debian: only there packages are fetched by ourselves. */
export const isDebianRoot = (): boolean => process.getuid?.() === 0 && fs.existsSync('/etc/debian_version');

/** Packages of another release of Debian than the machine's, unpacked into a folder: nothing of the system changes. */
export interface Release {
  /** As `apt-get` is run for it, in the folder of its files. */
  readonly apt: (...words: readonly string[]) => Promise<string>;
  /** Of everything a package needs, the packages' files are downloaded and unpacked below `folder`. */
  readonly unpack: (folder: string, names: readonly string[]) => Promise<void>;
}

export const release = async (suite: 'trixie' | 'sid'): Promise<Release> => {
  const home = path.join(programs, `apt-${suite}`);
  for (const folder of ['lists/partial', 'archives/partial', 'files'])
    fs.mkdirSync(path.join(home, folder), { recursive: true });
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg';
  fs.writeFileSync(path.join(home, 'sources'), `deb [signed-by=${keys}] http://deb.debian.org/debian ${suite} main\n`);
  // Without any package installed, a resolver names all that is needed.
  fs.writeFileSync(path.join(home, 'status'), '');
  const options = [
    `Dir::Etc::sourcelist=${home}/sources`,
    'Dir::Etc::sourceparts=-',
    `Dir::State=${home}`,
    `Dir::State::lists=${home}/lists`,
    `Dir::State::status=${home}/status`,
    `Dir::Cache=${home}`,
    'APT::Sandbox::User=root',
    'APT::Install-Recommends=false',
  ].flatMap((option) => ['-o', option]);
  const files = path.join(home, 'files');
  const apt = (...words: readonly string[]) => mustRun(['apt-get', ...options, ...words], { cwd: files });
  await apt('-q', 'update');
  const unpack: Release['unpack'] = async (folder, names) => {
    await apt('-q', 'download', ...names);
    fs.mkdirSync(folder, { recursive: true });
    for (const file of fs.readdirSync(files).filter((name) => name.endsWith('.deb'))) {
      await mustRun(['dpkg-deb', '-x', path.join(files, file), folder], { cwd: files });
      fs.rmSync(path.join(files, file));
    }
  };
  return { apt, unpack };
};
