import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { readSecret, type SecretStore } from '../../src/editor/key-secrets.ts';

/** What is believed of SecretStorage, in the words of a library. */
const believed = z.object({
  origin: z.string(),
  fields: z.record(z.string(), z.string()),
  provider: z.string(),
  nickname: z.string(),
  plain: z.record(z.string(), z.string()),
  addedAt: z.number(),
});

const storing = (text: string): SecretStore => ({
  get: () => Promise.resolve(text),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => ({ dispose: () => undefined }),
});

const kindOf = async (text: string) => (await readSecret({ store: storing(text), patience: 1_000 }, 'k')).type;

const odd = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constantFrom('a', 1, [], {}, null, { a: 'b' }, { a: 1 }, ['a']));
const texts = fc.dictionary(fc.string(), fc.string());
const mostly = <T>(right: fc.Arbitrary<T>) => fc.oneof({ weight: 8, arbitrary: right }, { weight: 1, arbitrary: odd });
const stored = fc.record(
  {
    origin: mostly(fc.string()),
    fields: mostly(texts),
    provider: mostly(fc.string()),
    nickname: mostly(fc.string()),
    plain: mostly(texts),
    addedAt: mostly(fc.double({ noNaN: true, noDefaultInfinity: true })),
  },
  { requiredKeys: [] },
);
/** Zod passes it over as a name; ours wants a text of it as of any other. */
const named = stored.filter((value) => !JSON.stringify(value).includes('"__proto__"'));

describe('what is read from SecretStorage', () => {
  it('is believed exactly where it has its shape', async () => {
    await fc.assert(
      fc.asyncProperty(named, async (value) => {
        const text = JSON.stringify(value);
        assert.equal(await kindOf(text), believed.safeParse(JSON.parse(text)).success ? 'secret' : 'garbled', text);
      }),
      { numRuns: 500 },
    );
  });

  it('has a date that is a number, and is text that parses', async () => {
    const whole = '{"origin":"o","fields":{},"provider":"p","nickname":"n","plain":{},"addedAt":1}';
    assert.equal(await kindOf(whole), 'secret');
    assert.equal(await kindOf(whole.replace(':1}', ':1e999}')), 'garbled');
    assert.equal(await kindOf(whole.replace('{},', '{"__proto__":null},')), 'garbled');
    for (const text of ['', '{', 'null', '[]', '"a"']) assert.equal(await kindOf(text), 'garbled', text);
  });
});
