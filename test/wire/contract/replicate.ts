import type { Provider } from '../../../src/core/provider.ts';
import type { Around, Reply } from './counterpart.ts';
import { isRecord, text } from './loose.ts';
import {
  modelOf,
  type Answer,
  type Interrupted,
  type Refused,
  type Sent,
  type SentPart,
  type Subject,
} from './subject.ts';

const event = (name: string, data: string): string =>
  `event: ${name}\nid: 1732180000:0\n${data.replaceAll(/^/gm, 'data: ')}\n\n`;

const output = (pieces: readonly string[]): string[] => pieces.map((piece) => event('output', piece));

/** The tokens are told by the finished prediction, not by the stream: for the counterpart they travel as a comment of it. */
const usageComment = ({ usage }: Answer): string => (usage ? `: usage ${JSON.stringify(usage)}\n` : '');

const frames = (answer: Answer): string[] => [
  ...(answer.reasoning ? output(['<think>', ...answer.reasoning, '</think>']) : []),
  ...output(answer.text ?? []),
  ...(answer.finish ? [`${usageComment(answer)}${event('done', '{}')}`] : []),
];

const metricsIn = (answer: Reply['body']): object => {
  const whole = Buffer.concat(answer.map((piece) => Buffer.from(piece))).toString('utf8');
  const [, comment] = /^: usage (\{.*\})$/m.exec(whole) ?? [];
  if (comment === undefined) return { predict_time: 1.5, total_time: 1.7 };
  const { input, output: written } = JSON.parse(comment) as { readonly input: number; readonly output: number };
  return { input_token_count: input, output_token_count: written, predict_time: 1.5 };
};

/** A prediction is created, its stream is opened, and in the end it is looked at once more, or stopped. */
const around: Around = {
  begins: ({ method, url }) => method === 'POST' && url.endsWith('/predictions'),
  reply: ({ method, url, origin }, answer) => {
    if (url.startsWith('/stream/')) return undefined;
    const own = `${origin}/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu`;
    const prediction = {
      id: 'gm3qorzdhgbfurvjtvhg6dckhu',
      model: 'served-model',
      version: 'hidden',
      input: {},
      output: null,
      error: null,
      data_removed: false,
      created_at: '2026-11-20T10:00:00Z',
      urls: { get: own, cancel: `${own}/cancel`, stream: `${origin}/stream/gm3qorzdhgbfurvjtvhg6dckhu` },
    };
    if (method === 'GET') return JSON.stringify({ ...prediction, status: 'succeeded', metrics: metricsIn(answer) });
    return JSON.stringify({ ...prediction, status: url.endsWith('/cancel') ? 'canceled' : 'starting' });
  },
};

const problem = (status: number, detail: string): string => JSON.stringify({ title: 'A problem', detail, status });

const refused: readonly Refused[] = [
  {
    name: 'a 401 for a wrong token',
    status: 401,
    body: JSON.stringify({
      title: 'Unauthenticated',
      detail: 'You did not pass a valid authentication token',
      status: 401,
    }),
    kind: 'auth',
  },
  {
    name: 'a 402 without credit',
    status: 402,
    body: JSON.stringify({
      title: 'Insufficient credit',
      detail: 'You have insufficient credit to run this model. Go to https://replicate.com/account/billing.',
      status: 402,
    }),
    kind: 'quota',
  },
  {
    name: 'a 404 for an unknown model',
    status: 404,
    body: JSON.stringify({ detail: 'The requested resource could not be found.' }),
    kind: 'model-missing',
  },
  {
    name: 'a 422 for an input that the model does not take',
    status: 422,
    body: JSON.stringify({ title: 'Input validation failed', detail: '- input: prompt is required\n', status: 422 }),
    kind: 'request',
  },
  {
    name: 'a 429 that says when',
    status: 429,
    body: JSON.stringify({ detail: 'Request was throttled. Expected available in 4 seconds.', status: 429 }),
    headers: { 'retry-after': '4' },
    kind: 'rate',
    retryAfter: 4_000,
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
];

const interrupted: readonly Interrupted[] = [
  { name: 'an error event', frame: event('error', JSON.stringify({ detail: 'CUDA out of memory' })), kind: 'stream' },
  { name: 'an error event that is plain text', frame: event('error', 'The model is overloaded'), kind: 'server' },
  {
    name: 'a content filter’s error',
    frame: event('error', JSON.stringify({ detail: 'The input was flagged as sensitive. (E005)' })),
    kind: 'policy',
  },
  { name: 'an end that is none', frame: event('done', JSON.stringify({ reason: 'canceled' })), kind: 'stream' },
];

const speakers = { User: 'user', Assistant: 'assistant' } as const;

const read = (body: unknown): Sent => {
  if (!isRecord(body) || !isRecord(body['input'])) throw new Error('the body has no input');
  const { prompt, system_prompt: system, max_tokens: limit, stop_sequences: stop, image } = body['input'];
  return {
    system: system === undefined ? '' : text(system),
    turns: turnsIn(text(prompt), image),
    tools: [],
    toolChoice: undefined,
    maxOutputTokens: limit === undefined ? undefined : Number(limit),
    stop: stop === undefined ? undefined : text(stop).split(','),
  };
};

/** One turn goes as it is; several go under the names of their speakers. */
const turnsIn = (prompt: string, image: unknown): Sent['turns'] => {
  const shown = image === undefined ? [] : [imagePart(text(image))];
  if (!prompt.endsWith('\n\nAssistant:')) return [{ role: 'user', parts: [{ type: 'text', text: prompt }, ...shown] }];
  const said = prompt.slice(0, -'\n\nAssistant:'.length).split(/\n\n(?=(?:User|Assistant): )/);
  return said.map((turn, index) => {
    const [, speaker = '', words = ''] = /^(User|Assistant): (.*)$/s.exec(turn) ?? [];
    const parts: SentPart[] = [{ type: 'text', text: words }];
    const role = speaker === 'Assistant' ? speakers.Assistant : speakers.User;
    return { role, parts: index === said.length - 1 ? [...parts, ...shown] : parts };
  });
};

const imagePart = (uri: string): SentPart => {
  const [, mime, base64] = /^data:([\w/+.-]+);base64,([A-Za-z0-9+/]+={0,2})$/.exec(uri) ?? [];
  if (mime === undefined || base64 === undefined) throw new Error(`no data URI: ${uri.slice(0, 40)}`);
  return { type: 'image', mime, base64 };
};

const kinds: Readonly<Record<string, string>> = {
  prompt: 'string',
  system_prompt: 'string',
  max_tokens: 'number',
  temperature: 'number',
  top_p: 'number',
  stop_sequences: 'string',
  image: 'string',
};

/** The input has no type of its own in the SDK: these are the fields of Replicate's own language models. */
const broken = (body: unknown): string[] => {
  const input = isRecord(body) && isRecord(body['input']) ? body['input'] : {};
  const wrong = Object.entries(input).filter(([name, value]) => typeof value !== kinds[name]);
  const { prompt } = input;
  return [
    ...wrong.map(([name, value]) => `the input ${name} is a ${typeof value}`),
    ...(typeof prompt === 'string' && prompt.trim() !== '' ? [] : ['the prompt is empty']),
    ...(isRecord(body) && body['stream'] === true ? [] : ['no stream is asked for']),
  ];
};

export const replicate = (provider: Provider<'replicate'>): Subject<'replicate'> => ({
  provider,
  model: { ...modelOf(provider, 'meta/meta-llama-3-70b-instruct'), tools: false },
  otherModel: 'anthropic/claude-4-sonnet',
  path: '/models/meta/meta-llama-3-70b-instruct/predictions',
  keyHeader: 'authorization',
  frames,
  reported: ({ input, output: written }) => ({ input, output: written }),
  start: { headers: {}, requestId: undefined, limits: undefined },
  errorBody: problem,
  refused,
  interrupted,
  finishes: [['succeeded', 'stop']],
  ending: () => frames({ text: ['Well.'], finish: 'stop' }),
  optionalTail: 0,
  reasoningBack: { text: false, seal: false },
  sealsLate: false,
  toolless: 'a prediction takes one prompt, and its models call no tools',
  around,
  flagsErrors: false,
  callId: /^$/,
  read,
  broken,
});
