import { execFile, type ExecFileOptions } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ExportFormat } from '../../src/usage/export-format.ts';
import type { ExportKind } from '../../src/usage/export-sources.ts';
import type { Room } from './samples.ts';

/** What an exporting process says of itself. */
export interface Outcome {
  readonly error?: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** Bytes of memory beyond those before the export, at most. */
  readonly grown?: number;
  /** Of them, what is in use when the last row is written and not only not collected yet. */
  readonly held?: number;
  readonly milliseconds?: number;
  /** Milliseconds between two pages, at most. */
  readonly longest?: number;
}

export interface Exporting {
  readonly folder: string;
  readonly path: string;
  readonly what?: ExportKind;
  readonly format?: ExportFormat;
  readonly node?: readonly string[];
  readonly measure?: boolean;
}

const exporter = fileURLToPath(new URL('exporter.ts', import.meta.url));

export const exporterCommand = (exporting: Exporting): readonly string[] => {
  const { folder, path, what = 'attempts', format = 'csv', node = [], measure = false } = exporting;
  const own = [exporter, folder, path, what, format, ...(measure ? ['measure'] : [])];
  return [process.execPath, '--disable-warning=ExperimentalWarning', ...node, ...own];
};

export const runExporter = async (command: readonly string[], options: ExecFileOptions = {}): Promise<Outcome> => {
  const [file = '', ...rest] = command;
  const { stdout } = await promisify(execFile)(file, rest, { ...options, encoding: 'utf8' });
  return JSON.parse(stdout) as Outcome;
};

/** Many attempts at once, one a minute, written past the ledger: it is not the writer that is looked at. */
export const fillWith = ({ raw }: Pick<Room, 'raw'>, rows: number): void =>
  raw().exec(`
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${rows})
    INSERT INTO attempt (request_id, at, provider, model, key_id, key_nickname, task, caller, workspace, outcome, status,
        first_token_ms, total_ms, input_tokens, output_tokens, cache_read_tokens, reasoning_tokens, cost_nano, cost_from,
        price_as_of, served_model)
      SELECT 'request-' || n, 1700000000000 + n * 60000, 'openai', 'gpt-6-luna', 'key-' || n % 3, 'work', 'chat',
        'github.copilot-chat', 'keyway 1a2b3c4d', 'answered', 200, n % 900, n % 9000, n % 5000, n % 700, n % 400, n % 80,
        n * 1009 % 90000000, 'computed', '2026-11-01', 'gpt-6-luna-2026-10-01'
      FROM number`);
