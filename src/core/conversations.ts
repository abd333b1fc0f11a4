import type { ChatRequest, Message, Usage } from './chat.ts';
import { cacheLife, leastCached, type Incumbent } from './expect.ts';
import { keepNewest } from './newest.ts';
import type { Route } from './plan.ts';

/** Who answered one turn of a conversation, and what it took. */
export interface Answered {
  readonly route: Route;
  /** Absent: not reported. Who answered is remembered then, and nothing is known about the cache. */
  readonly usage?: Usage | undefined;
  /** The prompt as it was counted locally, where it was. */
  readonly promptTokens?: number | undefined;
}

/** Conversations that are remembered: those of a long day; the one not answered for the longest is forgotten first. */
const kept = 500;

/**
 * Remembers who answered each conversation last. In memory only: a cache at a provider does not outlive a restart by much.
 * Neither words nor ids are kept, only numbers made from them.
 */
export class Conversations {
  readonly #most: number;
  /** In the order in which they were last answered. */
  readonly #incumbents = new Map<number, Incumbent>();

  constructor(most = kept) {
    this.#most = most;
  }

  /** Who answered this conversation last; undefined for a new one. A gap in a text is no turn of any. */
  incumbentOf(request: ChatRequest): Incumbent | undefined {
    if (request.fill) return undefined;
    return this.#incumbents.get(conversationOf(request));
  }

  /** A later answer, by whomever, takes the place of an earlier one. */
  answered(request: ChatRequest, { route, usage, promptTokens }: Answered, now: number): void {
    // Hundreds of an hour would push out every conversation.
    if (request.fill) return;
    const id = conversationOf(request);
    const before = this.#incumbents.get(id);
    this.#incumbents.delete(id);
    const turn = usage && { route, usage, promptTokens, before };
    this.#incumbents.set(id, turn ? incumbentBy(turn, now) : uncounted(route, now));
    keepNewest(this.#incumbents, this.#most);
  }
}

interface Turn extends Answered {
  readonly usage: Usage;
  readonly before: Incumbent | undefined;
}

const incumbentBy = ({ route: { model, key }, usage, promptTokens, before }: Turn, now: number): Incumbent => ({
  provider: model.provider,
  model: model.id,
  keyId: key.id,
  at: now,
  input: usage.input,
  cacheRead: usage.cacheRead ?? 0,
  cacheable: cacheableOf({ route: { model, key }, usage, before }, now),
  counted: promptTokens,
});

/** Of an empty prompt nothing can be in a cache. */
const uncounted = (route: Route, now: number): Incumbent =>
  incumbentBy({ route, usage: { input: 0, output: 0 }, before: undefined }, now);

/**
 * The part of this prompt that its provider could have in its cache: the prompt before it, where the same route answered
 * that a short while ago. What was read although nothing is known of a prompt before shows at least that caching works.
 */
const cacheableOf = (
  { route: { model, key }, usage, before }: Omit<Turn, 'route'> & { readonly route: Omit<Route, 'provider'> },
  now: number,
): number | undefined => {
  const isSame = before?.provider === model.provider && before.model === model.id && before.keyId === key.id;
  const isKept = isSame && now - before.at <= cacheLife && before.input >= leastCached && before.input <= usage.input;
  return isKept ? before.input : usage.cacheRead || undefined;
};

/** The model's last turn asked for tools, and what they gave is on its way back: another model would have to guess why. */
export const openToolCalls = ({ messages }: ChatRequest): boolean => {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages
    .slice(last + 1)
    .some(({ role, content }) => role === 'user' && content.some(({ type }) => type === 'tool-result'));
};

/** UTF-16 units of one text that count, from its beginning and as many from its end. */
const read = 2_048;

/** Messages before the first answer that count: an editor puts its own before the person's, in the person's name. */
const opening = 8;

/**
 * The same for every turn of a conversation: the id its caller gave it, or else all that the person said before the first
 * answer. The first message alone would not do: editors begin every conversation of a folder with the same description of
 * it. What the system says counts only where there is nothing else: it may hold a clock.
 */
export const conversationOf = ({ conversation, messages }: ChatRequest): number => {
  if (conversation !== undefined) return spread(conversation, spread('id', seed)).sum;
  let hash = spread('opening', seed);
  for (const { role, content } of openingOf(messages)) {
    hash = spread(role, hash);
    for (const part of content) if (part.type === 'text') hash = spread(part.text, hash);
  }
  return hash.sum;
};

const openingOf = (messages: readonly Message[]): readonly Message[] => {
  const answered = messages.findIndex(({ role }) => role === 'assistant');
  const before = answered < 0 ? messages : messages.slice(0, answered);
  const persons = before.filter(({ role }) => role === 'user');
  return (persons.length > 0 ? persons : before).slice(0, opening);
};

interface Hash {
  readonly low: number;
  readonly high: number;
  /** 53 bits of both. */
  readonly sum: number;
}

const seed: Hash = { low: 0x811c9dc5, high: 0x01000193, sum: 0 };

/** FNV-1a in two lanes over a bounded part of a text, and its length: no cryptography, only a stable spread. */
const spread = (text: string, { low: fromLow, high: fromHigh }: Hash): Hash => {
  let low = Math.imul(fromLow ^ text.length, 0x01000193);
  let high = Math.imul(fromHigh ^ text.length, 0x85ebca6b);
  const mix = (from: number, to: number): void => {
    for (let index = from; index < to; index++) {
      const unit = text.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x85ebca6b) + (low >>> 13);
    }
  };
  mix(0, Math.min(read, text.length));
  mix(Math.max(read, text.length - read), text.length);
  return { low, high, sum: (high >>> 0) * 0x200000 + ((low >>> 0) & 0x1fffff) };
};
