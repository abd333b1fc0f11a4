/**
 * Names of the GenAI conventions as @opentelemetry/semantic-conventions 1.45.0 has them; a test compares. They are still
 * in development, so that package is not shipped: another version of it must not rename what people's dashboards read.
 */
export const genAi = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  tokenType: 'gen_ai.token.type',
  input: 'gen_ai.usage.input_tokens',
  output: 'gen_ai.usage.output_tokens',
  cacheRead: 'gen_ai.usage.cache_read.input_tokens',
  cacheCreation: 'gen_ai.usage.cache_creation.input_tokens',
  reasoning: 'gen_ai.usage.reasoning.output_tokens',
  errorType: 'error.type',
  status: 'http.response.status_code',
} as const;

/** What the conventions have no name for. */
export const ours = {
  requestId: 'keyway.request.id',
  attempt: 'keyway.attempt',
  outcome: 'keyway.outcome',
  task: 'keyway.task',
  caller: 'keyway.caller',
  keyId: 'keyway.key.id',
  cost: 'keyway.cost',
  costFrom: 'keyway.cost.from',
  pricesAsOf: 'keyway.cost.prices_as_of',
} as const;

export const metrics = {
  tokens: 'gen_ai.client.token.usage',
  duration: 'gen_ai.client.operation.duration',
  timeToFirstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  cost: 'keyway.cost',
} as const;

/** Bounds of the histograms as the conventions ask for them (gen-ai-metrics.md, 2026-11): tokens, and seconds. */
export const bounds = {
  tokens: Array.from({ length: 14 }, (_, power) => 4 ** power),
  seconds: Array.from({ length: 14 }, (_, power) => 2 ** power / 100),
} as const;

/** Providers whose name in the conventions is another than our id. `moonshot_ai` came after 1.45.0 (2026-06). */
const names: Readonly<Record<string, string>> = {
  'azure-openai': 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  gemini: 'gcp.gemini',
  vertex: 'gcp.vertex_ai',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  xai: 'x_ai',
};

/** `openai`, `aws.bedrock`; our own id where the conventions have no name. */
export const providerName = (id: string): string => names[id] ?? id;
