import { stopped } from './leash.ts';
import type { ChatFailure } from './failure.ts';

/** Attempts under way, each of which can be ended from outside: it is told of at once, as if the person had stopped it. */
export type UnderWay = Set<{ close(ending: ChatFailure): unknown }>;

/** For the end of the window: what is still under way would else be in no ledger. */
export const endAll = (underWay: UnderWay): void => {
  for (const attempt of underWay) attempt.close(stopped());
};
