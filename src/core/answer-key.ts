import type { ChatRequest } from './chat.ts';
import type { EmbedRequest } from './embedding.ts';

/** Stands for bytes that are too many to write out. */
export type Digest = (bytes: Uint8Array) => string;

/** What else must be the same, so that an answer kept from before is the answer to this request. */
export interface Terms {
  /** `auto`, another virtual model's id, or `provider/model`. */
  readonly pick: string;
  /** What the person wants of every plan, and what the plan made of it: anything that JSON holds. */
  readonly wanted: unknown;
}

/**
 * Whether the same request may be answered the same way: it calls no tools and asks for no chance. A temperature that is
 * absent counts as none, because many models refuse to be given one (OpenAI's reasoning models, documentation of 2026-11).
 */
export const asksForNoChance = ({ tools, temperature = 0 }: ChatRequest): boolean =>
  tools.length === 0 && temperature === 0;

/**
 * Everything of a request that an answer depends on, as one text that is the same whenever they are. The conversation is
 * not among it: it only names whose prompt cache is warm.
 */
export const chatText = (request: ChatRequest, { pick, wanted }: Terms, digest: Digest): string => {
  const { messages, fill, maxOutputTokens, topP, stop = [], effort } = request;
  return canonical({ is: 'chat 1', pick, wanted, messages, fill, maxOutputTokens, topP, stop, effort }, digest);
};

/** The same for one text that becomes a vector. `maker` is whatever names the exact model and the account at it. */
export const vectorText = (
  text: string,
  { purpose, dimensions }: Pick<EmbedRequest, 'purpose' | 'dimensions'>,
  maker: unknown,
): string => canonical({ is: 'vector 1', maker, purpose, dimensions, text }, () => '');

/** JSON with the names of every object in one order, and without those that are absent. */
const canonical = (value: unknown, digest: Digest): string => JSON.stringify(ordered(value, digest));

const ordered = (value: unknown, digest: Digest): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return { bytes: value.length, digest: digest(value) };
  if (Array.isArray(value)) return value.map((one) => ordered(one, digest));
  const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const sorted = present.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, inner]) => [name, ordered(inner, digest)]));
};
