import * as vscode from 'vscode';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import { auditSaid, kindOf, type ShownEntry } from '../panel/audit-state.ts';
import type { StateOf } from '../panel/messages.ts';
import type { PastEntry } from '../usage/audit-entry.ts';
import type { AuditBook, AuditFinding } from '../usage/audit.ts';
import { findingText } from '../usage/audit-words.ts';
import { LedgerTrouble, reasonOf } from '../usage/trouble.ts';
import { resume } from './audit-commands.ts';
import { mostShown } from './audit-page.ts';
import { actionText, actorText, entryTime } from './audit-texts.ts';
import type { CommandId } from './names.ts';
import type { SectionHost } from './panel.ts';

export interface AuditHostParts {
  readonly audit: Pick<AuditBook, 'read' | 'verify' | 'resume'>;
  readonly onDidChange: SectionHost['onDidChange'];
}

/** Who did what to keys, budgets and rules, and whether the log of it is whole. */
export const auditHost = ({ audit, onDidChange }: AuditHostParts): SectionHost => {
  let found: AuditFinding | undefined;
  return {
    onDidChange,
    hear: async (message, page) => {
      if (message.type === 'audit.verify') found = await page.work(t('Looking through the audit log…'), audit.verify);
      if (message.type === 'audit.resume' && found) {
        await resume(audit, found);
        found = await audit.verify();
      }
      if (message.type === 'audit.export')
        await vscode.commands.executeCommand('keyway.exportUsage' satisfies CommandId);
    },
    read: async () => {
      try {
        const { entries, total } = await audit.read(mostShown);
        return stateOf({ said: auditSaid(entries.length, total), entries: entries.map(shown), found });
      } catch (error) {
        if (!(error instanceof LedgerTrouble)) throw error;
        return stateOf({ trouble: t('Keyway cannot read its audit log: {0}.', reasonOf(error)), found });
      }
    },
  };
};

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
  what: `${actionText(action)}: ${subject}`,
  detail,
  kind: kindOf(action),
});
