import { APIConnectionError, APIError } from '@anthropic-ai/sdk';
import type { ChatEvent } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import type { RateLimitHeader } from '../core/provider.ts';
import { closeAnswer, isEnded, newAnswer, takeEvent } from './anthropic-messages-answer.ts';
import { clientOf } from './anthropic-messages-client.ts';
import { bodyOf } from './anthropic-messages-request.ts';
import { limitsIn } from './rate-limits.ts';
import { refused } from './refused.ts';
import { readEvents } from './sse.ts';
import { unreachable } from './unreachable.ts';
import type { Call, Wire } from './wire.ts';

const usualLimits: readonly RateLimitHeader[] = (['requests', 'tokens'] as const).map((counts) => ({
  header: `anthropic-ratelimit-${counts}-remaining`,
  reset: `anthropic-ratelimit-${counts}-reset`,
  counts,
  per: 'minute',
}));

/**
 * Anthropic's Messages API. The SDK asks and we read the stream: its own ends quietly where a connection does, and it
 * tells nobody of pings.
 */
export const stream: Wire<'anthropic-messages'> = async function* (call) {
  const events: ChatEvent[] = [];
  const answer = newAnswer(call, events);
  try {
    const response = await ask(call);
    const requestId = response.headers.get('request-id') ?? undefined;
    yield { type: 'response-start', requestId, limits: limitsIn(response.headers, call.provider, usualLimits) };
    for await (const { data } of readEvents(response, call.onAlive, () => answer.complete)) {
      takeEvent(answer, data);
      for (const event of events) yield event;
      events.length = 0;
    }
  } catch (error) {
    // A connection that breaks after the answer's last word breaks nothing.
    if (call.signal.aborted || !isEnded(answer)) throw failureOf(error, call);
  }
  const failure = closeAnswer(answer);
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

const send = (call: Call<'anthropic-messages'>, keepThinking: boolean): Promise<Response> =>
  clientOf(call).messages.create(bodyOf(call, keepThinking), { signal: call.signal }).asResponse();

/** "`thinking` or `redacted_thinking` blocks … cannot be modified", "Invalid `signature` in `thinking` block". */
const refusesThinking = (error: unknown): boolean =>
  error instanceof APIError && error.status === 400 && /\bthinking\b.*\bblock|\bsignature\b/is.test(error.message);

const holdsThinking = ({ request, provider }: Call): boolean =>
  request.messages.some(
    ({ role, content }) =>
      role === 'assistant' && content.some((part) => part.type === 'reasoning' && part.seal?.provider === provider.id),
  );

const failureOf = (thrown: unknown, call: Call): unknown => {
  if (call.signal.aborted) return new ChatFailure({ kind: 'aborted', what: clauses.aborted });
  if (thrown instanceof APIConnectionError || !URL.canParse(call.access.baseUrl))
    return unreachable(thrown, call.access);
  if (!(thrown instanceof APIError)) return thrown;
  const { headers } = thrown;
  // The SDK's error is not kept as the cause: it holds the body, which may quote the key and the prompt.
  return refused(call, {
    status: thrown.status,
    // Spend limits come as `rate_limit_error`, and no waiting helps.
    code: thrown.errorCode?.includes('spend_limit') ? 'enforced_spend_limit' : (thrown.type ?? undefined),
    text: thrown.apiMessage ?? thrown.message.replace(/^\d{3} /, ''),
    header: (name) => headers?.get(name) ?? null,
    requestId: thrown.requestID ?? undefined,
  });
};
