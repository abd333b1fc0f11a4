import * as vscode from 'vscode';
import type { Ledger } from '../usage/ledger.ts';
import type { House } from './answer.ts';
import type { Budgets } from './budgets.ts';
import { type Callers } from './caller-decisions.ts';
import { manageCallers } from './callers.ts';
import { explainRoute } from './explain-route.ts';
import type { KeptAnswers } from './kept-open.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import type { Pages } from './pages.ts';
import type { Questions } from './questions.ts';
import { questionsIn } from './quick-input.ts';
import { simulateRouting } from './simulate.ts';

export interface RoutingCommandParts {
  readonly house: House;
  readonly offers: Offers;
  readonly budgets: Budgets;
  readonly callers: Callers;
  readonly kept: KeptAnswers;
  readonly ledger: Ledger;
  readonly pages: Pages;
}

/** The commands about where requests go and what they may cost. */
export const registerRoutingCommands = (parts: RoutingCommandParts): vscode.Disposable => {
  const questions = questionsIn(vscode.window);
  const { budgets, callers, kept } = parts;
  const commands = {
    'keyway.explainRoute': () => explained(parts, questions),
    'keyway.simulate': () => simulated(parts, questions),
    'keyway.setBudget': budgets.commands['keyway.setBudget'],
    // Menus pass objects of their own; only a string can be an id.
    'keyway.showBudgets': (id?: unknown) =>
      budgets.commands['keyway.showBudgets'](typeof id === 'string' ? id : undefined),
    'keyway.manageCallers': () => manageCallers(callers, questions),
    'keyway.clearCache': async () => void tell('info', await kept.clear()),
  } satisfies Partial<Record<CommandId, (argument?: unknown) => unknown>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
};

/** Begins with what is selected in the editor. */
const explained = async ({ house, offers, pages }: RoutingCommandParts, questions: Questions): Promise<void> => {
  await offers.ready();
  const editor = vscode.window.activeTextEditor;
  const selected = editor?.document.getText(editor.selection) ?? '';
  await explainRoute({ questions, house, selected, show: pages.show });
};

const simulated = ({ house, offers, ledger, pages }: RoutingCommandParts, questions: Questions): Promise<void> =>
  simulateRouting({
    questions,
    shared: ledger.shared,
    offers: async () => {
      await offers.ready();
      return offers.all();
    },
    policy: house.policy,
    outputs: house.outputs,
    show: pages.show,
    clock: Date.now,
  });
