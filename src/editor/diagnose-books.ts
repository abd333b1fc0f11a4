import { leftOf } from '../core/budget.ts';
import { budgetTitle } from '../core/budget-words.ts';
import { coolingText } from '../core/health.ts';
import type { Ledger } from '../usage/ledger.ts';
import { today } from '../usage/period.ts';
import { reasonOf } from '../usage/trouble.ts';
import type { House } from './answer.ts';
import type { Budgets } from './budgets.ts';
import type { BookFacts, ModelFactsFound, Resting } from './diagnosis.ts';
import type { Offers } from './offers.ts';

export interface BookLook {
  readonly ledger: Pick<Ledger, 'flush' | 'state' | 'summary'>;
  readonly budgets: Pick<Budgets, 'standings'>;
  readonly house: Pick<House, 'health' | 'prepare' | 'policy'>;
  readonly offers: Pick<Offers, 'all' | 'ready'>;
}

/** What the books and the health of routes say. Never rejects. */
export const bookFacts = async (look: BookLook): Promise<BookFacts> => ({
  ledger: await ledgerState(look),
  blocked: await blockedBudgets(look),
  resting: await restingRoutes(look),
});

/** A file that nobody has opened yet has no state: it is read once. */
const ledgerState = async ({ ledger }: BookLook): Promise<BookFacts['ledger']> => {
  try {
    await ledger.flush();
    await ledger.summary(today());
    return ledger.state();
  } catch (error) {
    const state = ledger.state();
    return state.recording ? { recording: false, reason: reasonOf(error) } : state;
  }
};

const blockedBudgets = async ({ budgets }: BookLook): Promise<BookFacts['blocked']> => {
  try {
    const standings = await budgets.standings();
    return standings
      .filter((standing) => standing.budget.action === 'block' && !standing.lifted && leftOf(standing) <= 0)
      .map(({ budget }) => ({ id: budget.id, title: budgetTitle(budget) }));
  } catch {
    // Why is said of the ledger.
    return undefined;
  }
};

const restingRoutes = async ({ house, offers }: BookLook): Promise<readonly Resting[]> => {
  await offers.ready();
  await house.prepare();
  const now = Date.now();
  return offers.all().flatMap(({ provider, model, keys }) =>
    keys.flatMap((key): Resting[] => {
      const cooling = house.health.coolingOf({ provider, model, key }, now);
      return cooling === undefined ? [] : [{ provider: provider.name, reason: coolingText(cooling, now) }];
    }),
  );
};

/** Models that chat, and those that the workspace's list leaves. */
export const offeredModels = ({ offers, house }: BookLook): Pick<ModelFactsFound, 'offered' | 'allowed'> => {
  const chats = offers.all().filter(({ model }) => model.kind === 'chat');
  const { allowedProviders } = house.policy();
  return {
    offered: chats.length,
    allowed: allowedProviders && chats.filter(({ provider }) => allowedProviders.includes(provider.id)).length,
  };
};
