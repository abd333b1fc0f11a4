import assert from 'node:assert/strict';
import type { Finding } from '../../src/core/listing.ts';
import { belongsTo, relabelled } from '../../src/editor/key-shape.ts';
import { mistral } from '../../src/providers/mistral.ts';
import { ollama } from '../../src/providers/ollama.ts';
import { providers } from '../../src/providers/index.ts';

const groqKey = `gsk_${'aB3'.repeat(20)}`;
const refused: Finding = { verdict: 'invalid', sentence: 'Mistral refused this key.', status: 401 };

describe('a key that was refused', () => {
  it('belongs to the one provider whose keys begin like this', () => {
    const subject = { provider: mistral, secrets: { apiKey: groqKey }, providers };
    assert.equal(belongsTo(subject)?.provider.id, 'groq');
    const { verdict, sentence, status } = relabelled(refused, subject);
    assert.deepEqual([verdict, sentence, status], ['elsewhere', 'This looks like a key of Groq: add it there.', 401]);
  });

  it('is merely refused where many begin like this, where nobody’s do, and on one’s own server', () => {
    for (const [provider, apiKey] of [
      [mistral, `sk-${'a1'.repeat(16)}`],
      [mistral, 'nobody-knows-this-one'],
      [ollama, groqKey],
    ] as const) {
      const subject = { provider, secrets: { apiKey }, providers };
      assert.equal(belongsTo(subject), undefined, apiKey);
      assert.equal(relabelled(refused, subject), refused);
    }
  });

  it('is not looked at where it was accepted or nobody knows', () => {
    const subject = { provider: mistral, secrets: { apiKey: groqKey }, providers };
    for (const verdict of ['valid', 'expired', 'unclear', 'unreachable'] as const) {
      const finding = { ...refused, verdict };
      assert.equal(relabelled(finding, subject), finding);
    }
  });
});
