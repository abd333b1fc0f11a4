import type { Usage } from './chat.ts';
import { usageAt, type OutputHistory } from './expect.ts';
import type { Offer } from './plan.ts';
import type { Policy } from './policy.ts';
import { ratesOf, usdOf } from './price.ts';
import { modelKey, type Model } from './provider.ts';
import { chooser } from './simulate-plan.ts';
import { expectedOutput, type Task } from './task.ts';

/** A request of the ledger: token counts and money, no words. */
export interface PastRequest {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly task: string;
  readonly caller: string;
  readonly workspace?: string | undefined;
  /** Who served it. */
  readonly provider: string;
  readonly model: string;
  readonly usage: Pick<Usage, 'input' | 'output' | 'cacheRead'>;
  /** US dollars of the attempts that served it; undefined where nobody knows. */
  readonly servedUsd: number | undefined;
  /** US dollars of attempts that failed, as far as they are known. */
  readonly lostUsd: number;
}

/** What the past is replayed under. */
export interface Conditions {
  readonly offers: readonly Offer[];
  readonly policy: Policy;
  readonly outputs?: OutputHistory | undefined;
}

/** Requests whose cost is known on both sides. US dollars. */
export interface Compared {
  readonly requests: number;
  /** Of these, what another model than the real one would have answered. */
  readonly moved: number;
  /** What they really cost, attempts that failed included. */
  readonly before: number;
  /** What they would have cost with as much read from caches as really was. */
  readonly after: number;
  /** The same with nothing read from a cache where the model is another. */
  readonly uncached: number;
}

export interface Simulation {
  readonly total: Compared;
  /** The dearest first, by what they really cost. `name` is the task. */
  readonly byTask: readonly (Compared & { readonly name: string })[];
  /** By the model that would have answered, `provider/model`; the most asked first. */
  readonly byModel: readonly (Compared & { readonly name: string })[];
  /** What nobody could have answered, most of it first. */
  readonly unserved: readonly Unserved[];
  /** Requests that could have been answered, but whose cost is unknown: what they really cost, or what they would have. */
  readonly unpriced: number;
  /** Requests of tasks that this version does not know. */
  readonly unknown: number;
}

export interface Unserved {
  readonly task: Task;
  /** A clause for a person: "no key unlocks a model of this kind". */
  readonly reason: string;
  readonly requests: number;
  /** US dollars they really cost, as far as it is known. */
  readonly before: number;
}

/** Replays requests: each is planned as if it were asked of Auto today, all keys being healthy. Pure. */
export const simulate = (past: readonly PastRequest[], conditions: Conditions): Simulation => {
  const choose = chooser(conditions);
  const books = new Books();
  for (const request of past) {
    const { task } = request;
    if (!isTask(task)) {
      books.unknown += 1;
      continue;
    }
    const choice = choose(request, task);
    if ('model' in choice) books.served(request, choice.model);
    else books.unserved(request, task, choice.reason);
  }
  return books.closed();
};

const isTask = (task: string): task is Task => Object.hasOwn(expectedOutput, task);

interface Outcome {
  readonly moved: boolean;
  readonly after: number;
  readonly uncached: number;
}

/** What a request would have cost on this model; undefined where its price is not known. */
const replayed = ({ at, provider, model, usage, servedUsd }: PastRequest, chosen: Model): Outcome | undefined => {
  // The same model costs what it really cost: its bill is known better than its price.
  if (chosen.provider === provider && chosen.id === model)
    return servedUsd === undefined ? undefined : { moved: false, after: servedUsd, uncached: servedUsd };
  const { price } = chosen;
  if (!price) return undefined;
  const { input, output, cacheRead = 0 } = usage;
  const rates = ratesOf(price, input, at);
  const usd = (read: number): number => usdOf(usageAt(rates, { promptTokens: input, read, output }), price, { at });
  return { moved: true, after: usd(cacheRead), uncached: usd(0) };
};

/** Whole nano-dollars, so that many small sums stay exact. */
const nano = (usd: number): number => Math.round(usd * 1e9);

class Sum {
  requests = 0;
  moved = 0;
  before = 0;
  after = 0;
  uncached = 0;

  add(before: number, { moved, after, uncached }: Outcome): void {
    this.requests += 1;
    this.moved += Number(moved);
    this.before += nano(before);
    this.after += nano(after);
    this.uncached += nano(uncached);
  }

  compared(): Compared {
    const { requests, moved, before, after, uncached } = this;
    return { requests, moved, before: before / 1e9, after: after / 1e9, uncached: uncached / 1e9 };
  }
}

class Books {
  unknown = 0;
  #unpriced = 0;
  readonly #total = new Sum();
  readonly #tasks = new Map<string, Sum>();
  readonly #models = new Map<string, Sum>();
  readonly #unserved = new Map<string, { task: Task; reason: string; requests: number; before: number }>();

  served(request: PastRequest, model: Model): void {
    const outcome = replayed(request, model);
    if (!outcome || request.servedUsd === undefined) {
      this.#unpriced += 1;
      return;
    }
    const before = request.servedUsd + request.lostUsd;
    for (const sum of [this.#total, sumOf(this.#tasks, request.task), sumOf(this.#models, modelKey(model))])
      sum.add(before, outcome);
  }

  unserved({ servedUsd = 0, lostUsd }: PastRequest, task: Task, reason: string): void {
    const name = `${task} ${reason}`;
    const group = this.#unserved.get(name) ?? { task, reason, requests: 0, before: 0 };
    group.requests += 1;
    group.before += nano(servedUsd + lostUsd);
    this.#unserved.set(name, group);
  }

  closed(): Simulation {
    return {
      total: this.#total.compared(),
      byTask: named(this.#tasks).toSorted((a, b) => b.before - a.before),
      byModel: named(this.#models).toSorted((a, b) => b.requests - a.requests),
      unserved: [...this.#unserved.values()]
        .map((group) => ({ ...group, before: group.before / 1e9 }))
        .toSorted((a, b) => b.requests - a.requests),
      unpriced: this.#unpriced,
      unknown: this.unknown,
    };
  }
}

const sumOf = (sums: Map<string, Sum>, name: string): Sum => {
  const sum = sums.get(name) ?? new Sum();
  sums.set(name, sum);
  return sum;
};

const named = (sums: ReadonlyMap<string, Sum>) => [...sums].map(([name, sum]) => ({ name, ...sum.compared() }));
