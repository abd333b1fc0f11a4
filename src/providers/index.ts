import type { Provider } from '../core/provider.ts';
import { anthropic } from './anthropic.ts';
import { custom } from './custom.ts';
import { deepseek } from './deepseek.ts';
import { gemini } from './gemini.ts';
import { ollama } from './ollama.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { xai } from './xai.ts';

/** In the order in which people are offered them. */
export const providers = [openai, anthropic, gemini, openrouter, deepseek, xai, ollama, custom] as const;

export type ProviderId = (typeof providers)[number]['id'];

const byId = new Map<string, Provider>(providers.map((provider) => [provider.id, provider]));

export const providerOf = (id: string): Provider | undefined => byId.get(id);
