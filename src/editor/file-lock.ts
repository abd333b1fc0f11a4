import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { t } from '../core/l10n.ts';

/** A lock older than this was left by a window that died: the work under it takes milliseconds. */
const staleAfter = 10_000;
const retryEvery = 20;

export interface Lock {
  /** Throws where another window took the lock over, so that a late writer does not overwrite an earlier one. */
  readonly verify: () => Promise<void>;
}

/**
 * Runs `work` while no other window (process) runs one under the same path. A file created with `wx` is the only lock
 * that all file systems of all platforms honour. Throws where the lock cannot be had within `patience` milliseconds.
 */
export const withFileLock = async <T>(
  path: string,
  work: (lock: Lock) => Promise<T>,
  patience = 15_000,
): Promise<T> => {
  const token = randomUUID();
  const until = performance.now() + patience;
  while (!(await taken(path, token))) {
    if (performance.now() > until) throw new Error(t('another window has held {0} for {1} s', path, patience / 1_000));
    await removeStale(path);
    await delay(retryEvery);
  }
  const isOurs = async (): Promise<boolean> => (await read(path)) === token;
  try {
    return await work({
      verify: async () => {
        if (!(await isOurs())) throw new Error(t('another window took over {0}', path));
      },
    });
  } finally {
    if (await isOurs()) await fs.rm(path, { force: true });
  }
};

const taken = async (path: string, token: string): Promise<boolean> => {
  try {
    await fs.writeFile(path, token, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    // Windows answers so while another window is just deleting it.
    if (process.platform === 'win32' && isCode(error, 'EPERM')) return false;
    throw error;
  }
};

const removeStale = async (path: string): Promise<void> => {
  const found = await fs.stat(path).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > staleAfter) await fs.rm(path, { force: true });
};

const read = (path: string): Promise<string | undefined> => fs.readFile(path, 'utf8').catch(() => undefined);

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
