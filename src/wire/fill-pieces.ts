import type { FinishReason } from '../core/chat.ts';
import type { Filling } from '../core/fill.ts';
import { say, type FillAnswer } from './fill-answer.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import { broken, reasons } from './openai-chat-answer.ts';
import { isRefusal } from './openai-chat-refusal.ts';
import { usageOf } from './openai-chat-usage.ts';
import { refusalOf } from './openai-refusal.ts';
import { garbled, pieceIn } from './piece.ts';
import { saidIn } from './said.ts';

/** How an answer of one shape is read. */
interface Pieces {
  /** An event stream, or one JSON value a line. */
  readonly shape: 'events' | 'lines';
  /** Throws `ChatFailure` where the piece is an error, or nothing that can be read. */
  readonly read: (answer: FillAnswer, data: string) => void;
  /** Nothing comes after it; asked once the piece was read. */
  readonly isLast: (data: string, answer: FillAnswer) => boolean;
}

const isDone = (data: string): boolean => data.startsWith('[DONE]');

const isFinished = (_: string, { finish }: FillAnswer): boolean => finish !== undefined;

type Chunk = 'model' | 'choices' | 'usage' | 'error' | 'errors' | 'base_resp' | 'object' | 'message' | 'detail';

/** `text`, or as Mistral and some compatible servers write it, the `delta` of a chat. */
const readChoices = (answer: FillAnswer, data: string): void => {
  const chunk = chunkIn<Chunk>(data);
  if (!chunk) return;
  if (isRefusal(chunk)) throw refused(answer, chunk);
  answer.model = textOf(chunk.model) ?? answer.model;
  const { call, headers } = answer;
  if (chunk.usage) answer.usage = usageOf(chunk.usage, call.provider, headers) ?? answer.usage;
  const choice: unknown = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined;
  if (!isLoose<'text' | 'delta' | 'message' | 'finish_reason'>(choice)) return;
  say(answer, textOf(choice.text) ?? contentOf(choice.delta ?? choice.message));
  const native = textOf(choice.finish_reason);
  if (native === undefined) return;
  if (broken.has(native)) throw refusalOf(call, { code: native });
  answer.finish = { native, reason: reasons.get(native) ?? 'other' };
};

/** A text, or parts of which some are. */
const contentOf = (holder: unknown): string => {
  const content = isLoose<'content'>(holder) ? holder.content : undefined;
  if (!Array.isArray(content)) return textOf(content) ?? '';
  return content.map((part: unknown) => (isLoose<'text'>(part) ? (textOf(part.text) ?? '') : '')).join('');
};

type Generated = 'model' | 'response' | 'done' | 'done_reason' | 'prompt_eval_count' | 'eval_count' | 'error';

const readOllama = (answer: FillAnswer, data: string): void => {
  const chunk = chunkIn<Generated>(data);
  if (!chunk) return;
  if (chunk.error !== undefined) throw refused(answer, chunk);
  answer.model = textOf(chunk.model) ?? answer.model;
  say(answer, textOf(chunk.response) ?? '');
  if (chunk.done !== true) return;
  counted(answer, chunk.prompt_eval_count, chunk.eval_count);
  const native = textOf(chunk.done_reason) ?? 'stop';
  answer.finish = { native, reason: reasons.get(native) ?? 'other' };
};

type Infilled =
  | 'model'
  | 'content'
  | 'stop'
  | 'stop_type'
  | 'stopped_limit'
  | 'tokens_evaluated'
  | 'tokens_predicted'
  | 'error';

/** Older servers say `stopped_limit` instead of a `stop_type`. */
const readLlama = (answer: FillAnswer, data: string): void => {
  const chunk = chunkIn<Infilled>(data);
  if (!chunk) return;
  if (chunk.error !== undefined) throw refused(answer, chunk);
  answer.model = textOf(chunk.model) ?? answer.model;
  say(answer, textOf(chunk.content) ?? '');
  counted(answer, chunk.tokens_evaluated, chunk.tokens_predicted);
  if (chunk.stop !== true) return;
  const native = textOf(chunk.stop_type) ?? (chunk.stopped_limit === true ? 'limit' : 'eos');
  answer.finish = { native, reason: stopTypes.get(native) ?? 'other' };
};

const stopTypes = new Map<string, FinishReason>([
  ['eos', 'stop'],
  ['word', 'stop'],
  ['limit', 'length'],
]);

/** Undefined for what only keeps the connection alive. */
const chunkIn = <Names extends string>(data: string): Loose<Names> | undefined => {
  if (data.trim() === '' || isDone(data)) return undefined;
  const chunk = pieceIn(data);
  if (!isLoose<Names>(chunk)) throw garbled();
  return chunk;
};

const refused = ({ call, headers }: FillAnswer, chunk: object) => refusalOf(call, { ...saidIn(chunk), headers });

/** Half of the numbers are none. */
const counted = (answer: FillAnswer, input: unknown, output: unknown): void => {
  if (isCount(input) && isCount(output)) answer.usage = { input, output };
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const choices: Pieces = { shape: 'events', read: readChoices, isLast: isDone };

export const pieces: { readonly [S in Filling['shape']]: Pieces } = {
  completions: choices,
  mistral: choices,
  ollama: { shape: 'lines', read: readOllama, isLast: isFinished },
  llamacpp: { shape: 'events', read: readLlama, isLast: isFinished },
};
