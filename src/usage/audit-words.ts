import { count } from '../core/count.ts';
import type { AuditFinding } from './audit-verify.ts';

const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

const dateText = (at: number | undefined): string =>
  at === undefined || Number.isNaN(new Date(at).getTime()) ? 'an unknown date' : date.format(at);

const entriesText = (entries: number): string => (entries === 1 ? '1 entry' : `${count.format(entries)} entries`);

/** "entry 5", "entries 5 to 7". */
const named = ({ from = 0, to = from }: Pick<AuditFinding, 'from' | 'to'>): string =>
  from === to ? `entry ${count.format(from)}` : `entries ${count.format(from)} to ${count.format(to)}`;

const are = ({ from, to }: AuditFinding): string => (from === to ? 'is' : 'are');

const broken: Readonly<Record<Exclude<AuditFinding['kind'], 'whole'>, (found: AuditFinding) => string>> = {
  changed: (found) => `${named(found)} was changed after it was written`,
  swapped: ({ from = 0, to = 0 }) =>
    `entry ${count.format(from)} and entry ${count.format(to)} stand in each other's place`,
  inserted: (found) =>
    `${named(found)} ${are(found)} not from Keyway: somebody put ${found.from === found.to ? 'it' : 'them'} in`,
  removed: (found) =>
    `${named(found)} ${are(found)} missing: somebody removed ${found.from === found.to ? 'it' : 'them'}`,
  cut: (found) => `${named(found)} ${are(found)} missing: the end of the log was cut off there`,
  emptied: ({ to = 0 }) => `all ${entriesText(to)} are missing: the log was emptied, or its file deleted`,
  rewritten: (found) => `${named(found)} is another one than Keyway remembers: the log was replaced up to there`,
  broken: (found) =>
    `${named(found)} does not follow from the one before: it was changed or put there, or entries before it were removed`,
};

/** What cannot be said, although nothing is wrong. */
const doubts = (found: AuditFinding): readonly string[] => {
  const { unchecked, unsealed, secret, entries, anchored } = found;
  const lost =
    secret === 'silent'
      ? `the keychain does not answer, so ${entriesText(unchecked)} could not be checked`
      : `${entriesText(unchecked)} cannot be checked, as the secret they were sealed with is no longer in the keychain`;
  return [
    ...(unchecked > 0 ? [lost] : []),
    ...(unsealed > 0
      ? [
          `${entriesText(unsealed)} were written while the keychain kept no secret, so that anybody could have made them`,
        ]
      : []),
    ...(anchored || entries === 0 ? [] : ['nothing outside the file remembers how far it went']),
  ];
};

const wholeText = (found: AuditFinding): string => {
  const { entries, since, resumed, unchecked } = found;
  if (entries === 0) return 'the audit log is empty, and nothing says that it ever was not';
  if (unchecked > 0) return `no gap is in the audit log: ${entriesText(entries)} since ${dateText(since)}`;
  const start = `the audit log is whole: ${entriesText(entries)} since ${dateText(since)}`;
  return resumed === undefined
    ? start
    : `the audit log is whole since you went on with entry ${count.format(resumed)} (${entriesText(entries)} in all)`;
};

/** One sentence about the whole log. */
export const findingText = (found: AuditFinding): string => {
  const main = found.kind === 'whole' ? wholeText(found) : `the audit log is not whole: ${broken[found.kind](found)}`;
  const sentence = [main, ...doubts(found)].join('; ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
};
