import type { Budget, Standing } from '../core/budget.ts';
import { completionBudgetId } from '../core/budget-completions.ts';
import { budgetTitle, detailText, usedText } from '../core/budget-words.ts';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { reasonOf } from '../usage/trouble.ts';
import { anewText, type BudgetDesk } from './budget-desk.ts';
import { changeCompletionBudget, removeCompletionBudget } from './completion-budget.ts';
import { saved, setBudget, type Known } from './set-budget.ts';

const title = t('Budgets');

type Deed = 'change' | 'lift' | 'remove';

/** Lists every budget with what is spent, reserved and left; one that is picked can be changed, lifted or removed. */
export const showBudgets = async (desk: BudgetDesk, id?: string): Promise<void> => {
  const { budgets, troubles } = desk.read();
  for (const trouble of troubles) desk.questions.tell('warning', trouble);
  if (budgets.length === 0) {
    if (troubles.length === 0) await setBudget(desk);
    return;
  }
  const standings = await standingsOf(desk, budgets);
  if (standings === undefined) return;
  const known = standings.find(({ budget }) => budget.id === id);
  const picked = known ?? (await pick(desk, standings));
  if (picked === 'new') await setBudget(desk);
  else if (picked !== undefined) await offerDeeds(desk, picked);
};

const standingsOf = async (
  { book, questions }: BudgetDesk,
  budgets: readonly Budget[],
): Promise<readonly Standing[] | undefined> => {
  try {
    return await book.standings(budgets);
  } catch (error) {
    questions.tell(
      'error',
      t("Keyway's usage ledger cannot be read, so nobody knows what is spent: {0}.", reasonOf(error)),
    );
    return undefined;
  }
};

const pick = async (
  { questions }: BudgetDesk,
  standings: readonly Standing[],
): Promise<Standing | 'new' | undefined> => {
  const answer = await questions.choose<Standing | 'new'>({
    title,
    placeholder: t('Pick a budget to change, lift or remove it'),
    choices: [
      ...standings.map((standing) => ({
        value: standing,
        label: budgetTitle(standing.budget),
        description: usedText(standing),
        detail: detailText(standing, anewText(standing)),
      })),
      { value: 'new', label: t('Set Another Budget…') },
    ],
  });
  return answer.type === 'answer' ? answer.value : undefined;
};

const liftText: Readonly<Record<Budget['period'], string>> = {
  day: t('Lift for Today'),
  week: t('Lift for This Week'),
  month: t('Lift for This Month'),
};

const offerDeeds = async (desk: BudgetDesk, standing: Standing): Promise<void> => {
  const { budget, lifted } = standing;
  const answer = await desk.questions.choose<Deed>({
    title: budgetTitle(budget),
    placeholder: usedText(standing),
    choices: [
      { value: 'change', label: t('Change Amount…'), description: money(budget.limit) },
      ...(lifted
        ? []
        : [
            {
              value: 'lift' as const,
              label: liftText[budget.period],
              description: t('counts again {0}', anewText(standing)),
            },
          ]),
      { value: 'remove', label: t('Remove') },
    ],
  });
  if (answer.type === 'answer') await deeds[answer.value](desk, standing);
};

const deeds: Readonly<Record<Deed, (desk: BudgetDesk, standing: Standing) => Promise<void>>> = {
  change: async (desk, { budget }) => {
    if (budget.id === completionBudgetId) return changeCompletions(desk, budget);
    const known = knownOf(desk, budget);
    if (known !== undefined) await setBudget(desk, known);
  },
  lift: async ({ book, questions }, standing) => {
    try {
      await book.lift(standing);
      questions.tell('info', t('{0}: lifted, counts again {1}.', budgetTitle(standing.budget), anewText(standing)));
    } catch (error) {
      questions.tell('error', t('The budget could not be lifted: {0}.', reasonOf(error)));
    }
  },
  remove: async (desk, { budget }) => {
    const removed = removalOf(desk, budget);
    if (!removed) return;
    const agreed = await desk.questions.confirm({
      sentence: t('Remove “{0}”?', budgetTitle(budget)),
      detail: t('{0} will limit nothing any more. What was spent stays in the ledger.', money(budget.limit)),
      action: t('Remove'),
    });
    if (!agreed || !(await removed())) return;
    // Who sets the same again later has not lifted that one.
    await desk.book.renew(budget).catch(() => undefined);
  },
};

/** Who sets a budget anew wants to hear of it again, and has not lifted it. */
const changeCompletions = async (desk: BudgetDesk, budget: Budget): Promise<void> => {
  if (await changeCompletionBudget(desk, budget.limit)) await desk.book.renew(budget).catch(() => undefined);
};

/** Takes it out of the setting it stands in; resolves with false where VS Code cannot. */
const removalOf = (desk: BudgetDesk, { id }: Budget): (() => Promise<boolean>) | undefined => {
  if (id === completionBudgetId) return () => removeCompletionBudget(desk);
  const setting = desk.setting();
  const at = desk.read().places.get(id);
  return Array.isArray(setting) && at !== undefined ? () => saved(desk, setting.toSpliced(at, 1)) : undefined;
};

/** The entry as it stands in the setting. It was read already, so it is one. */
const knownOf = (desk: BudgetDesk, { id, limit, period, action, strict }: Budget): Known | undefined => {
  const setting = desk.setting();
  const place = desk.read().places.get(id);
  const entry: unknown = Array.isArray(setting) && place !== undefined ? setting[place] : undefined;
  if (typeof entry !== 'object' || entry === null || place === undefined) return undefined;
  return { entry: { ...entry, limit, period, action, strict }, place };
};
