import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Protocol } from '../../src/core/quirks.ts';
import { fillFramesAt } from './fills.ts';
import { framesOf, type Speech } from './frames.ts';
import { look } from './withheld.ts';
import { answerVectors, type Embed } from './vectors.ts';

/** What a sandbox provider does with one chat request. */
export type Behaviour =
  | ({ readonly does: 'answer'; readonly paceMs?: number } & Speech)
  | {
      readonly does: 'refuse';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly code?: string;
      readonly text?: string;
    }
  /** Accepts the request and says nothing any more. */
  | { readonly does: 'stall' }
  /** Drops the connection: before the first byte, or after some words. */
  | { readonly does: 'cut'; readonly after?: string };

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** When its connection was gone before the answer was complete, in milliseconds since 1970: its caller hung up. */
  readonly closedAt: () => number | undefined;
}

export interface SandboxOptions {
  readonly speaks: Protocol;
  /** Ids of the models it lists. */
  readonly models: readonly string[];
  /** The key it accepts, or each of them; any where absent. */
  readonly key?: string | readonly string[];
  readonly port?: number;
  /** What it answers to other questions, by the end of their path: `/key`. */
  readonly tells?: Readonly<Record<string, unknown>>;
  /** Called for each chat request; `body` is the request as JSON text. */
  readonly behave: (asked: Asked, count: number) => Behaviour;
  /**
   * Called for each gap to fill (`/completions`, `/fim/completions`, `/api/generate`, `/infill`); the server knows no such
   * address where absent.
   */
  readonly fill?: (asked: Asked, count: number) => Behaviour;
  /** Makes vectors of texts (`/embeddings`); the server knows no such address where absent. */
  readonly embed?: Embed;
}

export interface Sandbox {
  readonly origin: string;
  /** What a base URL setting has to say for this protocol. */
  readonly baseUrl: string;
  /** Chat requests, oldest first. */
  readonly chats: readonly Asked[];
  /** Gaps to fill, oldest first. */
  readonly fills: readonly Asked[];
  /** Requests for vectors, oldest first. */
  readonly embeddings: readonly Asked[];
  /** Every request, lists and checks included. */
  readonly asked: readonly Asked[];
  readonly stop: () => Promise<void>;
}

const basePath: Readonly<Record<Protocol, string>> = {
  'openai-chat': '/v1',
  'anthropic-messages': '',
  gemini: '/v1beta',
  'openai-responses': '/v1',
  'bedrock-converse': '',
  replicate: '/v1',
};

/** A provider on loopback that speaks a real protocol, bills nothing and fails on demand. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const asked: Asked[] = [];
  const chats: Asked[] = [];
  const fills: Asked[] = [];
  const embeddings: Asked[] = [];
  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const closedAt = closing(response);
    const one: Asked = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: await bodyOf(request),
      closedAt,
    };
    asked.push(one);
    look(one.body, one.path);
    const prediction = predictions.get(one.path.split('/').at(-1) ?? '');
    if (prediction) return follow(response, one, prediction);
    if (!accepts(options, one))
      return refuse(response, {
        does: 'refuse',
        status: 401,
        code: 'invalid_api_key',
        text: `Incorrect API key provided: ${keyIn(one)}`,
      });
    if (one.method === 'GET') return json(response, toldTo(options, one) ?? listing(options));
    if (fillFramesAt(one.path)) {
      const unknown = { does: 'refuse', status: 404, code: 'not_found', text: 'The sandbox fills no gaps' } as const;
      const behaviour = options.fill?.(one, fills.push(one)) ?? unknown;
      return act(response, { behaviour, speaks: options.speaks, model: modelIn(one), path: one.path });
    }
    if (options.embed && one.path.endsWith('/embeddings')) {
      embeddings.push(one);
      return answerVectors(response, one.body, options.embed);
    }
    chats.push(one);
    const behaviour = options.behave(one, chats.length);
    if (options.speaks === 'replicate' && isCreated(behaviour)) return createPrediction(response, one, behaviour);
    await act(response, { behaviour, speaks: options.speaks, model: modelIn(one) });
  };
  const predictions = new Map<string, Behaviour>();
  const createPrediction = (response: ServerResponse, { headers, path }: Asked, behaviour: Behaviour): void => {
    const id = `prediction${predictions.size + 1}`;
    predictions.set(id, behaviour);
    const base = `http://${headers.host}`;
    const urls = {
      get: `${base}/v1/predictions/${id}`,
      cancel: `${base}/v1/cancel/${id}`,
      stream: `${base}/stream/${id}`,
    };
    const model = /models\/(.+)\/predictions$/.exec(path)?.[1];
    response
      .writeHead(201, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id, status: 'starting', model, output: null, urls }));
  };
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin, baseUrl: origin + basePath[options.speaks], chats, fills, embeddings, asked, stop };
};

const closing = (response: ServerResponse): (() => number | undefined) => {
  let at: number | undefined;
  response.once('close', () => {
    if (!response.writableEnded) at = Date.now();
  });
  return () => at;
};

/** Replicate refuses before a prediction exists; everything else happens to the prediction. */
const isCreated = (behaviour: Behaviour): boolean =>
  behaviour.does !== 'refuse' && !(behaviour.does === 'cut' && behaviour.after === undefined);

/** The stream of a prediction, which asks for no key, and how it stands at the end. */
const follow = async (response: ServerResponse, { path }: Asked, behaviour: Behaviour): Promise<void> => {
  if (path.startsWith('/stream/')) return act(response, { behaviour, speaks: 'replicate', model: '' });
  const { input = 100, output = 20 } = ('usage' in behaviour ? behaviour.usage : undefined) ?? {};
  json(response, { status: 'succeeded', metrics: { input_token_count: input, output_token_count: output } });
};

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const keyIn = ({ headers }: Asked): string =>
  String(headers['x-goog-api-key'] ?? headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '') ?? '');

const accepts = ({ key }: SandboxOptions, one: Asked): boolean =>
  key === undefined || [key].flat().includes(keyIn(one));

const modelIn = ({ path, body }: Asked): string =>
  /models\/([^:]+):/.exec(path)?.[1] ?? (JSON.parse(body) as { model: string }).model;

const json = (response: ServerResponse, value: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

const toldTo = ({ tells = {} }: SandboxOptions, { path }: Asked): unknown =>
  Object.entries(tells).find(([end]) => path.endsWith(end))?.[1];

const listing = ({ speaks, models }: SandboxOptions): unknown => {
  if (speaks === 'gemini') {
    const facts = {
      inputTokenLimit: 1_000_000,
      outputTokenLimit: 65_536,
      supportedGenerationMethods: ['generateContent', 'countTokens'],
    };
    return { models: models.map((id) => ({ name: `models/${id}`, displayName: id, ...facts })) };
  }
  if (speaks === 'bedrock-converse')
    return {
      modelSummaries: models.map((modelId) => ({
        modelId,
        modelName: modelId,
        inputModalities: ['TEXT'],
        outputModalities: ['TEXT'],
        responseStreamingSupported: true,
        inferenceTypesSupported: ['ON_DEMAND'],
      })),
      inferenceProfileSummaries: [],
    };
  if (speaks === 'replicate')
    return {
      slug: 'language-models',
      models: models.map((id) => ({ owner: id.split('/')[0], name: id.split('/')[1] })),
    };
  const type =
    speaks === 'openai-chat' || speaks === 'openai-responses'
      ? { object: 'model', created: 0, owned_by: 'sandbox' }
      : { type: 'model', created_at: '2026-01-01T00:00:00Z' };
  const entries = models.map((id) => ({ id, display_name: id, ...type }));
  return { object: 'list', data: entries, has_more: false, first_id: models[0], last_id: models.at(-1) };
};

const refuse = (
  response: ServerResponse,
  {
    status,
    headers,
    code = 'sandbox_error',
    text = `The sandbox answers ${status} as it was told`,
  }: Extract<Behaviour, { does: 'refuse' }>,
): void => {
  const error = { message: text, code, type: code };
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ type: 'error', error }));
};

interface Acting {
  readonly behaviour: Behaviour;
  readonly speaks: Protocol;
  readonly model: string;
  /** Where it was asked to fill a gap. */
  readonly path?: string;
}

const act = async (response: ServerResponse, { behaviour, speaks, model, path = '' }: Acting): Promise<void> => {
  if (behaviour.does === 'refuse') return refuse(response, behaviour);
  if (behaviour.does === 'stall') {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    return;
  }
  if (behaviour.does === 'cut' && behaviour.after === undefined) {
    response.destroy();
    return;
  }
  const speech: Speech = behaviour.does === 'cut' ? { text: behaviour.after ?? '' } : behaviour;
  const frames: readonly (string | Uint8Array)[] = (fillFramesAt(path) ?? framesOf[speaks])(speech, model);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_sandbox' });
  const pace = behaviour.does === 'answer' ? (behaviour.paceMs ?? 0) : 5;
  // A cut answer never gets to its last frames, which say that it is complete.
  const shown =
    behaviour.does === 'cut'
      ? frames.filter(
          (frame) =>
            !/finish_reason":"|message_delta|finishReason|\[DONE\]|message_stop|event: done|response\.completed|messageStop|metadata|"done":true|"stop":true|"usage":\{"prompt/.test(
              Buffer.from(frame).toString('utf8'),
            ),
        )
      : frames;
  for (const frame of shown) {
    if (response.destroyed) return;
    response.write(frame);
    if (pace > 0) await sleep(pace);
  }
  if (behaviour.does === 'cut') {
    await sleep(300);
    response.destroy();
    return;
  }
  response.end();
};
