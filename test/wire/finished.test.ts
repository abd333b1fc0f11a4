import assert from 'node:assert/strict';
import { finished } from '../../src/wire/finished.ts';

describe('the end of an answer', () => {
  const key = 'sk-proj-0123456789abcdefghijklmnop';
  const call = { access: { baseUrl: 'http://127.0.0.1:1', plain: {}, secrets: { apiKey: key }, headers: {} } };

  it('names no key, whatever the provider calls its model or its reason', () => {
    const event = finished(call, {
      reason: 'stop',
      native: `stop ${key}`,
      servedModel: `gpt-4.1/${encodeURIComponent(key)}`,
    });
    assert.deepEqual(event, { type: 'finish', reason: 'stop', native: 'stop [key]', servedModel: 'gpt-4.1/[key]' });
  });

  it('is short, however much the provider says', () => {
    const { native, servedModel } = finished(call, {
      reason: 'stop',
      native: 'sk-'.repeat(2_000_000),
      servedModel: `${'m'.repeat(270)}${key.repeat(100_000)}`,
    });
    assert.ok(native.length <= 300);
    assert.equal(servedModel, `${'m'.repeat(270)}[key]`);
  });

  it('leaves an honest name as it is, and an absent one absent', () => {
    assert.equal(
      finished(call, { reason: 'stop', native: 'stop', servedModel: 'gpt-4.1-2026' }).servedModel,
      'gpt-4.1-2026',
    );
    assert.equal(finished(call, { reason: 'stop', native: 'stop', servedModel: undefined }).servedModel, undefined);
  });
});
