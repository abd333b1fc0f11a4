import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { auditSaid, kindOf, type ShownEntry } from '../panel/audit-state.ts';
import type { StateOf } from '../panel/messages.ts';
import type { PastEntry } from '../usage/audit-entry.ts';
import type { AuditBook, AuditFinding } from '../usage/audit.ts';
import { findingText } from '../usage/audit-words.ts';
import { reasonOf } from '../usage/trouble.ts';
import { mostShown } from './audit-page.ts';
import { actionText, actorText, entryTime } from './audit-texts.ts';
import type { SectionHost, Spoken } from './panel-conversation.ts';
import type { Reach } from './panel-reach.ts';

export interface AuditHostParts {
  readonly audit: Pick<AuditBook, 'read' | 'verify'>;
  /** Asks before the log is checked from here on only. */
  readonly resume: (found: AuditFinding) => Promise<void>;
  readonly reach: Pick<Reach, 'command'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

/** Who did what to keys, budgets and rules, and whether the log of it is whole. */
export const auditHost = ({ audit, resume, reach, onDidChange }: AuditHostParts): SectionHost => {
  let found: AuditFinding | undefined;
  const verified = (page: Spoken): Promise<AuditFinding | undefined> =>
    page.work(t('Looking through the audit log…'), () => audit.verify());
  return {
    onDidChange,
    hear: async (message, page) => {
      try {
        if (message.type === 'audit.verify') found = (await verified(page)) ?? found;
        if (message.type === 'audit.resume' && found) {
          await resume(found);
          found = (await verified(page)) ?? found;
        }
        if (message.type === 'audit.export') await reach.command('keyway.exportUsage');
      } catch (error) {
        page.tell(unreadText(error), true);
      }
    },
    read: async () => {
      try {
        const { entries, total } = await audit.read(mostShown);
        return stateOf({ said: auditSaid(entries.length, total), entries: entries.map(shown), found });
      } catch (error) {
        return stateOf({ trouble: unreadText(error), found });
      }
    },
  };
};

/** Its file throws whatever is wrong with it. */
const unreadText = (error: unknown): string => t('Keyway cannot read its audit log: {0}.', reasonOf(error));

interface Parts extends Partial<Pick<StateOf<'audit'>, 'said' | 'trouble' | 'entries'>> {
  readonly found: AuditFinding | undefined;
}

const stateOf = ({ said = '', trouble = '', entries = [], found }: Parts): StateOf<'audit'> => ({
  type: 'audit',
  said,
  trouble,
  entries,
  finding: found ? findingText(found) : '',
  isBroken: found !== undefined && found.kind !== 'whole',
});

const shown = ({ id, at, action, by, subject, detail }: PastEntry): ShownEntry => ({
  number: count.format(id),
  when: entryTime(at),
  who: actorText(by),
  what: t('{0}: {1}', actionText(action), subject),
  detail,
  kind: kindOf(action),
});
