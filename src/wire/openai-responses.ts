import type { ChatEvent } from '../core/chat.ts';
import { failureOf } from './openai-client.ts';
import { answerTo, endAnswer, readEvent, type Answer } from './openai-responses-answer.ts';
import { bodyOf } from './openai-responses-request.ts';
import { sendBody } from './openai-responses-send.ts';
import { limitsIn } from './rate-limits.ts';
import { readEvents } from './sse.ts';
import { toolNames } from './tool-names.ts';
import type { Call, Wire } from './wire.ts';

/**
 * OpenAI's Responses. The SDK sends; the stream is read here, because the SDK's own (openai 7.55) ends silently where an
 * answer breaks off, is a web page or cannot be read.
 */
export const stream: Wire<'openai-responses'> = async function* (call) {
  let answer: Answer | undefined;
  try {
    const names = toolNames(call.request.tools);
    const response = await sendBody(call, bodyOf(call, names));
    answer = answerTo(call, names, response.headers);
    const { events } = answer.items;
    // Leaves with the first event: a turn of its own would keep that event waiting.
    events.push(startOf(response.headers, call));
    // Read after each event: the last one says that the answer is complete, and nothing follows it.
    const isLast = (): boolean => answer?.finish !== undefined;
    for await (const event of readEvents(response, call.onAlive, isLast)) {
      if (isLast()) continue;
      readEvent(answer, event);
      for (const ready of events) yield ready;
      events.length = 0;
    }
  } catch (thrown) {
    // Complete is complete, whatever becomes of the connection then.
    if (answer?.finish === undefined || call.signal.aborted) {
      yield* usageIn(answer);
      throw failureOf(thrown, call);
    }
  }
  yield* usageIn(answer);
  if (call.signal.aborted) throw failureOf(undefined, call);
  yield* endAnswer(answer);
};

const startOf = (headers: Headers, { provider }: Call): ChatEvent => ({
  type: 'response-start',
  requestId: headers.get('x-request-id') ?? undefined,
  limits: limitsIn(headers, provider),
});

/** Said before anything can fail: a broken answer is billed as well. */
const usageIn = (answer: Answer | undefined): readonly ChatEvent[] =>
  answer?.usage ? [{ type: 'usage', usage: answer.usage }] : [];
