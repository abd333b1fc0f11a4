import { ConverseStreamCommand, type ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { ChatEvent } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { closeAnswer, isComplete, isEnded, newAnswer, takeEvent } from './bedrock-answer.ts';
import { clientOf } from './bedrock-client.ts';
import { refusalOf } from './bedrock-refusal.ts';
import { requestOf } from './bedrock-request.ts';
import type { Exchange } from './bedrock-transport.ts';
import { unreachable } from './unreachable.ts';
import type { Call, Wire } from './wire.ts';

type Asking = Call<'bedrock-converse'>;

/** Milliseconds for the end of a body behind its last frame: a connection that was read to its end is used again. */
const patience = 200;

/** Amazon Bedrock's Converse API: written, signed and taken out of its frames by the SDK, carried by `fetch`. */
export const stream: Wire<'bedrock-converse'> = async function* (call) {
  const events: ChatEvent[] = [];
  const answer = newAnswer(call, events);
  // The SDK does not close the connection of a stream that is left.
  const leaving = new AbortController();
  const signal = AbortSignal.any([call.signal, leaving.signal]);
  let end: NodeJS.Timeout | undefined;
  const exchange: Exchange = { asker: call, signal, onAlive: call.onAlive, reads: 'frames' };
  try {
    const frames = await ask(call, exchange);
    yield { type: 'response-start', requestId: exchange.headers?.get('x-amzn-requestid') ?? undefined };
    for await (const event of frames) {
      takeEvent(answer, event);
      for (const each of events) yield each;
      events.length = 0;
      if (isComplete(answer)) end ??= setTimeout(() => leaving.abort(), patience);
    }
  } catch (error) {
    // A connection that breaks after the answer's last word breaks nothing.
    if (call.signal.aborted || !isEnded(answer)) throw failureOf(error, exchange, call);
  } finally {
    clearTimeout(end);
    leaving.abort();
  }
  const failure = closeAnswer(answer);
  for (const event of events) yield event;
  if (failure) throw failure;
};

const ask = async (call: Asking, exchange: Exchange): Promise<AsyncIterable<ConverseStreamOutput>> => {
  call.signal.throwIfAborted();
  try {
    return await send(call, exchange, true);
  } catch (error) {
    if (!refusesThinking(exchange) || !holdsThinking(call)) throw error;
    // A host that shortens its history breaks the thinking in it, and would get the same 400 for ever.
    delete exchange.failure;
    return send(call, exchange, false);
  }
};

const send = async (
  call: Asking,
  exchange: Exchange,
  keepThinking: boolean,
): Promise<AsyncIterable<ConverseStreamOutput>> => {
  const { stream: frames } = await clientOf(exchange).send(new ConverseStreamCommand(requestOf(call, keepThinking)));
  if (frames) return frames;
  throw new ChatFailure({ kind: 'stream', what: clauses.stream });
};

/** "`thinking` or `redacted_thinking` blocks … cannot be modified", "Invalid `signature` in `thinking` block". */
const refusesThinking = ({ failure }: Exchange): boolean =>
  failure?.status === 400 && /\bthinking\b.*\bblock|\bsignature\b/is.test(failure.message);

const holdsThinking = ({ request, provider }: Asking): boolean =>
  request.messages.some(
    ({ role, content }) =>
      role === 'assistant' && content.some((part) => part.type === 'reasoning' && part.seal?.provider === provider.id),
  );

/** Nothing of the SDK's errors is kept: they hold the response, and the request with it. */
const failureOf = (thrown: unknown, { failure, headers }: Exchange, call: Asking): unknown => {
  if (call.signal.aborted) return new ChatFailure({ kind: 'aborted', what: clauses.aborted });
  if (failure) return failure;
  if (thrown instanceof ChatFailure) return thrown;
  if (!URL.canParse(call.access.baseUrl)) return unreachable(undefined, call.access);
  if (headers === undefined) return thrown;
  return (
    exceptionIn(thrown, call) ?? new ChatFailure({ kind: 'stream', what: t('a part of the answer could not be read') })
  );
};

/** Errors of a connection that broke, a frame whose checksum is wrong, JSON that is none. */
const ours = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AbortError']);

/** The refusal in a frame: an exception that the SDK knows, or any other under the name that the frame gave it. */
const exceptionIn = (thrown: unknown, call: Asking): ChatFailure | undefined => {
  if (!(thrown instanceof Error) || ours.has(thrown.name)) return undefined;
  // `modelStreamErrorException` tells what the model itself answered.
  const { originalStatusCode, originalMessage } = thrown as { originalStatusCode?: unknown; originalMessage?: unknown };
  const isTelling = typeof originalStatusCode === 'number' && (originalStatusCode === 429 || originalStatusCode >= 500);
  const text = typeof originalMessage === 'string' ? `${thrown.message} ${originalMessage}` : thrown.message;
  return refusalOf(call, { name: thrown.name, text, status: isTelling ? originalStatusCode : undefined });
};
