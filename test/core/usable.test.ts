import assert from 'node:assert/strict';
import type { Verdict } from '../../src/core/key.ts';
import { verdicts } from '../../src/core/key.ts';
import type { Field } from '../../src/core/provider.ts';
import { isUsable } from '../../src/core/usable.ts';

const secret: Field = { name: 'apiKey', label: 'API key', secret: true };
const region: Field = { name: 'region', label: 'Region', secret: false };
const endpoint: Field = { name: 'endpoint', label: 'Endpoint', secret: false, optional: true };
const key = (plain: Readonly<Record<string, string>> = {}, verdict?: Verdict) => ({ enabled: true, plain, verdict });

describe('a key', () => {
  it('is usable when it is switched on and has its plain fields, whatever its secret', () => {
    assert.equal(isUsable({ fields: [secret, region, endpoint] }, key({ region: 'eu-west-1' })), true);
    assert.equal(isUsable({ fields: [secret] }, key()), true);
  });

  it('is not when it is switched off', () => {
    assert.equal(isUsable({ fields: [secret] }, { ...key(), enabled: false }), false);
  });

  it('is not while a plain field is missing or empty', () => {
    assert.equal(isUsable({ fields: [region] }, key()), false);
    assert.equal(isUsable({ fields: [region] }, key({ region: '' })), false);
    assert.equal(isUsable({ fields: [region] }, key({ endpoint: 'x' })), false);
  });

  it('needs one of two plain fields of which one stands in for the other', () => {
    const account: Field = { name: 'account', label: 'Account', secret: false };
    const host: Field = { name: 'host', label: 'Host', secret: false, optional: true };
    const fields = [host, { ...account, insteadOf: 'host' }];
    assert.equal(isUsable({ fields }, key()), false);
    assert.equal(isUsable({ fields }, key({ host: 'h' })), true);
    assert.equal(isUsable({ fields }, key({ account: 'a' })), true);
  });

  it('of a provider that may be gone is only once a test has shown that it works', () => {
    const provider = { fields: [secret], uncertain: 'Nobody has heard of it since May.' };
    assert.equal(isUsable(provider, key()), false);
    assert.deepEqual(
      verdicts.filter((verdict) => isUsable(provider, key({}, verdict))),
      ['valid', 'limited'],
    );
  });

  it('of a provider that is there is, also after a test that failed: the test may be out of date', () => {
    assert.equal(isUsable({ fields: [secret] }, key({}, 'unreachable')), true);
  });
});
