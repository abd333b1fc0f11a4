import assert from 'node:assert/strict';
import fc from 'fast-check';
import { goodFields, typedEntry, typedFields } from '../../src/editor/key-typed.ts';
import { Desk } from './desk.ts';
import { forest, records, river, sky } from './key-records.ts';

const canary = 'c4n4ry';
const apiKey = canary.repeat(6).slice(0, 32);
const known = { providers: records };

describe('a key as a form hands it over', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = new Desk();
    await desk.open();
  });
  afterEach(() => desk.close(canary));

  const read = (values: Readonly<Record<string, string>>, nickname = 'work') =>
    typedEntry({ keyring: desk.keyring, providers: records }, { provider: sky, nickname, values });

  it('is read as the questions read their answers', () => {
    const { value } = read({ apiKey: ` ${apiKey}\n`, resource: 'https://my-res.sky.example/path', deployments: '' });
    assert.deepEqual(value, {
      provider: sky,
      nickname: 'work',
      values: { apiKey, resource: 'my-res.sky.example', deployments: '' },
    });
  });

  it('loses what no field of its provider is called', () => {
    const { value } = read({ apiKey, resource: 'my-res', constructor: 'x', baseUrl: 'https://evil.example' });
    assert.deepEqual(Object.keys(value?.values ?? {}), ['apiKey', 'resource', 'deployments']);
  });

  it('is refused with the first problem, and nothing of it is quoted', () => {
    for (const [values, nickname, problem] of [
      [{ apiKey: '', resource: 'my-res' }, 'work', /^Enter a value for “API key”/],
      [{ apiKey, resource: '' }, 'work', /^Enter a value for “Resource”/],
      [{ apiKey: `${apiKey}\u0000${canary}`, resource: 'my-res' }, 'work', /./],
      [{ apiKey, resource: 'my-res' }, '', /./],
      [{ apiKey, resource: 'my-res' }, apiKey, /./],
    ] as const) {
      const result = read(values, nickname);
      assert.equal(result.value, undefined);
      assert.match(result.problem ?? '', problem);
      assert.ok(!result.problem?.includes(canary), result.problem);
    }
  });

  it('needs what stands in for a field only where that one is empty', () => {
    const region = { region: 'eu-west-1' };
    const pair = { accessKeyId: 'RKIACANARY0000000000', secretAccessKey: 'x'.repeat(40) };
    const entry = (values: Readonly<Record<string, string>>) =>
      typedEntry({ keyring: desk.keyring, providers: records }, { provider: river, nickname: 'one', values });
    assert.ok(entry({ ...region, apiKey: `RVSK${apiKey}` }).value);
    assert.deepEqual(entry({ ...region, ...pair, apiKey: '' }).value?.values['accessKeyId'], pair.accessKeyId);
    assert.match(entry({ ...region, apiKey: '', accessKeyId: '', secretAccessKey: '' }).problem ?? '', /Access key ID/);
    const both = entry({ ...region, ...pair, apiKey: `RVSK${apiKey}` }).value?.values ?? {};
    assert.equal(both['accessKeyId'], undefined, 'one of them is enough');
  });

  it('may choose only what its record offers', () => {
    const values = { serviceAccount: '{"type":"service_account"}', project: 'p', server: 'evil.example' };
    assert.equal(typedFields(known, { provider: forest, values }).value, undefined);
  });
});

describe('fields of a form that cannot be stored as they are', () => {
  it('are left to be asked again, and the good ones kept', () => {
    const values = { apiKey, resource: '..', deployments: 'a=b' };
    assert.deepEqual(goodFields(known, { provider: sky, values }), { apiKey, deployments: 'a=b' });
  });

  it('may be secrets that stay as they are', () => {
    const typed = { provider: sky, values: { apiKey: '', resource: 'my-res' } };
    assert.equal(typedFields(known, typed).value, undefined);
    assert.equal(typedFields(known, { ...typed, keepsSecrets: true }).value?.['apiKey'], '');
  });

  it('are named or read, whatever was typed, and a problem quotes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (secret, resource) => {
        const values = { apiKey: `${canary}${secret}`, resource };
        const result = typedFields(known, { provider: sky, values });
        assert.notEqual(result.value === undefined, result.problem === undefined);
        assert.ok(!result.problem?.includes(canary));
      }),
    );
  });
});
