import { columnsOf, type Field } from './export-columns.ts';
import { page, pagesOf, type Source } from './export-pages.ts';
import { dayOf, hourOf, type Period } from './period.ts';

type TotalsOf = 'hour' | 'day' | 'month';

/** A cell and everything that was counted in it; what has a unit ends with it. */
const measured: readonly Field[] = [
  { name: 'provider', kind: 'text' },
  { name: 'model', kind: 'text' },
  { name: 'key_id', kind: 'text' },
  { name: 'key_nickname', kind: 'text', column: 'nickname' },
  { name: 'task', kind: 'text' },
  { name: 'caller', kind: 'text' },
  { name: 'workspace', kind: 'text' },
  { name: 'requests', kind: 'whole' },
  { name: 'attempts', kind: 'whole' },
  { name: 'answered', kind: 'whole' },
  { name: 'failed', kind: 'whole', column: 'attempts - answered - stopped' },
  { name: 'stopped', kind: 'whole' },
  { name: 'fallbacks', kind: 'whole' },
  { name: 'kept_answers', kind: 'whole', column: 'kept' },
  { name: 'input_tokens', kind: 'whole', column: 'input' },
  { name: 'output_tokens', kind: 'whole', column: 'output' },
  { name: 'cached_tokens', kind: 'whole', column: 'cached' },
  { name: 'cache_write_tokens', kind: 'whole', column: 'cache_write' },
  { name: 'reasoning_tokens', kind: 'whole', column: 'reasoning' },
  { name: 'answers_without_tokens', kind: 'whole', column: 'unreported' },
  { name: 'cost_reported_usd', kind: 'usd', column: 'reported' },
  { name: 'cost_computed_usd', kind: 'usd', column: 'computed' },
  { name: 'cost_estimated_usd', kind: 'usd', column: 'estimated' },
  { name: 'attempts_of_unknown_cost', kind: 'whole', column: 'unknown' },
  { name: 'baseline_usd', kind: 'usd', column: 'baseline' },
  { name: 'cost_with_baseline_usd', kind: 'usd', column: 'baselined' },
  { name: 'first_token_p50_ms', kind: 'p50', column: 'first_token' },
  { name: 'first_token_p95_ms', kind: 'p95', column: 'first_token' },
  { name: 'total_p50_ms', kind: 'p50', column: 'total' },
  { name: 'total_p95_ms', kind: 'p95', column: 'total' },
];

const totalsFields = (of: TotalsOf): readonly Field[] => [
  { name: of, kind: 'text', column: 'rollup.first' },
  ...measured,
];

/** The span of a moment, as the roll-ups name it: `2026-03-29 14`, `2026-03-29`, `2026-03`. */
const nameAt: Readonly<Record<TotalsOf, (at: number) => string>> = {
  hour: hourOf,
  day: dayOf,
  month: (at) => dayOf(at).slice(0, 7),
};

/** After every name. */
const always = '~';

const extentOf = (of: TotalsOf): string => `
  SELECT count(*) AS total, max(cell) AS last FROM rollup
  WHERE period = '${of}' AND first >= :since AND first <= :until`;

// Cross join: the roll-ups are to be read in their own order, which is that of the pages.
const rowsOf = (of: TotalsOf): string => `
  SELECT ${columnsOf(totalsFields(of))}, rollup.first, rollup.cell
  FROM rollup CROSS JOIN cell ON cell.id = rollup.cell LEFT JOIN key_name USING (key_id)
  WHERE period = '${of}' AND (rollup.first, rollup.cell) > (:first, :cell)
    AND rollup.first <= :until AND rollup.cell <= :last
  ORDER BY rollup.first, rollup.cell LIMIT ${page}`;

/** The totals of every hour, day or month that a period touches, each whole and as it is when it is read, the oldest first. */
export const totalsIn =
  (of: TotalsOf) =>
  ({ since, until }: Period): Source => {
    const first = nameAt[of](since);
    const last = until === undefined ? always : nameAt[of](until - 1);
    return pagesOf({
      fields: totalsFields(of),
      extent: extentOf(of),
      rows: rowsOf(of),
      bounds: { since: first, until: last },
      place: { first, cell: -1 },
    });
  };
