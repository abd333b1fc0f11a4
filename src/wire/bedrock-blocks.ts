import type {
  ContentBlock,
  ImageFormat,
  Message as Turn,
  ReasoningContentBlock,
  ToolResultBlock,
} from '@aws-sdk/client-bedrock-runtime';
import type { AssistantMessage, ImagePart, TextPart, ToolResultPart, UserMessage } from '../core/chat.ts';
import type { Maker } from './bedrock-models.ts';
import type { ToolNames } from './tool-names.ts';

/** What people, tools and models said, in Converse's blocks. */

export const cachePoint = { cachePoint: { type: 'default' } } as const;

/** Results come first; an image that a maker does not take inside of one follows them. */
export const userBlocks = ({ content }: UserMessage, maker: Maker): ContentBlock[] => {
  const results: ContentBlock[] = [];
  const others: ContentBlock[] = [];
  for (const part of content) {
    if (part.type !== 'tool-result') others.push(block(part));
    else {
      results.push({ toolResult: resultOf(part, maker) });
      if (!maker.richResults) others.push(...part.content.filter(({ type }) => type === 'image').map(block));
    }
  }
  return [...results, ...others];
};

const resultOf = ({ id, content, isError }: ToolResultPart, { richResults }: Maker): ToolResultBlock => ({
  toolUseId: id,
  content: content.map((part) => {
    if (part.type === 'image' && !richResults) return { text: '[image: see below]' };
    return block(part);
  }),
  ...(richResults && isError === true ? { status: 'error' } : {}),
});

const formats: Readonly<Record<string, ImageFormat>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

const block = (part: TextPart | ImagePart): ContentBlock.TextMember | ContentBlock.ImageMember => {
  if (part.type === 'text') return { text: part.text };
  const format = formats[part.mime];
  // Said, not dropped: the model must know that it does not see it.
  if (!format) return { text: `[an image of type ${part.mime}, which this model cannot read]` };
  return { image: { format, source: { bytes: part.data } } };
};

export const assistantBlocks = ({ content }: AssistantMessage, names: ToolNames): ContentBlock[] =>
  content.flatMap((part): ContentBlock[] => {
    // Whitespace at the end is refused in a last assistant turn, and says nothing in any other.
    if (part.type === 'text') return [{ text: part.text.trimEnd() }];
    if (part.type === 'reasoning') return reasoningOf(part.seal?.value ?? '');
    const { id: toolUseId, name, input } = part;
    // Parsed from JSON once, so it is JSON.
    return [{ toolUse: { toolUseId, name: names.sent(name), input: input as Json } }];
  });

const isOfTools = ({ toolUse, toolResult }: ContentBlock): boolean => toolUse !== undefined || toolResult !== undefined;

/** A turn as its maker takes it: results before what a person says, a word of the model between; calls after its words. */
export const turnsApart = (turn: Turn, { toolsApart }: Maker): Turn[] => {
  const { role, content = [] } = turn;
  const tools = content.filter(isOfTools);
  const said = content.filter((one) => !isOfTools(one));
  if (!toolsApart || tools.length === 0 || said.length === 0) return [turn];
  return role === 'user'
    ? [
        { role, content: tools },
        { role: 'assistant', content: [{ text: 'I have read the results.' }] },
        { role, content: said },
      ]
    : [
        { role, content: said },
        { role: 'user', content: [{ text: 'Continue.' }] },
        { role, content: tools },
      ];
};

type Json = NonNullable<ContentBlock.ToolUseMember['toolUse']['input']>;

/** The seal holds the whole block as it came: one changed character of its text and Claude refuses the conversation. */
const reasoningOf = (seal: string): ContentBlock.ReasoningContentMember[] => {
  const reasoningContent = sealed(seal);
  return reasoningContent ? [{ reasoningContent }] : [];
};

const sealed = (seal: string): ReasoningContentBlock | undefined => {
  try {
    const block = JSON.parse(seal) as { thinking?: string; signature?: string; data?: string };
    if (block.data !== undefined) return { redactedContent: Buffer.from(block.data, 'base64') };
    const { thinking: text = '', signature } = block;
    return signature === undefined ? undefined : { reasoningText: { text, signature } };
  } catch {
    return undefined;
  }
};
