/** A house of fake providers for the tests of a run: each route plays its scripts in turn, and everything is written down. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attempt } from '../../src/core/attempt.ts';
import type { ChatEvent, FinishReason, Usage } from '../../src/core/chat.ts';
import { ChatFailure, type FailureFacts, type FailureKind } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { linger } from '../../src/core/leash.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { Model } from '../../src/core/provider.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { run, RunFailure, type Means, type RunEvent } from '../../src/core/run.ts';
import type { Patience } from '../../src/core/watchdog.ts';
import { label } from './samples.ts';

/** What one attempt does: yields events, throws, or waits for its signal. */
export type Script = (signal: AbortSignal, onAlive: () => void) => AsyncIterable<ChatEvent> | Promise<never>;

export const text = (words: string): ChatEvent => ({ type: 'text-delta', text: words });
export const thought = (words: string): ChatEvent => ({ type: 'reasoning-delta', text: words });
export const call = (id: string): ChatEvent => ({ type: 'tool-call', id, name: 'read', input: { path: 'a.ts' } });
export const started: ChatEvent = { type: 'response-start' };
export const used = (usage: Usage): ChatEvent => ({ type: 'usage', usage });
export const finished = (reason: FinishReason = 'stop', servedModel?: string): ChatEvent => ({
  type: 'finish',
  reason,
  native: reason,
  servedModel,
});

export const failure = (kind: FailureKind, facts: Partial<FailureFacts> = {}): ChatFailure =>
  new ChatFailure({ kind, what: `${kind} happened`, ...facts });

/** Yields, then ends: cleanly, or with what it throws. */
export const plays = (events: readonly ChatEvent[], then?: Error): Script =>
  async function* () {
    for (const event of events) {
      await Promise.resolve();
      yield event;
    }
    if (then) throw then;
  };

export const answers = (words: string, usage: Usage = { input: 10, output: 5 }): Script =>
  plays([started, text(words), used(usage), finished()]);

/** Refused before a stream exists. */
export const refuses =
  (kind: FailureKind, facts: Partial<FailureFacts> = {}): Script =>
  () =>
    Promise.reject(failure(kind, facts));

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Yields, then says nothing until it is aborted; then throws as fetch does, or ends as the OpenAI SDK does. */
export const hangs = (events: readonly ChatEvent[] = [], end: 'throws' | 'returns' = 'throws'): Script =>
  async function* (signal) {
    yield* events;
    await aborted(signal);
    if (end === 'throws') throw new DOMException('This operation was aborted', 'AbortError');
  };

/** What an answer leaves to be done is done by then, unless a test holds the clock. */
const aMoment = (): Promise<void> => pause(2);

/**
 * How many timers are still set once `body` is over: a request must not keep a process alive, or bark at the next one. The
 * one in which the connection of a whole answer ends by itself does neither.
 */
export const timersLeftBy = async (body: () => Promise<void>): Promise<number> => {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const set = new Set<unknown>();
  const counting =
    <A extends unknown[]>(start: (done: () => void, ...rest: A) => NodeJS.Timeout, repeats: boolean) =>
    (done: () => void, ...rest: A): NodeJS.Timeout => {
      const timer = start(
        () => {
          if (!repeats) set.delete(timer);
          done();
        },
        ...rest,
      );
      if (rest[0] !== linger) set.add(timer);
      return timer;
    };
  const forget = (clear: (timer: NodeJS.Timeout) => void) => (timer: NodeJS.Timeout) => {
    set.delete(timer);
    clear(timer);
  };
  Object.assign(globalThis, {
    setTimeout: counting(setTimeout, false),
    setInterval: counting(setInterval, true),
    clearTimeout: forget(clearTimeout),
    clearInterval: forget(clearInterval),
  });
  try {
    await body();
    await aMoment();
  } finally {
    Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
  }
  return set.size;
};

export interface Setting {
  readonly plan: Plan;
  /** By `provider/model key`: what the first, the second, … attempt at that route does. The last one repeats. */
  readonly scripts: Readonly<Record<string, readonly Script[]>>;
  readonly health?: Health;
  readonly patience?: Partial<Patience>;
  readonly models?: readonly Model[];
  readonly signal?: AbortSignal;
  readonly requestId?: string;
  readonly hedge?: boolean;
  /** Asked before every attempt. */
  readonly admit?: NonNullable<Means['admit']>;
  readonly underWay?: NonNullable<Means['underWay']>;
}

export interface Watched {
  /** Labels of the routes that were asked, in order. */
  readonly opened: string[];
  readonly signals: AbortSignal[];
  readonly attempts: Attempt[];
  /** The reservation that each attempt ended with. */
  readonly reservations: (string | undefined)[];
  readonly receipts: Receipt[];
  readonly events: AsyncGenerator<RunEvent>;
}

/** Starts nothing yet: the events flow when they are pulled. */
export const watch = (setting: Setting): Watched => {
  const opened: string[] = [];
  const signals: AbortSignal[] = [];
  const receipts: Receipt[] = [];
  const attempts: Attempt[] = [];
  const reservations: (string | undefined)[] = [];
  const played = new Map<string, number>();
  let ids = 0;
  const means: Means = {
    open: async (route, signal, onAlive) => {
      const name = label(route);
      opened.push(name);
      signals.push(signal);
      const scripts = setting.scripts[name] ?? [];
      const turn = played.get(name) ?? 0;
      played.set(name, turn + 1);
      const script = scripts[Math.min(turn, scripts.length - 1)];
      assert.ok(script, `nobody expected ${name} to be asked`);
      return script(signal, onAlive);
    },
    health: setting.health ?? new Health(),
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000, ...setting.patience }),
    modelOf: (provider, id) => setting.models?.find((model) => model.provider === provider && model.id === id),
    newId: () => `${setting.requestId ?? 'request'}-call-${++ids}`,
    admit: setting.admit,
    underWay: setting.underWay,
    onAttempt: (attempt, reservation) => {
      attempts.push(attempt);
      reservations.push(reservation);
    },
    onReceipt: (receipt) => receipts.push(receipt),
  };
  const errand = {
    plan: setting.plan,
    requestId: setting.requestId ?? 'request',
    caller: 'test',
    workspace: 'keyway 1a2b3c4d',
    hedge: setting.hedge,
    signal: setting.signal ?? new AbortController().signal,
  };
  return { opened, signals, attempts, reservations, receipts, events: run(errand, means) };
};

export interface Ran extends Omit<Watched, 'events'> {
  /** Everything the consumer got, without the receipt and the reason why the answer ended. */
  readonly shown: readonly RunEvent[];
  /** Why the answer ended; absent where nobody answered. */
  readonly ended: FinishReason | undefined;
  readonly receipt: Receipt;
  readonly failure: RunFailure | undefined;
}

/** Pulls to the end. Anything but an answer or a `RunFailure` surfaces. */
export const ran = async (setting: Setting): Promise<Ran> => {
  const { events, ...watched } = watch(setting);
  const shown: RunEvent[] = [];
  let receipt: Receipt | undefined;
  let ended: FinishReason | undefined;
  let failed: RunFailure | undefined;
  try {
    for await (const event of events) {
      assert.equal(receipt, undefined, 'nothing may follow the receipt');
      if (event.type === 'receipt') receipt = event.receipt;
      else if (event.type === 'finish') ended = event.reason;
      else shown.push(event);
    }
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    failed = error;
    receipt = error.receipt;
  }
  assert.ok(receipt);
  assert.deepEqual(watched.receipts, [receipt], 'every receipt is filed, once');
  await aMoment();
  return { ...watched, shown, ended, receipt, failure: failed };
};
