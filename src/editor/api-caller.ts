import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** An extension that is installed, as much of it as tells its files. */
export interface Installed {
  readonly id: string;
  /** Its folder. */
  readonly extensionPath: string;
}

/** Who asked, where nobody can tell: the name that the editor's own requests have then. */
export const unknownCaller = 'unknown';

/** Frames that are looked through: an extension may come through a framework of its own. */
const deepest = 100;

/**
 * The files of the call stack, nearest first: what runs now, and through whom. Node and VS Code both let the trace be made
 * by whoever asks for it (`Error.prepareStackTrace`); VS Code's own setter wraps ours and gives back what it gives (1.139).
 */
export const filesOnStack = (): readonly string[] => {
  const before = { stackTraceLimit: Error.stackTraceLimit, prepareStackTrace: Reflect.get(Error, 'prepareStackTrace') };
  try {
    Error.stackTraceLimit = deepest;
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName());
    const { stack }: { readonly stack?: unknown } = new Error('who asks');
    return Array.isArray(stack) ? stack.filter((file): file is string => typeof file === 'string') : [];
  } catch {
    // Somebody made the two read-only.
    return [];
  } finally {
    for (const [name, value] of Object.entries(before)) Reflect.set(Error, name, value);
  }
};

/** Folders as they are and as they are called: an extension may be a link to where it is developed. */
const knownFolders = new Map<string, Promise<readonly string[]>>();

const foldersOf = (folder: string): Promise<readonly string[]> => {
  const known = knownFolders.get(folder) ?? realFolders(folder);
  knownFolders.set(folder, known);
  return known;
};

const realFolders = async (folder: string): Promise<readonly string[]> => {
  const real = await realpath(folder).catch(() => folder);
  return [...new Set([comparable(folder), comparable(real)])];
};

/** Windows takes `C:\X` and `c:\x` for the same. */
const comparable = (file: string): string => {
  const plain = path.normalize(file);
  return process.platform === 'win32' ? plain.toLowerCase() : plain;
};

const plainPath = (file: string): string | undefined => {
  try {
    const plain = file.startsWith('file:') ? fileURLToPath(file) : file;
    return path.isAbsolute(plain) ? comparable(plain) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The extension of the first file that belongs to one other than ourselves, by the innermost folder; its id in small letters, as
 * the editor names callers. Never VS Code's own chat, about which nobody is asked: it uses the models and not these functions,
 * so a stack that says so is more likely made up.
 */
export const callerAmong = async (
  files: readonly string[],
  installed: readonly Installed[],
  own: string,
): Promise<string | undefined> => {
  const folders = await Promise.all(
    installed.map(async ({ id, extensionPath }) => ({ id: id.toLowerCase(), folders: await foldersOf(extensionPath) })),
  );
  for (const file of files) {
    const plain = plainPath(file);
    const id = plain === undefined ? undefined : ownerOf(plain, folders);
    if (id !== undefined && id !== own.toLowerCase()) return id === editorsChat ? undefined : id;
  }
  return undefined;
};

const editorsChat = 'github.copilot-chat';

const ownerOf = (
  file: string,
  all: readonly { readonly id: string; readonly folders: readonly string[] }[],
): string | undefined => {
  let best: { readonly id: string; readonly length: number } | undefined;
  for (const { id, folders } of all) {
    for (const folder of folders) {
      const isInside = file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
      if (isInside && folder.length > (best?.length ?? 0)) best = { id, length: folder.length };
    }
  }
  return best?.id;
};
