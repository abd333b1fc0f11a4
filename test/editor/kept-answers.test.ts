import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attempt } from '../../src/core/attempt.ts';
import type { ChatEvent, ChatRequest } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy, type Policy } from '../../src/core/policy.ts';
import { modelKey } from '../../src/core/provider.ts';
import { type Receipt, receiptLines } from '../../src/core/receipt.ts';
import { RunFailure } from '../../src/core/run.ts';
import type { Asking, Embedding, House, Posting } from '../../src/editor/answer.ts';
import { type KeptParts, withKeptAnswers } from '../../src/editor/kept-answers.ts';
import { type AnswerStore, openAnswerStore } from '../../src/usage/answer-store.ts';
import { openLedger } from '../../src/usage/ledger.ts';
import { asked, offer, said } from '../core/samples.ts';
import { quiet } from './quiet.ts';

/** A floor knows these as good enough for small questions. */
const rated = { strength: { general: 2, code: 2, reasoning: 2, embedding: 3 } } as Partial<Offer['model']>;
const small = (id: string, keys?: readonly string[]): Offer =>
  offer(id, keys, { ...rated, price: { input: 0.1, output: 0.2 } });
const maker = (id: string): Offer => {
  const made = offer(id, ['k1'], { ...rated, kind: 'embedding', price: { input: 1, output: 0 } });
  return { ...made, provider: { ...made.provider, embeddings: { batch: 10, dimensionsField: 'dimensions' } } };
};

const words = (text: string): readonly ChatEvent[] => [
  { type: 'text-delta', text: text.slice(0, 5) },
  { type: 'text-delta', text: text.slice(5) },
];
const counted: ChatEvent = { type: 'usage', usage: { input: 20, output: 4 } };
const ended: ChatEvent = { type: 'finish', reason: 'stop', native: 'stop', servedModel: 'small-2026' };
const title = [...words('Monads explained'), counted, ended];
const never = new AbortController().signal;

const texts = async (events: AsyncIterable<{ readonly type: string; readonly text?: string }>): Promise<string> => {
  let text = '';
  for await (const event of events) if (event.type === 'text-delta') text += event.text;
  return text;
};

describe('the way through the house with answers kept from before', () => {
  let folder = '';
  let secret: Uint8Array = new Uint8Array();
  let stores: AnswerStore[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyway-kept-'));
    [secret, stores] = [randomBytes(32), []];
  });
  afterEach(async () => {
    for (const store of stores) await store.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const storeIn = (workspace: string): AnswerStore => {
    const store = openAnswerStore({
      folder: join(folder, workspace),
      secret: async () => secret,
      clock: Date.now,
      onTrouble: assert.fail,
    });
    stores.push(store);
    return store;
  };

  interface Scene {
    readonly offers?: readonly Offer[];
    readonly events?: () => readonly ChatEvent[];
    readonly vectors?: (text: string) => Float32Array;
    readonly parts?: Partial<KeptParts>;
    readonly policy?: Policy;
  }

  /** A house that answers everything with the same events, and the way through it. */
  const scene = ({
    offers = [small('acme/small')],
    events = () => title,
    vectors,
    parts,
    policy = defaultPolicy,
  }: Scene = {}) => {
    const openings: ChatRequest[] = [];
    const postings: Posting[] = [];
    const attempts: Attempt[] = [];
    const receipts: Receipt[] = [];
    const health = new Health();
    let id = 0;
    const house: House = {
      ...quiet(),
      offers: () => offers,
      modelOf: () => undefined,
      health,
      open: async ({ request }) => {
        openings.push(request);
        const all = events();
        return (async function* () {
          yield* all;
        })();
      },
      embed: async (posting) => {
        postings.push(posting);
        const make = vectors ?? ((text: string) => Float32Array.of(text.length, 0.1));
        return { vectors: posting.request.texts.map(make), usage: { input: 3, output: 0 } };
      },
      patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
      newId: () => `id-${(id += 1)}`,
      onAttempt: (attempt) => attempts.push(attempt),
      onReceipt: (receipt) => receipts.push(receipt),
      policy: () => policy,
      workspace: () => 'here 1a2b',
    };
    const way = withKeptAnswers({
      isOn: () => true,
      store: storeIn('here'),
      overrides: { baseUrl: () => undefined },
      ...parts,
    });
    const ask = (request: Partial<ChatRequest> = {}, about: Partial<Asking> = {}) =>
      texts(
        way.answer(house, { request: asked(request), pick: 'auto', caller: 'github.copilot-chat', ...about }, never),
      );
    const embed = (some: readonly string[], about: Partial<Embedding> = {}) =>
      way.embeddings(house, { texts: some, pick: 'acme/maker', caller: 'keyway.index', ...about }, never);
    return { way, house, ask, embed, openings, postings, attempts, receipts };
  };

  describe('of small questions', () => {
    it('gives the same answer again without asking anybody', async () => {
      const { ask, openings } = scene();
      assert.equal(await ask(), 'Monads explained');
      assert.equal(await ask(), 'Monads explained');
      assert.equal(openings.length, 1);
    });

    it('gives it after a restart as well', async () => {
      await scene().ask();
      const { ask, openings } = scene();
      await Promise.all(stores.map((store) => store.dispose()));
      assert.equal(await ask(), 'Monads explained');
      assert.equal(openings.length, 0);
    });

    it('shows who answered then, for nothing, in one row and one receipt', async () => {
      const { ask, attempts, receipts } = scene();
      await ask();
      await ask();
      assert.equal(attempts.length, 2);
      assert.equal(receipts.length, 2);
      const { totalMs, at, ...row } = attempts[1] ?? assert.fail();
      assert.ok(totalMs >= 0 && at > 0);
      assert.deepEqual(row, {
        requestId: receipts[1]?.requestId,
        provider: 'acme',
        model: 'small',
        keyId: 'k1',
        keyNickname: 'k1',
        task: 'utility',
        caller: 'github.copilot-chat',
        workspace: 'here 1a2b',
        outcome: 'answered',
        usage: { input: 0, output: 0 },
        cost: { usd: 0, from: 'cached' },
        servedModel: 'small-2026',
      });
      assert.notEqual(attempts[0]?.requestId, row.requestId);
      const [who, what, ...more] = receiptLines(receipts[1] ?? assert.fail());
      assert.equal(who, 'Answered by ACME small as small-2026 with key k1');
      assert.match(what ?? '', /^\$0\.00 \(kept from before\) · 0 tokens in, 0 out · /);
      assert.deepEqual(more, []);
    });

    it('is a row of the ledger at cost 0 with provenance cached', async () => {
      const ledger = openLedger({ folder: join(folder, 'ledger'), onTrouble: assert.fail });
      const { way, house } = scene();
      const asking: Asking = { request: asked(), pick: 'auto', caller: 'core' };
      for (let turn = 0; turn < 2; turn += 1)
        await texts(way.answer({ ...house, onAttempt: ledger.record }, asking, never));
      const [hit, first] = await ledger.recent(2);
      assert.deepEqual(hit?.cost, { usd: 0, from: 'cached', priceAsOf: undefined });
      assert.equal(first?.cost.from, 'computed');
      const { answered, cost } = await ledger.summary({ since: 0 });
      assert.equal(answered, 2);
      assert.equal(cost.unknown, 0);
      await ledger.dispose();
    });

    it('ends a hit with its receipt, like every other answer', async () => {
      const { way, house, ask } = scene();
      await ask();
      const types: string[] = [];
      for await (const { type } of way.answer(house, { request: asked(), pick: 'auto', caller: 'core' }, never))
        types.push(type);
      assert.deepEqual(types, ['text-delta', 'receipt']);
    });

    const otherwise: Readonly<Record<string, readonly [Partial<ChatRequest>, Partial<Asking>]>> = {
      'another question': [{ messages: [said('What is a monoid?')] }, {}],
      'another length': [{ maxOutputTokens: 10 }, {}],
      'another pick': [{}, { pick: 'acme/small' }],
    };
    for (const [name, [request, about]] of Object.entries(otherwise))
      it(`asks again for ${name}`, async () => {
        const { ask, openings } = scene();
        await ask();
        await ask(request, about);
        assert.equal(openings.length, 2);
      });

    const notKept: Readonly<Record<string, readonly [Partial<ChatRequest>, Partial<Asking>]>> = {
      'a chat': [{}, { caller: 'keyway.participant' }],
      'a conversation of the editor’s chat': [{ conversation: 'a' }, {}],
      code: [{ messages: [said('```ts\nlet a = 1;\n```')] }, { caller: 'keyway.participant' }],
      'work with tools': [{ tools: [{ name: 'find', description: '' }] }, {}],
      'a question that asks for chance': [{ temperature: 0.7 }, {}],
    };
    for (const [name, [request, about]] of Object.entries(notKept))
      it(`keeps nothing of ${name}, and makes no file for it`, async () => {
        const { ask, openings } = scene();
        await ask(request, about);
        await ask(request, about);
        assert.equal(openings.length, 2);
        assert.deepEqual(readdirSync(folder), []);
      });

    const incomplete: Readonly<Record<string, readonly ChatEvent[]>> = {
      'was cut off at its length': [...words('Monads expl'), counted, { ...ended, reason: 'length' }],
      'was a refusal': [...words('I cannot help with that.'), counted, { ...ended, reason: 'refusal' }],
      'ended for another reason': [...words('Monads explained'), counted, { ...ended, reason: 'other' }],
      'nobody counted': [...words('Monads explained'), ended],
      'was a tool call as well': [
        ...words('Look'),
        { type: 'tool-call', id: '1', name: 'find', input: {} },
        counted,
        ended,
      ],
    };
    for (const [name, events] of Object.entries(incomplete))
      it(`keeps no answer that ${name}`, async () => {
        const { ask, openings } = scene({ events: () => events });
        await ask();
        await ask();
        assert.equal(openings.length, 2);
      });

    it('keeps no answer that broke off', async () => {
      let turn = 0;
      const { ask, openings } = scene({ events: () => ((turn += 1) === 1 ? words('Monads') : title) });
      await assert.rejects(ask(), RunFailure);
      assert.equal(await ask(), 'Monads explained');
      assert.equal(openings.length, 2);
    });

    it('keeps no answer that nobody waited for', async () => {
      const { way, house, ask, openings } = scene();
      for await (const event of way.answer(house, { request: asked(), pick: 'auto', caller: 'core' }, never))
        if (event.type === 'text-delta') break;
      await ask();
      assert.equal(openings.length, 2);
    });

    it('gives nothing to a request that was stopped', async () => {
      const { way, house, ask, openings } = scene();
      await ask();
      const asking: Asking = { request: asked(), pick: 'auto', caller: 'core' };
      await assert.rejects(texts(way.answer(house, asking, AbortSignal.abort())), RunFailure);
      assert.equal(openings.length, 1);
    });

    it('gives no answer of a model or key that is no longer offered', async () => {
      await scene({ offers: [small('acme/small', ['k1'])] }).ask();
      const { ask, openings } = scene({ offers: [small('acme/small', ['k2'])] });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('gives the answer of a route that is cooling, which costs nothing', async () => {
      const offers = [small('acme/small'), small('zeta/small')];
      const { house, ask, openings, receipts } = scene({ offers });
      await ask();
      const [{ provider, model, keys: [key] } = assert.fail()] = offers;
      assert.ok(key);
      const failure = new ChatFailure({ kind: 'rate', what: 'too many', retryAfter: 60_000 });
      house.health.failed({ provider, model, key }, failure, Date.now());
      await ask();
      assert.equal(openings.length, 1);
      assert.equal(receipts[1]?.answered?.provider, 'ACME');
    });

    it('asks again where the key is sent elsewhere now', async () => {
      await scene().ask();
      const { ask, openings } = scene({ parts: { overrides: { baseUrl: () => 'https://proxy.example/v1' } } });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('asks again where another header names another account', async () => {
      await scene().ask();
      const overrides = { baseUrl: () => undefined, headers: () => ({ 'openai-organization': 'org-2' }) };
      const { ask, openings } = scene({ parts: { overrides } });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('asks again where the key’s fields were entered anew', async () => {
      const [before] = [small('acme/small')];
      await scene({ offers: [before] }).ask();
      const after = { ...before, keys: before.keys.map((key) => ({ ...key, updatedAt: 5 })) };
      const { ask, openings } = scene({ offers: [after] });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('asks again where the person wants something else of plans', async () => {
      await scene().ask();
      const { ask, openings } = scene({ policy: { ...defaultPolicy, costOptimisation: false } });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('never gives one workspace the answers of another', async () => {
      await scene().ask();
      const { ask, openings } = scene({ parts: { store: storeIn('there') } });
      await ask();
      assert.equal(openings.length, 1);
    });
  });

  describe('where it is switched off', () => {
    it('asks every time and makes no file at all', async () => {
      const { ask, embed, openings, postings } = scene({
        offers: [small('acme/small'), maker('acme/maker')],
        parts: { isOn: () => false },
      });
      for (let turn = 0; turn < 2; turn += 1) {
        await ask();
        await embed(['a']);
      }
      assert.equal(openings.length, 2);
      assert.equal(postings.length, 2);
      assert.deepEqual(readdirSync(folder), []);
    });

    it('gives nothing that was kept while it was on', async () => {
      await scene().ask();
      const { ask, openings } = scene({ parts: { isOn: () => false } });
      await ask();
      assert.equal(openings.length, 1);
    });

    it('is the same where no workspace is open', async () => {
      const { ask, openings } = scene({ parts: { store: undefined } });
      await ask();
      await ask();
      assert.equal(openings.length, 2);
      assert.deepEqual(readdirSync(folder), []);
    });
  });

  describe('of vectors', () => {
    const offers = [maker('acme/maker')];

    it('gives them again to the last bit, without asking anybody, in one row at no cost', async () => {
      const { embed, postings, attempts, receipts } = scene({ offers });
      const first = await embed(['a', 'bb']);
      const second = await embed(['a', 'bb']);
      assert.deepEqual(second.vectors, first.vectors);
      assert.deepEqual(second.vectors, [Float32Array.of(1, 0.1), Float32Array.of(2, 0.1)]);
      assert.equal(modelKey(second.model), 'acme/maker');
      assert.equal(postings.length, 1);
      assert.deepEqual(
        attempts.map(({ task, cost }) => [task, cost.from]),
        [
          ['embedding', 'computed'],
          ['embedding', 'cached'],
        ],
      );
      assert.equal(receipts[1], second.receipt);
      assert.deepEqual(second.receipt.cost, { usd: 0, from: 'cached' });
    });

    it('asks only for the texts that are new, and puts all in their order', async () => {
      const { embed, postings, attempts, receipts } = scene({ offers });
      await embed(['a', 'ccc', 'eeeee']);
      const { vectors, receipt } = await embed(['a', 'bb', 'ccc', 'dddd', 'eeeee']);
      assert.deepEqual(
        vectors.map(([length]) => length),
        [1, 2, 3, 4, 5],
      );
      assert.deepEqual(postings[1]?.request.texts, ['bb', 'dddd']);
      assert.equal(receipts.length, 2);
      assert.equal(receipt.cost.from, 'computed');
      assert.deepEqual(
        attempts.slice(1).map(({ requestId, cost }) => [requestId === receipt.requestId, cost.from]),
        [
          [true, 'computed'],
          [true, 'cached'],
        ],
      );
      assert.equal(postings.length, 2);
      await embed(['dddd']);
      assert.equal(postings.length, 2);
    });

    it('asks for all texts where nobody named the model: the others might come from another one', async () => {
      const { embed, postings } = scene({ offers });
      await embed(['a'], { pick: 'auto' });
      await embed(['a', 'bb'], { pick: 'auto' });
      assert.deepEqual(postings[1]?.request.texts, ['a', 'bb']);
      await embed(['a', 'bb'], { pick: 'auto' });
      assert.equal(postings.length, 2);
    });

    it('never mixes those of another model, another length or another purpose', async () => {
      const both = [maker('acme/maker'), maker('best/maker')];
      const { embed, postings } = scene({ offers: both, vectors: () => new Float32Array(256).fill(0.5) });
      await embed(['a']);
      await embed(['a'], { pick: 'best/maker' });
      await embed(['a'], { dimensions: 256 });
      await embed(['a'], { purpose: 'query' });
      await embed(['a'], { purpose: 'document' });
      assert.equal(postings.length, 5);
    });

    it('has all made anew where the model makes longer ones today, and keeps those', async () => {
      let length = 2;
      const { embed, postings } = scene({ offers, vectors: () => new Float32Array(length).fill(0.5) });
      await embed(['a']);
      length = 3;
      const { vectors } = await embed(['a', 'bb']);
      assert.deepEqual(
        vectors.map((vector) => vector.length),
        [3, 3],
      );
      const calls = postings.length;
      await embed(['a', 'bb']);
      assert.equal(postings.length, calls);
    });

    it('leaves what is wrong with the texts to the way itself', async () => {
      const { embed } = scene({ offers });
      await assert.rejects(embed([]), /no text/);
      await assert.rejects(embed(['a', ' ']), /Text 2 is empty/);
    });

    it('is thrown away with its row where the rest cannot be made', async () => {
      const { way, house, embed, attempts } = scene({ offers });
      await embed(['a']);
      const refusing: House = {
        ...house,
        embed: () => Promise.reject(new ChatFailure({ kind: 'quota', what: 'no credit' })),
      };
      const asking: Embedding = { texts: ['a', 'bb'], pick: 'acme/maker', caller: 'keyway.index' };
      await assert.rejects(way.embeddings(refusing, asking, never), RunFailure);
      assert.deepEqual(
        attempts.map(({ outcome, cost }) => [outcome, cost.from]),
        [
          ['answered', 'computed'],
          ['quota', 'estimated'],
        ],
      );
    });

    it('never gives one workspace those of another', async () => {
      await scene({ offers }).embed(['a']);
      const { embed, postings } = scene({ offers, parts: { store: storeIn('there') } });
      await embed(['a']);
      assert.equal(postings.length, 1);
    });
  });
});
