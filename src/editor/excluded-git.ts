import { posix } from 'node:path';

/** Where git keeps rules that are in no `.gitignore`. Paths are absolute, with `/`. */

/** The text of a file; undefined where there is none, or a folder. */
export type ReadText = (path: string) => Promise<string | undefined>;

/** The folder in which git keeps what it knows of a working tree: which branch it is on. */
export const gitFolderOf = async (top: string, read: ReadText): Promise<string> => {
  const named = /^gitdir:[ \t]*(\S.*?)\s*$/.exec((await read(posix.join(top, '.git'))) ?? '')?.[1];
  return named === undefined ? posix.join(top, '.git') : placed(top, named);
};

/**
 * The file of rules that a repository keeps for itself. In a worktree and in a submodule `.git` is a file that names another
 * folder, and worktrees share the one of their repository (gitrepository-layout, Git 2.51: `commondir`, `info/exclude`).
 */
export const excludeFileOf = async (top: string, read: ReadText): Promise<string> => {
  const folder = await gitFolderOf(top, read);
  const common = (await read(posix.join(folder, 'commondir')))?.trim() ?? '';
  return posix.join(common === '' ? folder : placed(folder, common), 'info/exclude');
};

/** Git for Windows writes `C:/…`; addresses have a slash before it. */
const absolute = (path: string): string => path.replaceAll('\\', '/').replace(/^(?=[a-z]:\/)/i, '/');

const placed = (from: string, path: string): string => posix.resolve(from, absolute(path));

export interface GitHome {
  readonly home: string;
  /** `XDG_CONFIG_HOME`; '' where it is not set. */
  readonly configHome: string;
}

/**
 * The person's own file of rules for all repositories: what `core.excludesFile` names in their own configuration, else the
 * usual one. Includes, a repository's configuration and the machine's are not read.
 */
export const ownRulesFileOf = async ({ home, configHome }: GitHome, read: ReadText): Promise<string> => {
  const own = absolute(home);
  const config = configHome === '' ? posix.join(own, '.config') : absolute(configHome);
  // Git reads both, and what stands last counts.
  const files = [posix.join(config, 'git/config'), posix.join(own, '.gitconfig')];
  const texts = await Promise.all(files.map(read));
  const named = texts.flatMap((text) => excludesFileIn(text ?? '') ?? []).at(-1);
  return named === undefined ? posix.join(config, 'git/ignore') : placed(own, named.replace(/^~(?=\/)/, own));
};

/** `core.excludesFile` in a configuration; undefined where it names none. */
export const excludesFileIn = (text: string): string | undefined => {
  let section = '';
  let found: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1]?.trim().toLowerCase() ?? section;
    const [, quoted, plain] =
      /^(?:\s*\[[^\]]*\])?\s*excludesfile\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^#;"]*))/i.exec(line) ?? [];
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain?.trim();
    if (section === 'core' && value !== undefined && value !== '') found = value;
  }
  return found;
};
