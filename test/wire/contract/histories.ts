import * as fc from 'fast-check';
import type {
  AssistantMessage,
  ChatRequest,
  ImagePart,
  Message,
  ReasoningPart,
  Seal,
  TextPart,
  Tool,
  ToolCallPart,
  ToolResultPart,
} from '../../../src/core/chat.ts';
import type { Protocol } from '../../../src/core/quirks.ts';
import { inProcess, nowhere } from './in-process.ts';
import { pixel } from './requests.ts';
import { assistantFrom, type Subject } from './subject.ts';
import { eventsOf, talk } from './talk.ts';

/** What a provider really said on some turns, with its real seals, marked so that every trace of it can be found. */
export interface Past {
  readonly subject: Subject;
  readonly reasoning: readonly ReasoningPart[];
  /** Seals that hang on tool calls (Gemini). */
  readonly callSeals: readonly Seal[];
  /** Texts that may go back to this very model and nowhere else. */
  readonly markers: readonly string[];
}

const rounds = [1, 2, 3];

/** Lets the provider's own wire read marked answers, since only that wire knows how to seal. */
export const pastOf = async (subject: Subject): Promise<Past> => {
  const who = `${subject.provider.protocol}-${subject.provider.id}`;
  const thoughts = rounds.map((round) => `THOUGHT-OF-${who}-${round}`);
  const seals = rounds.map((round) => Buffer.from(`sealed by ${who} in round ${round}`).toString('base64'));
  const spoken: AssistantMessage[] = [];
  await inProcess(async ({ answerWith }) => {
    for (const [index, thought] of thoughts.entries()) {
      const calls = [{ id: 'call_1', name: 'look', arguments: '{}' }];
      const seal = seals[index] ?? '';
      const answer = subject.toolless ? { finish: 'stop' as const } : { calls, finish: 'tool-calls' as const };
      answerWith(subject.frames({ reasoning: [thought], seal, ...answer }), subject.around);
      const said = assistantFrom(eventsOf(await talk(subject, nowhere)));
      if (said.role === 'assistant') spoken.push(said);
    }
  });
  const parts = spoken.flatMap(({ content }) => content);
  return {
    subject,
    reasoning: parts.filter((part) => part.type === 'reasoning'),
    callSeals: parts.flatMap((part) => (part.type === 'tool-call' && part.seal ? [part.seal] : [])),
    markers: [...thoughts, ...seals],
  };
};

const lone = ['\uD83D', 'high \uD83D middle', '\uDC00 low first', 'ok\uDBFF'];

const words = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom('Hi.', 'Grüße 世界 👩🏽‍🚀', 'line\nline', 'ends with space  \n', '{"json": true}'),
  },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\n\t', '\u00A0', '\u200B') },
  { weight: 1, arbitrary: fc.constantFrom(...lone) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
);

const textPart: fc.Arbitrary<TextPart> = words.map((text) => ({ type: 'text', text }));

const imagePart: fc.Arbitrary<ImagePart> = fc.constantFrom<ImagePart>(
  pixel,
  { ...pixel, mime: 'image/webp' },
  { ...pixel, data: new Uint8Array() },
);

/** Ids as the providers of a protocol give them, and as histories spoil them. */
const idShapes: { readonly [P in Protocol]: fc.Arbitrary<string> } = {
  'openai-chat': fc.oneof(
    fc.constantFrom('call_1', 'call_2', 'call_AbCdEfGhIjKlMnOpQrStUvWx'),
    // The Responses API joins two ids of its own.
    fc.integer({ min: 1, max: 3 }).map((n) => `call_${n}|fc_${'0123456789abcdef'.repeat(28)}${n}`),
    fc.constantFrom('aB3dE6gH9', 'chatcmpl-tool-0f1e2d3c4b5a69788796a5b4c3d2e1f0'),
  ),
  'anthropic-messages': fc.constantFrom('toolu_01', 'toolu_02', 'toolu_01A09q90qw90lq917835lq9', 'toolu_vrtx_01:x.y'),
  gemini: fc.constantFrom('', 'fc-1', 'fc-2', 'get_weather', 'функция-1'),
  'openai-responses': fc.integer({ min: 1, max: 3 }).map((n) => `call_${'aB3'.repeat(8)}${n}`),
  'bedrock-converse': fc.constantFrom('tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', 'tooluse_2', 'tooluse_3'),
  replicate: fc.constantFrom('', 'call_1'),
};

const idOf = (protocol: Protocol): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: idShapes[protocol] },
    { weight: 1, arbitrary: fc.constantFrom('', 'same', ' ', '\uD83D', 'x'.repeat(500)) },
  );

const toolName = fc.constantFrom('get_weather', 'files.read/all', '1st', 'mcp__server__do', 'x'.repeat(90), 'ünï 🔧');

const value = fc.oneof(
  words,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(words, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('a', 'b c', '\uD83D'), words, { maxKeys: 2 }),
);
const input = fc.dictionary(fc.constantFrom('path', 'query', 'ünï', '\uDC00'), value, { maxKeys: 3 });

const schema: fc.Arbitrary<Tool['schema']> = fc.constantFrom<Tool['schema']>(
  undefined,
  {},
  { type: 'object', properties: { path: { type: 'string', description: 'a \uD83D lone one' } }, required: ['path'] },
  { type: 'object', properties: { n: { type: ['integer', 'null'], enum: [1, null] }, x: { $ref: '#/$defs/x' } } },
  { oneOf: [{ type: 'object', properties: { a: { const: 1 } } }], additionalProperties: false },
);

const tool: fc.Arbitrary<Tool> = fc.record({ name: toolName, description: words, schema });

const oftenAbsent = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 2 });

const callPart = ({ subject, callSeals }: Past): fc.Arbitrary<ToolCallPart> =>
  fc.record({
    type: fc.constant('tool-call' as const),
    id: idOf(subject.provider.protocol),
    name: toolName,
    input,
    seal: callSeals.length > 0 ? oftenAbsent(fc.constantFrom(...callSeals)) : fc.constant(undefined),
  });

/** Sealed as it came, or with its seal lost, as editors that do not know it lose it. */
const reasoningPart = ({ reasoning }: Past): fc.Arbitrary<ReasoningPart> =>
  fc
    .tuple(fc.constantFrom(...reasoning), fc.boolean())
    .map(([part, keeps]) => (keeps ? part : { type: 'reasoning', text: part.text }));

const resultPart = (id: fc.Arbitrary<string>): fc.Arbitrary<ToolResultPart> =>
  fc.record({
    type: fc.constant('tool-result' as const),
    id,
    content: fc.array(fc.oneof({ weight: 3, arbitrary: textPart }, { weight: 1, arbitrary: imagePart }), {
      maxLength: 3,
    }),
    isError: oftenAbsent(fc.boolean()),
  });

const userTurn = (id: fc.Arbitrary<string>): fc.Arbitrary<Message> =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: textPart },
        { weight: 1, arbitrary: imagePart },
        { weight: 1, arbitrary: resultPart(id) },
      ),
      { maxLength: 3 },
    )
    .map((content) => ({ role: 'user', content }));

const assistantTurn = (past: Past): fc.Arbitrary<Message> =>
  fc
    .array(fc.oneof(textPart, reasoningPart(past), callPart(past)), { maxLength: 4 })
    .map((content) => ({ role: 'assistant', content }));

/** A step of an agent: it thinks, calls tools side by side, and gets all results, or some, or some twice, in any order. */
const step = (past: Past): fc.Arbitrary<Message[]> =>
  fc
    .tuple(
      fc.array(reasoningPart(past), { maxLength: 1 }),
      fc.array(textPart, { maxLength: 1 }),
      fc.array(callPart(past), { minLength: 1, maxLength: 3 }),
      fc.array(textPart, { maxLength: 1 }),
    )
    .chain(([thoughts, texts, calls, after]) =>
      fc
        .array(resultPart(fc.constantFrom(...calls.map(({ id }) => id))), { maxLength: 4 })
        .chain((some) => {
          const all = calls.map(({ id }): ToolResultPart => ({
            type: 'tool-result',
            id,
            content: [{ type: 'text', text: 'done' }],
          }));
          return fc.constantFrom<readonly ToolResultPart[]>(all, all, some, [...all, ...some]);
        })
        .map((results): Message[] => [
          { role: 'assistant', content: [...thoughts, ...texts, ...calls] },
          // Some hosts send every result in a message of its own.
          ...(results.length % 2 === 0
            ? results.map((result): Message => ({ role: 'user', content: [result] }))
            : [{ role: 'user' as const, content: [...results, ...after] }]),
        ]),
    );

const system: fc.Arbitrary<Message> = fc
  .array(textPart, { maxLength: 2 })
  .map((content) => ({ role: 'system', content }));

const history = (past: Past): fc.Arbitrary<readonly Message[]> =>
  fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 4, arbitrary: step(past) },
          { weight: 2, arbitrary: userTurn(idOf(past.subject.provider.protocol)).map((turn) => [turn]) },
          { weight: 2, arbitrary: assistantTurn(past).map((turn) => [turn]) },
          { weight: 1, arbitrary: system.map((turn) => [turn]) },
        ),
        { maxLength: 6 },
      ),
      fc.constantFrom<readonly Message[]>(
        [{ role: 'user', content: [{ type: 'text', text: 'And now?' }] }],
        // A run that ends with its tool results, or was cut off: the person's words are at the front then.
        [],
      ),
    )
    .map(([turns, end]) => {
      const first: Message = { role: 'user', content: [{ type: 'text', text: 'Begin.' }] };
      return [...(end.length === 0 ? [first] : []), ...turns.flat(), ...end];
    });

/** A request whose history comes from a run on the provider of `past`. */
export const requestFrom = (past: Past): fc.Arbitrary<ChatRequest> =>
  fc.record({
    messages: history(past),
    tools: fc.uniqueArray(tool, { maxLength: 3, selector: ({ name }) => name }),
    toolChoice: fc.constantFrom('auto' as const, 'required' as const),
    maxOutputTokens: oftenAbsent(fc.integer({ min: 1, max: 64_000 })),
    temperature: oftenAbsent(fc.constantFrom(0, 0.7)),
    stop: oftenAbsent(fc.array(words, { maxLength: 5 })),
    effort: oftenAbsent(fc.constantFrom('none', 'low', 'high', 'max', 'odd')),
    conversation: oftenAbsent(fc.constant('conversation-1')),
  });
