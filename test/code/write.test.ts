import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seamAfter } from '../../src/code/seam.ts';
import { written, type WriteEvent } from '../../src/code/write.ts';
import type { ChatRequest, FinishReason } from '../../src/core/chat.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { RunFailure, type RunEvent } from '../../src/core/run.ts';

const request: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Write it.' }] }],
  tools: [],
  toolChoice: 'auto',
};

const receipt = (requestId: string): Receipt => ({
  requestId,
  task: 'code',
  skipped: [],
  cost: { usd: 0, from: 'estimated' },
  totalMs: 1,
});

interface Reply {
  readonly text: string;
  readonly reason?: FinishReason;
  /** How many characters come at once. */
  readonly by?: number;
  readonly fails?: string;
}

async function* told({ text, reason = 'stop', by = 7, fails }: Reply, id: string): AsyncGenerator<RunEvent> {
  for (let at = 0; at < text.length; at += by) yield { type: 'text-delta', text: text.slice(at, at + by) };
  if (fails !== undefined) throw new RunFailure(fails, { receipt: receipt(id), partial: false });
  yield { type: 'finish', reason, native: reason };
  yield { type: 'receipt', receipt: receipt(id) };
}

interface Told {
  readonly events: readonly WriteEvent[];
  readonly asked: readonly ChatRequest[];
  readonly done: Extract<WriteEvent, { type: 'done' }>;
}

const listen = async (
  replies: readonly Reply[],
  options: { readonly prose?: boolean; readonly signal?: AbortSignal } = {},
): Promise<Told> => {
  const asked: ChatRequest[] = [];
  const ask = (one: ChatRequest): AsyncIterable<RunEvent> => {
    asked.push(one);
    const reply = replies[asked.length - 1];
    assert.ok(reply, 'nothing more is asked');
    return told(reply, `request ${asked.length}`);
  };
  const { signal = new AbortController().signal, prose } = options;
  const events = await Array.fromAsync(written({ ask, request, signal, languageId: 'typescript', prose }));
  const done = events.at(-1);
  assert.ok(done?.type === 'done');
  return { events, asked, done };
};

const typesIn = ({ events }: Told): readonly string[] => [...new Set(events.map(({ type }) => type))];

const code = `export class Cart {
  readonly items: Item[] = [];

  total(): number {
    let sum = 0;
    for (const item of this.items) {
      sum += item.price * item.count;
    }
    return sum;
  }
}`;
const fenced = `\`\`\`ts\n${code}\n\`\`\``;

describe('code that is being written', () => {
  it('comes as it grows, then its receipt, then all of it', async () => {
    const result = await listen([{ text: `Here it is:\n\n${fenced}` }]);
    assert.deepEqual(typesIn(result), ['code', 'receipt', 'done']);
    assert.deepEqual(result.done, { type: 'done', code, complete: true });
    const shown = result.events.flatMap((event) => (event.type === 'code' ? [event.text] : []));
    assert.ok(shown.length > 10);
    for (const one of shown) assert.ok(code.startsWith(one));
    assert.equal(shown.at(-1), code);
    assert.deepEqual(result.asked, [request]);
  });

  it('is continued once where it was cut off, with the answer so far', async () => {
    const half = fenced.slice(0, 120);
    const result = await listen([{ text: half, reason: 'length' }, { text: fenced.slice(120) }]);
    assert.deepEqual(typesIn(result), ['code', 'receipt', 'continued', 'done']);
    assert.deepEqual(
      result.events.flatMap((event) => (event.type === 'receipt' ? [event.receipt.requestId] : [])),
      ['request 1', 'request 2'],
    );
    assert.deepEqual(result.done, { type: 'done', code, complete: true });
    const [, second] = result.asked;
    assert.deepEqual(second?.messages[0], request.messages[0]);
    assert.deepEqual(second?.messages[1], { role: 'assistant', content: [{ type: 'text', text: half.trimEnd() }] });
    assert.equal(second?.messages[2]?.role, 'user');
    assert.equal(second.messages.length, 3);
  });

  it('is continued where a block stands open though the provider says that it is complete', async () => {
    const result = await listen([{ text: fenced.slice(0, 120) }, { text: fenced.slice(120) }]);
    assert.deepEqual(result.done, { type: 'done', code, complete: true });
  });

  it('is continued no second time, and says so', async () => {
    const result = await listen([
      { text: fenced.slice(0, 60), reason: 'length' },
      { text: fenced.slice(60, 120), reason: 'length' },
    ]);
    assert.equal(result.asked.length, 2);
    assert.equal(result.done.code, fenced.slice(6, 120).trimEnd());
    assert.equal(result.done.complete, false);
    assert.match(result.done.why ?? '', /longer than the model may write/);
  });

  it('keeps what is there where the rest fails', async () => {
    const result = await listen([
      { text: fenced.slice(0, 120), reason: 'length' },
      { text: '', fails: 'OpenAI refused the key.' },
    ]);
    assert.equal(result.done.code, fenced.slice(6, 120).trimEnd());
    assert.equal(result.done.complete, false);
    assert.match(result.done.why ?? '', /OpenAI refused the key/);
    assert.equal(result.events.filter(({ type }) => type === 'receipt').length, 2);
  });

  it('throws what the first request throws', async () => {
    await assert.rejects(listen([{ text: '```ts\na', fails: 'Nobody answered.' }]), RunFailure);
  });

  it('asks nothing again once it is cancelled', async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    const result = await listen([{ text: fenced.slice(0, 120), reason: 'length' }], { signal: cancelled.signal });
    assert.equal(result.asked.length, 1);
    assert.equal(result.done.complete, false);
  });

  it('tells an answer without code, and a refusal', async () => {
    const without = await listen([{ text: 'Please show me the code that you mean.' }]);
    assert.deepEqual(without.done, { type: 'done', code: '', complete: false, why: 'The answer has no code in it.' });
    const refused = await listen([{ text: fenced.slice(0, 60), reason: 'refusal' }]);
    assert.equal(refused.asked.length, 1);
    assert.equal(refused.done.why, 'The model refused to go on.');
  });

  it('leaves prose as it is, and continues it', async () => {
    const text = `It sums up the prices:\n\n${fenced}\n\nA list without items has the sum 0, which callers rely on.`;
    const whole = await listen([{ text }], { prose: true });
    assert.deepEqual(whole.done, { type: 'done', code: text, complete: true });
    for (const at of [10, text.indexOf('```'), 150, text.lastIndexOf('```') + 3, text.length - 9]) {
      const cut = await listen([{ text: text.slice(0, at), reason: 'length' }, { text: text.slice(at) }], {
        prose: true,
      });
      assert.deepEqual(cut.done, { type: 'done', code: text, complete: true }, `${at}`);
    }
  });
});

describe('the seam of an answer that was continued', () => {
  /** The whole, from two halves that come in pieces of `by` characters. */
  const joined = async (first: string, second: string, by: number): Promise<string> =>
    (
      await listen([
        { text: first, reason: 'length', by },
        { text: second, by },
      ])
    ).done.code;

  const cut = fc.integer({ min: 8, max: fenced.length - 4 }).filter((at) => {
    // Of blanks on both sides of a cut nobody can say which were repeated.
    return !(/\s$/.test(fenced.slice(0, at)) && /^\s/.test(fenced.slice(at)));
  });
  const by = fc.integer({ min: 1, max: 50 });
  const whole = async (second: (at: number) => string): Promise<void> =>
    fc.assert(
      fc.asyncProperty(cut, by, async (at, size) => {
        assert.equal(await joined(fenced.slice(0, at), second(at), size), code);
      }),
      { numRuns: 200 },
    );

  const lineStart = (at: number): number => fenced.lastIndexOf('\n', at - 1) + 1;

  it('loses and doubles nothing where the model goes on exactly', () => whole((at) => fenced.slice(at)));

  it('takes a fence that was opened again', () => whole((at) => `\`\`\`ts\n${fenced.slice(at)}`));

  it('takes words before a fence that was opened again', () =>
    whole((at) => `Here is the rest of the code:\n\n\`\`\`typescript\n${fenced.slice(at)}`));

  it('takes a bare fence that was opened again', () => whole((at) => `\`\`\`\n${fenced.slice(at)}`));

  it('takes the whole answer once more', () =>
    fc.assert(
      fc.asyncProperty(cut, by, async (at, size) => {
        fc.pre(at > 20);
        assert.equal(await joined(fenced.slice(0, at), fenced, size), code);
      }),
    ));

  it('takes the broken line from its beginning, or lines before it', () =>
    fc.assert(
      fc.asyncProperty(cut, fc.nat(2), by, async (at, before, size) => {
        let from = lineStart(at);
        for (let line = 0; line < before; line++) from = lineStart(Math.max(7, from - 1));
        const repeated = fenced.slice(Math.max(6, from), at);
        // So little is no repetition to anybody.
        fc.pre(repeated.replaceAll(/\s/g, '').length >= (repeated.trimEnd().includes('\n') ? 16 : 3));
        fc.pre(!/\s$/.test(repeated));
        assert.equal(await joined(fenced.slice(0, at), repeated + fenced.slice(at), size), code);
      }),
      { numRuns: 300 },
    ));

  it('takes the broken line without its indentation', async () => {
    const at = fenced.indexOf('.price');
    const line = fenced.slice(lineStart(at)).trimStart();
    assert.equal(await joined(fenced.slice(0, at), line, 9), code);
  });

  it('takes an end that is only the fence', async () => {
    assert.equal(await joined(fenced.slice(0, -4), '\n```', 2), code);
    assert.equal(await joined(fenced.slice(0, -3), '```', 2), code);
  });

  it('takes code without any fence', async () => {
    for (const at of [30, 57, 100, 140])
      assert.equal(await joined(code.slice(0, at), `\`\`\`ts\n${code.slice(at)}\n\`\`\``, 5), code);
  });

  it('keeps lines that are alike', () => {
    const zeros = '  0,\n'.repeat(9);
    const seam = seamAfter({ text: `\`\`\`ts\n[\n${zeros}`, isOpen: true, isBare: false });
    assert.equal(seam.kept + seam.push(`${zeros}]`) + seam.end(), `\`\`\`ts\n[\n${zeros}${zeros}]`);
  });

  it('shows nothing doubled while it is not sure', async () => {
    const { events } = await listen([
      { text: fenced.slice(0, 150), reason: 'length' },
      { text: fenced, by: 3 },
    ]);
    for (const event of events) if (event.type === 'code') assert.ok(code.startsWith(event.text), event.text);
  });
});
