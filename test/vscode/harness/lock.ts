import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Does the work while no other process does; a lock left behind by a dead process is taken over. */
export async function withLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const deadline = Date.now() + 10 * 60_000;
  while (!tryLock(file)) {
    if (Date.now() > deadline)
      throw new Error(`Another process has held ${file} for ten minutes. Delete it if none runs.`);
    await delay(250);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

function tryLock(file: string): boolean {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    if (ownerIsGone(file)) fs.rmSync(file, { force: true });
    return false;
  }
}

function ownerIsGone(file: string): boolean {
  const owner = Number(readOwner(file));
  // Empty: its owner is between creating and writing it.
  if (!owner) return false;
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return isCode(error, 'ESRCH');
  }
}

function readOwner(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
