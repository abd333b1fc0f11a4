import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { ChatEvent } from '../../../src/core/chat.ts';
import { ChatFailure } from '../../../src/core/failure.ts';
import { openCounterpart, type Counterpart } from './counterpart.ts';
import { framesOf } from './event-stream.ts';
import { inProcess, nowhere } from './in-process.ts';
import { subjectOf } from './subjects.ts';
import { callsOf, failureOf, finishOf, reasoningOf, talk, textOf, usageOf, type Talk } from './talk.ts';
import { tapes, type Heard } from './tapes.ts';

const folder = path.join(import.meta.dirname, 'tape');
/** Bedrock streams frames of bytes, which are written down as lines: `event messageStop {…}`. Everybody else streams text. */
const fileOf = (name: string): string => `${name}.${name.startsWith('bedrock-') ? 'frames' : 'sse'}`;

const request = {
  tools: ['read_file', 'search', 'now', 'weather'].map((name) => ({ name, description: '', schema: {} })),
};

const halves = (bytes: Uint8Array, at: number): readonly Uint8Array[] => [bytes.subarray(0, at), bytes.subarray(at)];
const singles = (bytes: Uint8Array): readonly Uint8Array[] => Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));

/** What of a talk must not depend on where the network cut it. */
const told = ({ events, thrown }: Talk): unknown => ({
  events,
  failure: thrown instanceof ChatFailure ? [thrown.kind, thrown.message] : thrown,
});

const seals = (events: readonly ChatEvent[]): string =>
  events.flatMap((event) => ('seal' in event && event.seal ? [event.seal.value] : [])).join('\n');

const compare = (talked: Talk, heard: Heard): void => {
  const { events, thrown } = talked;
  assert.equal(textOf(events), heard.text ?? '');
  assert.equal(reasoningOf(events), heard.reasoning ?? '');
  assert.deepEqual(
    callsOf(events).map(({ id, name, input }) => [id, name, input]),
    heard.calls ?? [],
  );
  assert.deepEqual(usageOf(events), heard.usage);
  for (const seal of heard.seals ?? []) assert.ok(seals(events).includes(seal), `the seal ${seal}`);
  if (heard.failure !== undefined) {
    assert.equal(failureOf(talked).kind, heard.failure);
    return;
  }
  if (thrown !== undefined) throw thrown;
  const { reason, native, servedModel } = finishOf(events);
  assert.deepEqual([reason, native, servedModel], heard.finish);
};

describe('tapes of what providers send', function () {
  this.timeout(60_000);
  it('are all listed, and all there', async () => {
    const files = await readdir(folder);
    assert.deepEqual(files.toSorted(), Object.keys(tapes).map(fileOf).toSorted());
  });

  for (const [name, heard] of Object.entries(tapes)) {
    const subject = subjectOf(heard.provider);

    describe(name, () => {
      let counterpart: Counterpart;
      let bytes: Uint8Array;
      before(async () => {
        counterpart = await openCounterpart(subject);
        const tape = await readFile(path.join(folder, fileOf(name)));
        bytes = fileOf(name).endsWith('.frames') ? framesOf(tape.toString('utf8')) : tape;
      });
      after(() => counterpart.close());
      const overSocket = (pieces: readonly Uint8Array[]): Promise<Talk> => {
        counterpart.script({ body: pieces });
        return talk(subject, counterpart.origin, { request });
      };

      it('tells what is on it', async () => {
        compare(await overSocket([bytes]), heard);
      });

      it('tells the same wherever it is cut in two', async () => {
        const whole = told(await overSocket([bytes]));
        const asked = await inProcess(async ({ answerWith, asked: requests }) => {
          for (let at = 1; at < bytes.length; at++) {
            answerWith(halves(bytes, at), subject.around);
            assert.deepEqual(told(await talk(subject, nowhere, { request })), whole, `cut at byte ${at}`);
          }
          return requests.length;
        });
        assert.equal(asked, bytes.length - 1, 'every replay was a request');
      });

      it('tells the same byte by byte', async () => {
        const whole = told(await overSocket([bytes]));
        await inProcess(async ({ answerWith }) => {
          answerWith(singles(bytes), subject.around);
          assert.deepEqual(told(await talk(subject, nowhere, { request })), whole);
        });
        assert.deepEqual(told(await overSocket(singles(bytes))), whole);
      });

      it('tells the same over a socket, cut inside its first character of several bytes and around it', async () => {
        const whole = told(await overSocket([bytes]));
        const found = bytes.findIndex((byte) => byte >= 0x80);
        const middle = found < 0 ? Math.floor(bytes.length / 2) : found;
        for (let at = Math.max(1, middle - 8); at < Math.min(bytes.length, middle + 16); at++)
          assert.deepEqual(told(await overSocket(halves(bytes, at))), whole, `cut at byte ${at}`);
      });
    });
  }
});
