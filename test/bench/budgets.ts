import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import {
  asker,
  attemptAt,
  budgetsOf,
  gateOf,
  reservationOf,
  routeAt,
  spending,
  type GateRoom,
} from '../usage/budget-samples.ts';

const rounds = 4_000;
const warmUp = 1_000;

/** Milliseconds: the half, and the slowest of a hundred, of all rounds after the first ones. */
const spread = (times: readonly number[]): string => {
  const sorted = times.slice(warmUp).toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(4);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
};

const timed = async (work: () => unknown): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** Admissions one after the other; rows are written between them, as while answers come. */
const admissions = async ({ gate }: GateRoom, ledger: Ledger): Promise<string> => {
  const route = routeAt(0.000_02, 0.000_05);
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let reservation: string | undefined;
    const errand = spending();
    times.push(await timed(async () => (reservation = reservationOf(await gate.admit(route, errand)))));
    ledger.record(attemptAt(route, 0.000_01), reservation);
    await ledger.flush();
  }
  return spread(times);
};

/** What a plan asks, once for all its routes and then for each. */
const plans = async ({ gate }: GateRoom): Promise<readonly string[]> => {
  const route = routeAt(0.000_02, 0.000_05);
  const glances: number[] = [];
  for (let round = 0; round < rounds; round++) glances.push(await timed(() => gate.overBudget(asker)));
  const over = gate.overBudget(asker);
  const routes = 60_000;
  const started = performance.now();
  for (let number = 0; number < routes; number++) over?.(route);
  const each = ((performance.now() - started) / routes) * 1e6;
  return [`  before a plan: ${spread(glances)}; then ${each.toFixed(0)} ns a route`];
};

/** A month of somebody who uses many models: counters of 30 days, 200 a day. */
const busyMonth = (ledger: Ledger): Promise<void> => {
  const now = new Date();
  for (let row = 0; row < 6_000; row++) {
    const at = new Date(now.getFullYear(), now.getMonth(), 1 + (row % 28), 12).getTime();
    ledger.record(
      attemptAt(routeAt(0), 0.000_001, { at, keyId: `key-${row % 40}`, caller: `caller-${Math.floor(row / 40) % 5}` }),
    );
  }
  return ledger.flush();
};

const within = async (budgets: number, busy: boolean): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'keyway-bench-'));
  const ledger = openLedger({ folder, onTrouble: (sentence) => process.stderr.write(`${sentence}\n`) });
  try {
    const all = budgetsOf(
      { limit: 1_000, period: 'day' },
      { limit: 5_000, period: 'month', provider: 'openai', strict: true },
      { limit: 5_000, period: 'week', caller: 'c*' },
    );
    const room = gateOf(ledger, { budgets: all.slice(0, budgets) });
    if (busy) await busyMonth(ledger);
    const what = `${budgets} budgets${busy ? ' after a busy month' : ''}`;
    const lines = [`budgets: one admission with ${what}: ${await admissions(room, ledger)}`];
    return budgets === 0 ? lines : [...lines, ...(await plans(room))];
  } finally {
    await ledger.dispose();
    rmSync(folder, { recursive: true });
  }
};

/** What budgets add to a request, in lines for a person. */
export const benchBudgets = async (): Promise<readonly string[]> => {
  const lines: string[] = [];
  for (const [budgets, busy] of [
    [0, false],
    [1, false],
    [3, false],
    [3, true],
  ] as const)
    lines.push(...(await within(budgets, busy)));
  return lines;
};
