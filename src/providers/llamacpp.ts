import type { Provider } from '../core/provider.ts';

/** Facts from the server's own documentation in ggml-org/llama.cpp, collected 2026-11-20. */
export const llamacpp = {
  id: 'llamacpp',
  name: 'llama.cpp',
  about: 'One open model on your own machine, at no cost',
  protocol: 'openai-chat',
  baseUrl: 'http://localhost:8080/v1',
  urls: { docs: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server' },
  fields: [
    { name: 'baseUrl', label: 'Base URL', hint: 'http://localhost:8080/v1', secret: false, optional: true },
    { name: 'apiKey', label: 'API key', hint: 'Only with --api-key', secret: true, optional: true },
  ],
  environment: [],
  auth: { scheme: 'bearer' },
  // Health and the list of models are public also where the server has a key.
  check: { path: '/props' },
  listing: { path: 'models', shape: 'llamacpp' },
  embeddings: { batch: 32, encodingFormat: false },
  local: true,
  unverified: ['That the list of models is public.'],
} as const satisfies Provider;
