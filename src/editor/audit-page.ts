import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { plain } from '../core/markdown.ts';
import type { PastEntry } from '../usage/audit-entry.ts';
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
  const title = t('Audit Log');
  if (entries.length === 0) return `# ${title}\n\n${t('Nothing is in it yet.')}\n`;
  const rows = entries.map(({ id, at, action, by, subject, detail }) =>
    [
      count.format(id),
      entryTime(at),
      ...[actorText(by), t('{0}: {1}', actionText(action), subject), detail].map(plain),
    ].join(' | '),
  );
  const more = total - entries.length;
  const rest =
    more > 0 ? `\n${t('… and {0} older. **Keyway: Export Usage** gives all of them.', count.format(more))}\n` : '';
  const columns = [t('Entry'), t('When'), t('Who'), t('What'), t('Details')];
  const head = `| ${columns.join(' | ')} |\n| --: | --- | --- | --- | --- |`;
  const how = t('The newest first. **Keyway: Verify Audit Log** checks that it is whole.');
  return `# ${title}\n\n${how}\n\n${head}\n${rows.map((row) => `| ${row} |`).join('\n')}\n${rest}`;
};
