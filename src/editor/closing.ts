import { allDone } from '../core/afterwards.ts';
import { endAll, type UnderWay } from '../core/under-way.ts';

export interface ClosingParts {
  readonly underWay: UnderWay | undefined;
  readonly books: {
    readonly ledger: { readonly flush: () => Promise<void> };
    readonly close: () => Promise<unknown>;
  };
  readonly routing: { readonly close: () => Promise<unknown> };
  readonly keyring: { readonly flush: () => Promise<unknown> };
}

/** The end of a window, money first: what comes later may wait for a keychain, or fail. */
export const closed = async ({ underWay, books, routing, keyring }: ClosingParts): Promise<void> => {
  // What is under way is written as stopped: its money must not vanish with the window.
  if (underWay) endAll(underWay);
  // What was just stopped is noted down a moment later.
  await allDone();
  await books.ledger.flush();
  // After the rows are written: budgets count what is then still reserved as spent.
  await Promise.allSettled([routing.close(), keyring.flush()]);
  await books.close();
};
