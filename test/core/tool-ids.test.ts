import assert from 'node:assert/strict';
import fc from 'fast-check';
import { toolCallIds } from '../../src/core/tool-ids.ts';

const shapes = {
  any: /^[a-zA-Z0-9_-]{1,40}$/,
  dash64: /^[a-zA-Z0-9_-]{1,64}$/,
  call64: /^[a-zA-Z0-9_-]{1,64}$/,
  dotted: /^[a-zA-Z0-9_.:-]{1,64}$/,
  alnum9: /^[a-zA-Z0-9]{9}$/,
} as const;

const ids = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.uuid(),
  fc.stringMatching(/^call_[a-zA-Z0-9]{24}$/),
  fc.stringMatching(/^toolu_[a-zA-Z0-9]{24}$/),
  fc.stringMatching(/^[a-zA-Z0-9]{9}$/),
  fc.string({ minLength: 400, maxLength: 500 }),
);

for (const name of ['any', 'dash64', 'call64', 'dotted', 'alnum9'] as const) {
  describe(`tool-call ids of the shape ${name}`, () => {
    const shaped = toolCallIds[name];

    it('fit, whatever came in', () => {
      fc.assert(fc.property(ids, (id) => assert.match(shaped(id), shapes[name])));
    });

    it('stay as they are once they fit, so that a prompt cache stays warm', () => {
      fc.assert(fc.property(ids, (id) => assert.equal(shaped(shaped(id)), shaped(id))));
    });

    it('differ where the ids differ, over many near neighbours', () => {
      const made = new Set(Array.from({ length: 20_000 }, (_, index) => shaped(`call ${index}`)));
      assert.equal(made.size, 20_000);
    });
  });
}

describe('tool-call ids that a model reads', () => {
  it('stay as Kimi wrote them, and only at Kimi', () => {
    assert.equal(toolCallIds.dotted('functions.get_weather:0'), 'functions.get_weather:0');
    assert.match(toolCallIds.any('functions.get_weather:0'), shapes.any);
  });
});
