import assert from 'node:assert/strict';
import { completionRequest } from '../../src/code/completion-request.ts';

const asked = {
  prefix: 'function add(a, b) {\n  return ',
  suffix: '\n}\n',
  shape: 'line',
  languageId: 'javascript',
  path: 'src/add.js',
  fills: true,
} as const;

const textOf = (request: ReturnType<typeof completionRequest>): string =>
  request.messages.flatMap(({ content }) => content.map((part) => (part.type === 'text' ? part.text : ''))).join('\n');

describe('the request of a completion', () => {
  it('is a gap with what stands on both sides of it', () => {
    assert.deepEqual(completionRequest(asked).fill, {
      prefix: asked.prefix,
      suffix: asked.suffix,
      path: 'src/add.js',
      language: 'javascript',
    });
  });

  it('asks a chat the same, with a mark where the cursor is', () => {
    const text = textOf(completionRequest({ ...asked, fills: false }));
    assert.ok(text.includes(`${asked.prefix}<CURSOR>${asked.suffix}`));
    assert.match(text, /src\/add\.js \(javascript\)/);
    assert.match(text, /nothing else: no explanation, no code fence/);
  });

  it('ends a line at its end, and a block at two empty lines', () => {
    assert.deepEqual(completionRequest(asked).stop, ['\n']);
    assert.deepEqual(completionRequest({ ...asked, shape: 'block' }).stop, ['\n\n\n']);
  });

  it('lets no line break end a chat, which may begin with a fence', () => {
    for (const shape of ['line', 'block'] as const) {
      const { stop = [] } = completionRequest({ ...asked, shape, fills: false });
      assert.ok(stop.length > 0 && stop.length <= 4);
      assert.ok(!stop.includes('\n'));
    }
  });

  it('allows few tokens, more for a block, and room to think for a chat', () => {
    const line = completionRequest(asked).maxOutputTokens ?? Infinity;
    const block = completionRequest({ ...asked, shape: 'block' }).maxOutputTokens ?? Infinity;
    const chat = completionRequest({ ...asked, fills: false }).maxOutputTokens ?? Infinity;
    assert.ok(line < block && block < chat && chat <= 1_000);
  });

  it('names no temperature and no effort, which some models refuse', () => {
    const { temperature, topP, effort, tools } = completionRequest(asked);
    assert.deepEqual([temperature, topP, effort, tools], [undefined, undefined, undefined, []]);
  });
});
