import type { ChatRequest, FinishReason, Message } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import type { Receipt } from '../core/receipt.ts';
import { RunFailure, type RunEvent } from '../core/run.ts';
import { streamedCode, type StreamedCode } from './answer.ts';
import { seamAfter, type Seam } from './seam.ts';

export interface Writing {
  /** The way through the house: `(request) => answer(house, { request, … }, signal)`. */
  readonly ask: (request: ChatRequest) => AsyncIterable<RunEvent>;
  readonly request: ChatRequest;
  /** That of `ask`. Nothing is asked again once it is aborted. */
  readonly signal: AbortSignal;
  /** VS Code's id of the language of the code: of several blocks the one in it is the answer. */
  readonly languageId?: string | undefined;
  /** The answer is no code but text: nothing is taken off it. */
  readonly prose?: boolean | undefined;
}

export type WriteEvent =
  /** The code, or prose, so far: all of it. */
  | { readonly type: 'code'; readonly text: string }
  /** The answer was cut off, and the rest is asked for. */
  | { readonly type: 'continued' }
  /** One for every request, so two where an answer was continued. */
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  /** The last event. `why` is a sentence where it is not complete. */
  | { readonly type: 'done'; readonly code: string; readonly complete: boolean; readonly why?: string | undefined };

/**
 * The code of an answer as it comes; one that was cut off is continued, once. Throws as `run` does while the first answer
 * comes. Where the rest fails, what is there is kept.
 */
export async function* written(writing: Writing): AsyncGenerator<WriteEvent> {
  const { ask, request, signal } = writing;
  const first = new Draft(writing);
  yield* first.read(ask(request));
  const seam = first.seam();
  if (signal.aborted) return yield first.done(t('The job was cancelled.'));
  if (first.isWhole || seam.kept === '') return yield first.done();
  yield { type: 'continued' };
  const second = new Draft(writing, seam);
  try {
    yield* second.read(ask(continuing(request, seam.kept)));
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    yield { type: 'receipt', receipt: error.receipt };
    return yield second.done(t('The answer was cut off, and its rest could not be had: {0}', error.message));
  }
  yield second.done();
}

/** Text as it is, with the ways of code. */
const streamedProse = (): StreamedCode => {
  let text = '';
  const fences = (): number => [...text.matchAll(/^[ \t]*(?:`{3,}|~{3,})/gm)].length;
  return {
    push: (delta) => (text += delta),
    isOpen: () => fences() % 2 === 1,
    end: () => ({ code: text.trim(), closed: fences() % 2 === 0 }),
  };
};

/** What one request makes of the answer. */
class Draft {
  readonly #writing: Writing;
  readonly #seam: Seam | undefined;
  readonly #code: StreamedCode;
  #text = '';
  #shown = '';
  reason: FinishReason | undefined;

  constructor(writing: Writing, seam?: Seam) {
    this.#writing = writing;
    this.#seam = seam;
    this.#code = writing.prose ? streamedProse() : streamedCode(writing.languageId);
    if (seam) this.#shown = this.#take(seam.kept);
  }

  async *read(events: AsyncIterable<RunEvent>): AsyncGenerator<WriteEvent> {
    for await (const event of events) {
      if (event.type === 'receipt') yield event;
      if (event.type === 'finish') this.reason = event.reason;
      if (event.type === 'text-delta') yield* this.#show(this.#seam?.push(event.text) ?? event.text);
    }
    if (this.#seam) yield* this.#show(this.#seam.end());
  }

  *#show(text: string): Generator<WriteEvent> {
    if (text === '') return;
    const shown = this.#take(text);
    if (shown === this.#shown) return;
    this.#shown = shown;
    yield { type: 'code', text: shown };
  }

  #take(text: string): string {
    this.#text += text;
    return this.#code.push(text);
  }

  /** Some providers say `stop` where they cut an answer off: an open block tells the truth. */
  get isWhole(): boolean {
    return this.reason === 'refusal' || (this.reason !== 'length' && this.#code.end().closed);
  }

  seam(): Seam {
    const isOpen = this.#code.isOpen();
    const isBare = !this.#writing.prose && !isOpen && !/^[ \t]*(?:`{3,}|~{3,})/m.test(this.#text);
    return seamAfter({ text: this.#text, isOpen, isBare });
  }

  done(problem?: string): WriteEvent {
    const { code } = this.#code.end();
    const why = problem ?? this.#problem(code);
    return { type: 'done', code, complete: why === undefined, ...(why !== undefined && { why }) };
  }

  #problem(code: string): string | undefined {
    if (this.reason === 'refusal') return t('The model refused to go on.');
    if (this.reason === 'length')
      return this.#seam ? tooLong : t('The model used up its length before the first word.');
    if (code !== '') return undefined;
    return this.#writing.prose ? t('The answer is empty.') : t('The answer has no code in it.');
  }
}

const tooLong = t('The answer is longer than the model may write, also in two parts.');

/** The same request with the answer so far in it: providers' caches know its beginning. */
const continuing = (request: ChatRequest, kept: string): ChatRequest => {
  const text = (content: string) => [{ type: 'text' as const, text: content }];
  const answer: readonly Message[] = kept === '' ? [] : [{ role: 'assistant', content: text(kept) }];
  return { ...request, messages: [...request.messages, ...answer, { role: 'user', content: text(goOn) }] };
};

const goOn =
  'Your answer was cut off at its length limit. Go on exactly where it broke off, with the very next character. ' +
  'Repeat nothing, open no new code block, and say nothing about it. Where a code block is open, close it at its end.';
