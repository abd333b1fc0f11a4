import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditPage } from '../../src/editor/audit-page.ts';
import { auditMemoryIn } from '../../src/editor/audit-secret.ts';
import { firstUses } from '../../src/editor/first-use.ts';
import { redactingLog } from '../../src/editor/log.ts';
import { type ReconcileDesk, reconcileKeys } from '../../src/editor/reconcile-keys.ts';
import { reconcilePage } from '../../src/editor/reconcile-page.ts';
import { settingSeen } from '../../src/editor/setting-changes.ts';
import { webhookOf } from '../../src/editor/webhook.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { openrouter } from '../../src/providers/openrouter.ts';
import { openAudit } from '../../src/usage/audit.ts';
import { exportUsage } from '../../src/usage/export.ts';
import { sourceOf, type ExportKind } from '../../src/usage/export-sources.ts';
import { askTotals } from '../../src/wire/ask-totals.ts';
import { openOtlp } from '../../src/wire/otlp.ts';
import { always, attempt, inRoom } from '../usage/samples.ts';
import { serve } from '../wire/server.ts';
import { Desk } from './desk.ts';
import { FakeSecrets } from './fake-secrets.ts';

const heart = 'c4n4ryc4n4ryc4n4ry';
const secret = `sk-proj-${heart}`;
const prompt = 'pr0mpt-c4n4ry';

/** An attempt that carries what no attempt should: more than its type says. */
const careless = (requestId: string) => ({
  ...attempt({ requestId, at: Date.now() }),
  secrets: { apiKey: secret },
  headers: { authorization: `Bearer ${secret}` },
  messages: [{ role: 'user', content: prompt }],
  answer: prompt,
});

const clean = (text: string, where: string): void => {
  for (const word of [heart, prompt]) assert.ok(!text.includes(word), `${where} has ${word} in it`);
};

describe('what is kept of usage, and what leaves the machine', () => {
  it('has neither a key nor a prompt in it: audit log, exports of every kind, and the ledger itself', () =>
    inRoom(async ({ open, folder }) => {
      const ledger = open();
      const secrets = new FakeSecrets();
      const memory = auditMemoryIn({ store: secrets, patience: 1_000, folder, machine: '', clock: Date.now });
      const book = openAudit({ shared: ledger.shared, memory, clock: Date.now });
      ledger.shared.onRecorded(firstUses(book.note));
      for (const id of ['a', 'b']) ledger.record(careless(id));
      const subject = `OpenAI key “${secret}”`;
      book.note({ action: 'key-updated', by: secret, subject, detail: `https://proxy.example/?key=${secret}` });
      const settings = [
        { name: 'keyway.alerts.webhook', value: `https://hooks.example/${heart}` },
        { name: 'keyway.otel.endpoint', value: `https://otel.example/${heart}` },
        { name: 'keyway.otel.headers', value: { 'x-team': heart } },
        { name: 'keyway.baseUrls', value: { openai: `https://proxy.example/${heart}` } },
      ];
      for (const { name, value } of settings)
        for (const said of [undefined, value])
          book.look(settingSeen({ name, value: said, isPrivate: true }, () => ({ providers: [], keys: [] })));
      const read = await book.read(100);
      assert.equal(read.total, 2 + settings.length, 'a first use, an update, and every setting');
      clean(auditPage(read), 'the page of the audit log');
      const out = join(folder, 'out');
      mkdirSync(out);
      for (const what of Object.keys(sourceOf) as ExportKind[])
        for (const format of ['csv', 'json'] as const) {
          const path = join(out, `${what}.${format}`);
          const { rows } = await exportUsage(ledger.shared, { what, format, period: always, path });
          assert.ok(rows > 0, what);
          clean(readFileSync(path, 'utf8'), path);
        }
      await book.close();
      memory.dispose();
      await ledger.dispose();
      clean(readFileSync(join(folder, 'ledger.db'), 'latin1'), 'the ledger');
    }));

  it('has neither a key nor a prompt in it: usage for a collector, and alerts for a webhook', async () => {
    await using server = await serve((response) => response.end());
    const otlp = openOtlp({
      endpoint: server.origin,
      headers: {},
      signals: ['traces', 'metrics'],
      version: '1.2.3',
      onTrouble: (sentence) => assert.fail(sentence),
      closingTime: 50,
    });
    otlp.note(careless('a'));
    await otlp.flush();
    await otlp.close();
    const sink = { trace: () => 0, debug: () => 0, info: () => 0, warn: () => 0, error: () => 0 };
    const webhook = webhookOf({
      setting: () => `${server.origin}/hook`,
      log: redactingLog({ ...sink, show: () => undefined, dispose: () => undefined }),
      tell: (sentence) => assert.fail(sentence),
      clock: Date.now,
    });
    const sentence = `OpenAI key “${secret}” expired.`;
    const key = { id: 'k1', nickname: secret };
    await webhook.send({ kind: 'keyInvalid', subject: 'k1 7', sentence, provider: 'openai', key });
    webhook.dispose();
    assert.deepEqual(new Set(server.seen.map(({ path }) => path)), new Set(['/v1/traces', '/v1/metrics', '/hook']));
    for (const { path, body, bytes } of server.seen) clean(body + Buffer.from(bytes).toString('latin1'), path);
  });

  it('has no key on the page of what providers billed, though their answers repeat it', () =>
    inRoom(async ({ open }) => {
      const desk = new Desk();
      await desk.open();
      await using server = await serve((response, { headers }) => {
        const key = headers.authorization ?? '';
        const isTold = headers['x-way'] === 'told';
        const body = isTold
          ? { data: { label: key, usage: 1, limit: 5, limit_remaining: 4, limit_reset: key, [key]: key } }
          : { error: { message: `Incorrect API key provided: ${key}`, code: key }, balance_infos: [{ currency: key }] };
        response.writeHead(isTold ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
      for (const provider of [openrouter, deepseek]) {
        const fields = { apiKey: secret };
        const draft = { provider: provider.id, nickname: 'work', plain: {}, secret: { origin: server.origin, fields } };
        await desk.keyring.add(draft);
      }
      const parts: ReconcileDesk = {
        keyring: desk.keyring,
        overrides: {
          baseUrl: () => server.origin,
          headers: ({ id }) => (id === 'openrouter' ? { 'x-way': 'told' } : {}),
        },
        tombstones: [],
        providerOf: (id) => [openrouter, deepseek].find((one) => one.id === id),
        askTotals: (provider, access, signal) => askTotals({ provider, access, signal }),
        shared: open().shared,
        hold: () => ({ dispose: () => undefined }),
        onBug: (error) => assert.fail(String(error)),
        clock: Date.now,
      };
      const progress = { signal: new AbortController().signal, tell: () => undefined };
      const findings = await reconcileKeys(parts, progress);
      assert.ok(server.seen.some(({ headers }) => headers.authorization === `Bearer ${secret}`));
      const page = reconcilePage({ at: Date.now(), findings, stopped: false });
      assert.match(page, /The key's limit at OpenRouter is \\\$5\.00/);
      assert.match(page, /## Without an answer\n\n- DeepSeek, key work: /);
      clean(page, 'the page');
      await desk.close(heart);
    }));
});
