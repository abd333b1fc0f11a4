import type { Frame, Speech } from './frames.ts';

const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? [];

const data = (value: unknown): Frame => `data: ${JSON.stringify(value)}\n\n`;

const line = (value: unknown): Frame => `${JSON.stringify(value)}\n`;

type Framing = (speech: Speech, model: string) => Frame[];

const usageOf = ({ usage: { input = 100, output = 20 } = { input: 100, output: 20 } }: Speech): object => ({
  usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
});

/** OpenAI's completions, as DeepSeek and everybody else sends them; the last piece says how it ended and what it took. */
const completions: Framing = (speech, model) => {
  const piece = (text: string, rest: object = {}, finish_reason: string | null = null): Frame =>
    data({
      id: 'cmpl-sandbox',
      object: 'text_completion',
      created: 0,
      model,
      choices: [{ index: 0, text, logprobs: null, finish_reason }],
      ...rest,
    });
  return [
    ...words(speech.text ?? '').map((word) => piece(word)),
    piece('', usageOf(speech), 'stop'),
    'data: [DONE]\n\n',
  ];
};

const mistral: Framing = (speech, model) => {
  const piece = (content: string, rest: object = {}, finish_reason: string | null = null): Frame =>
    data({
      id: 'cmpl-sandbox',
      object: 'chat.completion.chunk',
      created: 0,
      model,
      choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason }],
      ...rest,
    });
  return [
    ...words(speech.text ?? '').map((word) => piece(word)),
    piece('', usageOf(speech), 'stop'),
    'data: [DONE]\n\n',
  ];
};

const ollama: Framing = (speech, model) => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const base = { model, created_at: '2026-01-01T00:00:00Z' };
  return [
    ...words(speech.text ?? '').map((response) => line({ ...base, response, done: false })),
    line({ ...base, response: '', done: true, done_reason: 'stop', prompt_eval_count: input, eval_count: output }),
  ];
};

const llamacpp: Framing = (speech, model) => {
  const { input = 100, output = 20 } = speech.usage ?? {};
  const counts = { tokens_evaluated: input, tokens_predicted: output };
  return [
    ...words(speech.text ?? '').map((content) => data({ index: 0, content, stop: false, id_slot: 0, ...counts })),
    data({ index: 0, content: '', stop: true, id_slot: 0, model, stop_type: 'eos', truncated: false, ...counts }),
  ];
};

const byPath: readonly (readonly [end: RegExp, framing: Framing])[] = [
  [/\/fim\/completions$/, mistral],
  [/\/api\/generate$/, ollama],
  [/\/infill$/, llamacpp],
  [/(?<!\/chat)\/completions$/, completions],
];

/** The frames of an answer to a gap in a text, by the path it was asked at; undefined where that is none of them. */
export const fillFramesAt = (path: string): Framing | undefined => byPath.find(([end]) => end.test(path))?.[1];
