import type { Protocol } from '../../src/core/quirks.ts';

/** What a sandbox provider says, in no protocol's words. */
export interface Speech {
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCall?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> };
  readonly usage?: { readonly input: number; readonly output: number };
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
    chunk({}, speech.toolCall ? 'tool_calls' : 'stop'),
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
      delta: { stop_reason: speech.toolCall ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: output },
    }),
    named('message_stop', {}),
  ];
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
    chunk([{ text: '' }], 'STOP'),
  ];
};

/** A speech as the frames of a protocol's event stream. */
export const framesOf: { readonly [P in Protocol]: (speech: Speech, model: string) => Frame[] } = {
  'openai-chat': openai,
  'anthropic-messages': anthropic,
  gemini,
  'openai-responses': () => [],
  'bedrock-converse': () => [],
  replicate: () => [],
};
