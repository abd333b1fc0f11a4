import assert from 'node:assert/strict';
import type { Attempt } from '../../src/core/attempt.ts';
import { pastOf } from '../../src/usage/past.ts';
import { LedgerTrouble } from '../../src/usage/trouble.ts';
import { always, attempt, inRoom } from './samples.ts';

const at = Date.UTC(2026, 10, 20, 12);

const pastWith = async (
  attempts: readonly Attempt[],
  period: { readonly since: number; readonly until?: number } = always,
) => {
  let past: Awaited<ReturnType<typeof pastOf>> | undefined;
  await inRoom(async ({ open }) => {
    const ledger = open();
    for (const [index, one] of attempts.entries()) {
      ledger.record(one);
      if (index % 5_000 === 0) await ledger.flush();
    }
    past = await pastOf(ledger.shared, period);
  });
  assert.ok(past);
  return past;
};

describe('the past', () => {
  it('is one entry a request, with the tokens and the money of the attempt that answered', async () => {
    const { requests, left } = await pastWith([attempt()]);
    assert.deepEqual(requests, [
      {
        at,
        task: 'chat',
        caller: 'github.copilot-chat',
        workspace: 'keyway 1a2b3c4d',
        provider: 'openai',
        model: 'gpt-6-luna',
        usage: { input: 1_000, output: 200, cacheRead: 400 },
        servedUsd: 0.0031,
        lostUsd: 0,
      },
    ]);
    assert.deepEqual(left, { requests: 0, usd: 0 });
  });

  it('adds what the attempts before it cost, as far as that is known', async () => {
    const { requests } = await pastWith([
      attempt({ outcome: 'stall', model: 'first', cost: { usd: 0.002, from: 'estimated' } }),
      attempt({ outcome: 'server', model: 'second', usage: undefined, cost: { from: 'unknown' } }),
      attempt(),
    ]);
    assert.deepEqual(
      requests.map(({ model, servedUsd, lostUsd }) => [model, servedUsd, lostUsd]),
      [['gpt-6-luna', 0.0031, 0.002]],
    );
  });

  it('counts the loser of two routes that ran at once as lost, whichever was written last', async () => {
    const { requests } = await pastWith([
      attempt(),
      attempt({ outcome: 'outrun', model: 'loser', cost: { usd: 0.001, from: 'estimated' } }),
    ]);
    assert.deepEqual(
      requests.map(({ model, lostUsd }) => [model, lostUsd]),
      [['gpt-6-luna', 0.001]],
    );
  });

  it('adds up the parts of one embedding', async () => {
    const part = attempt({ task: 'embedding', usage: { input: 500, output: 0 }, cost: { usd: 0.1, from: 'computed' } });
    const { requests } = await pastWith([part, part]);
    assert.deepEqual(
      requests.map(({ usage, servedUsd }) => [usage, servedUsd]),
      [[{ input: 1_000, output: 0, cacheRead: 0 }, 0.2]],
    );
  });

  it('keeps a request whose cost is unknown as such, which is not 0', async () => {
    const { requests } = await pastWith([attempt({ cost: { from: 'unknown' } })]);
    assert.equal(requests[0]?.servedUsd, undefined);
  });

  it('keeps what the person stopped, and leaves out what has no token counts', async () => {
    const { requests, left } = await pastWith([
      attempt({ requestId: 'stopped', outcome: 'aborted' }),
      attempt({ requestId: 'failed', outcome: 'stall', usage: undefined, cost: { usd: 0.5, from: 'estimated' } }),
      attempt({ requestId: 'uncounted', usage: undefined, cost: { from: 'unknown' } }),
      attempt({ requestId: 'kept', cost: { usd: 0, from: 'cached' } }),
    ]);
    assert.equal(requests.length, 1);
    assert.deepEqual(left, { requests: 3, usd: 0.5 });
  });

  it('begins and ends with its period', async () => {
    const times = [at - 1, at, at + 1, at + 2];
    const { requests } = await pastWith(
      times.map((time) => attempt({ requestId: String(time), at: time })),
      { since: at, until: at + 2 },
    );
    assert.deepEqual(
      requests.map((request) => request.at),
      [at, at + 1],
    );
  });

  it('is whole where it is longer than a page, with many rows of one moment', async () => {
    const attempts = Array.from({ length: 12_001 }, (_, index) =>
      attempt({ requestId: `request-${index}`, at: at + Math.floor(index / 7_000) }),
    );
    const { requests } = await pastWith(attempts);
    assert.equal(requests.length, 12_001);
  });

  it('says what is wrong where the ledger cannot be read', async () => {
    await assert.rejects(
      pastOf({ use: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC' })) }, always),
      (error) => error instanceof LedgerTrouble && error.message.endsWith('the disk is full.'),
    );
  });
});
