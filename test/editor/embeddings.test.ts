import assert from 'node:assert/strict';
import type { Attempt } from '../../src/core/attempt.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { RunFailure } from '../../src/core/run.ts';
import { embeddings, type House, type Posting } from '../../src/editor/answer.ts';
import { label, offer } from '../core/samples.ts';
import { quiet } from './quiet.ts';

const maker = (id: string, price: number): Offer => {
  const made = offer(id, ['k1'], {
    kind: 'embedding',
    dimensions: 2,
    strength: { embedding: 3 },
    price: { input: price, output: 0 },
  });
  return { ...made, provider: { ...made.provider, embeddings: { batch: 10 } } };
};

/** A house whose providers make vectors, but for those that refuse. */
const houseWith = (offers: readonly Offer[], refusing: readonly string[] = []) => {
  const postings: Posting[] = [];
  const attempts: Attempt[] = [];
  const receipts: Receipt[] = [];
  const house: House = {
    ...quiet(),
    offers: () => offers,
    modelOf: () => undefined,
    health: new Health(),
    open: () => Promise.reject(new Error('nobody chats here')),
    embed: async (posting) => {
      postings.push(posting);
      if (refusing.includes(label(posting.route))) throw new ChatFailure({ kind: 'quota', what: 'no credit' });
      return { vectors: posting.request.texts.map((text) => Float32Array.of(text.length, 1)) };
    },
    patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
    newId: () => 'id-1',
    onAttempt: (attempt) => attempts.push(attempt),
    onReceipt: (receipt) => receipts.push(receipt),
  };
  return { house, postings, attempts, receipts };
};

const asking = { texts: ['a', 'bb'], purpose: 'document', caller: 'keyway.index' } as const;
const never = new AbortController().signal;

describe('vectors through the house', () => {
  it('come from the cheapest model where nobody was picked, with what they are for', async () => {
    const { house, postings, attempts, receipts } = houseWith([maker('acme/dear', 2), maker('best/cheap', 1)]);
    const { vectors, model, receipt } = await embeddings(house, { ...asking, pick: 'auto' }, never);
    assert.deepEqual(vectors, [Float32Array.of(1, 1), Float32Array.of(2, 1)]);
    assert.equal(model.id, 'cheap');
    assert.deepEqual(postings[0]?.request, { texts: ['a', 'bb'], purpose: 'document' });
    assert.deepEqual(
      attempts.map(({ task, caller, requestId }) => [task, caller, requestId]),
      [['embedding', 'keyway.index', 'id-1']],
    );
    assert.deepEqual(receipts, [receipt]);
  });

  it('come from the model that was picked, and from no other when it fails', async () => {
    const { house, postings } = houseWith([maker('acme/dear', 2), maker('best/cheap', 1)], ['acme/dear k1']);
    await assert.rejects(embeddings(house, { ...asking, pick: 'acme/dear' }, never), RunFailure);
    assert.deepEqual(
      postings.map(({ route }) => label(route)),
      ['acme/dear k1'],
    );
  });

  it('stop with the signal of whoever asked', async () => {
    const { house, postings } = houseWith([maker('acme/dear', 2)]);
    await assert.rejects(embeddings(house, { ...asking, pick: 'auto' }, AbortSignal.abort()), /stopped/);
    assert.equal(postings.length, 0);
  });
});
