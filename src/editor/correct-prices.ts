import * as vscode from 'vscode';
import { correctPrices, type CorrectionDesk } from './correct-prices-flow.ts';
import type { CommandId } from './names.ts';
import type { Offers } from './offers.ts';
import type { Pages } from './pages.ts';
import { progressIn } from './progress.ts';
import { questionsIn } from './quick-input.ts';

export interface CorrectionParts extends Pick<CorrectionDesk, 'shared' | 'nameOf' | 'note' | 'onCorrected' | 'clock'> {
  readonly offers: Pick<Offers, 'ready' | 'modelOf'>;
  readonly pages: Pages;
}

/** The command that gives past rows the prices known now. */
export const registerCorrections = (parts: CorrectionParts): vscode.Disposable => {
  const commands = {
    'keyway.correctPrices': async () => {
      await parts.offers.ready();
      await correctPrices({
        ...parts,
        questions: questionsIn(vscode.window),
        progress: progressIn(vscode.window),
        modelOf: parts.offers.modelOf,
        show: parts.pages.show,
      });
    },
  } satisfies Partial<Record<CommandId, () => unknown>>;
  return vscode.commands.registerCommand('keyway.correctPrices', commands['keyway.correctPrices']);
};
