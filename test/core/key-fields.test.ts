import assert from 'node:assert/strict';
import { filled, missingFields, missingPlainFields } from '../../src/core/key-fields.ts';
import type { Field } from '../../src/core/provider.ts';

const fields: readonly Field[] = [
  { name: 'apiKey', label: 'API key', secret: true, optional: true },
  { name: 'account', label: 'Service account', secret: true, insteadOf: 'apiKey' },
  { name: 'project', label: 'Project', secret: false, insteadOf: 'apiKey' },
  { name: 'region', label: 'Region', secret: false },
];
const names = (missing: readonly Field[]): readonly string[] => missing.map(({ name }) => name);

describe('what a key still needs', () => {
  it('is every field that is not optional, and what stands in for an empty one', () => {
    assert.deepEqual(names(missingFields({ fields }, {})), ['account', 'project', 'region']);
    assert.deepEqual(names(missingFields({ fields }, { apiKey: 'a' })), ['region']);
    assert.deepEqual(names(missingFields({ fields }, { account: '{}', project: 'p', region: 'r' })), []);
  });

  it('does not count a plain field that stands in for a secret while nobody has looked at the secrets', () => {
    assert.deepEqual(names(missingPlainFields({ fields }, {})), ['region']);
    assert.deepEqual(names(missingPlainFields({ fields }, { region: 'r' })), []);
  });
});

describe('an address with fields in it', () => {
  it('is an address whatever another program put into the file of keys', () => {
    assert.equal(filled('https://{host}/v1', { host: 'a\ud800' }), 'https://a%EF%BF%BD/v1');
  });

  it('is whole only with all of them, and no value leaves its place', () => {
    assert.equal(filled('https://{host}/v1/{account}', { host: 'a.example:8443' }), undefined);
    assert.equal(filled('https://{host}/v1', { host: 'a.example:8443' }), 'https://a.example:8443/v1');
    assert.equal(filled('https://x/{account}/v1', { account: 'a/../b?c#d' }), 'https://x/a%2F..%2Fb%3Fc%23d/v1');
  });
});
