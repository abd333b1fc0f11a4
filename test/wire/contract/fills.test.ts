import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { openCounterpart, type Counterpart, type Reply } from './counterpart.ts';
import { refusalOfCompletion } from './completion-schemas.ts';
import { fillSubjects, type FillSubject } from './fills.ts';
import { isRecord } from './loose.ts';
import { describeRefusals } from './refusals.ts';
import { describeSecrets } from './secrets.ts';
import { describeStopping } from './stopping.ts';
import type { Frame } from './subject.ts';
import { subjects } from './subjects.ts';
import { eventsOf, failureOf, finishOf, homeOf, talk, textOf, usageOf, within, type Talk } from './talk.ts';

const wanted: Partial<ChatRequest> = {
  fill: { prefix: 'const one = ', suffix: ';\n', path: 'src/one.ts', language: 'typescript' },
  maxOutputTokens: 64,
  temperature: 0.2,
  topP: 0.9,
  stop: ['\n\n', '```'],
};

/** Written out by hand from each server's own documentation, read 2026-11-21; `MODEL` is the model's id. */
const openAi = {
  model: 'MODEL',
  prompt: 'const one = ',
  suffix: ';\n',
  stream: true,
  max_tokens: 64,
  temperature: 0.2,
  top_p: 0.9,
  stop: ['\n\n', '```'],
};
const withUsage = { ...openAi, stream_options: { include_usage: true } };
const bodies: Readonly<Record<string, object>> = {
  deepseek: withUsage,
  mistral: openAi,
  lmstudio: withUsage,
  litellm: withUsage,
  custom: withUsage,
  ollama: {
    model: 'MODEL',
    prompt: 'const one = ',
    suffix: ';\n',
    stream: true,
    think: false,
    options: { num_predict: 64, temperature: 0.2, top_p: 0.9, stop: ['\n\n', '```'] },
  },
  llamacpp: {
    model: 'MODEL',
    input_prefix: 'const one = ',
    input_suffix: ';\n',
    stream: true,
    n_predict: 64,
    temperature: 0.2,
    top_p: 0.9,
    stop: ['\n\n', '```'],
  },
};

const json = { 'content-type': 'application/json' };

/** How servers say that they fill no gaps. */
const refusals: Readonly<Record<string, Reply>> = {
  'Ollama of a model without the template': {
    status: 400,
    headers: json,
    body: ['{"error":"registry.ollama.ai/library/llama3.2:latest does not support insert"}'],
  },
  'llama.cpp of a model without the tokens': {
    status: 501,
    headers: json,
    body: [
      '{"error":{"code":501,"message":"Infill is not supported by this model: prefix token is missing. ","type":"not_supported_error"}}',
    ],
  },
  'a server whose completions take no suffix': {
    status: 400,
    headers: json,
    body: ['{"object":"error","message":"suffix is not currently supported","type":"BadRequestError","code":400}'],
  },
  'a server without such an address': { status: 404, headers: json, body: ['{"detail":"Not Found"}'] },
};

const chatFrames = (text: string): readonly Frame[] => [
  `data: ${JSON.stringify({ model: 'm', choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] })}\n\n`,
  'data: [DONE]\n\n',
];

const sentTo = (at: Counterpart): Readonly<Record<string, unknown>> => {
  const body: unknown = JSON.parse(at.exchanges[0]?.body ?? '');
  return isRecord(body) ? body : assert.fail('the body is no object');
};

const describeFilling = (subject: FillSubject): void => {
  describe(`a gap that ${subject.provider.name} fills`, function () {
    // A busy machine is no failure.
    this.timeout(20_000);
    let counterpart: Counterpart;
    before(async () => {
      counterpart = await openCounterpart();
    });
    after(() => counterpart.close());
    const at = (): Counterpart => counterpart;

    const hear = (body: readonly Frame[], rest: Omit<Reply, 'body'> = {}): Promise<Talk> => {
      at().script({ body, ...rest });
      return talk(subject, at().origin);
    };

    describeAnswers(subject, hear);
    describeBytes(subject, hear);
    describeBodies(subject, at);
    describeFallback(subject, at);
    describeStopping(subject, at);
    describeRefusals(subject, at);
    // One model for all of them: two requests are compared.
    describeSecrets({ ...subject }, at);
  });
};

type Hear = (body: readonly Frame[], rest?: Omit<Reply, 'body'>) => Promise<Talk>;

const describeAnswers = (subject: FillSubject, hear: Hear): void => {
  describe('answers', () => {
    it('come piece by piece and unchanged, between one start and one finish', async () => {
      const text = ['{\n', '  return a', ' + b; // ü', '👩🏽‍🚀', '\n}'];
      const talked = await hear(subject.frames({ text, usage: { input: 9, output: 5 }, finish: 'stop' }), {
        headers: subject.start.headers,
      });
      const events = eventsOf(talked);
      assert.equal(textOf(events), text.join(''));
      assert.ok(events.filter(({ type }) => type === 'text-delta').length >= text.length - 1, 'piece by piece');
      const [first] = events;
      assert.ok(first?.type === 'response-start');
      assert.deepEqual([first.requestId, first.limits], [subject.start.requestId, subject.start.limits]);
      assert.equal(events.filter(({ type }) => type === 'response-start').length, 1);
      assert.equal(finishOf(events).servedModel, 'served-model');
      assert.ok(talked.signs >= 1, 'a piece is a sign of life');
    });

    it('count tokens', async () => {
      const usage = { input: 2_011, output: 33, cacheRead: 1_024 };
      const events = eventsOf(await hear(subject.frames({ text: ['x'], usage, finish: 'stop' })));
      assert.deepEqual(usageOf(events), JSON.parse(JSON.stringify(subject.reported(usage))));
    });

    it('have no usage where none is told', async () => {
      const events = eventsOf(await hear(subject.frames({ text: ['x'], finish: 'stop' })));
      assert.equal(usageOf(events), undefined);
    });

    for (const [native, reason] of subject.finishes)
      it(`end with “${reason}” where the server says ${native}, and keep its word`, async () => {
        const finish = finishOf(eventsOf(await hear(subject.ending(native))));
        assert.deepEqual([finish.reason, finish.native], [reason, native]);
      });

    it('that add nothing say so with an empty text, since a gap may need nothing', async () => {
      const events = eventsOf(await hear(subject.frames({ finish: 'stop' })));
      assert.deepEqual(
        events.filter(({ type }) => type === 'text-delta'),
        [{ type: 'text-delta', text: '' }],
      );
      assert.equal(finishOf(events).reason, 'stop');
    });

    it('that end without a finish have failed, with what came before shown', async () => {
      const ended = await hear(subject.frames({ text: ['half a'] }));
      assert.equal(failureOf(ended).kind, 'stream');
      assert.equal(textOf(ended.events), 'half a');
      assert.ok(!ended.events.some(({ type }) => type === 'finish'));
    });

    it('without a body have failed', async () => {
      assert.equal(failureOf(await hear([])).kind, 'stream');
    });

    it('that are complete stay so when the connection breaks behind them', async () => {
      const whole = subject.frames({ text: ['x'], finish: 'stop' });
      const events = eventsOf(await hear(whole, { end: 'cut' }));
      assert.equal(textOf(events), 'x');
      assert.equal(finishOf(events).reason, 'stop');
    });

    for (const { name, frame, kind } of subject.interrupted) {
      it(`fail with “${kind}” for ${name} before anything was shown`, async () => {
        const ended = await hear([frame]);
        assert.equal(failureOf(ended).kind, kind);
        assert.equal(textOf(ended.events), '');
      });

      it(`fail with “${kind}” for ${name} in the middle, and keep what was shown`, async () => {
        const ended = await hear([...subject.frames({ text: ['half'] }), frame]);
        assert.equal(failureOf(ended).kind, kind);
        assert.equal(textOf(ended.events), 'half');
      });
    }
  });
};

const describeBytes = (subject: FillSubject, hear: Hear): void => {
  const frames = subject.frames({ text: ['ü = ', '👩🏽‍🚀;'], usage: { input: 9, output: 5 }, finish: 'stop' });
  const bytes = Buffer.concat(frames.map((frame) => Buffer.from(frame)));

  describe('bytes', () => {
    it('are read the same wherever a piece is cut', async () => {
      const expected = eventsOf(await hear(frames));
      assert.equal(textOf(expected), 'ü = 👩🏽‍🚀;');
      for (let cut = 1; cut < bytes.length; cut++) {
        const events = eventsOf(await hear([bytes.subarray(0, cut), bytes.subarray(cut)]));
        assert.deepEqual(textOf(events), textOf(expected), `cut at ${cut}`);
        assert.deepEqual(events.at(-1), expected.at(-1), `cut at ${cut}`);
      }
    });

    it('that end anywhere before the finish are no answer', async () => {
      const finish = bytes.lastIndexOf(Buffer.from(frames.at(-subject.optionalTail - 1) ?? ''));
      const end = subject.provider.fill.shape === 'completions' ? bytes.indexOf('"stop"') : finish;
      for (let cut = 1; cut < end; cut += 3) {
        const ended = await hear([bytes.subarray(0, cut)]);
        assert.equal(failureOf(ended).kind, 'stream', `cut at ${cut}`);
        assert.ok('ü = 👩🏽‍🚀;'.startsWith(textOf(ended.events)), `cut at ${cut}`);
      }
    });

    it('of a web page with status 200 are no answer', async () => {
      const page = '\n<!doctype html><html><body>Sign in to the hotel network</body></html>';
      for (const headers of [{ 'content-type': 'text/html' }, {}])
        assert.equal(failureOf(await hear([page], { headers })).kind, 'stream');
    });

    it('that cannot be read are no answer', async () => {
      for (const piece of ['{"response": ', '42'])
        assert.equal(failureOf(await hear([`data: ${piece}\n\n`, ...frames])).kind, 'stream');
    });

    it('that stop coming keep nobody waiting who gives up', async () => {
      const controller = new AbortController();
      const half = subject.frames({ text: ['half'] });
      const counterpart = await openCounterpart();
      counterpart.script({ body: half, end: 'open' });
      const onEvent = ({ type }: { type: string }): void => {
        if (type === 'text-delta') setTimeout(() => controller.abort(), 20);
      };
      const ended = await within(5_000, talk(subject, counterpart.origin, { signal: controller.signal, onEvent }));
      assert.equal(failureOf(ended).kind, 'aborted');
      await within(1_000, counterpart.exchanges[0]?.closed ?? Promise.reject(new Error('nothing was asked')));
      await counterpart.close();
    });
  });
};

const describeBodies = (subject: FillSubject, at: () => Counterpart): void => {
  const ask = async (request: Partial<ChatRequest>): Promise<Readonly<Record<string, unknown>>> => {
    at().script({ body: subject.frames({ text: ['1'], finish: 'stop' }) });
    eventsOf(await talk(subject, at().origin, { request, model: { ...subject.model, id: 'MODEL' } }));
    return sentTo(at());
  };

  describe('bodies', () => {
    it('are exactly as documented', async () => {
      assert.deepEqual(await ask(wanted), bodies[subject.provider.id]);
    });

    it('name nothing that nobody asked for', async () => {
      const body = await ask({ fill: { prefix: 'a', suffix: 'b' } });
      for (const field of ['max_tokens', 'n_predict', 'temperature', 'top_p', 'stop'])
        assert.ok(!(field in body), field);
    });

    it('hold no half of a character', async () => {
      const body = JSON.stringify(await ask({ fill: { prefix: 'a👍'.slice(0, 2), suffix: '👍b'.slice(1) } }));
      assert.ok(body.isWellFormed());
      assert.doesNotMatch(body, /\\ud83d(?!\\udc4d)/i);
    });

    it('ask for no more tokens than there can be', async () => {
      const most = subject.provider.fill.maxOutputTokens ?? subject.model.maxOutputTokens;
      assert.match(JSON.stringify(await ask({ ...wanted, maxOutputTokens: 1_000_000 })), new RegExp(`\\b${most}\\b`));
    });

    if (subject.provider.fill.shape === 'completions')
      it('are OpenAI’s completions, by its own types', async () => {
        assert.equal(await refusalOfCompletion(await ask(wanted)), '');
        assert.equal(await refusalOfCompletion(await ask({ fill: { prefix: 'a', suffix: '' } })), '');
        assert.notEqual(await refusalOfCompletion({ ...bodies[subject.provider.id], suffix: 5 }), '');
        assert.notEqual(await refusalOfCompletion({ ...bodies[subject.provider.id], input_suffix: 'x' }), '');
      });

    it('ask for a continuation where nothing stands behind the gap', async () => {
      const body = await ask({ fill: { prefix: 'a', suffix: '' } });
      // Ollama would chat about it, llama.cpp wants the field.
      const empty = { ollama: '\n', llamacpp: '', completions: undefined, mistral: undefined };
      const { shape } = subject.provider.fill;
      assert.equal(body[shape === 'llamacpp' ? 'input_suffix' : 'suffix'], empty[shape]);
    });
  });
};

const describeFallback = (subject: FillSubject, at: () => Counterpart): void => {
  describe('a server that fills none after all', () => {
    for (const [name, refusal] of Object.entries(refusals))
      it(`is asked in words, at once and from then on: ${name}`, async () => {
        const { model } = subject;
        at().script(refusal, { body: chatFrames('in words') });
        assert.equal(textOf(eventsOf(await talk(subject, at().origin, { model }))), 'in words');
        assert.equal(textOf(eventsOf(await talk(subject, at().origin, { model }))), 'in words');
        const [first, ...chats] = at().exchanges.map(({ url }) => url);
        assert.ok(!first?.endsWith('/chat/completions'), first);
        assert.equal(chats.length, 2);
        for (const url of chats) assert.ok(url.endsWith('/chat/completions'), url);
      });

    it('is not one that refuses for another reason', async () => {
      const body = ['{"error":{"message":"max_tokens is too large","type":"invalid_request_error"}}'];
      at().script({ status: 400, headers: json, body });
      assert.equal(failureOf(await talk(subject, at().origin)).kind, 'request');
      assert.equal(at().exchanges.length, 1);
    });
  });
};

for (const subject of fillSubjects) describeFilling(subject);

describe('a gap in a text', function () {
  this.timeout(20_000);

  it('is filled by records that are all under contract here', () => {
    assert.deepEqual(fillSubjects.map(({ provider }) => provider.id).toSorted(), Object.keys(bodies).toSorted());
    const others = subjects.filter(({ provider }) => provider.fill && provider.protocol !== 'openai-chat');
    assert.deepEqual(others, []);
  });

  it('never reaches a model that only chats, whatever its protocol', async () => {
    const fill = { prefix: 'canary of the prefix', suffix: 'canary of the suffix' };
    for (const subject of subjects) {
      const counterpart = await openCounterpart(subject);
      counterpart.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
      const model = { ...subject.model, reasoning: false, fills: false };
      eventsOf(await talk(subject, counterpart.origin, { model }));
      eventsOf(await talk(subject, counterpart.origin, { model, request: { fill } }));
      const [plain, gapped] = counterpart.exchanges.map(({ body }) => body);
      assert.equal(gapped, plain, subject.provider.id);
      await counterpart.close();
    }
  });

  it('is put into words without thinking where a model can be told so', async () => {
    const thinking: Readonly<Record<string, unknown>> = {};
    for (const subject of subjects.filter(({ provider }) => ['deepseek', 'ollama', 'groq'].includes(provider.id))) {
      const counterpart = await openCounterpart(subject);
      counterpart.script({ body: subject.frames({ text: ['Yes.'], finish: 'stop' }) });
      const request = { fill: { prefix: 'a', suffix: 'b' } };
      eventsOf(await talk(subject, counterpart.origin, { model: { ...subject.model, fills: false }, request }));
      const { thinking: switched, reasoning_effort: effort } = sentTo(counterpart);
      Object.assign(thinking, { [subject.provider.id]: switched ?? effort });
      await counterpart.close();
    }
    assert.deepEqual(thinking, { deepseek: { type: 'disabled' }, ollama: 'none', groq: undefined });
  });

  it('is asked for at the origin of the key, wherever the base URL leads', async () => {
    const subject = fillSubjects.find(({ provider }) => provider.id === 'deepseek');
    assert.ok(subject);
    const counterpart = await openCounterpart();
    for (const path of ['', '/v1', '/anything/else']) {
      counterpart.script({ body: subject.frames({ text: ['1'], finish: 'stop' }) });
      eventsOf(await talk(subject, counterpart.origin, { access: { baseUrl: counterpart.origin + path } }));
      assert.equal(counterpart.exchanges[0]?.url, '/beta/completions');
    }
    await counterpart.close();
  });

  it('is filled by a sandbox as by each real server, which knows when its caller hangs up', async () => {
    for (const subject of fillSubjects) {
      const sandbox = await startSandbox({
        speaks: 'openai-chat',
        models: ['m'],
        behave: () => assert.fail('nobody chats'),
        fill: (_, count) =>
          count === 1
            ? { does: 'answer', text: 'a + b', usage: { input: 12, output: 3 } }
            : { does: 'answer', text: 'far too late', paceMs: 200 },
      });
      const access = { baseUrl: homeOf(subject.provider, sandbox.origin) };
      const events = eventsOf(await talk(subject, sandbox.origin, { access }));
      assert.equal(textOf(events), 'a + b');
      assert.deepEqual(usageOf(events), { input: 12, output: 3 });
      assert.equal(finishOf(events).reason, 'stop');
      const controller = new AbortController();
      const onEvent = (): void => controller.abort();
      failureOf(await talk(subject, sandbox.origin, { access, signal: controller.signal, onEvent }));
      const closed = async (): Promise<number> => {
        for (;;) {
          const closedAt = sandbox.fills[1]?.closedAt();
          if (closedAt !== undefined) return closedAt;
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      };
      await within(5_000, closed());
      assert.equal(sandbox.fills[0]?.closedAt(), undefined);
      await sandbox.stop();
    }
  });
});
