import { paceStep, paceSteps, stepOf, type Measures } from './plan-order.ts';
import type { Stock } from './plan-stock.ts';

/** Milliseconds to the first token, where nobody has answered yet. */
const usualPace = 1_000;

/** So many times the price of the cheapest may cost what is tried although nobody knows how fast it is. */
const mostTimes = 3;

/**
 * Milliseconds to the first token, of models that have never answered too: as the median of those that have, so that
 * each gets its chance, behind what is known to be fast. Dear ones are not tried for that: they go last (infinity). What
 * is free tells nothing of prices.
 */
export const hoped = (
  measured: Measures['measured'],
  { listed }: Pick<Stock, 'listed'>,
  places: () => Int32Array,
): ((index: number) => number) => {
  let usual = Number.NaN;
  let most = Number.POSITIVE_INFINITY;
  const look = (): void => {
    const all = places();
    usual = medianOf(all, measured);
    for (const index of all) {
      const price = listed[index] ?? 0;
      if (price > 0) most = Math.min(most, mostTimes * price);
    }
  };
  return (index) => {
    const own = measured(index);
    if (own !== Number.POSITIVE_INFINITY) return own;
    if (Number.isNaN(usual)) look();
    return (listed[index] ?? 0) <= most ? usual : own;
  };
};

/** To the next step, without sorting thousands of paces for every request. */
const medianOf = (places: Int32Array, measured: (index: number) => number): number => {
  const counts = new Uint16Array(paceSteps);
  let known = 0;
  for (const index of places) {
    const pace = measured(index);
    if (pace === Number.POSITIVE_INFINITY) continue;
    const at = stepOf(pace);
    counts[at] = (counts[at] ?? 0) + 1;
    known++;
  }
  if (known === 0) return usualPace;
  let place = 0;
  for (let before = counts[0] ?? 0; before <= known >> 1; before += counts[place] ?? 0) place++;
  return place * paceStep;
};
