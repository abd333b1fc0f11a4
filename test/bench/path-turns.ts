/** Milliseconds of one request: until the first word, and until the last event. */
export interface Timing {
  readonly first: number;
  readonly total: number;
}

/** Asks once; resolves with the whole answer. `onWord` is called with every part of it that a person sees. */
export type Way = (prompt: string, onWord: () => void) => Promise<string>;

export interface Turns {
  /** What each way is asked, turn by turn, and then anew. */
  readonly prompts: readonly string[];
  /** What every answer must be, to the last letter. */
  readonly answer: string;
  /** How often each way has its turn; the first fifth warms up. */
  readonly each: number;
  /** Requests of one turn that run at the same time. */
  readonly atOnce: number;
}

interface Turn {
  readonly name: string;
  readonly prompt: string;
  readonly answer: string;
}

const timed = async (way: Way, { name, prompt, answer }: Turn): Promise<Timing> => {
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
 * A round of turns in which each of `count` ways follows each other one exactly once, the last one leading to the first:
 * what one leaves behind, garbage and closing sockets, must fall to all others alike. Every way has `count - 1` turns.
 */
export const roundOf = (count: number): readonly number[] => {
  const next = Array.from({ length: count }, (_, way) =>
    Array.from({ length: count - 1 }, (__, step) => (way + step + 1) % count),
  );
  // Hierholzer (1873): goes on until it is stuck, and joins the ways round on its way back.
  const round: number[] = [];
  const walk = [0];
  for (let way = walk.at(-1); way !== undefined; way = walk.at(-1)) {
    const to = next[way]?.pop();
    if (to === undefined) round.push(...walk.splice(-1));
    else walk.push(to);
  }
  return round.slice(1);
};

/** The ways take turns, so that whatever the machine does meanwhile hits them alike. */
export const takeTurns = async <N extends string>(
  ways: Readonly<Record<N, Way>>,
  turns: Turns,
): Promise<Readonly<Record<N, readonly Timing[]>>> => {
  const names = Object.keys(ways).filter((name): name is N => name in ways);
  const round = roundOf(names.length);
  const timings = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<N, Timing[]>;
  const had = new Map<N, number>();
  const all = turns.each * names.length;
  for (let turn = 0; turn < all; turn += 1) {
    const name = names[round[turn % round.length] ?? 0];
    if (name === undefined) continue;
    const before = had.get(name) ?? 0;
    had.set(name, before + 1);
    const prompt = turns.prompts[before % turns.prompts.length] ?? '';
    const one = { name, prompt, answer: turns.answer };
    const batch = await Promise.all(Array.from({ length: turns.atOnce }, () => timed(ways[name], one)));
    if (turn >= all / 5) timings[name].push(...batch);
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
