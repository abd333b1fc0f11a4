import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readForeignFile } from '../../src/editor/foreign-file.ts';
import { foreignNames, serverNames } from '../../src/editor/foreign-names.ts';
import { foundIn, importElsewhere } from '../../src/editor/import-elsewhere.ts';
import { providerOf, providers } from '../../src/providers/index.ts';
import { Desk } from './desk.ts';
import type { Act } from './scripted.ts';

const canary = 'c4n4ry';
const openai = `sk-proj-${canary.repeat(5)}`;
const anthropic = `sk-ant-api03-${canary.repeat(5)}`;
const groq = `gsk_${canary.repeat(5)}`;

/** Cline 4.1 (2026-10): the file below `~/.cline/data`. */
const cline = JSON.stringify({ apiKey: anthropic, openAiNativeApiKey: openai, clineAccountId: 'x', openAiApiKey: 'y' });

/** Roo Code 3.52 (2026-05): what “Export settings” writes. */
const roo = JSON.stringify({
  providerProfiles: {
    currentApiConfigName: 'default',
    apiConfigs: {
      default: { apiProvider: 'anthropic', apiKey: anthropic, apiModelId: 'claude-sonnet-5', id: 'a' },
      proxied: {
        apiProvider: 'openai-native',
        openAiNativeApiKey: openai,
        openAiNativeBaseUrl: 'https://proxy.example/v1',
      },
      own: { apiProvider: 'openai', openAiApiKey: 'z', openAiBaseUrl: 'https://llm.example/v1' },
      again: { apiProvider: 'anthropic', apiKey: anthropic },
      cloud: {
        apiProvider: 'bedrock',
        awsAccessKey: 'AKIACANARY0000000000',
        awsSecretKey: 'x'.repeat(40),
        awsRegion: 'eu-west-1',
      },
    },
  },
  globalSettings: { language: 'en' },
});

/** Continue 2.0 (2026-06). */
const config = `
name: Main
version: 1.0.0
models:
  - name: Sonnet
    provider: anthropic
    model: claude-sonnet-5
    apiKey: ${anthropic} # mine
  - name: Same again
    provider: Anthropic
    model: claude-opus-5
    apiKey: "${anthropic}"
  - name: Fast
    provider: groq
    model: gpt-oss-120b
    apiBase: https://api.groq.com/openai/v1/
    apiKey: '${groq}'
  - name: At work
    provider: openai
    model: gpt-6-luna
    apiBase: https://proxy.example/v1
    apiKey: ${openai}
  - name: Hidden
    provider: openai
    model: gpt-6-luna
    apiKey: \${{ secrets.OPENAI_API_KEY }}
  - name: Autodetect
    provider: ollama
    model: AUTODETECT
`;

describe('keys in a file of another extension', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
  });
  afterEach(() => desk.close(canary));

  const picked = (name: string, text: string) => ({
    name,
    size: text.length,
    read: () => Promise.resolve(Buffer.from(text)),
  });

  const imported = async (name: string, text: string, ...acts: readonly Act[]): Promise<void> => {
    await importElsewhere({ ...desk.for(...acts), providers }, picked(name, text));
  };

  const offered = (): readonly (readonly [string, string | undefined])[] =>
    (desk.person.choicesSeen[0] ?? []).map(({ label, description }) => [label, description?.split(' · ')[0]]);

  it('of Cline are found by the names of its secrets', async () => {
    await imported('secrets.json', cline, 'enter', { pick: 'Import 2 keys' });
    assert.deepEqual(offered(), [
      ['openAiNativeApiKey', 'OpenAI'],
      ['apiKey', 'Anthropic'],
    ]);
    assert.ok(desk.person.seen.some((line) => line.includes('secrets.json of Cline, which stays as it is')));
    assert.match(desk.person.told[0] ?? '', /openAiApiKey was left out: its server is not known/);
    assert.deepEqual(
      desk.keyring.list().map(({ provider }) => provider),
      ['openai', 'anthropic'],
    );
  });

  it('of Roo Code are found in each profile, but for those of another server', async () => {
    await imported('roo-code-settings.json', roo, 'escape');
    assert.deepEqual(offered(), [
      ['profile “default”, apiKey', 'Anthropic'],
      ['profile “cloud”, awsAccessKey', 'Amazon Bedrock'],
    ]);
    const said = desk.person.told.join(' ');
    assert.match(said, /profile “proxied”, openAiNativeApiKey was left out: it is used at https:\/\/proxy\.example/);
    assert.match(said, /profile “own”, openAiApiKey was left out/);
    assert.equal(desk.secrets.stored.size, 0, 'nothing is saved before the person agreed');
  });

  it('of Continue are found in its models, each key once, but for those of another server and mere references', async () => {
    await imported('config.yaml', config, 'escape');
    assert.deepEqual(offered(), [
      ['model “Sonnet”', 'Anthropic'],
      ['model “Fast”', 'Groq'],
    ]);
    const said = desk.person.told.join(' ');
    assert.match(said, /model “At work” was left out: it is used at https:\/\/proxy\.example/);
    assert.match(said, /The key of model “Hidden” was left out: the file only says where it is kept/);
  });

  it('are left out where the key is not whole, and the file’s own names say why', async () => {
    await imported('secrets.json', JSON.stringify({ awsAccessKey: 'AKIACANARY0000000000' }));
    assert.match(desk.person.told[0] ?? '', /^warning: awsAccessKey was left out\. Amazon Bedrock also needs/);
  });

  it('are left out where nobody knows the provider', async () => {
    await imported('config.yaml', `models:\n  - provider: nowhere\n    apiKey: ${openai}\n`);
    assert.match(desk.person.told[0] ?? '', /model “nowhere” was left out: Keyway knows no provider “nowhere”/);
  });

  it('are not looked for in a file that is none of them, and nothing of it is said', async () => {
    for (const [text, problem] of [
      [JSON.stringify({ secret: openai }), /none of the files Keyway knows/],
      [`OPENAI_API_KEY=${openai}`, /none of the files Keyway knows/],
      [`{"apiKey": "${anthropic}", `, /neither JSON nor YAML/],
      ['- 1\n- 2', /none of the files/],
      ['', /none of the files/],
      ['\0\0', /not a text file/],
    ] as const) {
      await imported('file', text);
      assert.match(desk.person.told[0] ?? '', problem);
      assert.ok(!desk.person.shown().includes(canary));
    }
  });

  it('are not even read from a file that is too large, and aliases that multiply are refused', async () => {
    const huge = { name: 'movie.mp4', size: 2_000_000, read: () => assert.fail('was read') };
    await importElsewhere(desk.for(), huge);
    assert.match(desk.person.told[0] ?? '', /larger than 1 MB/);
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++)
      lines.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}*a${level - 1}]`);
    await imported('bomb.yaml', lines.join('\n'));
    assert.match(desk.person.told[0] ?? '', /neither JSON nor YAML/);
  });
});

describe('the names that another extension gives to keys', () => {
  it('each stand for a field of a record that a variable can fill', () => {
    for (const [name, { provider: id, field }] of foreignNames) {
      const provider = providerOf(id);
      assert.ok(provider, name);
      const isFound = provider.fields.some((one) => one.name === field);
      assert.ok(isFound, `${name}: ${field}`);
      const set = [{ label: name, provider: id, field, value: 'x' }];
      const { leftOut } = foundIn({ extension: 'any', sets: [set], leftOut: [] }, providers);
      assert.ok(!leftOut.some((sentence) => sentence.includes('knows no provider')), name);
    }
    for (const id of serverNames.keys()) assert.ok(providerOf(id), id);
  });
});

describe('anything a file may hold', () => {
  it('is read or refused, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (content) => {
        const read = readForeignFile(content);
        assert.notEqual(read.value === undefined, read.problem === undefined);
        if (read.value) foundIn(read.value, providers);
      }),
    );
  });

  it('is no key where it only looks like a profile', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (profile) => {
        const content = { providerProfiles: { apiConfigs: { profile, __proto__: null } } };
        const read = readForeignFile(content);
        if (read.value) foundIn(read.value, providers);
      }),
    );
  });
});
