import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { ChatFailure } from '../../src/core/failure.ts';
import type { ListedModel } from '../../src/core/listing.ts';
import type { Listing, Provider } from '../../src/core/provider.ts';
import { pageOf } from '../../src/wire/ask-models.ts';
import { list } from '../../src/wire/ask.ts';
import { json, serve, type LocalServer, type Seen } from './server.ts';

type Shape = keyof typeof pageOf;

/** Without the fields that are there and undefined. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const read = (shape: Shape, body: unknown): readonly ListedModel[] =>
  (pageOf[shape](body) ?? assert.fail('is no such list')).models;

const shapes = Object.keys(pageOf).filter((shape): shape is Shape => shape in pageOf);

describe('the lists of models, shape by shape', () => {
  it('takes Moonshot’s words and Groq’s, and leaves out what is switched off', () => {
    const entry = (id: string, more: object = {}): object => ({
      id,
      object: 'model',
      created: 1,
      owned_by: 'o',
      ...more,
    });
    assert.deepEqual(
      plain(
        read('openai', {
          object: 'list',
          data: [
            entry('kimi', { context_length: 262_144, supports_image_in: true, supports_reasoning: false }),
            entry('gpt-oss', { active: true, context_window: 131_072, max_completion_tokens: 65_536 }),
            entry('gone', { active: false }),
            entry('shut', { shutdown_date: '2020-01-01' }),
            entry('leaving', { shutdown_date: '2999-01-01' }),
            entry('azure', { capabilities: { chat_completion: true, embeddings: false } }),
            entry('ada', { capabilities: { chat_completion: false, embeddings: true } }),
            entry('dall-e', { capabilities: { chat_completion: false, embeddings: false } }),
          ],
        }),
      ),
      [
        { id: 'kimi', contextTokens: 262_144, images: true, reasoning: false },
        { id: 'gpt-oss', contextTokens: 131_072, maxOutputTokens: 65_536 },
        { id: 'leaving' },
        { id: 'azure', kind: 'chat' },
        { id: 'ada', kind: 'embedding' },
      ],
    );
  });

  it('reads Cohere’s endpoints and features', () => {
    assert.deepEqual(
      plain(
        read('cohere', {
          models: [
            {
              name: 'command-a',
              is_deprecated: false,
              endpoints: ['chat', 'generate'],
              finetuned: false,
              context_length: 288_000,
              features: ['json_mode', 'tools', 'reasoning'],
            },
            { name: 'embed-v4.0', endpoints: ['embed', 'classify'], context_length: 128_000, features: null },
            { name: 'rerank-v4', endpoints: ['rerank'], context_length: 4096 },
            { name: 'command', is_deprecated: true, endpoints: ['chat'] },
          ],
        }),
      ),
      [
        { id: 'command-a', contextTokens: 288_000, tools: true, images: false, reasoning: true, kind: 'chat' },
        { id: 'embed-v4.0', contextTokens: 128_000, kind: 'embedding' },
      ],
    );
  });

  it('reads Mistral’s capabilities, and whose facts an alias has', () => {
    const able = { completion_chat: true, function_calling: true, reasoning: false, vision: true, ocr: false };
    const filling = { ...able, completion_fim: true };
    const dumb = { completion_chat: false, function_calling: false, vision: false };
    assert.deepEqual(
      plain(
        read('mistral', {
          object: 'list',
          data: [
            { id: 'mistral-large-2512', name: 'mistral-large-2512', capabilities: able, max_context_length: 262_144 },
            {
              id: 'mistral-large-latest',
              name: 'mistral-large-2512',
              aliases: ['mistral-large-2512'],
              capabilities: able,
              max_context_length: 262_144,
              deprecation: '2026-01-01T00:00:00Z',
            },
            { id: 'codestral-2508', capabilities: filling },
            { id: 'mistral-embed', capabilities: dumb, max_context_length: 8192 },
            { id: 'mistral-ocr-latest', capabilities: dumb },
            { id: 'voxtral-transcribe', capabilities: dumb },
          ],
        }),
      ),
      [
        { id: 'mistral-large-2512', contextTokens: 262_144, tools: true, images: true, reasoning: false, kind: 'chat' },
        {
          id: 'mistral-large-latest',
          contextTokens: 262_144,
          tools: true,
          images: true,
          reasoning: false,
          alias: 'mistral-large-2512',
          kind: 'chat',
        },
        { id: 'codestral-2508', tools: true, images: true, reasoning: false, fills: true, kind: 'chat' },
        { id: 'mistral-embed', contextTokens: 8192, tools: false, images: false, kind: 'embedding' },
      ],
    );
  });

  it('reads xAI’s language and embedding models, and no price of uncertain unit', () => {
    const entry = {
      object: 'model',
      prompt_text_token_price: 20_000,
      cached_prompt_text_token_price: 5000,
      completion_text_token_price: 60_000,
      output_modalities: ['text'],
    };
    assert.deepEqual(
      plain(
        read('xai', {
          models: [
            {
              ...entry,
              id: 'grok-4.5-0709',
              input_modalities: ['text', 'image'],
              aliases: ['grok-latest', 'grok-4.5'],
            },
            { ...entry, id: 'grok-4.7', input_modalities: ['text'], aliases: ['grok-latest'] },
            { ...entry, id: 'grok-imagine', output_modalities: ['image'] },
            { id: 'v1', input_modalities: ['text'], prompt_text_token_price: 1, aliases: [] },
          ],
        }),
      ),
      [
        { id: 'grok-4.5-0709', images: true, alias: 'grok-4.5', kind: 'chat' },
        { id: 'grok-4.7', images: false, kind: 'chat' },
        { id: 'v1', images: false, kind: 'embedding' },
      ],
    );
  });

  it('reads Vertex AI’s own models by their names, and no other publisher’s', () => {
    const named = (name: string): object => ({ name, versionId: 'default', launchStage: 'GA' });
    assert.deepEqual(
      plain(
        read('vertex', {
          publisherModels: [
            named('publishers/google/models/gemini-3.8-flash'),
            named('publishers/google/models/gemini-2.5-flash-image'),
            named('publishers/google/models/gemini-embedding-001'),
            named('publishers/google/models/text-embedding-005'),
            named('publishers/google/models/multimodalembedding'),
            named('publishers/google/models/imagen-4'),
            named('publishers/anthropic/models/claude-opus-5'),
          ],
        }),
      ),
      [
        { id: 'gemini-3.8-flash', kind: 'chat' },
        { id: 'gemini-embedding-001', kind: 'embedding' },
        { id: 'text-embedding-005', kind: 'embedding' },
      ],
    );
  });

  it('reads OpenRouter’s embedding models, and Cerebras’ list in OpenRouter’s form', () => {
    assert.deepEqual(
      plain(
        read('openrouter', {
          data: [
            {
              id: 'openai/text-embedding-3-small',
              name: 'Small',
              context_length: 8192,
              architecture: { input_modalities: ['text'], output_modalities: ['embeddings'] },
              pricing: { prompt: '0.00000002', completion: '0' },
            },
            {
              id: 'gpt-oss-120b',
              context_length: 131_072,
              max_output_length: 40_960,
              input_modalities: ['text'],
              output_modalities: ['text'],
              pricing: { prompt: '0.00000035', completion: '0.00000075', input_cache_write_1h: '0.000001' },
              supported_features: ['tools', 'reasoning'],
            },
          ],
        }),
      ),
      [
        {
          id: 'openai/text-embedding-3-small',
          name: 'Small',
          contextTokens: 8192,
          images: false,
          price: { input: 0.02, output: 0 },
          kind: 'embedding',
        },
        {
          id: 'gpt-oss-120b',
          contextTokens: 131_072,
          maxOutputTokens: 40_960,
          tools: true,
          images: false,
          reasoning: true,
          price: { input: 0.35, output: 0.75, cacheWriteHour: 1 },
          kind: 'chat',
        },
      ],
    );
  });

  it('takes no price of 0 from Nebius and SambaNova, and no slip of the unit', () => {
    for (const shape of ['nebius', 'sambanova'] as const)
      assert.deepEqual(
        plain(
          read(shape, {
            data: [
              {
                id: 'deepseek-ai/DeepSeek-V4',
                context_length: 163_840,
                max_completion_tokens: 7168,
                architecture: { modality: 'text+image->text', tokenizer: 'x' },
                pricing: { prompt: '0.0000005', completion: '0.0000015' },
              },
              { id: 'Qwen/Qwen3-Embedding-8B', pricing: { prompt: '0.00000001', completion: '0' } },
              { id: 'untold', pricing: { prompt: '0', completion: '0' } },
              { id: 'slip', pricing: { prompt: 0.5, completion: 1.5 } },
              { id: 'flux', architecture: { modality: 'text->image' } },
            ],
          }),
        ),
        [
          {
            id: 'deepseek-ai/DeepSeek-V4',
            contextTokens: 163_840,
            maxOutputTokens: 7168,
            images: true,
            price: { input: 0.5, output: 1.5 },
            kind: 'chat',
          },
          { id: 'Qwen/Qwen3-Embedding-8B', price: { input: 0.01, output: 0 }, kind: 'embedding' },
          { id: 'untold', kind: 'chat' },
          { id: 'slip', kind: 'chat' },
        ],
      );
  });

  it('reads Vercel’s types, tags and prices, and leaves prices with tiers to the table', () => {
    const pricing = { input: '0.0000025', output: '0.00001', input_cache_read: '0.00000025' };
    assert.deepEqual(
      plain(
        read('vercel', {
          object: 'list',
          data: [
            {
              id: 'openai/gpt-x',
              name: 'GPT X',
              context_window: 400_000,
              max_tokens: 128_000,
              type: 'language',
              tags: ['tool-use', 'vision'],
              pricing,
            },
            {
              id: 'long/tiers',
              type: 'language',
              pricing: { ...pricing, input_tiers: [{ cost: '0.0000025', min: 0 }] },
            },
            { id: 'cohere/embed-v4.0', type: 'embedding', context_window: 0, pricing: { input: '0.00000012' } },
            { id: 'free/none', type: 'language', tags: [], pricing: { input: '0', output: '0' } },
            { id: 'bfl/flux', type: 'image', pricing: { image: '0.04' } },
          ],
        }),
      ),
      [
        {
          id: 'openai/gpt-x',
          name: 'GPT X',
          contextTokens: 400_000,
          maxOutputTokens: 128_000,
          tools: true,
          images: true,
          reasoning: false,
          price: { input: 2.5, output: 10, cacheRead: 0.25 },
          kind: 'chat',
        },
        { id: 'long/tiers', kind: 'chat' },
        { id: 'cohere/embed-v4.0', price: { input: 0.12, output: 0 }, kind: 'embedding' },
        { id: 'free/none', tools: false, images: false, reasoning: false, kind: 'chat' },
      ],
    );
  });

  it('tells of a model at Hugging Face what holds whoever answers', () => {
    const backend = (more: object): object => ({
      provider: 'p',
      status: 'live',
      context_length: 131_072,
      pricing: { input: 0.5, output: 1.5 },
      supports_tools: true,
      ...more,
    });
    const architecture = { input_modalities: ['text', 'image'], output_modalities: ['text'] };
    const listed = read('huggingface', {
      object: 'list',
      data: [
        { id: 'one/price', architecture, providers: [backend({}), backend({ context_length: 32_768 })] },
        { id: 'two/prices', architecture, providers: [backend({}), backend({ pricing: { input: 0.1, output: 0.2 } })] },
        { id: 'one/untold', providers: [backend({}), backend({ pricing: null, supports_tools: false })] },
        { id: 'part/dead', providers: [backend({}), backend({ status: 'error', pricing: { input: 9, output: 9 } })] },
        { id: 'all/dead', providers: [backend({ status: 'error' })] },
        { id: 'a/painter', architecture: { output_modalities: ['image'] }, providers: [backend({})] },
      ],
    });
    assert.deepEqual(plain(listed), [
      {
        id: 'one/price',
        contextTokens: 32_768,
        tools: true,
        images: true,
        price: { input: 0.5, output: 1.5 },
        kind: 'chat',
      },
      { id: 'two/prices', contextTokens: 131_072, tools: true, images: true, kind: 'chat' },
      { id: 'one/untold', contextTokens: 131_072, tools: true, kind: 'chat' },
      { id: 'part/dead', contextTokens: 131_072, tools: true, price: { input: 0.5, output: 1.5 }, kind: 'chat' },
    ]);
  });

  it('reads what LiteLLM’s proxy knows, and believes of a name what all its deployments say', () => {
    const info = {
      mode: 'chat',
      max_input_tokens: 200_000,
      max_output_tokens: 64_000,
      input_cost_per_token: 0.000003,
      output_cost_per_token: 0.000015,
      cache_read_input_token_cost: 3e-7,
      cache_creation_input_token_cost: 0.00000375,
      supports_vision: true,
      supports_function_calling: true,
    };
    const entry = (name: string, more: object = {}): object => ({
      model_name: name,
      litellm_params: { model: `anthropic/${name}` },
      model_info: { ...info, ...more },
    });
    assert.deepEqual(
      plain(
        read('litellm', {
          data: [
            entry('claude'),
            entry('claude', { max_input_tokens: 100_000 }),
            entry('dear'),
            entry('dear', { input_cost_per_token: 0.00001 }),
            entry('unmapped', { input_cost_per_token: 0, output_cost_per_token: 0, mode: null }),
            entry('embed', { mode: 'embedding', output_cost_per_token: 0, output_vector_size: 1536 }),
            entry('whisper', { mode: 'audio_transcription' }),
          ],
        }).map(({ id, contextTokens, price, kind, dimensions }) => ({ id, contextTokens, price, kind, dimensions })),
      ),
      [
        {
          id: 'claude',
          contextTokens: 100_000,
          price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
          kind: 'chat',
        },
        { id: 'dear', contextTokens: 200_000, kind: 'chat' },
        { id: 'unmapped', contextTokens: 200_000, kind: 'chat' },
        {
          id: 'embed',
          contextTokens: 200_000,
          price: { input: 3, output: 0, cacheRead: 0.3, cacheWrite: 3.75 },
          kind: 'embedding',
          dimensions: 1536,
        },
      ],
    );
  });

  it('reads Together’s bare array by type', () => {
    const pricing = { hourly: 0, input: 0.6, output: 1.7, cached_input: 0.1, base: 0, finetune: 0 };
    assert.deepEqual(
      plain(
        read('together', [
          { id: 'deepseek-ai/V4', type: 'chat', display_name: 'DeepSeek V4', context_length: 131_072, pricing },
          { id: 'bge', type: 'embedding', context_length: 512, pricing: { input: 0.02, output: 0.02 } },
          { id: 'dedicated', type: 'chat', context_length: 0, pricing: { input: 0, output: 0 } },
          { id: 'base', type: 'language' },
          { id: 'flux', type: 'image' },
          { id: 'guard', type: 'moderation' },
          { id: 'rank', type: 'rerank' },
        ]),
      ),
      [
        {
          id: 'deepseek-ai/V4',
          name: 'DeepSeek V4',
          contextTokens: 131_072,
          price: { input: 0.6, output: 1.7, cacheRead: 0.1 },
          kind: 'chat',
        },
        { id: 'bge', contextTokens: 512, price: { input: 0.02, output: 0 }, kind: 'embedding' },
        { id: 'dedicated', kind: 'chat' },
      ],
    );
  });

  it('reads what Fireworks’ models support, and of Hyperbolic’s prices nothing', () => {
    const entry = { object: 'model', supports_chat: true, supports_tools: true, supports_image_input: false };
    const data = [
      { ...entry, id: 'accounts/fireworks/models/kimi-k3', kind: 'HF_BASE_MODEL', context_length: 262_144 },
      { ...entry, id: 'accounts/fireworks/models/flux', kind: 'FLUMINA_BASE_MODEL', supports_chat: false },
    ];
    const kimi = {
      id: 'accounts/fireworks/models/kimi-k3',
      contextTokens: 262_144,
      tools: true,
      images: false,
      kind: 'chat',
    };
    const embedding = {
      ...entry,
      id: 'accounts/fireworks/models/qwen3-embedding-4b',
      kind: 'EMBEDDING_MODEL',
      supports_chat: false,
      context_length: 40_960,
    };
    assert.deepEqual(plain(read('fireworks', { data: [...data, embedding] })), [
      kimi,
      { id: 'accounts/fireworks/models/qwen3-embedding-4b', contextTokens: 40_960, kind: 'embedding' },
    ]);
    assert.deepEqual(
      plain(read('hyperbolic', { data: data.map((one) => ({ ...one, input_price: 0.4, output_price: 0.4 })) })),
      [kimi],
    );
  });

  it('reads DeepInfra’s metadata, where only prices tell what is no language model', () => {
    const metadata = { description: 'd', context_length: 131_072, max_tokens: 16_384, tags: ['vision'] };
    assert.deepEqual(
      plain(
        read('deepinfra', {
          data: [
            {
              id: 'meta/llama',
              metadata: { ...metadata, pricing: { input_tokens: 0.13, output_tokens: 0.4, cache_read_tokens: 0.05 } },
            },
            { id: 'bge-m3', metadata: { context_length: 8192, pricing: { input_tokens: 0.01 }, tags: [] } },
            { id: 'flux', metadata: { pricing: { per_image_unit: 0.01 } } },
            { id: 'Qwen3-Embedding-8B', metadata: null },
            { id: 'silent', metadata: null },
          ],
        }),
      ),
      [
        {
          id: 'meta/llama',
          contextTokens: 131_072,
          maxOutputTokens: 16_384,
          images: true,
          reasoning: false,
          price: { input: 0.13, output: 0.4, cacheRead: 0.05 },
          kind: 'chat',
        },
        { id: 'bge-m3', contextTokens: 8192, price: { input: 0.01, output: 0 }, kind: 'embedding' },
        { id: 'Qwen3-Embedding-8B', kind: 'embedding' },
        { id: 'silent', kind: 'chat' },
      ],
    );
  });

  it('reads Novita’s prices in ten-thousandths of a dollar', () => {
    const entry = {
      title: 'deepseek/v4',
      display_name: 'DeepSeek V4',
      context_size: 163_840,
      max_output_tokens: 65_536,
      input_token_price_per_m: 2700,
      output_token_price_per_m: 10_000,
      features: ['function-calling', 'reasoning'],
      input_modalities: ['text'],
      model_type: 'chat',
      status: 1,
    };
    assert.deepEqual(
      plain(
        read('novita', {
          data: [
            { ...entry, id: 'deepseek/v4' },
            { ...entry, id: 'baai/bge-m3', display_name: null, model_type: 'embedding', input_token_price_per_m: 100 },
            { ...entry, id: 'off', status: 0 },
            { ...entry, id: 'flux', model_type: 'image' },
          ],
        }),
      ),
      [
        {
          id: 'deepseek/v4',
          name: 'DeepSeek V4',
          contextTokens: 163_840,
          maxOutputTokens: 65_536,
          tools: true,
          images: false,
          reasoning: true,
          price: { input: 0.27, output: 1 },
          kind: 'chat',
        },
        {
          id: 'baai/bge-m3',
          name: 'deepseek/v4',
          contextTokens: 163_840,
          price: { input: 0.01, output: 0 },
          kind: 'embedding',
        },
      ],
    );
  });

  it('reads Cloudflare’s properties, and leaves out what is past its date', () => {
    const priced = (input: number, output?: number): object => ({
      property_id: 'price',
      value: [
        { unit: 'per M input tokens', price: input, currency: 'USD' },
        ...(output === undefined ? [] : [{ unit: 'per M output tokens', price: output, currency: 'USD' }]),
      ],
    });
    const task = { id: 't', name: 'Text Generation' };
    assert.deepEqual(
      plain(
        read('cloudflare', {
          success: true,
          result: [
            {
              id: 'u',
              name: '@cf/meta/llama',
              task,
              properties: [
                { property_id: 'context_window', value: '24000' },
                { property_id: 'function_calling', value: 'true' },
                priced(0.29, 2.25),
              ],
            },
            {
              name: '@cf/baai/bge-m3',
              task: { name: 'Text Embeddings' },
              properties: [{ property_id: 'max_input_tokens', value: 60_000 }, priced(0.012)],
            },
            { name: '@cf/old', task, properties: [{ property_id: 'planned_deprecation_date', value: '2024-01-01' }] },
            { name: '@cf/flux', task: { name: 'Text-to-Image' } },
            { name: '@cf/bare', task },
          ],
        }),
      ),
      [
        {
          id: '@cf/meta/llama',
          contextTokens: 24_000,
          tools: true,
          images: false,
          reasoning: false,
          price: { input: 0.29, output: 2.25 },
          kind: 'chat',
        },
        { id: '@cf/baai/bge-m3', contextTokens: 60_000, price: { input: 0.012, output: 0 }, kind: 'embedding' },
        { id: '@cf/bare', kind: 'chat' },
      ],
    );
    assert.equal(pageOf.cloudflare({ success: false, errors: [{ code: 1000 }], result: [] }), undefined);
  });

  it('reads Databricks’ endpoints by task, and an empty workspace', () => {
    const ready = { ready: 'READY', config_update: 'NOT_UPDATING' };
    assert.deepEqual(
      plain(
        read('databricks', {
          endpoints: [
            { name: 'databricks-claude-opus', state: ready, task: 'llm/v1/chat', config: {} },
            { name: 'databricks-gte', state: ready, task: 'llm/v1/embeddings' },
            { name: 'starting', state: { ready: 'NOT_READY' }, task: 'llm/v1/chat' },
            { name: 'churn-forest', state: ready },
            { name: 'old', state: ready, task: 'llm/v1/completions' },
          ],
        }),
      ),
      [
        { id: 'databricks-claude-opus', kind: 'chat' },
        { id: 'databricks-gte', kind: 'embedding' },
      ],
    );
    assert.deepEqual(read('databricks', {}), []);
  });

  it('tells Replicate’s language models from pictures by what they take and give', () => {
    const version = (input: object, type: string): object => ({
      openapi_schema: { components: { schemas: { Input: { properties: input }, Output: { type } } } },
    });
    const results = [
      { owner: 'meta', name: 'llama', latest_version: version({ prompt: {}, image: {} }, 'array') },
      { owner: 'bfl', name: 'flux', latest_version: version({ prompt: {} }, 'string') },
      { owner: 'a', name: 'upscaler', latest_version: version({ image: {} }, 'array') },
      { owner: 'anthropic', name: 'claude', latest_version: null },
    ];
    assert.deepEqual(plain(read('replicate', { results, next: null })), [
      { id: 'meta/llama', images: true, kind: 'chat' },
    ]);
    assert.deepEqual(plain(read('replicate', { name: 'Language models', models: results })), [
      { id: 'meta/llama', images: true, kind: 'chat' },
      { id: 'anthropic/claude', kind: 'chat' },
    ]);
  });

  it('reads both of LM Studio’s lists, and trusts the window a model was loaded with', () => {
    assert.deepEqual(
      plain(
        read('lmstudio', {
          object: 'list',
          data: [
            { id: 'qwen3-8b', type: 'llm', state: 'loaded', max_context_length: 40_960, loaded_context_length: 4096 },
            { id: 'gemma-vl', type: 'vlm', state: 'not-loaded', max_context_length: 8192, capabilities: ['tool_use'] },
            { id: 'nomic', type: 'embeddings', max_context_length: 2048 },
            { id: 'whisper', type: 'stt' },
          ],
        }),
      ),
      [
        { id: 'qwen3-8b', contextTokens: 4096, images: false, kind: 'chat' },
        { id: 'gemma-vl', contextTokens: 8192, tools: true, images: true, kind: 'chat' },
        { id: 'nomic', contextTokens: 2048, kind: 'embedding' },
      ],
    );
    assert.deepEqual(
      plain(
        read('lmstudio', {
          models: [
            {
              type: 'llm',
              key: 'openai/gpt-oss-20b',
              display_name: 'GPT OSS 20B',
              loaded_instances: [{ id: 'i', config: { context_length: 16_384 } }],
              max_context_length: 131_072,
              capabilities: { vision: false, trained_for_tool_use: true },
            },
            { type: 'embedding', key: 'nomic', loaded_instances: [], max_context_length: 2048 },
          ],
        }),
      ),
      [
        {
          id: 'openai/gpt-oss-20b',
          name: 'GPT OSS 20B',
          contextTokens: 16_384,
          tools: true,
          images: false,
          kind: 'chat',
        },
        { id: 'nomic', contextTokens: 2048, kind: 'embedding' },
      ],
    );
  });

  it('reads llama.cpp’s window and the pictures its twin list knows of', () => {
    const meta = { vocab_type: 2, n_ctx_train: 131_072, n_params: 8, size: 9 };
    assert.deepEqual(
      plain(
        read('llamacpp', {
          models: [{ name: 'gemma.gguf', model: 'gemma.gguf', capabilities: ['completion', 'multimodal'] }],
          object: 'list',
          data: [{ id: 'gemma.gguf', object: 'model', meta: { ...meta, n_ctx: 8192 } }],
        }),
      ),
      [{ id: 'gemma.gguf', contextTokens: 8192, images: true, kind: 'chat' }],
    );
    assert.deepEqual(
      plain(
        read('llamacpp', {
          data: [
            { id: 'plain.gguf', meta },
            { id: 'router', meta: null, architecture: { input_modalities: ['text'] } },
            { id: 'nomic-embed.gguf', meta: null },
          ],
        }),
      ),
      [
        { id: 'plain.gguf', contextTokens: 131_072, kind: 'chat' },
        { id: 'router', images: false, kind: 'chat' },
        { id: 'nomic-embed.gguf', kind: 'embedding' },
      ],
    );
  });

  describe('of a hostile server', () => {
    const deep = (levels: number): unknown => {
      let value: unknown = 'end';
      for (let level = 0; level < levels; level++) value = { nested: [value] };
      return value;
    };
    const wrong: readonly unknown[] = [
      null,
      true,
      1e308,
      -1,
      'x'.repeat(100_000),
      [],
      {},
      [[[]]],
      deep(2000),
      { id: 7 },
    ];
    const fields = [
      'aliases',
      'architecture',
      'capabilities',
      'context_length',
      'context_size',
      'context_window',
      'details',
      'features',
      'inputTokenLimit',
      'input_token_price_per_m',
      'latest_version',
      'loaded_instances',
      'max_context_length',
      'max_input_tokens',
      'max_model_len',
      'max_tokens',
      'meta',
      'metadata',
      'model_info',
      'pricing',
      'properties',
      'providers',
      'supported_parameters',
      'supports_tools',
      'thinking',
    ];
    const lists = (entry: unknown): object =>
      Object.fromEntries(['data', 'models', 'result', 'endpoints', 'publisherModels'].map((under) => [under, [entry]]));
    const named = { id: 'm', name: 'm', model_name: 'm', owner: 'm' };
    /** What makes it a chat model, where that must be told. */
    const chatting: { readonly [S in Shape]?: object } = {
      cloudflare: { task: { name: 'Text Generation' } },
      cohere: { endpoints: ['chat'] },
      databricks: { task: 'llm/v1/chat' },
      gemini: { supportedGenerationMethods: ['generateContent'] },
      vertex: { name: 'publishers/google/models/gemini-m' },
      xai: { output_modalities: ['text'] },
    };

    const assertSane = ({ price, ...model }: ListedModel, field: string): void => {
      for (const count of [model.contextTokens, model.maxOutputTokens, model.dimensions])
        assert.ok(count === undefined || (Number.isSafeInteger(count) && count > 0), `${field}: ${count}`);
      for (const cost of [price?.input, price?.output, price?.cacheRead])
        assert.ok(cost === undefined || (cost >= 0 && cost <= 1000), `${field}: ${cost}`);
      for (const fact of [model.tools, model.images, model.reasoning])
        assert.ok(fact === undefined || typeof fact === 'boolean', field);
    };

    for (const shape of shapes)
      it(`keeps ${shape} to numbers and names that can be shown`, () => {
        const entry = { ...named, ...chatting[shape] };
        assert.equal(read(shape, lists(entry)).length, 1);
        for (const field of fields)
          for (const value of wrong)
            for (const model of read(shape, lists({ ...entry, [field]: value }))) assertSane(model, field);
        for (const bad of [
          '',
          'a\nb',
          'a\u0000b',
          'a\u202eb',
          'a\ud800b',
          '[a](command:b)',
          'x'.repeat(301),
          7,
          null,
          {},
        ]) {
          const nameless = { ...entry, id: bad, name: bad, model_name: bad, owner: bad, key: bad };
          assert.deepEqual(read(shape, lists(nameless)), [], `the id ${JSON.stringify(bad)}`);
        }
        for (const body of [undefined, null, 7, 'words', true, { data: 'x', models: {}, result: 1, results: 'x' }])
          assert.equal(pageOf[shape](body), undefined);
      });
  });

  describe('asked for', () => {
    let server: LocalServer;
    let reply: (response: ServerResponse, request: Seen) => unknown;
    before(async () => {
      server = await serve((response, request) => reply(response, request));
    });
    after(() => server.close());

    const ask = (
      listing: Listing,
      more: {
        readonly plain?: Readonly<Record<string, string>>;
        readonly baseUrl?: string;
        readonly signal?: AbortSignal;
      } = {},
    ): Promise<readonly ListedModel[]> => {
      const provider: Provider = {
        id: 'sample',
        name: 'Sample',
        protocol: 'openai-chat',
        baseUrl: `${server.origin}/v1`,
        urls: { docs: 'https://sample.example' },
        fields: [],
        environment: [],
        auth: { scheme: 'bearer' },
        check: { path: 'models' },
        listing,
      };
      const { plain: values = {}, baseUrl = `${server.origin}/v1`, signal = new AbortController().signal } = more;
      return list({ provider, access: { baseUrl, secrets: { apiKey: 'k' }, plain: values, headers: {} }, signal });
    };

    const idsOf = (models: readonly ListedModel[]): readonly string[] => models.map(({ id }) => id);

    const pages: readonly [Shape, string, object, object, string][] = [
      [
        'cohere',
        'https://x/v1/models?page_size=1000',
        { models: [{ name: 'a', endpoints: ['chat'] }], next_page_token: 't&1' },
        { models: [{ name: 'b', endpoints: ['chat'] }], next_page_token: '' },
        '/v1/models?page_size=1000&page_token=t%261',
      ],
      [
        'cloudflare',
        '/search?task=Text%20Generation&per_page=1',
        {
          success: true,
          result: [{ name: 'a', task: { name: 'Text Generation' } }],
          result_info: { page: 1, per_page: 1, total_count: 2 },
        },
        {
          success: true,
          result: [{ name: 'b', task: { name: 'Text Generation' } }],
          result_info: { page: 2, per_page: 1, total_count: 2 },
        },
        '/search?task=Text+Generation&per_page=1&page=2',
      ],
      [
        'vertex',
        '/v1beta1/publishers/google/models',
        { publisherModels: [{ name: 'publishers/google/models/gemini-a' }], nextPageToken: 'n' },
        { publisherModels: [{ name: 'publishers/google/models/gemini-b' }] },
        '/v1beta1/publishers/google/models?pageToken=n',
      ],
    ];
    for (const [shape, path, first, second, asked] of pages)
      it(`turns ${shape}’s pages until the last`, async () => {
        reply = (response, { path: at }) => json(200, at === asked ? second : first)(response);
        const before = server.seen.length;
        const models = await ask({ path: path.replace('https://x', server.origin), shape });
        assert.deepEqual(
          idsOf(models).map((id) => id.at(-1)),
          ['a', 'b'],
        );
        assert.deepEqual([server.seen.length - before, server.seen.at(-1)?.path], [2, asked]);
      });

    it('follows Replicate’s next page at its own origin, and nowhere else', async () => {
      await using other = await serve(json(200, { results: [] }));
      const schemas = { Input: { properties: { prompt: {} } }, Output: { type: 'array' } };
      const page = (name: string, next: string | null): object => ({
        results: [{ owner: 'o', name, latest_version: { openapi_schema: { components: { schemas } } } }],
        next,
      });
      reply = (response, { path }) =>
        json(
          200,
          path.includes('cursor=2')
            ? page('b', `${other.origin}/v1/models`)
            : page('a', `${server.origin}/v1/models?cursor=2`),
        )(response);
      assert.deepEqual(idsOf(await ask({ path: 'models', shape: 'replicate' })), ['o/a', 'o/b']);
      assert.equal(other.seen.length, 0);
      for (const next of ['https://user:word@127.0.0.1/', 'javascript:alert(1)', 'models?cursor=2', '//127.0.0.1/x']) {
        const before = server.seen.length;
        reply = json(200, page('a', next));
        assert.deepEqual(idsOf(await ask({ path: 'models', shape: 'replicate' })), ['o/a']);
        assert.equal(server.seen.length - before, 1, next);
      }
    });

    it('ends where every page names another', async () => {
      const before = server.seen.length;
      reply = (response, { path }) =>
        json(200, { models: [{ name: `m${path.length}`, endpoints: ['chat'] }], next_page_token: `${path.length}0` })(
          response,
        );
      await ask({ path: 'models', shape: 'cohere' });
      assert.equal(server.seen.length - before, 20);
    });

    it('keeps ten thousand models at most', async () => {
      reply = json(200, { data: Array.from({ length: 12_000 }, (_, index) => ({ id: `m${index}` })) });
      assert.equal((await ask({ path: 'models', shape: 'openai' })).length, 10_000);
    });

    it('adds the lists beside it, and does without one that the key may not see', async () => {
      const listing: Listing = { path: 'a', shape: 'openai', also: [{ path: 'b', shape: 'openai' }] };
      reply = (response, { path }) => json(200, { data: [{ id: path }] })(response);
      assert.deepEqual(idsOf(await ask(listing)), ['/v1/a', '/v1/b']);
      for (const status of [401, 403, 404]) {
        reply = (response, { path }) =>
          path === '/v1/b' ? json(status, {})(response) : json(200, { data: [{ id: 'a' }] })(response);
        assert.deepEqual(idsOf(await ask(listing)), ['a']);
      }
      // A list that is gone for a moment must not take its models from the person.
      reply = (response, { path }) =>
        path === '/v1/b' ? json(503, {})(response) : json(200, { data: [{ id: 'a' }] })(response);
      await assert.rejects(ask(listing), (thrown) => thrown instanceof ChatFailure && thrown.kind === 'server');
    });

    it('asks nobody for a table, nor a list at another host than the person’s base URL', async () => {
      const before = server.seen.length;
      assert.deepEqual(await ask({ shape: 'table' }), []);
      assert.deepEqual(await ask({ shape: 'openai' }), []);
      assert.deepEqual(
        await ask({ path: `${server.origin}/models`, shape: 'cohere' }, { baseUrl: 'http://127.0.0.1:1/proxy' }),
        [],
      );
      assert.equal(server.seen.length, before);
    });

    it('reads the deployments a person named', async () => {
      const deployments =
        ' prod = gpt-5.6-sol, embed=text-embedding-3-small;gpt-4o-mini\n=lost, two words, x=</script>';
      assert.deepEqual(plain(await ask({ shape: 'deployments' }, { plain: { deployments } })), [
        { id: 'prod', alias: 'gpt-5.6-sol', kind: 'chat' },
        { id: 'embed', alias: 'text-embedding-3-small', kind: 'embedding' },
        { id: 'gpt-4o-mini', kind: 'chat' },
        { id: 'x', kind: 'chat' },
      ]);
      assert.deepEqual(
        plain(await ask({ shape: 'deployments' }, { plain: { deployments: 'a', apiVersion: '2024-10-21' } })),
        [{ id: 'a', kind: 'chat', protocol: 'openai-chat' }],
      );
      assert.deepEqual(await ask({ shape: 'deployments' }), []);
    });

    it('asks an old Ollama about each model that its list is silent about', async () => {
      const tags = {
        models: [
          { name: 'new', capabilities: ['completion'], details: {} },
          { name: 'llama', details: { family: 'llama' } },
          { name: 'nomic', details: { family: 'nomic-bert' } },
          { name: 'broken', details: {} },
          { name: 'painter', details: {} },
        ],
      };
      const shown: Readonly<Record<string, object>> = {
        llama: {
          capabilities: ['completion', 'tools', 'vision', 'insert'],
          model_info: { 'llama.context_length': 131_072 },
        },
        nomic: { capabilities: ['embedding'], model_info: { 'nomic-bert.context_length': 2048 } },
        painter: { capabilities: ['image'] },
      };
      const asked: string[] = [];
      reply = (response, { path, body }) => {
        if (path === '/api/tags') return json(200, tags)(response);
        const { model } = JSON.parse(body) as { readonly model: string };
        asked.push(model);
        return shown[model] ? json(200, shown[model])(response) : response.destroy();
      };
      assert.deepEqual(plain(await ask({ path: '/api/tags', shape: 'ollama' })), [
        { id: 'new', tools: false, images: false, reasoning: false, fills: false, kind: 'chat' },
        { id: 'llama', contextTokens: 131_072, tools: true, images: true, reasoning: false, fills: true, kind: 'chat' },
        {
          id: 'nomic',
          contextTokens: 2048,
          tools: false,
          images: false,
          reasoning: false,
          fills: false,
          kind: 'embedding',
        },
        { id: 'broken', kind: 'chat' },
      ]);
      assert.deepEqual(asked.toSorted(), ['broken', 'llama', 'nomic', 'painter']);
    });

    it('asks an old Ollama about fifty models at most, and stops when it is stopped', async () => {
      const models = Array.from({ length: 200 }, (_, index) => ({ name: `m${index}`, details: {} }));
      reply = (response, { path }) => json(200, path === '/api/tags' ? { models } : {})(response);
      const before = server.seen.length;
      assert.equal((await ask({ path: '/api/tags', shape: 'ollama' })).length, 200);
      assert.equal(server.seen.length - before, 51);
      const controller = new AbortController();
      reply = (response, { path }) => (path === '/api/tags' ? json(200, { models })(response) : controller.abort());
      await assert.rejects(
        ask({ path: '/api/tags', shape: 'ollama' }, { signal: controller.signal }),
        (thrown) => thrown instanceof ChatFailure && thrown.kind === 'aborted',
      );
    });
  });
});
