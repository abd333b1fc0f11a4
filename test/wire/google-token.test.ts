import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { inspect } from 'node:util';
import type { ChatEvent, Message } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import type { Model, Provider } from '../../src/core/provider.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { vertex } from '../../src/providers/vertex.ts';
import { check } from '../../src/wire/ask.ts';
import { stream } from '../../src/wire/gemini.ts';
import { placed, placeOf } from '../../src/wire/google-place.ts';
import { withToken } from '../../src/wire/google-token.ts';
import type { Access } from '../../src/wire/wire.ts';
import { openCounterpart, type Counterpart, type Reply } from './contract/counterpart.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
/** Nobody's pattern knows it. */
const pieceOfKey = pem.split('\n')[3] ?? '';

const fileWith = (facts: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'own-project',
    private_key_id: 'key-1',
    private_key: pem,
    client_email: 'robot@own-project.iam.gserviceaccount.com',
    token_uri: 'https://oauth2.googleapis.com/token',
    ...facts,
  });

/** A file that no other test has: tokens are kept by file. */
let files = 0;
const freshFile = (facts: Readonly<Record<string, unknown>> = {}): string => fileWith({ ...facts, client_id: ++files });

const accessWith = (secrets: Access['secrets'], facts: Partial<Access> = {}): Access => ({
  baseUrl: vertex.baseUrl,
  secrets,
  plain: {},
  headers: {},
  ...facts,
});

const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: [JSON.stringify(value)],
});

const token = (value: string, expires = 3_600): Reply => json({ access_token: value, expires_in: expires });

const never = new AbortController().signal;

const failureOf = async (asking: Promise<unknown>): Promise<ChatFailure> => {
  const thrown = await asking.then(
    () => assert.fail('it should have failed'),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof ChatFailure, inspect(thrown));
  assert.ok(!inspect(thrown, { depth: 20, showHidden: true, maxStringLength: null }).includes(pieceOfKey));
  return thrown;
};

describe('a token for a service account', () => {
  let counterpart: Counterpart;
  before(async () => {
    counterpart = await openCounterpart();
  });
  after(() => counterpart.close());

  const buy = (text: string, facts: Partial<Access> = {}, signal = never): Promise<Access> =>
    withToken(
      { access: accessWith({ serviceAccount: text }, facts), provider: vertex, signal },
      `${counterpart.origin}/token`,
    );

  const claimsIn = (part: string | undefined): Readonly<Record<string, unknown>> =>
    JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;

  it('is bought with a signed claim that lasts an hour, and sent as bearer', async () => {
    counterpart.script(token('ya29.first'));
    const access = await buy(freshFile());
    assert.equal(access.headers['authorization'], 'Bearer ya29.first');
    const [exchange] = counterpart.exchanges;
    assert.equal(`${exchange?.method} ${exchange?.url}`, 'POST /token');
    const form = new URLSearchParams(exchange?.body);
    assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [head, claims, signature] = (form.get('assertion') ?? '').split('.');
    assert.deepEqual(claimsIn(head), { alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    const { iss, scope, aud, iat, exp } = claimsIn(claims);
    assert.deepEqual(
      [iss, scope, aud],
      [
        'robot@own-project.iam.gserviceaccount.com',
        'https://www.googleapis.com/auth/cloud-platform',
        'https://oauth2.googleapis.com/token',
      ],
    );
    assert.equal(Number(exp) - Number(iat), 3_600);
    assert.ok(Math.abs(Number(iat) - Date.now() / 1_000) < 60);
    const signed = Buffer.from(`${head}.${claims}`);
    assert.ok(verify('RSA-SHA256', signed, publicKey, Buffer.from(signature ?? '', 'base64url')));
    assert.ok(!exchange?.body.includes(encodeURIComponent(pieceOfKey)) && !exchange?.body.includes(pieceOfKey));
  });

  it('is kept until five minutes before its end', async () => {
    const text = freshFile();
    counterpart.script(token('ya29.long', 301), token('ya29.unused'));
    await buy(text);
    assert.equal((await buy(text)).headers['authorization'], 'Bearer ya29.long');
    assert.equal(counterpart.exchanges.length, 1);
  });

  it('is bought anew where its end is less than five minutes away', async () => {
    const text = freshFile();
    counterpart.script(token('ya29.short', 299), token('ya29.next'));
    await buy(text);
    assert.equal((await buy(text)).headers['authorization'], 'Bearer ya29.next');
    assert.equal(counterpart.exchanges.length, 2);
  });

  it('is never that of another service account', async () => {
    counterpart.script(token('ya29.one'), token('ya29.two'));
    await buy(freshFile());
    assert.equal((await buy(freshFile())).headers['authorization'], 'Bearer ya29.two');
  });

  it('is never asked for where the file says', async () => {
    const trap = await openCounterpart();
    trap.script(token('ya29.trap'));
    counterpart.script(token('ya29.good'));
    const access = await buy(freshFile({ token_uri: `${trap.origin}/token` }));
    assert.equal(access.headers['authorization'], 'Bearer ya29.good');
    assert.equal(trap.exchanges.length, 0);
    await trap.close();
  });

  it('stays behind where the person has a header of their own', async () => {
    counterpart.script(token('ya29.first'));
    const access = await buy(freshFile(), { headers: { authorization: 'Bearer mine' } });
    assert.equal(access.headers['authorization'], 'Bearer mine');
  });

  it('is among the secrets that no sentence may quote, like the private key itself', async () => {
    counterpart.script(token('ya29.first'));
    const { secrets } = await buy(freshFile());
    assert.ok(Object.values(secrets).includes('ya29.first') && Object.values(secrets).includes(pem));
  });

  for (const [what, reply, kind] of [
    [
      'an account that is gone',
      json({ error: 'invalid_grant', error_description: 'Invalid grant: account not found' }, 400),
      'auth',
    ],
    ['a wrong signature', json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, 400), 'auth'],
    ['too many requests', json({ error: 'rate_limit_exceeded' }, 429), 'rate'],
    ['a problem of Google’s own', json({ error: 'internal_failure' }, 500), 'server'],
    ['a web page', { status: 200, body: ['<html></html>'] }, 'server'],
    ['a token that no header can hold', json({ access_token: 'a\nb', expires_in: 3_600 }), 'server'],
    ['a token without an end', json({ access_token: 'ya29.x' }), 'server'],
  ] as const)
    it(`fails with “${kind}” for ${what}`, async () => {
      counterpart.script(reply);
      const failure = await failureOf(buy(freshFile()));
      assert.equal(failure.kind, kind);
    });

  it('never shows the key, or whose it is, where Google echoes them', async () => {
    const email = 'robot@own-project.iam.gserviceaccount.com';
    counterpart.script(json({ error: 'invalid_grant', error_description: `Bad: ${email} ${pem}` }, 400));
    const failure = await failureOf(buy(freshFile()));
    assert.ok(!failure.message.includes(email));
  });

  for (const [what, text] of [
    ['no JSON', 'service-account.json'],
    ['JSON of something else', '{"type":"authorized_user","client_id":"x"}'],
    [
      'a file whose private key is none',
      fileWith({ private_key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n' }),
    ],
  ] as const)
    it(`fails with “key” for ${what}, and asks nobody`, async () => {
      counterpart.script(token('ya29.first'));
      const failure = await failureOf(buy(text));
      assert.equal(failure.kind, 'key');
      assert.equal(counterpart.exchanges.length, 0);
    });

  it('does not follow a redirect', async () => {
    const trap = await openCounterpart();
    trap.script(token('ya29.trap'));
    counterpart.script({ status: 307, headers: { location: `${trap.origin}/token` }, body: [] });
    assert.equal((await failureOf(buy(freshFile()))).kind, 'network');
    assert.equal(trap.exchanges.length, 0);
    await trap.close();
  });

  it('is not waited for once the request was stopped', async () => {
    const controller = new AbortController();
    counterpart.script({ body: [], end: 'silent' });
    const arrived = counterpart.nextRequest();
    const asking = failureOf(buy(freshFile(), {}, controller.signal));
    await arrived;
    controller.abort();
    assert.equal((await asking).kind, 'aborted');
  });

  for (const [what, access, provider] of [
    ['there is an API key', accessWith({ apiKey: 'AQ.key', serviceAccount: fileWith() }), vertex],
    ['there is no key at all', accessWith({}), vertex],
    ['the provider takes none', accessWith({ serviceAccount: fileWith() }), gemini],
  ] as const)
    it(`is not bought where ${what}`, async () => {
      assert.equal(await withToken({ access, provider, signal: never }, 'http://127.0.0.1:9'), access);
    });
});

describe('the place of a model of Vertex AI', () => {
  const place = (secrets: Access['secrets'], plain: Access['plain'] = {}, baseUrl: string = vertex.baseUrl) =>
    placeOf({ access: accessWith(secrets, { plain, baseUrl }), provider: vertex });
  const account = { serviceAccount: fileWith() };

  it('is below the base URL with an API key, whatever else is known', () => {
    assert.deepEqual(place({ ...account, apiKey: 'AQ.key' }, { project: 'p', location: 'us-central1' }), {
      baseUrl: 'https://aiplatform.googleapis.com/v1',
      models: 'publishers/google/models',
    });
  });

  it('is in the service account’s own project, and in no location of its own, where neither is named', () => {
    assert.deepEqual(place(account), {
      baseUrl: 'https://aiplatform.googleapis.com/v1',
      models: 'projects/own-project/locations/global/publishers/google/models',
    });
  });

  it('is in the project and the location of the key, at the host of that location', () => {
    assert.deepEqual(place(account, { project: 'other', location: 'europe-west4' }), {
      baseUrl: 'https://europe-west4-aiplatform.googleapis.com/v1',
      models: 'projects/other/locations/europe-west4/publishers/google/models',
    });
  });

  it('is at no other host where the person has named the server', () => {
    const { baseUrl } = place(account, { location: 'europe-west4' }, 'https://aiplatform.proxy.example/v1');
    assert.equal(baseUrl, 'https://aiplatform.proxy.example/v1');
  });

  it('is nowhere without a project, or in a location that is none', () => {
    const failing = (run: () => unknown): void =>
      assert.throws(run, (error) => error instanceof ChatFailure && error.kind === 'key');
    failing(() => place({ serviceAccount: fileWith({ project_id: undefined }) }));
    failing(() => place(account, { location: 'evil.example/x?' }));
    for (const project of ['..', 'a/b', 'p\ud800', 'p?x=']) {
      failing(() => place(account, { project }));
      failing(() => place({ serviceAccount: fileWith({ project_id: project }) }));
    }
    assert.match(place(account, { project: 'example.com:p' }).models, /^projects\/example\.com%3Ap\//);
  });

  it('is that of the key’s test, and of nothing beside the models', () => {
    const asking = { access: accessWith(account, { plain: { location: 'us-central1' } }), provider: vertex };
    assert.equal(
      placed(new URL(`${vertex.baseUrl}/publishers/google/models/gemini-2.5-flash:countTokens`), asking).href,
      'https://us-central1-aiplatform.googleapis.com/v1/projects/own-project/locations/us-central1/publishers/google/models/gemini-2.5-flash:countTokens',
    );
    const list = new URL('https://aiplatform.googleapis.com/v1beta1/publishers/google/models?pageSize=100');
    assert.equal(placed(list, asking), list);
  });
});

describe('a chat with Vertex AI', () => {
  const model: Model = {
    provider: 'vertex',
    id: 'gemini-3.1-pro-preview',
    name: 'Gemini',
    kind: 'chat',
    contextTokens: 1_000_000,
    maxOutputTokens: 64_000,
    tools: true,
    images: true,
    reasoning: true,
  };
  const frame = `data: ${JSON.stringify({
    candidates: [{ content: { parts: [{ text: 'Hi' }], role: 'model' }, finishReason: 'STOP' }],
  })}\r\n\r\n`;

  let counterpart: Counterpart;
  /** Addresses of Google that were asked for tokens. */
  const asked: string[] = [];
  const { fetch } = globalThis;
  before(async () => {
    counterpart = await openCounterpart();
    // Google's own address cannot be moved, and must not be asked by a test.
    globalThis.fetch = (url, init) => {
      const address = url instanceof Request ? url.url : String(url);
      if (!address.startsWith('https://')) return fetch(url, init);
      asked.push(address);
      return Promise.resolve(Response.json({ access_token: 'ya29.canary-token', expires_in: 3_600 }));
    };
  });
  after(async () => {
    globalThis.fetch = fetch;
    await counterpart.close();
  });
  beforeEach(() => {
    asked.length = 0;
  });

  const access = (secrets: Access['secrets']): Access =>
    accessWith(secrets, {
      baseUrl: `${counterpart.origin}/v1`,
      plain: { project: 'my-project', location: 'us-east5' },
    });

  const chat = async (
    secrets: Access['secrets'],
    provider: Provider<'gemini'> = vertex,
    messages: readonly Message[] = [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
  ): Promise<ChatEvent[]> =>
    Array.fromAsync(
      stream({
        provider,
        model,
        request: {
          messages,
          tools: [],
          toolChoice: 'auto',
        },
        access: access(secrets),
        signal: never,
        onAlive: () => undefined,
      }),
    );

  it('goes to the publisher’s model with an API key in its own header', async () => {
    counterpart.script({ body: [frame] });
    assert.equal((await chat({ apiKey: 'AQ.canary-key' })).at(-1)?.type, 'finish');
    const [exchange] = counterpart.exchanges;
    assert.equal(exchange?.url, '/v1/publishers/google/models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse');
    assert.equal(exchange.headers['x-goog-api-key'], 'AQ.canary-key');
    assert.equal(exchange.headers.authorization, undefined);
    assert.deepEqual(asked, []);
  });

  it('goes without the ids of calls and results, which Vertex AI does not know', async () => {
    counterpart.script({ body: [frame] });
    await chat({ apiKey: 'AQ.canary-key' }, vertex, [
      { role: 'user', content: [{ type: 'text', text: 'Look.' }] },
      { role: 'assistant', content: [{ type: 'tool-call', id: 'call_1', name: 'look', input: { at: 1 } }] },
      { role: 'user', content: [{ type: 'tool-result', id: 'call_1', content: [{ type: 'text', text: 'A' }] }] },
    ]);
    const { contents } = JSON.parse(counterpart.exchanges[0]?.body ?? '{}');
    assert.deepEqual(contents[1].parts[0].functionCall, { name: 'look', args: { at: 1 } });
    assert.deepEqual(contents[2].parts[0].functionResponse, { name: 'look', response: { output: 'A' } });
  });

  it('goes to project and location with a token that was bought at Google’s fixed address', async () => {
    counterpart.script({ body: [frame] });
    await chat({ serviceAccount: freshFile({ token_uri: `${counterpart.origin}/token` }) });
    const [exchange, ...others] = counterpart.exchanges;
    assert.deepEqual(others, []);
    assert.equal(
      exchange?.url,
      '/v1/projects/my-project/locations/us-east5/publishers/google/models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse',
    );
    assert.equal(exchange.headers.authorization, 'Bearer ya29.canary-token');
    assert.equal(exchange.headers['x-goog-api-key'], undefined);
    assert.ok(!JSON.stringify(exchange).includes(pieceOfKey));
    assert.deepEqual(asked, ['https://oauth2.googleapis.com/token']);
  });

  it('never shows the token that the server echoes', async () => {
    counterpart.script(
      json({ error: { code: 401, message: 'Bad token ya29.canary-token', status: 'UNAUTHENTICATED' } }, 401),
    );
    const failure = await failureOf(chat({ serviceAccount: freshFile() }));
    assert.equal(failure.kind, 'auth');
    assert.ok(!failure.message.includes('canary-token'));
  });

  it('is not possible with an account that Google refuses, which the test of the key says', async () => {
    const { fetch: answering } = globalThis;
    globalThis.fetch = () =>
      Promise.resolve(
        Response.json({ error: 'invalid_grant', error_description: 'Invalid JWT Signature.' }, { status: 400 }),
      );
    try {
      const found = await check({ provider: vertex, access: access({ serviceAccount: freshFile() }), signal: never });
      assert.equal(found.verdict, 'invalid');
      assert.match(found.sentence, /refuses this key/);
    } finally {
      globalThis.fetch = answering;
    }
  });

  it('is preceded by a test of the key at the same place', async () => {
    counterpart.script(json({ totalTokens: 1 }));
    const found = await check({ provider: vertex, access: access({ serviceAccount: freshFile() }), signal: never });
    assert.equal(found.verdict, 'valid');
    const [exchange] = counterpart.exchanges;
    assert.equal(
      `${exchange?.method} ${exchange?.url}`,
      'POST /v1/projects/my-project/locations/us-east5/publishers/google/models/gemini-2.5-flash:countTokens',
    );
    assert.equal(exchange?.headers.authorization, 'Bearer ya29.canary-token');
  });
});
