import assert from 'node:assert/strict';
import type { ProviderTotal, TotalsFound } from '../../src/core/provider-total.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { Access } from '../../src/editor/key-access.ts';
import { type ReconcileDesk, reconcileKeys } from '../../src/editor/reconcile-keys.ts';
import { reconcilePage } from '../../src/editor/reconcile-page.ts';
import { openai } from '../../src/providers/openai.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { moonshot } from '../../src/providers/moonshot.ts';
import type { Shared } from '../../src/usage/ledger.ts';
import { attempt, inRoom } from '../usage/samples.ts';
import { Desk } from './desk.ts';

const secret = 'sk-or-v1-invented0123456789abcdef';
const records: readonly Provider[] = [openai, openrouter, moonshot];

const spent = (nano: number, currency = 'USD'): ProviderTotal => ({
  kind: 'spent',
  of: 'key',
  span: 'month',
  currency,
  nano,
});

const told = (...totals: readonly ProviderTotal[]): TotalsFound => ({ kind: 'told', totals, notes: [] });

describe('reconciling all keys', () => {
  let desk: Desk;
  let asked: [string, Access][];
  let answers: TotalsFound[];
  let held: string[];

  beforeEach(async () => {
    [desk, asked, answers, held] = [new Desk(), [], [], []];
    await desk.open();
  });
  afterEach(() => desk.close(secret));

  const add = (provider: Provider, nickname: string, at: string | { readonly host: string }) => {
    const origin = typeof at === 'string' ? at : `https://${at.host}`;
    const plain = typeof at === 'string' ? {} : at;
    const fields = { apiKey: secret };
    return desk.keyring.add({ provider: provider.id, nickname, plain, secret: { origin, fields } });
  };

  const parts = (shared: Pick<Shared, 'use'>): ReconcileDesk => ({
    keyring: desk.keyring,
    overrides: { baseUrl: ({ id }) => desk.baseUrls[id] },
    tombstones: [],
    providerOf: (id) => records.find((one) => one.id === id),
    askTotals: (provider, access) => {
      asked.push([provider.id, access]);
      assert.ok(held.includes(secret), 'the log holds the secret back');
      return Promise.resolve(answers.shift() ?? told(spent(0)));
    },
    shared,
    hold: (secrets) => {
      held.push(...secrets);
      return { dispose: () => (held = []) };
    },
    onBug: (error) => assert.fail(String(error)),
    clock: () => desk.now,
  });

  const progress = (stopAfter = Number.POSITIVE_INFINITY) => {
    const stopping = new AbortController();
    let told = 0;
    return { signal: stopping.signal, tell: () => void (++told > stopAfter && stopping.abort()) };
  };

  it('asks each key at the origin it was saved for, shows both sides, and says where else to look', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const key = await add(openrouter, 'work | [x](y)', 'https://openrouter.ai');
      await add(openai, 'own', 'https://api.openai.com');
      answers = [{ ...told(spent(2_500_000_000)), notes: ['The limit is $5.00.'] } as TotalsFound];
      const own = { provider: 'openrouter', keyId: key.id, at: desk.now - 60_000 };
      ledger.record(attempt({ ...own, cost: { usd: 1.5, from: 'reported' } }));
      ledger.record(attempt({ ...own, cost: { usd: 0.5, from: 'estimated' }, outcome: 'aborted' }));
      ledger.record(attempt({ ...own, cost: { from: 'unknown' } }));
      const findings = await reconcileKeys(parts(ledger.shared), progress());
      assert.deepEqual(
        asked.map(([id, { baseUrl }]) => [id, baseUrl]),
        [['openrouter', 'https://openrouter.ai/api/v1']],
      );
      const page = reconcilePage({ at: desk.now, findings, stopped: false });
      assert.ok(!page.includes(secret));
      assert.ok(page.includes('## OpenRouter, key work \\| \\[x\\]\\(y\\)'), page);
      const row = page.split('\n').find((line) => line.startsWith('| This month')) ?? '';
      const [, says, sum, drift, sentence] = row.split(' | ').map((cell) => cell.replaceAll('\\', ''));
      assert.deepEqual(
        [says, sum, drift],
        ['$2.50', '~$2.00 + 1 unknown (reported $1.50, estimated $0.50)', '+$0.50 (+20.0%)'],
      );
      assert.match(sentence ?? '', /^Possible reasons: 1 attempt of unknown cost is not in the ledger’s sum; /);
      assert.ok(page.includes('The limit is \\$5.00.'));
      assert.match(page, /## Providers that cannot be asked[^]*- OpenAI: <https:\/\/platform\.openai\.com/);
    }));

  it('sends no key to another origin than its own, none that is disabled, and goes on with the next', () =>
    inRoom(async ({ open }) => {
      desk.baseUrls = { openrouter: 'https://proxy.example/v1' };
      await add(openrouter, 'bound', 'https://openrouter.ai');
      const off = await add(moonshot, 'off', { host: 'api.moonshot.ai' });
      await desk.keyring.setEnabled(off.id, false);
      await add(moonshot, 'on', { host: 'api.moonshot.cn' });
      const findings = await reconcileKeys(parts(open().shared), progress());
      assert.deepEqual(
        asked.map(([id, { plain }]) => [id, plain['host']]),
        [['moonshot', 'api.moonshot.cn']],
      );
      const page = reconcilePage({ at: desk.now, findings, stopped: false });
      assert.match(page, /- OpenRouter, key bound: .*openrouter/i);
      assert.match(page, /- Moonshot Kimi, key off: The key is disabled, so it was not sent\./);
    }));

  it('stops where the person stops it, with what was found until then', () =>
    inRoom(async ({ open }) => {
      for (const name of ['a', 'b', 'c']) await add(openrouter, name, 'https://openrouter.ai');
      const findings = await reconcileKeys(parts(open().shared), progress(1));
      assert.equal(asked.length, 2, 'the one under way ends');
      const page = reconcilePage({ at: desk.now, findings, stopped: true });
      assert.match(page, /and stopped before all keys were asked/);
    }));

  it('names one source of a sum without its amount again, and says a sentence once where rows share it', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const key = await add(openrouter, 'a', 'https://openrouter.ai');
      const own = { provider: 'openrouter', keyId: key.id, at: desk.now - 60_000 };
      ledger.record(attempt({ ...own, cost: { usd: 1.5, from: 'reported' } }));
      const month = spent(2_500_000_000);
      answers = [told(month, { ...month, span: 'week' } as ProviderTotal)];
      const findings = await reconcileKeys(parts(ledger.shared), progress());
      const page = reconcilePage({ at: desk.now, findings, stopped: false }).replaceAll('\\', '');
      assert.equal(page.match(/ \| \$1\.50 \(reported\) \| /g)?.length, 2);
      assert.equal(page.match(/Possible reasons: /g)?.length, 1);
      assert.match(page, /\| As above\. \|/);
    }));

  it('shows yuan as yuan, with nothing beside', () =>
    inRoom(async ({ open }) => {
      await add(openrouter, 'a', 'https://openrouter.ai');
      answers = [told({ kind: 'left', of: 'account', currency: 'CNY', nano: 110_000_000_000 })];
      const findings = await reconcileKeys(parts(open().shared), progress());
      const page = reconcilePage({ at: desk.now, findings, stopped: false });
      assert.match(page, /\| Now, whole account \| 110\.00 CNY left \|  \|  \| It is in CNY/);
    }));

  it('says that the ledger cannot be read, and not that nothing was spent', async () => {
    await add(openrouter, 'a', 'https://openrouter.ai');
    const shared = { use: () => Promise.reject(new Error('the disk is full')) };
    const [finding] = await reconcileKeys(parts(shared), progress());
    assert.match(finding?.kind === 'untold' ? finding.sentence : '', /^OpenRouter answered, but Keyway’s usage ledger/);
  });

  it('has a page also where there is no key', () => {
    assert.match(reconcilePage({ at: desk.now, findings: [], stopped: false }), /There are no keys to ask\./);
  });
});
