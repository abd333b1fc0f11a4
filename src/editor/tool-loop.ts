import type { AssistantMessage, ChatRequest, Message, TextPart, ToolCallPart, ToolResultPart } from '../core/chat.ts';
import { money } from '../core/cost.ts';
import { count } from '../core/count.ts';
import { t } from '../core/l10n.ts';
import type { Receipt } from '../core/receipt.ts';
import type { RunEvent } from '../core/run.ts';

/** What one prompt may come to, however often a model calls tools. Budgets hold beside it, for each round. */
export interface LoopLimits {
  /** Requests. */
  readonly rounds: number;
  /** Calls of tools, failed ones included. */
  readonly calls: number;
  /** Tokens in and out of all rounds that reported any. */
  readonly tokens: number;
  /** US dollars of all rounds whose cost is known. */
  readonly usd: number;
}

const usualLimits: LoopLimits = { rounds: 12, calls: 40, tokens: 1_000_000, usd: 2 };

export interface Looping {
  /** With the tools that the model may call. */
  readonly request: ChatRequest;
  /** The way through the house. */
  readonly ask: (request: ChatRequest) => AsyncIterable<RunEvent>;
  /** Calls a tool of the request. What it throws goes to the model as an error of the tool. */
  readonly call: (call: ToolCallPart) => Promise<ToolResultPart>;
  /** That of `ask`. Nothing is called or asked any more once it is aborted. */
  readonly signal: AbortSignal;
  readonly limits?: LoopLimits | undefined;
}

export type LoopEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  /** A tool is about to be called. */
  | { readonly type: 'tool-call'; readonly call: ToolCallPart }
  /** One for every round. */
  | { readonly type: 'receipt'; readonly receipt: Receipt }
  /** The last event, where the model still wanted tools and had been told that there are no more. A sentence. */
  | { readonly type: 'stopped'; readonly why: string };

/**
 * Asks, calls the tools that the answer asks for, and asks again with what they gave, until an answer needs none or a limit
 * is reached: then one more answer is asked for, without more tools. Ends quietly where it is aborted between two requests;
 * throws as `ask` does.
 */
export async function* looped(looping: Looping): AsyncGenerator<LoopEvent> {
  const { ask, signal, limits = usualLimits } = looping;
  const spent = new Spent(limits);
  let { request } = looping;
  let reached = spent.reached();
  for (;;) {
    const turn = new Turn();
    for await (const event of ask(request)) {
      turn.take(event);
      if (event.type === 'receipt') spent.add(event.receipt);
      if (event.type === 'text-delta' || event.type === 'receipt') yield event;
    }
    const { content, calls } = turn.end();
    if (calls.length === 0 || signal.aborted) return;
    if (reached !== undefined) return yield { type: 'stopped', why: reached };
    const results = yield* called(calls, looping, spent);
    if (signal.aborted) return;
    reached = spent.reached();
    const answers = reached === undefined ? results : [...results, noMore];
    const messages: readonly Message[] = [
      { role: 'assistant', content },
      { role: 'user', content: answers },
    ];
    request = { ...request, messages: [...request.messages, ...messages] };
  }
}

const noMore: TextPart = {
  type: 'text',
  text: 'No more tools can be called for this prompt. Answer with what you know now, and say what is missing.',
};

/** One after the other: a tool may ask the person, and the next may depend on what it did. */
async function* called(
  calls: readonly ToolCallPart[],
  looping: Looping,
  spent: Spent,
): AsyncGenerator<LoopEvent, readonly ToolResultPart[]> {
  const known = new Set(looping.request.tools.map(({ name }) => name));
  const results: ToolResultPart[] = [];
  for (const call of calls) {
    if (looping.signal.aborted) break;
    if (!spent.takeCall()) results.push(failed(call, 'it was not run: too many calls for one prompt'));
    else if (!known.has(call.name)) results.push(failed(call, 'there is no tool of this name'));
    else {
      yield { type: 'tool-call', call };
      results.push(await resultOf(call, looping));
    }
  }
  return results;
}

/** An error of the tool is for the model to read: it may try another way. */
const resultOf = async (call: ToolCallPart, { call: invoke, signal }: Looping): Promise<ToolResultPart> => {
  let stop = (): void => undefined;
  // Tools of others need not listen to a signal.
  const stopped = new Promise<ToolResultPart>((resolve) => {
    stop = () => resolve(failed(call, 'the person stopped it'));
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([invoke(call), stopped]);
  } catch (error) {
    return failed(call, error instanceof Error ? error.message : 'it said nothing of why');
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

const failed = ({ id }: ToolCallPart, why: string): ToolResultPart => ({
  type: 'tool-result',
  id,
  content: [{ type: 'text', text: `The tool failed: ${why}` }],
  isError: true,
});

/** One answer as the model gets it back: its reasoning, words and calls in the order in which they came. */
class Turn {
  readonly #content: AssistantMessage['content'][number][] = [];
  #text = '';
  #reasoning = '';

  take(event: RunEvent): void {
    if (event.type === 'text-delta') this.#text += event.text;
    else if (event.type === 'reasoning-delta') this.#reasoning += event.text;
    else if (event.type === 'reasoning-end') {
      this.#push({ type: 'reasoning', text: this.#reasoning, seal: event.seal });
      this.#reasoning = '';
    } else if (event.type === 'tool-call') {
      const { id, name, input, seal } = event;
      this.#push({ type: 'tool-call', id, name, input, seal });
    }
  }

  end(): { readonly content: AssistantMessage['content']; readonly calls: readonly ToolCallPart[] } {
    this.#push();
    return { content: this.#content, calls: this.#content.filter((part) => part.type === 'tool-call') };
  }

  #push(...parts: AssistantMessage['content']): void {
    if (this.#text !== '') this.#content.push({ type: 'text', text: this.#text });
    this.#text = '';
    this.#content.push(...parts);
  }
}

/** What all rounds came to so far. */
class Spent {
  readonly #limits: LoopLimits;
  #rounds = 0;
  #calls = 0;
  #tokens = 0;
  #usd = 0;

  constructor(limits: LoopLimits) {
    this.#limits = limits;
  }

  add({ usage, cost }: Receipt): void {
    this.#rounds += 1;
    this.#tokens += (usage?.input ?? 0) + (usage?.output ?? 0);
    if (cost.from !== 'unknown') this.#usd += cost.usd;
  }

  takeCall(): boolean {
    if (this.#calls >= this.#limits.calls) return false;
    this.#calls += 1;
    return true;
  }

  /** That there has been enough, in a sentence for the person: the next request is the last one. */
  reached(): string | undefined {
    const { rounds, calls, tokens, usd } = this.#limits;
    if (this.#rounds + 1 >= rounds)
      return t(
        'Stopped after {0} requests for one prompt: the model still wanted tools. Ask for less at a time.',
        count.format(rounds),
      );
    if (this.#calls >= calls)
      return t(
        'Stopped after {0} calls of tools: the model still wanted tools. Ask for less at a time.',
        count.format(calls),
      );
    if (this.#tokens >= tokens)
      return t(
        'Stopped after {0} tokens for one prompt: the model still wanted tools. Ask for less at a time.',
        count.format(this.#tokens),
      );
    if (this.#usd < usd) return undefined;
    return t(
      'Stopped after {0} for one prompt: the model still wanted tools. Ask for less at a time.',
      money(this.#usd),
    );
  }
}
