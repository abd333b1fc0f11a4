import type { ChatEvent, Usage } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { finished } from './finished.ts';
import { isLoose } from './loose.ts';
import { restOfThinking, splitThinking, thinkTags, type Split, type ThinkTags } from './openai-chat-think.ts';
import { refused } from './refused.ts';
import { json, type Prediction } from './replicate-ask.ts';
import { saidIn } from './said.ts';
import type { StreamEvent } from './sse.ts';
import type { Call } from './wire.ts';

/** One answer as it comes. What it means is put into `events`. */
interface Answer {
  readonly call: Call;
  readonly events: ChatEvent[];
  readonly tags: ThinkTags;
  thinking: boolean;
  /** Characters of the output that were read already, where it is polled. */
  read: number;
  /** The stream said that the answer is complete. */
  done: boolean;
}

export const answerTo = (call: Call): Answer => ({
  call,
  events: [],
  tags: thinkTags(),
  thinking: false,
  read: 0,
  done: false,
});

export const isLast = ({ event }: StreamEvent): boolean => event === 'done';

/** Reads one event of the stream: `output` is text, `error` and `done` are JSON. Throws `ChatFailure`. */
export const takeEvent = (answer: Answer, { event, data }: StreamEvent): void => {
  if (event === 'output') say(answer, splitThinking(answer.tags, data));
  else if (event === 'error') throw failureIn(answer.call, json(data));
  else if (event === 'done') takeDone(answer, data);
  else if (event === undefined) throw failureIn(answer.call, objectIn(data));
};

/** `{}`, or `{"reason": "canceled"}` and `{"reason": "error"}` where the answer is not complete. */
const takeDone = (answer: Answer, data: string): void => {
  const value = json(data);
  const reason = isLoose<'reason'>(value) ? value.reason : undefined;
  if (typeof reason === 'string' && reason !== '')
    throw failureIn(answer.call, { detail: t('the prediction ended early ({0})', reason) });
  answer.done = true;
};

/** Only an error object comes without a name. */
const objectIn = (data: string): object => {
  const value = json(data);
  if (typeof value === 'object' && value !== null) return value;
  throw new ChatFailure({ kind: 'stream', what: t('a piece of the answer cannot be read') });
};

const failureIn = (call: Call, body: unknown): ChatFailure => refused(call, saidIn(body));

/** Reads how a polled prediction stands: what is new of its output. Throws `ChatFailure` where it failed. */
export const takePrediction = (answer: Answer, { output, status }: Prediction): void => {
  const text = Array.isArray(output) ? output.join('') : (output ?? '');
  say(answer, splitThinking(answer.tags, text.slice(answer.read)));
  answer.read = Math.max(answer.read, text.length);
  answer.done = status === 'succeeded';
};

/** Why a prediction gives no answer (any more); undefined while it may. */
export const failureOf = (call: Call, { error, status }: Prediction): ChatFailure | undefined => {
  if (status !== 'failed' && status !== 'canceled' && status !== 'aborted') return undefined;
  const said = saidIn(error);
  return refused(call, { ...said, text: said.text ?? t('the prediction was {0}', status) });
};

/** Open models put their reasoning between `<think>` and `</think>` at the head of the answer (DeepSeek R1). */
const say = (answer: Answer, { reasoning, text }: Split): void => {
  if (reasoning !== '') answer.events.push({ type: 'reasoning-delta', text: reasoning });
  answer.thinking ||= reasoning !== '';
  if (text === '') return;
  if (answer.thinking) answer.events.push({ type: 'reasoning-end' });
  answer.thinking = false;
  answer.events.push({ type: 'text-delta', text });
};

/** Closes the answer. `last` is how the prediction stood at the end, where it could be asked. */
export const closeAnswer = (answer: Answer, last: Prediction | undefined): void => {
  say(answer, restOfThinking(answer.tags));
  if (answer.thinking) answer.events.push({ type: 'reasoning-end' });
  const usage = last && usageOf(last);
  if (usage) answer.events.push({ type: 'usage', usage });
  const native = last?.status === 'succeeded' ? last.status : 'done';
  answer.events.push(finished(answer.call, { reason: 'stop', native, servedModel: last?.model }));
};

/** Only models that are priced by the token count them. */
const usageOf = ({ metrics }: Prediction): Usage | undefined => {
  const { input_token_count: input, output_token_count: output } = metrics ?? {};
  return input === undefined && output === undefined ? undefined : { input: input ?? 0, output: output ?? 0 };
};
