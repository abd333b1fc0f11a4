import { money } from '../core/cost.ts';
import { count } from '../core/count.ts';
import type { KeySpend } from './key-spend.ts';
import { dayOf } from './period.ts';
import type { Line } from './reconcile.ts';

/** What a person reads about a comparison: what the rows show, and for the rest what may be, never what is not known. */

const usd = (nano: number): string => money(nano / 1e9);

/** Half a cent, in nano-dollars. */
const agrees = 5_000_000;

const several = (n: number, one: string, more = `${one}s`): string => `${count.format(n)} ${n === 1 ? one : more}`;

export const sentenceOf = (line: Line): string => {
  const { total, before, drift, ledger, spent } = line;
  if (total.currency !== 'USD')
    return `It is in ${total.currency}, and the ledger counts US dollars: they are not compared.`;
  if (spent === undefined) return before ? anew[total.kind] : firstLook;
  if (!drift || !ledger) return '';
  const missing = unknownOf(ledger);
  if (Math.abs(drift.nano) < agrees)
    return missing === undefined ? 'They agree to the cent.' : `They agree to the cent, although ${missing}.`;
  const reasons = drift.nano > 0 ? moreAtProvider(line, ledger) : moreInLedger(line, ledger);
  return `Possible reasons: ${reasons.join('; ')}.`;
};

const firstLook = 'This is the first look: from the next one on the change is compared.';

const anew = {
  left: 'The balance grew, so credit was added: what was spent meanwhile cannot be told from it.',
  spent: 'The counter is lower than before, so it began anew: what was spent meanwhile cannot be told from it.',
} as const;

const unknownOf = ({ unknown }: KeySpend): string | undefined =>
  unknown === 0
    ? undefined
    : `${several(unknown, 'attempt')} of unknown cost ${unknown === 1 ? 'is' : 'are'} not in the ledger’s sum`;

const moreAtProvider = ({ total }: Line, ledger: KeySpend): readonly string[] => [
  ...some(unknownOf(ledger)),
  total.of === 'key'
    ? 'the key was used outside Keyway'
    : 'the amount is that of the whole account, which was used outside Keyway or with other keys',
  ...(total.of === 'account' && ledger.others > 0
    ? [`this provider’s other keys spent ${usd(ledger.others)} in the ledger, a part of it if the account is the same`]
    : []),
  ...some(rowsOf(ledger)),
  ...ours(ledger),
];

const moreInLedger = ({ total }: Line, ledger: KeySpend): readonly string[] => [
  ...(ledger.recent === 0
    ? []
    : [`${several(ledger.recent, 'attempt')} of the last ten minutes may not be counted there yet`]),
  ...(total.kind === 'left' ? ['credit was added'] : []),
  'the provider’s counter is delayed, or it billed less than its list prices',
  ...ours(ledger),
];

const rowsOf = ({ rowsSince }: KeySpend): string | undefined =>
  rowsSince === undefined
    ? undefined
    : `the ledger’s rows begin on ${dayOf(rowsSince)}: what was spent before is not in its sum`;

/** What in the ledger's own sum may be wrong. */
const ours = ({ estimates, estimated, pricesOf, computed }: KeySpend): readonly string[] => [
  ...(estimates === 0
    ? []
    : [`${usd(estimated)} of the ledger’s sum was estimated, for ${several(estimates, 'attempt')}`]),
  ...(computed === 0 || pricesOf === undefined
    ? []
    : [`${usd(computed)} of it was computed with prices of ${pricesOf} and later, which may have changed`]),
];

const some = (clause: string | undefined): readonly string[] => (clause === undefined ? [] : [clause]);
