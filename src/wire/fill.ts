import { APIError } from 'openai';
import type { ChatEvent } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { asGap } from '../core/fill.ts';
import { t } from '../core/l10n.ts';
import { addressOf } from './ask-address.ts';
import { answerTo, endOf, type FillAnswer } from './fill-answer.ts';
import { bodies } from './fill-bodies.ts';
import { pieces } from './fill-pieces.ts';
import { postTo } from './openai-chat-client.ts';
import { failureOf } from './openai-client.ts';
import { limitsIn } from './rate-limits.ts';
import { readLines, readTogether } from './sse.ts';
import type { Call, Fill } from './wire.ts';

/** Every shape that a record may name: what is sent differs, and what a piece of the answer looks like. */
export const fill: Fill<'openai-chat'> = async function* (call, chat) {
  let answer: FillAnswer | undefined;
  try {
    const response = fillsNone(call) ? undefined : await send(call);
    if (!response) return yield* chat();
    answer = answerTo(call, response.headers);
    answer.events.push(startOf(call, response.headers));
    yield* readInto(answer, response);
  } catch (thrown) {
    // What came before it, in the same piece of the stream.
    if (answer && !call.signal.aborted) yield* answer.events.splice(0);
    // Complete is complete: some local servers drop the connection instead of ending it.
    if (answer?.finish === undefined || call.signal.aborted) {
      yield* usageIn(answer);
      throw failureOf(thrown, askedIn(call));
    }
  }
  yield* usageIn(answer);
  if (call.signal.aborted) throw failureOf(undefined, askedIn(call));
  yield* endOf(answer);
};

type FillCall = Call<'openai-chat'>;

async function* readInto(answer: FillAnswer, response: Response): AsyncGenerator<ChatEvent> {
  const { call } = answer;
  const { shape, read, isLast } = pieces[call.provider.fill?.shape ?? 'completions'];
  const readAll = shape === 'lines' ? readLines : readTogether;
  for await (const events of readAll(response, call.onAlive, (event) => isLast(event.data, answer))) {
    for (const { data } of events) read(answer, data);
    yield* answer.events.splice(0);
  }
}

/** Undefined where the server says that it fills no gaps: which models do is known by their names alone, at times. */
const send = async (call: FillCall): Promise<Response | undefined> => {
  const { provider, signal } = call;
  const { shape, path } = provider.fill ?? { shape: 'completions', path: 'completions' };
  const address = addressOf(path, call);
  if (!address)
    throw new ChatFailure({ kind: 'model-missing', what: t('it fills gaps at an address of its own only') });
  signal.throwIfAborted();
  try {
    return await postTo(address.href, call, bodies[shape](call));
  } catch (thrown) {
    if (!refusesGaps(thrown)) throw thrown;
    unfilled.set(nameOf(call), Date.now() + remembered);
    return undefined;
  }
};

/**
 * An address that is not there, or a sentence: Ollama "… does not support insert", llama.cpp "Infill is not supported by this
 * model" with 501, vLLM "suffix is not currently supported", llama.cpp's completions "Unsupported param: suffix".
 */
const refusesGaps = (thrown: unknown): boolean => {
  if (!(thrown instanceof APIError)) return false;
  const { status = 0, message } = thrown;
  if (status === 404 || status === 405 || status === 501) return true;
  return (status === 400 || status === 422) && /\b(?:suffix|insert|infill|fim|fill.in.the.middle)\b/i.test(message);
};

/** Milliseconds for which who fills no gaps is not asked again: a server may be given another model. */
const remembered = 600_000;

/** Until when, by address and model. */
const unfilled = new Map<string, number>();

const nameOf = ({ access, model }: FillCall): string => `${access.baseUrl}\n${model.id}`;

const fillsNone = (call: FillCall): boolean => (unfilled.get(nameOf(call)) ?? 0) > Date.now();

/** What a failure must not repeat is what was sent. */
const askedIn = ({ access, request, signal }: FillCall) => ({ access, request: asGap(request), signal });

const startOf = ({ provider }: FillCall, headers: Headers): ChatEvent => ({
  type: 'response-start',
  requestId: headers.get('x-request-id') ?? undefined,
  limits: limitsIn(headers, provider),
});

/** Said before anything can fail: a broken answer is billed as well. */
const usageIn = (answer: FillAnswer | undefined): readonly ChatEvent[] =>
  answer?.usage ? [{ type: 'usage', usage: answer.usage }] : [];
