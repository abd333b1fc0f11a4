import type { DatabaseSync } from 'node:sqlite';
import type { ProviderTotal } from '../core/provider-total.ts';
import { prepared } from './prepared.ts';
import { numberIn } from './row.ts';

/** What a provider said at an earlier look at the same total. */
export interface Look {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** 1e-9 of the total's currency. */
  readonly nano: number;
}

/** Milliseconds: a look before that tells more than one of a minute ago, in which little can have been spent. */
const settled = 3_600_000;

/** Milliseconds for which looks are kept. */
const kept = 400 * 86_400_000;

const whose = (keyId: string, total: ProviderTotal): readonly string[] => [
  keyId,
  total.kind,
  total.of,
  total.kind === 'left' ? '' : total.span,
  total.currency,
];

const same = 'key_id = ? AND kind = ? AND scope = ? AND span = ? AND currency = ?';

/** Keeps what was said about a key, to compare the next look with it. */
export const keepTotals = (
  database: DatabaseSync,
  keyId: string,
  { at, totals }: { readonly at: number; readonly totals: readonly ProviderTotal[] },
): void => {
  prepared(database, 'DELETE FROM provider_total WHERE at < ?').run(at - kept);
  const insert = 'INSERT OR REPLACE INTO provider_total VALUES (?, ?, ?, ?, ?, ?, ?)';
  for (const total of totals) prepared(database, insert).run(...whose(keyId, total), at, total.nano);
};

/** The last look that is at least an hour old; a younger one where there is no such. */
export const lookBefore = (
  database: DatabaseSync,
  keyId: string,
  { at, total }: { readonly at: number; readonly total: ProviderTotal },
): Look | undefined => {
  const sql = `SELECT at, nano FROM provider_total WHERE ${same} AND at < ? ORDER BY at > ?, at DESC LIMIT 1`;
  const row = prepared(database, sql).get(...whose(keyId, total), at, at - settled);
  return row && { at: numberIn(row, 'at'), nano: numberIn(row, 'nano') };
};
