import assert from 'node:assert/strict';
import { Server } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { getLocal, type CompletedRequest, type Mockttp } from 'mockttp';
import type { FailureKind } from '../../../src/core/failure.ts';
import { eventOf, withBody } from './event-stream.ts';
import type { Answer, Subject } from './subject.ts';
import { subjects } from './subjects.ts';
import { eventsOf, everythingShown, failureOf, key, prompt, talk, textOf, within, type Talk } from './talk.ts';

/** mockttp listens on every address of the machine; a test has no business there. */
const startLocally = async (server: Mockttp): Promise<void> => {
  const original = Object.getOwnPropertyDescriptor(Server.prototype, 'listen');
  assert.ok(original);
  const listen = function (this: Server, port: number): unknown {
    return Reflect.apply(original.value, this, [port, '127.0.0.1']);
  };
  Object.defineProperty(Server.prototype, 'listen', { ...original, value: listen });
  try {
    await server.start(0);
  } finally {
    Object.defineProperty(Server.prototype, 'listen', original);
  }
};

const sse = { 'content-type': 'text/event-stream' };

/** Pieces that arrive one by one; then the stream ends, or breaks, or waits for ever. */
const stream = (pieces: readonly (string | Uint8Array)[], end: 'finish' | 'break' | 'wait'): Readable =>
  Readable.from(
    (async function* () {
      for (const piece of pieces) {
        yield Buffer.from(piece);
        // Past the write to the socket, so that the reader gets the pieces apart.
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      if (end === 'break') throw new Error('the server broke');
      if (end === 'wait') await new Promise(() => {});
    })(),
  );

/** Other ways to write the same events, which real servers and proxies use. */
const writings: Readonly<Record<string, (lines: string) => string | Uint8Array>> = {
  'with CRLF': (lines) => lines.replaceAll('\n', '\r\n'),
  'with CR alone': (lines) => lines.replaceAll('\n', '\r'),
  'behind a byte order mark': (lines) => `\u{FEFF}${lines}`,
  'without the space after “data:”': (lines) => lines.replaceAll('data: ', 'data:'),
  'between comments and empty lines': (lines) => `: hello\n\n\n${lines.replaceAll('\n\n', '\n\n: keep-alive\n\n\n')}`,
  'with ids, retries and fields of tomorrow': (lines) =>
    lines.replaceAll('data: ', 'id: 7\nretry: 100\nnew: x\ndata: '),
  'with data over several lines': (lines) => lines.replaceAll('data: {', 'data: {\ndata: '),
  'without the last empty line': (lines) => lines.trimEnd(),
};

/** A complete answer, with a call where there are any. */
const whole = ({ toolless }: Subject): Answer => {
  const said = { text: ['Hëllo ', '世界 ', '👩🏽‍🚀', '.'], usage: { input: 11, output: 7 } };
  if (toolless) return { ...said, finish: 'stop' };
  return { ...said, calls: [{ id: 'c1', name: 'look', arguments: '{"at":"ü👍"}' }], finish: 'tool-calls' };
};

const malformed: Readonly<Record<string, string>> = {
  'malformed JSON': 'data: {"choices": [{"delta":\n\n',
  'JSON that is no object': 'data: 42\n\n',
};

const right = eventOf('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } });

const malformedFrames: Readonly<Record<string, Uint8Array>> = {
  'malformed JSON': withBody(right, (body) => body.slice(0, -2)),
  'JSON that is no object': withBody(right, () => '42'),
  'a byte that the network changed': right.map((byte, at) => (at === right.length - 8 ? byte ^ 1 : byte)),
  'a length that the network changed': right.map((byte, at) => (at === 3 ? byte ^ 1 : byte)),
};

describe('bytes and faults', function () {
  // A busy machine is no failure.
  this.timeout(20_000);
  const server = getLocal();
  let origin: string;
  before(async () => {
    await startLocally(server);
    origin = `http://127.0.0.1:${server.port}`;
  });
  after(() => server.stop());
  beforeEach(() => server.reset());

  /** The next call hears this; the requests around it, where there are any, get what they always get. */
  const play = async (
    subject: Subject,
    body: Readable,
    headers: Readonly<Record<string, string>> = sse,
  ): Promise<void> => {
    const { around } = subject;
    const replyTo = ({ method, path: url }: CompletedRequest): string | undefined =>
      around?.reply({ method, url, origin }, subject.frames(whole(subject)));
    if (around)
      await server
        .forAnyRequest()
        .matching((request) => replyTo(request) !== undefined)
        .always()
        .thenCallback((request) => ({ status: 200, body: replyTo(request) ?? '' }));
    await server.forAnyRequest().thenStream(200, body, headers);
  };

  const hear = async (
    subject: Subject,
    pieces: readonly (string | Uint8Array)[],
    headers: Readonly<Record<string, string>> = sse,
  ): Promise<Talk> => {
    await play(subject, stream(pieces, 'finish'), headers);
    return talk(subject, origin);
  };

  for (const subject of subjects)
    describe(`${subject.provider.protocol} of ${subject.provider.name}`, () => {
      const answer = whole(subject);
      const frames = subject.frames(answer);
      const isText = frames.every((frame) => typeof frame === 'string');
      const lines = isText ? frames.join('').replaceAll('\r\n', '\n') : '';
      const bytes = isText ? Buffer.from(lines) : Buffer.concat(frames.map((frame) => Buffer.from(frame)));
      const half = subject.frames({ text: ['Half an ans'] });

      const fails = async (kind: FailureKind, talked: Promise<Talk>): Promise<Talk> => {
        const ended = await within(10_000, talked);
        const failure = failureOf(ended);
        assert.equal(failure.kind, kind, failure.message);
        const shown = everythingShown(failure);
        assert.ok(!shown.includes(key) && !shown.includes(prompt), shown);
        return ended;
      };

      it('hears the same when a frame is cut inside a character', async () => {
        const expected = eventsOf(await hear(subject, [bytes]));
        assert.equal(textOf(expected), answer.text?.join(''));
        server.reset();
        const at = bytes.indexOf('👩') + 2;
        assert.deepEqual(eventsOf(await hear(subject, [bytes.subarray(0, at), bytes.subarray(at)])), expected);
      });

      for (const [how, write] of Object.entries(isText ? writings : {}))
        it(`hears the same ${how}`, async () => {
          const expected = eventsOf(await hear(subject, [lines]));
          server.reset();
          assert.deepEqual(eventsOf(await hear(subject, [write(lines)])), expected);
        });

      it('hears the same compressed, cut anywhere', async () => {
        const expected = eventsOf(await hear(subject, [bytes]));
        server.reset();
        const zipped = gzipSync(bytes);
        const pieces = [zipped.subarray(0, 20), zipped.subarray(20, 90), zipped.subarray(90)];
        assert.deepEqual(eventsOf(await hear(subject, pieces, { ...sse, 'content-encoding': 'gzip' })), expected);
      });

      it('hears the same under another content type, and under none', async () => {
        const expected = eventsOf(await hear(subject, [bytes]));
        for (const headers of [{ 'content-type': 'application/json' }, { 'content-type': 'text/plain' }, {}]) {
          server.reset();
          assert.deepEqual(eventsOf(await hear(subject, [bytes], headers)), expected);
        }
      });

      it('hears a frame of a megabyte', async () => {
        const long = 'ä'.repeat(512 * 1024);
        const events = eventsOf(await hear(subject, subject.frames({ text: [long], finish: 'stop' })));
        assert.equal(textOf(events), long);
      });

      if (isText)
        it('takes comments as signs of life, and as nothing else', async () => {
          const { events } = await hear(subject, [lines]);
          server.reset();
          assert.deepEqual((await hear(subject, [': a\n\n', ': b\n\n', lines])).events, events);
          server.reset();
          // Comments alone: how many chunks they arrive in is the network's business, that they were noticed is ours.
          const alone = await hear(subject, [': a\n\n', ': b\n\n', ': c\n\n']);
          assert.ok(alone.signs >= 1);
          assert.ok(alone.events.every(({ type }) => type === 'response-start'));
        });

      it('fails with “network” when the connection is reset before the first byte', async () => {
        await server.forAnyRequest().thenResetConnection();
        await fails('network', talk(subject, origin));
      });

      it('fails with “network” when the connection is closed before the first byte', async () => {
        await server.forAnyRequest().thenCloseConnection();
        await fails('network', talk(subject, origin));
      });

      it('fails with “stream” when the connection breaks in the middle, and keeps what was shown', async () => {
        await play(subject, stream(half, 'break'));
        const ended = await fails('stream', talk(subject, origin));
        assert.equal(textOf(ended.events), 'Half an ans');
      });

      it('fails with “stream” when the answer ends cleanly without a finish reason', async () => {
        const ended = await fails('stream', hear(subject, half));
        assert.equal(textOf(ended.events), 'Half an ans');
      });

      for (const [what, frame] of Object.entries(isText ? malformed : malformedFrames))
        it(`fails with “stream” for ${what}`, async () => {
          await fails('stream', hear(subject, [...half, frame, ...frames]));
        });

      it('fails with “stream” for a web page with status 200', async () => {
        const page = '\n<!doctype html><html><body>Sign in to the hotel network</body></html>';
        await fails('stream', hear(subject, [page], { 'content-type': 'text/html' }));
        server.reset();
        await fails('stream', hear(subject, [page]));
      });

      it('reads an error body with status 200 as the error it is', async () => {
        for (const headers of [sse, { 'content-type': 'application/json' }]) {
          server.reset();
          await fails('rate', hear(subject, [subject.errorBody(429, 'Rate limit reached.')], headers));
        }
      });

      it('fails with “aborted” when the person stops a stalled answer', async () => {
        await play(subject, stream(half, 'wait'));
        const controller = new AbortController();
        const onEvent = ({ type }: { type: string }): void => {
          if (type === 'text-delta') setImmediate(() => controller.abort());
        };
        const ended = await fails('aborted', talk(subject, origin, { signal: controller.signal, onEvent }));
        assert.equal(textOf(ended.events), 'Half an ans');
      });

      it('fails with “aborted” when the person stops waiting for a server that never answers', async () => {
        await server.forAnyRequest().thenTimeout();
        const controller = new AbortController();
        const seen = new Promise<void>((resolve) => {
          server.on('request-initiated', () => resolve()).catch(() => undefined);
        });
        const talking = talk(subject, origin, { signal: controller.signal });
        await within(10_000, seen);
        controller.abort();
        await fails('aborted', talking);
      });
    });
});
