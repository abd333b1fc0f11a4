import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addKey, updateKey } from '../../src/editor/add-key.ts';
import { auditPage } from '../../src/editor/audit-page.ts';
import { auditMemoryIn } from '../../src/editor/audit-secret.ts';
import { Callers, type Consent } from '../../src/editor/caller-decisions.ts';
import { importAtStart } from '../../src/editor/import-at-start.ts';
import { importFromEnvironment } from '../../src/editor/import-keys.ts';
import { openKeptAnswers } from '../../src/editor/kept-open.ts';
import { keyCommands } from '../../src/editor/key-commands.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import { secretPrefix } from '../../src/editor/names.ts';
import { type Setting, settingSeen } from '../../src/editor/setting-changes.ts';
import { auditSeal, plainSeal } from '../../src/usage/audit-chain.ts';
import { auditActions, type AuditEntry, openAudit } from '../../src/usage/audit.ts';
import { bytesOf, inRoom } from '../usage/samples.ts';
import { Desk } from './desk.ts';
import { FakeMemory } from './fake-memory.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { records, river, sky } from './key-records.ts';
import type { Act } from './scripted.ts';

const canary = 'c4n4ry';
const apiKey = canary.repeat(6).slice(0, 32);
const otherKey = `${canary.repeat(5)}zz`;

const saidOf = ({ action, by, subject, detail = '' }: AuditEntry): string =>
  `${action} by ${by}: ${subject}${detail === '' ? '' : ` (${detail})`}`;

describe('what the audit log is told of keys', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
  });
  afterEach(() => desk.close(canary));

  const said = (): readonly string[] => desk.noted.splice(0).map(saidOf);

  const added = async () => {
    const key = await addKey(
      desk.for({ pick: 'Sky' }, { type: 'my-res' }, { type: apiKey }, { type: 'a=b' }, { type: 'work' }),
    );
    assert.ok(key);
    return key;
  };

  it('is every deed, with who did it and what changed, and no value of a secret', async () => {
    const key = await added();
    assert.deepEqual(said(), ['key-added by person: Sky key “work” (for https://my-res.sky.example, works)']);
    await updateKey(desk.for('enter', { type: '' }, { type: 'c=d' }), key);
    assert.deepEqual(said(), ['key-updated by person: Sky key “work” (its deployments, works)']);
    await updateKey(desk.for('enter', { type: otherKey }, 'enter'), key);
    const [updated] = said();
    assert.match(updated ?? '', /^key-updated by person: Sky key “work” \(its API key/);
    const commands = (...acts: readonly Act[]) => keyCommands(desk.for(...acts));
    await commands()['keyway.testKey'](key.id);
    await commands()['keyway.disableKey'](key.id);
    await commands()['keyway.enableKey'](key.id);
    await commands({ type: 'gpt-5-mini, gpt-5*' })['keyway.limitKey'](key.id);
    await commands({ type: 'home' })['keyway.renameKey'](key.id);
    assert.deepEqual(said(), [
      'key-tested by person: Sky key “work” (works)',
      'key-disabled by person: Sky key “work”',
      'key-enabled by person: Sky key “work”',
      'key-limited by person: Sky key “work” (all models → gpt-5-mini, gpt-5*)',
      'key-renamed by person: Sky key “work” (→ “home”)',
    ]);
    desk.baseUrls = { [sky.id]: 'https://proxy.example/v1' };
    await commands({ confirm: true })['keyway.confirmOrigin'](key.id);
    await commands({ confirm: true })['keyway.removeKey'](key.id);
    assert.deepEqual(said(), [
      'origin-confirmed by person: Sky key “home” (https://my-res.sky.example → https://proxy.example)',
      'key-removed by person: Sky key “home”',
    ]);
  });

  it('is who imported a key, and from which variable', async () => {
    const variables = { TOLL_API_KEY: `toll-${canary.repeat(5)}` };
    await importFromEnvironment(desk.for('enter', { pick: 'Import 1 key' }), variables);
    const [asked, ...others] = said();
    assert.match(asked ?? '', /^key-imported by person: Toll key “default” \(from TOLL_API_KEY, for https:/);
    assert.deepEqual(others, []);
    const { keyring, note, overrides } = desk.for();
    const sent = { SKY_API_KEY: apiKey, SKY_RESOURCE: 'my-res' };
    await importAtStart({ keyring, providers: records, overrides, variables: sent, note });
    assert.deepEqual(said(), [
      'key-imported by keyway: Sky key “environment” (at the start, from SKY_API_KEY, for https://my-res.sky.example)',
    ]);
  });

  it('is the order of keys, and keys that came back', async () => {
    for (const text of [apiKey, otherKey])
      await addKey(desk.for({ type: 'my-res' }, { type: text }, { type: '' }, 'enter'), sky.id);
    const [, second] = desk.keyring.list();
    said();
    await keyCommands(desk.for({ pick: '1 (tried first)' }))['keyway.setKeyPriority'](second?.id);
    assert.deepEqual(said(), ['key-prioritised by person: Sky key “default 2” (2 → 1)']);
    await desk.keyring.flush();
    desk.keyring.dispose();
    rmSync(join(desk.folder, 'keys.json'));
    const { folder, secrets } = desk;
    const keyring = await Keyring.open({ folder, secrets, clock: () => desk.now, warn: () => undefined });
    await keyCommands({ ...desk.for(), keyring })['keyway.recoverKeys']();
    assert.deepEqual(said().toSorted(), [
      'key-recovered by person: Sky key “default 2”',
      'key-recovered by person: Sky key “default”',
    ]);
    await keyring.flush();
    keyring.dispose();
    await desk.open();
  });

  it('is nothing where the person gave up', async () => {
    const key = await added();
    said();
    await keyCommands(desk.for({ confirm: false }))['keyway.removeKey'](key.id);
    await keyCommands(desk.for('escape'))['keyway.renameKey'](key.id);
    await keyCommands(desk.for('escape'))['keyway.limitKey'](key.id);
    assert.deepEqual(said(), []);
  });

  it('brings no part of a secret into the file, whatever is done', () =>
    inRoom(async (room) => {
      const key = await added();
      await updateKey(desk.for('enter', { type: otherKey }, 'enter'), key);
      await addKey(
        desk.for(
          { type: 'eu-west-1' },
          { type: '' },
          { type: 'RKIACANARY0000000000' },
          { type: `${canary}/secret+access/key` },
          { type: '' },
          'enter',
        ),
        river.id,
      );
      await keyCommands(desk.for())['keyway.testKey'](key.id);
      const secrets = new FakeSecrets();
      const memory = auditMemoryIn({
        store: secrets,
        patience: 500,
        folder: room.folder,
        machine: '',
        clock: Date.now,
      });
      const { shared } = room.open();
      const book = openAudit({ shared, memory, clock: Date.now });
      for (const entry of desk.noted) book.note(entry);
      const setting = { name: 'keyway.headers', value: { sky: { 'X-Key': apiKey } }, isPrivate: true };
      for (const value of [{}, setting.value, { sky: { 'X-Key': otherKey } }])
        book.look(settingSeen({ ...setting, value }, () => ({ providers: [], keys: [] })));
      const found = await book.verify();
      assert.deepEqual([found.kind, found.entries], ['whole', desk.noted.length + 2]);
      const bytes = bytesOf(room.folder);
      assert.ok(bytes.includes('Sky key'));
      for (const secret of [canary, apiKey, otherKey, 'RKIACANARY', ...secrets.stored.values()])
        assert.ok(!bytes.includes(secret), 'a secret is in the file');
      memory.dispose();
    }));
});

describe('what the audit log is told of callers and the cache', () => {
  it('is what was decided, and for how long', async () => {
    const noted: string[] = [];
    const answers: Consent[] = ['session', 'always', 'never', 'dismissed'];
    const callers = new Callers({
      memory: new FakeMemory(),
      ask: async () => answers.shift() ?? 'never',
      nameOf: (caller) => caller,
      note: (entry) => noted.push(saidOf(entry)),
    });
    for (const caller of ['a', 'b', 'c', 'd', 'a', 'core']) await callers.admit(caller).catch(() => undefined);
    await callers.decide('c', undefined);
    assert.deepEqual(noted, [
      'caller-decided by person: a (allowed in this session)',
      'caller-decided by person: b (always allowed)',
      'caller-decided by person: c (never allowed)',
      'caller-decided by person: d (the question was left: refused in this session)',
      'caller-decided by person: c (asked about again)',
    ]);
  });

  it('is that the cache was cleared', async () => {
    const noted: string[] = [];
    const kept = openKeptAnswers({
      folder: undefined,
      secrets: new FakeSecrets(),
      log: (sentence) => assert.fail(sentence),
      note: (entry) => noted.push(saidOf(entry)),
      isOn: () => true,
      overrides: { baseUrl: () => undefined },
    });
    await kept.clear();
    assert.deepEqual(noted, ['cache-cleared by person: Response cache (emptied)']);
    await kept.dispose();
  });
});

describe('what the audit log says of a setting', () => {
  const seal = auditSeal(Buffer.alloc(32, 1));
  const named = { providers: [{ id: 'openai', name: 'OpenAI' }], keys: [] };
  const said = (setting: Omit<Setting, 'value' | 'isPrivate'> & Partial<Setting>, from: unknown, to: unknown) => {
    const [before, after] = [from, to].map((value) =>
      settingSeen({ isPrivate: false, ...setting, value }, () => named),
    );
    assert.ok(before && after);
    const texts = [before.value(seal.digest), after.value(seal.digest)] as const;
    return { texts, entries: after.entries(...texts).map(saidOf) };
  };

  it('is which budgets are new, other ones or gone', () => {
    const day = { limit: 5, period: 'day', action: 'ask' };
    const openai = { limit: 20, period: 'month', action: 'block', provider: 'openai' };
    const { entries } = said(
      { name: 'keyway.budgets' },
      [day, openai],
      [
        { ...day, limit: 10 },
        { limit: 50, period: 'week' },
      ],
    );
    assert.deepEqual(entries, [
      'budget-changed by person: Daily budget ($5.00, then ask → $10.00, then ask)',
      'budget-changed by person: Monthly budget for OpenAI ($20.00, then block → none)',
      'budget-changed by person: Weekly budget (none → $50.00, then block)',
    ]);
  });

  it('is the workspace’s own where its settings say it: whoever opened it has decided nothing', () => {
    const name = 'keyway.workspace.allowedProviders of shop 1a2b3c4d';
    assert.deepEqual(said({ name, by: 'workspace' }, undefined, ['openai']).entries, [
      `rules-changed by workspace: Setting ${name} (not set → ["openai"])`,
    ]);
  });

  it('is which floors and rules are other ones, shortened', () => {
    const name = 'keyway.routing.floors';
    assert.deepEqual(said({ name }, { code: 'best', chat: 'economy' }, { code: 'economy', chat: 'economy' }).entries, [
      'rules-changed by person: Setting keyway.routing.floors (code: "best" → "economy")',
    ]);
    const rules = said({ name: 'keyway.routing.rules' }, [{ use: 'a' }], [{ use: 'b'.repeat(999) }]).entries[0] ?? '';
    assert.match(rules, /\(taken away: \{"use":"a"\}; new: \{"use":"b+…\)$/);
    assert.ok(rules.length < 300);
    assert.match(said({ name: 'keyway.routing.hedging' }, undefined, true).entries[0] ?? '', /\(not set → true\)$/);
    assert.match(said({ name: 'keyway.responseCache' }, true, false).entries[0] ?? '', /^settings-changed /);
  });

  it('is only whose server or headers are other ones, and nothing of them is remembered', () => {
    const headers = said(
      { name: 'keyway.headers', isPrivate: true },
      { openai: { 'X-Team': canary }, groq: { a: canary } },
      { openai: { 'X-Team': `${canary}2` }, mistral: { a: canary } },
    );
    assert.deepEqual(headers.entries, [
      'settings-changed by person: Setting keyway.headers (OpenAI changed; Groq taken away; Mistral set)',
    ]);
    const hook = said({ name: 'keyway.alerts.webhook', isPrivate: true }, '', `https://hooks.example/${canary}`);
    assert.deepEqual(hook.entries, ['settings-changed by person: Setting keyway.alerts.webhook (set)']);
    for (const text of [...headers.texts, ...hook.texts, ...headers.entries, ...hook.entries])
      assert.ok(!text.includes(canary), text);
    const seen = settingSeen(
      { name: 'keyway.headers', value: { openai: { a: canary } }, isPrivate: true },
      () => named,
    );
    assert.equal(seen.value(plainSeal.digest), '{"openai":""}', 'without a secret only the name');
  });
});

describe('what the audit log keeps in the keychain', () => {
  let folder: string;
  let store: FakeSecrets;
  let now = 0;
  beforeEach(() => {
    [folder, store, now] = [mkdtempSync(join(tmpdir(), 'keyway-audit-')), new FakeSecrets(), 1_000];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const memory = (machine = '', place = folder) =>
    auditMemoryIn({ store, patience: 30, folder: place, machine, clock: () => now });

  it('is one secret for all windows of a folder, made once and dated', async () => {
    const [one, two] = [memory(), memory()];
    const made = await Promise.all([one.secret(async () => 7), two.secret(async () => 9)]);
    assert.deepEqual(made[0], made[1]);
    assert.deepEqual(await memory().secret(async () => 99), made[0]);
    assert.equal(made[0].type === 'secret' && made[0].bytes.length, 32);
    for (const name of store.stored.keys()) assert.ok(!name.startsWith(secretPrefix), 'it is no secret of a key');
  });

  it('is another one for another folder and another machine', async () => {
    const made = await memory().secret(async () => 1);
    assert.notDeepEqual(await memory('remote').secret(async () => 1), made);
    assert.notDeepEqual(await memory('', join(folder, 'other')).secret(async () => 1), made);
    await memory().anchorAt({ id: 3, hash: 'abc' });
    assert.deepEqual([await memory().anchor(), await memory('remote').anchor()], [{ id: 3, hash: 'abc' }, 'none']);
  });

  for (const fault of ['throws', 'silent'] as const)
    it(`is silent where the keychain ${fault}, is not asked at every entry, and again a minute later`, async () => {
      store.fault = { get: fault, store: fault };
      const one = memory();
      assert.deepEqual(await one.secret(async () => 1), { type: 'silent' });
      const calls = store.calls.length;
      assert.deepEqual(await one.secret(async () => 1), { type: 'silent' });
      assert.equal(store.calls.length, calls);
      assert.equal(await one.anchor(), 'silent');
      await one.anchorAt({ id: 1, hash: 'a' });
      store.fault = {};
      now += 61_000;
      assert.equal((await one.secret(async () => 1)).type, 'secret');
    });

  it('is none where the keychain forgets', async () => {
    store.fault = { store: 'forgets' };
    assert.deepEqual(await memory().secret(async () => 1), { type: 'none' });
  });

  it('is read again once another window changed it', async () => {
    const one = memory();
    const before = await one.secret(async () => 1);
    const [name = ''] = store.stored.keys();
    await store.delete(name);
    assert.notDeepEqual(await one.secret(async () => 4), before);
  });
});

describe('the page of the audit log', () => {
  const past = { id: 1, at: Date.UTC(2026, 10, 20), action: 'key-added', by: 'person', subject: 's', detail: '' };

  it('shows the newest with words for every action, and says how many more there are', () => {
    const entries = auditActions.map((action, index) => ({ ...past, id: index + 1, action }));
    const page = auditPage({ entries, total: entries.length + 1_234 });
    assert.match(page, /\| 1 \| .*2026.* \| You \| Key added: s \| {2}\|/);
    assert.match(page, /… and 1,234 older\./);
    for (const action of auditActions) if (action.includes('-')) assert.ok(!page.includes(`| ${action}:`), action);
  });

  it('lets no name become more than text', () => {
    const evil = '[x](command:evil) | <b> `y`';
    const page = auditPage({ entries: [{ ...past, by: evil, subject: evil, detail: evil, at: Number.NaN }], total: 1 });
    assert.ok(!page.includes('[x]('));
    assert.equal(page.split('\n').filter((line) => line.includes('command')).length, 1);
  });

  it('says that there is nothing', () => assert.match(auditPage({ entries: [], total: 0 }), /Nothing is in it yet/));
});
