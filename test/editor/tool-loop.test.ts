import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest, Seal, ToolCallPart, ToolResultPart } from '../../src/core/chat.ts';
import type { Cost } from '../../src/core/cost.ts';
import { settle } from '../../src/core/history.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import type { RunEvent } from '../../src/core/run.ts';
import { looped, type LoopEvent, type LoopLimits } from '../../src/editor/tool-loop.ts';
import { asked, said } from '../core/samples.ts';

const seal: Seal = { provider: 'acme', model: 'cheap', value: 'signed' };

const receipt = (facts: Partial<Receipt> = {}): RunEvent => ({
  type: 'receipt',
  receipt: {
    requestId: 'r',
    task: 'chat',
    skipped: [],
    usage: { input: 100, output: 10 },
    cost: { usd: 0.01, from: 'computed' },
    totalMs: 1,
    ...facts,
  },
});

const text = (words: string): RunEvent => ({ type: 'text-delta', text: words });

let ids = 0;
const callOf = (name: string, input: ToolCallPart['input'] = {}): RunEvent => ({
  type: 'tool-call',
  id: `call ${(ids += 1)}`,
  name,
  input,
});

const request: ChatRequest = {
  ...asked({ messages: [said('What is in cart.ts?')] }),
  tools: [{ name: 'read', description: 'Reads a file' }],
};

const resultFor = ({ id }: ToolCallPart, words = 'export const total = 1;'): ToolResultPart => ({
  type: 'tool-result',
  id,
  content: [{ type: 'text', text: words }],
});

interface Play {
  /** What each round answers; the last one answers all that follow. */
  readonly rounds: readonly (readonly RunEvent[])[];
  readonly call?: (call: ToolCallPart) => Promise<ToolResultPart>;
  readonly limits?: LoopLimits;
  readonly stop?: AbortController;
}

const played = async ({ rounds, call = (one) => Promise.resolve(resultFor(one)), limits, stop }: Play) => {
  const requests: ChatRequest[] = [];
  const calls: ToolCallPart[] = [];
  const events: LoopEvent[] = [];
  const signal = (stop ?? new AbortController()).signal;
  const ask = async function* (one: ChatRequest): AsyncGenerator<RunEvent> {
    requests.push(one);
    yield* rounds[Math.min(requests.length, rounds.length) - 1] ?? [];
  };
  const counted = (one: ToolCallPart): Promise<ToolResultPart> => {
    calls.push(one);
    return call(one);
  };
  for await (const event of looped({ request, ask, call: counted, signal, ...(limits && { limits }) }))
    events.push(event);
  return {
    requests,
    calls,
    events,
    said: events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : [])),
  };
};

const resultsIn = ({ messages }: ChatRequest): readonly ToolResultPart[] =>
  messages.flatMap(({ content }) => content.filter((part) => part.type === 'tool-result'));

const textOf = ({ content }: ToolResultPart): string =>
  content.map((part) => (part.type === 'text' ? part.text : `[${part.mime}]`)).join('');

const whyIn = (events: readonly LoopEvent[]): string | undefined =>
  events.flatMap((event) => (event.type === 'stopped' ? [event.why] : []))[0];

const roomy: LoopLimits = { rounds: 12, calls: 40, tokens: 1e9, usd: 1e9 };

describe('a model that calls tools', () => {
  it('gets what they gave, and answers with it', async () => {
    const {
      requests,
      calls,
      events,
      said: words,
    } = await played({
      rounds: [
        [text('I look. '), callOf('read', { path: 'cart.ts' }), receipt()],
        [text('It is 1.'), receipt()],
      ],
    });
    assert.deepEqual(words, ['I look. ', 'It is 1.']);
    assert.deepEqual(
      calls.map(({ input }) => input),
      [{ path: 'cart.ts' }],
    );
    assert.deepEqual(
      events.map(({ type }) => type),
      ['text-delta', 'receipt', 'tool-call', 'text-delta', 'receipt'],
    );
    const [, assistant, user] = requests[1]?.messages ?? [];
    assert.deepEqual(
      assistant?.content.map(({ type }) => type),
      ['text', 'tool-call'],
    );
    assert.deepEqual(user?.content, [resultFor(calls[0] ?? assert.fail())]);
  });

  it('gets its own reasoning back as it was sealed, before the call that it led to', async () => {
    const reasoned: readonly RunEvent[] = [
      { type: 'reasoning-delta', text: 'I should ' },
      { type: 'reasoning-delta', text: 'look.' },
      { type: 'reasoning-end', seal },
      text('I look.'),
      { ...callOf('read'), seal } as RunEvent,
      receipt(),
    ];
    const { requests } = await played({ rounds: [reasoned, [text('Done.'), receipt()]] });
    const assistant = requests[1]?.messages[1];
    assert.deepEqual(
      assistant?.content.map((part) => (part.type === 'reasoning' ? [part.text, part.seal] : part.type)),
      [['I should look.', seal], 'text', 'tool-call'],
    );
    // What another model is sent has neither.
    const settled = settle(requests[1]?.messages ?? [], { provider: 'other', model: 'x', toolCallId: (id) => id });
    assert.deepEqual(
      settled[1]?.content.map(({ type }) => type),
      ['text', 'tool-call'],
    );
  });

  it('may call several at once, which are called one after the other, in their order', async () => {
    const log: string[] = [];
    await played({
      rounds: [
        [callOf('read', { path: 'a' }), callOf('read', { path: 'b' }), receipt()],
        [text('Done.'), receipt()],
      ],
      call: async (one) => {
        log.push(`${String(one.input['path'])} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${String(one.input['path'])} ends`);
        return resultFor(one);
      },
    });
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('reads why a tool failed, and goes on', async () => {
    const { requests, said: words } = await played({
      rounds: [
        [callOf('read'), receipt()],
        [text('It cannot be read.'), receipt()],
      ],
      call: () => Promise.reject(new Error('no such file')),
    });
    const [result] = resultsIn(requests[1] ?? request);
    assert.deepEqual([result?.isError, textOf(result ?? assert.fail())], [true, 'The tool failed: no such file']);
    assert.deepEqual(words, ['It cannot be read.']);
  });

  it('calls none but those that it was offered', async () => {
    const { requests, calls, events } = await played({
      rounds: [
        [callOf('delete_everything'), receipt()],
        [text('Sorry.'), receipt()],
      ],
    });
    assert.equal(calls.length, 0);
    assert.ok(!events.some(({ type }) => type === 'tool-call'));
    assert.match(textOf(resultsIn(requests[1] ?? request)[0] ?? assert.fail()), /there is no tool of this name/);
  });

  it('that never ends is told to answer in the last round, and stopped where it does not', async () => {
    const { requests, events } = await played({
      rounds: [[callOf('read'), receipt()]],
      limits: { ...roomy, rounds: 4 },
    });
    assert.equal(requests.length, 4);
    const asksForEnd = requests.map(({ messages }) => JSON.stringify(messages.at(-1)).includes('No more tools'));
    assert.deepEqual(asksForEnd, [false, false, false, true]);
    assert.match(whyIn(events) ?? '', /^Stopped after 4 requests for one prompt: /);
  });

  it('that answers in the last round is not stopped', async () => {
    const calling = [callOf('read'), receipt()];
    const { said: words, events } = await played({
      rounds: [calling, calling, [text('So far: 1.'), receipt()]],
      limits: { ...roomy, rounds: 3 },
    });
    assert.deepEqual([words, whyIn(events)], [['So far: 1.'], undefined]);
  });

  it('is answered for every call, also those that are too many', async () => {
    const many = Array.from({ length: 5 }, () => callOf('read'));
    const { requests, calls } = await played({
      rounds: [
        [...many, receipt()],
        [text('Done.'), receipt()],
      ],
      limits: { ...roomy, calls: 3 },
    });
    assert.equal(calls.length, 3);
    const results = resultsIn(requests[1] ?? request);
    assert.equal(results.length, 5);
    assert.deepEqual(
      results.map(({ isError }) => isError === true),
      [false, false, false, true, true],
    );
  });

  const dear: readonly (readonly [what: string, facts: Partial<Receipt>, limits: Partial<LoopLimits>, why: RegExp])[] =
    [
      ['tokens', { usage: { input: 900, output: 100 } }, { tokens: 2_000 }, /after 2,000 tokens/],
      ['money', { cost: { usd: 0.5, from: 'computed' } }, { usd: 1 }, /after \$1\.00 for one prompt/],
    ];
  for (const [what, facts, limits, why] of dear) {
    it(`is stopped where it has taken enough ${what}: one more round, and no tools after it`, async () => {
      const { requests, events } = await played({
        rounds: [[callOf('read'), receipt(facts)]],
        limits: { ...roomy, ...limits },
      });
      assert.equal(requests.length, 3);
      assert.match(whyIn(events) ?? '', why);
    });
  }

  it('is not stopped by a cost that nobody knows', async () => {
    const unknown: Cost = { from: 'unknown' };
    const { requests } = await played({
      rounds: [[callOf('read'), receipt({ cost: unknown, usage: undefined })]],
      limits: { ...roomy, usd: 0.000001, tokens: 1 },
    });
    assert.equal(requests.length, 12);
  });

  it('calls and asks nothing more once it is stopped, though its tool does not listen', async () => {
    const stop = new AbortController();
    const { requests, calls, events } = await played({
      rounds: [[callOf('read'), callOf('read'), receipt()]],
      stop,
      call: () => {
        setImmediate(() => stop.abort());
        return new Promise(() => undefined);
      },
    });
    assert.deepEqual([requests.length, calls.length, whyIn(events)], [1, 1, undefined]);
  });

  it('throws what the way through the house throws', async () => {
    const trouble = new Error('nobody answered');
    const events = looped({
      request,
      // oxlint-disable-next-line require-yield
      ask: async function* () {
        throw trouble;
      },
      call: (one) => Promise.resolve(resultFor(one)),
      signal: new AbortController().signal,
    });
    await assert.rejects(async () => {
      for await (const event of events) assert.ok(event.type);
    }, trouble);
  });
});

describe('the loop, whatever a model does', () => {
  const event = fc.oneof(
    fc.constant(['text']),
    fc.constant(['call', 'read']),
    fc.constant(['call', 'other']),
    fc.constant(['reasoning']),
  );
  const eventOf = ([kind, name = '']: readonly string[]): readonly RunEvent[] => {
    if (kind === 'text') return [text('word ')];
    if (kind === 'call') return [callOf(name)];
    return [
      { type: 'reasoning-delta', text: 'hm' },
      { type: 'reasoning-end', seal },
    ];
  };

  it('stays within its limits, and every request has one result for each call before it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { maxLength: 6 }), { minLength: 1, maxLength: 20 }),
        fc.record({ rounds: fc.integer({ min: 1, max: 6 }), calls: fc.integer({ min: 1, max: 8 }) }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
        async (rounds, bounds, failing) => {
          let count = 0;
          const { requests, calls, events } = await played({
            rounds: rounds.map((events) => [...events.flatMap(eventOf), receipt()]),
            limits: { ...roomy, ...bounds },
            call: (one) =>
              failing[count++ % failing.length] ? Promise.reject(new Error('no')) : Promise.resolve(resultFor(one)),
          });
          assert.ok(requests.length <= bounds.rounds);
          assert.ok(calls.length <= bounds.calls);
          for (const { messages } of requests) {
            const made = messages.flatMap(({ content }) =>
              content.flatMap((part) => (part.type === 'tool-call' ? [part.id] : [])),
            );
            const answered = messages.flatMap(({ content }) =>
              content.flatMap((part) => (part.type === 'tool-result' ? [part.id] : [])),
            );
            assert.deepEqual(answered, made);
          }
          assert.equal(events.filter(({ type }) => type === 'receipt').length, requests.length);
        },
      ),
      { numRuns: 300 },
    ));
});
