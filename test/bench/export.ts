import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../src/usage/ledger.ts';
import { exporterCommand, fillWith, runExporter } from '../usage/export-child.ts';

const rows = 1_000_000;

export interface ExportFigures {
  readonly seconds: number;
  /** Bytes beyond what the process took before, at most. */
  readonly grown: number;
  /** Bytes of them that are in use at the end; the rest waits to be collected. */
  readonly held: number;
  readonly bytes: number;
  /** Milliseconds from one page to the next, at most: what else the extension host has to do waits for half of that. */
  readonly longestMs: number;
}

const fill = async (folder: string): Promise<void> => {
  const ledger = openLedger({ folder, onTrouble: (sentence) => process.stderr.write(`${sentence}\n`) });
  await ledger.shared.use(() => undefined);
  const database = new DatabaseSync(join(folder, 'ledger.db'));
  fillWith({ raw: () => database }, rows);
  database.close();
  await ledger.dispose();
};

/** A million attempts into a file, in a process of its own. */
export const measureExport = async (say: (line: string) => void): Promise<Readonly<Record<string, ExportFigures>>> => {
  const folder = mkdtempSync(join(tmpdir(), 'keyway-bench-'));
  const figures: Record<string, ExportFigures> = {};
  try {
    await fill(folder);
    for (const format of ['csv', 'json'] as const) {
      const path = join(folder, `usage.${format}`);
      const command = exporterCommand({ folder, path, format, node: ['--expose-gc'], measure: true });
      const { error, milliseconds = 0, grown = 0, held = 0, bytes = 0, longest = 0 } = await runExporter(command);
      if (error !== undefined) throw new Error(error);
      figures[format] = { seconds: milliseconds / 1_000, grown, held, bytes, longestMs: longest };
      const [seconds, megabytes] = [(milliseconds / 1_000).toFixed(1), (bytes / 1e6).toFixed(0)];
      say(`export of 1,000,000 attempts as ${format}: ${seconds} s, ${megabytes} MB`);
      say(
        `  memory: ${(grown / 1e6).toFixed(1)} MB of growth, ${(held / 1e6).toFixed(1)} MB of it in use; at most ${longest.toFixed(1)} ms from page to page`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return figures;
};
