import type { Provider } from '../core/provider.ts';
import { ai21 } from './ai21.ts';
import { alibaba } from './alibaba.ts';
import { anthropic } from './anthropic.ts';
import { azureOpenai } from './azure-openai.ts';
import { bedrock } from './bedrock.ts';
import { cerebras } from './cerebras.ts';
import { cloudflare } from './cloudflare.ts';
import { cohere } from './cohere.ts';
import { custom } from './custom.ts';
import { databricks } from './databricks.ts';
import { deepinfra } from './deepinfra.ts';
import { deepseek } from './deepseek.ts';
import { fireworks } from './fireworks.ts';
import { gemini } from './gemini.ts';
import { groq } from './groq.ts';
import { huggingface } from './huggingface.ts';
import { hyperbolic } from './hyperbolic.ts';
import { inflection } from './inflection.ts';
import { litellm } from './litellm.ts';
import { llamacpp } from './llamacpp.ts';
import { lmstudio } from './lmstudio.ts';
import { minimax } from './minimax.ts';
import { mistral } from './mistral.ts';
import { moonshot } from './moonshot.ts';
import { nebius } from './nebius.ts';
import { novita } from './novita.ts';
import { nvidia } from './nvidia.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import { replicate } from './replicate.ts';
import { sambanova } from './sambanova.ts';
import { together } from './together.ts';
import { tombstoneOf } from './tombstones.ts';
import { vercel } from './vercel.ts';
import { vertex } from './vertex.ts';
import { vllm } from './vllm.ts';
import { voyage } from './voyage.ts';
import { xai } from './xai.ts';
import { zai } from './zai.ts';

/** In the order in which people are offered them: the well known first, the uncertain ones late, one's own servers last. */
export const providers = [
  openai,
  anthropic,
  gemini,
  openrouter,
  azureOpenai,
  bedrock,
  vertex,
  mistral,
  deepseek,
  xai,
  groq,
  cohere,
  together,
  fireworks,
  cerebras,
  perplexity,
  huggingface,
  nvidia,
  moonshot,
  zai,
  alibaba,
  minimax,
  vercel,
  cloudflare,
  databricks,
  deepinfra,
  nebius,
  sambanova,
  novita,
  replicate,
  voyage,
  ai21,
  hyperbolic,
  inflection,
  ollama,
  lmstudio,
  vllm,
  llamacpp,
  litellm,
  custom,
] as const;

export type ProviderId = (typeof providers)[number]['id'];

const byId = new Map<string, Provider>(providers.map((provider) => [provider.id, provider]));

export const providerOf = (id: string): Provider | undefined => byId.get(id);

/** The name of a provider, alive or closed; the id itself where a newer Keyway knew one more. */
export const nameOf = (id: string): string => (byId.get(id) ?? tombstoneOf(id))?.name ?? id;
