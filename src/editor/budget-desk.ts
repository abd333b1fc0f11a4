import type { Standing } from '../core/budget.ts';
import type { BudgetsRead, Named } from '../core/budget-settings.ts';
import { t } from '../core/l10n.ts';
import { languageOrElse } from '../core/listed.ts';
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
    ? t('tomorrow')
    : t('on {0}', new Date(endsAt).toLocaleDateString(languageOrElse('en-US'), day));

const day = { weekday: 'long', month: 'long', day: 'numeric' } as const;
