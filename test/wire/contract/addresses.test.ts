import assert from 'node:assert/strict';
import { filled } from '../../../src/core/key-fields.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { plainOf } from '../localised.ts';
import { openCounterpart } from './counterpart.ts';
import { fillSubjects } from './fills.ts';
import type { Subject } from './subject.ts';
import { subjects } from './subjects.ts';
import { eventsOf, key, talk } from './talk.ts';

const bearer = 'authorization: Bearer KEY';

const usual =
  /^(?:host|connection|content-length|content-type|accept|accept-encoding|accept-language|user-agent|sec-fetch-mode)$/;

/** Who is asked, and every header that not all requests have; the key is `KEY`. */
const asked = async (
  subject: Subject,
  plain = plainOf(subject.provider),
  secrets: Readonly<Record<string, string>> = { apiKey: key },
): Promise<readonly string[]> => {
  const counterpart = await openCounterpart(subject);
  try {
    counterpart.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
    eventsOf(await talk(subject, counterpart.origin, { access: { plain, secrets } }));
    const [exchange] = counterpart.exchanges;
    assert.ok(exchange);
    const { method, url, headers } = exchange;
    const told = Object.entries(headers)
      .filter(([name]) => !usual.test(name))
      .map(([name, value]) => `${name}: ${String(value).replaceAll(key, 'KEY')}`);
    return [`${method} ${placeOf(subject.provider)}${url}`, ...told.toSorted()];
  } finally {
    await counterpart.close();
  }
};

const nameOf = ({ provider }: Subject): string => `${provider.id}, ${provider.protocol}`;

/** Written out by hand from the providers' own documentation, 2026-11-20: a slip in a record must fail here. */
const addresses: Readonly<Record<string, readonly [address: string, ...headers: string[]]>> = {
  'openai, openai-responses': ['https://api.openai.com/v1/responses', bearer],
  'anthropic, anthropic-messages': ['https://api.anthropic.com/v1/messages', 'anthropic-version: 2026-10-21', bearer],
  'gemini, gemini': [
    'https://generativelanguage.googleapis.com/v1beta/models/{model}:streamGenerateContent?alt=sse',
    'x-goog-api-key: KEY',
  ],
  'openrouter, openai-chat': ['https://openrouter.ai/api/v1/chat/completions', bearer],
  'azure-openai, openai-chat': ['https://my-resource/openai/v1/chat/completions', 'api-key: KEY'],
  'azure-openai, openai-responses': ['https://my-resource/openai/v1/responses', 'api-key: KEY'],
  'bedrock, bedrock-converse': [
    'https://bedrock-runtime.my-region.amazonaws.com/model/{model}/converse-stream',
    bearer,
  ],
  'vertex, gemini': [
    'https://aiplatform.googleapis.com/v1/publishers/google/models/{model}:streamGenerateContent?alt=sse',
    'x-goog-api-key: KEY',
  ],
  'mistral, openai-chat': ['https://api.mistral.ai/v1/chat/completions', bearer],
  'deepseek, openai-chat': ['https://api.deepseek.com/chat/completions', bearer],
  'xai, openai-responses': ['https://api.x.ai/v1/responses', bearer],
  'groq, openai-chat': ['https://api.groq.com/openai/v1/chat/completions', bearer],
  'cohere, openai-chat': ['https://api.cohere.ai/compatibility/v1/chat/completions', bearer],
  'together, openai-chat': ['https://api.together.ai/v1/chat/completions', bearer],
  'fireworks, openai-chat': ['https://api.fireworks.ai/inference/v1/chat/completions', bearer],
  'cerebras, openai-chat': ['https://api.cerebras.ai/v1/chat/completions', bearer],
  'perplexity, openai-responses': ['https://api.perplexity.ai/v1/responses', bearer],
  'huggingface, openai-chat': ['https://router.huggingface.co/v1/chat/completions', bearer],
  'nvidia, openai-chat': ['https://integrate.api.nvidia.com/v1/chat/completions', bearer],
  'moonshot, openai-chat': ['https://api.moonshot.ai/v1/chat/completions', bearer],
  'zai, openai-chat': ['https://api.z.ai/api/paas/v4/chat/completions', bearer],
  'alibaba, openai-chat': ['https://dashscope-intl.aliyuncs.com/compatible-mode/v1/chat/completions', bearer],
  'minimax, anthropic-messages': [
    'https://api.minimax.io/anthropic/v1/messages',
    'anthropic-version: 2026-10-21',
    bearer,
  ],
  'minimax, openai-chat': ['https://api.minimax.io/v1/chat/completions', bearer],
  'vercel, openai-chat': ['https://ai-gateway.vercel.sh/v1/chat/completions', bearer],
  'cloudflare, openai-chat': [
    'https://api.cloudflare.com/client/v4/accounts/my-account/ai/v1/chat/completions',
    bearer,
  ],
  'databricks, openai-chat': ['https://my-host/serving-endpoints/chat/completions', bearer],
  'deepinfra, openai-chat': ['https://api.deepinfra.com/v1/openai/chat/completions', bearer],
  'nebius, openai-chat': ['https://api.tokenfactory.nebius.com/v1/chat/completions', bearer],
  'sambanova, openai-chat': ['https://api.sambanova.ai/v1/chat/completions', bearer],
  'novita, openai-chat': ['https://api.novita.ai/openai/v1/chat/completions', bearer],
  'replicate, replicate': ['https://api.replicate.com/v1/models/{model}/predictions', bearer],
  'voyage, openai-chat': ['https://api.voyageai.com/v1/chat/completions', bearer],
  'ai21, openai-chat': ['https://api.ai21.com/studio/v1/chat/completions', bearer],
  'hyperbolic, openai-chat': ['https://api.hyperbolic.xyz/v1/chat/completions', bearer],
  'inflection, openai-chat': ['https://api.inflection.ai/v1/chat/completions', bearer],
  'ollama, openai-chat': ['http://localhost:11434/v1/chat/completions', bearer],
  'lmstudio, openai-chat': ['http://localhost:1234/v1/chat/completions', bearer],
  'vllm, openai-chat': ['http://localhost:8000/v1/chat/completions', bearer],
  'llamacpp, openai-chat': ['http://localhost:8080/v1/chat/completions', bearer],
  'litellm, openai-chat': ['http://server-of-the-person/v1/chat/completions', bearer],
  'custom, openai-chat': ['http://server-of-the-person/v1/chat/completions', bearer],
};

/** Likewise, read 2026-11-21: where a gap in a text is filled. */
const gapAddresses: Readonly<Record<string, string>> = {
  mistral: 'https://api.mistral.ai/v1/fim/completions',
  deepseek: 'https://api.deepseek.com/beta/completions',
  ollama: 'http://localhost:11434/api/generate',
  lmstudio: 'http://localhost:1234/v1/completions',
  llamacpp: 'http://localhost:8080/infill',
  litellm: 'http://server-of-the-person/v1/completions',
  custom: 'http://server-of-the-person/v1/completions',
};

const placeOf = (provider: Provider): string =>
  new URL(filled(provider.baseUrl ?? 'http://server-of-the-person', plainOf(provider)) ?? '').origin;

describe('the address of every provider, and the header of its key', () => {
  it('are known of every record, in each of its protocols', () => {
    assert.deepEqual(subjects.map(nameOf).toSorted(), Object.keys(addresses).toSorted());
  });

  for (const subject of subjects)
    it(`are those of ${nameOf(subject)}`, async () => {
      const [address, ...headers] = addresses[nameOf(subject)] ?? [''];
      const { id } = subject.model;
      // Replicate's ids are owner and name, two parts of a path.
      const inPath = id.split('/').map(encodeURIComponent).join('/');
      assert.deepEqual(await asked(subject), [`POST ${address.replace('{model}', inPath)}`, ...headers]);
    });

  it('are Azure’s classic ones where the key names an API version, with the deployment in the path', async () => {
    const subject = subjects.find((one) => nameOf(one) === 'azure-openai, openai-chat');
    assert.ok(subject);
    const prod: Subject = { ...subject, model: { ...subject.model, id: 'prod/eu 1' } };
    const address = 'https://my-resource/openai/deployments/prod%2Feu%201/chat/completions?api-version=2024-10-21';
    const plain = { ...plainOf(subject.provider), apiVersion: '2024-10-21' };
    assert.deepEqual(await asked(prod, plain), [`POST ${address}`, 'api-key: KEY']);
  });

  it('are those of gaps to fill', async () => {
    assert.deepEqual(fillSubjects.map(({ provider }) => provider.id).toSorted(), Object.keys(gapAddresses).toSorted());
    for (const subject of fillSubjects)
      assert.deepEqual(await asked(subject), [`POST ${gapAddresses[subject.provider.id]}`, bearer]);
  });

  it('have no header for a key where there is none', async () => {
    for (const subject of [...subjects, ...fillSubjects].filter(({ provider }) => provider.local)) {
      const [, ...headers] = await asked(subject, undefined, {});
      assert.deepEqual(headers, []);
    }
  });
});
