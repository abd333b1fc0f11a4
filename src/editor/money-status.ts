import * as vscode from 'vscode';
import { thisMonth, today } from '../usage/period.ts';
import type { Books } from './books.ts';
import type { Budgets } from './budgets.ts';
import type { Keyring } from './keyring.ts';
import { moneyTooltip, tooltipCommands } from './money-tooltip.ts';
import { MoneyWatch } from './money-watch.ts';
import type { CommandId } from './names.ts';
import { moneyMode } from './settings.ts';
import type { MoneyShown, MoneyTone, Spent } from '../panel/money-state.ts';

export interface MoneyStatusParts {
  readonly books: Pick<Books, 'ledger' | 'receipts' | 'onDidChange'>;
  readonly budgets: Pick<Budgets, 'standings' | 'onDidChange'>;
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
}

/** Milliseconds after the start at which the books are first read: the start itself opens no file. */
const quiet = 3_000;

/** Milliseconds after which other windows' spending, and a new day, are seen in a window that is in front. */
const beat = 60_000;

/** The one item about money in the status bar. */
export const registerMoneyStatus = (parts: MoneyStatusParts): vscode.Disposable => {
  const { books, keyring } = parts;
  const { receipts, ledger } = books;
  const item = itemInBar();
  const watch = new MoneyWatch({
    mode: moneyMode,
    last: () => receipts.last(),
    isWanted: () => keyring.list().length > 0 || receipts.last() !== undefined,
    read: () => spentIn(parts),
    trouble: () => {
      const state = ledger.state();
      return state.recording ? undefined : state.reason;
    },
    draw: (shown) => (shown ? drawn(item, shown) : item.hide()),
  });
  return vscode.Disposable.from(item, watch, ...reasons(parts, watch));
};

/** One after another: three failures at once would count as a ledger that fails again and again. */
const spentIn = async ({ books: { ledger }, budgets }: MoneyStatusParts): Promise<Spent> => ({
  today: await ledger.summary(today()),
  month: await ledger.summary(thisMonth()),
  standings: await budgets.standings(),
});

const followed = ['keyway.statusBar', 'keyway.budgets', 'keyway.completions'];

/** Whatever makes it another sum. */
const reasons = ({ books, budgets, keyring }: MoneyStatusParts, watch: MoneyWatch): readonly vscode.Disposable[] => {
  const changed = (): void => watch.changed();
  books.ledger.onWritten(changed);
  const first = setTimeout(() => void watch.look(), quiet).unref();
  const again = setInterval(() => vscode.window.state.focused && void watch.look(), beat).unref();
  return [
    { dispose: () => (clearTimeout(first), clearInterval(again)) },
    books.onDidChange(changed),
    budgets.onDidChange(changed),
    // Keys change with every use; what counts is whether there is one.
    whetherChanged(keyring, changed),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && void watch.look()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (followed.some((name) => change.affectsConfiguration(name))) changed();
    }),
  ];
};

const whetherChanged = (keyring: MoneyStatusParts['keyring'], changed: () => void): vscode.Disposable => {
  let had = keyring.list().length > 0;
  return vscode.Disposable.from(
    keyring.onDidChange(() => {
      const has = keyring.list().length > 0;
      if (has !== had) changed();
      had = has;
    }),
  );
};

const itemInBar = (): vscode.StatusBarItem => {
  const item = vscode.window.createStatusBarItem('keyway.money', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Keyway';
  item.command = 'keyway.showUsage' satisfies CommandId;
  return item;
};

const backgrounds: Readonly<Record<MoneyTone, vscode.ThemeColor | undefined>> = {
  plain: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

const drawn = (item: vscode.StatusBarItem, shown: MoneyShown): void => {
  const tooltip = new vscode.MarkdownString(moneyTooltip(shown));
  tooltip.isTrusted = { enabledCommands: tooltipCommands };
  item.text = shown.text;
  item.tooltip = tooltip;
  item.backgroundColor = backgrounds[shown.tone];
  item.accessibilityInformation = { label: shown.label, role: 'button' };
  item.show();
};
