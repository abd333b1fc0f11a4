import { money } from '../core/cost.ts';
import { count } from '../core/count.ts';
import { attemptsText } from '../core/counted.ts';
import { t } from '../core/l10n.ts';
import { listedClauses } from '../core/listed.ts';
import type { KeySpend } from './key-spend.ts';
import { dayOf } from './period.ts';
import type { Line } from './reconcile.ts';

/** What a person reads about a comparison: what the rows show, and for the rest what may be, never what is not known. */

const usd = (nano: number): string => money(nano / 1e9);

/** Half a cent, in nano-dollars. */
const agrees = 5_000_000;

export const sentenceOf = (line: Line): string => {
  const { total, before, drift, ledger, spent } = line;
  if (total.currency !== 'USD')
    return t('It is in {0}, and the ledger counts US dollars: they are not compared.', total.currency);
  if (spent === undefined) return before ? anew[total.kind] : firstLook;
  if (!drift || !ledger) return '';
  const missing = unknownOf(ledger);
  if (Math.abs(drift.nano) < agrees)
    return missing === undefined ? t('They agree to the cent.') : t('They agree to the cent, although {0}.', missing);
  const reasons = drift.nano > 0 ? moreAtProvider(line, ledger) : moreInLedger(line, ledger);
  return t('Possible reasons: {0}.', listedClauses(reasons));
};

const firstLook = t('This is the first look: from the next one on the change is compared.');

const anew = {
  left: t('The balance grew, so credit was added: what was spent meanwhile cannot be told from it.'),
  spent: t('The counter is lower than before, so it began anew: what was spent meanwhile cannot be told from it.'),
} as const;

const unknownOf = ({ unknown }: KeySpend): string | undefined => {
  if (unknown === 0) return undefined;
  return unknown === 1
    ? t('1 attempt of unknown cost is not in the ledger’s sum')
    : t('{0} attempts of unknown cost are not in the ledger’s sum', count.format(unknown));
};

const moreAtProvider = ({ total }: Line, ledger: KeySpend): readonly string[] => [
  ...some(unknownOf(ledger)),
  total.of === 'key'
    ? t('the key was used outside Keyway')
    : t('the amount is that of the whole account, which was used outside Keyway or with other keys'),
  ...(total.of === 'account' && ledger.others > 0
    ? [
        t(
          'this provider’s other keys spent {0} in the ledger, a part of it if the account is the same',
          usd(ledger.others),
        ),
      ]
    : []),
  ...some(rowsOf(ledger)),
  ...ours(ledger),
];

const moreInLedger = ({ total }: Line, ledger: KeySpend): readonly string[] => [
  ...(ledger.recent === 0
    ? []
    : [t('{0} of the last ten minutes may not be counted there yet', attemptsText(ledger.recent))]),
  ...(total.kind === 'left' ? [t('credit was added')] : []),
  t('the provider’s counter is delayed, or it billed less than its list prices'),
  ...ours(ledger),
];

const rowsOf = ({ rowsSince }: KeySpend): string | undefined =>
  rowsSince === undefined
    ? undefined
    : t('the ledger’s rows begin on {0}: what was spent before is not in its sum', dayOf(rowsSince));

/** What in the ledger's own sum may be wrong. */
const ours = ({ estimates, estimated, pricesOf, computed }: KeySpend): readonly string[] => [
  ...(estimates === 0
    ? []
    : [t('{0} of the ledger’s sum was estimated, for {1}', usd(estimated), attemptsText(estimates))]),
  ...(computed === 0 || pricesOf === undefined
    ? []
    : [t('{0} of it was computed with prices of {1} and later, which may have changed', usd(computed), pricesOf)]),
];

const some = (clause: string | undefined): readonly string[] => (clause === undefined ? [] : [clause]);
