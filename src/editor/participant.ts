import * as vscode from 'vscode';
import type { ChatJob } from '../code/chat-form.ts';
import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { keysText, modelsText, routeText } from './desk-texts.ts';
import { answered, askingOf, type Prompted } from './participant-chat.ts';
import { codePrompt } from './participant-code.ts';
import { commitInChat, registerUseCommitMessage } from './participant-commit.ts';
import { compareInChat } from './participant-compare.ts';
import { followUps } from './participant-follow-ups.ts';
import { historyOf } from './participant-history.ts';
import { participantId, type ParticipantParts, type Visit } from './participant-visit.ts';
import { readReferences } from './references.ts';
import { withAttached } from './turns.ts';

/** `@keyway`: the control desk, and code in the chat. Same way through the house as every other request. */
export const registerParticipant = (parts: ParticipantParts): vscode.Disposable => {
  const participant = vscode.chat.createChatParticipant(participantId, async (request, context, ...rest) => {
    const [stream, token] = rest;
    return serve({ ...parts, request, context, stream, token });
  });
  participant.iconPath = new vscode.ThemeIcon('key');
  participant.followupProvider = { provideFollowups: followUps };
  return vscode.Disposable.from(participant, registerUseCommitMessage());
};

const serve = async (visit: Visit): Promise<vscode.ChatResult> => {
  await visit.offers.ready();
  switch (visit.request.command) {
    case 'models':
      visit.stream.markdown(modelsText(visit.offers.all()));
      return {};
    case 'usage':
      visit.stream.markdown(await visit.usage(visit.request.prompt));
      return {};
    case 'keys':
      visit.stream.markdown(keysText(visit.keyring.list()));
      visit.stream.button({ command: 'keyway.addKey', title: t('Add Key…') });
      return {};
    case 'route':
      visit.stream.markdown(await routeText(visit.house, askingOf(visit, (await chatPrompt(visit)).request)));
      return {};
    case 'code':
      return codeAnswer(visit, 'generate');
    case 'explain':
      return codeAnswer(visit, 'explain');
    case 'fix':
      return codeAnswer(visit, 'fix');
    case 'tests':
      return codeAnswer(visit, 'tests');
    case 'docs':
      return codeAnswer(visit, 'document');
    case 'commit':
      return commitInChat(visit);
    case 'compare':
      return compareInChat(visit);
    case undefined:
    default:
      return answered(visit, await chatPrompt(visit));
  }
};

const codeAnswer = async (visit: Visit, job: ChatJob): Promise<vscode.ChatResult> => {
  const prompted = await codePrompt(visit, job);
  return typeof prompted === 'string' ? { errorDetails: { message: prompted } } : answered(visit, prompted);
};

/** What was said before, then the prompt with what is attached to it. */
const chatPrompt = async (visit: Visit): Promise<Prompted> => {
  const { prompt, references } = visit.request;
  const { text, refused } = await readReferences(references, visit);
  const request: ChatRequest = {
    messages: [
      ...(await historyOf(visit)),
      { role: 'user', content: [{ type: 'text', text: withAttached(text, prompt) }] },
    ],
    tools: [],
    toolChoice: 'auto',
  };
  return { request, notices: refused };
};
