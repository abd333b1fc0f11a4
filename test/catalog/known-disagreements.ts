/** Prices of the table in which genai-prices 0.1.8 says something else, field by field as `ours / theirs`, and why ours stays. */

interface Known {
  readonly found: readonly string[];
  readonly why: string;
}

const why = {
  boundary:
    'one token: OpenAI\'s price page says "<272K", its models\' pages "more than 272K tokens"; we take the latter for all',
  lastPrice: 'theirs is the price of DeepSeek V3 and R1 until September 2025, ours the last one before the switch-off',
  movedOn: 'the alias has moved to mistral-small-2603, whose price ours is',
  noOutput: 'an embedding has no output',
  pastTier: 'the window of a million was withdrawn on 2026-04-30: no prompt reaches the tier',
  redirected: 'theirs is the price until 2026-05-15; since then grok-4.3 answers, at its own price',
  rounded: 'theirs is rounded',
  older: 'theirs has no date of its own; ours is of models.dev, 2026-09-28',
} as const;

export const known: Readonly<Record<string, Known>> = {
  'anthropic/claude-sonnet-4-5-20250929': {
    why: why.pastTier,
    found: [
      'input 3 / 3 >200000:6',
      'output 15 / 15 >200000:22.5',
      'cacheRead 0.3 / 0.3 >200000:0.6',
      'cacheWrite 3.75 / 3.75 >200000:7.5',
      'cacheWriteHour 6 / 6 >200000:12',
    ],
  },
  'azure-openai/o4-mini': { why: why.rounded, found: ['cacheRead 0.275 / 0.28'] },
  'bedrock/global.openai.gpt-5.6-luna': {
    why: why.boundary,
    found: [
      'input 0.2 >272000:0.4 / 0.2 >271999:0.4',
      'output 1.2 >272000:1.8 / 1.2 >271999:1.8',
      'cacheRead 0.02 >272000:0.04 / 0.02 >271999:0.04',
      'cacheWrite 0.25 >272000:0.5 / 0.25 >271999:0.5',
    ],
  },
  'bedrock/global.openai.gpt-5.6-sol': {
    why: why.boundary,
    found: [
      'input 4 >272000:8 / 4 >271999:8',
      'output 20 >272000:30 / 20 >271999:30',
      'cacheRead 0.4 >272000:0.8 / 0.4 >271999:0.8',
      'cacheWrite 5 >272000:10 / 5 >271999:10',
    ],
  },
  'bedrock/global.openai.gpt-5.6-terra': {
    why: why.boundary,
    found: [
      'input 2 >272000:4 / 2 >271999:4',
      'output 12 >272000:18 / 12 >271999:18',
      'cacheRead 0.2 >272000:0.4 / 0.2 >271999:0.4',
      'cacheWrite 2.5 >272000:5 / 2.5 >271999:5',
    ],
  },
  'cloudflare/@cf/qwen/qwen3-30b-a3b-fp8': { why: why.rounded, found: ['input 0.0509 / 0.051'] },
  'cloudflare/@cf/zai-org/glm-4.7-flash': { why: why.rounded, found: ['input 0.0605 / 0.06'] },
  'deepseek/deepseek-chat': {
    why: why.lastPrice,
    found: ['input 0.28 / 0.27', 'output 0.42 / 1.1', 'cacheRead 0.028 / 0.07'],
  },
  'deepseek/deepseek-reasoner': {
    why: why.lastPrice,
    found: ['input 0.28 / 0.55', 'output 0.42 / 2.19', 'cacheRead 0.028 / 0.14'],
  },
  'mistral/mistral-embed': { why: why.noOutput, found: ['output 0 / 0.1'] },
  'mistral/mistral-small-latest': { why: why.movedOn, found: ['input 0.15 / 0.1', 'output 0.6 / 0.3'] },
  'novita/meta-llama/llama-3.1-8b-instruct': { why: why.older, found: ['input 0.02 / 0.05'] },
  'novita/meta-llama/llama-3.3-70b-instruct': { why: why.older, found: ['input 0.135 / 0.39', 'output 0.4 / 0.39'] },
  'novita/mistralai/mistral-nemo': { why: why.older, found: ['input 0.04 / 0.17'] },
  'openai/gpt-5.4': {
    why: why.boundary,
    found: [
      'input 2.5 >272000:5 / 2.5 >271999:5',
      'output 15 >272000:22.5 / 15 >271999:22.5',
      'cacheRead 0.25 >272000:0.5 / 0.25 >271999:0.5',
    ],
  },
  'openai/gpt-5.4-pro': {
    why: why.boundary,
    found: ['input 30 >272000:60 / 30 >271999:60', 'output 180 >272000:270 / 180 >271999:270'],
  },
  'openai/gpt-5.5': {
    why: why.boundary,
    found: [
      'input 5 >272000:10 / 5 >271999:10',
      'output 30 >272000:45 / 30 >271999:45',
      'cacheRead 0.5 >272000:1 / 0.5 >271999:1',
    ],
  },
  'openai/gpt-5.5-pro': {
    why: why.boundary,
    found: ['input 30 >272000:60 / 30 >271999:60', 'output 180 >272000:270 / 180 >271999:270'],
  },
  'openai/gpt-5.6-luna': {
    why: why.boundary,
    found: [
      'input 0.2 >272000:0.4 / 0.2 >271999:0.4',
      'output 1.2 >272000:1.8 / 1.2 >271999:1.8',
      'cacheRead 0.02 >272000:0.04 / 0.02 >271999:0.04',
      'cacheWrite 0.25 >272000:0.5 / 0.25 >271999:0.5',
    ],
  },
  'openai/gpt-5.6-sol': {
    why: why.boundary,
    found: [
      'input 4 >272000:8 / 4 >271999:8',
      'output 20 >272000:30 / 20 >271999:30',
      'cacheRead 0.4 >272000:0.8 / 0.4 >271999:0.8',
      'cacheWrite 5 >272000:10 / 5 >271999:10',
    ],
  },
  'openai/gpt-5.6-terra': {
    why: why.boundary,
    found: [
      'input 2 >272000:4 / 2 >271999:4',
      'output 12 >272000:18 / 12 >271999:18',
      'cacheRead 0.2 >272000:0.4 / 0.2 >271999:0.4',
      'cacheWrite 2.5 >272000:5 / 2.5 >271999:5',
    ],
  },
  'openai/gpt-6-astra': {
    why: why.boundary,
    found: [
      'input 10 >272000:20 / 10 >271999:20',
      'output 50 >272000:75 / 50 >271999:75',
      'cacheRead 1 >272000:2 / 1 >271999:2',
      'cacheWrite 12.5 >272000:25 / 12.5 >271999:25',
    ],
  },
  'xai/grok-3': {
    why: why.redirected,
    found: ['input 1.25 >199999:2.5 / 3', 'output 2.5 >199999:5 / 15', 'cacheRead 0.2 >199999:0.4 / 0.75'],
  },
  'xai/grok-4-fast-non-reasoning': {
    why: why.redirected,
    found: ['input 1.25 >199999:2.5 / 0.2', 'output 2.5 >199999:5 / 0.5', 'cacheRead 0.2 >199999:0.4 / 0.05'],
  },
  'xai/grok-4-fast-reasoning': {
    why: why.redirected,
    found: ['input 1.25 >199999:2.5 / 0.2', 'output 2.5 >199999:5 / 0.5', 'cacheRead 0.2 >199999:0.4 / 0.05'],
  },
  'xai/grok-code-fast-1': {
    why: why.redirected,
    found: ['input 1.25 >199999:2.5 / 0.2', 'output 2.5 >199999:5 / 1.5', 'cacheRead 0.2 >199999:0.4 / 0.02'],
  },
};
