import assert from 'node:assert/strict';
import type { ApiEvent, KeywayApi } from '../../src/api.ts';
import type { Attempt } from '../../src/core/attempt.ts';
import type { ChatEvent } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import { speak } from '../../src/core/l10n.ts';
import type { Offer } from '../../src/core/plan.ts';
import { answer, embeddings, type House, type Opening } from '../../src/editor/answer.ts';
import { deskFor, type DeskParts } from '../../src/editor/api-desk.ts';
import { apiFor } from '../../src/editor/api-front.ts';
import { teller } from '../../src/editor/api-told.ts';
import { Callers } from '../../src/editor/caller-decisions.ts';
import { Recall } from '../../src/editor/recall.ts';
import { offer } from '../core/samples.ts';
import { attempt, inRoom } from '../usage/samples.ts';
import { FakeMemory } from './fake-memory.ts';
import { quiet } from './quiet.ts';

const cheap = offer('acme/cheap', ['secretly-named'], { price: { input: 1, output: 2 }, priceAsOf: '2026-11-01' });
const dear = offer('best/dear', ['k2'], { price: { input: 10, output: 20 } });
const made = offer('acme/vectors', ['secretly-named'], { kind: 'embedding', dimensions: 2 });
const maker: Offer = { ...made, provider: { ...made.provider, embeddings: { batch: 10 } } };

const hello: readonly ChatEvent[] = [
  { type: 'response-start' },
  { type: 'reasoning-delta', text: 'Hm. ' },
  { type: 'reasoning-end', seal: { provider: 'acme', model: 'cheap', value: 'sealed' } },
  { type: 'text-delta', text: 'hel' },
  { type: 'text-delta', text: 'lo' },
  { type: 'usage', usage: { input: 1_000, output: 500, cacheRead: 200, reasoning: 100 } },
  { type: 'finish', reason: 'stop', native: 'stop' },
];

interface Scene {
  readonly events?: (opening: Opening) => readonly ChatEvent[] | AsyncIterable<ChatEvent>;
  readonly consent?: 'always' | 'never';
  readonly who?: () => string;
  readonly desk?: Partial<DeskParts>;
}

const scene = ({ events = () => hello, consent = 'always', who = () => 'acme.docs', desk = {} }: Scene = {}) => {
  const openings: Opening[] = [];
  const attempts: Attempt[] = [];
  const asked: string[] = [];
  const bugs: unknown[] = [];
  const offers = [cheap, dear, maker];
  const house: House = {
    ...quiet(),
    offers: () => offers,
    modelOf: () => undefined,
    health: new Health(),
    open: (opening) => {
      openings.push(opening);
      const given = events(opening);
      return Promise.resolve(
        Array.isArray(given)
          ? (async function* () {
              yield* given;
            })()
          : (given as AsyncIterable<ChatEvent>),
      );
    },
    embed: ({ request }) => Promise.resolve({ vectors: request.texts.map((text) => Float32Array.of(text.length, 1)) }),
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: (one) => attempts.push(one),
    onReceipt: () => undefined,
  };
  const callers = new Callers({
    memory: new FakeMemory(),
    ask: (caller) => {
      asked.push(caller);
      return Promise.resolve(consent);
    },
    nameOf: (caller) => caller,
    note: () => undefined,
  });
  const ledger = { summary: () => assert.fail('no usage here'), summaryBy: () => assert.fail('no usage here') };
  const whole: DeskParts = {
    house,
    answering: { answer, embeddings },
    offers: { ready: () => Promise.resolve(), all: () => offers },
    callers,
    ledger,
    onBug: (_message, error) => bugs.push(error),
    ...desk,
  };
  const served = deskFor(whole);
  const whoCalls = () => {
    const caller = who();
    return () => Promise.resolve(caller);
  };
  const api = apiFor(() => Promise.resolve(served), whoCalls);
  return { api, openings, attempts, asked, bugs };
};

const question = { messages: [{ role: 'user', content: 'Hello?' }] } as const;

const all = async (events: AsyncIterable<ApiEvent>): Promise<readonly ApiEvent[]> => Array.fromAsync(events);

const token = () => {
  const listeners = new Set<() => unknown>();
  const made_ = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => unknown) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    cancel: () => {
      made_.isCancellationRequested = true;
      for (const listener of listeners) listener();
    },
    listeners,
  };
  return made_;
};

/** What a caller that knows no types could hand over. */
const loose = (api: KeywayApi) =>
  api as unknown as Readonly<Record<'chat' | 'embed' | 'plan' | 'usage', (...given: unknown[]) => never>>;

const sentence = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Error && Object.getPrototypeOf(error) === Error.prototype, 'a plain error');
  assert.equal(error.cause, undefined);
  assert.match(error.message, pattern);
  assert.match(error.message, /\.$/);
  return true;
};

describe('another extension’s request', () => {
  it('is answered event by event, and ends with who answered and what it cost', async () => {
    const { api, openings, attempts } = scene();
    const events = await all(
      api.chat(question, { model: 'acme/cheap', task: 'code', maxOutputTokens: 900, temperature: 0.5 }),
    );
    assert.deepEqual(events.slice(0, 3), [
      { type: 'reasoning', text: 'Hm. ' },
      { type: 'text', text: 'hel' },
      { type: 'text', text: 'lo' },
    ]);
    const last = events.at(-1);
    assert.ok(last?.type === 'done');
    const { milliseconds, ...receipt } = last.receipt;
    assert.ok(milliseconds >= 0);
    assert.deepEqual(receipt, {
      model: 'ACME/cheap',
      finish: 'stop',
      tokens: { input: 1_000, output: 500, cached: 200, reasoning: 100 },
      cost: { usd: 0.002, from: 'computed', priceAsOf: '2026-11-01' },
      masked: [],
    });
    assert.deepEqual([openings[0]?.request.maxOutputTokens, openings[0]?.request.temperature], [900, 0.5]);
    assert.deepEqual(
      attempts.map(({ caller, task }) => [caller, task]),
      [['acme.docs', 'code']],
    );
  });

  it('asks the person once about its extension, before anything is sent, and sends nothing where they say no', async () => {
    const { api, asked, openings } = scene({ consent: 'never' });
    const refused = sentence(/^Keyway sent nothing: acme\.docs is not allowed/);
    await assert.rejects(all(api.chat(question)), refused);
    for (const call of [api.embed(['a']), api.plan(question), api.usage(), api.providers()])
      await assert.rejects(call, refused);
    assert.deepEqual([asked, openings.length], [['acme.docs'], 0]);
  });

  it('is that of whoever makes it, however late it is read', async () => {
    let who = 'acme.docs';
    const { api, attempts } = scene({ who: () => who });
    const first = api.chat(question);
    who = 'acme.other';
    await all(first);
    await all(api.chat(question));
    assert.deepEqual(
      attempts.map(({ caller }) => caller),
      ['acme.docs', 'acme.other'],
    );
  });

  it('is not sent before its first event is asked for', async () => {
    const { api, asked, openings } = scene();
    api.chat(question);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.deepEqual([asked, openings], [[], []]);
  });

  it('gets back with a tool call what the provider wants with it, without the extension knowing', async () => {
    const calling: readonly ChatEvent[] = [
      { type: 'reasoning-delta', text: 'I look.' },
      { type: 'reasoning-end', seal: { provider: 'acme', model: 'cheap', value: 'thought' } },
      {
        type: 'tool-call',
        id: 'call-1',
        name: 'look',
        input: { at: 'x' },
        seal: { provider: 'acme', model: 'cheap', value: 'signature' },
      },
      { type: 'finish', reason: 'tool-calls', native: 'tool_calls' },
    ];
    const { api, openings } = scene({ events: ({ request }) => (request.messages.length > 1 ? hello : calling) });
    const tools = [{ name: 'look', description: 'Looks.', schema: { type: 'object' } }];
    const events = await all(api.chat({ ...question, tools }));
    const call = events.find((event) => event.type === 'tool-call');
    assert.ok(call?.type === 'tool-call');
    // Providers give ids that others give as well: it has one of ours.
    const { id } = call;
    assert.deepEqual(call, { type: 'tool-call', id, name: 'look', input: { at: 'x' } });
    const done = events.at(-1);
    assert.equal(done?.type === 'done' && done.receipt.finish, 'tool-calls');
    await all(
      api.chat({
        messages: [
          ...question.messages,
          { role: 'assistant', content: [call] },
          { role: 'user', content: [{ type: 'tool-result', id, text: 'seen' }] },
        ],
        tools,
      }),
    );
    const [, assistant, user] = openings[1]?.request.messages ?? [];
    assert.deepEqual(assistant?.content, [
      { type: 'reasoning', text: 'I look.', seal: { provider: 'acme', model: 'cheap', value: 'thought' } },
      {
        type: 'tool-call',
        id,
        name: 'look',
        input: { at: 'x' },
        seal: { provider: 'acme', model: 'cheap', value: 'signature' },
      },
    ]);
    assert.deepEqual(user?.content, [
      { type: 'tool-result', id, content: [{ type: 'text', text: 'seen' }], isError: undefined },
    ]);
  });

  it('carries pictures and instructions', async () => {
    const { api, openings } = scene();
    const data = Uint8Array.of(1, 2, 3);
    await all(
      api.chat({
        messages: [
          { role: 'system', content: 'Be brief.' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'What is it?' },
              { type: 'image', mime: 'image/png', data },
            ],
          },
        ],
      }),
    );
    assert.deepEqual(openings[0]?.request.messages, [
      { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', mime: 'image/png', data },
        ],
      },
    ]);
  });

  const forever = async function* ({ signal }: Opening): AsyncGenerator<ChatEvent> {
    yield { type: 'text-delta', text: 'and ' };
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new ChatFailure({ kind: 'aborted', what: 'stopped' })), {
        once: true,
      });
    });
  };

  it('ends at the provider where its extension cancels', async () => {
    const { api, openings } = scene({ events: forever });
    const cancelling = token();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const event of api.chat(question, {}, cancelling)) {
        seen.push(event.type);
        setImmediate(cancelling.cancel);
      }
    })();
    await assert.rejects(reading, (error) => error instanceof Error && error.name === 'Canceled');
    assert.deepEqual(seen, ['text']);
    assert.equal(openings[0]?.signal.aborted, true);
    assert.equal(cancelling.listeners.size, 0, 'nothing is left behind');
  });

  it('ends at the provider where its extension leaves the loop', async () => {
    const { api, openings } = scene({ events: forever });
    for await (const event of api.chat(question)) if (event.type === 'text') break;
    assert.equal(openings[0]?.signal.aborted, true);
  });

  it('that was cancelled before is not sent', async () => {
    const { api, openings, asked } = scene();
    const cancelled = { ...token(), isCancellationRequested: true };
    await assert.rejects(all(api.chat(question, {}, cancelled)), /cancelled/);
    await assert.rejects(api.embed(['a'], {}, cancelled), /cancelled/);
    assert.deepEqual([openings.length, asked.length], [0, 0]);
  });

  it('fails in a sentence that names no key', async () => {
    const { api } = scene({
      events: () => {
        throw new ChatFailure({ kind: 'auth', what: 'the key was refused' });
      },
    });
    await assert.rejects(all(api.chat(question, { model: 'acme/cheap' })), (error) => {
      assert.ok(error instanceof Error && !JSON.stringify(error).includes('secretly-named'));
      return !error.message.includes('secretly-named') && sentence(/^ACME cheap: the key was refused\./)(error);
    });
  });

  it('fails in a sentence that names no key, whatever language it is in', async () => {
    speak({ '{0} {1} (key {2})': '{0} {1}（密钥 {2}）', '{0} {1} (key {2}): {3}.': '{0} {1}（密钥 {2}）：{3}。' });
    try {
      const { api } = scene({
        events: () => {
          throw new ChatFailure({ kind: 'auth', what: 'the key was refused' });
        },
      });
      await assert.rejects(
        all(api.chat(question, { model: 'acme/cheap' })),
        sentence(/^ACME cheap：the key was refused。/),
      );
    } finally {
      speak({});
    }
  });

  it('that meets a bug says so without a word of it, and the log hears of it', async () => {
    const { api, bugs } = scene({
      events: () => {
        throw new TypeError('prompt text');
      },
    });
    await assert.rejects(all(api.chat(question)), sentence(/^Keyway met an error of its own/));
    assert.ok(bugs[0] instanceof TypeError);
  });
});

describe('the end of an answer', () => {
  it('says that the answer reached its limit, where it did', () => {
    const told = teller(new Recall());
    const receipt = { skipped: [], cost: { from: 'unknown' }, totalMs: 5, requestId: 'id-1', task: 'chat' } as const;
    assert.equal(told({ type: 'text-delta', text: 'hel' })?.type, 'text');
    assert.equal(told({ type: 'finish', reason: 'length', native: 'max_tokens' }), undefined);
    const done = told({ type: 'receipt', receipt });
    assert.ok(done?.type === 'done');
    assert.deepEqual([done.receipt.finish, done.receipt.cost], ['length', { from: 'unknown' }]);
  });
});

describe('what another extension hands over', () => {
  const wrong: readonly (readonly [what: string, request: unknown, place: RegExp])[] = [
    ['nothing', undefined, /this request\.$/],
    ['a text', 'Hello?', /this request\.$/],
    ['no messages', { messages: [] }, /look at messages/],
    ['a role that nobody has', { messages: [{ role: 'god', content: 'x' }] }, /messages\.0/],
    ['no content', { messages: [{ role: 'user' }] }, /messages\.0\.content/],
    [
      'a number for a text',
      { messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] },
      /messages\.0\.content/,
    ],
    [
      'a picture that is a text',
      { messages: [{ role: 'user', content: [{ type: 'image', mime: 'image/png', data: 'AAAA' }] }] },
      /messages\.0/,
    ],
    [
      'bytes that are no picture',
      { messages: [{ role: 'user', content: [{ type: 'image', mime: 'text/html', data: new Uint8Array() }] }] },
      /messages\.0/,
    ],
    ['a tool without a name', { ...question, tools: [{ description: '' }] }, /tools\.0\.name/],
  ];
  for (const [what, request, place] of wrong) {
    it(`is refused before anybody is asked: ${what}`, async () => {
      const { api, asked } = scene();
      await assert.rejects(all(loose(api).chat(request)), sentence(place));
      await assert.rejects(loose(api).plan(request), sentence(place));
      assert.deepEqual(asked, []);
    });
  }

  it('is refused with its place and never with its words', async () => {
    const circle: Record<string, unknown> = { secret: 'word' };
    circle['self'] = circle;
    const { api } = scene();
    const request = { ...question, tools: [{ name: 'a', description: '', schema: circle }] };
    await assert.rejects(all(loose(api).chat(request)), (error) => {
      assert.ok(error instanceof Error && !error.message.includes('word'));
      return sentence(/tools\.0\.schema/)(error);
    });
  });

  it('is refused where options, texts, queries or tokens are none', async () => {
    const { api, asked } = scene();
    for (const options of [
      { maxOutputTokens: -1 },
      { temperature: 'hot' },
      { task: 'embedding' },
      { model: 7 },
      'auto',
    ])
      await assert.rejects(all(loose(api).chat(question, options)), sentence(/set of options/));
    for (const texts of [undefined, 'a', [1]]) await assert.rejects(loose(api).embed(texts), sentence(/list of texts/));
    await assert.rejects(loose(api).usage({ span: 'century' }), sentence(/query: look at span/));
    await assert.rejects(all(loose(api).chat(question, {}, 'stop')), sentence(/cancellation token/));
    assert.deepEqual(asked, []);
  });

  it('may name only a model that there is', async () => {
    const { api, openings } = scene();
    await assert.rejects(all(api.chat(question, { model: 'acme/none' })), sentence(/No key unlocks the model/));
    assert.equal(openings.length, 0);
    await all(api.chat(question, { model: 'auto-cheapest' }));
  });
});

describe('what another extension is told', () => {
  it('is vectors with who made them and what they cost', async () => {
    const { api, attempts } = scene();
    const { vectors, model, cost } = await api.embed(['a', 'bb'], { purpose: 'document' });
    assert.deepEqual(
      [vectors, model, cost.from],
      [[Float32Array.of(1, 1), Float32Array.of(2, 1)], 'acme/vectors', 'estimated'],
    );
    assert.deepEqual(
      attempts.map(({ caller }) => caller),
      ['acme.docs'],
    );
    await assert.rejects(api.embed([]), sentence(/There is no text/));
  });

  it('is a plan by models, cheapest first, with why others are left out, and nothing is sent', async () => {
    const { api, openings } = scene();
    const plan = await api.plan(question, { task: 'chat' });
    assert.deepEqual([plan.task, plan.models.map(({ model }) => model)], ['chat', ['acme/cheap', 'best/dear']]);
    const [first] = plan.models;
    assert.ok(first && first.expected.from !== 'unknown' && first.expected.usd > 0);
    const named = await api.plan(question, { model: 'acme/vectors' });
    assert.deepEqual([named.models, named.leftOut.map(({ model }) => model)], [[], ['acme/vectors']]);
    assert.equal(openings.length, 0);
    assert.ok(!JSON.stringify([plan, named]).includes('secretly-named'));
  });

  it('is which models there are, and no key', async () => {
    const { api } = scene();
    const providers = await api.providers();
    assert.deepEqual(
      providers.map(({ id, name, isLocal, models }) => [
        id,
        name,
        isLocal,
        models.map((model) => [model.id, model.kind]),
      ]),
      [
        [
          'acme',
          'ACME',
          false,
          [
            ['acme/cheap', 'chat'],
            ['acme/vectors', 'embedding'],
          ],
        ],
        ['best', 'BEST', false, [['best/dear', 'chat']]],
      ],
    );
    assert.deepEqual(providers[0]?.models[0]?.price, { input: 1, output: 2, asOf: '2026-11-01' });
    assert.ok(!JSON.stringify(providers).includes('secretly-named'));
  });

  it('is what itself has spent, and nothing of anybody else', async () => {
    await inRoom(async ({ open }) => {
      const ledger = open();
      const mine = { caller: 'acme.docs', at: Date.now(), provider: 'openai', model: 'gpt-6-luna' };
      ledger.record(attempt({ ...mine, requestId: '1', cost: { usd: 1.5, from: 'computed' } }));
      ledger.record(attempt({ ...mine, requestId: '2', cost: { from: 'unknown' } }));
      ledger.record(attempt({ ...mine, requestId: '3', caller: 'acme.other', cost: { usd: 40, from: 'reported' } }));
      const { api } = scene({ desk: { ledger } });
      const usage = await api.usage({ by: 'model' });
      assert.equal(usage.requests, 2);
      assert.deepEqual(usage.cost, { reported: 0, computed: 1.5, estimated: 0, unknownAttempts: 1 });
      assert.deepEqual(
        usage.groups.map(({ group, requests }) => [group, requests]),
        [['openai/gpt-6-luna', 2]],
      );
      assert.ok(usage.since <= Date.now());
      assert.deepEqual((await api.usage()).groups, []);
    });
  });

  it('is no usage where nobody can tell who asks: others may be called so as well', async () => {
    const { api, asked } = scene({ who: () => 'unknown' });
    await assert.rejects(api.usage(), sentence(/cannot tell which extension asks/));
    assert.deepEqual(asked, ['unknown']);
  });

  it('comes from functions that nobody can exchange', () => {
    const { api } = scene();
    assert.deepEqual(Object.keys(api).toSorted(), ['chat', 'embed', 'plan', 'providers', 'usage']);
    assert.throws(() => Object.assign(api, { chat: () => undefined }), TypeError);
  });
});
