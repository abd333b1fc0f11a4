import assert from 'node:assert/strict';
import { partOf, uncut } from '../../src/guard/cuts.ts';
import { noise, planted } from './fixtures.ts';
import { lookWith, shapesLook, staysOf } from './looks.ts';

const token = ['ghp', noise('cut', 36)].join('_');
const key = noise('own and cut', 48);
const pem = planted.find(({ name }) => name === 'RSA private key in PEM')?.secret ?? '';
const escaped = planted.find(({ name }) => name.includes('service account'))?.secret ?? '';
const look = lookWith(key);

const body = (text: string): string => text.replaceAll(/-----[A-Z ]+-----/g, '');

/** Nothing of a secret's own characters stays, wherever it was cut; a few at an edge tell nobody anything. */
const holdsNothing = (secret: string, text: string, why: string): void =>
  assert.equal(staysOf(secret, text, 16), undefined, why);

describe('cutting texts that hold secrets', () => {
  it('leaves no half of a stored key, wherever it is cut', () => {
    const text = `const key = '${key}';\n`;
    for (let at = 0; at <= text.length; at++) {
      for (const part of [
        partOf(look, text, { start: 0, end: at }),
        partOf(look, text, { start: at, end: text.length }),
      ])
        if (!part.includes(key)) assert.equal(staysOf(key, part, 4), undefined, `cut at ${at}: ${part}`);
    }
  });

  it('says in place of a half what it was', () => {
    const text = `a ${token} b`;
    assert.equal(partOf(look, text, { start: 0, end: 20 }), 'a [masked by Keyway: GitHub token]');
    assert.equal(partOf(look, text, { start: 20, end: text.length }), '[masked by Keyway: GitHub token] b');
  });

  it('shows nothing of a private key whose middle alone is meant', () => {
    const text = `before\n${pem}\nafter`;
    const start = text.indexOf('\n', text.indexOf('MIIE')) + 1;
    const part = partOf(look, text, { start, end: start + 200 });
    holdsNothing(pem, part, part);
    assert.match(part, /^\[masked by Keyway: private key\]/);
  });

  it('leaves whole secrets to the guard, which may have to ask', () => {
    const text = `${token}\n${'x'.repeat(500)}`;
    assert.equal(partOf(look, text, { start: 0, end: 100 }), text.slice(0, 100));
    assert.deepEqual(uncut(look, [`a = ${token}\n`], 'lines'), { texts: [`a = ${token}\n`], found: [] });
  });

  it('keeps a text as it is where nothing is cut', () => {
    const text = `x ${token}`;
    assert.equal(partOf(look, text, { start: 0, end: text.length }), text);
  });

  it('takes a key over several lines out before lines are left out, and keeps their number', () => {
    const text = ['@@ -1,3 +1,40 @@', ...pem.split('\n').map((line) => `+${line}`), '+after'].join('\n');
    const [masked = ''] = uncut(look, [text], 'lines').texts;
    holdsNothing(pem, masked, masked);
    assert.equal(masked.split('\n').length, text.split('\n').length);
    assert.match(masked, /\n\+after$/);
  });

  it('takes a secret out of a line that is long enough to be cut', () => {
    const long = `const all = [${'"word", '.repeat(40)}"${token}"];`;
    const { texts, found } = uncut(look, [long, 'short'], 'lines');
    holdsNothing(token, texts.join('\n'), 'long line');
    assert.deepEqual(
      found.map(({ kind }) => kind.words),
      ['a GitHub token'],
    );
  });

  it('takes out a secret that the cursor stands in', () => {
    for (let at = 1; at < key.length; at++) {
      const { texts } = uncut(look, [`key = "${key.slice(0, at)}`, `${key.slice(at)}"\n`], 'cursor');
      assert.deepEqual(texts, ['key = "[masked by Keyway: your Acme key]', '[masked by Keyway: your Acme key]"\n']);
    }
  });

  it('takes every secret out of a text that may end anywhere', () => {
    const { texts } = uncut(look, [`say ${token} and\n${key}`, 'nothing'], 'anywhere');
    assert.deepEqual(texts, ['say [masked by Keyway: GitHub token] and\n[masked by Keyway: your Acme key]', 'nothing']);
  });
});

describe('a private key of which a part was cut away before anybody looked', () => {
  const shown = (text: string): string => {
    let whole = '';
    let done = 0;
    for (const { start, end } of shapesLook(text)) {
      whole += text.slice(done, start);
      done = end;
    }
    return whole + text.slice(done);
  };

  it('is found by its header, to the end of what is left', () => {
    for (let end = pem.indexOf('MIIE') + 40; end < pem.length; end += 7)
      holdsNothing(body(pem), body(shown(`text\n${pem.slice(0, end)}`)), `cut at ${end}`);
  });

  it('is found by its end, from where what is left begins', () => {
    const end = pem.indexOf('-----END');
    for (let at = pem.indexOf('MIIE') + 1; at < end - 24; at += 7)
      holdsNothing(body(pem), body(shown(`${pem.slice(at)}\ntext`)), `cut at ${at}`);
  });

  it('is found by its end in a diff, in a quotation and with escaped line ends', () => {
    const rest = pem.slice(pem.indexOf('MIIE') + 100);
    for (const [name, text] of [
      ['diff', rest.replaceAll('\n', '\n+')],
      ['removed', rest.replaceAll('\n', '\n-')],
      ['quoted', rest.replaceAll('\n', '\n> ')],
      ['strings', rest.replaceAll('\n', '",\n  "')],
      ['windows', rest.replaceAll('\n', '\r\n')],
      ['escaped', escaped.slice(escaped.indexOf('MIIE') + 100)],
    ] as const)
      holdsNothing(body(text), body(shown(`the rest of it:\n${text}\nand on`)), name);
  });

  it('is none where people only write about one', () => {
    for (const text of [
      'It has to end with -----END PRIVATE KEY----- on a line of its own.',
      "if (!text.endsWith('-----END RSA PRIVATE KEY-----')) throw new TypeError('no key');",
      "const head = '-----BEGIN PRIVATE KEY-----';\nconst bodyOfTheKeyThatFollows = read(path);",
      '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
    ])
      assert.equal(shown(text), text);
  });
});
