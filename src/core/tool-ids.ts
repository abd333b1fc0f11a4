/** Tool-call ids as each protocol demands them. The same id always gives the same answer, so prompt caches stay warm. */

/** FNV-1a over UTF-16 units, two lanes: no cryptography, only a stable spread for ids inside one request. */
export const digest = (text: string): string => {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) + (low >>> 13);
  }
  return (low >>> 0).toString(36).padStart(7, '0') + (high >>> 0).toString(36).padStart(7, '0');
};

const keepIf =
  (pattern: RegExp, otherwise: (hash: string) => string) =>
  (id: string): string =>
    pattern.test(id) ? id : otherwise(digest(id));

export const toolCallIds = {
  /** OpenAI chat: at most 40 characters; compatible servers differ, so only the plainest ones. */
  any: keepIf(/^[a-zA-Z0-9_-]{1,40}$/, (hash) => `call_${hash}`),
  /** Anthropic and Bedrock: `^[a-zA-Z0-9_-]{1,64}$`. */
  dash64: keepIf(/^[a-zA-Z0-9_-]{1,64}$/, (hash) => `toolu_${hash}`),
  /** OpenAI's Responses: at most 64 characters ("string too long", 400). */
  call64: keepIf(/^[a-zA-Z0-9_-]{1,64}$/, (hash) => `call_${hash}`),
  /** Kimi's own ids are `functions.name:0`, and its models go astray where they come back as others. */
  dotted: keepIf(/^[a-zA-Z0-9_.:-]{1,64}$/, (hash) => `call_${hash}`),
  /** Mistral: exactly nine of [a-zA-Z0-9]. */
  alnum9: keepIf(/^[a-zA-Z0-9]{9}$/, (hash) => hash.slice(0, 9)),
} as const;
