import assert from 'node:assert/strict';
import type { Counterpart } from './counterpart.ts';
import type { Frame, Subject } from './subject.ts';
import { failureOf, talk, textOf, within } from './talk.ts';

/** How a protocol stops when the person does. */
export const describeStopping = (subject: Subject, at: () => Counterpart): void => {
  describe('stopping', () => {
    const half = (): readonly Frame[] => subject.frames({ text: ['Half'] });

    it('in the middle of an answer closes the connection within a second and fails with “aborted”', async () => {
      const controller = new AbortController();
      at().script({ body: half(), end: 'open' });
      const ended = await within(
        5_000,
        talk(subject, at().origin, {
          signal: controller.signal,
          onEvent: ({ type }) => {
            if (type === 'text-delta') controller.abort();
          },
        }),
      );
      assert.equal(failureOf(ended).kind, 'aborted');
      assert.equal(textOf(ended.events), 'Half');
      await within(1_000, at().exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('before the provider says anything closes the connection within a second and fails with “aborted”', async () => {
      const controller = new AbortController();
      at().script({ body: [], end: 'silent' });
      const arrived = at().nextRequest();
      const talking = talk(subject, at().origin, { signal: controller.signal });
      await within(5_000, arrived);
      controller.abort();
      assert.equal(failureOf(await within(5_000, talking)).kind, 'aborted');
      await within(1_000, at().exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('before the request asks nobody', async () => {
      at().script({ body: half() });
      const ended = await talk(subject, at().origin, { signal: AbortSignal.abort() });
      assert.equal(failureOf(ended).kind, 'aborted');
      assert.equal(at().exchanges.length, 0);
    });

    it('by leaving the loop closes the connection within a second', async () => {
      at().script({ body: half(), end: 'open' });
      const ended = await within(5_000, talk(subject, at().origin, { onEvent: ({ type }) => type === 'text-delta' }));
      assert.equal(ended.thrown, undefined);
      await within(1_000, at().exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
    });

    it('once does not stop the next request', async () => {
      at().script({ body: half(), end: 'open' });
      const controller = new AbortController();
      await talk(subject, at().origin, { signal: controller.signal, onEvent: () => controller.abort() });
      at().script({ body: subject.frames({ text: ['Whole'], finish: 'stop' }) });
      assert.equal(textOf((await talk(subject, at().origin)).events), 'Whole');
    });

    it('does not keep a complete answer waiting for a server that leaves the connection open', async () => {
      at().script({
        body: subject.frames({ text: ['Whole'], usage: { input: 9, output: 4 }, finish: 'stop' }),
        end: 'open',
      });
      // Gemini has no last frame: only the end of the body tells that nothing more comes.
      if (subject.optionalTail === 0) return;
      const ended = await within(5_000, talk(subject, at().origin));
      assert.equal(ended.thrown, undefined);
      assert.equal(ended.events.at(-1)?.type, 'finish');
    });
  });
};
