import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** Facts from the documentation in Ollama's repository (2026-08-21), collected 2026-11-20. */
export const ollama = {
  id: 'ollama',
  name: 'Ollama',
  about: t('Open models on your own machine, at no cost'),
  protocol: 'openai-chat',
  baseUrl: 'http://localhost:11434/v1',
  urls: { key: 'https://ollama.com/settings/keys', docs: 'https://docs.ollama.com' },
  fields: [
    { name: 'baseUrl', label: t('Base URL'), hint: 'http://localhost:11434/v1', secret: false, optional: true },
    { name: 'apiKey', label: t('API key (Ollama Cloud only)'), secret: true, optional: true },
  ],
  environment: ['OLLAMA_API_KEY'],
  auth: { scheme: 'bearer' },
  // The cloud's `/v1/models` is public; the native list tells context and capabilities as well (since Ollama 0.34).
  check: { path: '/api/tags' },
  listing: { path: '/api/tags', shape: 'ollama' },
  embeddings: { batch: 64, dimensionsField: 'dimensions', encodingFormat: false },
  // docs.ollama.com/api/generate and server/routes.go (0.40, 2026-10), read 2026-11-21. The capability `insert` tells which.
  fill: {
    shape: 'ollama',
    path: '/api/generate',
    models: ['qwen2.5-coder*', 'codellama*', 'starcoder2*', 'deepseek-coder*', 'codegemma*', 'codestral*'],
  },
  local: true,
  quirks: {
    toolChoice: 'none',
    effort: 'reasoning_effort',
    efforts: ['none', 'low', 'medium', 'high', 'max'],
  },
  unverified: ['Which models fill gaps on servers before 0.6.4, which tell no capabilities.'],
} as const satisfies Provider;
