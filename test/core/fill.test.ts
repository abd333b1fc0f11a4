import assert from 'node:assert/strict';
import { asChat, asGap, fillsIn, mustThink } from '../../src/core/fill.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { Quirks } from '../../src/core/quirks.ts';
import { chatText } from '../../src/core/answer-key.ts';
import { countRequest, countTokens } from '../../src/core/tokens.ts';
import { providers } from '../../src/providers/index.ts';
import { asked, model, offer, said } from './samples.ts';

const recordOf = (id: string): Provider => providers.find((one) => one.id === id) ?? assert.fail(id);

const fills = (name: string, facts: Parameters<typeof model>[1] = {}): boolean => {
  const one = model(name, facts);
  return fillsIn(recordOf(one.provider), one);
};

describe('who fills gaps', () => {
  const cases: Readonly<Record<string, boolean>> = {
    'deepseek/deepseek-flash': true,
    'deepseek/deepseek-v4-pro': true,
    'deepseek/deepseek-reasoner': false,
    'mistral/codestral-2508': true,
    'mistral/codestral-latest': true,
    'mistral/mistral-large-latest': false,
    'ollama/qwen2.5-coder:7b': true,
    'ollama/qwen2.5:7b': false,
    'llamacpp/models/Qwen2.5-Coder-3B-Q8_0.gguf': true,
    'llamacpp/llama-3.2.gguf': false,
    'custom/codestral-2508': false,
    'vllm/qwen2.5-coder': false,
    'openai/codestral-2508': false,
  };
  for (const [name, expected] of Object.entries(cases))
    it(`${name}: ${expected ? 'yes' : 'no'}, by its name`, () => {
      const [provider = '', ...id] = name.split('/');
      assert.equal(fills(`${provider}/x`, { id: id.join('/') }), expected);
    });

  it('is said by the list or the person before any name', () => {
    assert.equal(fills('ollama/qwen2.5-coder:7b', { fills: false }), false);
    assert.equal(fills('ollama/mine', { fills: true }), true);
    assert.equal(fills('custom/mine', { fills: true }), true);
  });

  it('is nobody at a provider without an address for it, and no embedding', () => {
    assert.equal(fills('groq/mine', { fills: true }), false);
    assert.equal(fills('mistral/codestral-embed', { kind: 'embedding' }), false);
  });
});

describe('a gap', () => {
  const request = asked({
    messages: [said('Please write what stands between these two pieces of code. '.repeat(40))],
    fill: { prefix: 'const one = ', suffix: ';\n', path: 'a.ts' },
    maxOutputTokens: 64,
  });

  it('counts as the text around it, however long its question in words is', () => {
    const tokens = countRequest(asGap(request));
    assert.ok(tokens >= countTokens('const one = ') + countTokens(';\n') && tokens < 20, String(tokens));
    assert.ok(countRequest(request) > 300);
  });

  it('leaves a request without one what it is', () => {
    const plain = asked();
    assert.equal(asGap(plain), plain);
  });

  it('is another question than the next one, for answers that are kept', () => {
    const text = (suffix: string): string =>
      chatText({ ...request, fill: { prefix: 'a', suffix } }, { pick: 'auto', wanted: {} }, () => '');
    assert.notEqual(text('b'), text('c'));
    assert.equal(text('b'), text('b'));
  });
});

describe('a gap in words', () => {
  const request = asked({ fill: { prefix: 'a', suffix: 'b' } });
  const with_ = (quirks: Quirks['openai-chat']): Provider => ({
    ...offer('acme/m').provider,
    protocol: 'openai-chat',
    quirks,
  });

  it('asks for no thinking where that is understood as none', () => {
    const effort = (provider: Provider): string | undefined => asChat(request, provider).effort;
    assert.equal(effort(recordOf('deepseek')), 'none');
    assert.equal(effort(recordOf('openai')), 'none');
    assert.equal(effort(recordOf('gemini')), 'none');
    assert.equal(effort(recordOf('groq')), undefined);
    // It would be taken for a low effort.
    assert.equal(effort(recordOf('anthropic')), undefined);
    assert.equal(asChat({ ...request, effort: 'low' }, recordOf('deepseek')).effort, 'low');
  });

  it('has no gap any more', () => {
    assert.equal(asChat(request, recordOf('openai')).fill, undefined);
  });

  it('is thought about by who cannot be told otherwise', () => {
    const thinker = model('acme/m', { reasoning: true });
    assert.equal(mustThink(with_({}), thinker), true);
    assert.equal(mustThink(with_({}), model('acme/m')), false);
    assert.equal(mustThink(with_({ thinking: 'thinking.type' }), thinker), false);
    assert.equal(mustThink(with_({ effort: 'reasoning_effort', efforts: ['none', 'low'] }), thinker), false);
    assert.equal(mustThink(recordOf('openai'), thinker), true);
    assert.equal(mustThink(recordOf('anthropic'), thinker), false);
  });
});
