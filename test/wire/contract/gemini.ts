import type { Usage } from '../../../src/core/chat.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { isRecord, list, text, type Loose } from './loose.ts';
import {
  modelOf,
  type Answer,
  type Interrupted,
  type Refused,
  type Sent,
  type SentPart,
  type Subject,
} from './subject.ts';

/** Google frames its events with CRLF. */
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\r\n\r\n`;

const chunk = (parts: readonly unknown[], more: Loose = {}, candidate: Loose = {}): string =>
  data({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...candidate }],
    modelVersion: 'served-model',
    responseId: 'response-1',
    ...more,
  });

const usageMetadata = (usage: Usage): Loose => ({
  promptTokenCount: usage.input,
  candidatesTokenCount: usage.output - (usage.reasoning ?? 0),
  totalTokenCount: usage.input + usage.output,
  ...(usage.cacheRead === undefined ? {} : { cachedContentTokenCount: usage.cacheRead }),
  ...(usage.reasoning === undefined ? {} : { thoughtsTokenCount: usage.reasoning }),
});

const natives = { stop: 'STOP', length: 'MAX_TOKENS', 'tool-calls': 'STOP', refusal: 'SAFETY', other: 'OTHER' };

/** Calls come whole; the signature hangs on the first of a parallel set only. */
const callPart = ({ id, name, arguments: json }: NonNullable<Answer['calls']>[number], seal?: string): unknown => ({
  functionCall: { ...(id === '' ? {} : { id }), name, args: JSON.parse(json) },
  ...(seal === undefined ? {} : { thoughtSignature: seal }),
});

const frames = (answer: Answer): string[] => [
  ...(answer.reasoning ?? []).map((part) => chunk([{ text: part, thought: true }])),
  ...(answer.text ?? []).map((part) => chunk([{ text: part }])),
  ...(answer.calls ?? []).map((call, index) => chunk([callPart(call, index === 0 ? answer.seal : undefined)])),
  ...(answer.finish
    ? [
        chunk([{ text: '' }], answer.usage ? { usageMetadata: usageMetadata(answer.usage) } : {}, {
          finishReason: natives[answer.finish],
        }),
      ]
    : []),
];

const statuses: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  408: 'DEADLINE_EXCEEDED',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const error = (code: number, message: string, details?: readonly unknown[]): string =>
  JSON.stringify({
    error: { code, message, status: statuses[code] ?? 'UNKNOWN', ...(details === undefined ? {} : { details }) },
  });

const violation = (quotaId: string): unknown => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_requests', quotaId }],
});
const retryInfo = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '38s' };

const refused: readonly Refused[] = [
  {
    name: 'a 400 for a wrong key',
    status: 400,
    body: error(400, 'API key not valid. Please pass a valid API key.', [
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
    ]),
    kind: 'auth',
  },
  {
    name: 'a 429 per minute with RetryInfo',
    status: 429,
    body: error(429, 'You exceeded your current quota.', [
      violation('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      retryInfo,
    ]),
    kind: 'rate',
    retryAfter: 38_000,
  },
  {
    name: 'a 429 per day, which minutes do not cure',
    status: 429,
    body: error(429, 'You exceeded your current quota.', [
      violation('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      retryInfo,
    ]),
    kind: 'quota',
  },
  {
    name: 'a 400 for a prompt that is too long',
    status: 400,
    body: error(400, 'The input token count (1250000) exceeds the maximum number of tokens allowed (1048576).'),
    kind: 'context',
  },
  {
    name: 'a 403 for a bill that is past due',
    status: 403,
    body: error(403, 'The dunning decision is deny for project 1.'),
    kind: 'quota',
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
  { name: 'a list around the error', status: 503, body: `[${error(503, 'The model is overloaded.')}]`, kind: 'server' },
];

const interrupted: readonly Interrupted[] = [
  { name: 'UNAVAILABLE after 200', frame: `data: ${error(503, 'The model is overloaded.')}\r\n\r\n`, kind: 'server' },
  { name: 'a rate limit inside the stream', frame: `data: ${error(429, 'Slow down.')}\r\n\r\n`, kind: 'rate' },
  {
    name: 'a blocked prompt, which has no candidates',
    onlyFirst: true,
    frame: data({ promptFeedback: { blockReason: 'PROHIBITED_CONTENT' }, usageMetadata: { promptTokenCount: 4 } }),
    kind: 'policy',
  },
];

const inlineData = (value: unknown): SentPart => {
  if (!isRecord(value)) throw new Error('inlineData is no object');
  return { type: 'image', mime: text(value['mimeType']), base64: text(value['data']) };
};

const resultOf = (value: Loose): SentPart[] => {
  const response: Loose = isRecord(value['response']) ? value['response'] : {};
  const said = Object.values(response).filter((each) => typeof each === 'string');
  const images = list(value['parts'] ?? []).filter(isRecord);
  const id = value['id'] === undefined ? undefined : text(value['id']);
  return [
    {
      type: 'result',
      id,
      name: text(value['name']),
      text: said.join('\n'),
      holdsImage: images.length > 0,
      isError: 'error' in response,
    },
    ...images.map((image) => inlineData(image['inlineData'])),
  ];
};

const partOf = (value: unknown): SentPart[] => {
  if (!isRecord(value)) throw new Error('a part is no object');
  if (value['thought'] === true) return [{ type: 'reasoning', text: text(value['text']) }];
  if (typeof value['text'] === 'string') return [{ type: 'text', text: value['text'] }];
  if (value['inlineData'] !== undefined) return [inlineData(value['inlineData'])];
  if (isRecord(value['functionCall'])) {
    const { id, name, args } = value['functionCall'];
    return [{ type: 'call', id: id === undefined ? undefined : text(id), name: text(name), input: args ?? {} }];
  }
  if (isRecord(value['functionResponse'])) return resultOf(value['functionResponse']);
  throw new Error(`unknown part ${Object.keys(value).join()}`);
};

const partsOf = (content: unknown): SentPart[] => {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return isRecord(content) ? list(content['parts']).flatMap(partOf) : [];
};

const declarationsOf = (body: Loose): readonly Loose[] =>
  list(body['tools'] ?? [])
    .filter(isRecord)
    .flatMap((tool) => list(tool['functionDeclarations']).filter(isRecord));

const modes: Readonly<Record<string, 'auto' | 'required'>> = { AUTO: 'auto', ANY: 'required' };

const read = (body: unknown): Sent => {
  if (!isRecord(body)) throw new Error('the body is no object');
  const config: Loose = isRecord(body['generationConfig']) ? body['generationConfig'] : {};
  const toolConfig: Loose = isRecord(body['toolConfig']) ? body['toolConfig'] : {};
  const calling: Loose = isRecord(toolConfig['functionCallingConfig']) ? toolConfig['functionCallingConfig'] : {};
  return {
    system: partsOf(body['systemInstruction'])
      .flatMap((each) => (each.type === 'text' ? [each.text] : []))
      .join('\n\n'),
    turns: list(body['contents'])
      .filter(isRecord)
      .map((content) => ({ role: content['role'] === 'model' ? 'assistant' : 'user', parts: partsOf(content) })),
    tools: declarationsOf(body).map((each) => ({
      name: text(each['name']),
      description: typeof each['description'] === 'string' ? each['description'] : '',
      schema: each['parametersJsonSchema'] ?? each['parameters'],
    })),
    toolChoice: modes[text(calling['mode'] ?? 'AUTO')],
    maxOutputTokens: typeof config['maxOutputTokens'] === 'number' ? config['maxOutputTokens'] : undefined,
    stop: config['stopSequences'] === undefined ? undefined : list(config['stopSequences']).map(text),
  };
};

const named = (turn: Sent['turns'][number] | undefined, type: 'call' | 'result'): string[] =>
  (turn?.parts ?? []).flatMap((part) =>
    part.type === 'call' || part.type === 'result' ? (part.type === type ? [`${part.id}:${part.name}`] : []) : [],
  );

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const broken = (body: unknown, { turns }: Sent): string[] => {
  const sentences: string[] = [];
  if (turns[0]?.role !== 'user') sentences.push('the first turn is not the user’s');
  for (const [index, turn] of turns.entries()) {
    if (index > 0 && turn.role === turns[index - 1]?.role) sentences.push('two turns of one role');
    const called = named(turn, 'call');
    const answered = named(turns[index + 1], 'result');
    if (turn.role === 'assistant' && called.join() !== answered.join())
      sentences.push(`calls ${called.join()} are answered by ${answered.join()}`);
    if (turn.role === 'user' && named(turn, 'call').length > 0) sentences.push('the user calls a tool');
  }
  const contents = isRecord(body) ? list(body['contents']).filter(isRecord) : [];
  for (const { role, parts } of contents) {
    const called = list(parts)
      .filter(isRecord)
      .find((part) => part['functionCall'] !== undefined);
    if (called && called['thoughtSignature'] === undefined)
      sentences.push('the first call of a turn has no signature, which Gemini 3 answers with 400');
    if (role !== 'user' && role !== 'model') sentences.push(`the role ${String(role)}`);
    for (const part of list(parts).filter(isRecord)) {
      const signature = part['thoughtSignature'];
      if (typeof signature === 'string' && !base64.test(signature) && !sentinels.has(signature))
        sentences.push(`a signature that is no base64: ${signature}`);
    }
  }
  return sentences;
};

/** What Google's documentation names for calls of other models, which have no signature. */
const sentinels = new Set(['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go']);

export const gemini = (provider: Provider<'gemini'>): Subject<'gemini'> => ({
  provider,
  model: modelOf(provider, 'gemini-3.1-pro-preview'),
  // With an API key, as here, Vertex AI wants no project.
  path: `/${provider.quirks?.publisher ? 'publishers/google/' : ''}models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse`,
  keyHeader: 'x-goog-api-key',
  frames,
  reported: ({ input, output, cacheRead, reasoning }) => ({ input, output, cacheRead, reasoning }),
  start: { headers: {}, requestId: undefined, limits: undefined },
  errorBody: error,
  refused,
  interrupted,
  finishes: [
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'refusal'],
    ['RECITATION', 'refusal'],
    ['PROHIBITED_CONTENT', 'refusal'],
    ['A_REASON_OF_TOMORROW', 'other'],
  ],
  ending: (native) => [chunk([{ text: 'Well.' }]), chunk([], {}, { finishReason: native })],
  optionalTail: 0,
  reasoningBack: { text: false, seal: true },
  sealsLate: false,
  flagsErrors: true,
  callId: /^[a-zA-Z0-9_-]{1,64}$/,
  read,
  broken,
});
