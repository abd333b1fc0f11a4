import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { KeyDesk } from '../../src/editor/key-desk.ts';
import { envKeysIn } from '../../src/editor/plain-env.ts';
import type { PlainKey } from '../../src/editor/plain-keys.ts';
import { type EnvFile, plainOffer, type PlainOffer } from '../../src/editor/plain-offer.ts';
import { providerOf, providers } from '../../src/providers/index.ts';
import { Desk } from './desk.ts';
import { FakeMemory } from './fake-memory.ts';
import type { Act } from './scripted.ts';

const canary = 'c4n4ryQ7w9e2R5t8Y1u3I6o0P';
const groqKey = `gsk_${canary}`;
const anyKey = `sk-${canary}${canary}`;

const groq = providerOf('groq');
assert.ok(groq);
const inSettings: PlainKey = { place: 'groq.apiKey', value: groqKey, provider: groq, isStored: false };

describe('a key in settings or a .env file', () => {
  let desk: Desk;
  let memory: FakeMemory;
  /** What the notifications are answered with, and what they said. */
  let answers: string[];
  let said: (readonly [sentence: string, ...buttons: string[]])[];
  let takenOut: string[];
  /** Whether VS Code can change the setting or the file. */
  let isWritable: boolean;

  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
    memory = new FakeMemory();
    answers = [];
    said = [];
    takenOut = [];
    isWritable = true;
  });
  afterEach(async () => {
    mock.timers.reset();
    assert.ok(!JSON.stringify([said, [...memory.kept]]).includes(canary), 'a key was shown or remembered');
    assert.deepEqual(answers, [], 'every question was asked');
    await desk.close(canary);
  });

  const offerFor = (...acts: readonly Act[]): PlainOffer => {
    const parts: KeyDesk = { ...desk.for(...acts), providers, tombstones: [] };
    return plainOffer({
      desk: parts,
      memory,
      ask: async (sentence, ...buttons) => {
        said.push([sentence, ...buttons]);
        const answer = answers.shift();
        assert.ok(
          answer === undefined || answer === 'Escape' || buttons.includes(answer),
          `${answer} of ${buttons.join(', ')}`,
        );
        return answer === 'Escape' ? undefined : answer;
      },
      takeOut: async ({ place }) => {
        assert.ok(isStored(), 'nothing is taken out before it is stored');
        takenOut.push(place);
        return isWritable;
      },
    });
  };

  const isStored = (): boolean => desk.keyring.list().length > 0;

  it('is tested, stored and then taken out of the setting', async () => {
    answers = ['Move to Keyway'];
    await offerFor().settings(async () => [inSettings]);
    assert.match(said[0]?.[0] ?? '', /^A key of Groq stands in the setting groq\.apiKey as plain text\./);
    assert.deepEqual(said[0]?.slice(1), ['Move to Keyway', 'Not Now', 'Never for This']);
    assert.equal(desk.asked[0]?.[1].secrets['apiKey'], groqKey, 'its provider was asked');
    assert.deepEqual(
      desk.keyring.list().map(({ provider, nickname }) => [provider, nickname]),
      [['groq', 'default']],
    );
    assert.deepEqual(takenOut, ['groq.apiKey']);
    assert.match(desk.person.told.at(-1) ?? '', /^info: The key was taken out of the setting groq\.apiKey\./);
  });

  it('stays in the setting where its test fails and the person does not save it', async () => {
    desk.findings = [{ verdict: 'invalid', sentence: 'Groq refuses this key.' }];
    answers = ['Move to Keyway'];
    await offerFor('escape').settings(async () => [inSettings]);
    assert.deepEqual(takenOut, []);
    assert.equal(isStored(), false);
  });

  it('of which nobody knows whose it is is added once the person has said so', async () => {
    answers = ['Move to Keyway'];
    await offerFor({ pick: 'DeepSeek' }, 'enter', 'enter').settings(async () => [
      { place: 'llm.key', value: anyKey, isStored: false },
    ]);
    assert.match(said[0]?.[0] ?? '', /^An API key stands in the setting llm\.key/);
    assert.equal(desk.asked[0]?.[0], 'deepseek');
    assert.deepEqual(takenOut, ['llm.key']);
  });

  it('that is stored already is only taken out', async () => {
    await desk.keyring.add({
      provider: 'groq',
      nickname: 'work',
      plain: {},
      secret: { origin: 'https://api.groq.com', fields: { apiKey: groqKey } },
    });
    answers = ['Take Out of Settings'];
    await offerFor().settings(async () => [{ ...inSettings, isStored: true }]);
    assert.match(said[0]?.[0] ?? '', /^One of your stored keys/);
    assert.equal(desk.keyring.list().length, 1);
    assert.deepEqual([takenOut, desk.asked], [['groq.apiKey'], []]);
  });

  it('that VS Code cannot take out is to be taken out by hand, and the person hears it', async () => {
    isWritable = false;
    answers = ['Move to Keyway'];
    await offerFor().settings(async () => [inSettings]);
    assert.match(desk.person.told.at(-1) ?? '', /^warning: VS Code could not change the setting groq\.apiKey/);
  });

  it('is one question for all of them, and moved one after the other', async () => {
    answers = ['Move to Keyway'];
    const second = { ...inSettings, place: 'other.key', value: `gsk_2${canary}` };
    await offerFor().settings(async () => [inSettings, second]);
    assert.equal(said.length, 1);
    assert.match(said[0]?.[0] ?? '', /^2 keys stand in your settings as plain text: groq\.apiKey, other\.key\./);
    assert.deepEqual(takenOut, ['groq.apiKey', 'other.key']);
    assert.deepEqual(
      desk.keyring.list().map(({ nickname }) => nickname),
      ['default', 'default 2'],
    );
    const gone = desk.person.told.filter((sentence) => /taken out/.test(sentence));
    assert.equal(gone.length, 1, 'VS Code shows three messages in a second and drops the fourth');
    assert.match(gone[0] ?? '', /^info: The keys were taken out of the settings groq\.apiKey, other\.key\./);
  });

  it('is asked about in turn, and another one that comes to stand there once the first was moved as well', async () => {
    answers = ['Move to Keyway', 'Not Now'];
    const offer = offerFor();
    const another = { ...inSettings, value: `gsk_3${canary}` };
    // The second look comes while the first question is open.
    const looks = [
      offer.settings(async () => [inSettings]),
      offer.settings(async () => (isStored() ? [] : [inSettings])),
    ];
    await Promise.all(looks);
    assert.equal(said.length, 1);
    await offer.settings(async () => [another]);
    assert.equal(said.length, 2);
  });

  it('is spoken of though a question before it was left unanswered, which is not put again', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const questions: string[] = [];
    const offer = plainOffer({
      desk: { ...desk.for(), providers, tombstones: [] },
      memory,
      ask: (sentence) => new Promise(() => questions.push(sentence)),
      takeOut: async () => true,
    });
    const another = { ...inSettings, place: 'another.key' };
    void offer.settings(async () => [inSettings]);
    void offer.settings(async () => [inSettings, another]);
    await turn();
    assert.equal(questions.length, 1, 'two would cover each other');
    mock.timers.tick(15_000);
    await turn();
    assert.match(questions[1] ?? '', /the setting another\.key/);
    mock.timers.tick(15_000);
    await offer.settings(async () => [inSettings, another]);
    assert.equal(questions.length, 2);
  });

  it('is not spoken of again in this window after Not Now, and in the next one is', async () => {
    answers = ['Not Now'];
    const offer = offerFor();
    await offer.settings(async () => [inSettings]);
    await offer.settings(async () => [inSettings]);
    assert.equal(said.length, 1);
    answers = ['Escape'];
    await offerFor().settings(async () => [inSettings]);
    assert.equal(said.length, 2);
  });

  it('is never spoken of again after Never for This, and another one is', async () => {
    answers = ['Never for This'];
    await offerFor().settings(async () => [inSettings]);
    await offerFor().settings(async () => [inSettings]);
    assert.equal(said.length, 1);
    answers = ['Not Now'];
    await offerFor().settings(async () => [inSettings, { ...inSettings, place: 'another.key' }]);
    assert.match(said[1]?.[0] ?? '', /the setting another\.key/);
  });

  const envFile = async (text: string): Promise<EnvFile> => ({
    ...(await envKeysIn(text, { providers, isStored: async () => isStored() })),
    name: '.env',
    mark: '0123456789abcdef',
    takeOut: async (variables) => {
      takenOut.push(...variables);
      return isWritable;
    },
  });

  it('is imported from a file by the import that there is, and stays in the file unless the person says so', async () => {
    answers = ['Import to Keyway…', 'Leave in File'];
    await offerFor('enter', { pick: 'Import 1 key' }).envFile(await envFile(`GROQ_API_KEY=${groqKey}\nPORT=1\n`));
    assert.equal(said[0]?.[0], '.env holds keys that Keyway can keep in the keychain: GROQ_API_KEY.');
    assert.equal(isStored(), true);
    assert.deepEqual(takenOut, []);
  });

  it('is taken out of the file where the person says so, and only what was imported', async () => {
    answers = ['Import to Keyway…', 'Take Out of File'];
    const text = `GROQ_API_KEY=${groqKey}\nANTHROPIC_API_KEY=sk-ant-api03-${canary}\n`;
    await offerFor({ pick: ['GROQ_API_KEY'] }, { pick: 'Import 1 key' }).envFile(await envFile(text));
    assert.deepEqual(takenOut, ['GROQ_API_KEY']);
    assert.match(said[1]?.[0] ?? '', /^Take GROQ_API_KEY out of \.env\?/);
  });

  it('of a file that was not imported after all is not asked about again', async () => {
    answers = ['Import to Keyway…'];
    await offerFor('escape').envFile(await envFile(`GROQ_API_KEY=${groqKey}\n`));
    assert.equal(said.length, 1);
  });

  it('in a file without keys is no reason to speak', async () => {
    await offerFor().envFile(await envFile('PORT=3000\nGROQ_API_KEY=changeme\n'));
    assert.deepEqual(said, []);
  });
});
