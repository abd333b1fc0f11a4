import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as breath } from 'node:timers/promises';
import { type AuditLink, type AuditRow, type AuditSeal, canonical, pageAfter, plainSeal } from './audit-chain.ts';

/** Asks the file something; each question is one short use of it. */
export type AskFile = <T>(query: (database: DatabaseSync) => T) => Promise<T>;

/** How a chain can be broken. `broken`: the hashes do not tell which of several ways it was. */
export type BreakKind = 'changed' | 'swapped' | 'inserted' | 'removed' | 'cut' | 'emptied' | 'rewritten' | 'broken';

/** Entries of which something is known already. */
interface Named {
  readonly kind: BreakKind;
  readonly from: number;
  readonly to: number;
}

/** The first row that does not fit, and the hash of the row before it. */
interface Misfit {
  readonly row: AuditRow;
  readonly before: string;
}

export type Break = Named | Misfit;

/** What is known beside the file. */
interface Witness {
  readonly seal?: AuditSeal | undefined;
  readonly anchor?: AuditLink | undefined;
}

/** Rows that are read at a time: some milliseconds of work. */
export const page = 500;

/** Rows that somebody may have removed in one place and then numbered anew what followed. */
const mostRenumbered = 1_000;

/** The hash that a row would have after another. */
export const fittingHash = (before: string, row: Omit<AuditRow, 'hash'>, seal: AuditSeal | undefined): string =>
  (row.seal === '' ? plainSeal : (seal ?? plainSeal)).hash(canonical(before, row));

/** Says what was done, as exactly as the hashes allow. Throws what the file throws. */
export const explained = async (ask: AskFile, found: Break, { seal, anchor }: Witness): Promise<Named> => {
  if ('kind' in found) return found;
  const { row, before } = found;
  const from = Number(row.id);
  const missing = await missingBefore(ask, row);
  if (missing) return missing;
  const moved = await moverOf(ask, found, seal);
  if (moved) {
    const to = Number(moved.row.id);
    return wasSwapped(found, moved, seal) ? { kind: 'swapped', from, to } : { kind: 'inserted', from, to: to - 1 };
  }
  // What comes after it goes by the hash that stands there, or by the one that should.
  const hashes = [row.hash, fittingHash(before, row, seal)];
  if (anchor && BigInt(anchor.id) === row.id && hashes.includes(anchor.hash))
    return { kind: 'changed', from, to: from };
  const [next] = await ask((database) => pageAfter(database, row.id, 1));
  if (!next) return { kind: 'broken', from, to: from };
  const isNext = (hash: string, number = next.id): boolean =>
    fittingHash(hash, { ...next, id: number }, seal) === next.hash;
  if (hashes.some((hash) => isNext(hash))) return { kind: 'changed', from, to: from };
  for (let removed = 1; removed <= mostRenumbered; removed++)
    if (isNext(row.hash, next.id + BigInt(removed))) return { kind: 'removed', from, to: from + removed - 1 };
  return { kind: 'broken', from, to: from };
};

/** Where numbers are missing before a row, the rows that had them are gone. */
const missingBefore = async (ask: AskFile, row: AuditRow): Promise<Named | undefined> => {
  const last = await ask(
    (database) => database.prepare('SELECT max(id) AS id FROM audit WHERE id < ?').get(row.id)?.['id'] ?? 0,
  );
  const [from, to] = [Number(last) + 1, Number(row.id) - 1];
  return to >= from ? { kind: 'removed', from, to } : undefined;
};

/** A row further on, and the hash of the row before it. */
type Moved = Misfit;

/** The row that belongs where another one stands now: it fits there with its own hash, or with the one that was left. */
const moverOf = async (
  ask: AskFile,
  { row, before }: Misfit,
  seal: AuditSeal | undefined,
): Promise<Moved | undefined> => {
  let last = row;
  for (;;) {
    const rows = await ask((database) => pageAfter(database, last.id, page));
    for (const one of rows) {
      const hash = fittingHash(before, { ...one, id: row.id }, seal);
      if (hash === one.hash || hash === row.hash) return { row: one, before: last.hash };
      last = one;
    }
    if (rows.length < page) return undefined;
    await breath();
  }
};

/** Whether the row that stands in its place fits where it was. */
const wasSwapped = ({ row }: Misfit, moved: Moved, seal: AuditSeal | undefined): boolean => {
  const isNext = moved.row.id === row.id + 1n;
  // Neighbours that were swapped whole stand each behind the other's hash.
  const before = isNext ? [row.hash, moved.row.hash] : [moved.before];
  return before.some((one) => {
    const hash = fittingHash(one, { ...row, id: moved.row.id }, seal);
    return hash === row.hash || hash === moved.row.hash;
  });
};
