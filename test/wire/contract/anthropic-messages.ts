import type { Usage } from '../../../src/core/chat.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { isRecord, list, stringsIn, text, type Loose } from './loose.ts';
import {
  modelOf,
  type Answer,
  type Interrupted,
  type Refused,
  type Sent,
  type SentPart,
  type Subject,
} from './subject.ts';

const event = (value: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;

const startUsage = (usage: Usage): unknown => {
  const { cacheRead, cacheWrite, cacheWriteHour } = usage;
  const written = (cacheWrite ?? 0) + (cacheWriteHour ?? 0);
  const creation = { ephemeral_5m_input_tokens: cacheWrite ?? 0, ephemeral_1h_input_tokens: cacheWriteHour ?? 0 };
  return {
    input_tokens: usage.input - (cacheRead ?? 0) - written,
    cache_read_input_tokens: cacheRead ?? null,
    cache_creation_input_tokens: cacheWrite === undefined && cacheWriteHour === undefined ? null : written,
    cache_creation: cacheWriteHour === undefined ? null : creation,
    output_tokens: 1,
    service_tier: 'standard',
  };
};

const start = (usage: Usage | undefined): string =>
  event({
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'served-model',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: usage ? startUsage(usage) : { input_tokens: 3, output_tokens: 1 },
    },
  });

const block = (index: number, content_block: unknown, deltas: readonly unknown[]): string[] => [
  event({ type: 'content_block_start', index, content_block }),
  ...deltas.map((delta) => event({ type: 'content_block_delta', index, delta })),
  event({ type: 'content_block_stop', index }),
];

const natives = { stop: 'end_turn', length: 'max_tokens', 'tool-calls': 'tool_use', refusal: 'refusal', other: 'odd' };

const end = (stop_reason: string, usage: Usage | undefined): string[] => [
  event({
    type: 'message_delta',
    delta: { stop_reason, stop_sequence: null },
    usage: {
      output_tokens: usage?.output ?? 2,
      ...(usage?.reasoning === undefined ? {} : { output_tokens_details: { thinking_tokens: usage.reasoning } }),
    },
  }),
  event({ type: 'message_stop' }),
];

const frames = (answer: Answer): string[] => {
  const blocks: string[][] = [];
  const add = (content: unknown, deltas: readonly unknown[]): void => {
    blocks.push(block(blocks.length, content, deltas));
  };
  if (answer.reasoning)
    add({ type: 'thinking', thinking: '', signature: '' }, [
      ...answer.reasoning.map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'signature_delta', signature: answer.seal ?? 'c2lnbmVk' },
    ]);
  if (answer.text)
    add(
      { type: 'text', text: '' },
      answer.text.map((piece) => ({ type: 'text_delta', text: piece })),
    );
  for (const { id, name, arguments: json } of answer.calls ?? [])
    add(
      { type: 'tool_use', id, name, input: {} },
      ['', ...(json.match(/[^]{1,5}/gu) ?? [])].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
    );
  return [
    start(answer.usage),
    event({ type: 'ping' }),
    ...blocks.flat(),
    ...(answer.finish ? end(natives[answer.finish], answer.usage) : []),
  ];
};

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  500: 'api_error',
  503: 'api_error',
  529: 'overloaded_error',
};

const error = (type: string, message: string): string =>
  JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_in_the_body' });

const refused: readonly Refused[] = [
  {
    name: 'a 400 for an empty account',
    status: 400,
    body: error('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    kind: 'quota',
  },
  {
    name: 'a 400 for a prompt that is too long',
    status: 400,
    body: error('invalid_request_error', 'prompt is too long: 204211 tokens > 200000 maximum'),
    kind: 'context',
  },
  {
    name: 'a 404 for a model',
    status: 404,
    body: error('not_found_error', 'model: claude-of-yesterday'),
    kind: 'model-missing',
  },
  {
    name: 'a 429 whose tokens come back later',
    status: 429,
    headers: { 'retry-after': '12', 'anthropic-ratelimit-tokens-remaining': '0' },
    body: error('rate_limit_error', 'This request would exceed your rate limit.'),
    kind: 'rate',
    retryAfter: 12_000,
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
];

const interrupted: readonly Interrupted[] = [
  {
    name: 'overloaded_error after 200',
    frame: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    kind: 'server',
  },
  {
    name: 'a rate limit inside the stream',
    frame: event({ type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } }),
    kind: 'rate',
  },
  {
    name: 'api_error after 200',
    frame: event({ type: 'error', error: { type: 'api_error', message: 'Internal server error' } }),
    kind: 'server',
  },
];

const imageOf = (value: Loose): SentPart => {
  const source: Loose = isRecord(value['source']) ? value['source'] : {};
  return { type: 'image', mime: text(source['media_type']), base64: text(source['data']) };
};

const partsOf = (value: unknown): SentPart[] => {
  if (!isRecord(value)) throw new Error('a content block is no object');
  switch (value['type']) {
    case 'text':
      return [{ type: 'text', text: text(value['text']) }];
    case 'image':
      return [imageOf(value)];
    case 'thinking':
      return [{ type: 'reasoning', text: text(value['thinking']) }];
    case 'redacted_thinking':
      return [{ type: 'reasoning', text: '' }];
    case 'tool_use':
      return [{ type: 'call', id: text(value['id']), name: text(value['name']), input: value['input'] }];
    case 'tool_result': {
      const inner = contentOf(value['content']);
      const said = inner.flatMap((each) => (each.type === 'text' ? [each.text] : []));
      const images = inner.filter(({ type }) => type === 'image');
      const id = text(value['tool_use_id']);
      return [
        {
          type: 'result',
          id,
          name: undefined,
          text: said.join('\n'),
          holdsImage: images.length > 0,
          isError: value['is_error'] === true,
        },
        ...images,
      ];
    }
    default:
      throw new Error(`unknown content block ${text(value['type'])}`);
  }
};

const contentOf = (content: unknown): SentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).flatMap(partsOf);

const read = (body: unknown): Sent => {
  if (!isRecord(body)) throw new Error('the body is no object');
  const choice = isRecord(body['tool_choice']) ? body['tool_choice']['type'] : 'auto';
  return {
    system: contentOf(body['system'] ?? [])
      .flatMap((each) => (each.type === 'text' ? [each.text] : []))
      .join('\n\n'),
    turns: list(body['messages'])
      .filter(isRecord)
      .map(({ role, content }) => ({ role: role === 'user' ? 'user' : 'assistant', parts: contentOf(content) })),
    tools: list(body['tools'] ?? [])
      .filter(isRecord)
      .map(({ name, description, input_schema }) => ({
        name: text(name),
        description: typeof description === 'string' ? description : '',
        schema: input_schema,
      })),
    toolChoice: choice === 'any' ? 'required' : choice === 'auto' ? 'auto' : undefined,
    maxOutputTokens: Number(body['max_tokens']),
    stop: body['stop_sequences'] === undefined ? undefined : list(body['stop_sequences']).map(text),
  };
};

const idsOf = (content: readonly Loose[], type: string, field: string): string[] =>
  content.filter((each) => each['type'] === type).map((each) => text(each[field]));

const brokenTurn = (content: readonly Loose[], before: readonly Loose[]): string[] => {
  const sentences: string[] = [];
  const called = idsOf(before, 'tool_use', 'id');
  const answered = idsOf(content, 'tool_result', 'tool_use_id');
  if ([...called].toSorted().join() !== [...answered].toSorted().join())
    sentences.push(`calls ${called.join()} are answered by ${answered.join()}`);
  const firstOther = content.findIndex((each) => each['type'] !== 'tool_result');
  if (content.some((each, index) => each['type'] === 'tool_result' && firstOther >= 0 && index > firstOther))
    sentences.push('a tool result comes after something else');
  return sentences;
};

/** With a budget a model may neither be forced to a tool nor begin to think in the middle of a tool loop. */
const brokenThinking = (body: Loose, messages: readonly Loose[]): string[] => {
  if (!isRecord(body['thinking']) || body['thinking']['type'] !== 'enabled') return [];
  const choice = isRecord(body['tool_choice']) ? body['tool_choice']['type'] : undefined;
  const content = messages.at(-2)?.['content'];
  const answer = Array.isArray(content) ? content.filter(isRecord) : [];
  const isUnderWay = answer.some(({ type }) => type === 'tool_use');
  const first = String(answer[0]?.['type']);
  return [
    ...(choice === 'any' || choice === 'tool' ? ['a model that thinks is forced to a tool'] : []),
    ...(isUnderWay && !first.endsWith('thinking') ? [`thinking is on in a tool loop that began with ${first}`] : []),
  ];
};

const broken = (body: unknown): string[] => {
  if (!isRecord(body)) return ['the body is no object'];
  const messages = list(body['messages']).filter(isRecord);
  const sentences: string[] = [];
  if (messages[0]?.['role'] !== 'user') sentences.push('the first message is not the user’s');
  let before: readonly Loose[] = [];
  for (const [index, message] of messages.entries()) {
    if (index > 0 && message['role'] === messages[index - 1]?.['role']) sentences.push('two turns of one role');
    const content = typeof message['content'] === 'string' ? [] : list(message['content']).filter(isRecord);
    if (message['role'] === 'user') sentences.push(...brokenTurn(content, before));
    before = content;
  }
  const last = messages.at(-1);
  if (last?.['role'] !== 'user')
    sentences.push('the last turn is the model’s own, which models since Claude 4.6 refuse');
  const usesTools = messages.some(({ content }) => JSON.stringify(content).includes('"tool_use"'));
  if (usesTools && body['tools'] === undefined) sentences.push('the history calls tools and none is defined');
  const breakpoints = [...stringsIn(body)].filter((each) => each === 'cache_control').length;
  if (breakpoints > 4) sentences.push(`${breakpoints} cache breakpoints`);
  sentences.push(...brokenThinking(body, messages));
  const budget = isRecord(body['thinking']) ? Number(body['thinking']['budget_tokens'] ?? 0) : 0;
  if (budget >= Number(body['max_tokens'])) sentences.push('the thinking budget leaves nothing for the answer');
  return sentences;
};

export const anthropicMessages = (provider: Provider<'anthropic-messages'>): Subject<'anthropic-messages'> => ({
  provider,
  model: modelOf(provider, 'claude-of-tomorrow'),
  path: '/v1/messages',
  keyHeader: 'authorization',
  frames,
  reported: (usage) => ({ ...usage, reportedCost: undefined }),
  start: {
    headers: {
      'request-id': 'req_from_the_header',
      'anthropic-ratelimit-requests-remaining': '59',
      'anthropic-ratelimit-tokens-remaining': '149984',
    },
    requestId: 'req_from_the_header',
    limits: [
      { counts: 'requests', per: 'minute', left: 59, resetAt: undefined },
      { counts: 'tokens', per: 'minute', left: 149_984, resetAt: undefined },
    ],
  },
  errorBody: (status, sentence) => error(types[status] ?? 'api_error', sentence),
  refused,
  interrupted,
  finishes: [
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['refusal', 'refusal'],
    ['model_context_window_exceeded', 'length'],
    ['a_reason_of_tomorrow', 'other'],
  ],
  ending: (native) => [
    start(undefined),
    ...block(0, { type: 'text', text: '' }, [{ type: 'text_delta', text: 'Well.' }]),
    ...end(native, undefined),
  ],
  optionalTail: 1,
  reasoningBack: { text: true, seal: true },
  sealsLate: false,
  flagsErrors: true,
  callId: /^[a-zA-Z0-9_-]{1,64}$/,
  read,
  broken,
});
