import { placeOf } from '../core/ascending.ts';
import type { Attempt } from '../core/attempt.ts';
import type { OutputHistory, Outputs } from '../core/expect.ts';
import { modelKey } from '../core/provider.ts';
import type { Shared } from './ledger.ts';
import { numberIn, type Read } from './row.ts';

/** How long answers were, for plans to expect the next one by. */
export interface OutputsBook {
  readonly history: OutputHistory;
  /** Takes microseconds; only answers whose tokens were reported count. */
  readonly note: (attempt: Attempt) => void;
  /** Reads what the ledger knows. Never rejects: without it a guess counts, and the ledger tells its own troubles. */
  readonly load: () => Promise<void>;
}

/** Milliseconds: 30 days. Models and habits change. */
const remembered = 30 * 86_400_000;
/** Newest rows that are read: some milliseconds of the extension host. */
const mostRows = 3_000;
/** Newest answers that count of one task, or of one model for it. */
const mostAnswers = 1_000;

/** The newest answers of one group, and the same in the order of their length: asking is free, adding takes a microsecond. */
class Lengths {
  readonly #byAge: { readonly at: number; readonly output: number }[] = [];
  readonly #byLength: number[] = [];

  add(at: number, output: number): void {
    this.#byAge.push({ at, output });
    this.#byLength.splice(placeOf(this.#byLength, output), 0, output);
    for (let [oldest] = this.#byAge; oldest; [oldest] = this.#byAge) {
      if (this.#byAge.length <= mostAnswers && oldest.at >= at - remembered) return;
      this.#byAge.shift();
      this.#byLength.splice(placeOf(this.#byLength, oldest.output), 1);
    }
  }

  outputs(): Outputs | undefined {
    const count = this.#byLength.length;
    // Of an even number the lower of the two in the middle: a length that was really there.
    const median = this.#byLength[Math.ceil(count * 0.5) - 1];
    const p90 = this.#byLength[Math.ceil(count * 0.9) - 1];
    return median === undefined || p90 === undefined ? undefined : { median, p90, count };
  }
}

interface Answer {
  readonly at: number;
  readonly task: string;
  readonly provider: string;
  readonly model: string;
  readonly output: number;
}

interface Group {
  readonly all: Lengths;
  /** By `provider/model`. */
  readonly models: Map<string, Lengths>;
}

class Memory {
  readonly #tasks = new Map<string, Group>();

  add({ at, task, provider, model, output }: Answer): void {
    const { all, models } = found(this.#tasks, task, () => ({ all: new Lengths(), models: new Map() }));
    all.add(at, output);
    found(models, modelKey({ provider, id: model }), () => new Lengths()).add(at, output);
  }

  outputs(task: string, model: string | undefined): Outputs | undefined {
    const group = this.#tasks.get(task);
    return (model === undefined ? group?.all : group?.models.get(model))?.outputs();
  }
}

const found = <T>(map: Map<string, T>, name: string, make: () => T): T => {
  const known = map.get(name) ?? make();
  map.set(name, known);
  return known;
};

/** Newest first. An answer kept from before says nothing new. */
const newest = `
  SELECT at, task, provider, model, output_tokens FROM attempt
  WHERE at >= ? AND outcome = 'answered' AND output_tokens IS NOT NULL AND cost_from <> 'cached'
  ORDER BY at DESC, id DESC LIMIT ?`;

const answerIn = (row: Read): Answer => ({
  at: numberIn(row, 'at'),
  task: String(row['task']),
  provider: String(row['provider']),
  model: String(row['model']),
  output: numberIn(row, 'output_tokens'),
});

export const outputsOf = (shared: Pick<Shared, 'use'>, clock: () => number = Date.now): OutputsBook => {
  let memory = new Memory();
  const read = (): Promise<void> =>
    // What was noted until now is in the file by now: what waits is written first, so nothing counts twice.
    shared.use((file) => {
      const rows = file.read((database) => database.prepare(newest).all(clock() - remembered, mostRows));
      const loaded = new Memory();
      for (const row of rows.toReversed()) loaded.add(answerIn(row));
      memory = loaded;
    });
  return {
    history: (task, model) => memory.outputs(task, model),
    note: ({ at, task, provider, model, outcome, usage, cost }) => {
      if (outcome === 'answered' && usage && cost.from !== 'cached')
        memory.add({ at, task, provider, model, output: usage.output });
    },
    load: () => read().catch(() => undefined),
  };
};
