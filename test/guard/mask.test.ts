import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foundWords, masker, maskIn, unmask } from '../../src/guard/mask.ts';
import { merged, type Span } from '../../src/guard/span.ts';
import { noise, planted, textOf } from './fixtures.ts';
import { lookWith, own, shapesLook, staysOf } from './looks.ts';

const token = (seed: string): string => ['ghp', noise(seed, 36)].join('_');
const [one, other] = [token('one'), token('other')];

/** Pieces of text as files and chats hold them: words, secrets, and placeholders from before. */
const pieces = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.lorem(),
  fc.constantFrom('\n', ' ', '"', "'", '\\n', '`', '[masked by Keyway: GitHub token 1]', '[masked by Keyway: ', ' 2]'),
  fc.constantFrom(...planted.map(textOf)),
);
const texts = fc.array(pieces, { maxLength: 12 }).map((some) => some.join(' '));

describe('masking', () => {
  it('names the kind, and numbers the secrets of each', () => {
    const slack = planted.find(({ words }) => words === 'a Slack token')?.secret ?? '';
    assert.equal(
      maskIn(shapesLook, `a ${one} b ${other} c ${one} d ${slack}.`).text,
      'a [masked by Keyway: GitHub token 1] b [masked by Keyway: GitHub token 2] c [masked by Keyway: GitHub token 1] d [masked by Keyway: Slack token 1].',
    );
  });

  it('gives one secret one number in all texts of a request', () => {
    const { mask, found } = masker(shapesLook);
    assert.deepEqual([one, `${other}!`, `${one}?`].map(mask), [
      '[masked by Keyway: GitHub token 1]',
      '[masked by Keyway: GitHub token 2]!',
      '[masked by Keyway: GitHub token 1]?',
    ]);
    assert.deepEqual(
      found().map(({ secret }) => secret),
      [one, other],
    );
  });

  it('numbers as before when a conversation grows and its answers name placeholders', () => {
    const turn = [one, 'I see [masked by Keyway: GitHub token 1].', other];
    const short = masker(shapesLook);
    const long = masker(shapesLook);
    assert.deepEqual(turn.slice(0, 1).map(short.mask), turn.map(long.mask).slice(0, 1));
    assert.equal(long.mask(other), '[masked by Keyway: GitHub token 2]');
  });

  it('gives back the very same string where it finds nothing', () => {
    const { mask, found } = masker(shapesLook);
    const text = 'What is a monad?';
    assert.equal(mask(text), text);
    assert.deepEqual(found(), []);
  });

  it('leaves what is not meant', () => {
    const { mask } = masker(shapesLook, { isMeant: (secret) => secret === other });
    assert.equal(mask(`${one} ${other}`), `${one} [masked by Keyway: GitHub token 1]`);
  });

  it('is undone without a trace, whatever the text', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const masked = maskIn(shapesLook, text);
        assert.equal(unmask(masked.text, masked.found), text);
      }),
      { numRuns: 500 },
    );
  });

  it('changes nothing but secrets', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const spans = shapesLook(text);
        const { text: changed } = maskIn(shapesLook, text);
        let rest = changed;
        for (const [at, { start }] of spans.entries()) {
          const before = text.slice(spans[at - 1]?.end ?? 0, start);
          assert.ok(rest.startsWith(before));
          const placeholder = /^\[masked by Keyway: [^[\]]+ \d+\]/.exec(rest.slice(before.length))?.[0];
          assert.ok(placeholder, rest);
          rest = rest.slice(before.length + placeholder.length);
        }
        assert.equal(rest, text.slice(spans.at(-1)?.end ?? 0));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves no secret in any text that holds some', () => {
    const some = fc.array(fc.constantFrom(...planted), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, fc.constantFrom('\n', ', ', ' | ', '\n\n', '\r\n'), (secrets, between) => {
        const text = maskIn(shapesLook, secrets.map(textOf).join(between)).text;
        for (const { name, secret, gone = secret } of secrets) assert.equal(staysOf(gone, text), undefined, name);
      }),
      { numRuns: 300 },
    );
  });

  it('does not take a placeholder that a text already holds', () => {
    const text = `[masked by Keyway: GitHub token 1] ${one}`;
    const masked = maskIn(shapesLook, text);
    assert.equal(masked.text, '[masked by Keyway: GitHub token 1] [masked by Keyway: GitHub token 2]');
    assert.equal(unmask(masked.text, masked.found), text);
  });

  it('is undone in what a model made of the text, and only for what was masked', () => {
    const { found } = maskIn(shapesLook, one);
    assert.equal(
      unmask('const token = "[masked by Keyway: GitHub token 1]"; // not [masked by Keyway: GitHub token 9]', found),
      `const token = "${one}"; // not [masked by Keyway: GitHub token 9]`,
    );
  });

  it('puts a secret back as it is, though it holds what replacements are written with', () => {
    const odd = "a$&b$1c$'d$$e-0123456789";
    const masked = maskIn(lookWith(odd), `x ${odd} y`);
    assert.equal(unmask(masked.text, masked.found), `x ${odd} y`);
  });
});

describe('what was found, in words', () => {
  it('counts secrets of one kind, and names a key of the person’s own once', () => {
    const key = noise('words', 40);
    const { found } = maskIn(lookWith(key), `${one} ${other} ${key} ${Buffer.from(key).toString('hex')}`);
    assert.deepEqual(foundWords(found), ['2 GitHub tokens', 'your Acme key k1']);
    assert.deepEqual(foundWords([]), []);
  });

  it('says whose key it is where it looks like anybody’s as well', () => {
    assert.deepEqual(foundWords(maskIn(lookWith(one), `x ${one}`).found), ['your Acme key k1']);
  });
});

describe('spans that overlap', () => {
  const [kind, mine] = [{ words: 'a b', label: 'b', isOwn: false }, own('k')];
  const span = (start: number, end: number, of = kind): Span => ({ start, end, kind: of });

  it('become one that holds both, and stay apart where they only touch', () => {
    assert.deepEqual(merged([span(5, 9), span(0, 6), span(9, 12)]), [span(0, 9), span(9, 12)]);
    assert.deepEqual(merged([span(0, 20), span(3, 5, mine), span(4, 8)]), [span(0, 20, mine)]);
  });
});
