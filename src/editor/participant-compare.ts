import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import { abortSignalOf } from './abort.ts';
import { chooseModels, namedIn, numberTrouble } from './compare-choice.ts';
import {
  comparedBefore,
  comparisonRequest,
  isOver,
  rememberCompared,
  showCommand,
  titlesIn,
} from './compare-command.ts';
import { columnText, comparisonList, comparisonPage, togetherText } from './compare-text.ts';
import { compared } from './compare.ts';
import type { Visit } from './participant-visit.ts';
import { questionsIn } from './quick-input.ts';
import { readReferences } from './references.ts';
import { withAttached } from './turns.ts';

/** `/compare`: each answer as soon as it is there, then their numbers side by side. */
export const compareInChat = async (visit: Visit): Promise<vscode.ChatResult> => {
  using cancellation = abortSignalOf(visit.token);
  const { request, stream, offers } = visit;
  const { picks: named, unknown, question } = namedIn(request.prompt, offers.all());
  if (unknown.length > 0)
    return failed(t('Nothing was sent: you have no model {0}. “@keyway /models” lists yours.', listed(unknown)));
  const { text: attached, refused } = await readReferences(request.references, visit);
  const prompt = withAttached(attached, question);
  if (prompt === '') return failed(t('Say what the models are asked: “@keyway /compare Which is better …”.'));
  const picks = named.length > 0 ? named : await picked(visit);
  if (!picks || visit.token.isCancellationRequested) {
    stream.markdown(t('Nothing was sent: no models were chosen.'));
    return {};
  }
  const trouble = numberTrouble(picks.length);
  if (trouble !== undefined) return failed(t('Nothing was sent. {0}', trouble));
  for (const sentence of refused) stream.markdown(`> ${plain(sentence)}\n\n`);
  // Awaited here: what `using` listens to ends with this function.
  return await shown(visit, { picks, prompt }, cancellation.signal);
};

const failed = (message: string): vscode.ChatResult => ({ errorDetails: { message } });

const picked = async ({ offers, memory, token }: Visit): Promise<readonly string[] | undefined> => {
  const questions = questionsIn(vscode.window);
  // Whoever stops the chat wants no question about it either.
  const stopping = token.onCancellationRequested(() =>
    vscode.commands.executeCommand('workbench.action.closeQuickOpen'),
  );
  const picks = await chooseModels({ questions, offers: offers.all(), before: comparedBefore(memory) });
  stopping.dispose();
  if (picks) rememberCompared(memory, picks);
  return picks;
};

interface Wanted {
  readonly picks: readonly string[];
  readonly prompt: string;
}

const shown = async (visit: Visit, { picks, prompt }: Wanted, signal: AbortSignal): Promise<vscode.ChatResult> => {
  const { stream, token, offers, shelf } = visit;
  const titleOf = titlesIn(offers);
  stream.progress(t('Asking {0} models at once…', picks.length));
  const outcome = await compared(visit, {
    request: comparisonRequest(prompt),
    picks,
    signal,
    onChange: (_columns, changed) => {
      if (changed && isOver(changed)) stream.markdown(`${columnText(changed, titleOf)}\n\n`);
    },
  });
  if (token.isCancellationRequested) return {};
  if (outcome.kind === 'refused') return failed(t('Nothing was sent: {0}.', outcome.reason));
  const { columns } = outcome;
  stream.markdown(
    `### ${t('Side by side')}\n\n${comparisonList(columns, titleOf)}\n\n${plain(togetherText(columns) ?? '')}`,
  );
  const page = shelf.name();
  shelf.keep(page, comparisonPage(columns, { prompt, titleOf }));
  stream.button({ command: showCommand, title: t('Open as Page'), arguments: [page] });
  return { metadata: { answered: true } };
};
