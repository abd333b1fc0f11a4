import { execFile, type ExecFileOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { LedgerState } from '../../src/usage/ledger.ts';

export interface Written {
  readonly state: LedgerState;
  readonly heard: readonly string[];
  readonly answer: { readonly attempts?: number; readonly error?: string };
}

const writer = fileURLToPath(new URL('writer.ts', import.meta.url));

/** The command line of a process that records `count` attempts of the provider `name`. */
export const writerCommand = (folder: string, name: string, count: number): readonly string[] => [
  process.execPath,
  '--disable-warning=ExperimentalWarning',
  writer,
  folder,
  name,
  String(count),
];

export const runWriter = async (command: readonly string[], options: ExecFileOptions = {}): Promise<Written> => {
  const [file = '', ...rest] = command;
  const { stdout } = await promisify(execFile)(file, rest, { ...options, encoding: 'utf8' });
  return JSON.parse(stdout);
};
