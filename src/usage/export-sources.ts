import { attemptsIn } from './export-attempts.ts';
import { auditIn } from './export-audit.ts';
import type { Source } from './export-pages.ts';
import { totalsIn } from './export-totals.ts';
import type { Period } from './period.ts';

/** Rows of the ledger, its totals for each hour, day or month, or the audit log. */
export type ExportKind = 'attempts' | 'hours' | 'days' | 'months' | 'audit';

export const sourceOf: Readonly<Record<ExportKind, (period: Period) => Source>> = {
  attempts: attemptsIn,
  hours: totalsIn('hour'),
  days: totalsIn('day'),
  months: totalsIn('month'),
  audit: auditIn,
};
