import { count } from '../core/count.ts';
import type { PastEntry } from '../usage/audit-entry.ts';
import { plain } from '../usage/usage-table.ts';
import { actionText, actorText, entryTime } from './audit-texts.ts';

/** Entries a page shows at most. */
export const mostShown = 1_000;

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
    [count.format(id), entryTime(at), ...[actorText(by), `${actionText(action)}: ${subject}`, detail].map(plain)].join(
      ' | ',
    ),
  );
  const more = total - entries.length;
  const rest = more > 0 ? `\n… and ${count.format(more)} older. **Keyway: Export Usage** gives all of them.\n` : '';
  const head = '| Entry | When | Who | What | Details |\n| --: | --- | --- | --- | --- |';
  return `# Audit Log\n\nThe newest first. **Keyway: Verify Audit Log** checks that it is whole.\n\n${head}\n${rows.map((row) => `| ${row} |`).join('\n')}\n${rest}`;
};
