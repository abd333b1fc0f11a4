import type { Cost } from './cost.ts';
import { tokensOf, type CountedText } from './embed-batches.ts';
import { once } from './once.ts';
import type { PlannedRoute } from './plan.ts';
import { worstTokens } from './tokens-worst.ts';

/** A route with the part of its cost that some of the texts have; all that is missing is what a person is asked for. */
interface Part extends PlannedRoute {
  readonly whole: Pick<PlannedRoute, 'likely' | 'worst'>;
}

/** Parts of a route's cost; `vectors` holds the texts that are done. Worked out when they are read: few requests have a budget that asks, or is strict. */
export const partsOf = (
  route: PlannedRoute,
  texts: readonly CountedText[],
  vectors: ReadonlyMap<number, unknown>,
): ((batch: readonly CountedText[]) => Part) => {
  const most = once(() => new Map(texts.map(({ index, text }) => [index, worstTokens(text)])));
  const mostOf = (some: readonly CountedText[]): number =>
    some.reduce((sum, { index }) => sum + (most().get(index) ?? 0), 0);
  const part = (cost: Cost, share: () => number): Cost =>
    cost.from === 'unknown' ? cost : { ...cost, usd: cost.usd * share() };
  const [tokens, mostTokens] = [once(() => tokensOf(texts)), once(() => mostOf(texts))];
  const costs = (some: () => readonly CountedText[]) => ({
    get likely() {
      return part(route.likely, () => tokensOf(some()) / tokens());
    },
    get worst() {
      return part(route.worst, () => mostOf(some()) / mostTokens());
    },
  });
  const whole = costs(() => texts.filter(({ index }) => !vectors.has(index)));
  return (batch: readonly CountedText[]): Part => {
    const { provider, model, key, wait } = route;
    const expected = part(route.expected, () => tokensOf(batch) / tokens());
    return Object.assign(
      costs(() => batch),
      { provider, model, key, wait, expected, whole },
    );
  };
};
