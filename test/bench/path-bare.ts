import OpenAI from 'openai';
import type { Way } from './path-turns.ts';

export interface Server {
  readonly baseUrl: string;
  readonly model: string;
}

const bodyOf = (model: string, prompt: string) => ({
  model,
  messages: [{ role: 'user' as const, content: prompt }],
  stream: true as const,
  stream_options: { include_usage: true },
});

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
}

/** The least that can be done: `fetch`, split the lines, parse. Can be cancelled, as an editor's requests must be. */
export const bareFetch =
  ({ baseUrl, model }: Server): Way =>
  async (prompt, onWord) => {
    const response = await fetch(`${baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
      body: JSON.stringify(bodyOf(model, prompt)),
      signal: new AbortController().signal,
    });
    const decoder = new TextDecoder();
    let rest = '';
    let said = '';
    for await (const bytes of response.body ?? []) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (!line.startsWith('data: {')) continue;
        const word = (JSON.parse(line.slice(6)) as Chunk).choices[0]?.delta.content;
        if (word) onWord();
        said += word ?? '';
      }
    }
    return said;
  };

/** OpenAI's own SDK and nothing else. */
export const bareSdk = ({ baseUrl, model }: Server): Way => {
  const client = new OpenAI({ apiKey: 'sk-bench', baseURL: baseUrl, maxRetries: 0 });
  return async (prompt, onWord) => {
    let said = '';
    for await (const { choices } of await client.chat.completions.create(bodyOf(model, prompt), {
      signal: new AbortController().signal,
    })) {
      const word = choices[0]?.delta.content;
      if (word) onWord();
      said += word ?? '';
    }
    return said;
  };
};
