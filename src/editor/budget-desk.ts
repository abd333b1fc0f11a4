import type { Standing } from '../core/budget.ts';
import type { BudgetsRead, Named } from '../core/budget-settings.ts';
import type { BudgetBook } from '../usage/budget-book.ts';
import type { Questions } from './questions.ts';

/** Everything the commands about budgets work with. */
export interface BudgetDesk {
  readonly questions: Questions;
  /** The setting `keyway.budgets` as the person or the machine has it; whatever it is. */
  readonly setting: () => unknown;
  /** Writes the person's setting. */
  readonly save: (entries: readonly unknown[]) => Promise<void>;
  /** Writes the setting that limits inline completions, US dollars a day; 0: none. */
  readonly saveCompletions: (usd: number) => Promise<void>;
  /** The same setting, read, with the budget of completions. */
  readonly read: () => BudgetsRead;
  readonly book: Pick<BudgetBook, 'standings' | 'lift' | 'renew'>;
  readonly keys: () => Named['keys'];
  readonly providerName: (id: string) => string;
  readonly providers: Named['providers'];
  /** Extensions and surfaces that asked lately, the dearest first. */
  readonly callers: () => Promise<readonly string[]>;
  /** The open folder as the ledger keeps it. */
  readonly workspace: string | undefined;
}

/** When a budget begins anew, for a list: "tomorrow", "on Monday, November 23". */
export const anewText = ({ endsAt, budget }: Pick<Standing, 'endsAt' | 'budget'>): string =>
  budget.period === 'day'
    ? 'tomorrow'
    : `on ${new Date(endsAt).toLocaleDateString('en-US', { weekday: 'long', month: 'long', day: 'numeric' })}`;

/** Until when a budget that was lifted stays so. */
export const untilText = { day: 'Today', week: 'This Week', month: 'This Month' } as const;
