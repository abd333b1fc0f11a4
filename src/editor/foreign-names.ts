/** Whose key it is, and which field of it. */
interface Meant {
  readonly provider: string;
  readonly field: string;
}

const apiKey = (provider: string): Meant => ({ provider, field: 'apiKey' });

/**
 * Names of secrets in Cline (`SecretKeys` of its state-keys.ts, 2026) and Roo Code (`SECRET_STATE_KEYS` of its
 * global-settings.ts, 2026), which came from it; where they differ, both.
 */
export const foreignNames: ReadonlyMap<string, Meant> = new Map([
  ['apiKey', apiKey('anthropic')],
  ['openAiNativeApiKey', apiKey('openai')],
  ['openRouterApiKey', apiKey('openrouter')],
  ['geminiApiKey', apiKey('gemini')],
  ['deepSeekApiKey', apiKey('deepseek')],
  ['mistralApiKey', apiKey('mistral')],
  ['xaiApiKey', apiKey('xai')],
  ['groqApiKey', apiKey('groq')],
  ['cerebrasApiKey', apiKey('cerebras')],
  ['fireworksApiKey', apiKey('fireworks')],
  ['togetherApiKey', apiKey('together')],
  ['moonshotApiKey', apiKey('moonshot')],
  ['huggingFaceApiKey', apiKey('huggingface')],
  ['nebiusApiKey', apiKey('nebius')],
  ['sambanovaApiKey', apiKey('sambanova')],
  ['sambaNovaApiKey', apiKey('sambanova')],
  ['zaiApiKey', apiKey('zai')],
  ['minimaxApiKey', apiKey('minimax')],
  ['qwenApiKey', apiKey('alibaba')],
  ['deepInfraApiKey', apiKey('deepinfra')],
  ['vercelAiGatewayApiKey', apiKey('vercel')],
  ['awsBedrockApiKey', apiKey('bedrock')],
  ['awsApiKey', apiKey('bedrock')],
  ['awsAccessKey', { provider: 'bedrock', field: 'accessKeyId' }],
  ['awsSecretKey', { provider: 'bedrock', field: 'secretAccessKey' }],
  ['awsSessionToken', { provider: 'bedrock', field: 'sessionToken' }],
  ['awsRegion', { provider: 'bedrock', field: 'region' }],
]);

/** What a profile of Roo Code calls another server than a provider's own. */
export const serverNames: ReadonlyMap<string, string> = new Map([
  ['anthropic', 'anthropicBaseUrl'],
  ['openai', 'openAiNativeBaseUrl'],
  ['openrouter', 'openRouterBaseUrl'],
  ['gemini', 'googleGeminiBaseUrl'],
  ['deepseek', 'deepSeekBaseUrl'],
  ['moonshot', 'moonshotBaseUrl'],
  ['minimax', 'minimaxBaseUrl'],
  ['bedrock', 'awsBedrockEndpoint'],
]);
