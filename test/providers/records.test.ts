import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { filled, missingFields } from '../../src/core/key-fields.ts';
import type { Field, Provider, Tombstone } from '../../src/core/provider.ts';
import { providerOf, providers } from '../../src/providers/index.ts';
import { tombstoneOf, tombstones } from '../../src/providers/tombstones.ts';

const records: readonly Provider[] = providers;
const closed: readonly Tombstone[] = tombstones;

const files = readdirSync(new URL('../../src/providers', import.meta.url))
  .filter((file) => file !== 'index.ts' && file !== 'tombstones.ts')
  .map((file) => file.replace(/\.ts$/, ''));

/** Every provider that is known by name, alive or not; servers without a name are `custom`. */
const known = (
  'openai anthropic gemini azure-openai bedrock xai cohere mistral perplexity inflection ai21 deepseek together fireworks ' +
  'groq replicate anyscale hyperbolic sambanova lepton octoai databricks cloudflare novita openrouter ollama github-models ' +
  'huggingface cerebras nvidia moonshot zai alibaba minimax vertex lmstudio vllm llamacpp litellm vercel nebius deepinfra voyage'
).split(' ');

const a = (length: number): string => 'a1'.repeat(length).slice(0, length);

interface Shape {
  readonly right: readonly string[];
  readonly wrong: readonly string[];
}

/** Invented keys in the real shapes, by provider and field; none of them was ever issued. */
const shapes: Readonly<Record<string, Shape>> = {
  'openai apiKey': {
    right: [`sk-proj-${a(40)}`, `sk-${a(48)}`],
    wrong: [`sk-ant-api03-${a(30)}`, `sk-or-v1-${a(30)}`, `sk-admin-${a(30)}`, 'sk-'],
  },
  'anthropic apiKey': { right: [`sk-ant-api03-${a(30)}`], wrong: [`sk-ant-admin01-${a(30)}`, 'sk-abc'] },
  'gemini apiKey': { right: [`AQ.${a(30)}`, `AIza${a(35)}`], wrong: [`ya29.${a(40)}`, `eyJ${a(40)}`] },
  'openrouter apiKey': { right: [`sk-or-v1-${a(64)}`], wrong: [`sk-${a(40)}`] },
  'azure-openai apiKey': { right: [a(32), a(84)], wrong: [`sk-${a(40)}`, a(31)] },
  'azure-openai apiVersion': { right: ['2024-10-21', '2025-04-01-preview'], wrong: ['v1', 'latest'] },
  'bedrock region': { right: ['us-east-1', 'us-gov-west-1', 'ap-southeast-2'], wrong: ['US East', 'eu'] },
  'bedrock apiKey': {
    right: [`ABSK${a(100)}`, `bedrock-api-key-${a(100)}`],
    wrong: [`AKIA${'A'.repeat(16)}`, `sk-${a(40)}`],
  },
  'bedrock accessKeyId': { right: [`AKIA${'A'.repeat(16)}`, `ASIA${'B2'.repeat(8)}`], wrong: [a(20), 'AKIA'] },
  'bedrock secretAccessKey': { right: [a(40), `${a(38)}/+`], wrong: [a(39), `sk-${a(37)}`] },
  'vertex apiKey': { right: [`AQ.${a(30)}`], wrong: [`ya29.${a(40)}`] },
  'vertex project': { right: ['my-project-123'], wrong: ['My Project', '123'] },
  'vertex location': { right: ['global', 'us-central1', 'europe-west4'], wrong: ['Frankfurt', 'us'] },
  'mistral apiKey': { right: [a(32)], wrong: [`sk-${a(29)}`, a(33)] },
  'deepseek apiKey': { right: [`sk-${a(32)}`], wrong: [`sk-proj-${a(40)}`] },
  'xai apiKey': { right: [`xai-${a(80)}`], wrong: [`sk-${a(40)}`] },
  'groq apiKey': { right: [`gsk_${a(52)}`], wrong: [`xai-${a(52)}`, `sk-${a(52)}`] },
  'cohere apiKey': { right: [a(40)], wrong: [a(39), `co-${a(40)}`] },
  'together apiKey': { right: ['0a'.repeat(32), `tgp_v1_${a(43)}`], wrong: [a(63), `sk-${a(40)}`] },
  'fireworks apiKey': { right: [`fw_${a(24)}`, `fpk_${a(24)}`], wrong: [`sk-${a(24)}`, 'fw_1'] },
  'cerebras apiKey': { right: [`csk-${a(48)}`], wrong: [`sk-${a(48)}`] },
  'perplexity apiKey': { right: [`pplx-${a(48)}`], wrong: [`sk-${a(48)}`] },
  'huggingface apiKey': { right: [`hf_${a(34)}`], wrong: [`sk-${a(34)}`, 'hf_x'] },
  'nvidia apiKey': { right: [`nvapi-${a(64)}`], wrong: [`sk-${a(64)}`] },
  'moonshot apiKey': { right: [`sk-${a(48)}`], wrong: [`sk-ant-${a(48)}`, `sk-or-v1-${a(48)}`] },
  'zai apiKey': { right: [`${'0a'.repeat(16)}.${a(16)}`], wrong: ['0a'.repeat(16), `sk-${a(40)}`] },
  'alibaba apiKey': { right: [`sk-${a(32)}`], wrong: [`sk-ant-${a(32)}`, a(32)] },
  'minimax apiKey': { right: [`sk-api-${a(40)}`, `sk-cp-${a(40)}`], wrong: [`sk-${a(40)}`, a(40)] },
  'vercel apiKey': { right: [`vck_${a(40)}`, `eyJ${a(40)}.${a(40)}`], wrong: ['vck', 'two words'] },
  'cloudflare account': { right: ['0a'.repeat(16)], wrong: ['my-account', '0A'.repeat(16)] },
  'cloudflare apiKey': {
    right: [a(40), `cfut_${a(40)}0a0a0a0a`, `cfat_${a(40)}0a0a0a0a`],
    wrong: [a(37), `sk-${a(50)}`],
  },
  'databricks apiKey': { right: [`dapi${'0a'.repeat(16)}`, `dapi${'0a'.repeat(16)}-2`], wrong: [`sk-${a(32)}`, a(36)] },
  'deepinfra apiKey': { right: [a(32)], wrong: [`sk-${a(29)}`] },
  'nebius apiKey': { right: [`v1.${a(60)}`, `eyJ${a(60)}`], wrong: [`sk-${a(60)}`] },
  'sambanova apiKey': {
    right: ['0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f'],
    wrong: [a(20), 'two words and more of them, too'],
  },
  'novita apiKey': { right: [`sk_${a(40)}`], wrong: [`sk-${a(40)}`, `sk_live_${a(40)}`] },
  'replicate apiKey': { right: [`r8_${a(37)}`], wrong: [`sk-${a(37)}`] },
  'voyage apiKey': { right: [`pa-${a(40)}`, `al-${a(40)}`], wrong: [`sk-${a(40)}`] },
  'ai21 apiKey': {
    right: [a(32), '0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f'],
    wrong: ['short', 'sk_with_underscores_in_it'],
  },
  'hyperbolic apiKey': { right: [`eyJ${a(60)}.${a(20)}`, `sk_live_${a(40)}`], wrong: ['short', 'two words, and more'] },
  'litellm baseUrl': { right: ['http://localhost:4000/v1', 'https://llm.example.com'], wrong: ['localhost:4000'] },
  'custom baseUrl': { right: ['http://localhost:8000/v1'], wrong: ['ftp://x', 'localhost'] },
};

/** Lists that answer 200 to any key, or to none: a check that asks them proves nothing (2026-11-20). */
const publicLists = new Set([
  'openrouter',
  'nvidia',
  'sambanova',
  'deepinfra',
  'novita',
  'ai21',
  'huggingface',
  'vercel',
  'llamacpp',
]);

const fieldsIn = (address: string): readonly string[] =>
  [...address.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);

const addressesOf = ({ baseUrl, check, listing, embeddings, fill, totals, others }: Provider): readonly string[] =>
  [
    baseUrl,
    check.path,
    check.or,
    check.second,
    listing.path,
    ...(listing.also ?? []).map(({ path }) => path),
    embeddings?.path,
    fill?.path,
    totals?.path,
    totals?.also?.path,
    ...Object.values(others ?? {}).map((other) => other.baseUrl),
  ].filter((address) => address !== undefined);

const isOwnServer = ({ baseUrl, local }: Provider): boolean => baseUrl === undefined || local === true;

describe('the list of providers', () => {
  it('names every record of the folder once, under the name of its file', () => {
    assert.deepEqual(records.map(({ id }) => id).toSorted(), files.toSorted());
  });

  it('has every provider that is known, alive or closed, and none twice', () => {
    const ids = [...records, ...closed].map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...known, 'custom'].toSorted());
    assert.equal(known.length, 43);
  });

  it('finds a record by its id, and nothing for an id nobody has', () => {
    for (const record of records) assert.equal(providerOf(record.id), record);
    assert.equal(providerOf('constructor'), undefined);
  });

  it('gives no two providers the same name', () => {
    const names = [...records, ...closed].map(({ name }) => name.toLowerCase());
    assert.equal(new Set(names).size, names.length);
  });

  it('offers the well known first, and custom servers last', () => {
    assert.deepEqual(
      records.slice(0, 4).map(({ id }) => id),
      ['openai', 'anthropic', 'gemini', 'openrouter'],
    );
    assert.equal(records.at(-1)?.id, 'custom');
    const firstServer = records.findIndex(isOwnServer);
    assert.ok(records.slice(firstServer).every(isOwnServer), 'servers of one’s own stand together');
  });

  it('gives an environment variable to one provider only', () => {
    const names = records.flatMap(({ environment }) => environment);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});

describe('the list of tombstones', () => {
  it('says when a provider closed, why, and who takes its place today', () => {
    for (const { closed: day, reason, successors } of closed) {
      assert.match(day, /^20\d\d-[01]\d-[0-3]\d$/);
      assert.ok(new Date(day).getTime() < Date.parse('2026-11-21'));
      assert.match(reason, /^[A-Z][^.]*\.$/, 'one sentence');
      assert.ok(successors.length > 0);
      for (const successor of successors) assert.ok(providerOf(successor), `${successor} is a record`);
    }
  });

  it('finds one by its id, and never a provider that can still be used', () => {
    for (const tombstone of closed) {
      assert.equal(tombstoneOf(tombstone.id), tombstone);
      assert.equal(providerOf(tombstone.id), undefined);
    }
    assert.equal(tombstoneOf('openai'), undefined);
    assert.equal(tombstoneOf('constructor'), undefined);
  });
});

for (const record of records) {
  describe(`the record of ${record.name}`, () => {
    const fieldOf = (name: string): Field | undefined => record.fields.find((field) => field.name === name);

    it('says in a few words what it is good for', () => {
      const { about = '' } = record;
      assert.match(about, /^[A-Z].*[^.]$/, 'words, and no sentence');
      assert.ok(about.length <= 60, `${about.length} characters`);
    });

    it('reaches the provider over TLS, or on the own machine', () => {
      if (record.baseUrl === undefined) {
        const field = fieldOf('baseUrl');
        assert.ok(field && !field.secret && !field.optional, 'a record without a base URL asks for one');
        return;
      }
      const plain = Object.fromEntries(fieldsIn(record.baseUrl).map((name) => [name, 'example']));
      const url = new URL(filled(record.baseUrl, plain) ?? '');
      assert.ok(url.protocol === 'https:' || (record.local === true && url.hostname === 'localhost'), record.baseUrl);
      assert.ok(!record.baseUrl.endsWith('/'), 'no trailing slash');
    });

    it('asks for every field that its addresses name, in plain, and under one name each', () => {
      for (const address of addressesOf(record))
        for (const name of fieldsIn(address)) {
          const field = fieldOf(name);
          assert.ok(field, `${address} names ${name}`);
          assert.ok(!field.secret && field.optional !== true, `${name} is plain and never missing`);
        }
      const names = record.fields.map(({ name }) => name);
      assert.equal(new Set(names).size, names.length);
    });

    it('keeps its credential in secret fields with names, and needs one unless a server may want none', () => {
      const secret = record.fields.filter((field) => field.secret);
      assert.ok(secret.some(({ name }) => name === 'apiKey'));
      for (const { label, choices, hostEnding } of secret) {
        assert.notEqual(label, '');
        assert.equal(choices, undefined, 'a secret is nobody’s choice');
        assert.equal(hostEnding, undefined);
      }
      const lacks = missingFields(record, {}).some((field) => field.secret);
      assert.equal(lacks, !isOwnServer(record));
    });

    it('offers choices that can be used as they are', () => {
      for (const { name, choices = [] } of record.fields)
        for (const { value, label } of choices) {
          assert.notEqual(label, '');
          if (name === 'baseUrl') assert.equal(new URL(value).protocol, 'https:');
          else assert.match(value, /^[a-z0-9.-]+$/, 'a host, or a part of one');
        }
    });

    it('says where to get a key, and links over TLS only', () => {
      for (const url of Object.values(record.urls)) assert.equal(new URL(url).protocol, 'https:');
      // Databricks’ page lives in the person's own workspace.
      assert.ok(record.urls.key !== undefined || isOwnServer(record) || record.id === 'databricks');
    });

    it('checks a key with an endpoint that needs one', () => {
      const { check, listing } = record;
      if (publicLists.has(record.id)) {
        const base = 'https://example.com/v1/';
        assert.notEqual(new URL(check.path, base).pathname, new URL('models', base).pathname);
        assert.notEqual(check.path, listing.path);
      }
      assert.ok(check.body === undefined || check.form === undefined);
    });

    it('says what a check costs that makes a model work', () => {
      const { path, costs } = record.check;
      const works = /chat\/completions|responses|messages|embeddings/.test(path);
      assert.equal(costs !== undefined, works, path);
    });

    it('speaks no protocol twice', () => {
      assert.ok(!Object.keys(record.others ?? {}).includes(record.protocol));
    });

    it('names headers as they are compared, in lower case', () => {
      for (const { header, reset = header } of record.rateLimits ?? [])
        assert.deepEqual([header, reset], [header.toLowerCase(), reset.toLowerCase()]);
    });

    it('takes at least one text in a request for embeddings', () => {
      if (!record.embeddings) return;
      const { batch, batchTokens = 1 } = record.embeddings;
      assert.ok(Number.isInteger(batch) && batch > 0 && batchTokens > 0);
    });

    for (const field of record.fields)
      it(`knows the shape of its field ${field.name}, and takes no other for it`, () => {
        const shape = shapes[`${record.id} ${field.name}`];
        assert.equal(shape === undefined, field.format === undefined, 'a shape to be compared with');
        if (field.format === undefined) return;
        const format = new RegExp(field.format);
        for (const value of shape?.right ?? []) assert.match(value, format);
        for (const value of shape?.wrong ?? []) assert.doesNotMatch(value, format);
        assert.doesNotMatch('', format);
      });
  });
}
