import { nameOf } from '../providers/index.ts';
import type { Note } from '../usage/audit-entry.ts';
import type { Entry } from '../usage/spend.ts';

/** Tells the audit log of the first time that a caller's request used a key; told of every row, it costs one look. */
export const firstUses = (note: Note): ((entry: Entry) => void) => {
  const known = new Set<string>();
  return ({ row }) => {
    // What was kept from before was given without a key.
    if (row.cost_from === 'cached') return;
    const use = `${row.key_id} ${row.caller}`;
    if (known.has(use)) return;
    known.add(use);
    note({
      action: 'key-first-use',
      by: row.caller,
      subject: `${nameOf(row.provider)} key “${row.key_nickname}”`,
      // A key may be renamed, and its name given to another one.
      detail: `key ${row.key_id}`,
      once: true,
    });
  };
};
