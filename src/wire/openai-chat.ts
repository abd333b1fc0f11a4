import { APIError } from 'openai';
import type { ChatEvent } from '../core/chat.ts';
import { answerTo, endAnswer, readChunk, type Answer } from './openai-chat-answer.ts';
import { sendBody } from './openai-chat-client.ts';
import { bodyOf } from './openai-chat-request.ts';
import { failureOf } from './openai-client.ts';
import { limitsIn } from './rate-limits.ts';
import { readEvents, type StreamEvent } from './sse.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import type { Call, Wire } from './wire.ts';

/**
 * OpenAI's chat completions and everything compatible. The SDK sends; the stream is read here, because the SDK's own
 * (openai 7.55) ends silently where an answer breaks off, is a web page or cannot be read.
 */
export const stream: Wire<'openai-chat'> = async function* (call) {
  let answer: Answer | undefined;
  try {
    const names = toolNames(call.request.tools);
    const response = await send(call, names);
    answer = answerTo(call, names, response.headers);
    // Leaves with the first chunk: a turn of its own would keep that chunk waiting.
    answer.events.push(startOf(response.headers, call));
    for await (const event of readEvents(response, call.onAlive, isLast)) {
      if (isLast(event)) continue;
      readChunk(answer, event.data);
      for (const ready of answer.events) yield ready;
      answer.events.length = 0;
    }
  } catch (thrown) {
    // Complete is complete: some local servers drop the connection instead of ending it.
    if (answer?.finish === undefined || call.signal.aborted) {
      yield* usageIn(answer);
      throw failureOf(thrown, call);
    }
  }
  yield* usageIn(answer);
  if (call.signal.aborted) throw failureOf(undefined, call);
  endAnswer(answer);
  yield* answer.events;
};

/** Servers that know no `stream_options`, by base URL: asked once each. */
const withoutUsage = new Set<string>();

const send = async (call: Call<'openai-chat'>, names: ToolNames): Promise<Response> => {
  const { stream_options: usage, ...body } = bodyOf(call, names);
  const { baseUrl } = call.access;
  if (!usage || withoutUsage.has(baseUrl)) return await sendBody(call, body);
  try {
    return await sendBody(call, { ...body, stream_options: usage });
  } catch (thrown) {
    if (!refusesUsage(thrown)) throw thrown;
    withoutUsage.add(baseUrl);
    return await sendBody(call, body);
  }
};

/** 400, or FastAPI's 422, that names the option. */
const refusesUsage = (thrown: unknown): boolean =>
  thrown instanceof APIError &&
  (thrown.status === 400 || thrown.status === 422) &&
  /stream_options|include_usage/.test(`${thrown.param} ${thrown.message}`);

const startOf = (headers: Headers, call: Call<'openai-chat'>): ChatEvent => ({
  type: 'response-start',
  requestId: headers.get('x-request-id') ?? undefined,
  limits: limitsIn(headers, call.provider),
});

const isLast = ({ data }: StreamEvent): boolean => data.startsWith('[DONE]');

/** Said before anything can fail: a broken answer is billed as well. */
const usageIn = (answer: Answer | undefined): readonly ChatEvent[] =>
  answer?.usage ? [{ type: 'usage', usage: answer.usage }] : [];
