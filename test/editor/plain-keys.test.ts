import assert from 'node:assert/strict';
import { providers } from '../../src/providers/index.ts';
import { envKeysIn, isEnvName, withoutVariables } from '../../src/editor/plain-env.ts';
import { bareKey, plainKeyIn } from '../../src/editor/plain-keys.ts';
import { leavesIn, textsInJson, without } from '../../src/editor/plain-text.ts';

const heart = 'c4n4ryQ7w9e2R5t8Y1u3I6o0P';
const known = { providers, isStored: () => Promise.resolve(false) };

const ownerIn = async (place: string, text: string): Promise<string | undefined> => {
  const key = await plainKeyIn({ place, text }, known);
  return key && (key.provider?.id ?? 'unknown');
};

describe('a key that stands somewhere as plain text', () => {
  const cases: readonly (readonly [place: string, text: string, whose: string | undefined])[] = [
    ['anything', `sk-ant-api03-${heart}`, 'anthropic'],
    ['anything', `gsk_${heart}`, 'groq'],
    ['anything', `hf_${heart}`, 'huggingface'],
    ['anything', `xai-${heart.repeat(2)}`, 'xai'],
    ['anything', `sk-or-v1-${heart.repeat(2)}`, 'openrouter'],
    ['some.headers.Authorization', `Bearer gsk_${heart}`, 'groq'],
    // OpenAI's, DeepSeek's, Moonshot's and Alibaba's begin alike: the place decides, and else the person.
    ['some.key', `sk-${heart}${heart}`, 'unknown'],
    ['openai.apiKey', `sk-${heart}${heart}`, 'openai'],
    ['moonshot.token', `sk-${heart}${heart}`, 'moonshot'],
    // No format tells these apart: only a place that says it is a key, and whose.
    ['mistral.apiKey', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF', 'mistral'],
    ['mistral.session', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF', undefined],
    ['editor.id', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF', undefined],
    ['gemini.key', 'AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q', 'gemini'],
    ['some.key', 'AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q', 'unknown'],
    // What stands for a key is none.
    ['openai.apiKey', '${env:OPENAI_API_KEY}', undefined],
    ['openai.apiKey', 'sk-your-openai-key-goes-here', undefined],
    ['openai.apiKey', 'sk-00000000000000000000000000', undefined],
    ['openai.apiKey', 'sk-short1', undefined],
    ['openai.baseUrl', 'https://api.openai.com/v1/chat/1', undefined],
    ['note', `my key is sk-ant-api03-${heart}`, undefined],
    ['css', 'sk-folding-cube-animation-2', undefined],
  ];
  for (const [place, text, whose] of cases)
    it(`${whose === undefined ? 'is not' : `of ${whose} is`} seen in ${place} as ${text.slice(0, 14)}…`, async () => {
      assert.equal(await ownerIn(place, text), whose);
    });

  it('is recognised by being stored, whatever it looks like', async () => {
    const own = 'correct-horse-4-battery-staple';
    const key = await plainKeyIn({ place: 'note', text: own }, { ...known, isStored: async (value) => value === own });
    assert.deepEqual(key, { place: 'note', value: own, isStored: true });
    assert.equal(await plainKeyIn({ place: 'note', text: own }, known), undefined);
  });

  it('is never longer than any key is', () => {
    assert.equal(bareKey(`sk-ant-${heart.repeat(1_000)}`), undefined);
  });
});

describe('the texts of settings', () => {
  it('are found at any depth, and only those that could be keys', () => {
    const tree = { a: { b: [{ key: `gsk_${heart}` }, 'words of a sentence 1'] }, c: `gsk_${heart}`, d: 7, e: null };
    assert.deepEqual(
      leavesIn(tree).map(({ path }) => path.join('/')),
      ['a/b/0/key', 'c'],
    );
  });

  it('are looked at up to a number, and circles end', () => {
    const circle: Record<string, unknown> = { key: `gsk_${heart}` };
    circle['again'] = circle;
    assert.ok(leavesIn(circle).length <= 9);
    assert.equal(
      leavesIn(
        Array.from({ length: 100 }, () => `gsk_${heart}`),
        11,
      ).length,
      10,
    );
  });

  it('are taken out alone, and an object that held nothing else with them', () => {
    const headers = { openai: { Authorization: 'x', 'X-Team': 'y' }, groq: { Authorization: 'z' } };
    assert.deepEqual(without(headers, ['openai', 'Authorization']), {
      openai: { 'X-Team': 'y' },
      groq: { Authorization: 'z' },
    });
    assert.deepEqual(without(headers, ['groq', 'Authorization']), { openai: headers.openai });
    assert.equal(without({ key: 'x' }, ['key']), undefined);
    assert.equal(without('x', []), undefined);
    assert.deepEqual(without([{ key: 'x' }, { key: 'y' }], ['0', 'key']), [{ key: 'y' }]);
    assert.deepEqual(without({ a: 1 }, ['b', 'c']), { a: 1 });
  });
});

describe('a settings file as it is written', () => {
  it('gives its texts by the name before them, with comments, arrays and a typing error', () => {
    const json = `{ // "old.key": "${heart}"
      "keyway.headers": { "openai": { "Authorization": "Bearer ${heart}", }, },
      "list": ["short", "xai-${heart}"],
      "words": "a sentence of 4 words", "escaped": "${heart}\\n",
      "unfinished": "${heart}-1`;
    assert.deepEqual(
      textsInJson(json).map(({ place, text }) => [place, text.length]),
      [
        ['old.key', heart.length],
        ['Authorization', heart.length + 7],
        ['list', heart.length + 4],
      ],
    );
    assert.equal(textsInJson(json, 3).length, 1);
  });
});

describe('a .env file', () => {
  it('is one by its name, unless it only shows how one looks', () => {
    const names = [
      '.env',
      '.env.local',
      '.env.production',
      'prod.env',
      '.env.example',
      '.env.sample',
      'env.ts',
      '.envrc',
    ];
    assert.deepEqual(names.filter(isEnvName), ['.env', '.env.local', '.env.production', 'prod.env']);
  });

  const text = [
    '# keys',
    `OPENAI_API_KEY="sk-proj-${heart}"`,
    `export GROQ_API_KEY=gsk_${heart}`,
    'MISTRAL_API_KEY=changeme',
    `MY_BOT=sk-ant-api03-${heart}`,
    'PORT=3000',
    '',
  ].join('\n');

  it('gives the keys that its variables name or hold, and no place holders', async () => {
    const { found, stored } = await envKeysIn(text, known);
    assert.deepEqual(
      found.map(({ variable, provider }) => [variable, provider.id]),
      [
        ['OPENAI_API_KEY', 'openai'],
        ['GROQ_API_KEY', 'groq'],
        ['MY_BOT', 'anthropic'],
      ],
    );
    assert.deepEqual(stored, []);
  });

  it('gives those that are stored already by name alone', async () => {
    const { found, stored } = await envKeysIn(text, { ...known, isStored: async (value) => value.startsWith('gsk_') });
    assert.deepEqual(
      found.map(({ variable }) => variable),
      ['OPENAI_API_KEY', 'MY_BOT'],
    );
    assert.deepEqual(stored, ['GROQ_API_KEY']);
  });

  it('loses the lines of a variable and nothing else', () => {
    assert.equal(
      withoutVariables(text, ['OPENAI_API_KEY', 'GROQ_API_KEY']),
      ['# keys', 'MISTRAL_API_KEY=changeme', `MY_BOT=sk-ant-api03-${heart}`, 'PORT=3000', ''].join('\n'),
    );
    assert.equal(withoutVariables('A=1\r\nB=2\r\n', ['A']), 'B=2\r\n');
  });

  it('is left alone where a value goes over several lines, or a line is within one', () => {
    assert.equal(withoutVariables('A="one\nB=two"\nC=3\n', ['A']), undefined);
    assert.equal(withoutVariables('A="one\nB=two"\nC=3\n', ['B']), undefined);
  });
});
