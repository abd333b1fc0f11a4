import { taskName } from '../core/called.ts';
import { budgetPeriods, type BudgetAction, type BudgetPeriod } from '../core/budget.ts';
import { budgetTasks, type BudgetEntry } from '../core/budget-settings.ts';
import { t } from '../core/l10n.ts';
import type { Task } from '../core/task.ts';
import type { BudgetDesk } from './budget-desk.ts';
import type { Step } from './multi-step.ts';
import type { Answer, Choice } from './questions.ts';
import type { Reading } from './reading.ts';

/** What is known of a budget while the person makes it. */
export interface Draft extends Partial<BudgetEntry> {
  /** What it is about, chosen first. */
  readonly about?: About | undefined;
}

type About = 'everything' | 'provider' | 'key' | 'task' | 'caller' | 'workspace';

/** Questions about a new budget: what it covers, for how long, how much, and then what. */
export const stepsFor = (
  desk: BudgetDesk,
  callers: readonly string[],
  about: About | undefined,
): readonly Step<Draft>[] => [
  aboutStep(desk, callers),
  ...(about === undefined || about === 'everything' || about === 'workspace' ? [] : [whichStep(desk, callers, about)]),
  periodStep(desk),
  amountStep(desk),
  actionStep(desk),
];

/** Takes an answer over into the draft. */
const into = <T>(answer: Answer<T>, change: (value: T) => Draft): Answer<Draft> =>
  answer.type === 'answer' ? { type: 'answer', value: change(answer.value) } : answer;

/** An earlier choice of what it covers is forgotten with its dimension. */
const covering = ({ limit, period, action, strict, name }: Draft, of: Draft): Draft => ({
  ...(name === undefined ? {} : { name }),
  ...(limit === undefined ? {} : { limit }),
  ...(period === undefined ? {} : { period }),
  ...(action === undefined ? {} : { action }),
  ...(strict === undefined ? {} : { strict }),
  ...of,
});

const aboutStep =
  ({ questions, keys, workspace }: BudgetDesk, callers: readonly string[]): Step<Draft> =>
  async (draft, place) => {
    const choices: readonly (Choice<About> & { readonly possible: boolean })[] = [
      { value: 'everything', label: t('Everything'), possible: true },
      { value: 'provider', label: t('One Provider…'), possible: keys().length > 0 },
      { value: 'key', label: t('One Key…'), possible: keys().length > 0 },
      {
        value: 'task',
        label: t('One Kind of Request…'),
        description: t('chat, code, reasoning, …'),
        possible: true,
      },
      { value: 'caller', label: t('One Extension…'), possible: callers.length > 0 },
      { value: 'workspace', label: t('This Workspace'), possible: workspace !== undefined },
    ];
    const possible = choices.filter((choice) => choice.possible);
    const answer = await questions.choose({
      ...place,
      placeholder: t('What is the budget to cover?'),
      choices: possible.map(({ possible: _possible, ...choice }) => ({
        ...choice,
        picked: choice.value === draft.about,
      })),
    });
    return into(answer, (about) =>
      covering(draft, about === 'workspace' && workspace !== undefined ? { about, workspace } : { about }),
    );
  };

const whichStep =
  (desk: BudgetDesk, callers: readonly string[], about: 'provider' | 'key' | 'task' | 'caller'): Step<Draft> =>
  async (draft, place) => {
    const answer = await desk.questions.choose<Draft>({
      ...place,
      placeholder: {
        provider: t('Which provider?'),
        key: t('Which key?'),
        task: t('Which requests?'),
        caller: t('Whose requests?'),
      }[about],
      choices: candidates(desk, callers)[about](),
    });
    return into(answer, (of) => covering(draft, { about, ...of }));
  };

const candidates = ({ keys, providerName }: BudgetDesk, callers: readonly string[]) => ({
  provider: (): readonly Choice<Draft>[] =>
    [...new Set(keys().map(({ provider }) => provider))].map((provider) => ({
      value: { provider },
      label: providerName(provider),
    })),
  // By its id alone: a new nickname, or a move to another provider, does not lose the budget.
  key: (): readonly Choice<Draft>[] =>
    keys().map(({ id, nickname, provider }) => ({
      value: { key: id },
      label: nickname,
      description: providerName(provider),
    })),
  task: (): readonly Choice<Draft>[] =>
    budgetTasks.map((task) => ({ value: { task }, label: taskName(task), description: taskDescriptions[task] })),
  caller: (): readonly Choice<Draft>[] =>
    callers.map((caller) => ({ value: { caller }, label: caller, description: surfaces[caller] ?? '' })),
});

const taskDescriptions: Readonly<Record<Task, string>> = {
  chat: t('general questions'),
  code: t('code, and everything an agent does'),
  reasoning: t('complex reasoning'),
  embedding: t('texts that become vectors, for search'),
  completion: t('completions while typing'),
  utility: t('VS Code’s own small questions, such as chat titles'),
};

/** Callers that are no extension, or not by a name that people know. */
const surfaces: Readonly<Record<string, string>> = {
  core: t('VS Code itself'),
  'github.copilot-chat': t('VS Code’s chat'),
  'keyway.participant': t('@keyway in the chat'),
  unknown: t('extensions that VS Code does not name'),
};

const periodLabels: Readonly<Record<BudgetPeriod, string>> = {
  day: t('A Day'),
  week: t('A Week'),
  month: t('A Month'),
};

const periodSpans: Readonly<Record<BudgetPeriod, string>> = {
  day: t('from midnight to midnight'),
  week: t('from Monday on'),
  month: t('from the first on'),
};

const periodStep =
  ({ questions }: BudgetDesk): Step<Draft> =>
  async (draft, place) => {
    const answer = await questions.choose({
      ...place,
      placeholder: t('For how long?'),
      choices: budgetPeriods.map((value) => ({
        value,
        label: periodLabels[value],
        description: periodSpans[value],
        picked: value === draft.period,
      })),
    });
    return into(answer, (period) => ({ ...draft, period }));
  };

/** `5`, `$5`, `5.00`, `5,50`: US dollars. */
export const readDollars = (typed: string): Reading<string> => {
  const text = typed
    .trim()
    .replace(/^\$\s*/, '')
    .replace(/^(\d+),(\d{1,2})$/, '$1.$2');
  if (!/^\d+(\.\d+)?$/.test(text)) return { problem: t('Type an amount in US dollars: 5, or 2.50.') };
  if (Number(text) > 1_000_000) return { problem: t('A budget is at most a million dollars.') };
  return Number(text) === 0
    ? { value: '0', warning: t('Nothing that costs will be sent.'), note: t('Models that cost nothing stay usable.') }
    : { value: text };
};

const amountPrompts: Readonly<Record<BudgetPeriod, string>> = {
  day: t('How many US dollars a day?'),
  week: t('How many US dollars a week?'),
  month: t('How many US dollars a month?'),
};

export const amountStep =
  ({ questions }: BudgetDesk): Step<Draft> =>
  async (draft, place) => {
    const answer = await questions.type({
      ...place,
      prompt: amountPrompts[draft.period ?? 'day'],
      placeholder: '5.00',
      ...(draft.limit === undefined ? {} : { value: String(draft.limit) }),
      read: readDollars,
    });
    return into(answer, (typed) => ({ ...draft, limit: Number(typed) }));
  };

const deeds: readonly (Choice<{ readonly action: BudgetAction; readonly strict?: true }> & { detail: string })[] = [
  {
    value: { action: 'block' },
    label: t('Block'),
    detail: t('Requests are refused, with the numbers. What is under way may end a little above.'),
  },
  {
    value: { action: 'block', strict: true },
    label: t('Block Strictly'),
    detail: t('Each request reserves its worst case: never passed, but fewer fit at once.'),
  },
  {
    value: { action: 'ask' },
    label: t('Ask Me'),
    detail: t('You decide for the request, or for the rest of the period.'),
  },
  {
    value: { action: 'downgrade' },
    label: t('Use Cheaper Models'),
    detail: t('Auto goes on with weaker models that still fit; a model you picked is refused.'),
  },
];

export const actionStep =
  ({ questions }: BudgetDesk): Step<Draft> =>
  async (draft, place) => {
    const answer = await questions.choose({
      ...place,
      placeholder: t('What is to be done when it is used up?'),
      choices: deeds.map((deed) => ({
        ...deed,
        picked:
          deed.value.action === draft.action &&
          (draft.action !== 'block' || (deed.value.strict ?? false) === (draft.strict ?? false)),
      })),
    });
    return into(answer, (deed) => {
      const { strict, ...rest } = draft;
      // Only blocking has two ways to choose from here; what the settings say of the others stays.
      return { ...rest, ...(strict === true && deed.action !== 'block' ? { strict } : {}), ...deed };
    });
  };
