import { columnsOf, type Field } from './export-columns.ts';
import { page, pagesOf, type Source } from './export-pages.ts';
import type { Period } from './period.ts';

/** Prompts and answers are in no column of the ledger, and the secret of a key neither. */
const attemptFields: readonly Field[] = [
  { name: 'id', kind: 'whole' },
  { name: 'request_id', kind: 'text' },
  { name: 'at', kind: 'time' },
  { name: 'at_ms', kind: 'whole', column: 'at' },
  { name: 'provider', kind: 'text' },
  { name: 'model', kind: 'text' },
  { name: 'served_model', kind: 'text' },
  { name: 'key_id', kind: 'text' },
  { name: 'key_nickname', kind: 'text' },
  { name: 'task', kind: 'text' },
  { name: 'caller', kind: 'text' },
  { name: 'workspace', kind: 'text' },
  { name: 'outcome', kind: 'text' },
  { name: 'http_status', kind: 'whole', column: 'status' },
  { name: 'first_token_ms', kind: 'whole' },
  { name: 'total_ms', kind: 'whole' },
  { name: 'input_tokens', kind: 'whole' },
  { name: 'output_tokens', kind: 'whole' },
  { name: 'cached_tokens', kind: 'whole', column: 'cache_read_tokens' },
  { name: 'cache_write_tokens', kind: 'whole' },
  { name: 'cache_write_hour_tokens', kind: 'whole' },
  { name: 'reasoning_tokens', kind: 'whole' },
  { name: 'cost_usd', kind: 'usd', column: 'cost_nano' },
  { name: 'cost_from', kind: 'text' },
  { name: 'price_as_of', kind: 'text' },
  { name: 'first_of_request', kind: 'yes', column: 'first' },
  { name: 'fallback', kind: 'yes' },
  { name: 'baseline_usd', kind: 'usd', column: 'baseline_nano' },
  { name: 'baseline_model', kind: 'text' },
];

const extent = 'SELECT count(*) AS total, max(id) AS last FROM attempt WHERE at >= :since AND at < :until';

const rows = `
  SELECT ${columnsOf(attemptFields)}, at, id FROM attempt
  WHERE (at, id) > (:at, :id) AND at < :until AND id <= :last ORDER BY at, id LIMIT ${page}`;

/** Every attempt of a period, the oldest first. What is recorded meanwhile has a higher id. */
export const attemptsIn = ({ since, until = Number.MAX_SAFE_INTEGER }: Period): Source =>
  pagesOf({ fields: attemptFields, extent, rows, bounds: { since, until }, place: { at: since, id: -1 } });
