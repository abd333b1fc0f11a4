import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lookBy } from '../../src/guard/look.ts';
import { foundWords, maskIn, unmask } from '../../src/guard/mask.ts';
import { isTelling, ownKeys } from '../../src/guard/own-keys.ts';
import type { Look } from '../../src/guard/span.ts';
import { noise } from './fixtures.ts';
import { own, staysOf } from './looks.ts';

const lookFor = (...keys: readonly string[]): Look =>
  lookBy([ownKeys(keys.map((value, at) => ({ value, kind: own(`k${at + 1}`) })))]);

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const wrapped = (text: string, width: number, indent = ''): string =>
  text.replaceAll(new RegExp(`.{1,${width}}`, 'g'), `${indent}$&\n`);
const lowerHex = (text: string): string => text.replaceAll(/%../g, (byte) => byte.toLowerCase());

/** Of a shape nobody knows; with characters that each encoding writes in its own way. */
const key = `Ab9+${noise('own', 40)}/x=~"q\\Z7`;

/** As a program, a person or a file would hold a copy. */
const copies: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'in a line of an environment file': (secret) => `ACME_KEY=${secret}\n`,
  'in JSON': (secret) => JSON.stringify({ key: secret }),
  'in JSON within JSON': (secret) => JSON.stringify(JSON.stringify({ key: secret })),
  'with slashes escaped, as PHP does': (secret) => JSON.stringify(secret).replaceAll('/', String.raw`\/`),
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (secret) => lowerHex(encodeURIComponent(secret)),
  'in the query of an address': (secret) =>
    String(new URL(`https://acme.example/?k=${encodeURIComponent(secret)}&v=1`)),
  base64: base64,
  'base64 behind one character': (secret) => base64(`:${secret}`),
  'base64 behind two characters': (secret) => base64(`u:${secret}`),
  'base64 in the middle of a file': (secret) => base64(`[acme]\nkey = ${secret}\nregion = eu\n`),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  'base64url behind two characters': (secret) => Buffer.from(`..${secret}..`).toString('base64url'),
  'base64, percent-encoded': (secret) => encodeURIComponent(base64(`u:${secret}`)),
  'base64 of JSON': (secret) => base64(JSON.stringify({ key: secret })),
  'base64 wrapped by a shell': (secret) => wrapped(base64(`ACME_KEY=${secret}`), 20),
  'base64 wrapped and indented in YAML': (secret) => `data: |\n${wrapped(base64(`  ${secret}`), 16, '    ')}`,
  'a basic Authorization header': (secret) => `Authorization: Basic ${base64(`me@acme.example:${secret}`)}`,
  hexadecimal: (secret) => Buffer.from(secret).toString('hex'),
  'hexadecimal in upper case': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
};

/** Whatever of a key can be read out of a text: as it stands, and out of its runs of base64. */
const readings = (text: string): readonly string[] => {
  const dense = text.replaceAll(/\s/g, '');
  const runs = [...dense.matchAll(/[\w+/-]{8,}/g)].map(([run]) => run);
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('latin1')),
  );
  return [
    dense,
    unescape(dense),
    Buffer.from(dense.replaceAll(/[^\da-f]/gi, ''), 'hex').toString('latin1'),
    ...decoded,
  ];
};

describe('a key of the person’s own', () => {
  for (const [how, copy] of Object.entries(copies))
    it(`is found in any text: ${how}`, () => {
      const text = `Why does this fail?\n${copy(key)}\nThank you.`;
      const masked = maskIn(lookFor(key), text);
      assert.deepEqual(foundWords(masked.found), ['your Acme key k1']);
      for (const reading of readings(masked.text)) assert.equal(staysOf(key, reading, 6), undefined);
      assert.ok(masked.text.startsWith('Why does this fail?\n') && masked.text.endsWith('\nThank you.'));
      assert.equal(unmask(masked.text, masked.found), text);
    });

  it('is found in every encoding, whatever it is and wherever it stands', () => {
    const secret = fc.stringMatching(/^[!-~]{20,90}$/);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...Object.entries(copies)),
        fc.tuple(fc.string(), fc.string()),
        (one, [how, copy], [before, after]) => {
          const text = `${before}\n${copy(one)}\n${after}`;
          const masked = maskIn(lookFor(one), text);
          assert.ok(masked.found.length > 0, how);
          assert.equal(unmask(masked.text, masked.found), text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is found at each place in base64, and what stands beside it can still be read', () => {
    for (let before = 0; before < 7; before++)
      for (let after = 0; after < 7; after++) {
        const masked = maskIn(lookFor(key), base64('-'.repeat(before) + key + '-'.repeat(after)));
        for (const reading of readings(masked.text))
          assert.equal(staysOf(key, reading, 4), undefined, `${before} ${after}`);
        // The groups of three that hold none of it.
        assert.ok(masked.text.startsWith(base64('-'.repeat(before - (before % 3)))), `${before} ${after}`);
      }
  });

  it('is found as a service account’s file in one line or in twelve, and by its private key alone', () => {
    const body = wrapped(noise('account', 600, 'base64'), 64);
    const account = {
      type: 'service_account',
      private_key: `-----BEG${''}IN PRIVATE KEY-----\n${body}-----END PRIVATE KEY-----\n`,
      id: '1',
    };
    const file = JSON.stringify(account, undefined, 2);
    const look = lookFor(file, account.private_key);
    for (const text of [
      file,
      JSON.stringify(account),
      JSON.stringify({ text: file }),
      account.private_key,
      base64(file),
      base64(account.private_key),
    ])
      assert.equal(staysOf(body, maskIn(look, `x\n${text}\ny`).text, 20), undefined, text.slice(0, 60));
  });

  it('is found among a thousand, and they find nothing else', () => {
    const keys = Array.from({ length: 1_000 }, (_, at) => `key-${noise(`many ${at}`, 40)}`);
    const look = lookFor(...keys);
    assert.deepEqual(look(noise('other', 200_000, 'base64')), []);
    const masked = maskIn(look, `a ${keys[7]} b ${base64(`${keys[993]}`)}`);
    assert.deepEqual(foundWords(masked.found), ['your Acme key k8', 'your Acme key k994']);
  });

  it('is found twice where two stand side by side', () => {
    const [one = '', other = ''] = ['first', 'second'].map((seed) => noise(seed, 32));
    assert.equal(
      maskIn(lookFor(one, other), one + other + one).text,
      '[masked by Keyway: your Acme key 1][masked by Keyway: your Acme key 2][masked by Keyway: your Acme key 1]',
    );
  });

  it('is found where it begins like another one', () => {
    const short = noise('short', 24);
    assert.equal(
      maskIn(lookFor(short, `${short}-and-more-1`), `${short}-and-more-1`).text,
      '[masked by Keyway: your Acme key 1]',
    );
  });

  it('keeps its nickname from the model', () => {
    assert.ok(!maskIn(lookFor(key), key).text.includes('k1'));
  });

  it('is not looked for where it is a word: what servers at home are given', () => {
    for (const word of ['ollama', 'lm-studio', 'sk-no-key-required', 'EMPTY', 'none', '', '        ', '12345678'])
      assert.ok(!isTelling(word), word);
    for (const secret of ['hunter2hunter', 'sk-12345', noise('letters', 34, 'letters'), '1234567890 1234567890'])
      assert.ok(isTelling(secret), secret);
    assert.deepEqual(lookFor('lm-studio', '')('I run lm-studio at home.'), []);
    assert.deepEqual(lookFor('\\'.repeat(20), '%20'.repeat(9))('\\'.repeat(40)), []);
  });
});
