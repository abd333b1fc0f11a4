import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';
import { generateCACertificate } from 'mockttp';
import type { ChatFailure } from '../../src/core/failure.ts';
import { unreachable } from '../../src/wire/unreachable.ts';

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** A server that does this with every connection, for as long as the test runs. */
const serving = async (onSocket: (socket: Socket) => void, test: (port: number) => Promise<void>): Promise<void> => {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await test(portOf(server));
  } finally {
    server.close();
  }
};

const failureOf = async (address: string): Promise<ChatFailure> => {
  try {
    await fetch(address, { method: 'POST', body: '{"prompt":"hello"}', redirect: 'error' });
  } catch (thrown) {
    return unreachable(thrown, { baseUrl: address });
  }
  throw new Error(`${address} answered`);
};

describe('a request that got no response', () => {
  it('was surely received by nobody where no connection came about', async () => {
    let port = 0;
    await serving(
      () => undefined,
      (open) => Promise.resolve(void (port = open)),
    );
    for (const address of [
      `http://127.0.0.1:${port}`,
      `http://localhost:${port}`,
      'http://nobody.invalid',
      'nowhere',
    ]) {
      const failure = await failureOf(address);
      assert.deepEqual([failure.kind, failure.unbilled], ['network', true], address);
    }
  });

  it('was surely received by nobody where the server is not trusted, or speaks no TLS', async () => {
    const untrusted = createSecureServer(await generateCACertificate({ subject: { commonName: 'nobody' } }));
    untrusted.listen(0, '127.0.0.1');
    await once(untrusted, 'listening');
    try {
      const failure = await failureOf(`https://127.0.0.1:${portOf(untrusted)}`);
      assert.match(failure.message, /certificate of .* is not trusted/);
      assert.equal(failure.unbilled, true);
    } finally {
      untrusted.close();
    }
    const plainWords = (socket: Socket): void => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    await serving(plainWords, async (port) =>
      assert.equal((await failureOf(`https://127.0.0.1:${port}`)).unbilled, true),
    );
    const hangsUp = (socket: Socket): void => void socket.end();
    await serving(hangsUp, async (port) => assert.equal((await failureOf(`https://127.0.0.1:${port}`)).unbilled, true));
  });

  it('may have been received where the connection broke after it was sent', async () => {
    for (const end of ['destroy', 'resetAndDestroy'] as const) {
      const breaks = (socket: Socket): void => void socket.once('data', () => socket[end]());
      await serving(breaks, async (port) => {
        const failure = await failureOf(`http://127.0.0.1:${port}`);
        assert.deepEqual([failure.kind, failure.unbilled], ['network', false], end);
      });
    }
  });

  it('was on its way to something else that is never billed, where whoever asks says so', () =>
    assert.equal(unreachable(new Error('reset'), { baseUrl: 'http://127.0.0.1' }, true).unbilled, true));
});
