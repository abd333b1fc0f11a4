import { budgetTitle, capital, usedText } from '../core/budget-words.ts';
import { completionBudgetId } from '../core/budget-completions.ts';
import { leftOf, nanoOf, type Standing } from '../core/budget.ts';
import { t } from '../core/l10n.ts';
import { sumText, type Summary } from '../core/summary.ts';
import { near } from './bar-state.ts';

/** What the status bar shows of money: `keyway.statusBar`. */
export const moneyModes = ['today', 'month', 'lastAnswer', 'off'] as const;

export type MoneyMode = (typeof moneyModes)[number];

export type MoneyTone = 'plain' | 'warning' | 'error';

/** The last request that somebody waited for. */
export interface LastAnswer {
  /** `$0.0031`, `cost unknown`; undefined where nobody answered. */
  readonly cost: string | undefined;
  /** Plain sentences without a full stop. */
  readonly lines: readonly string[];
}

/** What the books say. */
export interface Spent {
  readonly today: Summary;
  readonly month: Summary;
  readonly standings: readonly Standing[];
}

export interface MoneyFacts {
  readonly mode: Exclude<MoneyMode, 'off'>;
  readonly last?: LastAnswer | undefined;
  /** What was read last; absent until then, and where nothing can be read. */
  readonly spent?: Spent | undefined;
  /** Why the ledger does not record, in a clause: "the disk is full". */
  readonly trouble?: string | undefined;
  /** A budget refused the last request, and nobody has changed anything about it since. */
  readonly isRefused: boolean;
}

/** The item in the status bar, in words. */
export interface MoneyShown {
  readonly text: string;
  readonly tone: MoneyTone;
  /** For screen readers: all of it in one paragraph. */
  readonly label: string;
  /** `Today $1.24`, `This month $20.11`; or why nobody knows. */
  readonly sums: readonly string[];
  readonly budgets: readonly string[];
  readonly receipt: readonly string[];
}

export const moneyShown = (facts: MoneyFacts): MoneyShown => {
  const standings = facts.spent?.standings ?? [];
  const alarming = standings.filter(canStop);
  const tone = facts.isRefused ? 'error' : toneOf(alarming);
  const sums = sumLines(facts);
  const budgets = standings.map(budgetLine);
  const receipt = facts.last?.lines ?? [];
  return {
    text: textOf(facts, tone, alarming),
    tone,
    label: labelOf({ sums, budgets, receipt, tone }),
    sums,
    budgets,
    receipt,
  };
};

/**
 * Budgets that can stop a person: they block, and are not lifted. Inline completions have an item of their own, which says
 * that they rest; and who sets a limit of nothing wants only free models, which is no alarm.
 */
const canStop = ({ budget, lifted }: Standing): boolean =>
  budget.action === 'block' &&
  !lifted &&
  budget.id !== completionBudgetId &&
  (budget.limit > 0 || budget.unread !== undefined);

const shareOf = ({ budget, spent }: Standing): number => spent / nanoOf(budget.limit);

const toneOf = (alarming: readonly Standing[]): MoneyTone => {
  if (alarming.some((standing) => leftOf(standing) <= 0)) return 'error';
  return alarming.some((standing) => shareOf(standing) >= near) ? 'warning' : 'plain';
};

const icons: Readonly<Record<MoneyTone, string>> = {
  plain: '$(credit-card)',
  warning: '$(warning)',
  error: '$(error)',
};

/** Colour is never the only signal: a number and a word say the same. */
const textOf = (facts: MoneyFacts, tone: MoneyTone, alarming: readonly Standing[]): string => {
  const states: Readonly<Record<MoneyTone, () => string | undefined>> = {
    plain: () => undefined,
    // Of the one that is used up most.
    warning: () => `${Math.floor(Math.max(...alarming.map(shareOf)) * 100)}%`,
    error: () => t('blocked'),
  };
  const said = [amountOf(facts), states[tone]()].filter((part) => part !== undefined);
  return [icons[tone], said.join(' · ')].join(' ').trim();
};

/** Undefined where there is nothing to say yet. What is not known is never a sum. */
const amountOf = ({ mode, last, spent, trouble }: MoneyFacts): string | undefined => {
  if (mode === 'lastAnswer') return last && (last.cost ?? t('no answer'));
  if (trouble !== undefined) return t('not recording');
  return spent && spentText(spent[mode]);
};

/** `unknown` alone says not of what. */
const spentText = (summary: Summary): string => {
  const text = sumText(summary);
  return text === t('unknown') ? t('cost unknown') : text;
};

const sumLines = ({ spent, trouble }: MoneyFacts): readonly string[] => [
  ...(trouble === undefined ? [] : [t('Usage is not recorded: {0}', trouble)]),
  ...(spent ? [t('Today {0}', spentText(spent.today)), t('This month {0}', spentText(spent.month))] : []),
];

const budgetLine = (standing: Standing): string => {
  const { unread } = standing.budget;
  if (unread !== undefined) return capital(unread);
  const line = t('{0}: {1}', budgetTitle(standing.budget), usedText(standing));
  return standing.lifted ? `${line} · ${t('lifted')}` : line;
};

/** Spoken, a bar of blocks is noise. */
const spoken = (line: string): string => line.replaceAll(/[▰▱]+ /gu, '').replace(/\.$/, '');

const labelOf = ({ sums, budgets, receipt, tone }: Omit<MoneyShown, 'text' | 'label'>): string =>
  [
    'Keyway',
    ...(tone === 'error' ? [t('A budget blocks requests')] : []),
    ...sums,
    ...budgets.map(spoken),
    ...(receipt.length > 0 ? [t('Last receipt: {0}', receipt.map(spoken).join('. '))] : []),
  ].join('. ');

/** What a refusal rests on. As long as it is the same, the next request would be refused as well. */
export const groundsOf = (standings: readonly Standing[]): string =>
  JSON.stringify(
    standings.map(({ budget, period, lifted }) => [budget.id, budget.limit, budget.action, period, lifted]),
  );
