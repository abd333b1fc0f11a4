import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../src/core/redact.ts';

const secret = fc.stringMatching(/^[\w\-+/=%&?$. ]{8,60}$/);

describe('redaction', () => {
  it('leaves no secret in any text, whole or percent-encoded', () => {
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (key, before, after) => {
        const encoded = encodeURIComponent(key);
        assert.ok(!redact(`${before}${key}${after}${encoded}`, [key]).includes(key));
        assert.ok(!redact(`${before}${encoded}${after}`, [key]).includes(encoded));
      }),
    );
  });

  it('leaves no tail of a secret that begins like another one', () => {
    const text = 'AKabcdefgh and AKabcdefghijklmnop';
    for (const secrets of [
      ['AKabcdefgh', 'AKabcdefghijklmnop'],
      ['AKabcdefghijklmnop', 'AKabcdefgh'],
    ])
      assert.equal(redact(text, secrets), '[key] and [key]');
  });

  it('does not take a field of two letters for a secret', () => {
    assert.equal(redact('it is in us, not eu', ['us', '']), 'it is in us, not eu');
  });

  const foreign = [
    `sk-${'a1B2'.repeat(6)}`,
    `sk-proj-${'a1_2'.repeat(6)}`,
    'sk-proj-****abcd',
    `sk-ant-api03-${'x'.repeat(20)}`,
    `sk-or-v1-${'0'.repeat(20)}`,
    `xai-${'b'.repeat(20)}`,
    `gsk_${'c'.repeat(20)}`,
    `AIza${'d'.repeat(35)}`,
    `AQ.${'e'.repeat(30)}`,
    'Bearer abcdefghijkl',
  ];
  for (const one of foreign) {
    it(`cuts what looks like a key though nobody told: ${one.slice(0, 10)}…`, () => {
      assert.equal(redact(`refused: ${one}, see the docs`, []), 'refused: [key], see the docs');
    });
  }

  it('leaves ordinary words alone', () => {
    const text = 'The task-oriented risk-free desk-top model gpt-4o-mini of pk-tools, as sk-learn, is not there.';
    assert.equal(redact(text, []), text);
  });
});
