import type { Usage } from '../core/chat.ts';
import { meaningOf, settledUsage } from '../core/price.ts';
import type { Provider } from '../core/provider.ts';
import { isLoose, type Loose } from './loose.ts';

type Names =
  | 'input_tokens'
  | 'output_tokens'
  | 'total_tokens'
  | 'input_tokens_details'
  | 'output_tokens_details'
  | 'cost';

type Details = 'cached_tokens' | 'cache_write_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens';

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;

/** The books of one answer in our terms. Undefined where they hold no numbers. */
export const usageOf = (raw: unknown, provider: Provider<'openai-responses'>): Usage | undefined => {
  if (!isLoose<Names>(raw)) return undefined;
  const input = count(raw.input_tokens);
  const output = count(raw.output_tokens);
  if (input === undefined && output === undefined) return undefined;
  const details: Loose<Details> = isLoose<Details>(raw.input_tokens_details) ? raw.input_tokens_details : {};
  const meaning = meaningOf(provider);
  // The total adds up without the reasoning: then it is counted as output, whatever the record says.
  const isComplete = count(raw.total_tokens) === (input ?? 0) + (output ?? 0);
  const settled = settledUsage(
    {
      input,
      output,
      // The second name of each is Perplexity's.
      cacheRead: count(details.cached_tokens) ?? count(details.cache_read_input_tokens),
      cacheWrite: count(details.cache_write_tokens) ?? count(details.cache_creation_input_tokens),
      reasoning: isLoose<'reasoning_tokens'>(raw.output_tokens_details)
        ? count(raw.output_tokens_details.reasoning_tokens)
        : undefined,
    },
    { ...meaning, outputHoldsReasoning: meaning.outputHoldsReasoning || isComplete },
  );
  return { ...settled, reportedCost: provider.quirks?.reportsCost ? costOf(raw.cost) : undefined };
};

/** With searches and tools of the provider's own, which token prices leave out. */
const costOf = (raw: unknown): number | undefined =>
  isLoose<'total_cost' | 'currency'>(raw) && raw.currency === 'USD' ? count(raw.total_cost) : undefined;
