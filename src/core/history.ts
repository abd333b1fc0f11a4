import type {
  AssistantMessage,
  ImagePart,
  Message,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserMessage,
} from './chat.ts';
import { wellFormedFields } from './well-formed.ts';

export interface Target {
  /** Id of the provider's record. */
  readonly provider: string;
  readonly model: string;
  /** Turns any tool-call id into one this protocol accepts; the same id gives the same answer. */
  readonly toolCallId: (id: string) => string;
}

type UserPart = UserMessage['content'][number];
type AssistantPart = AssistantMessage['content'][number];
type Turn =
  | { readonly role: 'user'; readonly content: readonly UserPart[] }
  | { readonly role: 'assistant'; readonly content: readonly AssistantPart[] };

const noResult: TextPart = { type: 'text', text: '[no result: the tool call was not run]' };

/**
 * Turns any history, of whatever provider it came from, into one that `target` accepts:
 * - one system message at most, first; then user and assistant turns that alternate, a user turn first;
 * - no empty parts, no empty turns, no lone surrogates;
 * - reasoning and seals only where `target` itself issued them: an unsealed reasoning part is dropped, so a protocol that
 *   wants its plain reasoning back seals it with an empty value;
 * - every tool call has exactly one result, in the very next turn and first in it; ids are unique and of the target's shape.
 *   A call without result gets a synthetic one, a result without call becomes text, of two results the last counts.
 */
export const settle = (messages: readonly Message[], target: Target): readonly Message[] => {
  const system = messages.flatMap((message) => (message.role === 'system' ? message.content.flatMap(cleanText) : []));
  const turns = paired(alternating(messages.flatMap((message) => turnOf(message, target))), target);
  return system.length > 0 ? [{ role: 'system', content: system }, ...turns] : turns;
};

/** OpenAI and Anthropic answer lone surrogates with 400: JSON cannot carry them as UTF-8. */
const cleanText = (part: TextPart): TextPart[] =>
  part.text.trim() === '' ? [] : [{ type: 'text', text: part.text.toWellFormed() }];

const cleanContent = (part: TextPart | ImagePart): (TextPart | ImagePart)[] => {
  if (part.type === 'text') return cleanText(part);
  return part.data.length > 0 ? [part] : [];
};

const turnOf = (message: Message, target: Target): Turn[] => {
  if (message.role === 'system') return [];
  if (message.role === 'user') return [{ role: 'user', content: message.content.flatMap(cleanUserPart) }];
  return [{ role: 'assistant', content: message.content.flatMap((part) => cleanAssistantPart(part, target)) }];
};

const cleanUserPart = (part: UserPart): UserPart[] => {
  if (part.type !== 'tool-result') return cleanContent(part);
  const content = part.content.flatMap(cleanContent);
  return [{ ...part, content: content.length > 0 ? content : [{ type: 'text', text: '[empty result]' }] }];
};

const cleanAssistantPart = (part: AssistantPart, target: Target): AssistantPart[] => {
  if (part.type === 'text') return cleanText(part);
  const own = part.seal !== undefined && part.seal.provider === target.provider && part.seal.model === target.model;
  if (part.type === 'tool-call')
    return [{ ...part, input: wellFormedFields(part.input), seal: own ? part.seal : undefined }];
  return own ? [{ ...part, text: part.text.toWellFormed() }] : [];
};

/** Drops turns with nothing to say, but only once neighbours are one, and lets a user turn come first. */
const alternating = (turns: readonly Turn[]): Turn[] => {
  const merged = joined(joined(turns).filter(saysSomething));
  if (merged[0]?.role === 'assistant') merged.unshift({ role: 'user', content: [{ type: 'text', text: 'Continue.' }] });
  return merged;
};

/** Neighbours of one role as one turn. */
const joined = (turns: readonly Turn[]): Turn[] => {
  const merged: Turn[] = [];
  for (const turn of turns) {
    const last = merged.at(-1);
    if (last?.role === 'user' && turn.role === 'user')
      merged[merged.length - 1] = { role: 'user', content: [...last.content, ...turn.content] };
    else if (last?.role === 'assistant' && turn.role === 'assistant')
      merged[merged.length - 1] = { role: 'assistant', content: [...last.content, ...turn.content] };
    else merged.push(turn);
  }
  return merged;
};

/** Reasoning alone is no answer: Anthropic refuses an assistant turn that ends with it. */
const saysSomething = (turn: Turn): boolean =>
  turn.role === 'user' ? turn.content.length > 0 : turn.content.some((part) => part.type !== 'reasoning');

const paired = (turns: readonly Turn[], target: Target): Turn[] => {
  const used = new Set<string>();
  const settled: Turn[] = [];
  let calls: readonly Renamed[] = [];
  for (const turn of turns) {
    if (turn.role === 'user') {
      settled.push({ role: 'user', content: answers(turn.content, calls) });
      calls = [];
      continue;
    }
    const renamed = rename(turn.content, { target, used });
    calls = renamed.calls;
    settled.push({ role: 'assistant', content: renamed.content });
  }
  if (calls.length > 0) settled.push({ role: 'user', content: answers([], calls) });
  return settled;
};

interface Renamed {
  readonly was: string;
  readonly id: string;
}

/** Gives every call of a turn an id that no other call of the request has. Of two calls with one id the first counts. */
const rename = (content: readonly AssistantPart[], ids: { readonly target: Target; readonly used: Set<string> }) => {
  const calls: Renamed[] = [];
  const renamed = content.flatMap((part): AssistantPart[] => {
    if (part.type !== 'tool-call') return [part];
    if (calls.some((call) => call.was === part.id)) return [];
    const call = { was: part.id, id: freshId(part, ids) };
    calls.push(call);
    return [{ ...part, id: call.id }];
  });
  return { content: renamed, calls };
};

const freshId = (
  part: ToolCallPart,
  { target, used }: { readonly target: Target; readonly used: Set<string> },
): string => {
  let id = target.toolCallId(part.id);
  for (let round = 2; used.has(id); round++) id = target.toolCallId(`${part.id} #${round}`);
  used.add(id);
  return id;
};

/** The results of the turn before, in the order of its calls, then everything else that the turn says. */
const answers = (content: readonly UserPart[], calls: readonly Renamed[]): readonly UserPart[] => {
  const results = new Map<string, ToolResultPart>();
  for (const part of content) if (part.type === 'tool-result') results.set(part.id, part);
  const known = new Set(calls.map((call) => call.was));
  return [
    ...calls.map(({ was, id }): ToolResultPart => ({
      ...(results.get(was) ?? { type: 'tool-result', content: [noResult], isError: true }),
      id,
    })),
    ...content.flatMap((part): readonly UserPart[] => {
      if (part.type !== 'tool-result') return [part];
      return known.has(part.id) ? [] : part.content;
    }),
  ];
};
