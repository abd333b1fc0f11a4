import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import type { BudgetDesk } from './budget-desk.ts';
import { readDollars } from './budget-steps.ts';

type Desk = Pick<BudgetDesk, 'questions' | 'saveCompletions'>;

/** Asks for another amount and writes it into the setting of completions. True where it is another one now. */
export const changeCompletionBudget = async (desk: Desk, before: number): Promise<boolean> => {
  const answer = await desk.questions.type({
    title: t('Budget for Inline Completions'),
    prompt: t('How many US dollars a day? 0 takes the budget away.'),
    value: String(before),
    read: (typed) => (Number(typed) === 0 && typed.trim() !== '' ? { value: '0' } : readDollars(typed)),
  });
  if (answer.type !== 'answer') return false;
  const usd = Number(answer.value);
  return saved(
    desk,
    usd,
    usd === 0
      ? t('Inline completions have no budget of their own.')
      : t('Daily budget for inline completions: {0}.', money(usd)),
  );
};

export const removeCompletionBudget = (desk: Desk): Promise<boolean> =>
  saved(desk, 0, t('Inline completions have no budget of their own.'));

const saved = async ({ questions, saveCompletions }: Desk, usd: number, sentence: string): Promise<boolean> => {
  try {
    await saveCompletions(usd);
    questions.tell('info', sentence);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    questions.tell('error', t('The budget could not be written into the settings: {0}', reason));
    return false;
  }
};
