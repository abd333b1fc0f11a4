import type { ResponseInputImage, ResponseInputItem, ResponseInputText } from 'openai/resources/responses/responses';
import type {
  AssistantMessage,
  ImagePart,
  Message,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
  UserMessage,
} from '../core/chat.ts';
import { settle } from '../core/history.ts';
import type { Model } from '../core/provider.ts';
import type { Quirks } from '../core/quirks.ts';
import { toolCallIds } from '../core/tool-ids.ts';
import { wellFormed } from '../core/well-formed.ts';
import { callSealIn, reasoningIn, type CallSeal } from './openai-responses-seal.ts';
import type { ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

interface Terms {
  readonly model: Model;
  readonly quirks: Quirks['openai-responses'];
  readonly names: ToolNames;
  /** By id. */
  readonly calls: ReadonlyMap<string, ToolCallPart>;
  /** The model says phases, so its texts go back with theirs. */
  readonly phased: boolean;
  /** Reasoning that stands in the request already: a second item of one id is refused. */
  readonly replayed: Set<string>;
}

/**
 * The history as items. None but reasoning has an id: with `store: false` nobody could look it up, and a call without one
 * is not tied to the reasoning item of its id, whose absence would be answered with 400.
 */
export const inputOf = ({ model, provider, request }: Call<'openai-responses'>, names: ToolNames) => {
  const quirks: Terms['quirks'] = provider.quirks ?? {};
  const target = { provider: provider.id, model: model.id, toolCallId: toolCallIds.call64 };
  const settled = settle(request.messages, target);
  const calls = new Map(settled.flatMap(callsOf).map((call) => [call.id, call]));
  const phased = [...calls.values()].some(({ seal }) => callSealIn(seal).phase !== undefined);
  const terms: Terms = { model, quirks, names, calls, phased, replayed: new Set() };
  return settled.flatMap((message): ResponseInputItem[] => {
    if (message.role === 'system')
      return [{ type: 'message', role: quirks.systemRole ?? 'developer', content: joined(message.content) }];
    return message.role === 'user' ? userItems(message, terms) : assistantItems(message, terms);
  });
};

const callsOf = (message: Message): readonly ToolCallPart[] =>
  message.role === 'assistant' ? message.content.filter((part) => part.type === 'tool-call') : [];

const joined = (parts: readonly TextPart[]): string => parts.map(({ text }) => text).join('\n\n');

type AssistantPart = AssistantMessage['content'][number];

const assistantItems = ({ content }: AssistantMessage, terms: Terms): ResponseInputItem[] => {
  const parts = withWholeTexts(content);
  // 400 "reasoning was provided without its required following item" (OpenAI) where an answer broke off after it.
  const end = parts.findLastIndex(({ type }) => type !== 'reasoning') + 1;
  return parts.slice(0, end).flatMap((part, index): ResponseInputItem[] => {
    if (part.type === 'tool-call') return [callItem(part, terms)];
    if (part.type === 'reasoning') return reasoningItem(part, terms);
    const phase = phaseOf(parts.slice(index), terms);
    // The plain message: one of `output_text` needs an id, and Perplexity knows this one only.
    return [{ type: 'message', role: 'assistant', content: part.text, ...(phase && { phase }) }];
  });
};

/** Pieces of one text are one. */
const withWholeTexts = (content: readonly AssistantPart[]): readonly AssistantPart[] => {
  const parts: AssistantPart[] = [];
  for (const part of content) {
    const last = parts.at(-1);
    if (part.type === 'text' && last?.type === 'text')
      parts[parts.length - 1] = { type: 'text', text: last.text + part.text };
    else parts.push(part);
  }
  return parts;
};

/** Of the text that `rest` begins with: kept with the call after it; text without one was the answer. */
const phaseOf = (rest: readonly AssistantPart[], { phased }: Terms): CallSeal['phase'] => {
  const next = rest.find((part) => part.type === 'tool-call');
  if (next) return callSealIn(next.seal).phase;
  return phased ? 'final_answer' : undefined;
};

const reasoningItem = ({ seal }: ReasoningPart, { replayed }: Terms): ResponseInputItem[] => {
  const item = seal && reasoningIn(seal);
  if (!item || replayed.has(item.id)) return [];
  replayed.add(item.id);
  return [item];
};

const callItem = ({ id, name, input, seal }: ToolCallPart, { names, quirks }: Terms): ResponseInputItem => ({
  type: 'function_call',
  call_id: id,
  name: names.sent(name),
  arguments: JSON.stringify(wellFormed(input)),
  ...(quirks.plainResults && signature(callSealIn(seal))),
});

const signature = ({ thoughtSignature }: CallSeal): object =>
  thoughtSignature === undefined ? {} : { thought_signature: thoughtSignature };

/** Results first, one item each; then what the person says. */
const userItems = ({ content }: UserMessage, terms: Terms): ResponseInputItem[] => {
  const results = content.filter((part) => part.type === 'tool-result');
  const said = content.filter((part) => part.type !== 'tool-result');
  const moved = terms.quirks.plainResults ? results.flatMap((result) => imagesOf(result, terms.model)) : [];
  const parts = [...moved, ...said];
  return [
    ...results.map((result) => resultItem(result, terms)),
    ...(parts.length > 0
      ? [{ type: 'message' as const, role: 'user' as const, content: contentOf(parts, terms.model) }]
      : []),
  ];
};

const resultItem = ({ id, content }: ToolResultPart, terms: Terms): ResponseInputItem => {
  const { model, names, quirks } = terms;
  if (!quirks.plainResults) return { type: 'function_call_output', call_id: id, output: contentOf(content, model) };
  const call = terms.calls.get(id);
  const output = content.map((part) => (part.type === 'text' ? part.text : model.images ? seen : unseen)).join('\n');
  return {
    type: 'function_call_output',
    call_id: id,
    output,
    ...(call && { name: names.sent(call.name), ...signature(callSealIn(call.seal)) }),
  };
};

const imagesOf = ({ id, content }: ToolResultPart, model: Model): readonly (TextPart | ImagePart)[] => {
  const images = model.images ? content.filter((part) => part.type === 'image') : [];
  return images.length > 0 ? [{ type: 'text', text: `Images of tool result ${id}:` }, ...images] : [];
};

const seen = '[image: see the next message]';
const unseen = '[image: this model cannot see it]';

type Content = (ResponseInputText | ResponseInputImage)[];

const contentOf = (parts: readonly (TextPart | ImagePart)[], model: Model): string | Content => {
  if (model.images && parts.some((part) => part.type === 'image')) return parts.map(partOf);
  return joined(parts.map((part) => (part.type === 'text' ? part : { type: 'text', text: unseen })));
};

const partOf = (part: TextPart | ImagePart): Content[number] => {
  if (part.type === 'text') return { type: 'input_text', text: part.text };
  const { buffer, byteOffset, byteLength } = part.data;
  const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return { type: 'input_image', image_url: `data:${part.mime};base64,${base64}`, detail: 'auto' };
};
