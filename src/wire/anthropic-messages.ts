import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { ChatEvent, RateLimits } from '../core/chat.ts';
import { classify, clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { answerOf } from './anthropic-messages-answer.ts';
import { clientOf } from './anthropic-messages-client.ts';
import { bodyOf } from './anthropic-messages-request.ts';
import { readEvents } from './sse.ts';
import type { Call, Wire } from './wire.ts';

/**
 * Anthropic's Messages API. The SDK asks and we read the stream: its own ends quietly where a connection does, and it
 * tells nobody of pings.
 */
export const stream: Wire<'anthropic-messages'> = async function* (call) {
  const events: ChatEvent[] = [];
  const answer = answerOf(call, events);
  try {
    const response = await ask(call);
    yield { type: 'response-start', requestId: response.headers.get('request-id') ?? undefined, limits: limits(response) };
    for await (const { data } of readEvents(response, call.onAlive)) {
      answer.take(data);
      for (const event of events) yield event;
      events.length = 0;
      if (answer.isComplete()) break;
    }
  } catch (error) {
    // A connection that breaks after the answer's last word breaks nothing.
    if (call.signal.aborted || !answer.isEnded()) throw failureOf(error, call);
  }
  const failure = answer.close();
  for (const event of events) yield event;
  if (failure) throw failure;
};

const ask = async (call: Call<'anthropic-messages'>): Promise<Response> => {
  try {
    return await send(call, true);
  } catch (error) {
    if (!refusesThinking(error) || !holdsThinking(call)) throw error;
    // A host that shortens its history breaks the thinking in it, and would get the same 400 for ever.
    return send(call, false);
  }
};

const send = async (call: Call<'anthropic-messages'>, keepThinking: boolean): Promise<Response> => {
  const body = bodyOf(call, keepThinking);
  try {
    return await clientOf(call).messages.create(body, { signal: call.signal }).asResponse();
  } catch (error) {
    if (error instanceof APIError || call.signal.aborted) throw error;
    // What `fetch` says of a header it cannot send quotes the header, which may be the key: no cause.
    throw new ChatFailure({ kind: 'key', what: 'the key or a header holds a character that cannot be sent' });
  }
};

/** "`thinking` or `redacted_thinking` blocks … cannot be modified", "Invalid `signature` in `thinking` block". */
const refusesThinking = (error: unknown): boolean =>
  error instanceof APIError && error.status === 400 && /\bthinking\b.*\bblock|\bsignature\b/is.test(error.message);

const holdsThinking = ({ request }: Call): boolean =>
  request.messages.some(({ role, content }) => role === 'assistant' && content.some(({ type }) => type === 'reasoning'));

const failureOf = (error: unknown, call: Call): unknown => {
  if (call.signal.aborted) return new ChatFailure({ kind: 'aborted', what: clauses.aborted, cause: error });
  if (error instanceof APIConnectionError) return unreachable(error);
  if (!(error instanceof APIError)) return error;
  const headers = error.headers;
  return classify({
    status: error.status,
    code: error.errorCode?.includes('spend_limit') ? 'enforced_spend_limit' : (error.type ?? undefined),
    text: error.apiMessage ?? error.message.replace(/^\d{3} /, ''),
    header: (name) => headers?.get(name) ?? null,
    requestId: error.requestID ?? undefined,
    secrets: Object.values(call.access.secrets),
    cause: error,
  });
};

const unreachable = (error: APIConnectionError): ChatFailure => {
  const cause = error.cause instanceof Error ? error.cause.cause : undefined;
  const isRedirect = cause instanceof Error && cause.message === 'unexpected redirect';
  return new ChatFailure({
    kind: 'network',
    what: isRedirect ? 'it redirects elsewhere, where the key must not go' : clauses.network,
    cause: error,
  });
};

const limits = ({ headers }: Response): RateLimits | undefined => {
  const requestsLeft = count(headers.get('anthropic-ratelimit-requests-remaining'));
  const tokensLeft = count(headers.get('anthropic-ratelimit-tokens-remaining'));
  return requestsLeft === undefined && tokensLeft === undefined ? undefined : { requestsLeft, tokensLeft };
};

const count = (text: string | null): number | undefined => (text !== null && /^\d+$/.test(text) ? Number(text) : undefined);
