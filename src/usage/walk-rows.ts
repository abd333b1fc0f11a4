import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as pause } from 'node:timers/promises';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import type { Between } from './utc-span.ts';

/** Work that takes long, and can be followed and stopped. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly tell: (done: number, of: number) => void;
}

/** Ids of rows; both are part of it. */
export interface Ids {
  readonly first: number;
  readonly last: number;
}

export const everything: Between = { since: 0, until: Number.MAX_SAFE_INTEGER };

/** From the oldest row of a span to the last row at all, which is found at once; undefined where there is none. */
export const idsOf = (database: DatabaseSync, { since, until }: Between): Ids | undefined => {
  const oldest = 'SELECT min(id) AS id FROM attempt';
  const first = since <= 0 ? prepared(database, oldest).get() : prepared(database, firstIn).get(since, until);
  const last = prepared(database, 'SELECT max(id) AS id FROM attempt').get();
  if (typeof first?.['id'] !== 'number' || typeof last?.['id'] !== 'number') return undefined;
  return { first: first['id'], last: last['id'] };
};

const firstIn = 'SELECT min(id) AS id FROM attempt WHERE at >= ? AND at < ?';

export interface Walk extends Ids {
  /** Ids at a time: a few milliseconds, in which the extension host stands still. */
  readonly step: number;
  readonly watch?: Watch;
}

/** Hands the ids of many rows over, some at a time. Throws the signal's reason where it is stopped; rejects as `use` does. */
export const walkRows = async (
  shared: Pick<Shared, 'use'>,
  { first, last, step, watch }: Walk,
  read: (database: DatabaseSync, ids: Ids) => void,
): Promise<void> => {
  for (let from = first; from <= last; from += step) {
    watch?.signal.throwIfAborted();
    const ids = { first: from, last: Math.min(from + step - 1, last) };
    await shared.use((file) => file.read((database) => read(database, ids)));
    watch?.tell(ids.last - first + 1, last - first + 1);
    await pause();
  }
};
