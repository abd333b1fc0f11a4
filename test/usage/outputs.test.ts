import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import { outputsOf } from '../../src/usage/outputs.ts';
import { attempt, inRoom } from './samples.ts';

const now = Date.UTC(2026, 10, 20, 12);
const day = 86_400_000;

const answered = (output: number, facts: Partial<Attempt> = {}): Attempt =>
  attempt({ at: now, usage: { input: 1_000, output }, ...facts });

const clock = (): number => now;

describe('how long answers were', () => {
  it('is not known before the ledger was read', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(answered(200));
      const outputs = outputsOf(ledger.shared, clock);
      assert.equal(outputs.history('chat'), undefined);
      await outputs.load();
      assert.deepEqual(outputs.history('chat'), { median: 200, p90: 200, count: 1 });
    }));

  it('is told by task, and by model for a task', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (const output of [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]) ledger.record(answered(output));
      ledger.record(answered(5_000, { model: 'gpt-6-sol' }));
      ledger.record(answered(7, { task: 'utility' }));
      const outputs = outputsOf(ledger.shared, clock);
      await outputs.load();
      assert.deepEqual(outputs.history('chat'), { median: 60, p90: 100, count: 11 });
      assert.deepEqual(outputs.history('chat', 'openai/gpt-6-luna'), { median: 50, p90: 90, count: 10 });
      assert.deepEqual(outputs.history('chat', 'openai/gpt-6-sol'), { median: 5_000, p90: 5_000, count: 1 });
      assert.deepEqual(outputs.history('utility'), { median: 7, p90: 7, count: 1 });
      assert.equal(outputs.history('utility', 'openai/gpt-6-sol'), undefined);
      assert.equal(outputs.history('code'), undefined);
    }));

  it('counts answers whose tokens were reported, and nothing else', () =>
    inRoom(async ({ open }) => {
      const others = [
        answered(1, { outcome: 'stall' }),
        answered(1, { outcome: 'aborted' }),
        answered(1, { cost: { usd: 0, from: 'cached' } }),
        answered(1, { usage: undefined }),
      ];
      const ledger = open();
      for (const one of [...others, answered(200)]) ledger.record(one);
      const outputs = outputsOf(ledger.shared, clock);
      await outputs.load();
      for (const one of others) outputs.note(one);
      assert.deepEqual(outputs.history('chat'), { median: 200, p90: 200, count: 1 });
    }));

  it('forgets what is older than 30 days', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(answered(1, { at: now - 30 * day - 1 }));
      ledger.record(answered(100, { at: now - 30 * day }));
      const outputs = outputsOf(ledger.shared, clock);
      await outputs.load();
      assert.deepEqual(outputs.history('chat'), { median: 100, p90: 100, count: 1 });
      outputs.note(answered(300, { at: now + 1 }));
      assert.deepEqual(outputs.history('chat'), { median: 300, p90: 300, count: 1 });
    }));

  it('is kept current by what is noted, and counts nothing twice', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const outputs = outputsOf(ledger.shared, clock);
      const both = (one: Attempt): void => {
        ledger.record(one);
        outputs.note(one);
      };
      both(answered(100));
      assert.equal(outputs.history('chat')?.count, 1);
      const loaded = outputs.load();
      both(answered(200));
      await loaded;
      both(answered(300));
      assert.deepEqual(outputs.history('chat'), { median: 200, p90: 300, count: 3 });
    }));

  it('keeps what was noted where the ledger cannot be read', async () => {
    const outputs = outputsOf({ use: () => Promise.reject(new Error('no disk')) }, clock);
    outputs.note(answered(100));
    await outputs.load();
    assert.equal(outputs.history('chat')?.count, 1);
  });

  it('is that of the newest 1,000 answers of a group', () => {
    const outputs = outputsOf({ use: () => Promise.reject(new Error('not asked')) }, clock);
    for (let output = 1; output <= 2_500; output++) outputs.note(answered(output));
    assert.deepEqual(outputs.history('chat'), { median: 2_000, p90: 2_400, count: 1_000 });
  });

  it('is the true median and 90th percentile, in whatever order answers come', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { minLength: 1, maxLength: 60 }), (lengths) => {
        const outputs = outputsOf({ use: () => Promise.reject(new Error('not asked')) }, clock);
        for (const output of lengths) outputs.note(answered(output));
        const ascending = lengths.toSorted((a, b) => a - b);
        const { median = -1, p90 = -1, count } = outputs.history('chat') ?? {};
        assert.equal(count, lengths.length);
        const below = (limit: number): number => ascending.filter((one) => one <= limit).length / lengths.length;
        const under = (limit: number): number => ascending.filter((one) => one < limit).length / lengths.length;
        assert.ok(below(median) >= 0.5 && under(median) < 0.5);
        assert.ok(below(p90) >= 0.9 && under(p90) < 0.9);
      }),
    ));
});
