import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { listedClauses } from '../core/listed.ts';
import type { AuditFinding } from './audit-verify.ts';

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

const dateText = (at: number | undefined): string =>
  at === undefined || Number.isNaN(new Date(at).getTime()) ? t('an unknown date') : date.format(at);

const entriesText = (entries: number): string =>
  entries === 1 ? t('1 entry') : t('{0} entries', count.format(entries));

/** "entry 5", "entries 5 to 7". */
const named = ({ from = 0, to = from }: Pick<AuditFinding, 'from' | 'to'>): string =>
  from === to ? t('entry {0}', count.format(from)) : t('entries {0} to {1}', count.format(from), count.format(to));

const isOne = ({ from, to }: AuditFinding): boolean => from === to;

const broken: Readonly<Record<Exclude<AuditFinding['kind'], 'whole'>, (found: AuditFinding) => string>> = {
  changed: (found) => t('{0} was changed after it was written', named(found)),
  swapped: ({ from = 0, to = 0 }) =>
    t("entry {0} and entry {1} stand in each other's place", count.format(from), count.format(to)),
  inserted: (found) =>
    isOne(found)
      ? t('{0} is not from Keyway: somebody put it in', named(found))
      : t('{0} are not from Keyway: somebody put them in', named(found)),
  removed: (found) =>
    isOne(found)
      ? t('{0} is missing: somebody removed it', named(found))
      : t('{0} are missing: somebody removed them', named(found)),
  cut: (found) =>
    isOne(found)
      ? t('{0} is missing: the end of the log was cut off there', named(found))
      : t('{0} are missing: the end of the log was cut off there', named(found)),
  emptied: ({ to = 0 }) => t('all {0} are missing: the log was emptied, or its file deleted', entriesText(to)),
  rewritten: (found) => t('{0} is another one than Keyway remembers: the log was replaced up to there', named(found)),
  broken: (found) =>
    t(
      '{0} does not follow from the one before: it was changed or put there, or entries before it were removed',
      named(found),
    ),
};

/** What cannot be said, although nothing is wrong. */
const doubts = (found: AuditFinding): readonly string[] => {
  const { unchecked, unsealed, secret, entries, anchored } = found;
  const lost =
    secret === 'silent'
      ? t('the keychain does not answer, so {0} could not be checked', entriesText(unchecked))
      : t(
          '{0} cannot be checked, as the secret they were sealed with is no longer in the keychain',
          entriesText(unchecked),
        );
  return [
    ...(unchecked > 0 ? [lost] : []),
    ...(unsealed > 0
      ? [
          t(
            '{0} were written while the keychain kept no secret, so that anybody could have made them',
            entriesText(unsealed),
          ),
        ]
      : []),
    ...(anchored || entries === 0 ? [] : [t('nothing outside the file remembers how far it went')]),
  ];
};

const wholeText = (found: AuditFinding): string => {
  const { entries, since, resumed, unchecked } = found;
  if (entries === 0) return t('the audit log is empty, and nothing says that it ever was not');
  if (unchecked > 0) return t('no gap is in the audit log: {0} since {1}', entriesText(entries), dateText(since));
  const start = t('the audit log is whole: {0} since {1}', entriesText(entries), dateText(since));
  return resumed === undefined
    ? start
    : t(
        'the audit log is whole since you went on with entry {0} ({1} in all)',
        count.format(resumed),
        entriesText(entries),
      );
};

/** One sentence about the whole log. */
export const findingText = (found: AuditFinding): string => {
  const main =
    found.kind === 'whole' ? wholeText(found) : t('the audit log is not whole: {0}', broken[found.kind](found));
  const sentence = listedClauses([main, ...doubts(found)]);
  return t('{0}.', sentence.charAt(0).toUpperCase() + sentence.slice(1));
};
