import type { Usage } from '../core/chat.ts';
import { meaningOf, settledUsage } from '../core/price.ts';
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
  | 'num_cached_tokens'
  | 'cache_read_input_tokens'
  | 'cache_creation_input_tokens'
  | 'estimated_cost'
  | 'cost'
  | 'cost_details'
  | 'is_byok';

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

const sum = (left: number | undefined, right: number | undefined): number | undefined =>
  left === undefined && right === undefined ? undefined : (left ?? 0) + (right ?? 0);

/** The books of one answer in our terms: `input` with cached tokens, `output` with reasoning. Undefined where it holds no numbers. */
export const usageOf = (raw: unknown, provider: Provider<'openai-chat'>, headers?: Headers): Usage | undefined => {
  const quirks: Quirks['openai-chat'] = provider.quirks ?? {};
  if (!isLoose<Names>(raw)) return undefined;
  // DeepSeek names hit and miss, and their sum is the input.
  const input =
    count(raw.prompt_tokens) ?? sum(count(raw.prompt_cache_hit_tokens), count(raw.prompt_cache_miss_tokens));
  const completion = count(raw.completion_tokens);
  if (input === undefined && completion === undefined) return undefined;
  const meaning = meaningOf(provider);
  const settled = settledUsage(
    { input, output: completion, cacheRead: cachedOf(raw), cacheWrite: writtenOf(raw), reasoning: reasoningOf(raw) },
    { ...meaning, outputHoldsReasoning: meaning.outputHoldsReasoning || isComplete(raw) },
  );
  return { ...settled, reportedCost: costOf(raw, quirks, headers) };
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
  // Moonshot, Mistral, Claude at Databricks.
  count(raw.cached_tokens) ??
  count(raw.num_cached_tokens) ??
  count(raw.cache_read_input_tokens);

const writtenOf = (raw: Loose): number | undefined => {
  const details = raw.prompt_tokens_details;
  if (!isLoose<'cache_write_tokens' | 'cache_creation_input_tokens'>(details))
    return count(raw.cache_creation_input_tokens);
  // OpenAI and OpenRouter, Alibaba, Claude at Databricks.
  return (
    count(details.cache_write_tokens) ??
    count(details.cache_creation_input_tokens) ??
    count(raw.cache_creation_input_tokens)
  );
};

/** The provider's own number of dollars, where it states one. */
const costOf = (raw: Loose, { reportsCost }: Quirks['openai-chat'], headers?: Headers): number | undefined => {
  if (reportsCost === 'cost') return billOf(raw);
  if (reportsCost === 'estimated_cost') return count(raw.estimated_cost);
  if (reportsCost === undefined) return undefined;
  // LiteLLM. 0 stands there too while an answer that streams has no cost yet.
  const stated = Number(headers?.get(reportsCost) ?? undefined);
  return stated > 0 && Number.isFinite(stated) ? stated : undefined;
};

/** With a person's own upstream key `cost` is OpenRouter's fee alone, and the upstream's bill stands beside it. */
const billOf = (raw: Loose): number | undefined => {
  const upstream =
    raw.is_byok === true && isLoose<'upstream_inference_cost'>(raw.cost_details)
      ? count(raw.cost_details.upstream_inference_cost)
      : undefined;
  return sum(count(raw.cost), upstream);
};

type Loose = { readonly [K in Names]?: unknown };
