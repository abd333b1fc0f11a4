import { t } from '../core/l10n.ts';
import { knownUsd } from '../core/summary.ts';
import { groupText } from '../panel/cells.ts';
import { chartState, type Series } from '../panel/chart-state.ts';
import type { StateOf } from '../panel/messages.ts';
import type { Question } from '../panel/question.ts';
import { dayPlus } from '../usage/day.ts';
import type { Ledger } from '../usage/ledger.ts';
import { dayOf, midnight } from '../usage/period.ts';
import type { Group, Where } from '../usage/report.ts';
import { periods } from '../usage/span.ts';

/** Series that are drawn by name; what is left is drawn as one. */
const named = 4;

/** Days of a chart of today: one bar says nothing. */
const fewestDays = 7;

type Charted = 'provider' | 'model' | 'task' | 'key' | 'caller' | 'workspace';

const isCharted = (by: Question['by']): by is Charted => by !== 'day';

interface Asked {
  readonly ledger: Pick<Ledger, 'summaryBy'>;
  readonly asked: Question;
  readonly nameOf: (provider: string) => string;
}

/** Money over time, by what the table is grouped by. One query a series. Rejects with `LedgerTrouble`. */
export const usageChart = async ({ ledger, asked, nameOf }: Asked): Promise<StateOf<'usage'>['chart']> => {
  const now = Date.now();
  const period = asked.span === 'today' ? { since: midnight(now, 1 - fewestDays) } : periods[asked.span](now);
  const days = daysFrom(dayOf(period.since), dayOf(now));
  const by = isCharted(asked.by) ? asked.by : undefined;
  const [all, groups] = await Promise.all([
    ledger.summaryBy('day', period),
    by ? ledger.summaryBy(by, period) : Promise.resolve([]),
  ]);
  const dearest = groups.toSorted((a, b) => knownUsd(b) - knownUsd(a)).slice(0, named);
  const series = await Promise.all(
    dearest.map(async ({ group, label }): Promise<Series> => {
      const where: Where = by ? { [by]: group } : {};
      return { name: groupText(by ?? '', label, nameOf), days: byDay(await ledger.summaryBy('day', period, where)) };
    }),
  );
  return chartState({ title: t('Cost of each day'), days, series, total: byDay(all) });
};

const byDay = (groups: readonly Group[]): ReadonlyMap<string, number> =>
  new Map(groups.map((group) => [group.group, knownUsd(group)]));

const daysFrom = (first: string, last: string): readonly string[] => {
  const days = [first];
  for (let day = dayPlus(first, 1); day <= last; day = dayPlus(day, 1)) days.push(day);
  return days;
};
