import type { Health } from './health.ts';
import { stopped } from './leash.ts';
import type { Route } from './plan.ts';
import type { RunEvent } from './run.ts';
import type { Outcome, Trial } from './run-attempt.ts';
import type { Ending } from './tally.ts';

/** Milliseconds to a first token that nobody has measured often enough. */
const usualFirstToken = 4_000;
/** First tokens that make a 95th percentile worth believing. */
const enough = 5;

/** Milliseconds after which a route that has shown nothing gets company. */
export const hedgeDelay = (health: Pick<Health, 'paceOf'>, route: Route): number => {
  const pace = health.paceOf(route);
  return pace && pace.count >= enough ? pace.p95 : usualFirstToken;
};

export interface Hedging {
  /** Milliseconds the first route is waited for. */
  readonly delay: number;
  /** A second route, with its money reserved; undefined where there is none. */
  readonly second: () => Promise<Trial | undefined>;
}

interface Lane {
  readonly trial: Trial;
  readonly events: AsyncGenerator<RunEvent, Outcome>;
  /** Its first visible event, or its end without one. Nothing visible comes before. */
  readonly first: Promise<{ readonly lane: Lane; readonly result: IteratorResult<RunEvent, Outcome> }>;
}

/**
 * Asks one route, and a second one beside it when nothing has come for too long. The first visible event decides which of
 * them answers; the other is closed at once. Where one fails, the other goes on. Returns what became of both, the one
 * that counts last.
 */
export async function* hedged(first: Trial, { delay, second }: Hedging): AsyncGenerator<RunEvent, readonly Outcome[]> {
  const lanes = [laneOf(first)];
  const outcomes: Outcome[] = [];
  try {
    if (!(await isSettledWithin(delay, lanes))) await joined(lanes, second);
    let open: readonly Lane[] = lanes;
    while (open.length > 0) {
      const { lane, result } = await Promise.race(open.map((each) => each.first));
      open = open.filter((each) => each !== lane);
      const isOver = result.done === true;
      // A refusal that no route would get round ends both: an answer is not shopped for.
      if (!isOver || result.value.failure?.remedy === 'stop') {
        outcomes.push(...open.map((loser) => closed(loser, isOver ? stopped() : 'outrun')));
        open = [];
      }
      if (!isOver) yield result.value;
      outcomes.push(isOver ? result.value : yield* lane.events);
    }
    return outcomes;
  } finally {
    // Only where the consumer walked away, or for a bug: everything else is closed by now.
    for (const lane of lanes) closed(lane, stopped());
  }
}

/**
 * A second route joins, unless the first has decided the race by the time its money is reserved: it is then closed unopened,
 * an attempt that was stopped before it cost anything. A failure that another route may cure decides nothing.
 */
const joined = async (lanes: Lane[], second: Hedging['second']): Promise<void> => {
  let late = false;
  const joining = second().then((trial) => {
    if (trial && late) trial.close(stopped());
    else if (trial) lanes.push(laneOf(trial));
  });
  const decided = lanes.map(async ({ first }) => {
    const { result } = await first;
    if (result.done && isCurable(result.value)) return joining;
    late = true;
    return undefined;
  });
  try {
    await Promise.race([joining, ...decided]);
  } finally {
    late = true;
  }
};

const isCurable = ({ failure }: Outcome): boolean => failure !== undefined && failure.remedy !== 'stop';

const laneOf = (trial: Trial): Lane => {
  const events = trial.events();
  const lane: Lane = { trial, events, first: events.next().then((result) => ({ lane, result })) };
  return lane;
};

const closed = ({ trial, events, first }: Lane, ending: Ending): Outcome => {
  const outcome = trial.close(ending);
  // What a closed connection still throws is no news, and nobody waits for it.
  first.catch(() => undefined);
  events.return(outcome).catch(() => undefined);
  return outcome;
};

/** Whether anything came of them in so many milliseconds. */
const isSettledWithin = async (milliseconds: number, lanes: readonly Lane[]): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([late, ...lanes.map(({ first }) => first.then(() => true))]);
  } finally {
    clearTimeout(timer);
  }
};
