import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';

const spread = z.object({ p50: z.number(), p95: z.number() });

const writing = z.object({
  rows: z.number(),
  recordMs: spread,
  /** Milliseconds for one row, of those that are written together with others. */
  flushMs: spread,
  /** Milliseconds for a row that is written alone. */
  aloneMs: spread,
});

const report = z.object({ span: z.string(), by: z.string(), filter: z.string(), ms: z.number() });

const reading = z.object({
  openMs: z.number(),
  reports: z.array(report),
  attempts: z.number(),
  requests: z.number(),
});

const memory = z.object({
  /** Resident memory that the open ledger takes after all reports, beyond what one of few rows takes. */
  bytes: z.number(),
  /** What those same reports let the engine grow by. */
  warmUpBytes: z.number(),
});

const sizes = z.object({
  attempts: z.number(),
  rollups: z.number(),
  sums: z.number(),
  cells: z.number(),
  /** Nano-dollars by which the roll-ups differ from the rows. */
  drift: z.number(),
  usd: z.number(),
  bytes: z.number(),
  attemptBytes: z.number(),
});

export interface LedgerFigures {
  readonly writing: z.infer<typeof writing>;
  readonly reading: z.infer<typeof reading>;
  readonly memory: z.infer<typeof memory>;
  readonly sizes: z.infer<typeof sizes>;
}

const rows = 1_000_000;

/**
 * Each part in a process of its own: what one leaves in memory is no part of another's. Where memory is measured, the engine's
 * young generation stays small, since it grows with what is thrown away and not with what is kept: it would be most of what is measured.
 */
const child = async (...words: readonly string[]): Promise<unknown> => {
  const script = path.join(import.meta.dirname, 'ledger-child.ts');
  const flags = words.includes('memory') ? ['--expose-gc', '--max-semi-space-size=2'] : [];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, ...words]);
  return JSON.parse(stdout);
};

const ms = ({ p50, p95 }: z.infer<typeof spread>): string => `p50 ${p50.toFixed(4)} ms, p95 ${p95.toFixed(4)} ms`;

const name = ({ span, by, filter }: z.infer<typeof report>): string =>
  `${span} by ${by}${filter === 'all' ? '' : `, ${filter}`}`;

/** The slowest report of each span, and all that take longer than they should. */
const reportLines = (reports: readonly z.infer<typeof report>[]): readonly string[] => {
  const spans = Map.groupBy(reports, ({ span, filter }) => `${span}${filter === 'all' ? '' : ', filtered'}`);
  return [...spans].map(([span, all]) => {
    const slowest = all.toSorted((a, b) => b.ms - a.ms)[0];
    const late = all.filter((one) => one.ms > 50);
    const beyond =
      late.length === 0 ? '' : `; beyond 50 ms: ${late.map((one) => `${name(one)} ${one.ms.toFixed(0)}`).join(', ')}`;
    return `  reports of ${span} (${all.length}): at most ${slowest?.ms.toFixed(1)} ms (by ${slowest?.by})${beyond}`;
  });
};

/** A million rows over 400 days, through the ledger as the extension has it. */
export const measureLedger = async (say: (line: string) => void): Promise<LedgerFigures> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-ledger-bench-'));
  try {
    const written = writing.parse(await child(folder, 'write', String(rows), 'usual'));
    say(`ledger of ${written.rows} rows: record() ${ms(written.recordMs)}`);
    say(`  written, a row: ${ms(written.flushMs)}; a row alone: ${ms(written.aloneMs)}`);
    const size = sizes.parse(await child(folder, 'sizes'));
    const each = (bytes: number): string => `${(bytes / size.attempts).toFixed(0)} bytes a row`;
    say(
      `  file: ${each(size.bytes)}; rows ${each(size.attemptBytes)}, roll-ups ${each(size.bytes - size.attemptBytes)}`,
    );
    say(`  roll-ups: ${size.rollups} of ${size.cells} cells, and ${size.sums} sums of them`);
    say(`  money: $${size.usd.toFixed(9)} in the rows, and the roll-ups differ by ${size.drift} nano-dollars`);
    const read = reading.parse(await child(folder, 'read'));
    for (const line of reportLines(read.reports)) say(line);
    const held = memory.parse(await child(folder, 'memory'));
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    say(`  opened in ${read.openMs.toFixed(0)} ms; in memory after all reports: ${megabytes(held.bytes)}`);
    say(`  (with few rows the same reports let the engine grow by ${megabytes(held.warmUpBytes)})`);
    return { writing: written, reading: read, memory: held, sizes: size };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
