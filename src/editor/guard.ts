import type { ChatRequest } from '../core/chat.ts';
import { conversationOf } from '../core/conversations.ts';
import { t } from '../core/l10n.ts';
import { RunFailure, type RunEvent } from '../core/run.ts';
import { type Task, taskOf } from '../core/task.ts';
import { virtualOf } from '../core/virtual.ts';
import { type Found, foundWords, masker, type MaskOptions } from '../guard/mask.ts';
import { each, withTexts } from '../guard/request.ts';
import type { Asking, Embedding, House } from './answer.ts';
import { stoppedText } from './guard-cuts.ts';
import { Decisions, type AskGuard } from './guard-decisions.ts';
import type { Looks } from './guard-looks.ts';
import type { GuardMode } from './guard-modes.ts';
import { listed } from './guard-words.ts';
import type { Answering } from './kept-answers.ts';
import { ownCallers } from './own-callers.ts';

export interface GuardParts {
  /** The person's setting, asked for by every request. */
  readonly mode: () => GuardMode;
  /** A promise where something has to be read first. */
  readonly looks: () => Looks | Promise<Looks>;
  readonly ask: AskGuard;
}

/** Callers that ask in the background, where a question would come out of nothing: theirs is masked. */
const unasked: ReadonlySet<string> = new Set([ownCallers.completions, ownCallers.search]);

/** A way through the house for what may leave it. */
export interface Guarded extends Answering {
  /** The same for what goes another way: a request as it may be sent. Throws as `answer` does where nothing may be. */
  readonly checked: (house: House, asking: Asking, signal: AbortSignal) => Promise<Asking>;
}

/**
 * The same way through the house for requests without secrets. The person's own keys never leave as they are, whatever the
 * setting; other secrets are masked, asked about or a reason to stop. A request that holds none goes on untouched. Throws
 * `RunFailure` where nothing is sent, and as the way does.
 */
export const guarded = (answering: Answering, parts: GuardParts): Guarded => {
  const decisions = new Decisions(parts.ask);
  return {
    answer: (house, asking, signal) => {
      const mode = parts.mode();
      const looks = parts.looks();
      if (looks instanceof Promise || !isClean(asking.request, { mode, looks }))
        return answerGuarded(answering, asking, { house, mode, looks, decisions, signal });
      return answering.answer(house, asking, signal);
    },
    checked: async (house, asking, signal) =>
      askingSent(asking, { house, mode: parts.mode(), looks: await parts.looks(), decisions, signal }),
    embeddings: async (house, embedding, signal) => {
      const guard = { house, mode: parts.mode(), looks: await parts.looks(), decisions, signal };
      return answering.embeddings(house, await embeddingSent(embedding, guard), signal);
    },
  };
};

/** One request at the guard. */
interface Guard {
  readonly house: House;
  readonly mode: GuardMode;
  readonly looks: Looks;
  readonly decisions: Decisions;
  readonly signal: AbortSignal;
}

/** Who wants nothing sent that holds a secret wants nothing sent of which nobody can tell. */
const isBlind = ({ mode, looks }: Pick<Guard, 'mode' | 'looks'>): boolean => mode === 'stop' && !looks.isWhole;

const isClean = (request: ChatRequest, guard: Pick<Guard, 'mode' | 'looks'>): boolean =>
  !isBlind(guard) && maskedChat(request, guard).content === request;

async function* answerGuarded(
  answering: Answering,
  asking: Asking,
  { looks, ...rest }: Omit<Guard, 'looks'> & { readonly looks: Looks | Promise<Looks> },
): AsyncGenerator<RunEvent> {
  const guard = { ...rest, looks: await looks };
  yield* answering.answer(guard.house, await askingSent(asking, guard), guard.signal);
}

/** What is sent in the place of a request, and what was masked in it. */
interface Masked<T> {
  readonly content: T;
  readonly found: readonly Found[];
}

const lookIn = ({ mode, looks }: Pick<Guard, 'mode' | 'looks'>) => (mode === 'off' ? looks.own : looks.all);

const maskedChat = (
  request: ChatRequest,
  guard: Pick<Guard, 'mode' | 'looks'>,
  options?: MaskOptions,
): Masked<ChatRequest> => {
  const { mask, found } = masker(lookIn(guard), options);
  const mayStay = (seal: string): boolean => guard.looks.own(seal).length === 0;
  return { content: withTexts(request, { text: mask, mayStay }), found: found() };
};

const maskedTexts = (
  texts: readonly string[],
  guard: Pick<Guard, 'mode' | 'looks'>,
  options?: MaskOptions,
): Masked<readonly string[]> => {
  const { mask, found } = masker(lookIn(guard), options);
  return { content: each(texts, mask), found: found() };
};

const askingSent = async (asking: Asking, guard: Guard): Promise<Asking> => {
  const { request, caller } = asking;
  const about: About = {
    caller,
    conversation: `chat ${caller} ${conversationOf(request)}`,
    task: asking.task ?? taskOf({ ...asking, fixed: virtualOf(asking.pick)?.task }).task,
  };
  const { content, found } = await sent((options) => maskedChat(request, guard, options), about, guard);
  return content === request ? asking : { ...asking, request: content, masked: wordsOf(asking, found) };
};

const embeddingSent = async (embedding: Embedding, guard: Guard): Promise<Embedding> => {
  const { texts, caller } = embedding;
  const about: About = { caller, conversation: `texts ${caller}`, task: 'embedding' };
  const { content, found } = await sent((options) => maskedTexts(texts, guard, options), about, guard);
  return content === texts ? embedding : { ...embedding, texts: content, masked: wordsOf(embedding, found) };
};

const wordsOf = ({ masked = [] }: Pick<Asking, 'masked'>, found: readonly Found[]): readonly string[] => [
  ...masked,
  ...foundWords(found),
];

/** Who asks, and for what. */
interface About {
  readonly caller: string;
  readonly conversation: string;
  readonly task: Task;
}

const sent = async <T>(mask: (options?: MaskOptions) => Masked<T>, about: About, guard: Guard): Promise<Masked<T>> => {
  if (isBlind(guard)) throw nothingSent(unread(), about, guard);
  const masked = mask();
  const { found } = masked;
  if (found.length === 0 || guard.mode === 'mask' || guard.mode === 'off') return masked;
  if (guard.mode === 'stop') throw nothingSent(stoppedText(foundWords(found)), about, guard);
  // The editor's own small questions hold what the chat they belong to holds, and are asked beside it.
  if (unasked.has(about.caller) || about.task === 'utility') return masked;
  const decided = await unlessAborted(guard.decisions.decide(about, found, guard.signal), guard.signal);
  // What is aborted is sent by nobody, and ends as everything that is.
  if (decided === 'aborted') return masked;
  if (!decided) throw nothingSent(refused(found), about, guard);
  const open = new Set([...decided].flatMap(([{ secret }, decision]) => (decision === 'send' ? [secret] : [])));
  return mask({ isMeant: (secret, { isOwn }) => isOwn || !open.has(secret) });
};

const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T | 'aborted'> =>
  new Promise((resolve, reject) => {
    const stop = (): void => resolve('aborted');
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });

const unread = (): string =>
  t(
    'Keyway sent nothing: your keychain does not give your keys, so that nobody can tell whether this request holds one. Unlock it and try again in a minute, or set “keyway.secretGuard” to mask.',
  );

const refused = (found: readonly Found[]): string =>
  t('Keyway sent nothing, as you chose: this request holds {0}.', listed(foundWords(found)));

/** Nobody was asked and nothing is billed, so the receipt that belongs to it is filed nowhere. */
const nothingSent = (message: string, { task }: About, { house }: Guard): RunFailure =>
  new RunFailure(message, {
    receipt: { requestId: house.newId(), task, skipped: [], cost: { usd: 0, from: 'estimated' }, totalMs: 0 },
    partial: false,
  });
