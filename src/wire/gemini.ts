import type { ChatEvent } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { closeAnswer, isEnded, newAnswer, takeChunk } from './gemini-answer.ts';
import { ask } from './gemini-ask.ts';
import { refusalOf } from './gemini-refusal.ts';
import { requestOf } from './gemini-request.ts';
import { withToken } from './google-token.ts';
import { readEvents } from './sse.ts';
import { refusalText } from './whole-body.ts';
import type { Call, Wire } from './wire.ts';

/** Google's Gemini API: asked through the SDK, read by us. */
export const stream: Wire<'gemini'> = async function* (given) {
  const call = { ...given, access: await withToken(given) };
  const events: ChatEvent[] = [];
  const answer = newAnswer(call, events);
  try {
    const response = await open(call);
    yield { type: 'response-start' };
    for await (const { data } of readEvents(response, call.onAlive)) {
      takeChunk(answer, data);
      for (const event of events) yield event;
      events.length = 0;
    }
  } catch (error) {
    if (call.signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    // A connection that breaks after the answer's last word breaks nothing.
    if (!isEnded(answer)) throw error;
  }
  const failure = closeAnswer(answer);
  for (const event of events) yield event;
  if (failure) throw failure;
};

const open = async (call: Call<'gemini'>): Promise<Response> => {
  const request = requestOf(call);
  const response = await ask(call, (model, options) => model.generateContentStream(request, options));
  if (response.ok) return response;
  throw refusalOf(call, json(await refusalText(response)), response);
};

const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
