import type { ChatRequest } from '../core/chat.ts';
import type { Shape } from './completion-shape.ts';

export interface CompletionAsked {
  readonly prefix: string;
  readonly suffix: string;
  readonly shape: Shape;
  /** VS Code's id. */
  readonly languageId: string;
  /** Inside the workspace. */
  readonly path?: string | undefined;
  /** Some model that may be asked fills gaps, so that none that only chats is. */
  readonly fills: boolean;
  /** Same for all completions of one file: keeps a provider's prompt cache warm. */
  readonly conversation?: string | undefined;
}

/** Tokens of an answer. */
const lineTokens = 64;
const blockTokens = 256;

/** What a model that only chats may think and say around it. */
const chatTokens = 768;

const cursor = '<CURSOR>';

const system = `You complete code in an editor. The person's message is a file with ${cursor} where the cursor is. Answer with the text to insert there and nothing else: no explanation, no code fence, nothing that stands before or after the cursor already, with the file's own style and indentation. If nothing is missing, answer with ${cursor} alone.`;

const extents: Readonly<Record<Shape, string>> = {
  line: 'Insert only what completes this line.',
  block: 'Insert at most the rest of this block, ten lines or fewer.',
};

/**
 * A completion as a gap to fill, and the same in chat form for models that only chat. No effort is named and no temperature:
 * each model is asked to think as little as it can be, and some refuse the other.
 */
export const completionRequest = (asked: CompletionAsked): ChatRequest => {
  const { prefix, suffix, shape, languageId, path, fills, conversation } = asked;
  const file = path === undefined ? languageId : `${path} (${languageId})`;
  const question = `${extents[shape]}\n\n${file}:\n\n${prefix}${cursor}${suffix}`;
  return {
    messages: [
      { role: 'system', content: [{ type: 'text', text: system }] },
      { role: 'user', content: [{ type: 'text', text: question }] },
    ],
    tools: [],
    toolChoice: 'auto',
    maxOutputTokens: fills ? (shape === 'line' ? lineTokens : blockTokens) : chatTokens,
    stop: fills ? stops[shape] : chatStops,
    conversation,
    fill: { prefix, suffix, path, language: languageId },
  };
};

const stops: Readonly<Record<Shape, readonly string[]>> = { line: ['\n'], block: ['\n\n\n'] };

/** A chat's answer may begin with a fence, so no line break ends it. */
const chatStops: readonly string[] = ['\n```\n', '\n\n\n'];
