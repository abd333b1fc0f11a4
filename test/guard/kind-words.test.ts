import assert from 'node:assert/strict';
import { speak } from '../../src/core/l10n.ts';
import { foundWords, maskIn } from '../../src/guard/mask.ts';
import { planted, textOf } from './fixtures.ts';
import { shapesLook } from './looks.ts';

/** A language that marks every sentence that is looked up. */
const marking = new Proxy<Record<string, string>>({}, { get: (_, sentence) => `~${String(sentence)}` });

describe('a kind of secret in another language', () => {
  afterEach(() => speak({}));

  it('is said in that language, whatever was found', () => {
    const found = planted.map((one) => maskIn(shapesLook, textOf(one)).found);
    speak(marking);
    for (const [index, { name, words }] of planted.entries()) {
      assert.deepEqual(foundWords(found[index] ?? []), [`~${words}`], name);
      const twice = [...(found[index] ?? []), ...(found[index] ?? [])];
      assert.match(foundWords(twice)[0] ?? '', /^~2 .+s$/, name);
    }
  });

  it('is the same for models in every language', () => {
    const text = planted.map(textOf).join('\n\n');
    const english = maskIn(shapesLook, text).text;
    speak(marking);
    assert.equal(maskIn(shapesLook, text).text, english);
  });
});
