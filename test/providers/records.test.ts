import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Provider } from '../../src/core/provider.ts';
import { providerOf, providers } from '../../src/providers/index.ts';

const records: readonly Provider[] = providers;

const files = readdirSync(new URL('../../src/providers', import.meta.url))
  .filter((file) => file !== 'index.ts')
  .map((file) => file.replace(/\.ts$/, ''));

/** Invented keys in the real shapes; none of them was ever issued. */
const shapes: Readonly<Record<string, { readonly right: readonly string[]; readonly wrong: readonly string[] }>> = {
  openai: {
    right: [`sk-proj-${'a1'.repeat(20)}`, `sk-${'B2'.repeat(24)}`],
    wrong: [`sk-ant-api03-${'a'.repeat(30)}`, `sk-or-v1-${'a'.repeat(30)}`, `sk-admin-${'a'.repeat(30)}`, 'sk-'],
  },
  anthropic: { right: [`sk-ant-api03-${'a'.repeat(30)}`], wrong: [`sk-ant-admin01-${'a'.repeat(30)}`, 'sk-abc'] },
  gemini: {
    right: [`AQ.${'a'.repeat(30)}`, `AIza${'a'.repeat(35)}`],
    wrong: [`ya29.${'a'.repeat(40)}`, `eyJ${'a'.repeat(40)}`],
  },
  openrouter: { right: [`sk-or-v1-${'a'.repeat(64)}`], wrong: [`sk-${'a'.repeat(40)}`] },
  deepseek: { right: [`sk-${'a1'.repeat(16)}`], wrong: [`sk-proj-${'a'.repeat(40)}`] },
  xai: { right: [`xai-${'a'.repeat(80)}`], wrong: [`sk-${'a'.repeat(40)}`] },
};

describe('the list of providers', () => {
  it('names every record of the folder once, under the name of its file', () => {
    assert.deepEqual(records.map(({ id }) => id).toSorted(), files.toSorted());
  });

  it('finds a record by its id, and nothing for an id nobody has', () => {
    for (const record of records) assert.equal(providerOf(record.id), record);
    assert.equal(providerOf('constructor'), undefined);
  });
});

for (const record of records) {
  describe(`the record of ${record.name}`, () => {
    it('reaches the provider over TLS, or on the own machine', () => {
      if (record.baseUrl === undefined) {
        const field = record.fields.find(({ name }) => name === 'baseUrl');
        assert.ok(field && !field.secret && !field.optional, 'a record without a base URL asks for one');
        return;
      }
      const url = new URL(record.baseUrl);
      assert.ok(url.protocol === 'https:' || (record.local === true && url.hostname === 'localhost'), record.baseUrl);
      assert.ok(!record.baseUrl.endsWith('/'), 'no trailing slash');
    });

    it('has one secret field, the API key, optional only where a server may want none', () => {
      const secret = record.fields.filter((field) => field.secret);
      assert.deepEqual(
        secret.map(({ name }) => name),
        ['apiKey'],
      );
      assert.equal(secret[0]?.optional ?? false, record.local === true || record.baseUrl === undefined);
    });

    it('says where to get a key, and links over TLS only', () => {
      for (const url of Object.values(record.urls)) assert.equal(new URL(url).protocol, 'https:');
      assert.ok(record.urls.key !== undefined || record.baseUrl === undefined);
    });

    it('checks a key with an endpoint that needs one', () => {
      // These lists are public: they answer 200 to any key.
      if (record.id === 'openrouter') assert.notEqual(record.check.path, record.listing.path);
      const base = new URL(`${record.baseUrl ?? 'http://localhost'}/`);
      assert.equal(new URL(record.check.path, base).origin, base.origin);
      assert.equal(new URL(record.listing.path ?? '', base).origin, base.origin);
    });

    it('knows the shape of its keys, and takes no other provider’s for one', () => {
      for (const { format = '' } of record.fields) assert.doesNotThrow(() => new RegExp(format));
      const format = record.fields.find(({ name }) => name === 'apiKey')?.format;
      const shape = shapes[record.id];
      assert.equal(format === undefined, shape === undefined);
      if (format === undefined || shape === undefined) return;
      for (const key of shape.right) assert.match(key, new RegExp(format));
      for (const key of shape.wrong) assert.doesNotMatch(key, new RegExp(format));
    });
  });
}
