type Header = (name: string) => string | null;

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `1m12s`, `120ms`, `6m0s`, `0.5s`: OpenAI's and Groq's durations, in milliseconds. */
export const durationOf = (text: string): number | undefined => {
  if (!/^(?:[\d.]+(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([\d.]+)(ms|s|m|h|d)/g))
    total += Number(amount) * units[unit as keyof typeof units];
  return Number.isFinite(total) ? total : undefined;
};

const seconds = (text: string, now: number): number | undefined => {
  const plain = Number(text);
  if (text.trim() !== '' && Number.isFinite(plain)) return Math.max(0, plain * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? durationOf(text.trim()) : Math.max(0, date - now);
};

/** A reset header may hold a duration (OpenAI), an RFC 3339 date (Anthropic), or seconds or milliseconds since 1970 (OpenRouter). */
const reset = (text: string, now: number): number | undefined => {
  const plain = Number(text);
  if (Number.isFinite(plain) && plain > 1e12) return Math.max(0, plain - now);
  if (Number.isFinite(plain) && plain > 1e9) return Math.max(0, plain * 1_000 - now);
  return durationOf(text) ?? seconds(text, now);
};

const resets = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
] as const;

/**
 * Milliseconds the provider asks to wait: `retry-after-ms`, `retry-after` in seconds or as HTTP date, or the reset of
 * a limit whose remainder is 0. Undefined where it does not say. Never shortened: a long wait means "go elsewhere".
 */
export const retryAfterOf = (header: Header, now: number): number | undefined => {
  const milliseconds = header('retry-after-ms');
  if (milliseconds?.trim() && Number.isFinite(Number(milliseconds))) return Math.max(0, Number(milliseconds));
  const after = header('retry-after');
  if (after !== null) return seconds(after, now);
  const waits = resets
    .flatMap(([left, at]) => (header(left) === '0' ? [reset(header(at) ?? '', now) ?? []] : []))
    .flat();
  return waits.length > 0 ? Math.max(...waits) : undefined;
};

const inText =
  /(?:try again|retry) (?:in|after) ((?:[\d.]+(?:ms|s|m|h|d))+|[\d.]+ (?:s|seconds?|minutes?|hours?|days?)\b)/i;

/** OpenAI and Groq say it in the sentence only: "Please try again in 6.5s." Azure: "Please retry after 26 seconds." */
export const retryAfterInText = (text: string): number | undefined => {
  const found = inText.exec(text)?.[1];
  return found === undefined ? undefined : durationOf(found.toLowerCase().replace(/ (\w).*/, '$1'));
};
