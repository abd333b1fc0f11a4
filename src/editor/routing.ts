import * as vscode from 'vscode';
import { providerOf } from '../providers/index.ts';
import type { Note } from '../usage/audit-entry.ts';
import { healthBook } from '../usage/health-book.ts';
import type { Ledger } from '../usage/ledger.ts';
import { outputsOf } from '../usage/outputs.ts';
import { type BudgetParts, type Budgets, budgetsFor } from './budgets.ts';
import type { HouseParts } from './house.ts';
import { type KeptAnswers, openKeptAnswers } from './kept-open.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import { questionsIn } from './quick-input.ts';
import { routingSettings, type RoutingSettings } from './routing-settings.ts';
import { hedgesRequests, keepsAnswers, overrides } from './settings.ts';
import { languageId, workspaceName } from './workspace.ts';

/** What decides where a request goes, beside the models and their prices. */
export interface Routing extends Pick<RoutingSettings, 'onDidChange'> {
  readonly parts: Pick<HouseParts, 'policy' | 'outputs' | 'share' | 'budgets' | 'workspace' | 'language' | 'hedges'>;
  readonly budgets: Budgets;
  readonly kept: KeptAnswers;
  /** Writes what waits; before the ledger is closed. */
  readonly close: () => Promise<unknown>;
}

interface Common {
  readonly ledger: Ledger;
  readonly log: Log;
  readonly warn: (sentence: string) => void;
  /** Hears of every budget's warning that this window shows. */
  readonly onBudgetWarning: BudgetParts['onWarning'];
  /** The audit log's. */
  readonly note: Note;
}

/** Milliseconds after the start at which the ledger is opened, for what was learnt before: nobody waits for it. */
const quiet = 3_000;

/** Opens no file and asks nobody yet. */
export const openRouting = (
  { subscriptions, storageUri, secrets }: vscode.ExtensionContext,
  keyring: Keyring,
  { ledger, log, warn, note, onBudgetWarning: onWarning }: Common,
): Routing => {
  const settings = routingSettings((id) => providerOf(id) !== undefined, warn);
  const outputs = outputsOf(ledger.shared);
  const share = healthBook(ledger.shared);
  const questions = questionsIn(vscode.window);
  const workspace = workspaceName;
  const showUsage = () => vscode.commands.executeCommand('keyway.showUsage' satisfies CommandId);
  const budgets = budgetsFor({ ledger, keyring, questions, workspace, showUsage, note, onWarning });
  const kept = openKeptAnswers({
    folder: storageUri?.fsPath,
    secrets,
    log: log.warn,
    note,
    isOn: keepsAnswers,
    overrides,
  });
  const learn = setTimeout(() => {
    if (keyring.list().length > 0) void Promise.all([share.open(), outputs.load()]);
  }, quiet).unref();
  subscriptions.push(settings, budgets, { dispose: () => clearTimeout(learn) });
  const { policy, onDidChange } = settings;
  return {
    parts: { policy, outputs, share, budgets: budgets.gate, workspace, language: languageId, hedges: hedgesRequests },
    budgets,
    kept,
    onDidChange,
    close: () => Promise.all([share.flush(), kept.dispose(), budgets.close()]),
  };
};
