import type { Provider } from '../../../src/core/provider.ts';
import { eventOf, exceptionOf, frameOf } from './event-stream.ts';
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

/** What SDK 3.1162.0 documents as the events of ConverseStream, and error bodies as AWS sends them, 2026-11. */

const block = (contentBlockIndex: number, deltas: readonly unknown[], start?: unknown): Uint8Array[] => [
  // Text and reasoning begin without a word.
  ...(start === undefined ? [] : [eventOf('contentBlockStart', { contentBlockIndex, start })]),
  ...deltas.map((delta) => eventOf('contentBlockDelta', { contentBlockIndex, delta })),
  eventOf('contentBlockStop', { contentBlockIndex }),
];

const natives = {
  stop: 'end_turn',
  length: 'max_tokens',
  'tool-calls': 'tool_use',
  refusal: 'content_filtered',
  other: 'odd',
};

const usageOf = (usage: NonNullable<Answer['usage']>): unknown => {
  const { cacheRead, cacheWrite, cacheWriteHour, output } = usage;
  const isWritten = cacheWrite !== undefined || cacheWriteHour !== undefined;
  const written = (cacheWrite ?? 0) + (cacheWriteHour ?? 0);
  const inputTokens = usage.input - (cacheRead ?? 0) - written;
  return {
    inputTokens,
    outputTokens: output,
    totalTokens: usage.input + output,
    ...(cacheRead === undefined ? {} : { cacheReadInputTokens: cacheRead }),
    ...(isWritten ? { cacheWriteInputTokens: written } : {}),
    ...(cacheWriteHour === undefined
      ? {}
      : {
          cacheDetails: [
            { ttl: '1h', inputTokens: cacheWriteHour },
            { ttl: '5m', inputTokens: cacheWrite ?? 0 },
          ],
        }),
  };
};

const end = (stopReason: string, usage: Answer['usage']): Uint8Array[] => [
  eventOf('messageStop', { stopReason }),
  eventOf('metadata', {
    ...(usage ? { usage: usageOf(usage) } : {}),
    metrics: { latencyMs: 812 },
    trace: { promptRouter: { invokedModelId: 'served-model' } },
  }),
];

const frames = (answer: Answer): Uint8Array[] => {
  const blocks: Uint8Array[][] = [];
  const add = (deltas: readonly unknown[], start?: unknown): void => {
    blocks.push(block(blocks.length, deltas, start));
  };
  if (answer.reasoning)
    add([
      ...answer.reasoning.map((piece) => ({ reasoningContent: { text: piece } })),
      { reasoningContent: { signature: answer.seal ?? 'c2lnbmVk' } },
    ]);
  if (answer.text) add(answer.text.map((piece) => ({ text: piece })));
  for (const { id, name, arguments: json } of answer.calls ?? [])
    add(
      ['', ...(json.match(/[^]{1,5}/gu) ?? [])].map((input) => ({ toolUse: { input } })),
      { toolUse: { toolUseId: id, name } },
    );
  return [
    eventOf('messageStart', { role: 'assistant' }),
    // An event of tomorrow.
    eventOf('heartbeat', { at: 1 }),
    ...blocks.flat(),
    ...(answer.finish ? end(natives[answer.finish], answer.usage) : []),
  ];
};

const types: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'UnauthorizedException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
};

const error = (type: string | undefined, message: string): string =>
  JSON.stringify({ ...(type === undefined ? {} : { __type: `com.amazon.coral.service#${type}` }), message });

const refused: readonly Refused[] = [
  {
    name: 'an access key that nobody knows',
    status: 403,
    headers: { 'x-amzn-errortype': 'UnrecognizedClientException:http://internal.amazon.com/coral/' },
    body: JSON.stringify({ message: 'The security token included in the request is invalid.' }),
    kind: 'auth',
  },
  {
    name: 'a wrong secret key',
    status: 403,
    body: error('InvalidSignatureException', 'The request signature we calculated does not match.'),
    kind: 'auth',
  },
  {
    name: 'a session that is over',
    status: 403,
    body: error('ExpiredTokenException', 'The security token included in the request is expired'),
    kind: 'auth',
  },
  {
    name: 'a refused API key',
    status: 403,
    body: JSON.stringify({ Message: 'Authentication failed: Please make sure your API Key is valid.' }),
    kind: 'auth',
  },
  {
    name: 'a missing right',
    status: 403,
    body: error('AccessDeniedException', "You don't have access to the model with the specified model ID."),
    kind: 'forbidden',
  },
  {
    name: 'a model that is used through profiles only',
    status: 400,
    body: error(
      'ValidationException',
      'Invocation of model ID anthropic.claude-sonnet-5 with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
    kind: 'model-missing',
  },
  {
    name: 'a model that is none',
    status: 400,
    body: error('ValidationException', 'The provided model identifier is invalid.'),
    kind: 'model-missing',
  },
  {
    name: 'a prompt that is too long',
    status: 400,
    body: error('ValidationException', 'Input is too long for requested model.'),
    kind: 'context',
  },
  {
    name: 'a day’s tokens that are used up',
    status: 429,
    body: error('ThrottlingException', 'Too many tokens per day, please wait before trying again.'),
    kind: 'quota',
  },
  {
    name: 'a quota of the account',
    status: 400,
    body: error('ServiceQuotaExceededException', 'Your request exceeds the service quota for your account.'),
    kind: 'quota',
  },
  {
    name: 'a model that is still loading',
    status: 429,
    body: error(
      'ModelNotReadyException',
      'The model specified in the request is not ready to serve inference requests.',
    ),
    kind: 'server',
  },
  {
    name: 'a model that failed',
    status: 424,
    body: error('ModelErrorException', 'The request failed due to an error while processing the model.'),
    kind: 'server',
  },
  { name: 'a gateway’s 502 web page', status: 502, body: '<html><body>Bad Gateway</body></html>', kind: 'server' },
  { name: 'an empty 500', status: 500, body: '', kind: 'server' },
];

const interrupted: readonly Interrupted[] = [
  {
    name: 'throttlingException after 200',
    frame: exceptionOf('throttlingException', { message: 'Too many requests, please wait.' }),
    kind: 'rate',
  },
  {
    name: 'internalServerException after 200',
    frame: exceptionOf('internalServerException', { message: 'The system encountered an unexpected error.' }),
    kind: 'server',
  },
  {
    name: 'serviceUnavailableException after 200',
    frame: exceptionOf('serviceUnavailableException', { message: 'Bedrock is unable to process your request.' }),
    kind: 'server',
  },
  {
    name: 'validationException after 200',
    frame: exceptionOf('validationException', { message: 'The model returned the following errors: bad image.' }),
    kind: 'request',
  },
  {
    name: 'a prompt that turns out too long',
    frame: exceptionOf('validationException', { message: 'prompt is too long: 204211 tokens > 200000 maximum' }),
    kind: 'context',
  },
  {
    name: 'modelStreamErrorException after 200',
    frame: exceptionOf('modelStreamErrorException', {
      message: 'The model stream broke.',
      originalStatusCode: 400,
      originalMessage: 'odd',
    }),
    kind: 'stream',
  },
  {
    name: 'an overloaded model behind modelStreamErrorException',
    frame: exceptionOf('modelStreamErrorException', { message: 'Not now.', originalStatusCode: 503 }),
    kind: 'server',
  },
  {
    name: 'an exception of tomorrow',
    frame: exceptionOf('invalidWeatherException', { message: 'It rains.' }),
    kind: 'request',
  },
  {
    name: 'an error that is no exception',
    frame: frameOf(
      { ':message-type': 'error', ':error-code': 'InternalServerException', ':error-message': 'Sorry.' },
      '',
    ),
    kind: 'server',
  },
];

const imageOf = (value: Loose): SentPart => {
  const source: Loose = isRecord(value['source']) ? value['source'] : {};
  return { type: 'image', mime: `image/${text(value['format'])}`, base64: text(source['bytes']) };
};

const partsOf = (value: unknown): SentPart[] => {
  if (!isRecord(value) || Object.keys(value).length !== 1) throw new Error('a content block is no union');
  if ('cachePoint' in value) return [];
  if ('text' in value) return [{ type: 'text', text: text(value['text']) }];
  if (isRecord(value['image'])) return [imageOf(value['image'])];
  if (isRecord(value['reasoningContent'])) {
    const { reasoningText } = value['reasoningContent'];
    return [{ type: 'reasoning', text: isRecord(reasoningText) ? text(reasoningText['text']) : '' }];
  }
  if (isRecord(value['toolUse'])) {
    const { toolUseId, name, input } = value['toolUse'];
    return [{ type: 'call', id: text(toolUseId), name: text(name), input }];
  }
  if (!isRecord(value['toolResult'])) throw new Error(`unknown content block ${Object.keys(value).join()}`);
  const { toolUseId, content, status } = value['toolResult'];
  const inner = list(content).flatMap(partsOf);
  const images = inner.filter(({ type }) => type === 'image');
  const said = inner.flatMap((each) => (each.type === 'text' ? [each.text] : [])).join('\n');
  const isError = status === 'error';
  return [
    { type: 'result', id: text(toolUseId), name: undefined, text: said, holdsImage: images.length > 0, isError },
    ...images,
  ];
};

const toolsIn = (config: Loose): Sent['tools'] =>
  list(config['tools'] ?? []).flatMap((tool) => {
    if (!isRecord(tool) || !isRecord(tool['toolSpec'])) return [];
    const { name, description, inputSchema } = tool['toolSpec'];
    const schema = isRecord(inputSchema) ? inputSchema['json'] : undefined;
    return [{ name: text(name), description: typeof description === 'string' ? description : '', schema }];
  });

const read = (body: unknown): Sent => {
  if (!isRecord(body)) throw new Error('the body is no object');
  const config: Loose = isRecord(body['toolConfig']) ? body['toolConfig'] : {};
  const inference: Loose = isRecord(body['inferenceConfig']) ? body['inferenceConfig'] : {};
  const choice: Loose = isRecord(config['toolChoice']) ? config['toolChoice'] : {};
  const { maxTokens, stopSequences } = inference;
  return {
    system: list(body['system'] ?? [])
      .flatMap(partsOf)
      .flatMap((each) => (each.type === 'text' ? [each.text] : []))
      .join('\n\n'),
    turns: list(body['messages'])
      .filter(isRecord)
      .map(({ role, content }) => ({
        role: role === 'user' ? 'user' : 'assistant',
        parts: list(content).flatMap(partsOf),
      })),
    tools: toolsIn(config),
    toolChoice: 'any' in choice ? 'required' : 'auto',
    maxOutputTokens: typeof maxTokens === 'number' ? maxTokens : undefined,
    stop: stopSequences === undefined ? undefined : list(stopSequences).map(text),
  };
};

const idsIn = (content: readonly Loose[], kind: 'toolUse' | 'toolResult'): string[] =>
  content.flatMap((each) => (isRecord(each[kind]) ? [text(each[kind]['toolUseId'])] : []));

const brokenTurn = (content: readonly Loose[], before: readonly Loose[]): string[] => {
  const called = idsIn(before, 'toolUse').toSorted().join();
  const answered = idsIn(content, 'toolResult').toSorted().join();
  const firstOther = content.findIndex((each) => !('toolResult' in each));
  const isLate = content.some((each, index) => 'toolResult' in each && firstOther >= 0 && index > firstOther);
  return [
    ...(called === answered ? [] : [`calls ${called} are answered by ${answered}`]),
    ...(isLate ? ['a tool result comes after something else'] : []),
  ];
};

const brokenThinking = (body: Loose): string[] => {
  const fields: Loose = isRecord(body['additionalModelRequestFields']) ? body['additionalModelRequestFields'] : {};
  const thinking: Loose = isRecord(fields['thinking']) ? fields['thinking'] : {};
  const inference: Loose = isRecord(body['inferenceConfig']) ? body['inferenceConfig'] : {};
  const budget = Number(thinking['budget_tokens'] ?? 0);
  return [
    ...(budget > 0 && budget >= Number(inference['maxTokens'])
      ? ['the thinking budget leaves nothing for the answer']
      : []),
    ...(thinking['type'] !== undefined && ('temperature' in inference || 'topP' in inference)
      ? ['a model that thinks is given a temperature']
      : []),
  ];
};

const broken = (body: unknown): string[] => {
  if (!isRecord(body)) return ['the body is no object'];
  const messages = list(body['messages']).filter(isRecord);
  const sentences: string[] = [];
  if (messages[0]?.['role'] !== 'user') sentences.push('the first message is not the user’s');
  if (messages.at(-1)?.['role'] !== 'user') sentences.push('the last turn is the model’s own');
  let before: readonly Loose[] = [];
  for (const [index, message] of messages.entries()) {
    if (index > 0 && message['role'] === messages[index - 1]?.['role']) sentences.push('two turns of one role');
    const content = list(message['content']).filter(isRecord);
    if (message['role'] === 'user') sentences.push(...brokenTurn(content, before));
    before = content;
  }
  const usesTools = messages.some(({ content }) => /"toolUse"|"toolResult"/.test(JSON.stringify(content)));
  if (usesTools && body['toolConfig'] === undefined) sentences.push('the history uses tools and toolConfig is missing');
  const points = [...stringsIn(body)].filter((each) => each === 'cachePoint').length;
  if (points > 4) sentences.push(`${points} cache points`);
  return [...sentences, ...brokenThinking(body)];
};

const model = 'anthropic.claude-of-tomorrow-v1:0';

export const bedrockConverse = (provider: Provider<'bedrock-converse'>): Subject<'bedrock-converse'> => ({
  provider,
  model: modelOf(provider, model),
  path: `/model/${encodeURIComponent(model)}/converse-stream`,
  keyHeader: 'authorization',
  plain: { region: 'eu-central-1' },
  frames,
  reported: (usage) => ({ ...usage, reasoning: undefined, reportedCost: undefined }),
  start: {
    headers: { 'x-amzn-requestid': 'req_from_the_header' },
    requestId: 'req_from_the_header',
    limits: undefined,
  },
  errorBody: (status, sentence) => error(types[status], sentence),
  refused,
  interrupted,
  finishes: [
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['content_filtered', 'refusal'],
    ['guardrail_intervened', 'refusal'],
    ['model_context_window_exceeded', 'length'],
    ['malformed_model_output', 'other'],
    ['a_reason_of_tomorrow', 'other'],
  ],
  ending: (native) => [
    eventOf('messageStart', { role: 'assistant' }),
    ...block(0, [{ text: 'Well.' }]),
    ...end(native, undefined),
  ],
  // The books at the end are part of the answer.
  optionalTail: 0,
  reasoningBack: { text: true, seal: true },
  sealsLate: false,
  flagsErrors: true,
  callId: /^[a-zA-Z0-9_-]{1,64}$/,
  read,
  broken,
});
