import { count } from '../core/count.ts';
import { type AuditAction, auditActions, type PastEntry } from '../usage/audit-entry.ts';
import { plain } from '../usage/usage-table.ts';

/** Entries a page shows at most. */
export const mostShown = 1_000;

const words: Readonly<Record<AuditAction, string>> = {
  'key-added': 'Key added',
  'key-imported': 'Key imported',
  'key-recovered': 'Key recovered',
  'key-updated': 'Key updated',
  'key-renamed': 'Key renamed',
  'key-tested': 'Key tested',
  'key-enabled': 'Key enabled',
  'key-disabled': 'Key disabled',
  'key-prioritised': 'Key priority set',
  'key-limited': 'Key limited to models',
  'key-expiry-set': 'Key expiry set',
  'key-removed': 'Key removed',
  'key-first-use': 'Key used for the first time',
  'origin-confirmed': 'Server of a key confirmed',
  'caller-decided': 'Caller decided',
  'budget-changed': 'Budget changed',
  'budget-lifted': 'Budget lifted',
  'rules-changed': 'Rules changed',
  'settings-changed': 'Settings changed',
  exported: 'Usage exported',
  'cache-cleared': 'Cache cleared',
  'prices-corrected': 'Prices corrected',
  'usage-forgotten': 'Usage forgotten',
  reconciled: 'Reconciled',
  'entries-lost': 'Entries lost',
  'audit-resumed': 'Finding accepted',
};

/** What was done; a newer Keyway's words are shown as they are. */
const wordsOf = (action: string): string => {
  const known = auditActions.find((one) => one === action);
  return known === undefined ? action : words[known];
};

const people: Readonly<Record<string, string>> = { person: 'You', keyway: 'Keyway', workspace: 'The workspace' };

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** By the person's own clock, in two lines at most: a narrow column would break it at each blank. */
const timeText = (at: number): string =>
  Number.isNaN(new Date(at).getTime()) ? '?' : `${date.format(at).replaceAll(' ', '\u00a0')}, ${time.format(at)}`;

/** The log as Markdown: no name that a person or an extension chose becomes more than text. */
export const auditPage = ({
  entries,
  total,
}: {
  readonly entries: readonly PastEntry[];
  readonly total: number;
}): string => {
  if (entries.length === 0) return '# Audit Log\n\nNothing is in it yet.\n';
  const rows = entries.map(({ id, at, action, by, subject, detail }) =>
    [count.format(id), timeText(at), ...[people[by] ?? by, `${wordsOf(action)}: ${subject}`, detail].map(plain)].join(
      ' | ',
    ),
  );
  const more = total - entries.length;
  const rest = more > 0 ? `\n… and ${count.format(more)} older. **Keyway: Export Usage** gives all of them.\n` : '';
  const head = '| Entry | When | Who | What | Details |\n| --: | --- | --- | --- | --- |';
  return `# Audit Log\n\nThe newest first. **Keyway: Verify Audit Log** checks that it is whole.\n\n${head}\n${rows.map((row) => `| ${row} |`).join('\n')}\n${rest}`;
};
