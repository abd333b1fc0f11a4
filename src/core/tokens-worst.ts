import type { ChatRequest, Message } from './chat.ts';
import { once } from './once.ts';
import type { Model } from './provider.ts';
import { unitCosts } from './token-blocks.ts';
import { countRequest, countTokens, perImage } from './tokens.ts';

/** Claude's newest tokenizers count a third more than o200k, and the local estimate of o200k is 5 % short at times. */
export const mostMiscounted = 1.4;

/** Gemini, Qwen and Llama 2 are known to make each digit a token (not measured here); the estimate has three in one. */
const extraOfDigit = 1 - mostMiscounted / 3;

/**
 * Tokens of a text at most. Tokenizers begin with bytes, so no script costs more than its UTF-8 has; and those that learnt
 * little of one come near it: cl100k makes three tokens of an Amharic letter, o200k more than two. Latin text is known to
 * all of them.
 */
export const worstTokens = (text: string): number => Math.ceil(countTokens(text) * mostMiscounted + extraTokens(text));

/** What its digits and its letters beyond Latin can cost more than the estimate. */
const extraTokens = (text: string): number => {
  let extra = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= beyondLatin) extra += Math.max(0, bytesOf(code) - ((unitCosts[code >> 4] ?? 0) / 100) * mostMiscounted);
    else if (code >= 0x30 && code <= 0x39) extra += extraOfDigit;
  }
  return extra;
};

const beyondLatin = 0x250;

/** In UTF-8; half of a pair has half of its four. */
const bytesOf = (code: number): number => (code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3);

/**
 * The most that one picture can count, by what its model is called: sizes are not decoded here. From the makers'
 * documentation as of 2026-11; where its readings differ, the dearest:
 * - OpenAI, "Images and vision": high detail fits a picture into 2,048 x 768, at most eight tiles of 512. gpt-4o-mini takes
 *   2,833 and 5,667 for each, gpt-4o 85 and 170. gpt-4.1 takes 1,536 patches at most, the small ones that times 1.62 to 2.46.
 * - Anthropic, "Vision": width x height / 750 of at most 3.75 megapixels, on the newest models; a third of it before.
 * Google names 258 for each tile of 768, and no most; newer models of OpenAI have no number here either.
 */
const images: readonly (readonly [name: RegExp, tokens: number])[] = [
  [/gpt-4o-mini/, 48_169],
  [/gpt-(?:4\.1|5)-(?:mini|nano)|o4-mini/, 3_779],
  [/gpt-4\.1/, 1_536],
  [/gpt-4o|gpt-4-turbo/, 1_445],
  [/claude/, 5_000],
];

/** Where no most is known: above what a picture of fifty megapixels takes of Gemini, and of everyone but gpt-4o-mini. */
const unknownImage = 30_000;

export const worstImage = ({ id }: Pick<Model, 'id'>): number =>
  images.find(([name]) => name.test(id.toLowerCase()))?.[1] ?? unknownImage;

/**
 * Tokens that a prompt has at most, whoever reads it. Counted when it is asked for, and once. `prompt`: what is expected.
 */
export const worstPrompt = (request: ChatRequest, prompt: () => number): ((model: Pick<Model, 'id'>) => number) => {
  const pictures = once(() => request.messages.reduce((sum, { content }) => sum + imagesIn(content), 0));
  const rest = once(() => {
    let extra = 0;
    const text = (part: string): number => {
      extra += extraTokens(part);
      return 0;
    };
    countRequest(request, { text, image: 0 });
    return Math.ceil((prompt() - pictures() * perImage) * mostMiscounted + extra);
  });
  return (model) => rest() + (pictures() === 0 ? 0 : pictures() * worstImage(model));
};

const imagesIn = (content: Message['content']): number =>
  content.reduce((sum, part) => {
    if (part.type === 'tool-result') return sum + imagesIn(part.content);
    return sum + Number(part.type === 'image');
  }, 0);
