import { columnsOf, type Field } from './export-columns.ts';
import { page, pagesOf, type Source } from './export-pages.ts';
import type { Period } from './period.ts';

/** With the hashes, so that the chain can be compared with a copy from before. */
const auditFields: readonly Field[] = [
  { name: 'id', kind: 'whole' },
  { name: 'at', kind: 'time' },
  { name: 'at_ms', kind: 'whole', column: 'at' },
  { name: 'action', kind: 'text' },
  { name: 'by', kind: 'text', column: 'actor' },
  { name: 'subject', kind: 'text' },
  { name: 'detail', kind: 'text' },
  { name: 'seal', kind: 'text' },
  { name: 'hash', kind: 'text' },
];

const extent = 'SELECT count(*) AS total, max(id) AS last FROM audit WHERE at >= :since AND at < :until';

const rows = `
  SELECT ${columnsOf(auditFields)}, id FROM audit
  WHERE id > :id AND id <= :last AND at >= :since AND at < :until ORDER BY id LIMIT ${page}`;

/** The audit log of a period, in the order of its chain. */
export const auditIn = ({ since, until = Number.MAX_SAFE_INTEGER }: Period): Source =>
  pagesOf({ fields: auditFields, extent, rows, bounds: { since, until }, place: { id: -1 } });
