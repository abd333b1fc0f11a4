import type { Budget } from '../core/budget.ts';
import { budgetsIn, type BudgetEntry, type BudgetsRead } from '../core/budget-settings.ts';
import { budgetTitle } from '../core/budget-words.ts';
import { money } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import type { BudgetDesk } from './budget-desk.ts';
import { actionStep, amountStep, stepsFor, type Draft } from './budget-steps.ts';
import { walk } from './multi-step.ts';

const title = t('Set Budget');

/** A budget that is there already, and where in the setting it stands. */
export interface Known {
  readonly entry: BudgetEntry;
  readonly place: number;
}

/** What a budget is meant for, where that is known before anybody is asked. */
export type MeantFor = { readonly provider: string } | { readonly key: string };

/** What a command was called with, by anybody; undefined where it names nothing that is there. */
export const readMeantFor = (desk: Pick<BudgetDesk, 'keys'>, argument: unknown): MeantFor | undefined => {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const keys = desk.keys();
  const { key, provider } = argument as { readonly key?: unknown; readonly provider?: unknown };
  const named = keys.find(({ id }) => id === key);
  if (named) return { key: named.id };
  const owner = keys.find((one) => one.provider === provider)?.provider;
  return owner === undefined ? undefined : { provider: owner };
};

/** Asks for a budget and writes it into the settings. One that is known is changed, beginning with the amount. */
export const setBudget = async (desk: BudgetDesk, known?: Known, meantFor?: MeantFor): Promise<void> => {
  const setting = desk.setting() ?? [];
  if (!Array.isArray(setting)) {
    desk.questions.tell('warning', t('The setting keyway.budgets is no list: correct it in the settings first.'));
    return;
  }
  const isOpen = known === undefined && meantFor === undefined;
  const offered = isOpen && setting.length === 0 ? await offer(desk) : { type: 'own' as const };
  if (offered === undefined) return;
  const made = offered.type === 'own' ? await ask(desk, known?.entry, meantFor) : offered.entry;
  if (made === undefined) return;
  await store(desk, made, known?.place);
};

/** What most people want first, for those who have none. */
const offer = async ({ questions }: BudgetDesk) => {
  const offers: readonly BudgetEntry[] = [
    { limit: 5, period: 'day', action: 'ask' },
    { limit: 25, period: 'month', action: 'block' },
  ];
  const answer = await questions.choose<{ type: 'entry'; entry: BudgetEntry } | { type: 'own' }>({
    title,
    placeholder: t('How much may Keyway spend?'),
    choices: [
      ...offers.map((entry) => ({
        value: { type: 'entry' as const, entry },
        label: offeredText(entry),
        description: entry.action === 'ask' ? t('then asks') : t('then blocks'),
      })),
      {
        value: { type: 'own' },
        label: t('Another budget…'),
        description: t('one provider, key, task, extension or workspace'),
      },
    ],
  });
  return answer.type === 'answer' ? answer.value : undefined;
};

const offeredText = ({ limit, period }: BudgetEntry): string => {
  switch (period) {
    case 'day':
      return t('{0} a day, for everything', money(limit));
    case 'week':
      return t('{0} a week, for everything', money(limit));
    case 'month':
      return t('{0} a month, for everything', money(limit));
  }
};

const ask = async (
  desk: BudgetDesk,
  entry: BudgetEntry | undefined,
  meantFor: MeantFor | undefined,
): Promise<BudgetEntry | undefined> => {
  const callers = entry === undefined ? await desk.callers() : [];
  const draft = await walk<Draft>(
    {
      title,
      steps: ({ about }) =>
        entry === undefined ? stepsFor(desk, callers, about) : [amountStep(desk), actionStep(desk)],
      // What it is for is known: Back leads to it.
      ...(meantFor && { from: 2 }),
    },
    entry ?? (meantFor ? { about: 'key' in meantFor ? 'key' : 'provider', ...meantFor } : {}),
  );
  if (draft?.limit === undefined || draft.period === undefined) return undefined;
  const { about: _about, limit, period, ...rest } = draft;
  return { ...rest, limit, period };
};

/** Takes the place of the budget that covers the same in the same period, else comes last. What is not understood stays. */
const store = async (desk: BudgetDesk, entry: BudgetEntry, place?: number): Promise<void> => {
  // Read again: it may have changed while the person answered.
  const found = desk.setting();
  const setting: readonly unknown[] = Array.isArray(found) ? found : [];
  const named = { providers: desk.providers, keys: desk.keys() };
  const before = desk.read();
  const same = budgetsIn([entry], named).budgets[0];
  const at = place ?? (same && before.places.get(same.id)) ?? setting.length;
  const entries = setting.toSpliced(at, 1, { ...nameIn(setting[at]), ...entry });
  if (!(await saved(desk, entries))) return;
  const budget = budgetAt(budgetsIn(entries, named), at);
  // Who sets a budget anew wants to hear of it again, and has not lifted it.
  for (const one of [budget, budgetAt(before, at)]) if (one) await desk.book.renew(one).catch(() => undefined);
  if (!budget) return;
  desk.questions.tell('info', t('{0}: {1}.', budgetTitle(budget), money(budget.limit)));
};

const budgetAt = ({ budgets, places }: BudgetsRead, place: number): Budget | undefined =>
  budgets.find(({ id }) => places.get(id) === place);

const nameIn = (entry: unknown): { readonly name?: unknown } =>
  typeof entry === 'object' && entry !== null && 'name' in entry ? { name: entry.name } : {};

/** Writes the setting; false, and the person told, where VS Code cannot. */
export const saved = async (desk: BudgetDesk, entries: readonly unknown[]): Promise<boolean> => {
  try {
    await desk.save(entries);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.questions.tell('error', t('The budget could not be written into the settings: {0}', reason));
    return false;
  }
};
