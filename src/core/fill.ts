import type { ChatRequest } from './chat.ts';
import { glob, type Fits } from './glob.ts';
import type { Model, Provider } from './provider.ts';

/** How a provider fills a gap in a text with the models that are made for it. */
export interface Filling {
  /**
   * What is sent and what comes back: OpenAI's completions with a `suffix`, Mistral's, which are answered as a chat is,
   * Ollama's own `/api/generate`, llama.cpp's `/infill`.
   */
  readonly shape: 'completions' | 'mistral' | 'ollama' | 'llamacpp';
  /** Rules as those of a check's path. */
  readonly path: string;
  /** Ids of the models that fill, `*` allowed, where neither the provider's list nor the person says so. */
  readonly models: readonly string[];
  /** Tokens an answer may have at most, where that is less than in a chat. */
  readonly maxOutputTokens?: number;
}

/**
 * Whether this model fills gaps here, and is asked to by its provider's own verb. The person's word and the provider's list
 * come first (`Model.fills`), then the names in the record.
 */
export const fillsIn = ({ fill }: Pick<Provider, 'fill'>, { kind, fills, id }: Model): boolean =>
  fill !== undefined && kind === 'chat' && (fills ?? named(fill).some((fits) => fits(id)));

const known = new WeakMap<Filling, readonly Fits[]>();

const named = (fill: Filling): readonly Fits[] => {
  const before = known.get(fill);
  if (before) return before;
  const made = fill.models.map(glob);
  known.set(fill, made);
  return made;
};

/** What is sent where a gap is filled, in the form in which requests are counted: the text around it and nothing else. */
export const asGap = (request: ChatRequest): ChatRequest => {
  const { fill } = request;
  if (!fill) return request;
  const content = [fill.prefix, fill.suffix].map((text) => ({ type: 'text', text }) as const);
  return { ...request, messages: [{ role: 'user', content }], tools: [] };
};

/** What is sent to a model that only chats: its words, and as little thinking as it may be asked for. Who types is waiting. */
export const asChat = (request: ChatRequest, provider: Provider): ChatRequest => ({
  ...request,
  fill: undefined,
  effort: request.effort ?? (takesNone(provider) ? 'none' : undefined),
});

/** Claude, and what Bedrock and Replicate have, think only where an effort is named: `none` would be taken for a low one. */
const takesNone = ({ protocol, quirks }: Provider): boolean => {
  if (protocol === 'openai-chat') return quirks?.thinking !== undefined || (quirks?.effort ?? 'none') !== 'none';
  return protocol === 'gemini' || protocol === 'openai-responses';
};

/** Whether a model thinks before it answers whatever it is asked, as far as its record tells. */
export const mustThink = ({ protocol, quirks }: Provider, { reasoning }: Model): boolean => {
  if (!reasoning || protocol === 'anthropic-messages' || protocol === 'bedrock-converse') return false;
  if (protocol !== 'openai-chat') return true;
  return quirks?.thinking === undefined && !quirks?.efforts?.includes('none');
};
