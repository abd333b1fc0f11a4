import * as vscode from 'vscode';
import { withCompletionBudget } from '../core/budget-completions.ts';
import { budgetsIn, type BudgetsRead } from '../core/budget-settings.ts';
import type { BudgetPeriod, Standing } from '../core/budget.ts';
import { budgetTitle, questionText, warningText } from '../core/budget-words.ts';
import { money } from '../core/cost.ts';
import type { Key } from '../core/key.ts';
import { inEnglish, t } from '../core/l10n.ts';
import { nameOf, providers } from '../providers/index.ts';
import { tombstones } from '../providers/tombstones.ts';
import type { Note } from '../usage/audit-entry.ts';
import { BudgetBook } from '../usage/budget-book.ts';
import type { Ask } from '../usage/budget-consent.ts';
import { BudgetGate } from '../usage/budget-gate.ts';
import type { Warning } from '../usage/budget-notices.ts';
import type { Ledger } from '../usage/ledger.ts';
import { thisMonth } from '../usage/period.ts';
import type { BudgetDesk } from './budget-desk.ts';
import { completionDailyBudget, completionsEnabled, saveCompletionBudget } from './completion-settings.ts';
import type { Keyring } from './keyring.ts';
import { tell } from './notify.ts';
import type { Questions } from './questions.ts';
import { readMeantFor, setBudget } from './set-budget.ts';
import { showBudgets } from './show-budgets.ts';
import { Signal } from './signal.ts';

export interface BudgetParts {
  readonly ledger: Ledger;
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
  readonly questions: Questions;
  /** The open folder as the ledger keeps it. */
  readonly workspace: () => string | undefined;
  readonly showUsage: () => unknown;
  /** Hears of every warning that this window shows. */
  readonly onWarning: (warning: Warning) => void;
  /** The audit log's. */
  readonly note: Note;
}

/** The budgets of a window: what plans and runs ask, and what the commands do. */
export interface Budgets extends vscode.Disposable {
  readonly gate: BudgetGate;
  readonly commands: {
    /** For a provider or a key, where the argument names one that has keys. */
    readonly 'keyway.setBudget': (argument?: unknown) => Promise<void>;
    readonly 'keyway.showBudgets': (id?: string) => Promise<void>;
  };
  /** How every budget stands, in the order of the setting. Rejects with what the ledger's file throws. */
  readonly standings: () => Promise<readonly Standing[]>;
  /** Fires when a person lifts a budget or sets one anew. The setting has an event of its own. */
  readonly onDidChange: Signal['event'];
  /** Something was taken out of the ledger or repriced by this window: sums are read anew. */
  readonly reread: () => void;
  /**
   * For the end of the window, after the attempts under way were recorded and before the ledger is closed: what is still
   * reserved counts as spent. Never rejects.
   */
  readonly close: () => Promise<void>;
}

/** Milliseconds after which nobody is expected to answer a question about money any more. */
const patience = 120_000;

/** As the person or the machine has it: a workspace can neither raise a budget nor remove one. */
const setting = (): unknown => vscode.workspace.getConfiguration('keyway').inspect<unknown>('budgets')?.globalValue;

const save = async (entries: readonly unknown[]): Promise<void> =>
  vscode.workspace.getConfiguration('keyway').update('budgets', entries, vscode.ConfigurationTarget.Global);

/** Reads the setting when somebody asks, again only after it or the keys changed; says once what is wrong with it. */
const reader = ({ keyring }: BudgetParts) => {
  let last: { readonly keys: string; readonly found: BudgetsRead } | undefined;
  const told = new Set<string>();
  const read = (): BudgetsRead => {
    if (last) return last.found;
    const keys = keyring.list();
    // Without completions nothing is spent on them, and nothing is asked of the disk for a budget of theirs.
    const completions = completionsEnabled() ? completionDailyBudget() : 0;
    const found = withCompletionBudget(budgetsIn(setting(), { providers: owners, keys }), completions);
    last = { keys: namesOf(keys), found };
    for (const trouble of found.troubles) {
      if (!told.has(trouble)) void offerSettings(trouble);
      told.add(trouble);
    }
    return found;
  };
  const onSetting = (): void => {
    last = undefined;
    read();
  };
  // Keys change with every use; budgets only care how they are called.
  const onKeys = (): void => {
    if (last && last.keys !== namesOf(keyring.list())) last = undefined;
  };
  return { read, onSetting, onKeys };
};

/** Whoever sells models, or did. */
const owners = [...providers, ...tombstones];

const namesOf = (keys: readonly Key[]): string =>
  JSON.stringify(keys.map(({ id, nickname, provider }) => [id, nickname, provider]));

const offerSettings = async (trouble: string): Promise<void> => {
  const open = t('Open Settings');
  if ((await tell('warning', trouble, open)) === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'keyway.budgets');
};

const allowLonger: Readonly<Record<BudgetPeriod, string>> = {
  day: t('Allow Today'),
  week: t('Allow This Week'),
  month: t('Allow This Month'),
};

/** A question that waits beside the chat; silence is a no. */
const ask: Ask = async ({ standing, need }) => {
  const once = t('Allow This Request');
  const period = allowLonger[standing.budget.period];
  const no = t('Do Not Send');
  const silence = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), patience).unref());
  const pressed = await Promise.race([tell('warning', questionText(standing, need), once, period, no), silence]);
  if (pressed === once) return 'once';
  return pressed === period ? 'period' : 'no';
};

const warn = async (
  { standing, percent }: Warning,
  { book, parts, show }: { readonly book: BudgetBook; readonly parts: BudgetParts; show: (id: string) => unknown },
): Promise<void> => {
  parts.onWarning({ standing, percent });
  const buttons = { usage: t('Show Usage'), change: t('Change Budget'), never: t("Don't Show Again") };
  const pressed = await tell('warning', warningText(standing, percent), ...Object.values(buttons));
  if (pressed === buttons.usage) await parts.showUsage();
  if (pressed === buttons.change) await show(standing.budget.id);
  if (pressed !== buttons.never) return;
  await book.hush(standing.budget);
  const title = budgetTitle(standing.budget);
  await tell('info', t('No more warnings of the {0}. Setting it anew brings them back.', title));
};

/** What people are asked about budgets with; the rest is each book's own. */
const deskOf = ({ ledger, keyring, questions, workspace }: BudgetParts): Omit<BudgetDesk, 'read' | 'book'> => ({
  questions,
  setting,
  save,
  saveCompletions: saveCompletionBudget,
  workspace: workspace(),
  keys: () => keyring.list(),
  providerName: nameOf,
  providers: owners,
  callers: () => callersIn(ledger),
});

/** Joins the setting, the ledger and the person. Opens nothing by itself: with no budget set it costs nothing. */
export const budgetsFor = (parts: BudgetParts): Budgets => {
  const { ledger, keyring } = parts;
  const book = new BudgetBook({ shared: ledger.shared });
  const changed = new Signal();
  const { read, onSetting, onKeys } = reader(parts);
  const desk = (): BudgetDesk => ({ ...deskOf(parts), read, book: notedBook(book, parts, changed) });
  const show = (id?: string): Promise<void> => showBudgets(desk(), id);
  const gate = new BudgetGate({
    book,
    budgets: () => read().budgets,
    ask: notedAsk(parts),
    tell: (sentence) => void tell('warning', sentence),
    warn: (warning) => void warn(warning, { book, parts, show }).catch(() => undefined),
  });
  ledger.onWritten(() => void gate.look());
  const changes = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('keyway.budgets') || change.affectsConfiguration('keyway.completions')) onSetting();
  });
  const keys = keyring.onDidChange(onKeys);
  return {
    gate,
    commands: { 'keyway.setBudget': (argument) => setBudgetFor(desk(), argument), 'keyway.showBudgets': show },
    standings: () => book.standings(read().budgets),
    onDidChange: changed.event,
    reread: () => book.reread(),
    close: () => book.close(),
    dispose: () => {
      for (const part of [changes, keys, book, changed]) part.dispose();
    },
  };
};

const setBudgetFor = (desk: BudgetDesk, argument: unknown): Promise<void> =>
  setBudget(desk, undefined, readMeantFor(desk, argument));

const notedAsk =
  (parts: BudgetParts): Ask =>
  async (question, signal) => {
    const answer = await ask(question, signal);
    if (answer === 'period') noteLift(parts, question.standing);
    return answer;
  };

/** The same book for the commands, which tells what is lifted: the audit log, and whoever shows how budgets stand. */
const notedBook = (book: BudgetBook, parts: BudgetParts, changed: Signal): BudgetDesk['book'] => ({
  standings: (budgets) => book.standings(budgets),
  renew: async (budget) => {
    await book.renew(budget);
    changed.fire();
  },
  lift: async (standing) => {
    await book.lift(standing);
    changed.fire();
    noteLift(parts, standing);
  },
});

/** As the audit log keeps it. */
const liftedFor: Readonly<Record<BudgetPeriod, string>> = { day: 'today', week: 'this week', month: 'this month' };

const noteLift = ({ note }: BudgetParts, { budget }: Standing): void =>
  note({
    action: 'budget-lifted',
    by: 'person',
    subject: inEnglish(() => budgetTitle(budget)),
    detail: `${money(budget.limit)} limits nothing ${liftedFor[budget.period]}`,
  });

const callersIn = async (ledger: Ledger): Promise<readonly string[]> => {
  try {
    return (await ledger.summaryBy('caller', thisMonth())).map(({ group }) => group);
  } catch {
    // Without a ledger there is nobody to offer; the other choices stay.
    return [];
  }
};
