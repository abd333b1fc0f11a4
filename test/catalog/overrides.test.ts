import assert from 'node:assert/strict';
import { overridesIn } from '../../src/catalog/overrides.ts';

const read = (setting: unknown) => overridesIn(setting, (id) => id === 'acme' || id === 'other');

describe('the setting for models', () => {
  it('is read by provider and model, whose ids have slashes of their own', () => {
    const { of, troubles } = read({
      'acme/team/model-1': { contextTokens: 5_000, price: { input: 0, output: 2, cacheRead: 1 } },
      'acme/b': {},
      'other/b': { hidden: true },
    });
    assert.deepEqual(troubles, []);
    assert.deepEqual(
      [...(of('acme') ?? [])],
      [
        ['team/model-1', { contextTokens: 5_000, price: { input: 0, output: 2, cacheRead: 1 } }],
        ['b', {}],
      ],
    );
    assert.equal(of('other')?.get('b')?.hidden, true);
    assert.equal(of('nobody'), undefined);
  });

  it('has the strength of a model in words, of some skills or of all', () => {
    const { of, troubles } = read({
      'acme/a': { strength: { code: 'strong', reasoning: 'basic', general: 'fair', embedding: 'frontier' } },
      'acme/b': { strength: {} },
    });
    assert.deepEqual(troubles, []);
    assert.deepEqual(of('acme')?.get('a')?.strength, { code: 3, reasoning: 1, general: 2, embedding: 4 });
    assert.deepEqual(of('acme')?.get('b')?.strength, {});
  });

  it('may be empty, absent or no table at all', () => {
    for (const setting of [undefined, null, {}, [], 'acme/b', 7])
      assert.deepEqual([read(setting).of('acme'), read(setting).troubles], [undefined, []]);
  });

  const bad: Readonly<Record<string, readonly [key: string, value: unknown, why: RegExp]>> = {
    'a strength that is no word for one': ['acme/x', { strength: { code: 3 } }, /its “strength\.code” is not/],
    'the strength of something that is no skill': [
      'acme/x',
      { strength: { poetry: 'strong' } },
      /nothing is called “poetry”/,
    ],
    'no model': ['acme', {}, /not of the form provider\/model/],
    'an empty model': ['acme/ ', {}, /not of the form provider\/model/],
    'an unknown provider': ['acne/b', {}, /knows no provider “acne”/],
    'a misspelt fact': ['acme/b', { contextToken: 5 }, /nothing is called “contextToken”/],
    'a window of no size': ['acme/b', { contextTokens: 0 }, /its “contextTokens”/],
    'half a token': ['acme/b', { maxOutputTokens: 0.5 }, /its “maxOutputTokens”/],
    'a price per token': ['acme/b', { price: 0.000001 }, /its “price”/],
    'half a price': ['acme/b', { price: { input: 1 } }, /its “price.output”/],
    'a negative price': ['acme/b', { price: { input: -1, output: 1 } }, /its “price.input”/],
    'a misspelt price': ['acme/b', { price: { input: 1, output: 1, cached: 1 } }, /nothing is called “cached”/],
    'another kind': ['acme/b', { kind: 'image' }, /its “kind”/],
    'a name that draws over others': ['acme/b', { name: 'a\u202Eb' }, /its “name”/],
    'no facts': ['acme/b', true, /no table of facts/],
  };
  for (const [what, [key, value, why]] of Object.entries(bad))
    it(`passes over an entry with ${what}, says so in one sentence, and reads the others`, () => {
      const { of, troubles } = read({ [key]: value, 'acme/good': { tools: true } });
      assert.deepEqual([...(of('acme')?.keys() ?? [])], ['good']);
      assert.equal(troubles.length, 1);
      assert.match(troubles[0] ?? '', why);
      assert.match(troubles[0] ?? '', /keyway\.models.+\.$/);
    });

  it('touches no prototype', () => {
    const { of, troubles } = read(JSON.parse('{"__proto__/x":{"hidden":true},"acme/__proto__":{"hidden":true}}'));
    assert.equal(troubles.length, 1);
    assert.equal(of('acme')?.get('__proto__')?.hidden, true);
    assert.equal(Reflect.get({}, 'hidden'), undefined);
  });

  it('shows no more than a part of a key without an end', () => {
    const [sentence = ''] = read({ ['x'.repeat(10_000)]: {} }).troubles;
    assert.ok(sentence.length < 250, `${sentence.length}`);
  });
});
