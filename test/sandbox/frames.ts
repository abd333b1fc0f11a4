import type { Protocol } from '../../src/core/quirks.ts';
import { eventOf } from '../wire/contract/event-stream.ts';

/** What a sandbox provider says, in no protocol's words. */
export interface Speech {
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCall?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> };
  readonly usage?: { readonly input: number; readonly output: number };
  /** It ends because it may not be longer: the rest is missing. */
  readonly finish?: 'length';
}

/** One frame of an event stream. */
export type Frame = string;

const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

const data = (value: unknown): Frame => `data: ${JSON.stringify(value)}\n\n`;

const named = (event: string, value: object): Frame => `event: ${event}\n${data({ type: event, ...value })}`;

const openai = (speech: Speech, model: string): Frame[] => {
  const chunk = (delta: object, finish: string | null = null): Frame =>
    data({
      id: 'chatcmpl-sandbox',
      object: 'chat.completion.chunk',
      created: 0,
      model,
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const { input = 100, output = 20 } = speech.usage ?? {};
  return [
    chunk({ role: 'assistant', content: '' }),
    ...words(speech.reasoning ?? '').map((word) => chunk({ reasoning_content: word })),
    ...words(speech.text ?? '').map((word) => chunk({ content: word })),
    ...(speech.toolCall
      ? openaiCall(speech.toolCall).map((call) => chunk({ tool_calls: [{ index: 0, ...call }] }))
      : []),
    chunk({}, speech.finish ?? (speech.toolCall ? 'tool_calls' : 'stop')),
    data({
      id: 'chatcmpl-sandbox',
      object: 'chat.completion.chunk',
      created: 0,
      model,
      choices: [],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    }),
    'data: [DONE]\n\n',
  ];
};

/** The arguments come in fragments, as OpenAI sends them. */
const openaiCall = ({ name, input }: NonNullable<Speech['toolCall']>): object[] => {
  const json = JSON.stringify(input);
  const middle = Math.ceil(json.length / 2);
  return [
    { id: 'call_sandbox', type: 'function', function: { name, arguments: '' } },
    { function: { arguments: json.slice(0, middle) } },
    { function: { arguments: json.slice(middle) } },
  ];
};

/** The items one after the other, each announced, in pieces and complete; then the whole response once more. */
const responses = (speech: Speech, model: string): Frame[] => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const response = (fields: object): object => ({
    response: { id: 'resp_sandbox', object: 'response', created_at: 0, model, error: null, store: false, ...fields },
  });
  const done: object[] = [];
  const item = (begun: object, complete: object, deltas: (at: object) => readonly Frame[]): Frame[] => {
    const output_index = done.push(complete) - 1;
    return [
      named('response.output_item.added', { output_index, item: begun }),
      ...deltas({ output_index, item_id: `item_${output_index}` }),
      named('response.output_item.done', { output_index, item: complete }),
    ];
  };
  const items = [
    ...(speech.reasoning ? [responsesReasoning(speech.reasoning)] : []),
    ...(speech.text ? [responsesText(speech.text)] : []),
    ...(speech.toolCall ? [responsesCall(speech.toolCall)] : []),
  ].flatMap(({ begun, complete, deltas }) => item(begun, complete, deltas));
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
  return [
    named('response.created', response({ status: 'in_progress', output: [], usage: null })),
    named('response.in_progress', response({ status: 'in_progress', output: [], usage: null })),
    ...items,
    speech.finish === 'length'
      ? named(
          'response.incomplete',
          response({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: done, usage }),
        )
      : named('response.completed', response({ status: 'completed', output: done, usage })),
  ];
};

interface ResponsesItem {
  readonly begun: object;
  readonly complete: object;
  readonly deltas: (at: object) => readonly Frame[];
}

const responsesReasoning = (reasoning: string): ResponsesItem => {
  const base = { id: 'rs_sandbox', type: 'reasoning' };
  const summary = [{ type: 'summary_text', text: reasoning }];
  return {
    begun: { ...base, summary: [] },
    complete: { ...base, summary, encrypted_content: 'c2FuZGJveA==' },
    deltas: (at) =>
      words(reasoning).map((delta) =>
        named('response.reasoning_summary_text.delta', { ...at, summary_index: 0, delta }),
      ),
  };
};

const responsesText = (text: string): ResponsesItem => {
  const base = { id: 'msg_sandbox', type: 'message', role: 'assistant' };
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return {
    begun: { ...base, status: 'in_progress', content: [] },
    complete: { ...base, status: 'completed', content },
    deltas: (at) =>
      words(text).map((delta) => named('response.output_text.delta', { ...at, content_index: 0, delta, logprobs: [] })),
  };
};

const responsesCall = ({ name, input }: NonNullable<Speech['toolCall']>): ResponsesItem => {
  const base = { id: 'fc_sandbox', type: 'function_call', call_id: 'call_sandbox', name };
  const json = JSON.stringify(input);
  const middle = Math.ceil(json.length / 2);
  return {
    begun: { ...base, status: 'in_progress', arguments: '' },
    complete: { ...base, status: 'completed', arguments: json },
    deltas: (at) => [
      ...[json.slice(0, middle), json.slice(middle)].map((delta) =>
        named('response.function_call_arguments.delta', { ...at, delta }),
      ),
      named('response.function_call_arguments.done', { ...at, name, arguments: json }),
    ],
  };
};

const anthropic = (speech: Speech, model: string): Frame[] => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const blocks: Frame[][] = [];
  const block = (start: object, deltas: readonly object[]): void => {
    const index = blocks.length;
    blocks.push([
      named('content_block_start', { index, content_block: start }),
      ...deltas.map((delta) => named('content_block_delta', { index, delta })),
      named('content_block_stop', { index }),
    ]);
  };
  if (speech.reasoning) {
    const thinking = words(speech.reasoning).map((word) => ({ type: 'thinking_delta', thinking: word }));
    block({ type: 'thinking', thinking: '', signature: '' }, [
      ...thinking,
      { type: 'signature_delta', signature: 'c2FuZGJveA==' },
    ]);
  }
  if (speech.text)
    block(
      { type: 'text', text: '' },
      words(speech.text).map((word) => ({ type: 'text_delta', text: word })),
    );
  if (speech.toolCall) {
    const { name, input: args } = speech.toolCall;
    block({ type: 'tool_use', id: 'toolu_sandbox', name, input: {} }, [
      { type: 'input_json_delta', partial_json: JSON.stringify(args) },
    ]);
  }
  return [
    named('message_start', {
      message: {
        id: 'msg_sandbox',
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: input, output_tokens: 1 },
      },
    }),
    named('ping', {}),
    ...blocks.flat(),
    named('message_delta', {
      delta: { stop_reason: anthropicStop(speech), stop_sequence: null },
      usage: { output_tokens: output },
    }),
    named('message_stop', {}),
  ];
};

const anthropicStop = ({ finish, toolCall }: Speech): string => {
  if (finish === 'length') return 'max_tokens';
  return toolCall ? 'tool_use' : 'end_turn';
};

const gemini = (speech: Speech, model: string): Frame[] => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const chunk = (parts: readonly object[], finishReason?: string): Frame =>
    data({
      candidates: [{ index: 0, content: { role: 'model', parts }, ...(finishReason && { finishReason }) }],
      usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output },
      modelVersion: model,
    });
  return [
    ...words(speech.reasoning ?? '').map((word) => chunk([{ text: word, thought: true }])),
    ...words(speech.text ?? '').map((word) => chunk([{ text: word }])),
    ...(speech.toolCall
      ? [
          chunk([
            {
              functionCall: { name: speech.toolCall.name, args: speech.toolCall.input },
              thoughtSignature: 'c2FuZGJveA==',
            },
          ]),
        ]
      : []),
    chunk([{ text: '' }], speech.finish === 'length' ? 'MAX_TOKENS' : 'STOP'),
  ];
};

/** Text and nothing else: a prediction knows no tools, and its tokens are told by the finished prediction. */
const replicate = (speech: Speech): Frame[] => {
  const event = (name: string, data: string): Frame =>
    `event: ${name}\nid: 1:0\n${data.replaceAll(/^/gm, 'data: ')}\n\n`;
  const thought = speech.reasoning ? `<think>${speech.reasoning}</think>\n` : '';
  return [...words(thought + (speech.text ?? '')).map((word) => event('output', word)), event('done', '{}')];
};

/** Bytes, where everybody else sends lines. */
const bedrock = (speech: Speech): Uint8Array[] => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const blocks: Uint8Array[][] = [];
  const block = (deltas: readonly object[], start?: object): void => {
    const contentBlockIndex = blocks.length;
    blocks.push([
      ...(start ? [eventOf('contentBlockStart', { contentBlockIndex, start })] : []),
      ...deltas.map((delta) => eventOf('contentBlockDelta', { contentBlockIndex, delta })),
      eventOf('contentBlockStop', { contentBlockIndex }),
    ]);
  };
  if (speech.reasoning)
    block([
      ...words(speech.reasoning).map((word) => ({ reasoningContent: { text: word } })),
      { reasoningContent: { signature: 'c2FuZGJveA==' } },
    ]);
  if (speech.text) block(words(speech.text).map((word) => ({ text: word })));
  if (speech.toolCall) {
    const { name, input: args } = speech.toolCall;
    block([{ toolUse: { input: JSON.stringify(args) } }], { toolUse: { toolUseId: 'tooluse_sandbox', name } });
  }
  return [
    eventOf('messageStart', { role: 'assistant' }),
    ...blocks.flat(),
    eventOf('messageStop', { stopReason: speech.toolCall ? 'tool_use' : 'end_turn' }),
    eventOf('metadata', {
      usage: { inputTokens: input, outputTokens: output, totalTokens: input + output },
      metrics: { latencyMs: 1 },
    }),
  ];
};

/** A speech as the frames of a protocol's event stream. */
export const framesOf: {
  readonly [P in Protocol]: (speech: Speech, model: string) => P extends 'bedrock-converse' ? Uint8Array[] : Frame[];
} = {
  'openai-chat': openai,
  'anthropic-messages': anthropic,
  gemini,
  'openai-responses': responses,
  'bedrock-converse': bedrock,
  replicate,
};
