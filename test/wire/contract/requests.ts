import assert from 'node:assert/strict';
import type { ChatRequest, ImagePart, Message, Tool } from '../../../src/core/chat.ts';
import type { Counterpart } from './counterpart.ts';
import { refusalOf } from './schemas.ts';
import { assistantFrom, modelOf, type Sent, type SentPart, type Subject } from './subject.ts';
import { eventsOf, homeOf, prompt, talk } from './talk.ts';

interface Posted {
  /** The body as it was on the wire. */
  readonly raw: string;
  readonly sent: Sent;
}

const user = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] });

/** One pixel, red: small, and a real PNG. */
export const pixel: ImagePart = {
  type: 'image',
  mime: 'image/png',
  data: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
    'base64',
  ),
};
const pixelBase64 = Buffer.from(pixel.data).toString('base64');

const weather: Tool = {
  name: 'get_weather',
  description: 'Tells the weather of a place.',
  schema: {
    type: 'object',
    properties: { place: { type: 'string', description: 'Where.' }, days: { type: 'integer' } },
    required: ['place'],
  },
};

/** Schemas as MCP servers really send them. */
const dirtySchemas: Readonly<Record<string, Tool['schema']>> = {
  missing: undefined,
  empty: {},
  'without properties': { type: 'object' },
  'with a type of null': { type: 'object', properties: { a: { type: null, description: 'odd' } } },
  'with a choice at the top': {
    anyOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: 'number' } } },
    ],
  },
  'with references': {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: { node: { $ref: '#/definitions/node' } },
    definitions: { node: { type: 'object', properties: { next: { $ref: '#/definitions/node' } } } },
    additionalProperties: false,
  },
  'full of limits': {
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^[a-z]+$', format: 'uri', examples: ['a'] },
      count: { type: 'number', minimum: 0, maximum: 9, exclusiveMinimum: 0, multipleOf: 2, format: 'double' },
      list: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3, uniqueItems: true },
      pair: { type: 'array', items: [{ type: 'string' }, { type: 'number' }] },
      none: { type: 'array', items: [] },
      map: { type: 'object', additionalProperties: { type: 'string' }, patternProperties: { '^x': {} } },
      free: true,
    },
  },
  'with choices inside': {
    type: 'object',
    properties: {
      either: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }], description: 'either' },
      one: { oneOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { const: 'all' }] },
      both: { allOf: [{ type: 'object', properties: { a: { type: 'string' } } }, { required: ['a'] }] },
      several: { type: ['string', 'integer', 'null'] },
      not: { not: { type: 'string' } },
    },
  },
  'in VS Code’s dialect': {
    type: 'object',
    properties: {
      mode: { type: 'string', enum: ['a', 'b'], enumDescriptions: ['A', 'B'], markdownDescription: '**x**' },
      many: { type: ['string', 'null'], default: null },
      count: { type: 'integer', enum: [1, 2] },
      same: { const: 'x' },
      list: { type: 'array' },
    },
    required: ['mode', 'gone'],
  },
};

/** How a protocol says our request in its provider's words. */
export const describeRequests = (subject: Subject, at: () => Counterpart): void => {
  const quirks: { readonly toolChoice?: string; readonly thinkingRefusesToolChoice?: boolean } =
    subject.provider.quirks ?? {};

  /** Sends a request and reads back what was on the wire; every body must please the provider's official types. */
  const post = async (request: Partial<ChatRequest>, model = subject.model): Promise<Posted> => {
    at().script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
    eventsOf(await talk(subject, at().origin, { request, model }));
    assert.equal(at().exchanges.length, 1);
    const raw = at().exchanges[0]?.body ?? '';
    const body: unknown = JSON.parse(raw);
    assert.equal(await refusalOf(subject.provider, body), '', raw);
    const sent = subject.read(body);
    assert.deepEqual(subject.broken(body, sent), [], raw);
    return { raw, sent };
  };

  const turns = (posted: Posted): readonly (readonly [string, readonly SentPart[]])[] =>
    posted.sent.turns.map(({ role, parts }) => [role, parts]);

  describe('requests', () => {
    before('make the schema of the provider’s official types', async function () {
      this.timeout(60_000);
      await refusalOf(subject.provider, {});
    });

    it('go to the path of the protocol, as a POST of JSON', async () => {
      await post({});
      const [exchange] = at().exchanges;
      assert.equal(exchange?.method, 'POST');
      assert.equal(exchange.url, `${homeOf(subject.provider, '')}${subject.path}`);
      assert.match(exchange.headers['content-type'] ?? '', /^application\/json/);
    });

    it('carry the person’s words unchanged', async () => {
      const words = 'Grüße 世界 👩🏽‍🚀\n\t"quoted" \\ </script> \u2028 end';
      assert.deepEqual(turns(await post({ messages: [user(words)] })), [['user', [{ type: 'text', text: words }]]]);
    });

    it('put all system messages in front, wherever they stood', async () => {
      const posted = await post({ messages: [system('Be brief.'), user('Hi'), system('Be kind.')] });
      assert.match(posted.sent.system, /^Be brief\.\s*Be kind\.$/);
      assert.deepEqual(turns(posted), [['user', [{ type: 'text', text: 'Hi' }]]]);
    });

    it('have no system prompt and no tools where there are none', async () => {
      const { sent } = await post({});
      assert.equal(sent.system, '');
      assert.deepEqual(sent.tools, []);
    });

    it('keep the turns of a conversation', async () => {
      const assistant: Message = { role: 'assistant', content: [{ type: 'text', text: 'Two.' }] };
      const posted = await post({ messages: [user('One?'), assistant, user('And then?')] });
      assert.deepEqual(turns(posted), [
        ['user', [{ type: 'text', text: 'One?' }]],
        ['assistant', [{ type: 'text', text: 'Two.' }]],
        ['user', [{ type: 'text', text: 'And then?' }]],
      ]);
    });

    it('carry images byte for byte, in their place', async () => {
      const posted = await post({
        messages: [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, pixel] }],
      });
      assert.deepEqual(turns(posted), [
        [
          'user',
          [
            { type: 'text', text: 'What is this?' },
            { type: 'image', mime: 'image/png', base64: pixelBase64 },
          ],
        ],
      ]);
    });

    it('limit the answer as the caller says', async () => {
      assert.equal((await post({ maxOutputTokens: 1_234 })).sent.maxOutputTokens, 1_234);
    });

    it('never ask for more than the model can write', async () => {
      const { sent } = await post({ maxOutputTokens: 9_999_999 });
      assert.ok((sent.maxOutputTokens ?? 0) <= subject.model.maxOutputTokens);
    });

    if (!subject.stopless)
      it('send stop sequences where the model takes them', async () => {
        const { sent } = await post({ stop: ['END', '###'] }, { ...subject.model, reasoning: false });
        assert.deepEqual(sent.stop, ['END', '###']);
      });

    it('are accepted with every effort that a caller may name', async () => {
      for (const effort of ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
        await post({ effort, tools: [weather], maxOutputTokens: 20_000 });
    });

    it('are the same bytes when the same request is sent again, so that prompt caches stay warm', async () => {
      const request = { messages: toolTurn([{ type: 'text', text: 'Sunny.' }]), tools: [weather], conversation: 'c-1' };
      assert.equal((await post(request)).raw, (await post(request)).raw);
    });

    it('ask once, whatever the answer is', async () => {
      for (const status of [408, 409, 429, 500, 503, 529]) {
        at().script({ status, body: [subject.errorBody(status, 'Not now.')], headers: json });
        await talk(subject, at().origin);
        assert.equal(at().exchanges.length, 1, `${status} was tried again by the SDK`);
      }
    });
  });

  if (!subject.toolless)
    describe('requests with tools', () => {
      it('define tools with name, description and schema', async () => {
        const { sent } = await post({ tools: [weather] });
        assert.equal(sent.tools.length, 1);
        assert.equal(sent.tools[0]?.name, weather.name);
        assert.equal(sent.tools[0].description, weather.description);
        assert.deepEqual(lowered(sent.tools[0].schema), weather.schema);
        assert.equal(sent.toolChoice, 'auto');
      });

      for (const [name, schema] of Object.entries(dirtySchemas))
        it(`define a tool whose schema is ${name}`, async () => {
          const { sent } = await post({ tools: [{ ...weather, schema }] });
          assert.equal(sent.tools.length, 1);
          const made = lowered(sent.tools[0]?.schema);
          if (made !== undefined) assert.equal((made as { type?: unknown }).type, 'object');
        });

      it('demand a tool where the caller does and the provider can', async () => {
        const { sent } = await post({ tools: [weather], toolChoice: 'required' });
        const refuses = quirks.toolChoice === 'none' || (subject.model.reasoning && quirks.thinkingRefusesToolChoice);
        assert.equal(sent.toolChoice, refuses ? 'auto' : 'required');
      });

      it('send tool results back under the id of their call', async () => {
        const posted = await post({ messages: toolTurn([{ type: 'text', text: 'Sunny.' }]), tools: [weather] });
        const [, [, asked], [, answered]] = turns(posted) as [unknown, Turn, Turn];
        const call = asked.find(({ type }) => type === 'call');
        const result = answered[0];
        assert.ok(call?.type === 'call' && result?.type === 'result');
        assert.deepEqual([call.name, call.input], ['get_weather', { place: 'Bern' }]);
        assert.equal(result.text, 'Sunny.');
        assert.equal(result.id, call.id);
        assert.match(call.id ?? 'none', subject.callId);
        if (result.name !== undefined) assert.equal(result.name, 'get_weather');
      });

      it('send the image of a tool result in the turn of that result', async () => {
        const posted = await post({ messages: toolTurn([{ type: 'text', text: 'A map:' }, pixel]), tools: [weather] });
        const [, , [, answered]] = turns(posted) as [unknown, unknown, Turn];
        assert.equal(answered[0]?.type === 'result' && answered[0].text.includes('A map:'), true);
        const images = answered.filter(({ type }) => type === 'image');
        assert.deepEqual(images, [{ type: 'image', mime: 'image/png', base64: pixelBase64 }]);
      });

      it('say that a tool failed', async () => {
        const posted = await post({
          messages: toolTurn([{ type: 'text', text: 'no such place' }], true),
          tools: [weather],
        });
        const [, , [, answered]] = turns(posted) as [unknown, unknown, Turn];
        const result = answered[0];
        assert.ok(result?.type === 'result');
        assert.match(result.text, /no such place/);
        if (subject.flagsErrors) assert.equal(result.isError, true);
      });

      it('send back the reasoning and its seal, unchanged, to the model they came from', async () => {
        const { history, thought, seal } = await reasoned();
        const { raw, sent } = await post({ messages: history, tools: [weather] });
        if (subject.reasoningBack.seal)
          assert.ok(raw.includes(JSON.stringify(seal).slice(1, -1)), 'the seal goes back');
        const [, answer] = sent.turns;
        const said = answer?.parts.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('');
        if (subject.reasoningBack.text) assert.equal(said, thought);
      });

      for (const [whom, model, provider] of [
        ['another model of the same provider', modelOf(subject.provider, 'another-model'), subject.provider],
        ['another provider of the same protocol', { ...subject.model, provider: 'elsewhere' }, elsewhere(subject)],
      ] as const)
        it(`keep the reasoning and its seal from ${whom}`, async () => {
          const { history, thought, seal } = await reasoned();
          at().script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
          const there: Subject = { ...subject, provider };
          eventsOf(await talk(there, at().origin, { request: { messages: history, tools: [weather] }, model }));
          const raw = at().exchanges[0]?.body ?? '';
          assert.ok(raw.includes('get_weather'), 'the call itself goes along');
          assert.ok(!raw.includes(thought), 'the reasoning stays behind');
          assert.ok(!raw.includes(seal), 'the seal stays behind');
          assert.equal(await refusalOf(provider, JSON.parse(raw)), '', raw);
        });
    });

  type Turn = readonly [string, readonly SentPart[]];

  /** A history in which this very model reasoned, then called a tool. */
  const reasoned = async (): Promise<{ history: readonly Message[]; thought: string; seal: string }> => {
    const thought = 'SECRET-REASONING: the place must be Bern — «ja» 👍';
    const seal = Buffer.from('seal of this very answer, with + and / inside >>>???').toString('base64');
    const calls = [{ id: 'call_1', name: 'get_weather', arguments: '{"place":"Bern"}' }];
    const reasoning = [thought.slice(0, 20), thought.slice(20)];
    at().script({ body: subject.frames({ reasoning, seal, calls, finish: 'tool-calls' }) });
    const events = eventsOf(await talk(subject, at().origin, { request: { tools: [weather] } }));
    const call = events.find(({ type }) => type === 'tool-call');
    assert.ok(call?.type === 'tool-call');
    const result: Message = {
      role: 'user',
      content: [{ type: 'tool-result', id: call.id, content: [{ type: 'text', text: 'Sunny.' }] }],
    };
    return { history: [user(prompt), assistantFrom(events), result], thought, seal };
  };
};

export const json = { 'content-type': 'application/json' };

const toolTurn = (content: readonly ({ type: 'text'; text: string } | ImagePart)[], isError = false): Message[] => [
  user('Weather in Bern?'),
  {
    role: 'assistant',
    content: [{ type: 'tool-call', id: 'call_1', name: 'get_weather', input: { place: 'Bern' } }],
  },
  { role: 'user', content: [{ type: 'tool-result', id: 'call_1', content, isError }] },
];

const elsewhere = (subject: Subject): Subject['provider'] => ({ ...subject.provider, id: 'elsewhere' });

/** Gemini's own schema subset writes its types in capitals. */
const lowered = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema ?? null), (name, value: unknown) =>
    name === 'type' && typeof value === 'string' ? value.toLowerCase() : value,
  ) ?? undefined;
