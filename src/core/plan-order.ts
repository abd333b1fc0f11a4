import type { Choosing, Route } from './plan.ts';
import type { Stock } from './plan-stock.ts';

/** The order in which models, known by their places, are asked. */
export interface Ordering {
  /** What counts before all else, as one whole number: the smaller goes first. */
  readonly lead: (index: number) => number;
  /** The whole order: negative where the first goes first, and never 0. */
  readonly compare: (a: number, b: number) => number;
}

/** Those that lead are looked for so many times before all others are sorted: of thousands of models a request asks one or two. */
const mostLeaders = 4;

/** The smallest first, sorted only as far as it is read. */
export function* smallestFirst(items: Int32Array, { lead, compare }: Ordering): Generator<number> {
  let rest = items;
  for (let turn = 0; turn < mostLeaders && rest.length > 0; turn++) {
    const { leaders, others } = parted(rest, lead);
    yield* heaped(leaders, compare);
    rest = others;
  }
  yield* heaped(rest, compare);
}

const parted = (items: Int32Array, lead: Ordering['lead']) => {
  let least = Number.POSITIVE_INFINITY;
  for (const item of items) least = Math.min(least, lead(item));
  const sorted = new Int32Array(items.length);
  let [count, end] = [0, items.length];
  for (const item of items) sorted[lead(item) === least ? count++ : --end] = item;
  return { leaders: sorted.subarray(0, count), others: sorted.subarray(count) };
};

/** A heap in an array. */
function* heaped(items: Int32Array, compare: Ordering['compare']): Generator<number> {
  const heap = items.slice();
  const state: Heap = { heap, size: heap.length, compare };
  for (let at = (state.size >> 1) - 1; at >= 0; at--) sink(state, at);
  while (state.size > 0) {
    const top = heap[0] ?? 0;
    state.size--;
    heap[0] = heap[state.size] ?? 0;
    sink(state, 0);
    yield top;
  }
}

interface Heap {
  readonly heap: Int32Array;
  size: number;
  readonly compare: Ordering['compare'];
}

const sink = ({ heap, size, compare }: Heap, from: number): void => {
  const item = heap[from] ?? 0;
  let at = from;
  for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
    const right = child + 1;
    if (right < size && compare(heap[right] ?? 0, heap[child] ?? 0) < 0) child = right;
    const smaller = heap[child] ?? 0;
    if (compare(item, smaller) <= 0) break;
    heap[at] = smaller;
    at = child;
  }
  heap[at] = item;
};

/** The smallest of all but one. */
export const smallestBut = (one: number, items: Int32Array, { compare }: Ordering): number | undefined => {
  let least: number | undefined;
  for (const item of items) if (item !== one && (least === undefined || compare(item, least) < 0)) least = item;
  return least;
};

/** Paces are compared in steps of so many milliseconds: what nobody notices is decided by cost. */
export const paceStep = 100;
/** So many steps are told apart: all that is slower than a minute and a half is of the last. */
export const paceSteps = 900;

/** The step of a pace that is known. */
export const stepOf = (pace: number): number => Math.min(paceSteps - 1, Math.round(pace / paceStep));

/** Median milliseconds to the first token, of a model's first key; undefined where it has never answered. */
export const paceOf = (health: Choosing['health'], route: Route | undefined): number | undefined =>
  route && health.paceOf?.(route)?.p50;

/** What models are compared by. */
export interface Measures {
  readonly stock: Stock;
  /** What goes before cost and speed; absent where the person picked the model. */
  readonly bands: Int32Array | undefined;
  readonly order: 'cost' | 'speed';
  /** US dollars that are expected; infinity where no price is known, so that it is neither first nor refused. */
  readonly usd: (index: number) => number;
  /** US dollars of a later turn, once what was said before is in a cache; infinity likewise. */
  readonly laterUsd: (index: number) => number;
  /** Whether the prompt is long enough for a cache. */
  readonly caches: () => boolean;
  /** Milliseconds to the first token; infinity where nothing is known. */
  readonly measured: (index: number) => number;
  /** The same; where speed counts, with what is hoped of those nothing is known of. */
  readonly pace: (index: number) => number;
}

/**
 * Bands, then cost (or speed, then cost); ties by cheaper cached tokens, then by the faster, then by name: never by the
 * accident of a list's order.
 */
export const orderingOf = ({ stock, bands, order, usd, pace }: Measures): Ordering => {
  const { cacheRead, rank } = stock;
  const step = (own: number): number => (own === Number.POSITIVE_INFINITY ? paceSteps : stepOf(own));
  const bandOf = (index: number): number => bands?.[index] ?? 0;
  const known = new Int32Array(order === 'speed' ? rank.length : 0).fill(-1);
  const bySpeed = (index: number): number => {
    const before = known[index] ?? 0;
    return before < 0 ? (known[index] = bandOf(index) * (paceSteps + 1) + step(pace(index))) : before;
  };
  const lead = order === 'speed' ? bySpeed : bandOf;
  const byCost = comparingBy(rank.length, usd);
  const compare = (a: number, b: number): number =>
    sign(lead(a), lead(b)) ||
    byCost(a, b) ||
    sign(cacheRead[a] ?? 0, cacheRead[b] ?? 0) ||
    sign(pace(a), pace(b)) ||
    sign(rank[a] ?? 0, rank[b] ?? 0);
  return { lead, compare };
};

/** Each number is asked for once: V8 makes an object of every fraction that a function hands out. */
const comparingBy = (length: number, of: (index: number) => number): Ordering['compare'] => {
  const made = new Float64Array(length).fill(Number.NaN);
  return (a, b) => {
    if (Number.isNaN(made[a] ?? 0)) made[a] = of(a);
    if (Number.isNaN(made[b] ?? 0)) made[b] = of(b);
    return sign(made[a] ?? 0, made[b] ?? 0);
  };
};

/** Not their difference: two infinities have none, and a number with a fraction would be an object each time. */
const sign = (a: number, b: number): number => (a < b ? -1 : Number(a > b));
