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

  it('leaves no head of a secret where the text was cut within it', () => {
    // Session tokens and JSON web tokens are longer than what is kept of a sentence.
    const token = `IQoJb3JpZ2lu${'aB3/'.repeat(400)}`;
    for (const form of [token, encodeURIComponent(token)])
      for (const kept of [8, 20, 1_000])
        assert.equal(redact(`no such token: ${form.slice(0, kept)}`, [token]), 'no such token: [key]');
    const repeating = `abcdefgh${'abcdefgh'.repeat(5)}!`;
    assert.equal(redact(`no: ${repeating.slice(0, 40)}`, [repeating]), 'no: [key]');
    assert.equal(redact('a sentence that ends with IQoJ', [token]), 'a sentence that ends with IQoJ');
  });

  it('takes millions of characters that look like keys', () => {
    for (const text of ['sk-', 'AKIA', 'AIza', 'ABSK', 'AQ.ya29.', 'Bearer xyz'])
      assert.ok(redact(text.repeat(Math.ceil(8_000_000 / text.length)), []).includes('[key]'), text);
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
    ...['pk-', 'rk_', 'hf_', 'r8_', 'pplx-', 'nvapi-', 'fw_', 'csk-', 'tgp_'].map(
      (head) => `${head}${'b2'.repeat(10)}`,
    ),
    ...['AKIA', 'ASIA'].map((head) => `${head}${'B2'.repeat(8)}`),
    `xai-${'b'.repeat(20)}`,
    `gsk_${'c'.repeat(20)}`,
    `AIza${'d'.repeat(35)}`,
    `AQ.${'e'.repeat(30)}`,
    'Bearer abcdefghijkl',
    `ABSK${'f'.repeat(100)}`,
    `bedrock-api-key-${'g'.repeat(40)}`,
    `dapi${'0'.repeat(32)}`,
    `ya29.${'h-1.'.repeat(20)}h`,
    `-----BEGIN PRIVATE KEY-----\\n${'MIIEvQ+/'.repeat(20)}`,
  ];
  for (const one of foreign) {
    it(`cuts what looks like a key though nobody told: ${one.slice(0, 10)}…`, () => {
      const text = `refused: ${one}, see the docs`;
      assert.equal(redact(text, []), 'refused: [key], see the docs');
      const long = ' and so on'.repeat(100);
      assert.equal(redact(text + long, []), `refused: [key], see the docs${long}`);
    });
  }

  it('leaves ordinary words alone', () => {
    const text = 'The task-oriented risk-free desk-top model gpt-4o-mini of pk-tools, as sk-learn, is not there.';
    assert.equal(redact(text, []), text);
  });
});
