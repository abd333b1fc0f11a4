import type { Alert } from './alert.ts';
import { money } from './cost.ts';
import { count } from './count.ts';

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
  const often =
    before > 0
      ? `${count.format(Math.round(times * 10) / 10)} times a usual day (${money(before)})`
      : 'far more than usual';
  return {
    kind: 'spendAnomaly',
    subject: day,
    level: 1,
    sentence: `Today has cost ${money(spent)} so far. That is ${often}.`,
    facts: { day, spent, usual: before },
  };
};
