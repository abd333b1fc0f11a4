/**
 * A window of its own that exports: prints what came of it as JSON. Arguments: the ledger's folder, the file, what, format.
 * With `measure` behind them, also how much memory it took, in bytes.
 */
import { exportUsage } from '../../src/usage/export.ts';
import type { ExportFormat } from '../../src/usage/export-format.ts';
import type { ExportKind } from '../../src/usage/export-sources.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import type { Outcome } from './export-child.ts';

const [folder = '', path = '', what = '', format = '', measure = ''] = process.argv.slice(2);
const ledger = openLedger({ folder, onTrouble: (sentence) => process.stderr.write(`${sentence}\n`) });

/** Opening reads every page of the file once, which is not the export's doing. */
await ledger.shared.use(() => undefined);

/** Bytes that are in use, and not only not collected yet. */
const used = (): number => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const usedBefore = used();
const before = process.memoryUsage.rss();
let most = before;
let held = 0;
let longest = 0;
let last = performance.now();
const began = last;
const onProgress = (done: number, total: number): void => {
  if (measure === '') return;
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  most = Math.max(most, process.memoryUsage.rss());
  if (done === total) held = used() - usedBefore;
};
const outcome: Outcome = await exportUsage(ledger.shared, {
  what: what as ExportKind,
  format: format as ExportFormat,
  period: { since: 0 },
  path,
  onProgress,
}).then(
  (exported) => ({ ...exported, grown: most - before, held, milliseconds: performance.now() - began, longest }),
  (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
);
await ledger.dispose();
process.stdout.write(JSON.stringify(outcome));
