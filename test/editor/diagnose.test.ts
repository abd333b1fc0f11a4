import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { generateCACertificate } from 'mockttp';
import { doorsOf, keyFacts } from '../../src/editor/diagnose-keys.ts';
import { hasProxy, knockAt } from '../../src/editor/diagnose-network.ts';
import type { KeyFacts } from '../../src/editor/diagnosis.ts';
import { Desk } from './desk.ts';
import { FakeMemory } from './fake-memory.ts';

const serving = async <T>(server: Server, work: (port: number) => Promise<T>): Promise<T> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.close();
  }
};

const provider = { name: 'Sky' };

describe('a knock at a provider’s door', () => {
  const plain = (listener: RequestListener) => createServer(listener);

  it('carries no key and no header of ours, and reads the clock whatever is answered', async () => {
    const asked: (readonly [string | undefined, string | undefined, readonly string[]])[] = [];
    const server = plain((request, response) => {
      asked.push([request.method, request.url, Object.keys(request.headers)]);
      response.writeHead(401, { date: new Date(Date.now() + 3_600_000).toUTCString() }).end();
    });
    await serving(server, async (port) => {
      const [found] = await knockAt([{ provider, address: `http://127.0.0.1:${port}/v1` }]);
      assert.equal(found?.state, 'answers');
      assert.ok(Math.abs((found?.aheadMs ?? 0) - 3_600_000) < 60_000, String(found?.aheadMs));
    });
    const [question] = asked;
    assert.ok(question);
    const [method, url, headers] = question;
    assert.deepEqual([method, url], ['HEAD', '/v1']);
    assert.deepEqual(
      headers.filter((name) => /auth|key|cookie/i.test(name)),
      [],
    );
  });

  it('goes to each origin once, and follows nobody elsewhere', async () => {
    let count = 0;
    const server = plain((_request, response) => {
      count++;
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    });
    await serving(server, async (port) => {
      const address = `http://127.0.0.1:${port}`;
      const found = await knockAt([
        { provider, address: `${address}/v1` },
        { provider, address: `${address}/v2` },
      ]);
      assert.deepEqual([count, found.map(({ state }) => state)], [1, ['answers']]);
    });
  });

  it('tells a certificate that is not trusted from a server that is not there', async () => {
    const secure = createSecureServer(await generateCACertificate({ subject: { commonName: 'nobody' } }));
    await serving(secure, async (port) => {
      const [found] = await knockAt([{ provider, address: `https://127.0.0.1:${port}` }]);
      assert.deepEqual([found?.state, found?.aheadMs], ['certificate', undefined]);
    });
    const gone = await serving(
      plain(() => undefined),
      async (port) => port,
    );
    const [found] = await knockAt([{ provider: { name: 'Own', local: true }, address: `http://127.0.0.1:${gone}` }]);
    assert.deepEqual(found, { provider: 'Own', isLocal: true, state: 'refused' });
  });

  it('does not wait for a server that is silent', async () => {
    const server = plain(() => undefined);
    await serving(server, async (port) => {
      const [found] = await knockAt([{ provider, address: `http://127.0.0.1:${port}` }], 50);
      server.closeAllConnections();
      assert.equal(found?.state, 'silent');
    });
  });

  it('knows a proxy of the environment by either spelling, and an empty one is none', () => {
    assert.deepEqual(
      [{ https_proxy: 'http://user:word@proxy' }, { HTTP_PROXY: '' }, { ALL_PROXY: 'socks5://x' }, {}].map(hasProxy),
      [true, false, true, false],
    );
  });
});

describe('what keys and their keychain are like', () => {
  const secret = 'toll-c4n4ry00000000000000000000';
  let desk: Desk;
  let memory: FakeMemory;

  beforeEach(async () => {
    desk = new Desk();
    memory = new FakeMemory();
    await desk.open();
  });
  afterEach(() => desk.close(secret));

  const facts = (session = 'first'): Promise<KeyFacts> =>
    keyFacts({ desk: desk.for(), secrets: desk.secrets, memory, session, mayLackKeyring: false, patience: 50 });

  const addToll = () =>
    desk.keyring.add({
      provider: 'toll',
      nickname: 'work',
      plain: {},
      secret: { origin: 'https://api.toll.example', fields: { apiKey: secret } },
    });

  it('is fine where secrets are there and belong where they go', async () => {
    await addToll();
    const { lost, redirected, refused, unproven, ...rest } = await facts();
    assert.deepEqual(rest, { total: 1, usable: 1, providers: 1, keychain: 'keeps', mayLackKeyring: false });
    assert.deepEqual([lost, redirected, refused, unproven], [[], [], [], []]);
    assert.deepEqual(
      doorsOf(desk.for()).map(({ address }) => address),
      ['https://api.toll.example/v1'],
    );
  });

  it('is told of a secret that is gone, and of a server that changed', async () => {
    const lost = await addToll();
    const moved = await addToll();
    desk.secrets.stored.delete(`keyway.key.${lost.id}`);
    desk.baseUrls['toll'] = 'https://elsewhere.example/v1';
    const found = await facts();
    assert.deepEqual([found.lost.map(({ id }) => id), found.redirected.map(({ id }) => id)], [[lost.id], [moved.id]]);
    assert.ok(!JSON.stringify(found).includes(secret));
  });

  it('is told of keys that a test refused, and of those that wait for one', async () => {
    const refused = await desk.keyring.add({
      provider: 'toll',
      nickname: 'old',
      plain: {},
      secret: { origin: 'https://api.toll.example', fields: { apiKey: secret } },
      verdict: 'expired',
    });
    await desk.keyring.add({
      provider: 'ghost',
      nickname: 'maybe',
      plain: {},
      secret: { origin: 'https://api.ghost.example', fields: { apiKey: 'ghost_1' } },
    });
    const found = await facts();
    assert.deepEqual(found.refused, [{ id: refused.id, provider: 'Toll', name: 'Toll “old”', verdict: 'expired' }]);
    assert.deepEqual(
      found.unproven.map(({ name }) => name),
      ['Ghost “maybe”'],
    );
    assert.equal(found.usable, 1, 'one that waits is not in use');
    await desk.keyring.setEnabled(refused.id, false);
    assert.deepEqual((await facts()).refused, [], 'one that is disabled bothers nobody');
  });

  it('is silent where the keychain does not answer, and no key is called lost for that', async () => {
    await addToll();
    desk.secrets.fault = { get: 'silent' };
    const found = await facts();
    assert.deepEqual([found.keychain, found.lost], ['silent', []]);
  });

  it('forgets where nothing stays', async () => {
    desk.secrets.fault = { store: 'forgets' };
    assert.equal((await facts()).keychain, 'forgets');
  });

  it('is known to last for one session once a restart has shown it', async () => {
    assert.equal((await facts('first')).keychain, 'keeps');
    assert.equal((await facts('second')).keychain, 'keeps');
    desk.secrets.stored.clear();
    assert.equal((await facts('third')).keychain, 'session');
  });
});
