import * as vscode from 'vscode';
import type { ChatRequest, Message, Tool } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { listed, sentencesText } from '../core/listed.ts';
import { plain } from '../core/markdown.ts';
import type { Receipt } from '../core/receipt.ts';
import { RunFailure } from '../core/run.ts';
import { taskOf, type Task } from '../core/task.ts';
import { candidatesOf, offersOf, virtualOf } from '../core/virtual.ts';
import { abortSignalOf } from './abort.ts';
import { type Asking, autoId } from './answer.ts';
import { conversationOf, type Kept } from './participant-history.ts';
import { isOurs, participantId, type Visit } from './participant-visit.ts';
import { calledTool } from './tool-calls.ts';
import { looped } from './tool-loop.ts';
import { promptLines } from './tool-receipts.ts';
import { offeredTools } from './tools-offered.ts';
import { rule } from './turns.ts';

/** What is asked, and what is kept of it for later turns. */
export interface Prompted {
  readonly request: ChatRequest;
  /** Sentences that stand before the answer: of what nothing was read. */
  readonly notices: readonly string[];
  readonly taken?: Kept['taken'];
}

/** Another vendor's model has no plan of ours: `/route` then shows what Auto would do. */
export const askingOf = (visit: Visit, request: ChatRequest): Asking => {
  const { model, command } = visit.request;
  const pick = isOurs(visit) ? model.id : autoId;
  const offered = { ...request, tools: abilityOf(visit, pick).tools };
  return { request: offered, pick, caller: participantId, command, task: taskFor(offered, { pick, command }) };
};

/** Tools to read with make no code of a chat: it is what its words say. */
const taskFor = (
  request: ChatRequest,
  { pick, command }: { readonly pick: string; readonly command: string | undefined },
): Task | undefined => {
  const fixed = virtualOf(pick)?.task;
  if (request.tools.length === 0 || command !== undefined || fixed !== undefined) return undefined;
  return taskOf({ request: { ...request, tools: [] }, caller: participantId }).task;
};

/** What the model that is picked may call, and take. */
interface Ability {
  readonly tools: readonly Tool[];
  readonly images: boolean;
  /** That the person named tools in vain, in a sentence. */
  readonly without?: string | undefined;
}

const abilityOf = ({ request, house }: Visit, pick: string): Ability => {
  const virtual = virtualOf(pick);
  const [offer] = virtual ? [] : offersOf(pick, house.offers());
  const able = virtual ? candidatesOf(virtual, house.offers(), house.policy()) : offer?.model;
  const { tools = false, images = false } = able ?? {};
  const named = request.toolReferences;
  if (tools) return { tools: offeredTools(named), images };
  const without = t('{0} calls no tools: what you named with # was not called.', request.model.name);
  return { tools: [], images, ...(named.length > 0 && { without }) };
};

/** Asks the model that the person picked, with tools where it calls any, and says who answered and what it cost. */
export const answered = async (visit: Visit, prompted: Prompted): Promise<vscode.ChatResult> => {
  const { stream, token } = visit;
  const conversation = conversationOf(visit);
  const request = { ...prompted.request, conversation };
  const asking = isOurs(visit) ? askingOf(visit, request) : undefined;
  const ability = asking && abilityOf(visit, asking.pick);
  const notice = [...prompted.notices, ...(ability?.without === undefined ? [] : [ability.without])]
    .map((sentence) => `> ${plain(sentence)}\n\n`)
    .join('');
  if (notice !== '') stream.markdown(notice);
  const kept: Kept = { command: visit.request.command, conversation, notice, taken: prompted.taken };
  try {
    const receipt = asking && ability ? await ours(visit, asking, ability) : await theirs(visit, request);
    if (receipt !== '') stream.markdown(receipt);
    return { metadata: { ...kept, receipt, answered: true } };
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    return token.isCancellationRequested ? {} : { errorDetails: { message: error.message }, metadata: kept };
  }
};

/** Ends with the receipt that is to be shown. */
const ours = async (visit: Visit, asking: Asking, { images }: Ability): Promise<string> => {
  using cancellation = abortSignalOf(visit.token);
  const { signal } = cancellation;
  const { house, stream } = visit;
  const receipts: Receipt[] = [];
  const events = looped({
    request: asking.request,
    ask: (request) => visit.answer(house, { ...asking, request }, signal),
    call: (call) => calledTool(call, { ...visit, images }),
    signal,
  });
  for await (const event of events) {
    if (event.type === 'text-delta') stream.markdown(event.text);
    else if (event.type === 'tool-call') stream.progress(t('Calling {0}…', event.call.name));
    else if (event.type === 'receipt') receipts.push(event.receipt);
    else stream.markdown(`\n\n*${plain(event.why)}*`);
  }
  return receipts.length === 0 ? '' : `${rule}${promptLines(receipts).map(plain).join('  \n')}`;
};

/** The person picked a model that is not ours: it answers, and we say so instead of replacing it. */
const theirs = async ({ request, stream, token, house, checked }: Visit, asked: ChatRequest): Promise<string> => {
  using cancellation = abortSignalOf(token);
  const asking = { request: asked, pick: autoId, caller: participantId, command: request.command };
  const { request: sent, masked = [] } = await checked(house, asking, cancellation.signal);
  const response = await request.model.sendRequest(sent.messages.map(editorsMessage), {}, token);
  for await (const text of response.text) stream.markdown(text);
  const [model, vendor] = [plain(request.model.name), plain(request.model.vendor)];
  const said = [
    t('Answered by {0} of {1}, the model you picked: Keyway neither routed nor priced it.', model, vendor),
    ...(masked.length === 0 ? [] : [t('Masked before it left: {0}.', listed(masked.map(plain)))]),
  ];
  return `${rule}${sentencesText(said)}`;
};

/** Other vendors' models know no system role. */
const editorsMessage = ({ role, content }: Message): vscode.LanguageModelChatMessage => {
  const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(text)
    : vscode.LanguageModelChatMessage.User(text);
};
