import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { registerCodeActions } from './code-actions.ts';
import type { AskParts } from './code-ask.ts';
import { hereFrom } from './code-here.ts';
import { codeKinds, type CodeKind } from './code-kinds.ts';
import { Proposals } from './code-proposals.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Pages } from './pages.ts';
import { questionsIn } from './quick-input.ts';

export interface CodeParts extends AskParts {
  readonly keyring: Pick<Keyring, 'list'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly guard: Pick<GuardCuts, 'partOf'>;
  readonly pages: Pages;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** The commands that write and explain code, the light bulb's, and the proposals they make. What does the work is read on first use. */
export const registerCode = (parts: CodeParts): vscode.Disposable => {
  const proposals = new Proposals();
  const run = { ...parts, proposals, questions: questionsIn(vscode.window) };
  const does = (kind: CodeKind) => async (argument?: unknown) => {
    const here = await hereFrom(argument);
    if (typeof here === 'string') void tell('warning', here);
    else await (await import('./code-run.ts')).runJob(run, kind, here);
  };
  const commands = {
    'keyway.generateCode': does(codeKinds.generate),
    'keyway.explainCode': does(codeKinds.explain),
    'keyway.fixCode': does(codeKinds.fix),
    'keyway.writeTests': does(codeKinds.tests),
    'keyway.documentCode': does(codeKinds.document),
    'keyway.refactorCode': does(codeKinds.refactor),
    'keyway.translateCode': does(codeKinds.translate),
    'keyway.acceptCode': (uri?: unknown) => accepted(proposals, uri),
    'keyway.discardCode': async (uri?: unknown) => {
      const proposal = proposals.at(uri);
      if (proposal) await proposals.drop(proposal);
    },
  } satisfies Partial<Record<CommandId, (argument?: unknown) => Promise<void>>>;
  return vscode.Disposable.from(
    proposals,
    registerCodeActions(() => parts.keyring.list().length > 0),
    ...Object.entries(commands).map(([id, command]) =>
      vscode.commands.registerCommand(id, guarded(command, parts.log)),
    ),
  );
};

const accepted = async (proposals: Proposals, uri: unknown): Promise<void> => {
  const proposal = proposals.at(uri);
  if (!proposal) void tell('info', t('There is no proposal in front.'));
  else if (!proposals.isFinished(proposal)) void tell('info', t('The proposal is still being written.'));
  else await (await import('./code-accept.ts')).accept(proposals, proposal);
};

/** VS Code shows the message of what a command throws, and nothing but its name is for people. */
const guarded =
  (command: (argument?: unknown) => Promise<void>, log: CodeParts['log']) =>
  async (argument?: unknown): Promise<void> => {
    try {
      await command(argument);
    } catch (error) {
      log.error('A command for code failed:', error);
      void tell('error', t('This failed inside Keyway. “Keyway: Show Log” has the details.'));
    }
  };
