import type { FinishReason, Usage } from '../../../src/core/chat.ts';
import type { Filling } from '../../../src/core/fill.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { providers } from '../../../src/providers/index.ts';
import { openAiChat } from './openai-chat.ts';
import { modelOf, type Answer, type Frame, type Interrupted, type Subject } from './subject.ts';
import { prompt } from './talk.ts';

/** The records whose models fill gaps, each as a subject that is asked to fill one: text and nothing else. */

type Filler = Provider<'openai-chat'> & { readonly fill: Filling };

const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;

const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** What the servers of one shape send. */
interface Sends {
  readonly piece: (text: string) => Frame;
  readonly last: (native: string, usage: Usage | undefined) => readonly Frame[];
  readonly natives: Readonly<Record<Exclude<FinishReason, 'tool-calls'>, string>>;
  readonly finishes: Subject['finishes'];
  readonly error: (sentence: string) => Frame;
  /** Frames that a server may leave out. */
  readonly optionalTail: number;
}

const openAiNatives = { stop: 'stop', length: 'length', refusal: 'content_filter', other: 'a_reason_of_tomorrow' };

const openAiFinishes: Subject['finishes'] = [
  ['stop', 'stop'],
  ['length', 'length'],
  ['content_filter', 'refusal'],
  ['a_reason_of_tomorrow', 'other'],
];

const openAiUsage = (usage: Usage | undefined): object =>
  usage
    ? {
        usage: {
          prompt_tokens: usage.input,
          completion_tokens: usage.output,
          total_tokens: usage.input + usage.output,
          ...(usage.cacheRead !== undefined && { prompt_tokens_details: { cached_tokens: usage.cacheRead } }),
        },
      }
    : {};

const failed = (sentence: string): object => ({ error: { message: sentence, type: 'server_error' } });

/** DeepSeek and OpenAI: the usage comes in a piece of its own, where it was asked for. */
const completions: Sends = {
  piece: (text) => completion({ text, finish_reason: null }),
  last: (native, usage) => [
    completion({ text: '', finish_reason: native }),
    ...(usage ? [data({ ...cmpl, choices: [], ...openAiUsage(usage) })] : []),
    'data: [DONE]\n\n',
  ],
  natives: openAiNatives,
  finishes: openAiFinishes,
  error: (sentence) => data(failed(sentence)),
  optionalTail: 1,
};

const cmpl = { id: 'cmpl-1', object: 'text_completion', created: 1, model: 'served-model' };

const completion = (choice: object): string => data({ ...cmpl, choices: [{ index: 0, logprobs: null, ...choice }] });

/** The last piece holds all that is said of the answer. */
const mistral: Sends = {
  ...completions,
  piece: (content) => delta({ delta: { role: 'assistant', content }, finish_reason: null }),
  last: (native, usage) => [
    delta({ delta: { content: '' }, finish_reason: native }, openAiUsage(usage)),
    'data: [DONE]\n\n',
  ],
};

const delta = (choice: object, rest: object = {}): string =>
  data({ ...cmpl, object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }], ...rest });

/** docs.ollama.com/api/generate. */
const ollama: Sends = {
  piece: (response) => line({ ...generated, response, done: false }),
  last: (done_reason, usage) => [
    line({
      ...generated,
      response: '',
      done: true,
      done_reason,
      context: [1, 2],
      total_duration: 9,
      ...(usage && { prompt_eval_count: usage.input, eval_count: usage.output }),
    }),
  ],
  natives: { stop: 'stop', length: 'length', refusal: 'stop', other: 'unload' },
  finishes: [
    ['stop', 'stop'],
    ['length', 'length'],
    ['unload', 'other'],
  ],
  error: (sentence) => line({ error: sentence }),
  optionalTail: 0,
};

const generated = { model: 'served-model', created_at: '2026-11-21T00:00:00Z' };

/** tools/server/README.md, `/completion`. */
const llamacpp: Sends = {
  piece: (content) => data({ index: 0, content, tokens: [], stop: false, id_slot: -1 }),
  last: (stop_type, usage) => [
    data({
      index: 0,
      content: '',
      tokens: [],
      id_slot: 0,
      stop: true,
      model: 'served-model',
      stop_type,
      truncated: false,
      ...(usage && { tokens_evaluated: usage.input, tokens_predicted: usage.output }),
    }),
  ],
  natives: { stop: 'eos', length: 'limit', refusal: 'eos', other: 'none' },
  finishes: [
    ['eos', 'stop'],
    ['word', 'stop'],
    ['limit', 'length'],
    ['none', 'other'],
  ],
  error: (sentence) => data({ error: { code: 500, message: sentence, type: 'server_error' } }),
  optionalTail: 0,
};

const sends: { readonly [S in Filling['shape']]: Sends } = { completions, mistral, ollama, llamacpp };

const framesOf = ({ piece, last, natives }: Sends, { text = [], usage, finish }: Answer): readonly Frame[] => [
  ...text.map(piece),
  ...(finish === undefined || finish === 'tool-calls' ? [] : last(natives[finish], usage)),
];

const interruptedIn = ({ error }: Sends): readonly Interrupted[] => [
  { name: 'an error object', frame: error('The engine is overloaded.'), kind: 'server' },
];

/** Who refused once is asked in words for a while: every talk is with a model of its own. */
let talks = 0;

/** A record that fills gaps. */
export interface FillSubject extends Subject<'openai-chat'> {
  readonly provider: Filler;
}

const fillOf = (provider: Filler): FillSubject => {
  const { shape } = provider.fill;
  const sent = sends[shape];
  const chat = openAiChat(provider);
  return {
    ...chat,
    provider,
    get model() {
      return { ...modelOf(provider, `${provider.id}-filler-${talks++}`), fills: true };
    },
    request: { fill: { prefix: `// ${prompt}\nconst sum = (a, b) => `, suffix: ';\nexport { sum };\n' } },
    frames: (answer) => framesOf(sent, answer),
    reported: ({ input, output, cacheRead }) => ({
      input,
      output,
      ...(shape === 'completions' || shape === 'mistral' ? { cacheRead } : {}),
    }),
    errorBody: shape === 'ollama' ? (_, sentence) => JSON.stringify({ error: sentence }) : chat.errorBody,
    refused: [],
    interrupted: interruptedIn(sent),
    finishes: sent.finishes,
    ending: (native) => [sent.piece('well'), ...sent.last(native, undefined)],
    optionalTail: sent.optionalTail,
    toolless: 'a gap is filled with text',
  };
};

export const fillSubjects: readonly FillSubject[] = (providers as readonly Provider[])
  .filter((provider): provider is Filler => provider.protocol === 'openai-chat' && provider.fill !== undefined)
  .map(fillOf);
