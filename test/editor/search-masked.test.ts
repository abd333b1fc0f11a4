import assert from 'node:assert/strict';
import { maskedRead } from '../../src/editor/search-masked.ts';
import { maskIn } from '../../src/guard/mask.ts';
import { common, type Look } from '../../src/guard/span.ts';

/** Finds blocks from BEGIN to END. */
const look: Look = (text) =>
  [...text.matchAll(/BEGIN[^]*?END/g)].map(({ 0: secret, index }) => ({
    start: index,
    end: index + secret.length,
    kind: common('a private key'),
  }));

const read = async (text: string): Promise<string> => {
  const bytes = await maskedRead(
    () => Promise.resolve(new TextEncoder().encode(text)),
    (whole) => Promise.resolve(maskIn(look, whole)),
  )('a.ts');
  return new TextDecoder().decode(bytes);
};

describe('a file that is indexed', () => {
  it('has its secrets masked as a whole, also where they are longer than a chunk', async () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `line${index}`);
    const text = await read(`before\nBEGIN\n${lines.join('\n')}\nEND\nafter\n`);
    assert.doesNotMatch(text, /line\d/);
  });

  it('keeps the number of every line', async () => {
    const text = await read('one\nBEGIN\ntwo\nEND\nfive\nBEGIN\ntwo\nEND\nnine\n');
    assert.equal(text.split('\n')[4], 'five');
    assert.equal(text.split('\n')[8], 'nine');
  });

  it('is as it was where it holds none', async () => {
    assert.equal(await read('nothing\r\nhere'), 'nothing\r\nhere');
  });
});
