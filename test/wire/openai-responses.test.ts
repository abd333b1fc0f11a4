import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { ChatEvent, ChatRequest, Message, Seal, Tool } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { openai } from '../../src/providers/openai.ts';
import { perplexity } from '../../src/providers/perplexity.ts';
import { xai } from '../../src/providers/xai.ts';
import { stream } from '../../src/wire/openai-responses.ts';
import type { Access, Call } from '../../src/wire/wire.ts';
import { framesOf } from '../sandbox/frames.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { serve, type LocalServer, type Seen } from './server.ts';

const plainModel: Model = {
  provider: 'openai',
  id: 'model-1',
  name: 'Model 1',
  kind: 'chat',
  contextTokens: 100_000,
  maxOutputTokens: 4_000,
  tools: true,
  images: true,
  reasoning: true,
};

const hello: readonly Message[] = [{ role: 'user', content: [{ type: 'text', text: 'hello there' }] }];
const weather: Tool = { name: 'weather', description: 'Tells the weather', schema: { type: 'object', properties: {} } };
const pixel = { type: 'image', mime: 'image/png', data: new Uint8Array([1, 2, 3]) } as const;

interface Asked {
  readonly provider?: Provider<'openai-responses'>;
  readonly model?: Partial<Model>;
  readonly request?: Partial<ChatRequest>;
  readonly access?: Partial<Access>;
}

interface Body {
  readonly input: readonly Readonly<Record<string, unknown>>[];
  readonly [name: string]: unknown;
}

describe('OpenAI Responses', () => {
  let server: LocalServer;
  let reply: (response: ServerResponse, request: Seen) => unknown;

  before(async () => {
    server = await serve((response, request) => reply(response, request));
  });
  after(() => server.close());

  const callOf = (asked: Asked): Call<'openai-responses'> => {
    const provider = asked.provider ?? openai;
    return {
      provider,
      model: { ...plainModel, provider: provider.id, ...asked.model },
      request: { messages: hello, tools: [], toolChoice: 'auto', ...asked.request },
      access: { baseUrl: `${server.origin}/v1`, secrets: { apiKey: 'sk-a' }, plain: {}, headers: {}, ...asked.access },
      signal: new AbortController().signal,
      onAlive: () => undefined,
    };
  };

  /** All events of a call, and the failure that ended it. */
  const run = async (asked: Asked = {}): Promise<{ events: ChatEvent[]; failure: unknown }> => {
    const events: ChatEvent[] = [];
    try {
      for await (const event of stream(callOf(asked))) events.push(event);
    } catch (failure) {
      return { events, failure };
    }
    return { events, failure: undefined };
  };

  const eventsOf = async (asked: Asked = {}): Promise<ChatEvent[]> => {
    const { events, failure } = await run(asked);
    assert.ifError(failure);
    return events.filter(({ type }) => type !== 'response-start');
  };

  const failureOf = async (asked: Asked = {}): Promise<ChatFailure> => {
    const { failure } = await run(asked);
    assert.ok(failure instanceof ChatFailure, String(failure));
    return failure;
  };

  const frame = (type: string, value: object): string => `data: ${JSON.stringify({ type, ...value })}\n\n`;
  const ended = (response: object = {}): string =>
    frame('response.completed', {
      response: { object: 'response', status: 'completed', model: 'served', ...response },
    });

  /** Answers with these events, and leaves the connection as it is. */
  const say =
    (...frames: readonly string[]) =>
    (response: ServerResponse): void => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(frames.join(''));
    };

  const refuse = (response: ServerResponse, error: unknown, status = 400): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
  };

  const bodyOf = async (asked: Asked = {}): Promise<Body> => {
    reply = say(ended());
    await eventsOf(asked);
    return JSON.parse(server.seen.at(-1)?.body ?? '') as Body;
  };

  const textDone = (text: string, more: object = {}): string =>
    frame('response.output_item.done', {
      output_index: 0,
      item: { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }], ...more },
    });

  const callDone = (output_index: number, more: object = {}): string =>
    frame('response.output_item.done', {
      output_index,
      item: {
        id: `fc_${output_index}`,
        type: 'function_call',
        call_id: `call_${output_index}`,
        name: 'weather',
        arguments: '{}',
        status: 'completed',
        ...more,
      },
    });

  const reasoningDone = (output_index: number, more: object = {}): string =>
    frame('response.output_item.done', {
      output_index,
      item: {
        id: `rs_${output_index}`,
        type: 'reasoning',
        summary: [],
        encrypted_content: `e${output_index}`,
        ...more,
      },
    });

  describe('a request', () => {
    it('asks for nothing to be stored, and for sealed reasoning that people can see', async () => {
      const body = await bodyOf({
        request: {
          messages: [{ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] }, ...hello],
          tools: [weather, { name: 'plain', description: '' }],
          toolChoice: 'required',
          effort: 'low',
          conversation: 'c'.repeat(80),
          maxOutputTokens: 1_000,
          temperature: 0.5,
          topP: 0.9,
          stop: ['END'],
        },
      });
      assert.deepEqual(body, {
        model: 'model-1',
        input: [
          { type: 'message', role: 'developer', content: 'Be brief.' },
          { type: 'message', role: 'user', content: 'hello there' },
        ],
        stream: true,
        store: false,
        tools: [
          {
            type: 'function',
            name: 'weather',
            description: 'Tells the weather',
            parameters: { type: 'object', properties: {} },
            strict: false,
          },
          { type: 'function', name: 'plain', parameters: { type: 'object', properties: {} }, strict: false },
        ],
        tool_choice: 'required',
        max_output_tokens: 1_000,
        reasoning: { effort: 'low', summary: 'auto' },
        include: ['reasoning.encrypted_content'],
        prompt_cache_key: 'c'.repeat(64),
      });
    });

    it('of a model that does not reason asks for no reasoning, and may set the sampling', async () => {
      const request = { effort: 'high', temperature: 0.5, topP: 0.9 };
      const { input: _input, ...body } = await bodyOf({ model: { reasoning: false }, request });
      assert.deepEqual(body, { model: 'model-1', stream: true, store: false, temperature: 0.5, top_p: 0.9 });
    });

    it('leaves the effort to the model where the caller’s word is none', async () => {
      assert.deepEqual((await bodyOf({ request: { effort: 'heroic' } }))['reasoning'], { summary: 'auto' });
    });

    it('never allows fewer tokens than OpenAI lets it, nor more than the model has', async () => {
      const limits = [1, 15, 16, 99_999].map(async (maxOutputTokens) => {
        const body = await bodyOf({ request: { maxOutputTokens } });
        return body['max_output_tokens'];
      });
      assert.deepEqual(await Promise.all(limits), [16, 16, 16, 4_000]);
    });

    it('calls the system by the name the provider knows', async () => {
      const messages: readonly Message[] = [{ role: 'system', content: [{ type: 'text', text: 'Be.' }] }, ...hello];
      for (const [provider, role] of [
        [openai, 'developer'],
        [xai, 'system'],
        [perplexity, 'system'],
      ] as const)
        assert.equal((await bodyOf({ provider, request: { messages } })).input[0]?.['role'], role);
    });

    it('to Perplexity holds nothing that it does not know', async () => {
      const request = {
        tools: [weather],
        toolChoice: 'required',
        effort: 'low',
        temperature: 0.1,
        conversation: 'c',
      } as const;
      const { tools: _tools, input: _input, ...body } = await bodyOf({ provider: perplexity, request });
      assert.deepEqual(body, { model: 'model-1', stream: true, store: false, reasoning: { effort: 'low' } });
    });
  });

  describe('a history', () => {
    const sealOf = (value: unknown, provider = 'openai'): Seal => ({
      provider,
      model: 'model-1',
      value: JSON.stringify(value),
    });
    const item = (id: string): object => ({
      id,
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: `why ${id}` }],
      encrypted_content: `sealed ${id}`,
    });
    const thought = (id: string, provider?: string) =>
      ({ type: 'reasoning', text: '', seal: sealOf(item(id), provider) }) as const;
    const called = (id: string, seal?: Seal) => ({ type: 'tool-call', id, name: 'weather', input: {}, seal }) as const;
    const resulted = (id: string): Message => ({
      role: 'user',
      content: [{ type: 'tool-result', id, content: [{ type: 'text', text: 'sunny' }] }],
    });
    const spoken = (text: string) => ({ type: 'text', text }) as const;
    const assistant = (...content: (Message & { role: 'assistant' })['content']): Message => ({
      role: 'assistant',
      content,
    });

    /** The items of a history, without the last question. */
    const itemsOf = async (messages: readonly Message[], asked: Asked = {}): Promise<readonly unknown[]> =>
      (
        await bodyOf({ ...asked, request: { messages: [...hello, ...messages, ...hello], tools: [weather] } })
      ).input.slice(1, -1);

    it('has every reasoning item as it came, before the call it led to, in their order, and no other id', async () => {
      const items = await itemsOf([
        assistant(
          spoken('Let me '),
          spoken('see.'),
          thought('rs_1'),
          thought('rs_2'),
          called('a'),
          thought('rs_3'),
          called('b'),
        ),
        { role: 'user', content: [...resulted('a').content, ...resulted('b').content] } as Message,
      ]);
      const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'sunny' });
      const call = (call_id: string) => ({ type: 'function_call', call_id, name: 'weather', arguments: '{}' });
      assert.deepEqual(items, [
        { type: 'message', role: 'assistant', content: 'Let me see.' },
        item('rs_1'),
        item('rs_2'),
        call('a'),
        item('rs_3'),
        call('b'),
        output('a'),
        output('b'),
      ]);
    });

    it('has no reasoning that nothing follows, none twice, and none that nobody could read', async () => {
      const broken: Seal = { provider: 'openai', model: 'model-1', value: '{"type":"reasoning","id":"rs_' };
      const stored = sealOf({ id: 'rs_8', type: 'reasoning', summary: [] });
      const items = await itemsOf([
        assistant(
          thought('rs_1'),
          { type: 'reasoning', text: '', seal: broken },
          { type: 'reasoning', text: '', seal: stored },
          spoken('One.'),
          thought('rs_2'),
        ),
        ...hello,
        assistant(thought('rs_1'), spoken('Two.')),
      ]);
      assert.deepEqual(
        items.map((each) => (each as { id?: string; content?: string }).id ?? (each as { content?: string }).content),
        ['rs_1', 'One.', 'hello there', 'Two.'],
      );
    });

    it('leaves the reasoning of others behind', async () => {
      const items = await itemsOf([assistant(thought('rs_1', 'xai'), called('a')), resulted('a')]);
      assert.ok(!JSON.stringify(items).includes('rs_1'));
      assert.equal(items.length, 2);
    });

    it('says again which text was a comment and which the answer, for models that tell them apart', async () => {
      const comment = sealOf({ phase: 'commentary' });
      const items = await itemsOf([
        assistant(spoken('I look.'), called('a', comment), called('b')),
        { role: 'user', content: [...resulted('a').content, ...resulted('b').content] } as Message,
        assistant(spoken('Sunny.')),
      ]);
      const phases = items.flatMap((each) => {
        const { content, phase } = each as { content?: string; phase?: string };
        return content === undefined ? [] : [[content, phase]];
      });
      assert.deepEqual(phases, [
        ['I look.', 'commentary'],
        ['Sunny.', 'final_answer'],
      ]);
    });

    it('says no phases where the model never said one', async () => {
      const items = await itemsOf([
        assistant(spoken('I look.'), called('a')),
        resulted('a'),
        assistant(spoken('Sunny.')),
      ]);
      assert.ok(!JSON.stringify(items).includes('phase'));
    });

    it('shows images of results where they came from', async () => {
      const result: Message = {
        role: 'user',
        content: [{ type: 'tool-result', id: 'a', content: [spoken('A map:'), pixel] }],
      };
      assert.deepEqual((await itemsOf([assistant(called('a')), result])).at(-1), {
        type: 'function_call_output',
        call_id: 'a',
        output: [
          { type: 'input_text', text: 'A map:' },
          { type: 'input_image', image_url: 'data:image/png;base64,AQID', detail: 'auto' },
        ],
      });
      const blind = await itemsOf([assistant(called('a')), result], { model: { images: false } });
      assert.equal((blind.at(-1) as { output?: unknown }).output, 'A map:\n\n[image: this model cannot see it]');
    });

    it('gives Perplexity plain results that name their tool, and their images in the next message', async () => {
      const signed: Seal = { ...sealOf({ thoughtSignature: 'AAAA' }), provider: 'perplexity' };
      const result: Message = {
        role: 'user',
        content: [{ type: 'tool-result', id: 'a', content: [spoken('A map:'), pixel] }],
      };
      const messages = [...hello, assistant(called('a', signed)), result];
      const { input } = await bodyOf({ provider: perplexity, request: { messages, tools: [weather] } });
      assert.deepEqual(input.slice(1), [
        { type: 'function_call', call_id: 'a', name: 'weather', arguments: '{}', thought_signature: 'AAAA' },
        {
          type: 'function_call_output',
          call_id: 'a',
          output: 'A map:\n[image: see the next message]',
          name: 'weather',
          thought_signature: 'AAAA',
        },
        {
          type: 'message',
          role: 'user',
          content: [
            { type: 'input_text', text: 'Images of tool result a:' },
            { type: 'input_image', image_url: 'data:image/png;base64,AQID', detail: 'auto' },
          ],
        },
      ]);
    });
  });

  describe('an option that is refused', () => {
    /** What the bodies since `from` asked for. */
    const optionsSince = (from: number): readonly unknown[] =>
      server.seen.slice(from).map(({ body }) => {
        const { reasoning, include, stream: streams } = JSON.parse(body) as Body;
        return { reasoning, include, stream: streams };
      });
    const include = ['reasoning.encrypted_content'];

    /** Refuses whatever `isAsked` finds in a body, with this error. */
    const refusing = (isAsked: (body: Body) => boolean, error: unknown): void => {
      reply = (response, { body }) =>
        isAsked(JSON.parse(body) as Body) ? refuse(response, error) : say(textDone('Yes.'), ended())(response);
    };

    const reasoningIn = (body: Body): Readonly<Record<string, unknown>> =>
      (body['reasoning'] ?? {}) as Readonly<Record<string, unknown>>;

    const unverified = {
      message:
        'Your organization must be verified to generate reasoning summaries. Please go to: https://platform.openai.com',
      type: 'invalid_request_error',
      param: 'reasoning.summary',
      code: 'unsupported_value',
    };

    it('such as the summary is asked for once, then left out for this model and this key', async () => {
      refusing((body) => reasoningIn(body)['summary'] !== undefined, unverified);
      const asked = { model: { id: 'without-summary' }, request: { effort: 'high' } };
      const from = server.seen.length;
      for (let round = 0; round < 2; round++) assert.equal((await eventsOf(asked)).at(-1)?.type, 'finish');
      await eventsOf({ ...asked, access: { secrets: { apiKey: 'sk-another' } } });
      assert.deepEqual(optionsSince(from), [
        { reasoning: { effort: 'high', summary: 'auto' }, include, stream: true },
        { reasoning: { effort: 'high' }, include, stream: true },
        { reasoning: { effort: 'high' }, include, stream: true },
        { reasoning: { effort: 'high', summary: 'auto' }, include, stream: true },
        { reasoning: { effort: 'high' }, include, stream: true },
      ]);
    });

    it('such as an effort of xAI’s older models is left out, another effort is asked for', async () => {
      const asked = { provider: xai, model: { id: 'grok-build' } };
      refusing(
        (body) => reasoningIn(body)['effort'] === 'low',
        'Model grok-build does not support parameter reasoningEffort.',
      );
      const from = server.seen.length;
      for (const effort of ['low', 'low', 'high']) await eventsOf({ ...asked, request: { effort } });
      assert.deepEqual(optionsSince(from), [
        { reasoning: { effort: 'low', summary: 'auto' }, include, stream: true },
        { reasoning: { summary: 'auto' }, include, stream: true },
        { reasoning: { summary: 'auto' }, include, stream: true },
        { reasoning: { effort: 'high', summary: 'auto' }, include, stream: true },
      ]);
    });

    it('such as sealed reasoning is left out', async () => {
      refusing((body) => body['include'] !== undefined, {
        message: 'Encrypted content is not supported with this model.',
        param: 'include',
      });
      const from = server.seen.length;
      await eventsOf({ model: { id: 'chat-latest' } });
      assert.deepEqual(optionsSince(from), [
        { reasoning: { summary: 'auto' }, include, stream: true },
        { reasoning: { summary: 'auto' }, stream: true, include: undefined },
      ]);
    });

    it('such as the stream itself lets the answer come whole', async () => {
      const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
      const content = [{ type: 'output_text', text: 'All at once.' }];
      reply = (response, { body }) => {
        if ((JSON.parse(body) as Body)['stream'])
          return refuse(response, {
            message: 'Your organization must be verified to stream this model.',
            param: 'stream',
          });
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({
            object: 'response',
            status: 'completed',
            model: 'served',
            error: null,
            output: [{ type: 'message', id: 'm', content }],
            usage,
          }),
        );
      };
      const events = await eventsOf({ model: { id: 'not-verified' } });
      assert.deepEqual(
        events.map((event) => (event.type === 'text-delta' ? event.text : event.type)),
        ['All at once.', 'usage', 'finish'],
      );
    });

    it('is left out together with others that are refused one after the other', async () => {
      reply = (response, { body }) => {
        const asked = JSON.parse(body) as Body;
        if (reasoningIn(asked)['summary'] !== undefined) return refuse(response, unverified);
        if (asked['include'] !== undefined) return refuse(response, { message: 'Encrypted content is not supported.' });
        say(ended())(response);
      };
      const from = server.seen.length;
      await eventsOf({ model: { id: 'with-little' } });
      await eventsOf({ model: { id: 'with-little' } });
      assert.equal(server.seen.length - from, 4);
      assert.deepEqual(optionsSince(from).at(-1), { reasoning: undefined, include: undefined, stream: true });
    });

    it('is not dropped for another refusal, which is what it is', async () => {
      const from = server.seen.length;
      for (const [status, error] of [
        [400, { message: 'Invalid schema for function weather.', param: 'tools[0].parameters' }],
        [403, unverified],
        [500, unverified],
      ] as const) {
        reply = (response) => refuse(response, error, status);
        await failureOf({ model: { id: 'strict' }, request: { effort: 'low' } });
      }
      assert.equal(server.seen.length - from, 3);
    });

    describe('such as reasoning that another organization sealed', () => {
      const history: readonly Message[] = [
        ...hello,
        {
          role: 'assistant',
          content: ['rs_1', 'rs_2'].flatMap((id) => {
            const item = { id, type: 'reasoning', summary: [], encrypted_content: `gAAA ${id}` };
            const seal = { provider: 'openai', model: 'model-1', value: JSON.stringify(item) };
            const call = { type: 'tool-call', id: `call_${id}`, name: 'weather', input: {} } as const;
            return [{ type: 'reasoning', text: '', seal } as const, call];
          }),
        },
      ];
      const typesIn = ({ input }: Body): readonly unknown[] =>
        input.flatMap(({ type }) => (type === 'message' ? [] : [type]));

      for (const error of [
        {
          message:
            'The encrypted content gAAA...DQ== could not be verified. Reason: Encrypted content organization_id did not match the target organization.',
          code: 'invalid_encrypted_content',
        },
        'Could not decrypt the provided encrypted_content. Ensure the value is the unmodified encrypted_content from a previous response.',
      ])
        it(`is left out of that request alone, and is sealed again: ${JSON.stringify(error).slice(0, 40)}`, async () => {
          refusing((body) => typesIn(body).includes('reasoning'), error);
          const from = server.seen.length;
          for (let round = 0; round < 2; round++) await eventsOf({ request: { messages: history, tools: [weather] } });
          const bodies = server.seen.slice(from).map(({ body }) => JSON.parse(body) as Body);
          const calls = ['function_call', 'function_call', 'function_call_output', 'function_call_output'];
          const whole = ['reasoning', 'function_call', 'reasoning', ...calls.slice(1)];
          assert.deepEqual(bodies.map(typesIn), [whole, calls, whole, calls]);
          for (const body of bodies) assert.deepEqual(body['include'], include);
        });
    });

    it('is refused by name although nobody asked for it, and then nothing is asked again', async () => {
      reply = (response) => refuse(response, unverified);
      const from = server.seen.length;
      assert.equal((await failureOf({ model: { id: 'plain', reasoning: false } })).kind, 'request');
      assert.equal(server.seen.length - from, 1);
    });
  });

  describe('an answer', () => {
    const shown = (events: readonly ChatEvent[]): readonly unknown[] =>
      events.map((event) => {
        if (event.type === 'tool-call') return `call ${event.id}`;
        if (event.type === 'reasoning-end') return `end ${event.seal?.value ?? ''}`;
        return 'text' in event ? event.text : event.type;
      });

    it('keeps each reasoning item before its call, also where nothing of it is shown', async () => {
      reply = say(reasoningDone(0), callDone(1), reasoningDone(2), callDone(3), ended());
      const events = shown(await eventsOf());
      const sealed = (at: number): string =>
        `end {"id":"rs_${at}","type":"reasoning","summary":[],"encrypted_content":"e${at}"}`;
      assert.deepEqual(events, [sealed(0), 'call call_1', sealed(2), 'call call_3', 'finish']);
    });

    it('holds its calls back until it is complete, so that another model may answer where it fails', async () => {
      reply = say(
        callDone(0),
        frame('response.failed', { response: { status: 'failed', error: { code: 'server_error' } } }),
      );
      const { events, failure } = await run();
      assert.ok(failure instanceof ChatFailure && failure.kind === 'server');
      assert.deepEqual(shown(events), ['response-start']);
    });

    it('lets its calls go before what it says after them', async () => {
      reply = say(
        callDone(0),
        frame('response.output_text.delta', { output_index: 1, delta: 'Done.' }),
        frame('response.failed', { response: {} }),
      );
      assert.deepEqual(shown((await run()).events), ['response-start', 'call call_0', 'Done.']);
    });

    it('that came without pieces is shown from its complete items', async () => {
      const summary = [{ text: 'One.' }, { text: 'Two.' }];
      reply = say(
        reasoningDone(0, { summary, encrypted_content: null }),
        frame('response.output_item.done', {
          output_index: 1,
          item: {
            type: 'message',
            content: [
              { type: 'output_text', text: 'Hi' },
              { type: 'refusal', refusal: '. No.' },
            ],
          },
        }),
        ended(),
      );
      const events = await eventsOf();
      assert.deepEqual(shown(events), ['One.\n\nTwo.', 'end ', 'Hi', '. No.', 'finish']);
      assert.deepEqual(events.at(-1), {
        type: 'finish',
        reason: 'refusal',
        native: 'completed',
        servedModel: 'served',
      });
    });

    it('that tells its items only at the end is shown then, and never twice', async () => {
      const output = [
        { type: 'message', id: 'm', content: [{ type: 'output_text', text: 'Hi' }] },
        { type: 'function_call', id: 'f', call_id: 'c', name: 'weather', arguments: '{}' },
      ];
      reply = say(ended({ output }));
      assert.deepEqual(shown(await eventsOf()), ['Hi', 'call c', 'finish']);
      reply = say(textDone('Hi'), callDone(1), ended({ output }));
      assert.deepEqual(shown(await eventsOf()), ['Hi', 'call call_1', 'finish']);
    });

    it('runs a call that was announced and came whole, although nobody said that it is complete', async () => {
      const begun = { type: 'function_call', id: 'f', call_id: 'c', name: 'weather', arguments: '' };
      reply = say(
        frame('response.output_item.added', { output_index: 0, item: begun }),
        frame('response.function_call_arguments.delta', { output_index: 0, item_id: 'f', delta: '{"a"' }),
        frame('response.function_call_arguments.delta', { output_index: 0, item_id: 'f', delta: ':1}' }),
        ended(),
      );
      const call = (await eventsOf()).find(({ type }) => type === 'tool-call');
      assert.deepEqual(call, { type: 'tool-call', id: 'c', name: 'weather', input: { a: 1 } });
    });

    it('with half a call has failed, unless a limit cut it', async () => {
      const half = callDone(0, { arguments: '{"path":"/tm' });
      reply = say(half, ended());
      assert.equal((await failureOf()).kind, 'stream');
      const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
      reply = say(half, frame('response.incomplete', { response: cut }));
      assert.deepEqual(await eventsOf(), [
        { type: 'finish', reason: 'length', native: 'max_output_tokens', servedModel: undefined },
      ]);
    });

    it('shows what is said in two fields once', async () => {
      reply = say(
        frame('response.reasoning_summary_text.delta', { output_index: 0, summary_index: 0, delta: 'Hm.' }),
        frame('response.reasoning_text.delta', { output_index: 0, delta: 'Hm, in full.' }),
        reasoningDone(0, { summary: [{ text: 'Hm.' }], content: [{ text: 'Hm, in full.' }], encrypted_content: null }),
        frame('response.output_text.delta', { output_index: 1, delta: 'Yes.' }),
        textDone('Yes.').replace('"output_index":0', '"output_index":1'),
        ended(),
      );
      assert.deepEqual(shown(await eventsOf()), ['Hm.', 'end ', 'Yes.', 'finish']);
    });

    it('ends its reasoning where a server never does', async () => {
      reply = say(frame('response.reasoning_text.delta', { output_index: 0, delta: 'Hm.' }), callDone(1), ended());
      assert.deepEqual(shown(await eventsOf()), ['Hm.', 'end ', 'call call_1', 'finish']);
    });

    it('passes over events and items that nobody knows', async () => {
      reply = say(
        frame('response.of_tomorrow', { delta: 'x', error: null }),
        frame('keepalive', {}),
        'data: \n\n',
        frame('response.output_item.done', { output_index: 0, item: { type: 'web_search_call', status: 'completed' } }),
        frame('response.output_item.done', { output_index: 1 }),
        textDone('Hi', { phase: 'of_tomorrow' }).replace('"output_index":0', '"output_index":2'),
        ended(),
        'data: [DONE]\n\n',
      );
      assert.deepEqual(shown(await eventsOf()), ['Hi', 'finish']);
    });

    it('that only says [DONE] is no answer', async () => {
      reply = say(frame('response.output_text.delta', { output_index: 0, delta: 'Half' }), 'data: [DONE]\n\n');
      assert.equal((await failureOf()).kind, 'stream');
    });

    it('is over with its last event, and keeps the connection for the next', async () => {
      let count = 0;
      reply = (response) => {
        count++;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(textDone('Hi') + ended());
        if (count > 1) response.end();
      };
      assert.deepEqual(shown(await eventsOf()), ['Hi', 'finish']);
      await eventsOf();
      const connections = server.connections();
      await eventsOf();
      assert.equal(server.connections(), connections);
    });

    it('is complete although the connection breaks right after it', async () => {
      reply = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'content-length': '99999' });
        response.write(textDone('Hi') + ended(), () => response.destroy());
      };
      assert.deepEqual(shown(await eventsOf()), ['Hi', 'finish']);
    });

    it('that failed is billed all the same', async () => {
      const usage = { input_tokens: 9, output_tokens: 1, total_tokens: 10 };
      reply = say(frame('response.failed', { response: { status: 'failed', error: { code: 'server_error' }, usage } }));
      const { events } = await run();
      assert.deepEqual(shown(events), ['usage']);
    });

    it('adds reasoning to the output where the record says it is not in there, unless the total says it is', async () => {
      const provider = { ...openai, usage: { outputHoldsReasoning: false } } as const;
      const output_tokens_details = { reasoning_tokens: 30 };
      for (const [total_tokens, output] of [
        [45, 35],
        [15, 5],
      ] as const) {
        const usage = { input_tokens: 10, output_tokens: 5, output_tokens_details, total_tokens };
        reply = say(ended({ usage }));
        const told = (await eventsOf({ provider })).find((event) => event.type === 'usage');
        assert.equal(told?.type === 'usage' && told.usage.output, output);
      }
    });

    it('has no cost in another currency', async () => {
      const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2, cost: { currency: 'EUR', total_cost: 5 } };
      reply = say(ended({ usage }));
      const told = (await eventsOf({ provider: perplexity })).find((event) => event.type === 'usage');
      assert.equal(told?.type === 'usage' && told.usage.reportedCost, undefined);
    });
  });

  describe('the sandbox', () => {
    it('speaks it: reasoning with its seal, text, a call and the books', async () => {
      const toolCall = { name: 'weather', input: { place: 'Zürich' } };
      const speech = { reasoning: 'Let me see.', text: 'I look. ', toolCall, usage: { input: 7, output: 3 } };
      await using sandbox = await open(() => ({ does: 'answer', ...speech }));
      const events = await eventsOf({ access: { baseUrl: sandbox.baseUrl }, request: { tools: [weather] } });
      const text = (type: ChatEvent['type']): string =>
        events.flatMap((event) => (event.type === type && 'text' in event ? [event.text] : [])).join('');
      assert.deepEqual([text('reasoning-delta'), text('text-delta')], ['Let me see.', 'I look. ']);
      assert.ok(events.some((event) => event.type === 'reasoning-end' && event.seal));
      const call = events.find((event) => event.type === 'tool-call');
      assert.deepEqual(call?.type === 'tool-call' && call.input, { place: 'Zürich' });
      const told = events.find((event) => event.type === 'usage');
      assert.deepEqual(told?.type === 'usage' && [told.usage.input, told.usage.output], [7, 3]);
      assert.deepEqual(events.at(-1), {
        type: 'finish',
        reason: 'tool-calls',
        native: 'completed',
        servedModel: 'model-1',
      });
    });

    it('breaks off without saying that the answer is complete', async () => {
      await using sandbox = await open(() => ({ does: 'cut', after: 'Half an ans' }));
      const { events, failure } = await run({ access: { baseUrl: sandbox.baseUrl } });
      assert.ok(failure instanceof ChatFailure && failure.kind === 'stream');
      assert.ok(events.some(({ type }) => type === 'text-delta'));
      assert.match(framesOf['openai-responses']({ text: 'Hi' }, 'm').at(-1) ?? '', /response\.completed/);
    });

    const open = async (behave: Parameters<typeof startSandbox>[0]['behave']) => {
      const sandbox = await startSandbox({ speaks: 'openai-responses', models: ['model-1'], behave });
      return { baseUrl: sandbox.baseUrl, [Symbol.asyncDispose]: () => sandbox.stop() };
    };
  });
});
