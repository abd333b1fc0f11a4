import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Budget, Standing } from '../../src/core/budget.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import type { Model } from '../../src/core/provider.ts';
import { bookFacts, type BookLook, offeredModels } from '../../src/editor/diagnose-books.ts';
import { providerOf } from '../../src/providers/index.ts';
import { type Ledger, openLedger } from '../../src/usage/ledger.ts';

const groq = providerOf('groq');
assert.ok(groq);

const key: Key = { id: 'a1', provider: 'groq', nickname: 'work', priority: 1, enabled: true, plain: {}, addedAt: 0 };
const model: Model = {
  provider: 'groq',
  id: 'one',
  name: 'One',
  kind: 'chat',
  contextTokens: 1_000,
  maxOutputTokens: 100,
  tools: true,
  images: false,
  reasoning: false,
};
const offers: readonly Offer[] = [
  { provider: groq, model, keys: [key] },
  { provider: groq, model: { ...model, id: 'vectors', kind: 'embedding' }, keys: [key] },
];

const budget: Budget = { id: 'b1', limit: 5, period: 'day', of: {}, action: 'block', strict: false };
const standing: Standing = {
  budget,
  period: '2026-11-16',
  endsAt: 0,
  spent: 5e9,
  doubt: 0,
  untold: 0,
  reserved: 0,
  lifted: false,
};

describe('what the books say', () => {
  let folder: string;
  let ledger: Ledger;
  let told: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyway-diagnose-'));
    told = [];
    ledger = openLedger({ folder, onTrouble: (sentence) => void told.push(sentence) });
  });
  afterEach(async () => {
    await ledger.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = (changes: Partial<BookLook> = {}): BookLook => ({
    ledger,
    budgets: { standings: () => Promise.resolve([]) },
    house: { health: new Health(), prepare: () => undefined, policy: () => defaultPolicy },
    offers: { all: () => offers, ready: () => Promise.resolve() },
    ...changes,
  });

  it('is that usage is recorded, of a ledger that nobody has opened yet', async () => {
    assert.deepEqual(await bookFacts(look()), { ledger: { recording: true }, blocked: [], resting: [] });
  });

  it('is why usage is not recorded, where the file cannot be', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const broken = openLedger({ folder: join(file, 'below'), onTrouble: () => undefined });
    const { ledger: state } = await bookFacts(look({ ledger: broken }));
    await broken.dispose();
    assert.equal(state.recording, false);
    assert.ok(!state.recording && state.reason.length > 3 && !state.reason.endsWith('.'), 'a clause');
  });

  it('is which budgets block: not those that ask, that were lifted, or have something left', async () => {
    const standings = [
      standing,
      { ...standing, budget: { ...budget, id: 'b2', action: 'ask' as const } },
      { ...standing, lifted: true },
      { ...standing, spent: 4e9 },
      { ...standing, spent: 4e9, reserved: 1e9, budget: { ...budget, id: 'b3', name: 'Team' } },
    ];
    const { blocked } = await bookFacts(look({ budgets: { standings: () => Promise.resolve(standings) } }));
    assert.deepEqual(
      blocked?.map(({ id }) => id),
      ['b1', 'b3'],
    );
    assert.match(blocked?.[1]?.title ?? '', /^Team: /);
    const unread = await bookFacts(look({ budgets: { standings: () => Promise.reject(new Error('no')) } }));
    assert.equal(unread.blocked, undefined);
  });

  it('is which routes rest, and why', async () => {
    const health = new Health();
    const route = { provider: groq, model, key };
    health.failed(route, new ChatFailure({ kind: 'rate', what: 'too many', retryAfter: 60_000 }), Date.now());
    const { resting } = await bookFacts(look({ house: { ...look().house, health } }));
    assert.equal(resting[0]?.provider, 'Groq');
    assert.match(resting[0]?.reason ?? '', /tried again in/);
  });

  it('counts models that chat, and those that a list leaves', () => {
    assert.deepEqual(offeredModels(look()), { offered: 1, allowed: undefined });
    const allowing = (allowedProviders: readonly string[]): BookLook => {
      const { house } = look();
      return look({ house: { ...house, policy: () => ({ ...defaultPolicy, allowedProviders }) } });
    };
    assert.equal(offeredModels(allowing(['ollama'])).allowed, 0);
    assert.equal(offeredModels(allowing(['groq'])).allowed, 1);
  });
});
