import { t } from '../core/l10n.ts';
import type { Price } from '../core/price.ts';
import type { Row, Table } from './catalog.ts';
import { covered, type FreshRow } from './refresh-source.ts';

/** Share of the bundled chat models of covered providers that a file must still have. */
const leastShare = 0.8;
/** A price that moved further under an unchanged id is a wrong unit or a slip of the hand more often than a price list. */
const mostMove = 10;
/** So many of them are no slip: the file is damaged. */
const mostMoved = 3;

/**
 * Why this file is not to be believed at all, as a clause; undefined where it is. A slip in one price must not keep all
 * others from being refreshed for ever: that model keeps its price. Several condemn the file, and the last good copy is
 * at hand.
 */
export const objectionTo = (rows: readonly FreshRow[], bundled: Table): string | undefined => {
  const found = new Map(rows.map((row) => [`${row.provider}/${row.id}`, row]));
  const moved = bundled.models.filter((row) => hasLeapt(row, found.get(`${row.provider}/${row.id}`)));
  if (moved.length > mostMoved)
    return t(
      'it says that {0} models cost more than {1} times as much, or as little, as they did',
      moved.length,
      mostMove,
    );
  const expected = bundled.models.filter(
    ({ provider, kind, retired }) => covered.has(provider) && kind === 'chat' && retired === undefined,
  );
  const kept = expected.filter((row) => found.has(`${row.provider}/${row.id}`)).length;
  if (rows.length === 0 || kept < leastShare * expected.length)
    return t('it has only {0} of the {1} models that are known', kept, expected.length);
  return undefined;
};

/** Whether this cannot be believed of a model that is still sold. */
export const hasLeapt = (row: Row, now: FreshRow | undefined): boolean =>
  row.price !== undefined && !row.retired && now?.price !== undefined && hasMoved(row, row.price, now.price);

const hasMoved = ({ kind }: Row, before: Price, now: Price): boolean =>
  isFar(before.input, now.input) || (kind === 'chat' && isFar(before.output, now.output));

/** What was free may get a price. */
const isFar = (before: number, now: number): boolean =>
  before > 0 && (now > before * mostMove || now < before / mostMove);
