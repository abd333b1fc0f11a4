import type { Usage } from '../core/chat.ts';
import { meaningOf } from '../core/price.ts';
import type { Provider } from '../core/provider.ts';
import type { Quirks } from '../core/quirks.ts';
import { isLoose } from './loose.ts';

type Names =
  | 'prompt_tokens'
  | 'completion_tokens'
  | 'total_tokens'
  | 'prompt_tokens_details'
  | 'completion_tokens_details'
  | 'prompt_cache_hit_tokens'
  | 'prompt_cache_miss_tokens'
  | 'cached_tokens'
  | 'cost'
  | 'cost_details'
  | 'is_byok';

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const sum = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);

/** The books of one answer in our terms: `input` with cached tokens, `output` with reasoning. Undefined where it holds no numbers. */
export const usageOf = (raw: unknown, provider: Provider<'openai-chat'>): Usage | undefined => {
  const quirks: Quirks['openai-chat'] = provider.quirks ?? {};
  if (!isLoose<Names>(raw)) return undefined;
  // DeepSeek names hit and miss, and their sum is the input.
  const input =
    count(raw.prompt_tokens) ?? sum(count(raw.prompt_cache_hit_tokens), count(raw.prompt_cache_miss_tokens));
  const completion = count(raw.completion_tokens);
  if (input === undefined && completion === undefined) return undefined;
  const reasoning = reasoningOf(raw);
  const output =
    (completion ?? 0) + (!meaningOf(provider).outputHoldsReasoning && !isComplete(raw) ? (reasoning ?? 0) : 0);
  const cached = cachedOf(raw);
  // xAI has reported more cached tokens than the prompt has.
  const cacheRead = cached === undefined ? undefined : Math.min(cached, input ?? 0);
  const written = isLoose<'cache_write_tokens'>(raw.prompt_tokens_details)
    ? count(raw.prompt_tokens_details.cache_write_tokens)
    : undefined;
  return {
    input: input ?? 0,
    output,
    cacheRead,
    cacheWrite: written === undefined ? undefined : Math.min(written, (input ?? 0) - (cacheRead ?? 0)),
    reasoning: reasoning === undefined ? undefined : Math.min(reasoning, output),
    reportedCost: quirks.reportsCost === 'cost' ? costOf(raw) : undefined,
  };
};

const reasoningOf = (raw: Loose): number | undefined =>
  isLoose<'reasoning_tokens'>(raw.completion_tokens_details)
    ? count(raw.completion_tokens_details.reasoning_tokens)
    : undefined;

/** The total already adds up without the reasoning: xAI's newer models count it as output. */
const isComplete = (raw: Loose): boolean =>
  count(raw.total_tokens) === sum(count(raw.prompt_tokens), count(raw.completion_tokens));

const cachedOf = (raw: Loose): number | undefined =>
  (isLoose<'cached_tokens'>(raw.prompt_tokens_details) ? count(raw.prompt_tokens_details.cached_tokens) : undefined) ??
  count(raw.prompt_cache_hit_tokens) ??
  // Moonshot.
  count(raw.cached_tokens);

/** With a person's own upstream key `cost` is OpenRouter's fee alone, and the upstream's bill stands beside it. */
const costOf = (raw: Loose): number | undefined => {
  const upstream =
    raw.is_byok === true && isLoose<'upstream_inference_cost'>(raw.cost_details)
      ? count(raw.cost_details.upstream_inference_cost)
      : undefined;
  return sum(count(raw.cost), upstream);
};

type Loose = { readonly [K in Names]?: unknown };
