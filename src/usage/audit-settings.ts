import type { DatabaseSync } from 'node:sqlite';
import type { AuditSeal } from './audit-chain.ts';
import type { AuditEntry } from './audit-entry.ts';
import { prepared } from './prepared.ts';

/** A setting as it is now. */
export interface SettingSeen {
  /** With its `keyway.`. */
  readonly name: string;
  /** What is remembered of it. What must not be in the file goes in as its digest, which is '' where there is no secret. */
  readonly value: (digest: AuditSeal['digest']) => string;
  /** Whether digests are in it: under another secret they say nothing. */
  readonly isDigested: boolean;
  /** As it was when the window began: it counts only where nothing is remembered, for another window may have changed it. */
  readonly isOld?: boolean | undefined;
  /** What there is to say of a change; both are values. */
  readonly entries: (from: string, to: string) => readonly AuditEntry[];
}

/** Longer ones are remembered by their beginning, which is why a change far behind it may go unseen. */
const longest = 16_384;

const knownSql = 'SELECT value, seal FROM audit_setting WHERE name = ?';
const learnSql = 'INSERT OR REPLACE INTO audit_setting (name, value, seal) VALUES (?, ?, ?)';

/**
 * What became of a setting since it was last looked at, by any window, and also while no window was open; within a
 * transaction. Nothing where it was never looked at.
 */
export const changesOf = (database: DatabaseSync, seen: SettingSeen, seal: AuditSeal): readonly AuditEntry[] => {
  const value = seen
    .value(seal.digest)
    .slice(0, longest)
    .replaceAll(/[\p{Cs}\0]/gu, '');
  const known = prepared(database, knownSql).get(seen.name);
  if (known && (seen.isOld || (known['value'] === value && known['seal'] === seal.mark))) return [];
  prepared(database, learnSql).run(seen.name, value, seal.mark);
  if (!known || (seen.isDigested && known['seal'] !== seal.mark)) return [];
  const from = String(known['value']);
  return from === value ? [] : seen.entries(from, value);
};
