import type { Attempt } from '../../src/core/attempt.ts';
import type { FailureKind } from '../../src/core/failure.ts';
import type { Task } from '../../src/core/task.ts';

/** Rows of somebody who works a lot: the same ones in every run. */

const day = 86_400_000;

/** Numbers from 0 to 1, always the same ones (mulberry32). */
const numbersFrom = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const models = Array.from({ length: 40 }, (_, index) => ({
  provider: `provider-${index % 12}`,
  model: `model-${index}`,
}));
const tasks: readonly Task[] = ['code', 'chat', 'utility', 'completion', 'reasoning', 'embedding'];
const callers = ['github.copilot-chat', 'core', 'keyway.participant', 'somebody.else'];
const failures: readonly FailureKind[] = ['rate', 'server', 'network', 'stall'];

/**
 * `usual`: an extension mostly asks for one task, the routing prefers a few models for each, and a person works in one
 * folder or two on a day. `even`: every combination is as likely as every other, the worst case for roll-ups.
 */
export type Habits = 'usual' | 'even';

export interface Workload {
  readonly rows: number;
  readonly days: number;
  /** Milliseconds since 1970; the last row is just before it. */
  readonly until: number;
  readonly habits: Habits;
}

interface Asked {
  readonly task: Task;
  readonly caller: string;
  readonly model: { readonly provider: string; readonly model: string };
  readonly folder: number;
}

type Chance = () => number;

const pick = <T>(all: readonly T[], chance: number, fallback: T): T => all[Math.floor(chance * all.length)] ?? fallback;

const noModel = { provider: '', model: '' };

const evenly = (random: Chance): Asked => ({
  task: pick(tasks, random(), 'chat'),
  caller: pick(callers, random(), 'core'),
  model: pick(models, random(), noModel),
  folder: Math.floor(random() * 8),
});

const usually = (random: Chance, at: number): Asked => {
  const task = pick(tasks, random() ** 2, 'chat');
  const caller = pick(
    callers,
    random() < 0.9 ? (tasks.indexOf(task) % callers.length) / callers.length : random(),
    'core',
  );
  // Each month the order in which models are preferred moves on a little.
  const favourite = tasks.indexOf(task) * 7 + Math.floor(at / (30 * day));
  const folder = (Math.floor(at / day) * 5 + (random() < 0.2 ? 1 : 0)) % 8;
  return { task, caller, model: models[(favourite + Math.floor(random() ** 5 * 40)) % 40] ?? noModel, folder };
};

/** Most people have one key of a provider; three of these have two. */
const keyOf = (provider: string, random: number): string => {
  const number = Number(provider.slice(provider.indexOf('-') + 1));
  return number < 3 && random < 0.5 ? `key-${12 + number}` : `key-${number}`;
};

export function* attemptsOf({ rows, days, until, habits }: Workload): Generator<Attempt> {
  const random = numbersFrom(7);
  const asked = (at: number): Asked => (habits === 'even' ? evenly(random) : usually(random, at));
  const step = (days * day) / rows;
  let failed: Attempt | undefined;
  for (let row = 0; row < rows; row++) {
    const at = Math.floor(until - (rows - row) * step);
    const { task, caller, model: chosen, folder } = asked(at);
    const { provider, model } = chosen;
    const input = Math.floor(500 + random() * 30_000);
    const output = Math.floor(20 + random() ** 3 * 4_000);
    const usd = (input * (1 + (row % 40) / 8) + output * 5) / 1e6;
    const isFailure = failed === undefined && random() < 0.05;
    const keyId = keyOf(provider, random());
    const attempt: Attempt = {
      requestId: failed?.requestId ?? `01999999-0000-7000-8000-${String(row).padStart(12, '0')}`,
      at,
      provider,
      model,
      keyId,
      keyNickname: `nickname of ${keyId}`,
      task: failed?.task ?? task,
      caller: failed?.caller ?? caller,
      workspace: `folder-${folder} 1a2b3c4d`,
      outcome: isFailure ? pick(failures, random(), 'server') : 'answered',
      status: isFailure ? 503 : 200,
      firstTokenMs: isFailure ? undefined : Math.floor(150 + random() ** 4 * 8_000),
      totalMs: Math.floor(900 + random() ** 4 * 60_000),
      usage: isFailure
        ? undefined
        : { input, output, cacheRead: Math.floor(input * random()), reasoning: row % 3 === 0 ? output >> 1 : 0 },
      cost: isFailure
        ? { from: 'unknown' }
        : { usd, from: row % 10 === 0 ? 'reported' : 'computed', priceAsOf: '2026-11-01' },
      servedModel: undefined,
      dearest: isFailure ? undefined : () => ({ model: 'model-39', usd: usd * 4 }),
    };
    failed = isFailure ? attempt : undefined;
    yield attempt;
  }
}
