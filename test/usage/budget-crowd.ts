import { performance } from 'node:perf_hooks';
import type { Budget } from '../../src/core/budget.ts';
import type { BudgetGate } from '../../src/usage/budget-gate.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { attemptAt, reservationOf, routeAt, spending } from './budget-samples.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** One simulated request that was let through: nano-dollars, and milliseconds on a clock that all processes share. */
export interface Passed {
  readonly reserved: number;
  readonly actual: number;
  /** Not after it was let through. */
  readonly askedAt: number;
  /** Not before its row was in the file. */
  readonly settledAt: number;
}

export interface Crowd {
  readonly gate: BudgetGate;
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly requests: number;
  /** Under way at the same time. */
  readonly parallel: number;
  readonly random: () => number;
}

const clock = (): number => performance.timeOrigin + performance.now();

const nano = (usd: number): number => Math.round(usd * 1e9);

/** Milliseconds, most of them 0: requests end in another order than they began. */
const aWhile = (random: () => number): Promise<void> =>
  new Promise((resolve) => {
    if (random() < 0.8) setImmediate(resolve);
    else setTimeout(resolve, random() * 3);
  });

/**
 * Requests that cost anything up to their worst case. Those that are refused come to nothing; a few are stopped, or fail
 * without cost. All come through the gate as a run does.
 */
export const crowd = async ({
  gate,
  ledger,
  budget,
  requests,
  parallel,
  random,
}: Crowd): Promise<readonly Passed[]> => {
  const passed: Passed[] = [];
  let waiting: Omit<Passed, 'settledAt'>[] = [];
  const settle = async (): Promise<void> => {
    const written = waiting;
    waiting = [];
    await ledger.flush();
    passed.push(...written.map((one) => ({ ...one, settledAt: clock() })));
  };
  let left = requests;
  const one = async (): Promise<void> => {
    const worst = 0.001 + random() * 0.02;
    // What is likely is often too little: that is what the limit may be passed by where it is not strict.
    const likely = worst * random() * 0.6;
    const route = routeAt(likely, worst);
    const askedAt = clock();
    const admission = await gate.admit(route, spending());
    // The next one comes a little later, as people do: meanwhile others end and give back what they did not need.
    if (admission.kind === 'refused') return aWhile(random);
    await aWhile(random);
    const actual = random() < 0.05 ? 0 : worst * random();
    waiting.push({ reserved: nano(budget.strict ? worst : likely), actual: nano(actual), askedAt });
    // Of some nobody tells what they really cost; a strict budget holds all the same.
    const guess = budget.strict && random() < 0.05 ? { usd: actual * random(), from: 'estimated' as const } : undefined;
    ledger.record(attemptAt(route, actual, guess && { cost: guess }), reservationOf(admission));
    if (random() < 0.2) await settle();
  };
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await one();
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  await settle();
  return passed;
};

/**
 * What went beyond the limit, and what may: actual minus reserved of all that was under way when the last one was let
 * through. `slack`: milliseconds by which clocks may differ.
 */
export const excessOf = (passed: readonly Passed[], budget: Budget, slack = 0) => {
  const total = passed.reduce((sum, { actual }) => sum + actual, 0);
  const last = Math.max(...passed.map(({ askedAt }) => askedAt)) - slack;
  const open = passed.filter(({ settledAt }) => settledAt >= last);
  return {
    total,
    excess: total - nano(budget.limit),
    allowed: open.reduce((sum, { actual, reserved }) => sum + Math.max(0, actual - reserved), 0),
    inFlight: open.length,
  };
};
