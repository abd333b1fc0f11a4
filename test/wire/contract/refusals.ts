import assert from 'node:assert/strict';
import type { FailureKind } from '../../../src/core/failure.ts';
import { openCounterpart, type Counterpart } from './counterpart.ts';
import { withBody } from './event-stream.ts';
import { json } from './requests.ts';
import type { Subject } from './subject.ts';
import { everythingShown, failureOf, key, prompt, talk } from './talk.ts';

const kinds: readonly (readonly [number, FailureKind])[] = [
  [400, 'request'],
  [401, 'auth'],
  [402, 'quota'],
  [403, 'forbidden'],
  [404, 'model-missing'],
  [408, 'server'],
  [413, 'context'],
  [429, 'rate'],
  [500, 'server'],
  [503, 'server'],
  [529, 'server'],
];

/** How a protocol reads a provider's refusal. */
export const describeRefusals = (subject: Subject, at: () => Counterpart): void => {
  describe('refusals', () => {
    for (const [status, kind] of kinds)
      it(`of status ${status} fail with “${kind}” and keep the provider’s sentence`, async () => {
        const headers = { ...json, ...subject.start.headers };
        at().script({ status, body: [subject.errorBody(status, 'The moon is in the wrong house.')], headers });
        const failure = failureOf(await talk(subject, at().origin));
        assert.equal(failure.kind, kind);
        assert.equal(failure.status, status);
        assert.match(failure.message, /The moon is in the wrong house\./);
        assert.equal(failure.requestId, subject.start.requestId);
        assert.equal(failure.retryAfter, undefined);
      });

    for (const { name, status, headers, body, kind, retryAfter } of subject.refused)
      it(`map ${name} to “${kind}”`, async () => {
        const type = body.startsWith('<') ? { 'content-type': 'text/html' } : json;
        at().script({ status, headers: { ...type, ...headers }, body: [body] });
        const failure = failureOf(await talk(subject, at().origin));
        assert.equal(failure.kind, kind);
        if (retryAfter !== undefined) assert.equal(failure.retryAfter, retryAfter);
        assert.doesNotMatch(failure.message, /<html/);
      });

    it('tell how long to wait, in seconds', async () => {
      assert.equal(await wait({ 'retry-after': '7' }), 7_000);
    });

    it('tell how long to wait, in milliseconds, which count before seconds', async () => {
      assert.equal(await wait({ 'retry-after-ms': '1500', 'retry-after': '2' }), 1_500);
    });

    it('tell how long to wait, as a date', async () => {
      const milliseconds = await wait({ 'retry-after': new Date(Date.now() + 90_000).toUTCString() });
      assert.ok(milliseconds !== undefined && milliseconds > 60_000 && milliseconds <= 90_000, String(milliseconds));
    });

    const wait = async (headers: Readonly<Record<string, string>>): Promise<number | undefined> => {
      at().script({ status: 429, body: [subject.errorBody(429, 'Slow down.')], headers: { ...json, ...headers } });
      return failureOf(await talk(subject, at().origin)).retryAfter;
    };

    it('never show a key that the provider echoes', async () => {
      for (const status of [400, 401, 403, 429, 500]) {
        at().script({
          status,
          body: [subject.errorBody(status, `Incorrect API key provided: ${key}.`)],
          headers: json,
        });
        const shown = everythingShown(failureOf(await talk(subject, at().origin)));
        assert.ok(!shown.includes(key), `the key of a ${status} is shown`);
      }
    });

    it('never show a prompt that the provider echoes', async () => {
      for (const status of [400, 413, 500]) {
        const sentence = `Invalid value: '${prompt}'. Supported values are none.`;
        at().script({ status, body: [subject.errorBody(status, sentence)], headers: json });
        const shown = everythingShown(failureOf(await talk(subject, at().origin)));
        assert.ok(!shown.includes('launch code'), `the prompt of a ${status} is shown`);
      }
    });

    it('never show a key or a prompt that a web page or plain text echoes', async () => {
      for (const body of [`<html>${key} ${prompt}</html>`, `bad gateway for ${key}: ${prompt}`]) {
        at().script({ status: 502, body: [body], headers: { 'content-type': 'text/plain' } });
        const shown = everythingShown(failureOf(await talk(subject, at().origin)));
        assert.ok(!shown.includes(key) && !shown.includes('launch code'), shown);
      }
    });

    it('inside a stream never show a key or a prompt either', async () => {
      const echo = `${key} may not say ${prompt}`;
      for (const { name, frame } of subject.interrupted) {
        // Every sentence of the frame becomes an echo.
        const echoing = (text: string): string =>
          text.replaceAll(/"(message|error|detail)":"[^"]*"/g, (_, field: string) => `"${field}":"${echo}"`);
        const echoed = typeof frame === 'string' ? echoing(frame) : withBody(frame, echoing);
        at().script({ body: [...subject.frames({ text: ['Half'] }), echoed] });
        const shown = everythingShown(failureOf(await talk(subject, at().origin)));
        assert.ok(!shown.includes(key) && !shown.includes('launch code'), `${name}: ${shown}`);
      }
    });

    it('of a server that is not there fail with “network”', async () => {
      const gone = await openCounterpart();
      await gone.close();
      const failure = failureOf(await talk(subject, gone.origin));
      assert.equal(failure.kind, 'network');
      const shown = everythingShown(failure);
      assert.ok(!shown.includes(key) && !shown.includes('launch code'), shown);
    });
  });
};
