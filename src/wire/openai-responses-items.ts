import type { ChatEvent } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { finishCall, type OpenCall } from './openai-chat-calls.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import { callSeal, phaseOf, reasoningSeal, type Phase } from './openai-responses-seal.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

/** The items of an answer: messages, reasoning, tool calls. Others, of tools that the provider runs itself, show nothing. */

export type ItemNames =
  | 'type'
  | 'id'
  | 'call_id'
  | 'name'
  | 'arguments'
  | 'status'
  | 'content'
  | 'summary'
  | 'phase'
  | 'thought_signature';

/** One item on its way. */
export interface OpenItem {
  /** As it was announced. */
  readonly begun: Loose<ItemNames>;
  arguments: string;
  /** Where its words come from: those of the other field, and of the complete item, only repeat them. */
  field: string | undefined;
  /** Part of the summary that was shown last. */
  part: unknown;
  closed: boolean;
}

export interface Items {
  readonly call: Call<'openai-responses'>;
  readonly names: ToolNames;
  /** Ready to be sent on, in order. */
  readonly events: ChatEvent[];
  /** Tool calls and what follows them, until the provider says that the answer is complete: a call that is out cannot be taken back. */
  readonly held: ChatEvent[];
  readonly open: Map<unknown, OpenItem>;
  calls: number;
  refused: boolean;
  /** Reasoning was shown, and its end was not said yet. */
  thinking: boolean;
  /** A call whose arguments are no JSON: a limit may have cut it, which only the end tells. */
  garbled: ChatFailure | undefined;
  /** Of the message that came last, until a call takes it along. */
  phase: Phase | undefined;
}

/** The item at a place; one that was never announced begins with what is known of it. */
export const itemAt = (items: Items, place: unknown, begun: Loose<ItemNames> = {}): OpenItem => {
  const known = items.open.get(place);
  if (known) return known;
  const item: OpenItem = { begun, arguments: '', field: undefined, part: undefined, closed: false };
  items.open.set(place, item);
  return item;
};

export const say = (items: Items, text: string): void => {
  if (text === '') return;
  if (items.thinking) endThinking(items, undefined);
  show(items, { type: 'text-delta', text });
};

export const think = (items: Items, text: string): void => {
  if (text === '') return;
  items.thinking = true;
  show(items, { type: 'reasoning-delta', text });
};

const show = (items: Items, event: ChatEvent): void => {
  release(items);
  items.events.push(event);
};

/** The calls that were held are out. */
export const release = ({ events, held }: Items): void => {
  events.push(...held);
  held.length = 0;
};

export const endThinking = (items: Items, value: string | undefined): void => {
  const { model, provider } = items.call;
  const seal = value === undefined ? undefined : { provider: provider.id, model: model.id, value };
  (items.held.length > 0 ? items.held : items.events).push({ type: 'reasoning-end', seal });
  items.thinking = false;
};

/** An item is complete. */
export const closeItem = (items: Items, item: OpenItem, done: Loose<ItemNames>): void => {
  if (item.closed) return;
  item.closed = true;
  const type = done.type ?? item.begun.type;
  if (type === 'message') closeMessage(items, item, done);
  if (type === 'reasoning') closeReasoning(items, item, done);
  // A limit cut it: half a call is none.
  if (type === 'function_call' && done.status !== 'incomplete') closeCall(items, item, done);
};

const closeMessage = (items: Items, item: OpenItem, done: Loose<ItemNames>): void => {
  items.phase = phaseOf(done.phase) ?? phaseOf(item.begun.phase);
  for (const part of listOf(done.content)) {
    const refusal = textOf(part.refusal);
    items.refused ||= refusal !== undefined;
    if (item.field === undefined) say(items, textOf(part.text) ?? refusal ?? '');
  }
};

const closeReasoning = (items: Items, item: OpenItem, done: Loose<ItemNames>): void => {
  if (item.field === undefined) {
    const summary = listOf(done.summary);
    const parts = summary.length > 0 ? summary : listOf(done.content);
    think(items, parts.flatMap(({ text }) => textOf(text) ?? []).join('\n\n'));
  }
  const value = reasoningSeal(done);
  if (items.thinking || value !== undefined) endThinking(items, value);
};

const closeCall = (items: Items, item: OpenItem, done: Loose<ItemNames>): void => {
  const { model, provider } = items.call;
  const said = { ...item.begun, ...done };
  const id = textOf(said.call_id) ?? textOf(said.id) ?? '';
  const call = parsedCall(items, {
    id,
    name: textOf(said.name) ?? '',
    arguments: textOf(done.arguments) ?? item.arguments,
  });
  if (!call) return;
  if (items.thinking) endThinking(items, undefined);
  const value = callSeal({ phase: items.phase, thoughtSignature: textOf(said.thought_signature) });
  items.phase = undefined;
  items.calls++;
  items.held.push({
    type: 'tool-call',
    ...call,
    name: items.names.given(call.name),
    ...(value !== undefined && { seal: { provider: provider.id, model: model.id, value } }),
  });
};

const parsedCall = (items: Items, call: Omit<OpenCall, 'index'>): ReturnType<typeof finishCall> | undefined => {
  try {
    return finishCall({ ...call, index: undefined });
  } catch (failure) {
    if (!(failure instanceof ChatFailure)) throw failure;
    items.garbled ??= failure;
    return undefined;
  }
};

type PartNames = 'text' | 'refusal';

const listOf = (raw: unknown): readonly Loose<PartNames>[] =>
  Array.isArray(raw) ? raw.filter((part) => isLoose<PartNames>(part)) : [];
