import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatEvent, ChatRequest } from '../../src/core/chat.ts';
import { Health } from '../../src/core/health.ts';
import { type Receipt, receiptLines } from '../../src/core/receipt.ts';
import { RunFailure } from '../../src/core/run.ts';
import { answer, type Asking, type Embedding, embeddings, type House } from '../../src/editor/answer.ts';
import { type Decision, Decisions, type GuardQuestion } from '../../src/editor/guard-decisions.ts';
import { GuardLooks } from '../../src/editor/guard-looks.ts';
import type { GuardMode } from '../../src/editor/guard-modes.ts';
import { detailOf, sentenceOf } from '../../src/editor/guard-words.ts';
import { guarded } from '../../src/editor/guard.ts';
import type { Answering } from '../../src/editor/kept-answers.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import { asked, offer, said } from '../core/samples.ts';
import { noise } from '../guard/fixtures.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { quiet } from './quiet.ts';

const ownKey = noise('editor own', 40);
const github = `ghp_${noise('editor github', 36)}`;
const slack = ['xoxb', noise('editor slack', 12, 'digits'), noise('editor slack', 24)].join('-');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const maker = { ...offer('acme/maker', ['k1'], { kind: 'embedding' }) };
const offers = [
  offer('acme/big'),
  { ...maker, provider: { ...maker.provider, embeddings: { batch: 10, dimensionsField: 'dimensions' } } },
];

async function* answering(): AsyncGenerator<ChatEvent> {
  yield { type: 'text-delta', text: 'So it is.' };
  yield { type: 'usage', usage: { input: 20, output: 4 } };
  yield { type: 'finish', reason: 'stop', native: 'stop' };
}

const allTexts = (request: ChatRequest | undefined): string => JSON.stringify(request ?? '');

describe('a request at the secret guard', () => {
  let folder = '';
  let secrets = new FakeSecrets();
  let keyring: Keyring;
  const open: { dispose(): unknown }[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyway-guard-'));
    secrets = new FakeSecrets();
    keyring = await Keyring.open({ folder, secrets, clock: Date.now, warn: assert.fail });
    open.push(keyring);
    await addKey('work', ownKey);
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const addKey = (nickname: string, apiKey: string) =>
    keyring.add({
      provider: 'openai',
      nickname,
      plain: {},
      secret: { origin: 'https://api.openai.com', fields: { apiKey } },
    });

  interface Scene {
    readonly mode?: GuardMode;
    /** What the person says to each question, in turn. */
    readonly says?: readonly (Decision | undefined)[];
    readonly patience?: number;
  }

  /** A house that answers everything, behind a guard. */
  const scene = ({ mode = 'mask', says = [], patience }: Scene = {}) => {
    const openings: ChatRequest[] = [];
    const posted: string[] = [];
    const receipts: Receipt[] = [];
    const questions: GuardQuestion[] = [];
    const entered: Asking[] = [];
    const lines: string[] = [];
    const time = { now: 0 };
    const house: House = {
      ...quiet(),
      offers: () => offers,
      modelOf: () => undefined,
      health: new Health(),
      open: async ({ request, signal }) => {
        signal.throwIfAborted();
        openings.push(request);
        return answering();
      },
      embed: async ({ request }) => {
        posted.push(...request.texts);
        return { vectors: request.texts.map(() => Float32Array.of(1)), usage: { input: 3, output: 0 } };
      },
      patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
      newId: () => 'id',
      onAttempt: () => undefined,
      onReceipt: (receipt) => receipts.push(receipt),
    };
    const looks = new GuardLooks({
      secrets,
      keyring,
      nameOf: () => 'OpenAI',
      log: (line) => lines.push(line),
      patience,
      clock: () => time.now,
    });
    open.push(looks);
    const inside: Answering = {
      answer: (...all) => {
        entered.push(all[1]);
        return answer(...all);
      },
      embeddings,
    };
    const waiting = [...says];
    const way = guarded(inside, {
      mode: () => mode,
      looks: looks.get,
      ask: async (question) => {
        questions.push(question);
        return waiting.shift();
      },
    });
    const ask = async (request: Partial<ChatRequest>, about: Partial<Asking> = {}, signal = never) => {
      let text = '';
      const asking = { request: asked(request), pick: 'auto', caller: 'github.copilot-chat', ...about };
      for await (const event of way.answer(house, asking, signal)) if (event.type === 'text-delta') text += event.text;
      return text;
    };
    const say = (text: string, about: Partial<Asking> = {}, conversation = 'one') =>
      ask({ messages: [said(text)], conversation }, about);
    const embed = (texts: readonly string[], about: Partial<Embedding> = {}) =>
      way.embeddings(house, { texts, pick: 'acme/maker', caller: 'keyway.search', ...about }, never);
    return { way, house, ask, say, embed, openings, posted, receipts, questions, entered, lines, time };
  };

  const never = new AbortController().signal;

  describe('that masks', () => {
    it('is masked as well where it goes to a model of another vendor, and nothing is said where it holds nothing', async () => {
      const { way, house } = scene();
      const asking = { pick: 'auto', caller: 'keyway.participant' };
      const held = await way.checked(
        house,
        { ...asking, request: asked({ messages: [said(`It is ${ownKey}.`)] }) },
        never,
      );
      assert.deepEqual(held.request.messages, [said('It is [masked by Keyway: your OpenAI key 1].')]);
      assert.deepEqual(held.masked, ['your OpenAI key work']);
      const plain = { ...asking, request: asked({ messages: [said('Nothing.')] }) };
      assert.equal(await way.checked(house, plain, never), plain);
      const stopping = scene({ mode: 'stop' });
      const secret = { ...asking, request: asked({ messages: [said(github)] }) };
      await assert.rejects(stopping.way.checked(stopping.house, secret, never), /nothing|sent/i);
    });

    it('arrives without its secrets, and its receipt says which', async () => {
      const { say, openings, receipts } = scene();
      assert.equal(await say(`Why is ${github} refused, and ${base64(`key=${ownKey}`)}?`), 'So it is.');
      assert.deepEqual(openings[0]?.messages, [
        said('Why is [masked by Keyway: GitHub token 1] refused, and a2V5P[masked by Keyway: your OpenAI key 1]?'),
      ]);
      assert.deepEqual(receipts[0]?.masked, ['a GitHub token', 'your OpenAI key work']);
      assert.ok(
        receipts[0] &&
          receiptLines(receipts[0]).includes('Masked before it left: a GitHub token, your OpenAI key work'),
      );
    });

    it('goes on as the same object where it holds none', async () => {
      const { way, house, entered, say } = scene();
      await say('The first one waits until the keys are read.');
      const asking: Asking = { request: asked(), pick: 'auto', caller: 'keyway.participant' };
      for await (const _ of way.answer(house, asking, never));
      assert.equal(entered[1], asking);
    });

    it('keeps what was masked in it before', async () => {
      const { say, receipts } = scene();
      await say(github, { masked: ['a database password'] });
      assert.deepEqual(receipts[0]?.masked, ['a database password', 'a GitHub token']);
    });

    it('makes no vector of a secret', async () => {
      const { embed, posted } = scene();
      const { receipt } = await embed(['const a = 1;', `const token = '${github}';`]);
      assert.deepEqual(posted, ['const a = 1;', "const token = '[masked by Keyway: GitHub token 1]';"]);
      assert.deepEqual(receipt.masked, ['a GitHub token']);
    });

    it('asks the keychain once for each key, whatever number of requests there are', async () => {
      const { say } = scene();
      secrets.calls.length = 0;
      await Promise.all([say('a'), say('b')]);
      await say('c');
      assert.deepEqual(secrets.calls.length, 1);
    });
  });

  describe('that looks for the person’s own keys', () => {
    it('finds one that was just added, and another that was updated', async () => {
      const { say, openings } = scene();
      await say('before');
      const [more, newer] = [noise('more', 32), noise('newer', 32)];
      const key = await addKey('second', more);
      await say(`first ${more}`);
      await keyring.update(key.id, { secret: { origin: 'https://api.openai.com', fields: { apiKey: newer } } });
      await say(`then ${newer}`);
      assert.deepEqual(
        openings.slice(1).flatMap(({ messages }) => messages),
        [said('first [masked by Keyway: your OpenAI key 1]'), said('then [masked by Keyway: your OpenAI key 1]')],
      );
    });

    it('calls it by the name it has now, and no longer once it is removed', async () => {
      const { say, receipts } = scene();
      const [key] = keyring.list();
      await say(ownKey);
      await keyring.update(key?.id ?? '', { nickname: 'home' });
      await say(ownKey);
      await keyring.remove(key?.id ?? '');
      await say(ownKey);
      assert.deepEqual(
        receipts.map(({ masked }) => masked),
        [['your OpenAI key work'], ['your OpenAI key home'], undefined],
      );
    });

    it('does not read them again because a key was used or tested', async () => {
      const { say } = scene();
      await say('a');
      secrets.calls.length = 0;
      const id = keyring.list()[0]?.id ?? '';
      keyring.noteUsed(id);
      keyring.noteTested(id, 'valid');
      await say('b');
      assert.deepEqual(secrets.calls, []);
    });

    it('finds other secrets where the keychain does not answer, says so once and asks it again', async () => {
      secrets.fault = { get: 'silent' };
      const { say, openings, lines, time } = scene({ patience: 20 });
      await say(`${ownKey} ${github}`);
      await say('again');
      assert.deepEqual(openings[0]?.messages, [said(`${ownKey} [masked by Keyway: GitHub token 1]`)]);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /keychain/);
      secrets.fault = {};
      time.now += 61_000;
      await say('asks the keychain, and does not wait for it');
      await new Promise((resolve) => setTimeout(resolve, 5));
      await say(ownKey);
      assert.deepEqual(openings.at(-1)?.messages, [said('[masked by Keyway: your OpenAI key 1]')]);
      assert.equal(lines.length, 1);
    });

    it('writes no secret and no text into the log', async () => {
      secrets.fault = { get: 'throws' };
      const { say, lines } = scene();
      await say(`my words ${github}`);
      assert.ok(!/my words|ghp_/.test(lines.join('\n')));
    });
  });

  describe('that is told to stop', () => {
    it('is not sent, with a sentence that names kinds and no secret', async () => {
      const { say, openings, receipts, questions } = scene({ mode: 'stop' });
      await assert.rejects(say(`${github} ${ownKey}`), (error) => {
        assert.ok(error instanceof RunFailure);
        assert.equal(
          error.message,
          'Keyway sent nothing: take a GitHub token and your OpenAI key work out of this request, or set “keyway.secretGuard” to mask.',
        );
        assert.deepEqual(
          [error.partial, error.receipt.cost, error.receipt.answered],
          [false, { usd: 0, from: 'estimated' }, undefined],
        );
        return true;
      });
      assert.deepEqual([openings.length, receipts.length, questions.length], [0, 0, 0]);
      assert.equal(await say('nothing to hide'), 'So it is.');
    });

    it('is not sent where the keychain does not give the keys that it may hold', async () => {
      secrets.fault = { get: 'silent' };
      const { say, embed, openings, posted, receipts, time } = scene({ mode: 'stop', patience: 20 });
      for (const asks of [() => say('nothing to hide'), () => say('asked again'), () => embed(['nothing to hide'])])
        await assert.rejects(asks, (error) => {
          assert.ok(error instanceof RunFailure);
          assert.match(error.message, /^Keyway sent nothing: your keychain does not give your keys/);
          return true;
        });
      assert.deepEqual([openings.length, posted.length, receipts.length], [0, 0, 0]);
      secrets.fault = {};
      time.now += 61_000;
      await say('asks the keychain, and does not wait for it').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(await say('nothing to hide'), 'So it is.');
    });

    it('makes no vectors either', async () => {
      const { embed, posted } = scene({ mode: 'stop' });
      await assert.rejects(embed([`a ${github}`]), RunFailure);
      assert.deepEqual(posted, []);
    });
  });

  describe('that is switched off', () => {
    it('still keeps the person’s own keys back, and nothing else', async () => {
      const { say, openings, receipts } = scene({ mode: 'off' });
      await say(`${github} ${base64(ownKey)}`);
      assert.deepEqual(openings[0]?.messages, [said(`${github} [masked by Keyway: your OpenAI key 1]`)]);
      assert.deepEqual(receipts[0]?.masked, ['your OpenAI key work']);
    });
  });

  describe('that asks', () => {
    it('says what it found and does as it is told', async () => {
      const { say, openings, questions, receipts } = scene({ mode: 'ask', says: ['mask', 'send'] });
      await say(`a ${github}`, {}, 'one');
      await say(`b ${github}`, {}, 'two');
      assert.deepEqual(
        openings.flatMap(({ messages }) => messages),
        [said('a [masked by Keyway: GitHub token 1]'), said(`b ${github}`)],
      );
      const question = { words: ['a GitHub token'], hasOwn: false, maySend: true, caller: 'github.copilot-chat' };
      assert.deepEqual(questions, [question, question]);
      assert.deepEqual(
        receipts.map(({ masked }) => masked),
        [['a GitHub token'], undefined],
      );
    });

    it('asks once for the same secrets in a conversation, and again for another one', async () => {
      const { say, openings, questions } = scene({ mode: 'ask', says: ['send', 'mask'] });
      await say(github);
      await say(`once more ${github}`);
      await say(`${github} and ${slack}`);
      await say(`${github} and ${slack}, again`);
      assert.deepEqual(
        questions.map(({ words }) => words),
        [['a GitHub token'], ['a Slack token']],
      );
      assert.deepEqual(openings.at(-1)?.messages, [said(`${github} and [masked by Keyway: Slack token 1], again`)]);
    });

    it('never sends a key of the person’s own, whatever the answer', async () => {
      const { say, openings, questions } = scene({ mode: 'ask', says: ['send', 'send'] });
      await say(`${github} ${ownKey}`, {}, 'both');
      await say(ownKey, {}, 'own');
      assert.deepEqual(
        openings.flatMap(({ messages }) => messages),
        [said(`${github} [masked by Keyway: your OpenAI key 1]`), said('[masked by Keyway: your OpenAI key 1]')],
      );
      assert.deepEqual(
        questions.map(({ hasOwn, maySend }) => [hasOwn, maySend]),
        [
          [true, true],
          [true, false],
        ],
      );
    });

    it('sends nothing where the person leaves the question, and asks again', async () => {
      const { say, openings, questions } = scene({ mode: 'ask', says: [undefined, 'mask'] });
      await assert.rejects(say(github), {
        name: 'RunFailure',
        message: 'Keyway sent nothing, as you chose: this request holds a GitHub token.',
      });
      assert.equal(openings.length, 0);
      assert.equal(await say(github), 'So it is.');
      assert.equal(questions.length, 2);
    });

    it('masks without a question what is asked in the background, and the editor’s own small questions', async () => {
      const { say, embed, openings, posted, questions } = scene({ mode: 'ask' });
      await say(github, { caller: 'keyway.completions' });
      await say(github, { caller: 'keyway.search' });
      await say(github, { task: 'utility' });
      await embed([github]);
      assert.equal(questions.length, 0);
      for (const sent of [...openings.map(allTexts), ...posted])
        assert.ok(sent.includes('[masked by Keyway: GitHub token 1]'));
    });

    it('asks another extension’s vectors about as well', async () => {
      const { embed, posted, questions } = scene({ mode: 'ask', says: ['send'] });
      await embed([github], { caller: 'acme.docs' });
      assert.deepEqual([posted, questions.length], [[github], 1]);
    });

    it('asks about two requests of one conversation once, though they come together', async () => {
      const { say, openings, questions } = scene({ mode: 'ask', says: ['mask'] });
      await Promise.all([say(`a ${github}`), say(`b ${github}`)]);
      assert.deepEqual([openings.length, questions.length], [2, 1]);
      for (const request of openings) assert.ok(!allTexts(request).includes(github));
    });

    it('does not ask about a request that was stopped while another one was asked about', async () => {
      const stopping = new AbortController();
      const seen: string[] = [];
      let answer = (_decision: Decision): void => assert.fail('nobody has asked');
      const decisions = new Decisions(
        ({ caller }) =>
          new Promise((resolve) => {
            seen.push(caller);
            answer = resolve;
          }),
      );
      const found = [{ kind: { words: 'a b', label: 'b', isOwn: false }, secret: 'one', placeholder: '[b 1]' }];
      const first = decisions.decide({ conversation: 'one', caller: 'first' }, found, never);
      const second = decisions.decide({ conversation: 'two', caller: 'second' }, found, stopping.signal);
      await new Promise((resolve) => setImmediate(resolve));
      stopping.abort();
      answer('mask');
      assert.deepEqual([...((await first)?.values() ?? [])], ['mask']);
      assert.equal(await second, undefined);
      assert.deepEqual(seen, ['first']);
    });

    it('does not hold a request that was stopped meanwhile', async () => {
      const stopping = new AbortController();
      const { way, house, openings } = scene({ mode: 'ask' });
      const waits = guarded(way, {
        mode: () => 'ask',
        looks: () => ({
          isWhole: true,
          own: () => [],
          all: (text) => [{ start: 0, end: text.length, kind: { words: 'a b', label: 'b', isOwn: false } }],
        }),
        ask: () => {
          stopping.abort();
          return new Promise(() => undefined);
        },
      });
      const asking: Asking = { request: asked(), pick: 'auto', caller: 'acme.docs' };
      await assert.rejects(async () => {
        for await (const _ of waits.answer(house, asking, stopping.signal));
      }, RunFailure);
      assert.equal(openings.length, 0);
    });

    it('has words for its question that name no secret', () => {
      const question = {
        words: ['a GitHub token', '2 Slack tokens', 'your OpenAI key work'],
        hasOwn: true,
        maySend: true,
        caller: 'acme.docs',
      };
      assert.equal(sentenceOf(question), 'This request holds a GitHub token, 2 Slack tokens and your OpenAI key work.');
      assert.equal(
        detailOf(question),
        'It was made by acme.docs. What is masked reaches the model as a placeholder that names its kind. Your own keys are masked whatever you choose. You are asked once in a conversation. The setting “keyway.secretGuard” can always mask, or always stop.',
      );
    });
  });
});
