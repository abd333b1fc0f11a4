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

/** Of RFC 3339 and HTTP: `Date.parse` also finds a date in "wait 5". */
const dates = /^(?:\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8},? )/;

const seconds = (text: string, now: number): number | undefined => {
  const plain = Number(text);
  if (text.trim() !== '' && Number.isFinite(plain)) return Math.max(0, plain * 1_000);
  const date = dates.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? durationOf(text.trim()) : Math.max(0, date - now);
};

/**
 * Milliseconds until a limit is whole again: a reset header may hold a duration (OpenAI), an RFC 3339 date (Anthropic),
 * seconds (Cerebras), or seconds or milliseconds since 1970 (OpenRouter).
 */
export const resetIn = (text: string, now: number): number | undefined => {
  const plain = Number(text);
  if (Number.isFinite(plain) && plain > 1e12) return Math.max(0, plain - now);
  if (Number.isFinite(plain) && plain > 1e9) return Math.max(0, plain * 1_000 - now);
  return durationOf(text) ?? seconds(text, now);
};

/** Milliseconds. A `Date` header has whole seconds and was written a moment ago. */
const sameClock = 5_000;

/** The time a server's dates are to be compared with: its own, where its `Date` header shows that the clocks differ. */
export const clockOf = (date: string | null, now: number): number => {
  const theirs = date !== null && dates.test(date) ? Date.parse(date) : Number.NaN;
  return Math.abs(theirs - now) > sameClock ? theirs : now;
};

const resets = [
  ['x-ratelimit-remaining-requests', 'x-ratelimit-reset-requests'],
  ['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-tokens'],
  // Cerebras, SambaNova.
  ['x-ratelimit-remaining-requests-day', 'x-ratelimit-reset-requests-day'],
  ['x-ratelimit-remaining-tokens-minute', 'x-ratelimit-reset-tokens-minute'],
  ['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-requests-reset'],
  ['anthropic-ratelimit-tokens-remaining', 'anthropic-ratelimit-tokens-reset'],
  ['anthropic-ratelimit-input-tokens-remaining', 'anthropic-ratelimit-input-tokens-reset'],
  ['anthropic-ratelimit-output-tokens-remaining', 'anthropic-ratelimit-output-tokens-reset'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
] as const;

/**
 * Milliseconds the provider asks to wait: `retry-after-ms`, `retry-after` in seconds or as HTTP date, or the reset of
 * a limit whose remainder is 0. Undefined where it does not say. Never shortened: a long wait means "go elsewhere".
 */
export const retryAfterOf = (header: Header, now: number): number | undefined => {
  const milliseconds = header('retry-after-ms');
  if (milliseconds?.trim() && Number.isFinite(Number(milliseconds))) return Math.max(0, Number(milliseconds));
  const clock = clockOf(header('date'), now);
  const after = header('retry-after');
  if (after !== null) return seconds(after, clock);
  const waits = resets
    .flatMap(([left, at]) => (header(left) === '0' ? [resetIn(header(at) ?? '', clock) ?? []] : []))
    .flat();
  return waits.length > 0 ? Math.max(...waits) : undefined;
};

const inText =
  /(?:(?:try again|retry) (?:in|after)|(?:limit|quota) will reset (?:in|after)) ((?:[\d.]+(?:ms|s|m|h|d))+|[\d.]+ (?:s|seconds?|minutes?|hours?|days?)\b)/i;

/** Anthropic: "You will regain access on 2026-12-01 at 00:00 UTC." */
const regained = /regain access on (\d{4}-\d\d-\d\d)(?: at (\d\d:\d\d) UTC)?/i;

/**
 * OpenAI and Groq say it in the sentence only: "Please try again in 6.5s." Azure: "Please retry after 26 seconds."
 * Google: "Your quota will reset after 18h31m10s."
 */
export const retryAfterInText = (text: string, now: number): number | undefined => {
  const found = inText.exec(text)?.[1];
  if (found !== undefined) return durationOf(found.toLowerCase().replace(/ (\w).*/, '$1'));
  const [, day, time = '00:00'] = regained.exec(text) ?? [];
  return day === undefined ? undefined : resetIn(`${day}T${time}:00Z`, now);
};
