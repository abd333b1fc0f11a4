import type { Summary } from '../core/summary.ts';
import type { Span } from '../panel/question.ts';
import { nameOf } from '../providers/index.ts';
import type { Market } from '../usage/cheaper.ts';
import type { Ledger } from '../usage/ledger.ts';
import { notesOf, type Notes } from '../usage/notes.ts';
import type { Group, GroupBy } from '../usage/report.ts';
import { baselineOf } from '../usage/savings.ts';
import { periods } from '../usage/span.ts';

export interface UsageParts {
  readonly ledger: Pick<Ledger, 'summary' | 'summaryBy' | 'grounds'>;
  /** What the person's keys unlock now, and what they allow: read when a report is asked for. */
  readonly market: () => Market | Promise<Market>;
  /** The setting `keyway.usage.baseline`, whatever it holds. */
  readonly baseline: () => unknown;
}

export interface UsageRead {
  readonly total: Summary;
  readonly groups: readonly Group[];
  readonly notes: Notes;
}

/** A report and what is to be said about it. Rejects with `LedgerTrouble`. */
export const readUsage = async (
  { ledger, market, baseline }: UsageParts,
  { span, by }: { readonly span: Span; readonly by: GroupBy },
): Promise<UsageRead> => {
  const now = Date.now();
  const period = periods[span](now);
  const byModel = ledger.summaryBy('model', period);
  const [total, groups, models, grounds, known] = await Promise.all([
    ledger.summary(period),
    by === 'model' ? byModel : ledger.summaryBy(by, period),
    byModel,
    ledger.grounds(span, now),
    market(),
  ]);
  const words = { market: known, baseline: baselineOf(baseline(), known.modelOf), nameOf };
  return { total, groups, notes: notesOf({ span, total, models, grounds }, words) };
};
