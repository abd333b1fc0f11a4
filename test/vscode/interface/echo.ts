import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { look } from '../../sandbox/withheld.ts';

/** How the echo treats the next chats and checks. */
export type Mood =
  | 'well'
  | 'refuses'
  | 'limits'
  | 'breaks the stream'
  | 'answers nonsense'
  | 'has trouble'
  | 'answers with HTML';

export interface Echo {
  readonly origin: string;
  readonly baseUrl: string;
  mood: Mood;
  /** The keys that came, with each request. */
  readonly keys: readonly string[];
  /** Bodies of the chats that came. */
  readonly chats: readonly string[];
  readonly stop: () => Promise<void>;
}

/**
 * A provider that repeats the key wherever it can: in error bodies, in errors within a stream, in headers, and in the
 * names of its models. Nobody's API is meant to; many gateways and their debug modes do.
 */
export const startEcho = async (): Promise<Echo> => {
  const keys: string[] = [];
  const chats: string[] = [];
  const echo = { mood: 'well' as Mood };
  const server = createServer((request, response) => {
    void (async () => {
      const key = (request.headers.authorization ?? '').replace(/^Bearer /, '');
      keys.push(key);
      const body = await bodyOf(request);
      look(body, request.url ?? '');
      if (request.method === 'POST') chats.push(body);
      const speaks = request.url?.endsWith('/responses') ? 'openai-responses' : 'openai-chat';
      echoed[echo.mood](response, { key, isChat: request.method === 'POST', speaks });
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(echo, { origin, baseUrl: `${origin}/v1`, keys, chats, stop });
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

interface Question {
  readonly key: string;
  readonly isChat: boolean;
  readonly speaks: 'openai-responses' | 'openai-chat';
}

const headersFor = (key: string, type = 'application/json'): Record<string, string> => ({
  'content-type': type,
  'x-request-id': `req_${key}`,
  'x-api-key': key,
  'x-ratelimit-limit-requests': key,
  'openai-organization': key,
  'set-cookie': `session=${key}`,
});

const refuse = (
  response: ServerResponse,
  { status, key, headers = {} }: { status: number; key: string; headers?: Record<string, string> },
): void => {
  const error = {
    message: `Your key ${key} (Bearer ${key}, ${encodeURIComponent(key)}) may not do this: https://api.example/v1?key=${key}`,
    type: key,
    code: key,
    param: key,
  };
  response
    .writeHead(status, `No ${key}`, { ...headersFor(key), ...headers })
    .end(JSON.stringify({ error, detail: key }));
};

const chunkOf = (key: string, delta: object, finish: string | null = null): string =>
  `data: ${JSON.stringify({ id: key, object: 'chat.completion.chunk', created: 0, model: `gpt-4.1-mini-${key}`, system_fingerprint: key, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;

const eventOf = (type: string, value: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;

const wordsOf = (delta: string): string =>
  eventOf('response.output_text.delta', { output_index: 0, item_id: 'msg_1', content_index: 0, delta });

/** A short answer that names the key wherever a name is due. */
const answers: Readonly<Record<Question['speaks'], (key: string) => readonly string[]>> = {
  'openai-chat': (key) => [
    chunkOf(key, { role: 'assistant', content: 'All is well.' }),
    chunkOf(key, {}, 'stop'),
    `data: ${JSON.stringify({ id: key, object: 'chat.completion.chunk', created: 0, model: `gpt-4.1-mini-${key}`, choices: [], usage: { prompt_tokens: 1_000, completion_tokens: 10, total_tokens: 1_010 } })}\n\n`,
    'data: [DONE]\n\n',
  ],
  'openai-responses': (key) => {
    const usage = { input_tokens: 1_000, output_tokens: 10, total_tokens: 1_010 };
    const response = {
      id: key,
      object: 'response',
      model: `gpt-4.1-mini-${key}`,
      status: 'completed',
      user: key,
      usage,
    };
    return [wordsOf('All is well.'), eventOf('response.completed', { response })];
  },
};

/** The beginning of an answer that breaks. */
const beginnings: Readonly<Record<Question['speaks'], (key: string) => string>> = {
  'openai-chat': (key) => chunkOf(key, { role: 'assistant', content: 'I begin to ' }),
  'openai-responses': () => wordsOf('I begin to '),
};

const list = (response: ServerResponse, key: string): void => {
  const ids = ['gpt-4.1-mini', `gpt-of-${key}`];
  const data = ids.map((id) => ({
    id,
    name: id === 'gpt-4.1-mini' ? 'GPT-4.1 mini' : `The model of ${key}`,
    object: 'model',
    owned_by: key,
  }));
  // xAI's list of models has a name of its own.
  response.writeHead(200, headersFor(key)).end(JSON.stringify({ object: 'list', data, models: data }));
};

const echoed: Readonly<Record<Mood, (response: ServerResponse, question: Question) => void>> = {
  well: (response, { key, isChat, speaks }) => {
    if (!isChat) return list(response, key);
    response.writeHead(200, headersFor(key, 'text/event-stream'));
    response.write(`: ${key}\n\n`);
    response.end(answers[speaks](key).join(''));
  },
  refuses: (response, { key }) => refuse(response, { status: 401, key }),
  limits: (response, { key }) => refuse(response, { status: 429, key, headers: { 'retry-after': '1' } }),
  'has trouble': (response, { key }) => refuse(response, { status: 500, key }),
  'breaks the stream': (response, { key, isChat, speaks }) => {
    if (!isChat) return list(response, key);
    response.writeHead(200, headersFor(key, 'text/event-stream'));
    response.write(beginnings[speaks](key));
    response.end(`data: ${JSON.stringify({ error: { message: `The key ${key} broke`, type: key, code: key } })}\n\n`);
  },
  'answers nonsense': (response, { key }) => {
    response.writeHead(200, headersFor(key, 'text/event-stream')).end(`data: {"${key}": not json ${key}\n\n`);
  },
  'answers with HTML': (response, { key }) => {
    response
      .writeHead(502, `Bad ${key}`, headersFor(key, 'text/html'))
      .end(`<html><title>${key}</title><p>Bad gateway for ${key}</p></html>`);
  },
};
