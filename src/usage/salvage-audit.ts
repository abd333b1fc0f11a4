import type * as Sqlite from 'node:sqlite';
import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import { openWreck, type Wreck } from './salvage-read.ts';
import { putRow } from './salvage-tables.ts';

const pageOfAudit = 500;

/**
 * Copies the audit log as it is, up to the first entry that cannot be read, where the new file has none yet: its chain of
 * hashes goes on from there. Within a transaction.
 */
const copyAudit = (database: DatabaseSync, wreck: Wreck): void => {
  if (prepared(database, 'SELECT 1 FROM audit LIMIT 1').get()) return;
  for (let position = 0; ;) {
    const page = wreck.all(`SELECT * FROM audit WHERE id > ${position} ORDER BY id LIMIT ${pageOfAudit}`);
    for (const row of page ?? []) if (!putRow(database, 'audit', row)) return;
    const last = Number(page?.at(-1)?.['id']);
    if (!Number.isSafeInteger(last) || last <= position) break;
    position = last;
  }
  for (const row of wreck.all('SELECT * FROM audit_setting') ?? []) putRow(database, 'audit_setting', row);
};

/** Does it at once, before anybody adds an entry to the new file. Never throws: the damaged ledger is kept anyway. */
export const bringAudit = (
  sqlite: typeof Sqlite,
  path: string,
  change: (work: (database: DatabaseSync) => void) => void,
): void => {
  try {
    const wreck = openWreck(sqlite, path);
    if (!wreck) return;
    try {
      change((database) => copyAudit(database, wreck));
    } finally {
      wreck.close();
    }
  } catch {
    // Whoever looks through the audit log is told that entries are missing.
  }
};
