import assert from 'node:assert/strict';
import type { Attempt } from '../../src/core/attempt.ts';
import { ruleName } from '../../src/core/policy.ts';
import { receiptLines, receiptOf, routeText, type Receipt, type Skipped } from '../../src/core/receipt.ts';
import { planOf, route } from './samples.ts';

const plan = planOf([route('acme/large', 'work'), route('acme/large', 'home')]);
const attempt = (facts: Partial<Attempt> = {}): Attempt => ({
  requestId: 'r1',
  at: 0,
  provider: 'acme',
  model: 'large',
  keyId: 'home',
  keyNickname: 'home',
  task: 'chat',
  caller: 'test',
  outcome: 'answered',
  firstTokenMs: 120,
  totalMs: 900,
  usage: { input: 1_234, output: 56, cacheRead: 1_000, reasoning: 12 },
  cost: { usd: 0.0031, from: 'computed', priceAsOf: '2026-11-01' },
  ...facts,
});
const refused = attempt({
  outcome: 'rate',
  keyId: 'work',
  usage: undefined,
  cost: { usd: 0, from: 'estimated' },
  firstTokenMs: undefined,
});
const skipped: Skipped = {
  provider: 'ACME',
  model: 'large',
  key: 'work',
  asked: true,
  kind: 'rate',
  reason: 'its rate limit is reached (429)',
};

const receipt = (attempts: readonly Attempt[], skips: readonly Skipped[] = []): Receipt =>
  receiptOf({ plan, requestId: 'r1' }, { attempts, skipped: skips, totalMs: 1_234 });

describe('a receipt', () => {
  it('says who answered, with which key, for how much, and who was skipped and why', () => {
    assert.deepEqual(receiptLines(receipt([refused, attempt()], [skipped])), [
      'Answered by ACME large with key home',
      '$0.0031 (computed with prices of 2026-11-01) · 1,234 tokens in (1,000 cached), 56 out (12 reasoning) · 1.2 s',
      'Task chat',
      'Failed: ACME large (key work): its rate limit is reached (429)',
    ]);
  });

  it('tells a route that was asked from one that was not', () => {
    const [, , , line] = receiptLines(
      receipt([attempt()], [{ ...skipped, asked: false, reason: 'the same key work' }]),
    );
    assert.equal(line, 'Not asked: ACME large (key work): the same key work');
  });

  it('says once what failed twice in the same way, and tells what was given up from what failed', () => {
    const outrun: Skipped = { ...skipped, kind: undefined, key: 'home', reason: 'another route answered first' };
    const other: Skipped = { ...skipped, reason: 'it has a problem of its own (500)' };
    const lines = receiptLines(receipt([attempt()], [skipped, skipped, other, outrun])).slice(3);
    assert.deepEqual(lines, [
      'Failed: ACME large (key work): its rate limit is reached (429), tried twice',
      'Failed: ACME large (key work): it has a problem of its own (500)',
      'Given up: ACME large (key home): another route answered first',
    ]);
    const [thrice] = receiptLines(receipt([attempt()], [skipped, skipped, skipped])).slice(3);
    assert.match(thrice ?? '', /, tried 3 times$/);
  });

  it('names the rule that decided, and ends no line with a full stop', () => {
    const ruled = receiptOf(
      {
        plan: { ...plan, rule: 'no Claude', stay: 'Stays with ACME large: nothing else can take this request.' },
        requestId: 'r1',
      },
      { attempts: [attempt()], skipped: [{ ...skipped, reason: 'it broke.' }], totalMs: 1 },
    );
    assert.deepEqual(receiptLines(ruled).slice(2), [
      'Task chat · rule “no Claude” · Stays with ACME large: nothing else can take this request',
      'Failed: ACME large (key work): it broke',
    ]);
    assert.equal(ruleName('rule 2'), 'rule 2');
  });

  it('names the model that really answered, where it is another', () => {
    assert.equal(
      receiptLines(receipt([attempt({ servedModel: 'large-2026-05-01' })]))[0],
      'Answered by ACME large as large-2026-05-01 with key home',
    );
    assert.equal(receiptLines(receipt([attempt({ servedModel: 'large' })]))[0], 'Answered by ACME large with key home');
  });

  it('never writes an unknown cost as nothing, and marks an estimate', () => {
    const line = (cost: Attempt['cost']): string | undefined =>
      receiptLines(receipt([attempt({ cost, usage: undefined })]))[1];
    assert.equal(line({ from: 'unknown' }), 'cost unknown · tokens not reported · 1.2 s');
    assert.equal(line({ usd: 0.0031, from: 'estimated' }), '~$0.0031 (estimated) · tokens not reported · 1.2 s');
    assert.equal(
      line({ usd: 0.42, from: 'reported' }),
      '$0.42 (as the provider reports it) · tokens not reported · 1.2 s',
    );
    assert.equal(
      line({ usd: 0, from: 'reported' }),
      '$0.00 (as the provider reports it) · tokens not reported · 1.2 s',
    );
  });

  it('tells what nobody billed from what is free', () => {
    const line = (one: Attempt): string | undefined => receiptLines(receipt([one]))[1];
    assert.equal(line(refused), 'nothing billed · tokens not reported · 1.2 s');
    const free = attempt({
      cost: { usd: 0, from: 'computed', priceAsOf: '2026-11-01' },
      usage: { input: 5, output: 1 },
    });
    assert.equal(line(free), 'free (computed with prices of 2026-11-01) · 5 tokens in, 1 out · 1.2 s');
    const guessed = attempt({ cost: { usd: 0, from: 'estimated' }, usage: { input: 5, output: 1 } });
    assert.equal(line(guessed), 'free (estimated) · 5 tokens in, 1 out · 1.2 s');
  });

  it('says so where nobody answered', () => {
    const nobody = receipt([refused, attempt({ outcome: 'stream' })], [skipped]);
    assert.equal(nobody.answered, undefined);
    assert.equal(receiptLines(nobody)[0], 'Nobody answered');
    assert.equal(receipt([]).answered, undefined);
    assert.match(receiptLines(receipt([]))[1] ?? '', /^nothing billed/, 'nothing was even asked');
  });

  it('adds what failed attempts cost', () => {
    const cut = attempt({ outcome: 'stall', keyId: 'work', cost: { usd: 0.001, from: 'estimated' } });
    assert.deepEqual(receipt([cut, attempt()]).cost, { usd: 0.0041, from: 'estimated', priceAsOf: '2026-11-01' });
  });
});

it('a route is called by the names a person knows', () => {
  assert.equal(routeText(route('acme/large', 'work')), 'ACME large (key work)');
});
