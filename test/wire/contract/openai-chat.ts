import type { Usage } from '../../../src/core/chat.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { isRecord, list, text, type Loose } from './loose.ts';
import {
  keyHeaderOf,
  modelOf,
  type Answer,
  type Interrupted,
  type Refused,
  type Sent,
  type SentPart,
  type Subject,
} from './subject.ts';

type Record = Provider<'openai-chat'>;

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const done = 'data: [DONE]\n\n';

const chunk = (delta: unknown, finish: string | null = null): string =>
  data({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'served-model',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });

const detail = (part: string): unknown => ({
  type: 'reasoning.text',
  text: part,
  format: 'anthropic-claude-v1',
  index: 0,
});

/** Who sends reasoning under another name than `reasoning_content`. */
const reasoningDeltas: Readonly<{ [id: string]: (part: string) => unknown }> = {
  openrouter: (part) => ({ content: '', reasoning: part, reasoning_details: [detail(part)] }),
  vercel: (part) => ({ content: '', reasoning: part, reasoning_details: [detail(part)] }),
  minimax: (part) => ({ content: '', reasoning_details: [detail(part)] }),
  mistral: (part) => ({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: part }] }] }),
  databricks: (part) => ({ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: part }] }] }),
  ...Object.fromEntries(
    ['ollama', 'groq', 'cerebras', 'together', 'vllm', 'sambanova', 'huggingface'].map((id) => [
      id,
      (part: string) => ({ content: '', reasoning: part }),
    ]),
  ),
};

const reasoningFrames = (parts: readonly string[], { id }: Record): string[] => {
  // Open models at Hyperbolic say it in the text.
  if (id === 'hyperbolic') return ['<think>', ...parts, '</think>\n\n'].map((content) => chunk({ content }));
  const delta = reasoningDeltas[id] ?? ((part: string) => ({ content: null, reasoning_content: part }));
  return parts.map((part) => chunk(delta(part)));
};

const signature = (seal: string): unknown => ({
  content: '',
  reasoning: null,
  reasoning_details: [{ type: 'reasoning.text', signature: seal, format: 'anthropic-claude-v1', index: 0 }],
});

const natives = {
  stop: 'stop',
  length: 'length',
  'tool-calls': 'tool_calls',
  refusal: 'content_filter',
  other: 'other',
};

/** Call by call its head, then the arguments in small fragments, one of each call in turn. */
const callFrames = (calls: NonNullable<Answer['calls']>): string[] => {
  const heads = calls.map(({ id, name }, index) =>
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
  );
  const pieces = calls.map((call) => call.arguments.match(/[^]{1,5}/gu) ?? []);
  const rounds = Array.from({ length: Math.max(0, ...pieces.map((each) => each.length)) }, (_, round) =>
    pieces.flatMap((each, index) =>
      each[round] === undefined ? [] : [chunk({ tool_calls: [{ index, function: { arguments: each[round] } }] })],
    ),
  );
  return [...heads, ...rounds.flat()];
};

const wireUsage = (usage: Usage, provider: Record): unknown => {
  const excluded = provider.usage?.outputHoldsReasoning === false ? (usage.reasoning ?? 0) : 0;
  const { reportsCost } = provider.quirks ?? {};
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output - excluded,
    total_tokens: usage.input + usage.output,
    ...(usage.cacheRead === undefined ? {} : cacheFields(usage, provider)),
    ...(usage.reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: usage.reasoning } }),
    ...(usage.reportedCost !== undefined && (reportsCost === 'cost' || reportsCost === 'estimated_cost')
      ? { [reportsCost]: usage.reportedCost }
      : {}),
  };
};

/** Who counts cached tokens under another name than `prompt_tokens_details.cached_tokens`. */
const cacheFields = ({ input, cacheRead = 0, cacheWrite }: Usage, { id }: Record): object => {
  if (id === 'deepseek') return { prompt_cache_hit_tokens: cacheRead, prompt_cache_miss_tokens: input - cacheRead };
  if (id === 'moonshot') return { cached_tokens: cacheRead };
  if (id === 'mistral') return { num_cached_tokens: cacheRead };
  if (id === 'databricks') return { cache_read_input_tokens: cacheRead, cache_creation_input_tokens: cacheWrite };
  return {
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      ...(id === 'alibaba' && { cache_creation_input_tokens: cacheWrite }),
      ...(id === 'openrouter' && { cache_write_tokens: cacheWrite }),
    },
  };
};

const countsWrites = new Set(['alibaba', 'databricks', 'openrouter']);

const frames = (answer: Answer, provider: Record): string[] => [
  chunk({ role: 'assistant', content: '' }),
  ...(answer.reasoning ? reasoningFrames(answer.reasoning, provider) : []),
  ...(answer.seal !== undefined && provider.quirks?.reasoningBack === 'reasoning_details'
    ? [chunk(signature(answer.seal))]
    : []),
  ...(answer.text ?? []).map((part) => chunk({ content: part })),
  ...callFrames(answer.calls ?? []),
  ...(answer.finish ? [chunk({}, natives[answer.finish])] : []),
  ...(answer.usage
    ? [
        data({
          id: 'chatcmpl-1',
          object: 'chat.completion.chunk',
          created: 1_790_000_000,
          model: 'served-model',
          choices: [],
          usage: wireUsage(answer.usage, provider),
        }),
      ]
    : []),
  ...(answer.finish ? [done] : []),
];

const error = (message: string, type: string, code: string | null = null): string =>
  JSON.stringify({ error: { message, type, param: null, code } });

const refused: readonly Refused[] = [
  {
    name: 'OpenAI’s 429 insufficient_quota',
    status: 429,
    body: error('You exceeded your current quota, please check your plan.', 'insufficient_quota', 'insufficient_quota'),
    kind: 'quota',
  },
  {
    name: 'OpenAI’s 400 context_length_exceeded',
    status: 400,
    body: error(
      'Your input exceeds the context window of this model.',
      'invalid_request_error',
      'context_length_exceeded',
    ),
    kind: 'context',
  },
  {
    name: 'xAI’s 400 for a wrong key, whose error is a plain sentence',
    status: 400,
    body: '{"code":"Client specified an invalid argument","error":"Incorrect API key provided: xa***zz."}',
    kind: 'auth',
  },
  {
    name: 'Groq’s 413 for tokens per minute, which is a rate limit',
    status: 413,
    body: error(
      'Request too large for model in organization on tokens per minute (TPM): Limit 6000, Requested 7900.',
      'tokens',
      'rate_limit_exceeded',
    ),
    kind: 'rate',
  },
  {
    name: 'OpenAI’s 429 that names the wait in its sentence only',
    status: 429,
    body: error('Rate limit reached. Please try again in 6.5s.', 'tokens', 'rate_limit_exceeded'),
    kind: 'rate',
    retryAfter: 6_500,
  },
  {
    name: 'OpenRouter’s 402 with a numeric code',
    status: 402,
    body: '{"error":{"code":402,"message":"Insufficient credits. Add more using the dashboard."}}',
    kind: 'quota',
  },
  {
    name: 'Azure’s 400 content filter',
    status: 400,
    body: error('The response was filtered.', 'invalid_request_error', 'content_filter'),
    kind: 'policy',
  },
  {
    name: 'Cloudflare’s 410 for a model that is gone',
    status: 410,
    body: '{"success":false,"errors":[{"code":5028,"message":"AiError: This model was deprecated on 2026-05-30"}],"messages":[],"result":null}',
    kind: 'model-missing',
  },
  {
    name: 'Mistral’s 400 for a prompt that is too long, which has no `error`',
    status: 400,
    body: '{"object":"error","message":"Prompt contains 400000 tokens, too large for model with 131072 maximum context length","type":"invalid_request_invalid_args","code":"3051"}',
    kind: 'context',
  },
  { name: 'Cerebras’ empty 400 for a prompt that is too long', status: 400, body: '', kind: 'context' },
  {
    name: 'Cerebras’ 400 with a sentence',
    status: 400,
    body: '{"message":"temperature: must be at most 1.5","type":"invalid_request_error","param":"temperature","code":"wrong_value"}',
    kind: 'request',
  },
  {
    name: 'Groq’s 400 for a call that the model could not write',
    status: 400,
    body: '{"error":{"message":"Failed to call a function.","type":"invalid_request_error","code":"tool_use_failed","failed_generation":"<x>"}}',
    kind: 'server',
  },
  {
    name: 'NVIDIA’s 403 for a wrong key',
    status: 403,
    body: '{"status":403,"title":"Forbidden","detail":"Authorization failed"}',
    kind: 'auth',
  },
  {
    name: 'NVIDIA’s 404 for a model that the account may not use',
    status: 404,
    body: '{"status":404,"title":"Not Found","detail":"Function f1: Not found for account a1"}',
    kind: 'model-missing',
  },
  {
    name: 'DashScope’s 403 for a free tier that is used up',
    status: 403,
    body: error(
      'The free tier of the model has been exhausted.',
      'AllocationQuota.FreeTierOnly',
      'AllocationQuota.FreeTierOnly',
    ),
    kind: 'quota',
  },
  { name: 'Z.ai’s 429 without a balance', status: 429, body: error('Insufficient balance', '', '1113'), kind: 'quota' },
  {
    name: 'MiniMax’s 200 without a balance',
    status: 200,
    body: '{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}',
    kind: 'quota',
  },
  {
    name: 'MiniMax’s 200 for a wrong key',
    status: 200,
    body: '{"id":"","choices":null,"base_resp":{"status_code":2049,"status_msg":"invalid api key"}}',
    kind: 'auth',
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
  { name: 'FastAPI’s 422 detail list', status: 422, body: '{"detail":[{"msg":"Extra inputs"}]}', kind: 'request' },
];

const interrupted: readonly Interrupted[] = [
  {
    name: 'an error object of OpenAI’s shape',
    frame: data({ error: { message: 'The server had an error.', type: 'server_error', param: null, code: null } }),
    kind: 'server',
  },
  {
    name: 'OpenRouter’s chunk with an error and finish_reason “error”',
    frame: data({
      id: 'gen-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'served-model',
      provider: 'Some',
      error: { code: 502, message: 'Provider disconnected' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error', native_finish_reason: 'error' }],
    }),
    kind: 'server',
  },
  {
    name: 'a rate limit inside the stream',
    frame: data({ error: { message: 'Slow down.', type: 'tokens', code: 'rate_limit_exceeded' } }),
    kind: 'rate',
  },
  {
    name: 'MiniMax’s `base_resp`',
    frame: data({ id: '', choices: [], base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }),
    kind: 'quota',
  },
  {
    name: 'Cloudflare’s list of errors',
    frame: data({ success: false, errors: [{ code: 3040, message: 'Capacity temporarily exceeded, at capacity' }] }),
    kind: 'server',
  },
  { name: 'an error that is a plain sentence', frame: data({ error: 'something broke' }), kind: 'stream' },
  {
    name: 'an event named “error”',
    frame: `event: error\n${data({ error: { message: 'Overloaded', type: 'overloaded_error' } })}`,
    kind: 'server',
  },
];

const part = (value: unknown): SentPart[] => {
  if (!isRecord(value)) throw new Error('a content part is no object');
  if (value['type'] === 'text') return [{ type: 'text', text: text(value['text']) }];
  if (value['type'] !== 'image_url') throw new Error(`unknown content part ${text(value['type'])}`);
  const image: Loose = isRecord(value['image_url']) ? value['image_url'] : {};
  const found = /^data:(.+?);base64,(.*)$/s.exec(text(image['url']));
  return [{ type: 'image', mime: found?.[1] ?? '', base64: found?.[2] ?? '' }];
};

const contentOf = (content: unknown): SentPart[] => {
  if (content === null || content === undefined || content === '') return [];
  return typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).flatMap(part);
};

const reasoningOf = (message: Loose): SentPart[] => {
  if (typeof message['reasoning_content'] === 'string')
    return [{ type: 'reasoning', text: message['reasoning_content'] }];
  if (!Array.isArray(message['reasoning_details'])) return [];
  const details = message['reasoning_details'].filter(isRecord);
  return [{ type: 'reasoning', text: details.map((detail) => text(detail['text'] ?? '')).join('') }];
};

const callsOf = (message: Loose): SentPart[] =>
  list(message['tool_calls'] ?? [])
    .filter(isRecord)
    .map((call) => {
      const named: Loose = isRecord(call['function']) ? call['function'] : {};
      return {
        type: 'call',
        id: text(call['id']),
        name: text(named['name']),
        input: JSON.parse(text(named['arguments'])),
      };
    });

/** Without the word of the assistant that Mistral wants between a tool and a person: nobody said it. */
const withoutBridges = (messages: readonly Loose[], { quirks }: Record): readonly Loose[] => {
  const isBridge = (index: number): boolean =>
    messages[index]?.['role'] === 'assistant' &&
    messages[index - 1]?.['role'] === 'tool' &&
    messages[index + 1]?.['role'] === 'user' &&
    messages[index]?.['content'] === 'I have read the results.';
  return quirks?.assistantAfterTools ? messages.filter((_, index) => !isBridge(index)) : messages;
};

const read = (body: unknown, provider: Record): Sent => {
  if (!isRecord(body)) throw new Error('the body is no object');
  const messages = withoutBridges(list(body['messages']).filter(isRecord), provider);
  const turns: { role: 'user' | 'assistant'; parts: SentPart[] }[] = [];
  const add = (role: 'user' | 'assistant', parts: SentPart[]): void => {
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else turns.push({ role, parts });
  };
  for (const message of messages) {
    if (message['role'] === 'user') add('user', contentOf(message['content']));
    if (message['role'] === 'assistant')
      add('assistant', [...reasoningOf(message), ...contentOf(message['content']), ...callsOf(message)]);
    if (message['role'] !== 'tool') continue;
    const said = contentOf(message['content']).flatMap((each) => (each.type === 'text' ? [each.text] : []));
    const id = text(message['tool_call_id']);
    const name = typeof message['name'] === 'string' ? message['name'] : undefined;
    add('user', [{ type: 'result', id, name, text: said.join('\n'), holdsImage: false, isError: false }]);
  }
  const isSystem = (message: Loose): boolean => message['role'] === 'system' || message['role'] === 'developer';
  const system = messages.filter(isSystem).flatMap(({ content }) => contentOf(content));
  const choice = body['tool_choice'];
  return {
    system: system.flatMap((each) => (each.type === 'text' ? [each.text] : [])).join('\n\n'),
    turns,
    tools: list(body['tools'] ?? []).flatMap((tool) => {
      const named = isRecord(tool) && isRecord(tool['function']) ? tool['function'] : {};
      const description = typeof named['description'] === 'string' ? named['description'] : '';
      return [{ name: text(named['name']), description, schema: named['parameters'] }];
    }),
    toolChoice:
      choice === 'required' || choice === 'any'
        ? 'required'
        : choice === undefined || choice === 'auto'
          ? 'auto'
          : undefined,
    maxOutputTokens: numberOf(body['max_completion_tokens'] ?? body['max_tokens']),
    stop: body['stop'] === undefined ? undefined : list(body['stop']).map(text),
  };
};

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Every tool call is answered by tool messages that follow at once, and nothing else stands between. */
const broken = (body: unknown): string[] => {
  const messages = isRecord(body) ? list(body['messages']).filter(isRecord) : [];
  const sentences: string[] = [];
  let open = new Set<string>();
  for (const [index, message] of messages.entries()) {
    if (message['role'] === 'tool') {
      const id = text(message['tool_call_id']);
      if (!open.delete(id)) sentences.push(`message ${index} answers ${id}, which is not open`);
      continue;
    }
    if (open.size > 0) sentences.push(`message ${index} comes while ${[...open].join()} have no result`);
    open = new Set(callsOf(message).flatMap((call) => (call.type === 'call' && call.id ? [call.id] : [])));
    const isSystem = message['role'] === 'system' || message['role'] === 'developer';
    if (isSystem && index > 0) sentences.push('a system message is not the first');
    if (message['role'] === 'assistant' && Array.isArray(message['content']))
      sentences.push('an assistant’s content is a list, which makes some models repeat its structure');
  }
  if (open.size > 0) sentences.push(`${[...open].join()} have no result at the end`);
  return sentences;
};

/** What the record says of its server, and the body does otherwise. */
const unlike = (body: unknown, { quirks = {} }: Record): string[] => {
  if (!isRecord(body)) return ['the body is no object'];
  const limit = quirks.maxTokensField ?? 'max_tokens';
  const systemRole = quirks.systemRole ?? 'system';
  const messages = list(body['messages']).filter(isRecord);
  const roles = messages.map((message) => message['role']);
  const results = messages.filter((message) => message['role'] === 'tool');
  const options = isRecord(body['stream_options']) ? body['stream_options'] : {};
  return [
    ...['max_tokens', 'max_completion_tokens'].filter((field) => field !== limit && body[field] !== undefined),
    ...['system', 'developer'].filter((role) => role !== systemRole && roles.includes(role)),
    ...(quirks.usageInStream !== false && options['include_usage'] !== true ? ['no usage is asked for'] : []),
    ...(body['tool_choice'] !== undefined && body['tool_choice'] !== (quirks.toolChoice ?? 'required')
      ? ['a tool choice']
      : []),
    ...results
      .filter((message) => (message['name'] !== undefined) !== (quirks.namesToolResults ?? false))
      .map(() => 'a result with a name too many or too few'),
    ...(quirks.assistantAfterTools && roles.some((role, index) => role === 'user' && roles[index - 1] === 'tool')
      ? ['a person speaks right after a tool']
      : []),
    ...(body['tools'] !== undefined && (body['parallel_tool_calls'] === false) !== (quirks.singleToolCalls ?? false)
      ? ['several calls at once are asked for, or are not']
      : []),
    ...Object.entries(quirks.extraBody ?? {})
      .filter(([field, value]) => body[field] !== value)
      .map(([field]) => `no ${field}`),
    ...(quirks.effort !== 'reasoning_effort' && body['reasoning_effort'] !== undefined ? ['an effort'] : []),
    ...(body['reasoning_effort'] !== undefined && quirks.efforts?.every((word) => word !== body['reasoning_effort'])
      ? ['an effort that nobody knows there']
      : []),
    ...(!quirks.promptCacheKey && body['prompt_cache_key'] !== undefined ? ['a prompt cache key'] : []),
  ];
};

const reasoningBack = (provider: Record): Subject['reasoningBack'] => {
  if (provider.quirks?.reasoningBack === 'reasoning_details') return { text: true, seal: true };
  return { text: provider.quirks?.reasoningBack === 'reasoning_content', seal: false };
};

const callIds = {
  any: /^[a-zA-Z0-9_-]{1,40}$/,
  alnum9: /^[a-zA-Z0-9]{9}$/,
  dotted: /^[a-zA-Z0-9_.:-]{1,64}$/,
} as const;

/** OpenAI's names, where the record has none of its own. */
const usualLimits: NonNullable<Record['rateLimits']> = [
  { header: 'x-ratelimit-remaining-requests', counts: 'requests', per: 'unknown' },
  { header: 'x-ratelimit-remaining-tokens', counts: 'tokens', per: 'unknown' },
];

/** Every limit the record names, each with another number. */
export const startOf = ({ rateLimits = usualLimits }: Pick<Provider, 'rateLimits'>): Subject['start'] => {
  const entries = rateLimits.map(({ header }, index) => [header, String(59 + index)] as const);
  return {
    headers: { 'x-request-id': 'req_from_the_header', ...Object.fromEntries(entries) },
    requestId: 'req_from_the_header',
    limits: rateLimits.map(({ counts, per }, index) => ({ counts, per, left: 59 + index, resetAt: undefined })),
  };
};

export const openAiChat = (provider: Record): Subject<'openai-chat'> => ({
  provider,
  model: modelOf(provider, `${provider.id}-model`),
  path: '/chat/completions',
  keyHeader: keyHeaderOf(provider),
  frames: (answer) => frames(answer, provider),
  reported: ({ input, output, cacheRead, cacheWrite, reasoning, reportedCost }) => ({
    input,
    output,
    cacheRead,
    cacheWrite: countsWrites.has(provider.id) ? cacheWrite : undefined,
    reasoning,
    // LiteLLM's header is not among the frames.
    reportedCost: ['cost', 'estimated_cost'].includes(provider.quirks?.reportsCost ?? '') ? reportedCost : undefined,
  }),
  start: startOf(provider),
  errorBody: (status, sentence) =>
    error(sentence, status >= 500 ? 'server_error' : status === 429 ? 'requests' : 'invalid_request_error'),
  refused,
  interrupted,
  finishes: [
    ['stop', 'stop'],
    ['length', 'length'],
    ['content_filter', 'refusal'],
    ['a_reason_of_tomorrow', 'other'],
  ],
  ending: (native) => [chunk({ role: 'assistant', content: 'Well.' }), chunk({}, native), done],
  optionalTail: 1,
  reasoningBack: reasoningBack(provider),
  sealsLate: provider.quirks?.reasoningBack === 'reasoning_details',
  flagsErrors: false,
  callId: callIds[provider.quirks?.toolCallIds ?? 'any'],
  read: (body) => read(body, provider),
  broken: (body) => [...broken(body), ...unlike(body, provider)],
});
