import { goOnForgetting } from './forget.ts';
import type { Shared } from './ledger.ts';
import { claimDay, dropOld, endDay, retentionDays } from './retention.ts';
import { resumeSalvage } from './salvage.ts';
import { spare, type Pause } from './spare-time.ts';

export interface TidyOptions {
  /** Days for which rows are kept, as the setting says them; 0 is for ever. */
  readonly days: () => unknown;
  /** Whether no request is under way. */
  readonly isQuiet: () => boolean;
  /** Hears a sentence for a person. */
  readonly tell: (sentence: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  /** Milliseconds until it looks for the first time. */
  readonly after?: number | undefined;
}

/** Milliseconds until a window looks for the first time whether there is anything to do, and between two looks. */
const usualAfter = 120_000;
const between = 900_000;

/** Steps that were begun and not ended go on at once; what is old goes once a day. Rejects with what the file throws. */
export const tidyOnce = async (shared: Shared, options: TidyOptions, pause: Pause): Promise<void> => {
  const { days, tell, now = Date.now } = options;
  await resumeSalvage({ shared, tell });
  if (!(await goOnForgetting(shared, pause))) return;
  const isOurs = await shared.use((file) => file.change((database) => claimDay(database, now())), 'later');
  if (!isOurs) return;
  if (!(await dropOld(shared, { days: retentionDays(days()), now: now() }, pause))) return;
  await shared.use((file) => file.change((database) => endDay(database, now())), 'later');
};

/**
 * Keeps the ledger's file in order while nobody needs it: deletes rows that are too old, once a day for all windows, gives
 * free room back, and goes on with what a closed window left half done. Opens no file.
 */
export const keepTidy = (shared: Shared, options: TidyOptions): { readonly dispose: () => void } => {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const pause = spare(
    () => options.isQuiet() && !shared.isBehind(),
    () => isOver,
  );
  const look = async (): Promise<void> => {
    try {
      const isOpen = shared.peek(() => true) === true;
      if (isOpen && (await pause())) await tidyOnce(shared, options, pause);
    } catch {
      // The ledger says what is wrong with its file; the next look tries again.
    }
    later(between);
  };
  const later = (ms: number): void => {
    if (!isOver) timer = setTimeout(() => void look(), ms).unref();
  };
  later(options.after ?? usualAfter);
  return {
    dispose: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
};
