import assert from 'node:assert/strict';
import { amazon, amazonIn, bundle, type Bundle } from './bundle.ts';

describe('Amazon’s SDK in the bundle', function () {
  this.timeout(60_000);
  let made: Bundle;
  before(async () => {
    made = await bundle();
  });

  const amazonWith = (source: string): readonly string[] =>
    made.loadedWith(source).filter((input) => amazon.test(input));

  it('is there, and is loaded with the protocol that speaks it', () => {
    assert.ok(amazonWith('src/wire/bedrock-converse.ts').length > 10);
  });

  it('is not loaded with the extension', () => {
    assert.deepEqual(amazonWith('src/extension.ts'), []);
  });

  it('is loaded with Bedrock’s files and with no other', () => {
    assert.ok(made.begun.includes('src/wire/openai-chat.ts') && made.begun.includes('src/wire/ask.ts'));
    assert.deepEqual(amazonIn(made).with, [
      'src/wire/bedrock-client.ts',
      'src/wire/bedrock-converse.ts',
      'src/wire/bedrock-embeddings.ts',
    ]);
  });

  it('is not loaded to ask about an API key, which needs no signature', () => {
    assert.deepEqual(amazonWith('src/wire/bedrock-ask.ts'), []);
  });

  it('is chunks of its own: nothing of another SDK lies in them', () => {
    for (const [name, { inputs }] of Object.entries(made.outputs)) {
      const files = Object.keys(inputs);
      if (!files.some((input) => amazon.test(input))) continue;
      const strangers = files.filter(
        (input) => !amazon.test(input) && !/node_modules\/tslib\/|^src\/(?:wire|core)\//.test(input),
      );
      assert.deepEqual(strangers, [], name);
    }
  });
});
