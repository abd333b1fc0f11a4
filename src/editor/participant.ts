import * as vscode from 'vscode';
import type { ChatRequest } from '../core/chat.ts';
import { receiptLines } from '../core/receipt.ts';
import { RunFailure } from '../core/run.ts';
import { abortSignalOf } from './abort.ts';
import { autoId, type House } from './answer.ts';
import type { Answering } from './kept-answers.ts';
import { keysText, modelsText, routeText } from './desk-texts.ts';
import type { Keyring } from './keyring.ts';
import { vendor } from './names.ts';
import type { Offers } from './offers.ts';
import { referencesText } from './references.ts';
import { type Exchange, requestOf, rule, type Turn, turnsOf } from './turns.ts';

const participantId = 'keyway.participant';

export interface ParticipantParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly offers: Offers;
  readonly keyring: Keyring;
  /** The ledger's answer to `/usage`, as Markdown. */
  readonly usage: (words: string) => string | Promise<string>;
}

interface Visit extends ParticipantParts {
  readonly request: vscode.ChatRequest;
  readonly context: vscode.ChatContext;
  readonly stream: vscode.ChatResponseStream;
  readonly token: vscode.CancellationToken;
}

/** `@keyway`: the control desk. Same way through the house as every other request. */
export const registerParticipant = (parts: ParticipantParts): vscode.Disposable => {
  const participant = vscode.chat.createChatParticipant(participantId, async (request, context, ...rest) => {
    const [stream, token] = rest;
    return serve({ ...parts, request, context, stream, token });
  });
  participant.iconPath = new vscode.ThemeIcon('key');
  participant.followupProvider = {
    provideFollowups: (result) =>
      result.metadata?.['answered'] === true ? [{ prompt: '', command: 'usage', label: 'What did today cost?' }] : [],
  };
  return participant;
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
      visit.stream.button({ command: 'keyway.addKey', title: 'Add Key…' });
      return {};
    case 'route':
      visit.stream.markdown(
        await routeText(visit.house, {
          request: await requestFor(visit),
          pick: pickOf(visit.request.model),
          caller: participantId,
        }),
      );
      return {};
    case undefined:
    default:
      return visit.request.model.vendor === vendor ? ours(visit) : theirs(visit);
  }
};

/** Another vendor's model has no plan of ours: `/route` then shows what Auto would do. */
const pickOf = (model: vscode.LanguageModelChat): string => (model.vendor === vendor ? model.id : autoId);

const ours = async (visit: Visit): Promise<vscode.ChatResult> => {
  using cancellation = abortSignalOf(visit.token);
  const { command, model } = visit.request;
  const asking = { request: await requestFor(visit), pick: pickOf(model), caller: participantId, command };
  try {
    for await (const event of visit.answer(visit.house, asking, cancellation.signal)) {
      if (event.type === 'text-delta') visit.stream.markdown(event.text);
      else if (event.type === 'receipt')
        visit.stream.markdown(`${rule}${receiptLines(event.receipt).map(escaped).join('  \n')}`);
    }
    return { metadata: { answered: true } };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return visit.token.isCancellationRequested ? {} : { errorDetails: { message: error.message } };
  }
};

/** The person picked a model that is not ours: it answers, and we say so instead of replacing it. */
const theirs = async ({ request, context, stream, token }: Visit): Promise<vscode.ChatResult> => {
  const messages = [...(await historyOf(request, context))].map(({ role, text }) =>
    role === 'user' ? vscode.LanguageModelChatMessage.User(text) : vscode.LanguageModelChatMessage.Assistant(text),
  );
  const response = await request.model.sendRequest(messages, {}, token);
  for await (const text of response.text) stream.markdown(text);
  stream.markdown(
    `${rule}Answered by ${escaped(request.model.name)} of ${escaped(request.model.vendor)}, the model you picked: Keyway neither routed nor priced it.`,
  );
  return { metadata: { answered: true } };
};

const escaped = (line: string): string =>
  line.replaceAll(/[\\`*_{}[\]<>#|~$]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');

/** This participant's own turns, then the prompt: each with what the person attached to it. */
const historyOf = (request: vscode.ChatRequest, context: vscode.ChatContext): Promise<readonly Turn[]> => {
  const before = context.history.map((turn): Exchange<vscode.ChatPromptReference> => {
    if (turn instanceof vscode.ChatRequestTurn)
      return { role: 'user', prompt: turn.prompt, references: turn.references };
    const parts = turn.response.flatMap((part) =>
      part instanceof vscode.ChatResponseMarkdownPart ? [part.value.value] : [],
    );
    return { role: 'assistant', parts };
  });
  const { prompt, references } = request;
  return turnsOf([...before, { role: 'user', prompt, references }], referencesText);
};

const requestFor = async ({ request, context }: Visit): Promise<ChatRequest> =>
  requestOf(await historyOf(request, context));
