import { t } from '../core/l10n.ts';
import { countText } from './cells.ts';
import type { AuditKind } from './messages-audit.ts';
import type { StateOf } from './messages.ts';

type Shown = StateOf<'audit'>;

/** An entry in words, and what kind of deed it is. */
export type ShownEntry = Shown['entries'][number];

const beginnings: readonly (readonly [string, AuditKind])[] = [
  ['key-', 'keys'],
  ['origin-', 'keys'],
  ['budget-', 'budgets'],
  ['rules-', 'rules'],
  ['settings-', 'rules'],
  ['caller-', 'rules'],
];

/** By the action's own name; a newer Keyway's are of the books. */
export const kindOf = (action: string): AuditKind =>
  beginnings.find(([beginning]) => action.startsWith(beginning))?.[1] ?? 'books';

export const auditSaid = (shown: number, total: number): string => {
  if (total === 0) return t('Nothing is in it yet.');
  return shown < total
    ? t('The newest {0} of {1} entries.', countText(shown), countText(total))
    : total === 1
      ? t('{0} entry.', countText(total))
      : t('{0} entries, the newest first.', countText(total));
};
