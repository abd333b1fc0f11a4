import type { Usage } from '../../../src/core/chat.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { isRecord, list, text, type Loose } from './loose.ts';
import { startOf } from './openai-chat.ts';
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

type Record = Provider<'openai-responses'>;

const frame = (type: string, value: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: 0, ...value })}\n\n`;

const response = (fields: object): object => ({
  id: 'resp_1',
  object: 'response',
  created_at: 1_790_000_000,
  error: null,
  incomplete_details: null,
  model: 'served-model',
  parallel_tool_calls: true,
  store: false,
  ...fields,
});

const began = (['response.created', 'response.in_progress'] as const).map((type) =>
  frame(type, { response: response({ status: 'in_progress', output: [], usage: null }) }),
);

interface Item {
  /** As it is announced, in pieces, and complete. */
  readonly added: string;
  readonly deltas: readonly string[];
  readonly done: string;
  readonly item: object;
}

const itemFrames = (
  output_index: number,
  { begun, item }: { readonly begun: object; readonly item: object },
  deltas: readonly string[],
): Item => ({
  added: frame('response.output_item.added', { output_index, item: begun }),
  deltas,
  done: frame('response.output_item.done', { output_index, item }),
  item,
});

/** Reasoning as OpenAI and xAI show it, summarised and sealed; where it is not sealed, as the open models do, in clear. */
const reasoningItem = (index: number, { reasoning = [], seal }: Answer, sealed: boolean): Item => {
  const base = { id: `rs_${seal ?? index}`.slice(0, 64), type: 'reasoning' };
  const at = { item_id: base.id, output_index: index };
  const whole = reasoning.join('');
  if (!sealed) {
    const deltas = reasoning.map((delta) => frame('response.reasoning_text.delta', { ...at, content_index: 0, delta }));
    const content = [{ type: 'reasoning_text', text: whole }];
    return itemFrames(index, { begun: { ...base, summary: [] }, item: { ...base, summary: [], content } }, deltas);
  }
  const part = { ...at, summary_index: 0 };
  const deltas = [
    frame('response.reasoning_summary_part.added', { ...part, part: { type: 'summary_text', text: '' } }),
    ...reasoning.map((delta) => frame('response.reasoning_summary_text.delta', { ...part, delta })),
    frame('response.reasoning_summary_text.done', { ...part, text: whole }),
    frame('response.reasoning_summary_part.done', { ...part, part: { type: 'summary_text', text: whole } }),
  ];
  const summary = reasoning.length > 0 ? [{ type: 'summary_text', text: whole }] : [];
  const begun = { ...base, summary: [], encrypted_content: 'incomplete' };
  return itemFrames(index, { begun, item: { ...base, summary, encrypted_content: seal ?? 'sealed' } }, deltas);
};

const messageItem = (index: number, pieces: readonly string[]): Item => {
  const base = { id: `msg_${index}`, type: 'message', role: 'assistant' };
  const at = { item_id: base.id, output_index: index, content_index: 0 };
  const whole = { type: 'output_text', annotations: [], logprobs: [], text: pieces.join('') };
  const deltas = [
    frame('response.content_part.added', { ...at, part: { ...whole, text: '' } }),
    ...pieces.map((delta) => frame('response.output_text.delta', { ...at, delta, logprobs: [], obfuscation: 'x7' })),
    frame('response.output_text.done', { ...at, text: whole.text, logprobs: [] }),
    frame('response.content_part.done', { ...at, part: whole }),
  ];
  const done = { ...base, status: 'completed', content: [whole] };
  return itemFrames(index, { begun: { ...base, status: 'in_progress', content: [] }, item: done }, deltas);
};

const callItem = (index: number, call: NonNullable<Answer['calls']>[number], signature?: string): Item => {
  const base = { id: `fc_${index}`, type: 'function_call', call_id: call.id, name: call.name };
  const at = { item_id: base.id, output_index: index };
  const deltas = [
    ...(call.arguments.match(/[^]{1,5}/gu) ?? []).map((delta) =>
      frame('response.function_call_arguments.delta', { ...at, delta, obfuscation: 'y' }),
    ),
    frame('response.function_call_arguments.done', { ...at, name: call.name, arguments: call.arguments }),
  ];
  const done = { ...base, status: 'completed', arguments: call.arguments, thought_signature: signature };
  return itemFrames(index, { begun: { ...base, status: 'in_progress', arguments: '' }, item: done }, deltas);
};

/** One piece of each call in turn. */
const interleaved = (calls: readonly Item[]): string[] => {
  const longest = Math.max(0, ...calls.map(({ deltas }) => deltas.length));
  return [
    ...calls.map(({ added }) => added),
    ...Array.from({ length: longest }, (_, round) => calls.flatMap(({ deltas }) => deltas[round] ?? [])).flat(),
    ...calls.map(({ done }) => done),
  ];
};

const wireUsage = (usage: Usage | undefined, { quirks }: Record): unknown => {
  if (!usage) return null;
  const { input, output, cacheRead, cacheWrite, reasoning, reportedCost } = usage;
  const counts = { input_tokens: input, output_tokens: output, total_tokens: input + output };
  if (quirks?.reportsCost)
    return {
      ...counts,
      input_tokens_details: { cache_read_input_tokens: cacheRead, cache_creation_input_tokens: cacheWrite },
      ...(reportedCost !== undefined && {
        cost: { currency: 'USD', input_cost: 0, output_cost: 0, total_cost: reportedCost },
      }),
    };
  return {
    ...counts,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: cacheWrite },
    output_tokens_details: { reasoning_tokens: reasoning },
  };
};

const ended = (native: string, fields: object): string => {
  if (native === 'completed') return frame('response.completed', { response: response({ status: native, ...fields }) });
  const cut = { status: 'incomplete', incomplete_details: { reason: native }, ...fields };
  return frame('response.incomplete', { response: response(cut) });
};

const natives = {
  stop: 'completed',
  'tool-calls': 'completed',
  length: 'max_output_tokens',
  refusal: 'content_filter',
  other: 'steered',
};

const frames = (answer: Answer, provider: Record): string[] => {
  const { text: pieces = [], calls = [], reasoning, seal, finish, usage } = answer;
  const sealed = provider.quirks?.encryptedReasoning !== false;
  const before = [
    ...(reasoning || (seal !== undefined && sealed) ? [(index: number) => reasoningItem(index, answer, sealed)] : []),
    ...(pieces.length > 0 ? [(index: number) => messageItem(index, pieces)] : []),
  ].map((make, index) => make(index));
  const signature = (index: number): string | undefined => (index === 0 && !sealed ? seal : undefined);
  const called = calls.map((call, index) => callItem(before.length + index, call, signature(index)));
  const output = [...before, ...called].map(({ item }) => item);
  return [
    ...began,
    ...before.flatMap(({ added, deltas, done }) => [added, ...deltas, done]),
    ...interleaved(called),
    ...(finish ? [ended(natives[finish], { output, usage: wireUsage(usage, provider) })] : []),
  ];
};

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
    name: 'OpenAI’s 400 for a prompt that its policy refuses',
    status: 400,
    body: error(
      'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
      'invalid_request_error',
      'invalid_prompt',
    ),
    kind: 'policy',
  },
  {
    name: 'OpenAI’s 429 that names the wait in its sentence only',
    status: 429,
    body: error('Rate limit reached. Please try again in 6.5s.', 'tokens', 'rate_limit_exceeded'),
    kind: 'rate',
    retryAfter: 6_500,
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
];

const interrupted: readonly Interrupted[] = [
  {
    name: 'an error event as the SDK’s types have it',
    frame: frame('error', { code: 'server_error', message: 'The server had an error.', param: null }),
    kind: 'server',
  },
  {
    name: 'an error event as OpenAI sends it, its error inside',
    frame: frame('error', {
      error: { type: 'requests', code: 'rate_limit_exceeded', message: 'Slow down.', param: null },
    }),
    kind: 'rate',
  },
  {
    name: 'a response that failed',
    frame: frame('response.failed', {
      response: response({ status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } }),
    }),
    kind: 'rate',
  },
  {
    name: 'Perplexity’s failed response, whose error stands beside it',
    frame: frame('response.failed', { error: { message: 'Overloaded', type: 'server_error' } }),
    kind: 'server',
  },
  {
    name: 'a failed response without a word',
    frame: frame('response.failed', { response: response({ status: 'failed' }) }),
    kind: 'stream',
  },
  { name: 'an error that is a plain sentence', frame: 'data: {"error":"something broke"}\n\n', kind: 'stream' },
  {
    name: 'an error object of the older protocol',
    frame: `data: ${error('The server had an error.', 'server_error')}\n\n`,
    kind: 'server',
  },
];

const part = (value: unknown): SentPart[] => {
  if (!isRecord(value)) throw new Error('a content part is no object');
  if (value['type'] === 'input_text') return [{ type: 'text', text: text(value['text']) }];
  if (value['type'] !== 'input_image') throw new Error(`unknown content part ${text(value['type'])}`);
  const found = /^data:(.+?);base64,(.*)$/s.exec(text(value['image_url']));
  return [{ type: 'image', mime: found?.[1] ?? '', base64: found?.[2] ?? '' }];
};

const contentOf = (content: unknown): SentPart[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : list(content).flatMap(part);

const isSystem = ({ role }: Loose): boolean => role === 'system' || role === 'developer';

const resultParts = (item: Loose): SentPart[] => {
  const content = contentOf(item['output']);
  const images = content.filter(({ type }) => type === 'image');
  const said = content.flatMap((each) => (each.type === 'text' ? [each.text] : []));
  return [
    {
      type: 'result',
      id: text(item['call_id']),
      name: item['name'] === undefined ? undefined : text(item['name']),
      text: said.join('\n'),
      holdsImage: images.length > 0,
      isError: false,
    },
    ...images,
  ];
};

const turnOf = (item: Loose): readonly ['user' | 'assistant', SentPart[]] => {
  switch (item['type']) {
    case 'message':
      return [item['role'] === 'assistant' ? 'assistant' : 'user', contentOf(item['content'])];
    case 'reasoning': {
      const summary = [...list(item['summary']), ...list(item['content'] ?? [])].filter(isRecord);
      return ['assistant', [{ type: 'reasoning', text: summary.map((each) => text(each['text'])).join('') }]];
    }
    case 'function_call': {
      const input: unknown = JSON.parse(text(item['arguments']));
      return ['assistant', [{ type: 'call', id: text(item['call_id']), name: text(item['name']), input }]];
    }
    case 'function_call_output':
      return ['user', resultParts(item)];
    default:
      throw new Error(`unknown item ${text(item['type'])}`);
  }
};

const itemsOf = (body: unknown): readonly Loose[] => (isRecord(body) ? list(body['input']).filter(isRecord) : []);

const read = (body: unknown): Sent => {
  if (!isRecord(body)) throw new Error('the body is no object');
  const items = itemsOf(body);
  const turns: { role: 'user' | 'assistant'; parts: SentPart[] }[] = [];
  for (const item of items.filter((each) => !isSystem(each))) {
    const [role, parts] = turnOf(item);
    const last = turns.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else turns.push({ role, parts });
  }
  const system = items.filter(isSystem).flatMap(({ content }) => contentOf(content));
  const choice = body['tool_choice'];
  const limit = body['max_output_tokens'];
  return {
    system: system.flatMap((each) => (each.type === 'text' ? [each.text] : [])).join('\n\n'),
    turns,
    tools: list(body['tools'] ?? []).flatMap((tool) => {
      const { name, description, parameters }: Loose = isRecord(tool) ? tool : {};
      return [{ name: text(name), description: text(description ?? ''), schema: parameters }];
    }),
    toolChoice: choice === 'required' ? 'required' : choice === undefined || choice === 'auto' ? 'auto' : undefined,
    maxOutputTokens: typeof limit === 'number' ? limit : undefined,
    stop: undefined,
  };
};

const textIds = (items: readonly Loose[], type: string, field: string): readonly string[] =>
  items.filter((item) => item['type'] === type).map((item) => text(item[field]));

/** Every call is answered before anything else is said, and reasoning stands before what it led to. */
const broken = (body: unknown): string[] => {
  const items = itemsOf(body);
  const sentences: string[] = [];
  let open = new Set<string>();
  for (const [index, item] of items.entries()) {
    const { type, role } = item;
    const next = items[index + 1];
    if (type === 'function_call') open = open.add(text(item['call_id']));
    else if (type === 'function_call_output') {
      if (!open.delete(text(item['call_id']))) sentences.push(`item ${index} answers a call that is not open`);
    } else if (role === 'user' && open.size > 0)
      sentences.push(`item ${index} comes while ${[...open].join()} have no result`);
    if (isSystem(item) && index > 0) sentences.push('a system message is not the first');
    if (type !== 'reasoning' && item['id'] !== undefined) sentences.push(`item ${index} has an id that nobody stored`);
    if (type !== 'reasoning') continue;
    const follows =
      next !== undefined && (next['role'] === 'assistant' || /^(reasoning|function_call)$/.test(text(next['type'])));
    if (!follows) sentences.push('reasoning without the item it led to');
    if (typeof item['encrypted_content'] !== 'string') sentences.push('reasoning that nobody stored');
  }
  if (open.size > 0) sentences.push(`${[...open].join()} have no result at the end`);
  const ids = textIds(items, 'reasoning', 'id');
  if (new Set(ids).size < ids.length) sentences.push('a reasoning item stands there twice');
  return sentences;
};

/** What the record says of its server, and the body does otherwise. */
const unlike = (body: unknown, { quirks = {} }: Record): string[] => {
  if (!isRecord(body)) return ['the body is no object'];
  const roles = itemsOf(body).map(({ role }) => role);
  const reasoning = isRecord(body['reasoning']) ? body['reasoning'] : {};
  const limit = body['max_output_tokens'];
  const outputs = itemsOf(body).filter(({ type }) => type === 'function_call_output');
  return [
    ...(body['store'] === false ? [] : ['the answer is stored']),
    ...['system', 'developer'].filter((role) => role !== (quirks.systemRole ?? 'developer') && roles.includes(role)),
    ...((body['include'] !== undefined) === (quirks.encryptedReasoning !== false) ? [] : ['sealed reasoning']),
    ...((reasoning['summary'] !== undefined) === (quirks.reasoningSummary !== false) ? [] : ['a summary']),
    ...(quirks.toolChoice === 'none' && body['tool_choice'] !== undefined ? ['a tool choice'] : []),
    ...(!quirks.promptCacheKey && body['prompt_cache_key'] !== undefined ? ['a prompt cache key'] : []),
    ...(quirks.reasoningRefusesSampling && body['temperature'] !== undefined ? ['a temperature'] : []),
    ...(typeof limit === 'number' && limit < 16 ? ['less output than OpenAI allows'] : []),
    ...(quirks.plainResults && outputs.some(({ output, name }) => typeof output !== 'string' || name === undefined)
      ? ['a result that is not plain']
      : []),
  ];
};

export const openAiResponses = (provider: Record): Subject<'openai-responses'> => {
  const sealed = provider.quirks?.encryptedReasoning !== false;
  return {
    provider,
    model: modelOf(provider, `${provider.id}-model`),
    path: '/responses',
    keyHeader: keyHeaderOf(provider),
    frames: (answer) => frames(answer, provider),
    reported: ({ input, output, cacheRead, cacheWrite, reasoning, reportedCost }) => ({
      input,
      output,
      cacheRead,
      cacheWrite,
      reasoning: sealed ? reasoning : undefined,
      reportedCost: provider.quirks?.reportsCost ? reportedCost : undefined,
    }),
    start: startOf(provider),
    errorBody: (status, sentence) =>
      error(sentence, status >= 500 ? 'server_error' : status === 429 ? 'requests' : 'invalid_request_error'),
    refused,
    interrupted,
    finishes: [
      ['completed', 'stop'],
      ['max_output_tokens', 'length'],
      ['content_filter', 'refusal'],
      ['a_reason_of_tomorrow', 'other'],
    ],
    ending: (native) => [...frames({ text: ['Well.'] }, provider), ended(native, { output: [], usage: null })],
    optionalTail: 0,
    reasoningBack: { text: sealed, seal: true },
    sealsLate: false,
    stopless: 'the protocol has no field for stop sequences',
    flagsErrors: false,
    callId: /^[a-zA-Z0-9_-]{1,64}$/,
    read,
    broken: (body) => [...broken(body), ...unlike(body, provider)],
  };
};
