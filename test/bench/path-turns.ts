import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds of one request: until the first word, and until the last event. */
export interface Timing {
  readonly first: number;
  readonly total: number;
}

/** Asks once; resolves with the whole answer. `onWord` is called with every part of it that a person sees. */
export type Way = (prompt: string, onWord: () => void) => Promise<string>;

export interface Turns {
  /** What each way is asked, one after the other, and then anew. */
  readonly prompts: readonly string[];
  /** What every answer must be, to the last letter. */
  readonly answer: string;
  /** How often each way has its turn; the first fifth warms up. */
  readonly each: number;
  /** How often it asks in one turn, always as soon as it was answered. */
  readonly inARow: number;
  /** Requests that run at the same time. */
  readonly atOnce: number;
}

/** One of those that take turns. */
interface Player {
  readonly name: string;
  readonly way: Way;
  asked: number;
  readonly timings: Timing[];
}

const timed = async ({ name, way }: Player, prompt: string, answer: string): Promise<Timing> => {
  const started = performance.now();
  let first = 0;
  const said = await way(prompt, () => {
    if (first === 0) first = performance.now() - started;
  });
  const total = performance.now() - started;
  if (said !== answer) throw new Error(`${name} gave ${said.length} letters of an answer of ${answer.length}`);
  return { first, total };
};

/** A round of turns in which each of `count` ways follows each other one exactly once; every way has `count - 1` turns. */
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

/** Milliseconds between two turns: rows of a ledger are written and idle sockets closed by then. */
const rest = 120;

/**
 * The ways take turns, so that whatever the machine does meanwhile hits them alike. What a request leaves to be done falls
 * into the next one of its own, and into nobody else's: the turns are some requests long, and there is a rest between them.
 */
export const takeTurns = async <N extends string>(
  ways: Readonly<Record<N, Way>>,
  turns: Turns,
): Promise<Readonly<Record<N, readonly Timing[]>>> => {
  const players = Object.entries<Way>(ways).map(([name, way]): Player => ({ name, way, asked: 0, timings: [] }));
  const round = roundOf(players.length);
  const all = turns.each * players.length;
  for (let turn = 0; turn < all; turn += 1) {
    const player = players[round[turn % round.length] ?? 0];
    const timings = player ? await turnOf(player, turns) : [];
    if (turn >= all / 5) player?.timings.push(...timings);
    await pause(rest);
  }
  return Object.fromEntries(players.map(({ name, timings }) => [name, timings])) as Record<N, Timing[]>;
};

const turnOf = async (player: Player, { prompts, answer, inARow, atOnce }: Turns): Promise<readonly Timing[]> => {
  const timings: Timing[] = [];
  for (let row = 0; row < inARow; row += 1) {
    const prompt = prompts[player.asked % prompts.length] ?? '';
    player.asked += 1;
    timings.push(...(await Promise.all(Array.from({ length: atOnce }, () => timed(player, prompt, answer)))));
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
