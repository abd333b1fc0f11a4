import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attempt } from '../../src/core/attempt.ts';
import { openOtel, type OpenExporter, type Otel } from '../../src/editor/otel.ts';
import { type OtelTarget, readOtelSettings } from '../../src/editor/otel-settings.ts';
import { otelSecretName, readToken } from '../../src/editor/otel-token.ts';
import { setOtelToken } from '../../src/editor/set-otel-token.ts';
import { Signal } from '../../src/editor/signal.ts';
import { openOtlp } from '../../src/wire/otlp.ts';
import { attempt } from '../usage/samples.ts';
import { serve } from '../wire/server.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { type Act, Scripted } from './scripted.ts';

const endpoint = 'https://otel.example.com';
const target = (parts: Partial<OtelTarget> = {}): OtelTarget => ({
  endpoint,
  origin: endpoint,
  headers: {},
  signals: ['traces', 'metrics'],
  ...parts,
});

describe('the settings about OpenTelemetry', () => {
  const read = (endpointSetting: unknown, headers: unknown = {}, signals: unknown = ['traces', 'metrics']) =>
    readOtelSettings({ endpoint: endpointSetting, headers, signals });

  it('are off by default, and where nothing is to be sent', () => {
    for (const nothing of ['', undefined, null]) assert.equal(read(nothing), undefined);
    assert.equal(read(endpoint, {}, []), undefined);
  });

  it('name the base of the collector, its headers and what is sent', () => {
    assert.deepEqual(read('https://otel.example.com/otlp/', { 'X-Scope-OrgID': 'team' }, ['metrics', 'logs']), {
      value: {
        endpoint: 'https://otel.example.com/otlp',
        origin: 'https://otel.example.com',
        headers: { 'x-scope-orgid': 'team' },
        signals: ['metrics'],
      },
    });
  });

  it('send unencrypted only within one’s own machine and network', () => {
    for (const near of ['http://localhost:4318', 'http://127.0.0.1:4318', 'http://[::1]:4318', 'http://10.0.0.7:4318'])
      assert.equal(read(near)?.value?.endpoint, near);
    assert.match(read('http://otel.example.com')?.problem ?? '', /unencrypted to otel\.example\.com: use https/);
  });

  it('are refused with a sentence where they are mistaken, and nothing is guessed', () => {
    const mistaken: readonly (readonly [unknown, RegExp])[] = [
      [7, /^keyway\.otel\.endpoint cannot be used\. It is a URL/],
      ['localhost:4318', /starts with https:\/\//],
      ['ftp://example.com', /Only https and http/],
      ['https://ada:pass@example.com', /user name or password/],
      ['https://example.com?key=1', /query/],
      ['https://example.com/v1/traces', /Leave \/v1\/traces away/],
    ];
    for (const [wrong, said] of mistaken) assert.match(read(wrong)?.problem ?? '', said, String(wrong));
  });

  it('hold no secret: headers that look like one are refused, without their value', () => {
    for (const name of ['Authorization', 'x-api-key', 'X-Honeycomb-Team', 'cookie', 'x-auth-token']) {
      const said = read(endpoint, { [name]: 'sk-0123456789' })?.problem ?? '';
      assert.match(said, /run “Keyway: Set OpenTelemetry Token”/, name);
      assert.ok(!said.includes('sk-0123456789'));
    }
  });

  it('refuse headers that HTTP or the exporter has another use for', () => {
    for (const headers of [{ host: 'a' }, { 'content-type': 'a' }, { 'a b': 'c' }, { a: 'b\r\nc: d' }, { a: 7 }, []])
      assert.ok(read(endpoint, headers)?.problem, JSON.stringify(headers));
  });
});

describe('usage for a collector', () => {
  interface Opened {
    readonly parts: Parameters<OpenExporter>[0];
    readonly noted: Attempt[];
    closed: boolean;
  }
  let secrets = new FakeSecrets();
  let opened: Opened[] = [];
  let said: string[] = [];
  let held: string[] = [];
  let now: ReturnType<typeof readOtelSettings>;
  let changed = new Signal();
  const otels: Otel[] = [];

  beforeEach(() => {
    [secrets, opened, said, held, now, changed] = [new FakeSecrets(), [], [], [], { value: target() }, new Signal()];
  });
  afterEach(async () => {
    for (const otel of otels.splice(0)) await otel.close();
  });

  const records: OpenExporter = (parts) => {
    const one: Opened = { parts, noted: [], closed: false };
    opened.push(one);
    return {
      note: (noted) => void one.noted.push(noted),
      close: async () => {
        one.closed = true;
      },
    };
  };
  const start = (open: OpenExporter = records): Otel => {
    const otel = openOtel({
      target: () => now,
      onDidChange: changed.event,
      secrets,
      open,
      version: '1.2.3',
      hold: (values) => {
        held.push(...values);
        return { dispose: () => void (held = held.filter((value) => !values.includes(value))) };
      },
      log: (sentence) => said.push(`log: ${sentence}`),
      warn: (sentence) => said.push(`warn: ${sentence}`),
    });
    otels.push(otel);
    return otel;
  };
  const save = (origin: string): void =>
    void secrets.stored.set(
      otelSecretName,
      JSON.stringify({ origin, header: 'authorization', value: 'Bearer of-the-team' }),
    );
  const settle = () => pause(5);

  it('opens nothing and reads no secret while the export is off, or before there is any', async () => {
    const otel = start();
    await settle();
    now = undefined;
    otel.note(attempt());
    await settle();
    assert.deepEqual([opened, secrets.calls], [[], []]);
  });

  it('goes where the settings say, with the token of that origin, which is cut out of the log meanwhile', async () => {
    save(endpoint);
    now = { value: target({ headers: { 'x-scope-orgid': 'team' } }) };
    const otel = start();
    otel.note(attempt());
    otel.note(attempt({ requestId: 'request-2' }));
    await settle();
    assert.deepEqual(
      opened.map(({ parts, noted }) => [parts.endpoint, parts.headers, parts.signals, parts.version, noted.length]),
      [[endpoint, { 'x-scope-orgid': 'team', authorization: 'Bearer of-the-team' }, ['traces', 'metrics'], '1.2.3', 2]],
    );
    assert.deepEqual(held, ['Bearer of-the-team']);
    await otel.close();
    assert.deepEqual([opened[0]?.closed, held], [true, []]);
  });

  it('is not sent where the token was saved for another origin', async () => {
    save('https://otel.example.com:8443');
    const otel = start();
    otel.note(attempt());
    otel.note(attempt());
    await settle();
    assert.deepEqual(opened, []);
    assert.deepEqual(said, [
      'warn: Usage is not sent to https://otel.example.com: the OpenTelemetry token was saved for https://otel.example.com:8443. Run “Keyway: Set OpenTelemetry Token”.',
    ]);
  });

  it('is not sent without its token where the keychain is silent', async () => {
    secrets.fault = { get: 'throws' };
    const otel = start();
    otel.note(attempt());
    await settle();
    assert.deepEqual(opened, []);
    assert.match(said.join(), /^warn: .*keychain does not hand out its token\.$/);
  });

  it('goes elsewhere from the next attempt on when a setting changes', async () => {
    const otel = start();
    otel.note(attempt());
    await settle();
    now = { value: target({ endpoint: 'https://other.example.com', origin: 'https://other.example.com' }) };
    changed.fire();
    otel.note(attempt());
    await settle();
    assert.deepEqual(
      opened.map(({ parts, closed }) => [parts.endpoint, closed]),
      [
        [endpoint, true],
        ['https://other.example.com', false],
      ],
    );
    now = undefined;
    changed.fire();
    otel.note(attempt());
    await settle();
    assert.deepEqual([opened.length, opened[1]?.closed], [2, true]);
  });

  it('has the new token as soon as one is set, here or in another window', async () => {
    const otel = start();
    otel.note(attempt());
    await settle();
    await secrets.store(otelSecretName, JSON.stringify({ origin: endpoint, header: 'api-key', value: 'new' }));
    otel.note(attempt());
    await settle();
    assert.deepEqual(
      opened.map(({ parts }) => parts.headers),
      [{}, { 'api-key': 'new' }],
    );
  });

  it('tells a mistake in the settings when it is made, once', async () => {
    const otel = start();
    now = { problem: 'keyway.otel.endpoint cannot be used.' };
    changed.fire();
    otel.note(attempt());
    otel.note(attempt());
    await settle();
    assert.deepEqual(said, ['warn: keyway.otel.endpoint cannot be used.']);
  });

  it('shows the first trouble of a setting, and writes the others to the log', async () => {
    const otel = start();
    otel.note(attempt());
    await settle();
    for (const sentence of ['one', 'two']) opened[0]?.parts.onTrouble(sentence);
    assert.deepEqual(said, ['warn: one', 'log: two']);
  });

  it('takes nothing any more once the window closes', async () => {
    const otel = start();
    await otel.close();
    otel.note(attempt());
    changed.fire();
    await settle();
    assert.deepEqual(opened, []);
  });

  it('arrives through the exporter that the product has', async () => {
    await using server = await serve((response) => response.end());
    now = { value: target({ endpoint: server.origin, origin: server.origin }) };
    save(server.origin);
    const otel = start(openOtlp);
    otel.note(attempt());
    await otel.close();
    assert.deepEqual(
      server.seen.map(({ path, headers }) => `${path} ${headers.authorization}`).toSorted((a, b) => a.localeCompare(b)),
      ['/v1/metrics Bearer of-the-team', '/v1/traces Bearer of-the-team'],
    );
    assert.deepEqual(said, []);
  });
});

describe('the token of a collector', () => {
  const set = async (acts: readonly Act[], secrets = new FakeSecrets(), place: string = endpoint) => {
    const questions = new Scripted(acts);
    const keychain = { store: secrets, patience: 1_000 };
    const target = () => readOtelSettings({ endpoint: place, headers: {}, signals: ['traces'] });
    const offered: string[] = [];
    await setOtelToken({ questions, keychain, target, offerSetting: (sentence) => offered.push(sentence) });
    return { questions, offered, secrets, found: await readToken(keychain) };
  };

  it('is bound to the origin of the endpoint', async () => {
    const { questions, found } = await set([{ pick: 'Bearer token' }, { type: ' of-the-team ' }]);
    assert.deepEqual(found, {
      type: 'token',
      token: { origin: endpoint, header: 'authorization', value: 'Bearer of-the-team' },
    });
    assert.ok(questions.prompts.some((prompt) => prompt.includes(endpoint)));
    assert.deepEqual(questions.told, [`info: The OpenTelemetry token is saved for ${endpoint}.`]);
    assert.ok(!questions.shown().includes('of-the-team'));
  });

  it('may be copied with its scheme, and in any header the collector reads', async () => {
    const basic = await set([{ pick: 'User name and password, in Base64' }, { type: 'Basic YTpi' }]);
    assert.equal(basic.found.type === 'token' && basic.found.token.value, 'Basic YTpi');
    const other = await set([{ pick: 'Another header…' }, { type: 'X-Honeycomb-Team' }, { type: 'abc' }]);
    assert.deepEqual(other.found.type === 'token' && other.found.token, {
      origin: endpoint,
      header: 'x-honeycomb-team',
      value: 'abc',
    });
  });

  it('is refused where HTTP cannot carry it, without being repeated', async () => {
    const { questions, found } = await set([{ pick: 'Bearer token' }, { type: 'sk-ü-secret' }, 'escape']);
    assert.equal(found.type, 'none');
    assert.match(questions.seen.join(), /plain ASCII/);
    assert.ok(!questions.shown().includes('secret'));
  });

  it('is asked for only where the settings name a collector', async () => {
    const off = await set([], new FakeSecrets(), '');
    assert.match(off.offered.join(), /^Set keyway\.otel\.endpoint first/);
    const mistaken = await set([], new FakeSecrets(), 'nonsense');
    assert.match(mistaken.offered.join(), /^keyway\.otel\.endpoint cannot be used/);
  });

  it('can be removed, also after the export was turned off', async () => {
    const { secrets } = await set([{ pick: 'Bearer token' }, { type: 'of-the-team' }]);
    const { found, questions } = await set([{ pick: 'Remove the token' }], secrets, '');
    assert.deepEqual(found, { type: 'none' });
    assert.deepEqual(questions.told, ['info: The OpenTelemetry token is removed.']);
  });

  it('is said to be lost where the keychain does not keep it', async () => {
    const secrets = new FakeSecrets();
    secrets.fault = { store: 'forgets' };
    const { questions } = await set([{ pick: 'Bearer token' }, { type: 'of-the-team' }], secrets);
    assert.match(questions.told.join(), /^error: The keychain did not keep/);
  });

  it('is none where what is stored cannot be read', async () => {
    const secrets = new FakeSecrets();
    for (const garbled of ['{"half', '{}', 'null', '7']) {
      secrets.stored.set(otelSecretName, garbled);
      assert.deepEqual(await readToken({ store: secrets, patience: 1_000 }), { type: 'none' }, garbled);
    }
  });
});
