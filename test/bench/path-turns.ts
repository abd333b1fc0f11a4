/** Milliseconds of one request: until the first word, and until the last event. */
export interface Timing {
  readonly first: number;
  readonly total: number;
}

/** Asks once; resolves with the whole answer. `onWord` is called with every part of it that a person sees. */
export type Way = (prompt: string, onWord: () => void) => Promise<string>;

export interface Turns {
  readonly prompt: string;
  /** What every answer must be, to the last letter. */
  readonly answer: string;
  /** How often each way has its turn; the first fifth warms up. */
  readonly rounds: number;
  /** Requests of one turn that run at the same time. */
  readonly atOnce: number;
}

const timed = async (name: string, way: Way, { prompt, answer }: Turns): Promise<Timing> => {
  const started = performance.now();
  let first = 0;
  const said = await way(prompt, () => {
    if (first === 0) first = performance.now() - started;
  });
  const total = performance.now() - started;
  if (said !== answer) throw new Error(`${name} gave ${said.length} letters of an answer of ${answer.length}`);
  return { first, total };
};

/**
 * Orders in which each of `count` ways follows each other one equally often (E. J. Williams, 1949): what one leaves behind,
 * garbage and closing sockets, must not always fall to the same other one.
 */
const ordersOf = (count: number): readonly (readonly number[])[] => {
  const base = Array.from({ length: count }, (_, index) => (index % 2 === 0 ? index / 2 : count - (index + 1) / 2));
  const orders = Array.from({ length: count }, (_, shift) => base.map((place) => (place + shift) % count));
  return count % 2 === 0 ? orders : [...orders, ...orders.map((order) => order.toReversed())];
};

/** The ways take turns within each round, so that whatever the machine does meanwhile hits them alike. */
export const takeTurns = async <N extends string>(
  ways: Readonly<Record<N, Way>>,
  turns: Turns,
): Promise<Readonly<Record<N, readonly Timing[]>>> => {
  const names = Object.keys(ways).filter((name): name is N => name in ways);
  const orders = ordersOf(names.length);
  const timings = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<N, Timing[]>;
  for (let round = 0; round < turns.rounds; round += 1) {
    for (const place of orders[round % orders.length] ?? []) {
      const name = names[place];
      if (name === undefined) continue;
      const batch = await Promise.all(Array.from({ length: turns.atOnce }, () => timed(name, ways[name], turns)));
      if (round >= turns.rounds / 5) timings[name].push(...batch);
    }
  }
  return timings;
};

export interface Figures {
  readonly first50: number;
  readonly first95: number;
  readonly total50: number;
  readonly total95: number;
}

const at = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export const figuresOf = (timings: readonly Timing[]): Figures => {
  const [first, total] = [timings.map((timing) => timing.first), timings.map((timing) => timing.total)];
  return { first50: at(first, 0.5), first95: at(first, 0.95), total50: at(total, 0.5), total95: at(total, 0.95) };
};

const milliseconds = (value: number): string => value.toFixed(2);

/** For a person. */
export const figuresLine = (name: string, { first50, first95, total50, total95 }: Figures): string =>
  `${name}: first token p50 ${milliseconds(first50)} ms p95 ${milliseconds(first95)} ms, total p50 ${milliseconds(total50)} ms p95 ${milliseconds(total95)} ms`;

/** To three places. */
export const ratio = (a: number, b: number): number => Math.round((a / b) * 1_000) / 1_000;
