import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { redactingLog, type LogSink } from '../../src/editor/log.ts';
import { readWebhook, webhookOf, type Message } from '../../src/editor/webhook.ts';
import { logLines } from './log-lines.ts';

const secret = 'T00CANARY/B00CANARY/canarycanarycanary';
const message: Message = {
  kind: 'keyExpiry',
  subject: 'k1 7 2026-12-01',
  sentence: 'Groq key “work” expires tomorrow (2026-12-01). Update it.',
  provider: 'groq',
  key: { id: 'k1', nickname: 'work' },
  day: '2026-12-01',
};

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Answer = (response: ServerResponse, tries: number) => void;

describe('the webhook', () => {
  let server: Server;
  let asked: Asked[];
  let answer: Answer;
  let setting: unknown;
  let told: string[];
  let logged: string[];
  let webhook: ReturnType<typeof webhookOf>;

  beforeEach(async () => {
    [asked, told, logged] = [[], [], []];
    answer = (response) => response.end();
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
        answer(response, asked.length);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    setting = `${origin()}/services/${secret}?token=canary-token`;
    const write = (line: string): void => void logged.push(line);
    const sink: LogSink = {
      trace: write,
      debug: write,
      info: write,
      warn: write,
      error: write,
      show: () => undefined,
      dispose: () => undefined,
    };
    webhook = webhookOf({
      setting: () => setting,
      log: redactingLog(sink),
      tell: (sentence) => told.push(sentence),
      clock: () => Date.UTC(2026, 10, 30, 12),
      patience: 500,
      pauses: [1, 1],
    });
  });
  afterEach(async () => {
    webhook.dispose();
    server.closeAllConnections();
    server.close();
    assert.doesNotMatch(JSON.stringify([told, logged]), /canary/i, 'the address is shown nowhere');
  });

  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('is sent what is documented, and nothing else', async () => {
    await webhook.send(message);
    const [one] = asked;
    assert.ok(one);
    assert.deepEqual(
      [one.method, one.url, one.headers['content-type'], one.headers['authorization'], one.headers['cookie']],
      ['POST', `/services/${secret}?token=canary-token`, 'application/json', undefined, undefined],
    );
    assert.deepEqual(JSON.parse(one.body), {
      source: 'keyway',
      kind: 'keyExpiry',
      subject: 'k1 7 2026-12-01',
      sentence: 'Groq key “work” expires tomorrow (2026-12-01). Update it.',
      text: 'Groq key “work” expires tomorrow (2026-12-01). Update it.',
      at: '2026-11-30T12:00:00.000Z',
      provider: 'groq',
      key: { id: 'k1', nickname: 'work' },
      day: '2026-12-01',
    });
    assert.deepEqual([told, logged], [[], []]);
  });

  it('is asked twice more where that may help, and told of where it does not', async () => {
    answer = (response, tries) => response.writeHead(tries < 3 ? 503 : 200).end();
    await webhook.send(message);
    assert.deepEqual([asked.length, told, logged], [3, [], []]);
    asked = [];
    answer = (response) => response.writeHead(500).end();
    await webhook.send(message);
    await webhook.send(message);
    assert.equal(asked.length, 6);
    assert.deepEqual(told, [
      'Alerts do not reach your webhook: it answered 500. Look at the setting keyway.alerts.webhook.',
    ]);
    assert.equal(logged.length, 2, 'one line for each');
  });

  it('tells again of a new trouble, once it had worked', async () => {
    for (const status of [500, 200, 500]) {
      answer = (response) => response.writeHead(status).end();
      await webhook.send(message);
    }
    assert.equal(told.length, 2);
  });

  it('is not asked again where it said no', async () => {
    for (const status of [400, 401, 404, 410]) {
      asked = [];
      answer = (response) => response.writeHead(status).end();
      await webhook.send(message);
      assert.equal(asked.length, 1, `${status}`);
    }
  });

  it('leads nowhere else: a redirect is refused, and not tried again', async () => {
    const other: string[] = [];
    const elsewhere = createServer((request, response) => {
      other.push(request.url ?? '');
      response.end();
    });
    elsewhere.listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    try {
      const location = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/canary`;
      for (const status of [301, 302, 307, 308]) {
        asked = [];
        answer = (response) => response.writeHead(status, { location }).end();
        await webhook.send(message);
        assert.equal(asked.length, 1, `${status}`);
      }
      assert.deepEqual(other, []);
      assert.match(told[0] ?? '', /it answered with a redirect, which is not followed/);
    } finally {
      elsewhere.close();
    }
  });

  it('may not keep anybody waiting', async () => {
    answer = () => undefined;
    await webhook.send(message);
    assert.equal(asked.length, 3);
    assert.match(told[0] ?? '', /no answer came within 0\.5 seconds/);
  });

  it('that nobody listens at is named by its code, not by its address', async () => {
    const closed = origin();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    setting = `${closed}/services/${secret}`;
    await webhook.send(message);
    assert.match(told[0] ?? '', /it cannot be reached \(ECONNREFUSED\)/);
    assert.equal(logged.length, 1);
  });

  it('is sent no key, though one was called by what it is, and nothing that Slack reads as a call to everybody', async () => {
    const nickname = `sk-proj-${'canary'.repeat(6)}`;
    const sentence = `OpenAI key “${nickname}” has 1 tokens left today. That is its limit for <!channel> <https://evil.example|x>.`;
    await webhook.send({ ...message, sentence, key: { id: 'k1', nickname }, model: '<!channel>' });
    const body = asked[0]?.body ?? '';
    assert.doesNotMatch(body, /canary/);
    const { text, model } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    assert.match(String(text), /^OpenAI key “\[key\]” has 1 tokens left today\. .* ‹!channel› ‹https:/);
    assert.equal(model, '<!channel>');
  });

  it('is held out of everything that is logged, whole and in parts, as long as it is set', async () => {
    const { lines: log, log: own } = logLines();
    const held = webhookOf({ setting: () => setting, log: own, tell: () => undefined, clock: Date.now });
    assert.equal(held.isOn(), true);
    own.error('It failed:', new Error(`request to ${String(setting)} failed`));
    own.error(`POST /services/${secret}?token=canary-token`);
    own.error('canary-token canarycanarycanary');
    assert.doesNotMatch(log.join('\n'), /canary/i);
    held.dispose();
  });

  it('is off where it is not set, and where what is set cannot be used, which is told once', async () => {
    for (const off of ['', undefined, null]) {
      setting = off;
      assert.equal(webhook.isOn(), false);
    }
    assert.deepEqual(told, []);
    setting = 'http://hooks.example/canary';
    for (let times = 0; times < 3; times++) {
      assert.equal(webhook.isOn(), false);
      await webhook.send(message);
    }
    assert.deepEqual(told, [
      'The setting keyway.alerts.webhook is not used: http is only for this computer: begin it with https://.',
    ]);
    assert.deepEqual(asked, []);
  });

  it('stops with the window, also between two tries', async () => {
    answer = (response) => {
      webhook.dispose();
      response.writeHead(503).end();
    };
    await webhook.send(message);
    assert.equal(asked.length, 1);
    assert.deepEqual([told, logged], [[], []]);
  });

  it('drops what comes faster than it can be told', async () => {
    const waiting = Array.from({ length: 200 }, () => webhook.send(message));
    await Promise.all(waiting);
    assert.equal(asked.length, 50);
    await webhook.send(message);
    assert.equal(asked.length, 51);
  });
});

describe('the address of the webhook', () => {
  it('is https, or http on this computer', () => {
    for (const good of [
      'https://hooks.slack.example/services/T0/B0/x',
      'https://example.com:8443/hook?token=x',
      'http://localhost:3000/',
      'http://127.0.0.1:3000/hook',
      'http://127.9.9.9/hook',
      'http://[::1]:3000/hook',
    ])
      assert.ok(readWebhook(good).value instanceof URL, good);
  });

  it('is refused as anything else, in words that do not repeat it', () => {
    for (const bad of [
      'http://canary.example/hook',
      'http://192.168.1.5/hook',
      'http://127.0.0.1.canary.example/',
      'http://localhost.canary.example/',
      'https://canary:secret@example.com/hook',
      'https://canary@example.com/hook',
      'https://example.com/hook#canary',
      'ftp://canary.example/',
      'file:///canary',
      'javascript:canary',
      'canary',
      'https://',
      'https://canary.example/a b',
      'https://canary.example\\@evil.example/',
      'https://canary.example/\n',
      `https://example.com/${'canary'.repeat(500)}`,
      { canary: true },
      5,
      true,
    ]) {
      const { value, problem = '' } = readWebhook(bad);
      assert.equal(value, undefined, JSON.stringify(bad));
      assert.match(problem, /^(?:it|http) [a-z]/, JSON.stringify(bad));
      assert.doesNotMatch(problem, /canary|secret/);
    }
  });
});
