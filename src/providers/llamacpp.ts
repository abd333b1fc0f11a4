import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from the server's own documentation in ggml-org/llama.cpp, collected 2026-11-20. */
export const llamacpp = {
  id: 'llamacpp',
  name: 'llama.cpp',
  about: t('One open model on your own machine, at no cost'),
  protocol: 'openai-chat',
  baseUrl: 'http://localhost:8080/v1',
  urls: { docs: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:8080/v1', secret: false, optional: true },
    { name: 'apiKey', label: t('API key'), hint: t('Only with --api-key'), secret: true, optional: true },
  ],
  environment: [],
  auth: { scheme: 'bearer' },
  // Health and the list of models are public also where the server has a key.
  check: { path: '/props' },
  listing: { path: 'models', shape: 'llamacpp' },
  embeddings: { batch: 32, encodingFormat: false },
  // tools/server/README.md, "POST /infill", read 2026-11-21. No list says which models have the tokens for it; a server answers 501
  // where they are missing. Its own presets for editors are the Qwen coders (`--fim-qwen-…`).
  fill: {
    shape: 'llamacpp',
    path: '../infill',
    models: ['*qwen2.5-coder*', '*qwen3-coder*', '*codellama*', '*starcoder*', '*deepseek-coder*', '*codegemma*'],
  },
  local: true,
  unverified: ['That the list of models is public.', 'Which models beside the Qwen coders fill gaps.'],
} as const satisfies Provider;
