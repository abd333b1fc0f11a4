import type { Alert } from './alert.ts';
import { money } from './cost.ts';
import { count } from './count.ts';
import { t } from './l10n.ts';

/** A day that cost far more than such days did; nano-dollars. */
export interface Spike {
  readonly day: string;
  readonly nano: number;
  readonly usual: number;
  readonly times: number;
}

/** A day is an incident of its own: what was spent does not come back. */
export const spikeSighting = ({ day, nano, usual, times }: Spike): Alert => {
  const [spent, before] = [nano / 1e9, usual / 1e9];
  const sentence =
    before > 0
      ? t(
          'Today has cost {0} so far. That is {1} times a usual day ({2}).',
          money(spent),
          count.format(Math.round(times * 10) / 10),
          money(before),
        )
      : t('Today has cost {0} so far. That is far more than usual.', money(spent));
  return {
    kind: 'spendAnomaly',
    subject: day,
    level: 1,
    sentence,
    facts: { day, spent, usual: before },
  };
};
