import { setTimeout as pause } from 'node:timers/promises';
import type { ChatEvent } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { answerTo, closeAnswer, failureOf, isLast, takeEvent, takePrediction } from './replicate-answer.ts';
import { cancel, create, isOwn, isTrusted, listen, look, type Prediction } from './replicate-ask.ts';
import { readEvents } from './sse.ts';
import type { Call, Wire } from './wire.ts';

/**
 * Replicate's predictions: one is created, listened to, and looked at once more for its tokens. Replicate has no SDK that
 * leaves headers and redirects to us, and its API is four plain requests.
 */
export const stream: Wire<'replicate'> = async function* (call) {
  let prediction: Prediction | undefined;
  let isOver = false;
  try {
    call.signal.throwIfAborted();
    prediction = await create(call);
    yield { type: 'response-start' };
    const events = isTrusted(prediction.urls?.stream, call)
      ? heard(call, prediction, prediction.urls.stream)
      : polled(call, prediction);
    for await (const event of events) {
      isOver ||= event.type === 'finish';
      yield event;
    }
  } catch (error) {
    if (call.signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    throw error;
  } finally {
    // Also where the listener left in the middle: what is not stopped is billed.
    if (prediction && !isOver) cancel(call, prediction);
  }
};

async function* heard(call: Call<'replicate'>, created: Prediction, url: string): AsyncGenerator<ChatEvent> {
  const answer = answerTo(call);
  for await (const event of readEvents(await listen(call, url), call.onAlive, isLast)) {
    takeEvent(answer, event);
    yield* answer.events.splice(0);
  }
  if (!answer.done) throw new ChatFailure({ kind: 'stream', what: t('the answer ended before it was complete') });
  const last = await lastLook(call, created);
  const failure = last && failureOf(call, last);
  if (failure) throw failure;
  closeAnswer(answer, last);
  yield* answer.events;
}

/** Milliseconds a complete answer waits for its token counts. */
const patience = 5_000;

/** The tokens are worth one question, not the answer: whoever cannot be asked leaves them to be estimated. */
const lastLook = async (call: Call<'replicate'>, { urls, model }: Prediction): Promise<Prediction | undefined> => {
  if (!isOwn(urls?.get, call)) return undefined;
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(patience)]);
  try {
    const last = await look({ ...call, signal }, urls.get);
    return { ...last, model: last.model ?? model };
  } catch (error) {
    if (call.signal.aborted) throw error;
    return undefined;
  }
};

/** Milliseconds between two looks at a prediction that cannot be listened to: at first, how much longer each time, at most. */
const firstPause = 500;
const growth = 1.5;
const longestPause = 5_000;

async function* polled(call: Call<'replicate'>, created: Prediction): AsyncGenerator<ChatEvent> {
  const answer = answerTo(call);
  let last = created;
  for (let wait = firstPause; ; wait = Math.min(longestPause, wait * growth)) {
    const failure = failureOf(call, last);
    if (failure) throw failure;
    takePrediction(answer, last);
    yield* answer.events.splice(0);
    if (answer.done) break;
    const { urls } = last;
    if (!isOwn(urls?.get, call))
      throw new ChatFailure({ kind: 'stream', what: t('it names no address of its own where the answer can be read') });
    await pause(wait, undefined, { signal: call.signal });
    last = await look(call, urls.get);
  }
  closeAnswer(answer, last);
  yield* answer.events;
}
