import assert from 'node:assert/strict';
import { anthropic } from '../../../src/providers/anthropic.ts';
import { deepseek } from '../../../src/providers/deepseek.ts';
import { gemini } from '../../../src/providers/gemini.ts';
import { openai } from '../../../src/providers/openai.ts';
import { openrouter } from '../../../src/providers/openrouter.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { refusalOf } from './schemas.ts';

const question = [{ role: 'user', content: 'Hi' }];
const openAiTool = { type: 'function', function: { name: 'a', parameters: { type: 'object', properties: {} } } };
const openAiCall = { id: 'c1', type: 'function', function: { name: 'a', arguments: '{}' } };
const parts = [{ text: 'Hi' }];

const good = {
  openai: {
    model: 'm',
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: 9,
    tools: [openAiTool],
    messages: [
      { role: 'developer', content: 'Be brief.' },
      ...question,
      { role: 'assistant', content: null, tool_calls: [openAiCall] },
      { role: 'tool', tool_call_id: 'c1', content: 'done' },
    ],
  },
  anthropic: {
    model: 'm',
    max_tokens: 9,
    stream: true,
    system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
    tools: [{ name: 'a', input_schema: { type: 'object', properties: {} } }],
    messages: [
      ...question,
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'tool_use', id: 'c1', name: 'a', input: {} },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'done' }] },
    ],
  },
  gemini: {
    systemInstruction: { role: 'user', parts },
    generationConfig: { maxOutputTokens: 9, thinkingConfig: { thinkingBudget: 0 } },
    tools: [{ functionDeclarations: [{ name: 'a', parametersJsonSchema: { type: 'object' } }] }],
    contents: [
      { role: 'user', parts },
      { role: 'model', parts: [{ functionCall: { id: 'c1', name: 'a', args: {} }, thoughtSignature: 'AAAA' }] },
      { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'a', response: { output: 'done' } } }] },
    ],
  },
};

const without = (body: object, field: string): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));

const bad: readonly (readonly [string, Provider, unknown])[] = [
  ['Anthropic without max_tokens', anthropic, without(good.anthropic, 'max_tokens')],
  ['Anthropic without a model', anthropic, without(good.anthropic, 'model')],
  ['the role “tool” at Anthropic', anthropic, { ...good.anthropic, messages: good.openai.messages }],
  ['OpenAI’s tools at Anthropic', anthropic, { ...good.anthropic, tools: [openAiTool] }],
  ['OpenAI’s tool choice at Anthropic', anthropic, { ...good.anthropic, tool_choice: 'required' }],
  ['an unknown parameter at Anthropic', anthropic, { ...good.anthropic, max_completion_tokens: 9 }],
  [
    'an image as OpenAI sends it at Anthropic',
    anthropic,
    {
      ...good.anthropic,
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] }],
    },
  ],
  ['an unknown parameter at OpenAI', openai, { ...good.openai, max_output: 9 }],
  ['a temperature of words at OpenAI', openai, { ...good.openai, temperature: 'hot' }],
  ['a request that does not stream at OpenAI', openai, { ...good.openai, stream: false }],
  ['a tool message without an id', openai, { ...good.openai, messages: [{ role: 'tool', content: 'done' }] }],
  ['Anthropic’s tools at OpenAI', openai, { ...good.openai, tools: good.anthropic.tools }],
  ['arguments as an object at OpenAI', openai, withArguments({})],
  ['reasoning sent back to OpenAI', openai, withReasoning('reasoning_content', 'hm')],
  ['DeepSeek’s reasoning at OpenRouter', openrouter, withReasoning('reasoning_content', 'hm')],
  ['OpenRouter’s reasoning at DeepSeek', deepseek, withReasoning('reasoning_details', [])],
  ['cache breakpoints at DeepSeek', deepseek, { ...good.openai, cache_control: { type: 'ephemeral' } }],
  ['OpenAI’s messages at Gemini', gemini, good.openai],
  ['a part with two contents at Gemini', gemini, withPart({ text: 'Hi', functionCall: { name: 'a', args: {} } })],
  ['an unknown field in a call at Gemini', gemini, withPart({ functionCall: { name: 'a', args: {}, index: 0 } })],
  [
    'a schema with $ref in Gemini’s subset',
    gemini,
    {
      ...good.gemini,
      tools: [
        {
          functionDeclarations: [
            { name: 'a', parameters: { type: 'object', properties: { b: { $ref: '#/definitions/b' } } } },
          ],
        },
      ],
    },
  ],
  [
    'an unknown thinking option at Gemini',
    gemini,
    { ...good.gemini, generationConfig: { thinkingConfig: { effort: 'high' } } },
  ],
];

function withArguments(value: unknown): unknown {
  const call = { ...openAiCall, function: { name: 'a', arguments: value } };
  return { ...good.openai, messages: [{ role: 'assistant', content: null, tool_calls: [call] }] };
}

function withReasoning(field: string, value: unknown): unknown {
  return { ...good.openai, messages: [...question, { role: 'assistant', content: 'Hi', [field]: value }] };
}

function withPart(part: unknown): unknown {
  return { contents: [{ role: 'user', parts: [part] }] };
}

describe('the schemas of the official types', function () {
  // Made once per version of an SDK, in some seconds.
  this.timeout(60_000);

  it('accept what the documentation shows', async () => {
    assert.equal(await refusalOf(openai, good.openai), '');
    assert.equal(await refusalOf(anthropic, good.anthropic), '');
    assert.equal(await refusalOf(gemini, good.gemini), '');
    assert.equal(await refusalOf(deepseek, withReasoning('reasoning_content', 'hm')), '');
    assert.equal(await refusalOf(openrouter, withReasoning('reasoning_details', [{ type: 'reasoning.text' }])), '');
  });

  for (const [name, provider, body] of bad)
    it(`refuse ${name}`, async () => {
      assert.notEqual(await refusalOf(provider, body), '');
    });
});
