import type { Listing } from '../core/provider.ts';
import { deepinfra, fireworks, hyperbolic, novita, together } from './ask-models-hosts.ts';
import { llamacpp, lmstudio, ollama } from './ask-models-local.ts';
import { anthropic, cohere, gemini, mistral, vertex, xai } from './ask-models-makers.ts';
import { openai } from './ask-models-openai.ts';
import type { PageOf } from './ask-models-page.ts';
import { cloudflare, databricks, replicate } from './ask-models-platforms.ts';
import { huggingface, litellm, nebius, openrouter, sambanova, vercel } from './ask-models-routers.ts';

/** The lists that are not asked for with a GET of their own. */
type Special = 'bedrock' | 'deployments' | 'table';

/** How each kind of model list is read. */
export const pageOf: { readonly [S in Exclude<Listing['shape'], Special>]: PageOf } = {
  anthropic,
  cloudflare,
  cohere,
  databricks,
  deepinfra,
  fireworks,
  gemini,
  huggingface,
  hyperbolic,
  litellm,
  llamacpp,
  lmstudio,
  mistral,
  nebius,
  novita,
  ollama,
  openai,
  openrouter,
  replicate,
  sambanova,
  together,
  vercel,
  vertex,
  xai,
};
