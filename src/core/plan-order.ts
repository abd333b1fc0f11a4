import type { Choosing, Route } from './plan.ts';
import type { Stock } from './plan-stock.ts';

/** Compares two models by their places: negative where the first goes first. */
export type Compare = (a: number, b: number) => number;

/**
 * The smallest first, sorted only as far as it is read: of thousands of models a request asks one or two. A heap in an
 * array; no two items may compare as equal.
 */
export function* smallestFirst(items: readonly number[], compare: Compare): Generator<number> {
  const heap = new Int32Array(items);
  let size = heap.length;
  for (let at = (size >> 1) - 1; at >= 0; at--) sink({ heap, size, compare }, at);
  while (size > 0) {
    const [top = 0] = heap;
    size--;
    heap[0] = heap[size] ?? 0;
    sink({ heap, size, compare }, 0);
    yield top;
  }
}

interface Heap {
  readonly heap: Int32Array;
  readonly size: number;
  readonly compare: Compare;
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

export const smallest = (items: readonly number[], compare: Compare): number | undefined => {
  let least: number | undefined;
  for (const item of items) if (least === undefined || compare(item, least) < 0) least = item;
  return least;
};

/** A number per model that is worked out when it is first asked for, and kept. */
export const remembered = (length: number, of: (index: number) => number): ((index: number) => number) => {
  const made = new Float64Array(length).fill(Number.NaN);
  return (index) => {
    const before = made[index] ?? Number.NaN;
    if (!Number.isNaN(before)) return before;
    return (made[index] = of(index));
  };
};

/**
 * Milliseconds to the first token of a model that has never answered here: good enough to be tried before what is known
 * to be slow, and not before what is known to be fast, so that new models get their chance one after the other.
 */
export const hopedPace = 1_000;
/** Paces are compared in steps of so many milliseconds: what nobody notices is decided by cost. */
const paceStep = 100;

/** Median milliseconds to the first token, of a model's first key; undefined where it has never answered. */
export const paceOf = (health: Choosing['health'], route: Route | undefined): number | undefined =>
  route && health.paceOf?.(route)?.p50;

/** What models are compared by. */
export interface Measures {
  readonly stock: Stock;
  /** What goes before cost and speed; absent where the person picked the model. */
  readonly bands: Float64Array | undefined;
  readonly order: 'cost' | 'speed';
  /** US dollars that are expected; infinity where no price is known, so that it is neither first nor refused. */
  readonly usd: (index: number) => number;
  /** Milliseconds to the first token; `hopedPace` where nothing is known. */
  readonly pace: (index: number) => number;
}

/**
 * Bands, then cost (or speed, then cost); ties by cheaper cached tokens, then by the faster, then by name: never by the
 * accident of a list's order.
 */
export const comparing = ({ stock, bands, order, usd, pace }: Measures): Compare => {
  const { cacheRead, rank } = stock;
  const tie: Compare = (a, b) =>
    (cacheRead[a] ?? 0) - (cacheRead[b] ?? 0) || pace(a) - pace(b) || (rank[a] ?? 0) - (rank[b] ?? 0);
  const byCost: Compare = (a, b) => {
    const first = usd(a);
    const second = usd(b);
    // Two infinities have no difference.
    return first === second ? tie(a, b) : first - second;
  };
  const steps = remembered(stock.offers.length, (index) => Math.round(pace(index) / paceStep));
  const bySpeed: Compare = (a, b) => steps(a) - steps(b) || byCost(a, b);
  const measured = order === 'speed' ? bySpeed : byCost;
  return bands ? (a, b) => (bands[a] ?? 0) - (bands[b] ?? 0) || measured(a, b) : measured;
};
