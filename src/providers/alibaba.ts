import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';

/** DashScope, now Model Studio. Facts from npm @ai-sdk/alibaba 2.0.58 and live error bodies of 2026-08, collected 2026-11-20. */
export const alibaba = {
  id: 'alibaba',
  name: 'Alibaba Qwen',
  about: t('Qwen models: code, images, reasoning, embeddings'),
  protocol: 'openai-chat',
  baseUrl: 'https://{host}/compatible-mode/v1',
  urls: {
    key: 'https://modelstudio.console.alibabacloud.com/?tab=playground#/api-key',
    docs: 'https://www.alibabacloud.com/help/en/model-studio',
    status: 'https://status.alibabacloud.com',
  },
  fields: [
    // A key belongs to its region.
    {
      name: 'host',
      label: t('Region'),
      secret: false,
      choices: [
        { value: 'dashscope-intl.aliyuncs.com', label: t('International (Singapore)') },
        { value: 'dashscope-us.aliyuncs.com', label: t('United States (Virginia)') },
        { value: 'dashscope.aliyuncs.com', label: t('China (Beijing)') },
      ],
    },
    // Another path, which no field of a host could name.
    {
      name: 'baseUrl',
      label: t('Subscription'),
      secret: false,
      optional: true,
      choices: [{ value: 'https://coding-intl.dashscope.aliyuncs.com/v1', label: t('Coding plan') }],
    },
    { name: 'apiKey', label: t('API key'), hint: 'sk-…', secret: true, format: '^sk-(?!ant-|or-)[A-Za-z0-9_.-]{20,}$' },
  ],
  environment: ['DASHSCOPE_API_KEY'],
  auth: { scheme: 'bearer' },
  check: { path: 'models' },
  listing: { path: 'models', shape: 'openai' },
  embeddings: { batch: 10, dimensionsField: 'dimensions' },
  // 400 "tool_choice … does not support being set to required or object in thinking mode" (cloudwego/eino#994, 2026-04).
  quirks: { thinking: 'enable_thinking', thinkingRefusesToolChoice: true },
  unverified: ['That the list of models asks for a key.', 'The address of the status page.'],
} as const satisfies Provider;
