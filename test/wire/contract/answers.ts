import assert from 'node:assert/strict';
import type { Counterpart } from './counterpart.ts';
import type { Frame, Subject } from './subject.ts';
import {
  callsOf,
  eventsOf,
  failureOf,
  finishOf,
  present,
  reasoningOf,
  talk,
  textOf,
  usageOf,
  type Talk,
} from './talk.ts';

/** How a protocol turns what a server streams into our events. */
export const describeAnswers = (subject: Subject, at: () => Counterpart): void => {
  const hear = (body: readonly Frame[], headers: Readonly<Record<string, string>> = {}): Promise<Talk> => {
    at().script({ body, headers });
    return talk(subject, at().origin);
  };

  describe('answers', () => {
    const pieces = ['Hello', ', ', 'wörld', ' 👩🏽‍🚀', '\n\n', '  indented\t', '世界', '.'];

    it('stream text in order and unchanged', async () => {
      const events = eventsOf(await hear(subject.frames({ text: pieces, finish: 'stop' })));
      assert.equal(textOf(events), pieces.join(''));
      assert.ok(events.filter(({ type }) => type === 'text-delta').length >= pieces.length - 1, 'piece by piece');
      assert.equal(finishOf(events).reason, 'stop');
    });

    it('show text while the rest is still to come', async () => {
      const frames = subject.frames({ text: ['first ', 'second'] });
      at().script({ body: frames, end: 'open' });
      const { events, thrown } = await talk(subject, at().origin, { onEvent: ({ type }) => type === 'text-delta' });
      assert.equal(thrown, undefined);
      assert.equal(events.at(-1)?.type, 'text-delta');
    });

    it('begin with exactly one response-start, which holds the request id and what the rate limits leave', async () => {
      const events = eventsOf(await hear(subject.frames({ text: ['Hi'], finish: 'stop' }), subject.start.headers));
      assert.equal(events.filter(({ type }) => type === 'response-start').length, 1);
      const [first] = events;
      assert.ok(first?.type === 'response-start');
      assert.equal(first.requestId, subject.start.requestId);
      assert.deepEqual(first.limits, subject.start.limits);
    });

    it('begin with a response-start without limits where the headers hold none', async () => {
      const [first] = eventsOf(await hear(subject.frames({ text: ['Hi'], finish: 'stop' })));
      assert.deepEqual(present(first), { type: 'response-start' });
    });

    it('count tokens exactly, cached and reasoning ones included', async () => {
      const usage = {
        input: 20_011,
        output: 733,
        cacheRead: 12_000,
        cacheWrite: 5_000,
        cacheWriteHour: 3_000,
        reasoning: 512,
        reportedCost: 0.012_345,
      };
      const events = eventsOf(await hear(subject.frames({ text: ['Hi'], usage, finish: 'stop' })));
      assert.deepEqual(usageOf(events), present(subject.reported(usage)));
    });

    it('leave out of the usage what the provider does not report', async () => {
      const events = eventsOf(
        await hear(subject.frames({ text: ['Hi'], usage: { input: 9, output: 4 }, finish: 'stop' })),
      );
      assert.deepEqual(usageOf(events), { input: 9, output: 4 });
    });

    it('keep a reported 0 as 0', async () => {
      const usage = { input: 9, output: 4, cacheRead: 0, reasoning: 0 };
      const events = eventsOf(await hear(subject.frames({ text: ['Hi'], usage, finish: 'stop' })));
      assert.deepEqual(usageOf(events), present(subject.reported(usage)));
    });

    it('name the model that really answered', async () => {
      const events = eventsOf(await hear(subject.frames({ text: ['Hi'], finish: 'stop' })));
      assert.equal(finishOf(events).servedModel, 'served-model');
    });

    it('stream reasoning apart from text, and end it once, before the text where the seal is known by then', async () => {
      const events = eventsOf(
        await hear(subject.frames({ reasoning: ['Let me ', 'see…'], text: ['Yes.'], finish: 'stop' })),
      );
      assert.equal(reasoningOf(events), 'Let me see…');
      assert.equal(textOf(events), 'Yes.');
      const order = events.map(({ type }) => type);
      assert.ok(order.lastIndexOf('reasoning-delta') < order.indexOf('reasoning-end'));
      const next = subject.sealsLate ? 'finish' : 'text-delta';
      assert.ok(order.indexOf('reasoning-end') < order.indexOf(next));
      assert.equal(order.filter((type) => type === 'reasoning-end').length, 1);
    });

    for (const [native, reason] of subject.finishes)
      it(`end with “${reason}” where the provider says ${native}, and keep its word`, async () => {
        const finish = finishOf(eventsOf(await hear(subject.ending(native))));
        assert.deepEqual([finish.reason, finish.native], [reason, native]);
      });

    if (subject.optionalTail > 0)
      it('are complete without the last frame, which some servers leave out', async () => {
        const whole = subject.frames({ text: ['Hi'], usage: { input: 9, output: 4 }, finish: 'stop' });
        const expected = eventsOf(await hear(whole));
        assert.deepEqual(eventsOf(await hear(whole.slice(0, -subject.optionalTail))), expected);
      });

    it('that end without a finish reason have failed, with what came before shown', async () => {
      const ended = await hear(subject.frames({ text: ['Half an ans'], usage: { input: 9, output: 4 } }));
      assert.equal(failureOf(ended).kind, 'stream');
      assert.equal(textOf(ended.events), 'Half an ans');
      assert.ok(!ended.events.some(({ type }) => type === 'finish'));
    });

    it('without a body have failed', async () => {
      assert.equal(failureOf(await hear([])).kind, 'stream');
    });

    for (const { name, frame, kind, onlyFirst } of subject.interrupted) {
      it(`fail with “${kind}” for ${name} before anything was shown`, async () => {
        const ended = await hear([frame]);
        assert.equal(failureOf(ended).kind, kind);
        assert.deepEqual(
          ended.events.filter(({ type }) => type !== 'response-start' && type !== 'usage'),
          [],
        );
      });

      if (onlyFirst) continue;
      it(`fail with “${kind}” for ${name} in the middle, and keep what was shown`, async () => {
        const ended = await hear([...subject.frames({ text: ['Half'] }), frame]);
        assert.equal(failureOf(ended).kind, kind);
        assert.equal(textOf(ended.events), 'Half');
      });
    }
  });

  if (subject.toolless) return;
  describe('tool calls', () => {
    it('are put together from their fragments, side by side', async () => {
      const inputs = [
        { path: 'a/ü.ts', lines: [1, 2], deep: { yes: true, none: null } },
        { text: 'quote " backslash \\ newline \n 👩🏽‍🚀' },
        {},
      ];
      const calls = inputs.map((input, index) => ({
        id: `call_${index}`,
        name: `tool_${index}`,
        arguments: JSON.stringify(input),
      }));
      const events = eventsOf(await hear(subject.frames({ text: ['I will look.'], calls, finish: 'tool-calls' })));
      assert.deepEqual(
        callsOf(events).map(({ id, name, input }) => ({ id, name, input })),
        inputs.map((input, index) => ({ id: `call_${index}`, name: `tool_${index}`, input })),
      );
      assert.equal(finishOf(events).reason, 'tool-calls');
      assert.equal(textOf(events), 'I will look.');
    });

    it('have their whole arguments even where two of them have the same name and arguments', async () => {
      const calls = ['call_a', 'call_b'].map((id) => ({ id, name: 'roll', arguments: '{"sides":6}' }));
      const events = eventsOf(await hear(subject.frames({ calls, finish: 'tool-calls' })));
      assert.deepEqual(
        callsOf(events).map(({ id, input }) => ({ id, input })),
        calls.map(({ id }) => ({ id, input: { sides: 6 } })),
      );
    });

    it('come back under the caller’s own name of the tool, whatever the provider had to call it', async () => {
      const tools = [{ name: 'files.read/all', description: 'Reads.', schema: { type: 'object', properties: {} } }];
      at().script({ body: subject.frames({ text: ['…'], finish: 'stop' }) });
      eventsOf(await talk(subject, at().origin, { request: { tools } }));
      const name = subject.read(JSON.parse(at().exchanges[0]?.body ?? '')).tools[0]?.name ?? '';
      assert.match(name, /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/);
      at().script({ body: subject.frames({ calls: [{ id: 'c1', name, arguments: '{}' }], finish: 'tool-calls' }) });
      const events = eventsOf(await talk(subject, at().origin, { request: { tools } }));
      assert.equal(callsOf(events)[0]?.name, 'files.read/all');
    });

    it('that break off are never run by half', async () => {
      const frames = subject.frames({ calls: [{ id: 'c1', name: 'delete', arguments: '{"path":"/tmp/only-this"}' }] });
      const ended = await hear(frames.slice(0, -1));
      assert.equal(failureOf(ended).kind, 'stream');
      assert.deepEqual(callsOf(ended.events), []);
    });
  });
};
