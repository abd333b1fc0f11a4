import type { ChatEvent, Seal } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { isTable } from '../core/table.ts';
import type { WireBlock, WireDelta } from './anthropic-messages-events.ts';
import { toolNames, type ToolNames } from './tool-names.ts';
import type { Call } from './wire.ts';

/** The content of an answer: blocks that grow side by side, told apart by their index. */
export interface Blocks {
  readonly events: ChatEvent[];
  readonly names: ToolNames;
  readonly owner: Omit<Seal, 'value'>;
  readonly open: Map<number, Block>;
  /** Something the person sees has come. */
  shown: boolean;
  /** Tool calls that came, also one that could not be read. */
  calls: number;
  garbled: ChatFailure | undefined;
  /** A call without arguments, until it is sure that no limit cut them off. */
  held: ChatEvent | undefined;
}

/** None yet. What they mean is put into `events`. */
export const newBlocks = ({ provider, model, request }: Call, events: ChatEvent[]): Blocks => ({
  events,
  names: toolNames(request.tools),
  owner: { provider: provider.id, model: model.id },
  open: new Map(),
  shown: false,
  calls: 0,
  garbled: undefined,
  held: undefined,
});

type Block =
  | { readonly type: 'thinking'; text: string; signature: string }
  | { readonly type: 'redacted'; readonly data: string }
  | { readonly type: 'tool'; readonly id: string; readonly name: string; readonly input: unknown; json: string };

const show = (blocks: Blocks, event: ChatEvent): void => {
  blocks.shown = true;
  blocks.events.push(event);
};

export const startBlock = (blocks: Blocks, index: number, block: WireBlock): void => {
  const { open } = blocks;
  releaseCall(blocks);
  if (block.type === 'text') addText(blocks, block.text);
  else if (block.type === 'thinking') {
    open.set(index, { type: 'thinking', text: '', signature: block.signature ?? '' });
    addThinking(blocks, index, block.thinking);
  } else if (block.type === 'redacted_thinking') open.set(index, { type: 'redacted', data: block.data ?? '' });
  else if (block.type === 'tool_use')
    open.set(index, { type: 'tool', id: block.id ?? '', name: block.name ?? '', input: block.input, json: '' });
};

export const growBlock = (blocks: Blocks, index: number, delta: WireDelta): void => {
  if (delta.type === 'text_delta') return addText(blocks, delta.text);
  if (delta.type === 'thinking_delta') return addThinking(blocks, index, delta.thinking);
  const block = blocks.open.get(index);
  if (delta.type === 'input_json_delta' && block?.type === 'tool') block.json += delta.partial_json ?? '';
  if (delta.type === 'signature_delta' && block?.type === 'thinking') block.signature += delta.signature ?? '';
};

const addText = (blocks: Blocks, text: string | undefined): void => {
  if (text) show(blocks, { type: 'text-delta', text });
};

const addThinking = (blocks: Blocks, index: number, text: string | undefined): void => {
  if (!text) return;
  const block = blocks.open.get(index);
  if (block?.type === 'thinking') block.text += text;
  show(blocks, { type: 'reasoning-delta', text });
};

export const stopBlock = (blocks: Blocks, index: number): void => {
  const block = blocks.open.get(index);
  if (!block) return;
  blocks.open.delete(index);
  if (block.type === 'tool') return callTool(blocks, block);
  blocks.events.push({ type: 'reasoning-end', seal: sealOf(blocks, block) });
};

/** The whole block, since one changed character of its text makes Anthropic refuse it. Unsigned thinking cannot go back. */
const sealOf = ({ owner }: Blocks, block: Exclude<Block, { type: 'tool' }>): Seal | undefined => {
  if (block.type === 'redacted')
    return { ...owner, value: JSON.stringify({ type: 'redacted_thinking', data: block.data }) };
  const { text: thinking, signature } = block;
  return signature === '' ? undefined : { ...owner, value: JSON.stringify({ type: 'thinking', thinking, signature }) };
};

const callTool = (blocks: Blocks, block: Extract<Block, { type: 'tool' }>): void => {
  blocks.calls++;
  const input = inputOf(block);
  if (input instanceof ChatFailure) blocks.garbled = input;
  else blocks.held = { type: 'tool-call', id: block.id, name: blocks.names.given(block.name), input };
  if (block.json !== '') releaseCall(blocks);
};

/** Whatever follows a call shows that it was whole. */
export const releaseCall = (blocks: Blocks): void => {
  if (blocks.held) show(blocks, blocks.held);
  blocks.held = undefined;
};

/** Anthropic sends no delta for a call without arguments; some compatible servers send them whole at the start. */
const inputOf = (block: Extract<Block, { type: 'tool' }>): Readonly<Record<string, unknown>> | ChatFailure => {
  const what = t('the model’s tool call came incomplete, so it was not run');
  try {
    const input: unknown = block.json.trim() === '' ? (block.input ?? {}) : JSON.parse(block.json);
    if (isTable(input) && block.name !== '') return input;
    return new ChatFailure({ kind: 'stream', what });
  } catch (cause) {
    return new ChatFailure({ kind: 'stream', what, cause });
  }
};
