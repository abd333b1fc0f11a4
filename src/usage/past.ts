import type { DatabaseSync } from 'node:sqlite';
import { t } from '../core/l10n.ts';
import type { PastRequest } from '../core/simulate.ts';
import type { Shared } from './ledger.ts';
import type { Period } from './period.ts';
import { numberIn, type Read } from './row.ts';
import { LedgerTrouble, reasonOf } from './trouble.ts';

/** What a period holds, as far as it can be replayed. */
export interface Past {
  readonly requests: readonly PastRequest[];
  /** Requests without token counts: nobody answered, nobody counted, or the answer was kept from before. US dollars as far as they are known. */
  readonly left: { readonly requests: number; readonly usd: number };
}

/** Rows that are read in one go: the extension host stands still meanwhile, for some ten milliseconds. */
const page = 5_000;

const rowsAfter = `
  SELECT id, request_id, at, task, caller, workspace, provider, model, outcome, input_tokens, output_tokens,
    cache_read_tokens, cost_nano, cost_from
  FROM attempt WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?`;

/** A request as its attempts add up. */
interface Gathered {
  at: number;
  readonly task: string;
  readonly caller: string;
  readonly workspace: string | undefined;
  provider: string;
  model: string;
  /** Absent until an attempt had token counts worth replaying. */
  usage: { input: number; output: number; cacheRead: number } | undefined;
  /** Nano-dollars; undefined once a part that was served has no known cost. */
  served: number | undefined;
  /** Nano-dollars of attempts that failed or lost, as far as they are known. */
  lost: number;
}

/** Every request of a period with what it took and cost, the oldest first. Rejects with `LedgerTrouble`. */
export const pastOf = async (shared: Pick<Shared, 'use'>, period: Period): Promise<Past> => {
  try {
    return await readPast(shared, period);
  } catch (cause) {
    throw new LedgerTrouble(t('Keyway cannot read its usage ledger: {0}.', reasonOf(cause)), { cause });
  }
};

const readPast = async (shared: Pick<Shared, 'use'>, period: Period): Promise<Past> => {
  const requests = new Map<string, Gathered>();
  const until = period.until ?? Number.MAX_SAFE_INTEGER;
  let last: Place = { at: period.since, id: -1 };
  for (let read = page; read === page;) {
    const rows = await shared.use((file) => file.read((database) => pageAfter(database, last, until)));
    for (const row of rows) gather(requests, row);
    const end = rows.at(-1) ?? {};
    last = { at: numberIn(end, 'at'), id: numberIn(end, 'id') };
    read = rows.length;
  }
  return settled([...requests.values()]);
};

interface Place {
  readonly at: number;
  readonly id: number;
}

const pageAfter = (database: DatabaseSync, { at, id }: Place, until: number): readonly Read[] =>
  database.prepare(rowsAfter).all(at, id, until, page);

const gather = (requests: Map<string, Gathered>, row: Read): void => {
  const id = String(row['request_id']);
  const request = requests.get(id) ?? begun(row);
  requests.set(id, request);
  const nano = row['cost_nano'] === null ? undefined : numberIn(row, 'cost_nano');
  if (!isServed(row)) {
    request.lost += nano ?? 0;
    return;
  }
  // An embedding of many texts is answered in several parts.
  request.usage ??= { input: 0, output: 0, cacheRead: 0 };
  request.usage.input += numberIn(row, 'input_tokens');
  request.usage.output += numberIn(row, 'output_tokens');
  request.usage.cacheRead += numberIn(row, 'cache_read_tokens');
  request.served = nano === undefined || request.served === undefined ? undefined : request.served + nano;
  request.provider = String(row['provider']);
  request.model = String(row['model']);
  request.at = numberIn(row, 'at');
};

/** Answered, or stopped by the person: both took tokens that any other route would have taken. */
const isServed = (row: Read): boolean =>
  (row['outcome'] === 'answered' || row['outcome'] === 'aborted') &&
  row['input_tokens'] !== null &&
  row['output_tokens'] !== null &&
  row['cost_from'] !== 'cached';

const begun = (row: Read): Gathered => ({
  at: numberIn(row, 'at'),
  task: String(row['task']),
  caller: String(row['caller']),
  workspace: typeof row['workspace'] === 'string' ? row['workspace'] : undefined,
  provider: String(row['provider']),
  model: String(row['model']),
  usage: undefined,
  served: 0,
  lost: 0,
});

const settled = (gathered: readonly Gathered[]): Past => {
  const left = gathered.filter(({ usage }) => usage === undefined);
  return {
    requests: gathered.flatMap(({ usage, served, lost, ...facts }) =>
      usage
        ? [{ ...facts, usage, servedUsd: served === undefined ? undefined : served / 1e9, lostUsd: lost / 1e9 }]
        : [],
    ),
    left: { requests: left.length, usd: left.reduce((sum, { lost }) => sum + lost, 0) / 1e9 },
  };
};
