import { APIError } from 'openai';
import type { ChatEvent } from '../core/chat.ts';
import { answerTo, endAnswer, readChunk, type Answer } from './openai-chat-answer.ts';
import { sendBody } from './openai-chat-client.ts';
import { bodyOf, type Body } from './openai-chat-request.ts';
import { failureOf } from './openai-client.ts';
import { limitsIn } from './rate-limits.ts';
import { readTogether, type StreamEvent } from './sse.ts';
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
    for await (const events of readTogether(response, call.onAlive, isLast)) {
      readPieces(answer, events);
      for (const ready of answer.events) yield ready;
      answer.events.length = 0;
    }
  } catch (thrown) {
    // What came before it, in the same piece of the stream.
    if (answer && !call.signal.aborted) yield* answer.events.splice(0);
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

/** Something a request can do without, where it is refused. */
interface Option {
  readonly fields: readonly (keyof Body)[];
  /** How a refusal names it. */
  readonly named: RegExp;
  /** For whom it holds. */
  readonly of: (call: Call<'openai-chat'>) => string;
}

const options: readonly Option[] = [
  // Servers that know no `stream_options`.
  { fields: ['stream_options'], named: /stream_options|include_usage/, of: ({ access }) => access.baseUrl },
  // Azure: "Invalid value: 'none'", param `reasoning_effort`; Z.ai and OpenRouter: "… and cannot be disabled"; Alibaba names its
  // `enable_thinking`; Ollama: "… does not support thinking".
  {
    fields: ['reasoning_effort', 'reasoning', 'thinking', 'enable_thinking'],
    named: /reasoning_effort|enable_thinking|(?:thinking|reasoning)\b.{0,60}cannot be disabled|not support thinking$/i,
    of: ({ access, model, request }) => [access.baseUrl, model.id, request.effort].join('\n'),
  },
];

/** What was refused, and by whom: asked once each. */
const refused = new Set<string>();

const nameOf = (option: Option, call: Call<'openai-chat'>): string => `${option.fields[0]}\n${option.of(call)}`;

const send = async (call: Call<'openai-chat'>, names: ToolNames): Promise<Response> => {
  const known = refused.size === 0 ? [] : options.filter((option) => refused.has(nameOf(option, call)));
  return sendWithout(call, known.reduce(without, bodyOf(call, names)));
};

const sendWithout = async (call: Call<'openai-chat'>, body: Body): Promise<Response> => {
  try {
    return await sendBody(call, body);
  } catch (thrown) {
    const option = options.find((one) => one.fields.some((field) => field in body) && refuses(thrown, one.named));
    if (!option) throw thrown;
    refused.add(nameOf(option, call));
    return sendWithout(call, without(body, option));
  }
};

const without = (body: Body, { fields }: Option): Body => {
  const rest = { ...body };
  for (const field of fields) delete rest[field];
  return rest;
};

/** 400, or FastAPI's 422, that names the option. */
const refuses = (thrown: unknown, named: RegExp): boolean =>
  thrown instanceof APIError &&
  (thrown.status === 400 || thrown.status === 422) &&
  named.test(`${thrown.param} ${thrown.message}`);

const startOf = (headers: Headers, call: Call<'openai-chat'>): ChatEvent => ({
  type: 'response-start',
  requestId: headers.get('x-request-id') ?? undefined,
  limits: limitsIn(headers, call.provider),
});

const readPieces = (answer: Answer, events: readonly StreamEvent[]): void => {
  for (const event of events) if (!isLast(event)) readChunk(answer, event.data);
};

const isLast = ({ data }: StreamEvent): boolean => data.startsWith('[DONE]');

/** Said before anything can fail: a broken answer is billed as well. */
const usageIn = (answer: Answer | undefined): readonly ChatEvent[] =>
  answer?.usage ? [{ type: 'usage', usage: answer.usage }] : [];
