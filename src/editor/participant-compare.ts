import * as vscode from 'vscode';
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
import { plain } from './desk-texts.ts';
import type { Visit } from './participant-visit.ts';
import { questionsIn } from './quick-input.ts';
import { readReferences } from './references.ts';
import { withAttached } from './turns.ts';

/** `/compare`: each answer as soon as it is there, then their numbers side by side. */
export const compareInChat = async (visit: Visit): Promise<vscode.ChatResult> => {
  using cancellation = abortSignalOf(visit.token);
  const { request, stream, offers, excluded } = visit;
  const { picks: named, unknown, question } = namedIn(request.prompt, offers.all());
  if (unknown.length > 0)
    return failed(`Nothing was sent: you have no model ${unknown.join(', ')}. “@keyway /models” lists yours.`);
  const { text: attached, refused } = await readReferences(request.references, excluded);
  const prompt = withAttached(attached, question);
  if (prompt === '') return failed('Say what the models are asked: “@keyway /compare Which is better …”.');
  const picks = named.length > 0 ? named : await picked(visit);
  if (!picks || visit.token.isCancellationRequested) {
    stream.markdown('Nothing was sent: no models were chosen.');
    return {};
  }
  const trouble = numberTrouble(picks.length);
  if (trouble !== undefined) return failed(`Nothing was sent. ${trouble}`);
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
  stream.progress(`Asking ${picks.length} models at once…`);
  const outcome = await compared(visit, {
    request: comparisonRequest(prompt),
    picks,
    signal,
    onChange: (_columns, changed) => {
      if (changed && isOver(changed)) stream.markdown(`${columnText(changed, titleOf)}\n\n`);
    },
  });
  if (token.isCancellationRequested) return {};
  if (outcome.kind === 'refused') return failed(`Nothing was sent: ${outcome.reason}.`);
  const { columns } = outcome;
  stream.markdown(`### Side by side\n\n${comparisonList(columns, titleOf)}\n\n${plain(togetherText(columns) ?? '')}`);
  const page = shelf.name();
  shelf.keep(page, comparisonPage(columns, { prompt, titleOf }));
  stream.button({ command: showCommand, title: 'Open as Page', arguments: [page] });
  return { metadata: { answered: true } };
};
