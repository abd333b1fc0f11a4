import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { countTokens } from '../../src/core/tokens.ts';
import { packageExtension } from '../vscode/harness/package.ts';
import { repository, vsix } from '../vscode/harness/paths.ts';
import { amazonIn, bundle } from '../wire/bundle.ts';
import { measureActivation } from './activation.ts';
import { benchBudgets } from './budgets.ts';
import { measureCatalog } from './catalog.ts';
import { measureCompletion } from './completion.ts';
import { measureLedger } from './ledger.ts';
import { measureExport } from './export.ts';
import { benchGuard } from './guard.ts';
import { measurePanel } from './panel.ts';
import { measurePath } from './path.ts';
import type { PlanFigures } from './plan.ts';
import { measureSearch } from './search.ts';
import { benchTasks } from './tasks.ts';

/**
 * `npm run bench`: figures, as ratios of one run where they depend on the machine. `-- --json` prints one JSON object
 * and nothing else; later work adds its own keys.
 */
const asJson = process.argv.includes('--json');
const say = (line: string): void => {
  if (!asJson) process.stdout.write(`${line}\n`);
};

/** Bytes of every file of the bundle by its name, without the hash that changes with its content. */
const chunkSizes = (): Readonly<Record<string, number>> => {
  const files = fs.readdirSync(path.join(repository, 'dist'), { recursive: true, encoding: 'utf8' });
  const sizes: Record<string, number> = {};
  for (const file of files.toSorted()) {
    const stat = fs.statSync(path.join(repository, 'dist', file));
    if (stat.isFile()) sizes[file.replace(/^chunks\//, '')] = stat.size;
  }
  return sizes;
};

/** Milliseconds for 10 kB of source text, warm: the median of many. */
const tokenCount = (): number => {
  const source = fs
    .readFileSync(path.join(repository, 'src', 'core', 'run.ts'), 'utf8')
    .repeat(4)
    .slice(0, 10_000);
  const times = Array.from({ length: 2_000 }, () => {
    const started = performance.now();
    countTokens(source);
    return performance.now() - started;
  });
  return times.slice(500).toSorted((a, b) => a - b)[750] ?? Number.NaN;
};

/** In a process of its own: what other measurements leave behind must not be collected during this one. */
const measurePlan = (): PlanFigures => {
  const script = path.join(import.meta.dirname, 'plan-child.ts');
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as PlanFigures;
};

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;

const main = async (): Promise<void> => {
  say('Building …');
  await packageExtension();
  const wholePath = await measurePath(say);
  const completion = await measureCompletion(say);
  const { lines, ...plan } = measurePlan();
  for (const line of [...lines, ...benchTasks(), ...(await benchBudgets())]) say(line);
  const { lines: guardLines, figures: guard } = await benchGuard();
  for (const line of guardLines) say(line);
  const ledger = await measureLedger(say);
  const tokenCount10kMs = tokenCount();
  say(`token count of 10 kB: ${tokenCount10kMs.toFixed(3)} ms`);
  const catalog = await measureCatalog();
  say(`catalog of 5,000 models: read ${catalog.readMs.toFixed(1)} ms, merge ${catalog.mergeMs.toFixed(1)} ms`);
  say(`  in memory, with the table and a refresh of it: ${(catalog.bytes / 1e6).toFixed(1)} MB`);
  const exported = await measureExport(say);
  const search = await measureSearch(say);
  const { activationMs } = await measureActivation();
  say(`activate() in the real editor: ${activationMs.toFixed(1)} ms`);
  const panel = await measurePanel(say);
  const chunks = chunkSizes();
  const vsixBytes = fs.statSync(vsix).size;
  say(`VSIX: ${kilobytes(vsixBytes)}`);
  const amazonSdk = amazonIn(await bundle());
  say(`  Amazon's SDK in it: ${kilobytes(amazonSdk.bytes)}, loaded with ${amazonSdk.with.join(', ')} only`);
  for (const [name, bytes] of Object.entries(chunks)) say(`  ${name}: ${kilobytes(bytes)}`);
  if (asJson)
    process.stdout.write(
      `${JSON.stringify({ path: wholePath, completion, plan, guard, ledger, catalog, exported, search, activationMs, panel, vsixBytes, amazonSdk, chunks, tokenCount10kMs })}\n`,
    );
};

await main();
