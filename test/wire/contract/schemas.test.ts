import assert from 'node:assert/strict';
import { anthropic } from '../../../src/providers/anthropic.ts';
import { bedrock } from '../../../src/providers/bedrock.ts';
import { deepseek } from '../../../src/providers/deepseek.ts';
import { gemini } from '../../../src/providers/gemini.ts';
import { openai } from '../../../src/providers/openai.ts';
import { openrouter } from '../../../src/providers/openrouter.ts';
import { perplexity } from '../../../src/providers/perplexity.ts';
import { replicate } from '../../../src/providers/replicate.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { olderOpenAi } from '../older.ts';
import { refusalOf } from './schemas.ts';

const question = [{ role: 'user', content: 'Hi' }];
const openAiTool = { type: 'function', function: { name: 'a', parameters: { type: 'object', properties: {} } } };
const openAiCall = { id: 'c1', type: 'function', function: { name: 'a', arguments: '{}' } };
const parts = [{ text: 'Hi' }];

const sealedReasoning = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 's' };

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
  responses: {
    model: 'm',
    stream: true,
    store: false,
    include: ['reasoning.encrypted_content'],
    reasoning: { effort: 'low', summary: 'auto' },
    max_output_tokens: 16,
    tools: [{ type: 'function', name: 'a', parameters: { type: 'object', properties: {} }, strict: false }],
    input: [
      { type: 'message', role: 'developer', content: 'Be brief.' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      sealedReasoning,
      { type: 'message', role: 'assistant', content: 'Looking.', phase: 'commentary' },
      { type: 'function_call', call_id: 'c1', name: 'a', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'done' }] },
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

const prediction = {
  stream: true,
  input: { prompt: 'Hi', system_prompt: 'Be brief.', max_tokens: 9, temperature: 0.5, stop_sequences: 'a,b' },
};

const words = { type: 'message', role: 'user', content: 'Hi' };
const called = { type: 'function_call', call_id: 'c1', name: 'a', arguments: '{}' };

const bedrockTool = { toolSpec: { name: 'a', inputSchema: { json: { type: 'object', properties: {} } } } };
const image = (source: unknown): unknown => ({ image: { format: 'png', source } });
const saying = (...content: readonly unknown[]): unknown => ({ messages: [{ role: 'user', content }] });

const goodBedrock = {
  system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default' } }],
  inferenceConfig: { maxTokens: 9, temperature: 0.5, stopSequences: ['END'] },
  toolConfig: { tools: [bedrockTool], toolChoice: { any: {} } },
  additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1_024 } },
  messages: [
    { role: 'user', content: [{ text: 'Hi' }, image({ bytes: 'AAAA' })] },
    {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } },
        { reasoningContent: { redactedContent: 'AAAA' } },
        { toolUse: { toolUseId: 'c1', name: 'a', input: {} } },
      ],
    },
    { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: 'done' }], status: 'error' } }] },
  ],
};

const badBedrock: readonly (readonly [string, unknown])[] = [
  ['Anthropic’s messages at Bedrock', good.anthropic],
  ['an unknown parameter at Bedrock', { ...goodBedrock, max_tokens: 9 }],
  ['a block with two contents at Bedrock', saying({ text: 'Hi', cachePoint: { type: 'default' } })],
  ['a block of tomorrow at Bedrock', saying({ $unknown: ['weather', {}] })],
  ['an image without bytes at Bedrock', saying(image({}))],
  ['an image as a list of numbers at Bedrock', saying(image({ bytes: { 0: 137, 1: 80 } }))],
  ['a format nobody reads at Bedrock', saying({ image: { format: 'bmp', source: { bytes: 'AAAA' } } })],
  ['a tool call without an id at Bedrock', saying({ toolUse: { name: 'a', input: {} } })],
  ['a result that is a text at Bedrock', saying({ toolResult: { toolUseId: 'c1', content: 'done' } })],
  ['OpenAI’s tools at Bedrock', { ...goodBedrock, toolConfig: { tools: [openAiTool] } }],
  ['a tool choice in a word at Bedrock', { ...goodBedrock, toolConfig: { tools: [bedrockTool], toolChoice: 'any' } }],
  ['the role “tool” at Bedrock', { messages: [{ role: 'tool', content: [{ text: 'done' }] }] }],
];

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
  ['an unknown parameter at OpenAI', olderOpenAi, { ...good.openai, max_output: 9 }],
  ['a temperature of words at OpenAI', olderOpenAi, { ...good.openai, temperature: 'hot' }],
  ['a request that does not stream at OpenAI', olderOpenAi, { ...good.openai, stream: false }],
  ['a tool message without an id', olderOpenAi, { ...good.openai, messages: [{ role: 'tool', content: 'done' }] }],
  ['Anthropic’s tools at OpenAI', olderOpenAi, { ...good.openai, tools: good.anthropic.tools }],
  ['arguments as an object at OpenAI', olderOpenAi, withArguments({})],
  ['reasoning sent back to OpenAI', olderOpenAi, withReasoning('reasoning_content', 'hm')],
  ['DeepSeek’s reasoning at OpenRouter', openrouter, withReasoning('reasoning_content', 'hm')],
  ['OpenRouter’s reasoning at DeepSeek', deepseek, withReasoning('reasoning_details', [])],
  ['cache breakpoints at DeepSeek', deepseek, { ...good.openai, cache_control: { type: 'ephemeral' } }],
  ['messages of the older protocol at OpenAI', openai, { ...good.responses, messages: good.openai.messages }],
  ['the older limit at OpenAI', openai, { ...good.responses, max_completion_tokens: 9 }],
  ['stop sequences at OpenAI', openai, { ...good.responses, stop: ['END'] }],
  ['an answer in one piece at OpenAI', openai, { ...good.responses, stream: false }],
  ['tools of the older protocol at OpenAI', openai, { ...good.responses, tools: [openAiTool] }],
  [
    'a tool that does not say whether it is strict at OpenAI',
    openai,
    { ...good.responses, tools: [{ type: 'function', name: 'a', parameters: {} }] },
  ],
  [
    'a text part of the older protocol at OpenAI',
    openai,
    withItem({ ...words, content: [{ type: 'text', text: 'Hi' }] }),
  ],
  ['an image without its detail at OpenAI', openai, withItem({ ...words, content: [{ type: 'input_image' }] })],
  ['a call without an id at OpenAI', openai, withItem({ type: 'function_call', name: 'a', arguments: '{}' })],
  ['arguments as an object in an item at OpenAI', openai, withItem({ ...called, arguments: {} })],
  [
    'a result of an unknown shape at OpenAI',
    openai,
    withItem({ type: 'function_call_output', call_id: 'c1', output: {} }),
  ],
  [
    'reasoning without its summary at OpenAI',
    openai,
    withItem({ type: 'reasoning', id: 'rs_1', encrypted_content: 's' }),
  ],
  ['a phase nobody knows at OpenAI', openai, withItem({ ...words, role: 'assistant', phase: 'thinking' })],
  ['Gemini’s signature at OpenAI', openai, withItem({ ...called, thought_signature: 'AAAA' })],
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
  ['a prediction without input', replicate, without(prediction, 'input')],
  ['an input that is a text at Replicate', replicate, { ...prediction, input: 'Hi' }],
  ['the model in the body at Replicate, whose place is the address', replicate, { ...prediction, model: 'meta/x' }],
  ['a stream that is no yes or no at Replicate', replicate, { ...prediction, stream: 'yes' }],
  ['OpenAI’s messages at Replicate', replicate, { ...prediction, messages: question }],
  ['a webhook event that nobody knows at Replicate', replicate, { ...prediction, webhook_events_filter: ['all'] }],
  [
    'an unknown thinking option at Gemini',
    gemini,
    { ...good.gemini, generationConfig: { thinkingConfig: { effort: 'high' } } },
  ],
];

function withItem(item: unknown): unknown {
  return { ...good.responses, input: [item] };
}

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
    assert.equal(await refusalOf(olderOpenAi, good.openai), '');
    assert.equal(await refusalOf(openai, good.responses), '');
    assert.equal(await refusalOf(perplexity, withItem({ ...called, thought_signature: 'AAAA' })), '');
    assert.equal(await refusalOf(anthropic, good.anthropic), '');
    assert.equal(await refusalOf(gemini, good.gemini), '');
    assert.equal(await refusalOf(bedrock, goodBedrock), '');
    assert.equal(await refusalOf(replicate, prediction), '');
    assert.equal(await refusalOf(replicate, { ...prediction, version: '5c7854e8' }), '');
    assert.equal(await refusalOf(deepseek, withReasoning('reasoning_content', 'hm')), '');
    assert.equal(await refusalOf(openrouter, withReasoning('reasoning_details', [{ type: 'reasoning.text' }])), '');
  });

  for (const [name, provider, body] of [...bad, ...badBedrock.map(([what, each]) => [what, bedrock, each] as const)])
    it(`refuse ${name}`, async () => {
      assert.notEqual(await refusalOf(provider, body), '');
    });
});
