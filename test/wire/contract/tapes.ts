import type { FinishReason, Usage } from '../../../src/core/chat.ts';
import type { FailureKind } from '../../../src/core/failure.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { anthropic } from '../../../src/providers/anthropic.ts';
import { bedrock } from '../../../src/providers/bedrock.ts';
import { custom } from '../../../src/providers/custom.ts';
import { deepseek } from '../../../src/providers/deepseek.ts';
import { gemini } from '../../../src/providers/gemini.ts';
import { ollama } from '../../../src/providers/ollama.ts';
import { openai } from '../../../src/providers/openai.ts';
import { openrouter } from '../../../src/providers/openrouter.ts';
import { perplexity } from '../../../src/providers/perplexity.ts';
import { replicate } from '../../../src/providers/replicate.ts';
import { xai } from '../../../src/providers/xai.ts';
import { olderOpenAi, olderXai } from '../older.ts';

/** What a tape tells, heard by ear: written down from the bytes, not from what the wire makes of them. */
export interface Heard {
  readonly provider: Provider;
  readonly text?: string;
  readonly reasoning?: string;
  readonly calls?: readonly (readonly [id: string, name: string, input: unknown])[];
  /** What the seals of the tape hold, anywhere. */
  readonly seals?: readonly string[];
  readonly usage?: Usage;
  /** The model that answered, where the provider says so. */
  readonly finish?: readonly [reason: FinishReason, native: string, servedModel: string | undefined];
  readonly failure?: FailureKind;
}

const gpt = 'gpt-5.6-2026-08-01';
const sonnet = 'claude-sonnet-5-20260915';
const pro = 'gemini-3.1-pro';

/** By the name of the file. */
export const tapes: Readonly<Record<string, Heard>> = {
  'openai-chat.text': {
    provider: olderOpenAi,
    text: 'Grüße, 世界 👩🏽‍🚀! \\n is not a newline,\nthis is.',
    usage: { input: 19, output: 12, cacheRead: 0, reasoning: 0 },
    finish: ['stop', 'stop', gpt],
  },
  'openai-chat.parallel-tools': {
    provider: olderOpenAi,
    calls: [
      ['call_A', 'read_file', { path: 'ä/é.ts' }],
      ['call_B', 'search', { query: '👍 "quoted"' }],
    ],
    finish: ['tool-calls', 'tool_calls', gpt],
  },
  'openai-chat.cached-usage': {
    provider: olderOpenAi,
    text: 'Yes.',
    usage: { input: 2_006, output: 300, cacheRead: 1_920, cacheWrite: 64, reasoning: 128 },
    finish: ['stop', 'stop', gpt],
  },
  'openai-chat.length': { provider: olderOpenAi, text: 'It was a dark and', finish: ['length', 'length', gpt] },
  'openai-chat.filtered': { provider: olderOpenAi, text: 'I would', finish: ['refusal', 'content_filter', gpt] },
  'openai-chat.deepseek-reasoning-and-tools': {
    provider: deepseek,
    reasoning: 'The user 想要 a file.',
    text: 'Reading it.',
    calls: [['call_00_x', 'read_file', { path: 'a.ts' }]],
    usage: { input: 1_200, output: 80, cacheRead: 1_024, reasoning: 32 },
    finish: ['tool-calls', 'tool_calls', 'deepseek-v4-pro'],
  },
  'openai-chat.openrouter-reasoning-details': {
    provider: openrouter,
    reasoning: 'Hm, naïve.',
    calls: [['toolu_1', 'search', { query: 'x' }]],
    seals: ['c2lnbmF0dXJlKys='],
    usage: { input: 500, output: 60, cacheRead: 100, reasoning: 20, reportedCost: 0.001_23 },
    finish: ['tool-calls', 'tool_calls', 'anthropic/claude-sonnet-5'],
  },
  // More cached tokens than the prompt has, and output without the reasoning: both seen of xAI.
  'openai-chat.xai-usage-in-every-chunk': {
    provider: olderXai,
    text: 'Grok ✓',
    usage: { input: 100, output: 44, cacheRead: 100, reasoning: 40 },
    finish: ['stop', 'stop', 'grok-4.3'],
  },
  'openai-chat.ollama-whole-calls': {
    provider: ollama,
    reasoning: 'I need both.',
    calls: [
      ['call_p1', 'now', {}],
      ['call_p2', 'weather', { place: 'Zürich' }],
    ],
    usage: { input: 150, output: 33 },
    finish: ['tool-calls', 'stop', 'qwen3:8b'],
  },
  'openai-chat.think-tags': {
    provider: custom,
    reasoning: '\nHm… ok',
    text: 'Forty-two ∎',
    finish: ['stop', 'stop', 'local'],
  },
  'openai-chat.azure-first-chunk-without-choices': {
    provider: custom,
    text: 'Hi',
    finish: ['stop', 'stop', 'gpt-5.6'],
  },
  // An id that comes late, arguments as an object, as JSON of JSON and as null, a name said again, a new id in every piece.
  'openai-chat.dirty-tool-deltas': {
    provider: custom,
    calls: [
      ['call_a', 'read_file', { a: 'ü👍' }],
      ['call_b', 'search', { b: 2 }],
      ['call_c', 'search', { c: 3 }],
      ['call_d', 'now', {}],
      ['call_e', 'weather', { place: 1 }],
    ],
    finish: ['tool-calls', 'tool_calls', 'm'],
  },
  'openai-chat.calls-without-index': {
    provider: custom,
    calls: [
      ['call_a', 'read_file', { a: 1 }],
      ['call_b', 'search', { b: 'é' }],
    ],
    finish: ['tool-calls', 'tool_calls', 'm'],
  },
  'openai-chat.error-after-text': { provider: openrouter, text: 'Half', failure: 'server' },

  'openai-responses.text': {
    provider: openai,
    text: 'Grüße, 世界 👩🏽‍🚀! \\n is not a newline,\nthis is.',
    usage: { input: 19, output: 12, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finish: ['stop', 'completed', gpt],
  },
  'openai-responses.reasoning-and-parallel-tools': {
    provider: openai,
    reasoning: '**Reading** «ä»\n\nThen search.',
    text: 'I will look.',
    calls: [
      ['call_A', 'read_file', { path: 'ä/é.ts' }],
      ['call_B', 'search', { query: '👍 "quoted"' }],
    ],
    seals: ['gAAAAABo+seal/of=the_answer', 'commentary'],
    usage: { input: 310, output: 96, cacheRead: 0, cacheWrite: 0, reasoning: 64 },
    finish: ['tool-calls', 'completed', gpt],
  },
  'openai-responses.cached-usage': {
    provider: openai,
    text: 'Yes.',
    usage: { input: 2_006, output: 300, cacheRead: 1_920, cacheWrite: 64, reasoning: 128 },
    finish: ['stop', 'completed', gpt],
  },
  // The first call came whole and runs; half of the second never does.
  'openai-responses.length-inside-a-call': {
    provider: openai,
    text: 'Writing ünd',
    calls: [['call_A', 'now', {}]],
    usage: { input: 40, output: 64, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finish: ['length', 'max_output_tokens', gpt],
  },
  'openai-responses.filtered': {
    provider: openai,
    text: 'I would ät',
    usage: { input: 30, output: 3, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finish: ['refusal', 'content_filter', gpt],
  },
  'openai-responses.refusal': {
    provider: openai,
    text: 'I can’t help with that.',
    usage: { input: 30, output: 9, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    finish: ['refusal', 'completed', gpt],
  },
  // Billed although it failed.
  'openai-responses.failed-after-text': {
    provider: openai,
    text: 'Half ä',
    usage: { input: 25, output: 2, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    failure: 'server',
  },
  'openai-responses.error-after-text': { provider: openai, text: 'Half ä', failure: 'rate' },
  // More cached tokens than the prompt has, as xAI has reported.
  'openai-responses.xai-reasoning': {
    provider: xai,
    reasoning: 'First, the ünit.',
    text: 'Grok ✓',
    calls: [['call_12345678', 'search', { query: 'x' }]],
    seals: ['WjtnRFdCMihgUoZ7mSMscKCe3d=='],
    usage: { input: 100, output: 84, cacheRead: 100, reasoning: 40 },
    finish: ['tool-calls', 'completed', 'grok-4.3'],
  },
  // A search costs money that no token price knows.
  'openai-responses.perplexity-search': {
    provider: perplexity,
    reasoning: 'Let me look it up.\n\nSearching for «Zürich».\n\n',
    text: 'It is sunny ☀️.',
    calls: [['call_p1', 'weather', { place: 'Zürich' }]],
    seals: ['CkwBVKhc7kYxPz+/AA=='],
    usage: { input: 1_200, output: 60, cacheRead: 800, cacheWrite: 0, reportedCost: 0.006_92 },
    finish: ['tool-calls', 'requires_action', 'google/gemini-3.1-pro-preview'],
  },

  'anthropic-messages.text': {
    provider: anthropic,
    text: 'Grüße, 世界 👩🏽‍🚀!',
    usage: { input: 25, output: 15, cacheRead: 0, cacheWrite: 0 },
    finish: ['stop', 'end_turn', sonnet],
  },
  'anthropic-messages.thinking-and-tools': {
    provider: anthropic,
    reasoning: 'The file «ä» first.',
    text: 'Reading.',
    calls: [['toolu_01', 'read_file', { path: 'ä/b.ts' }]],
    seals: ['EqQBCgIYAhIM1gbcDa9GJwZA2b3h'],
    usage: { input: 25, output: 89, cacheRead: 0, cacheWrite: 0 },
    finish: ['tool-calls', 'tool_use', sonnet],
  },
  'anthropic-messages.parallel-tools': {
    provider: anthropic,
    calls: [
      ['toolu_A', 'now', {}],
      ['toolu_B', 'search', { query: 'ü 👍', n: 3 }],
    ],
    usage: { input: 25, output: 61, cacheRead: 0, cacheWrite: 0 },
    finish: ['tool-calls', 'tool_use', sonnet],
  },
  'anthropic-messages.cached-usage': {
    provider: anthropic,
    text: 'Yes.',
    usage: { input: 4_912, output: 210, cacheRead: 4_000, cacheWrite: 600, cacheWriteHour: 300, reasoning: 160 },
    finish: ['stop', 'end_turn', sonnet],
  },
  'anthropic-messages.refusal': {
    provider: anthropic,
    text: 'I can’t',
    usage: { input: 25, output: 4, cacheRead: 0, cacheWrite: 0 },
    finish: ['refusal', 'refusal', sonnet],
  },
  'anthropic-messages.length': {
    provider: anthropic,
    text: 'It was a dark and',
    usage: { input: 25, output: 5, cacheRead: 0, cacheWrite: 0 },
    finish: ['length', 'max_tokens', sonnet],
  },
  'anthropic-messages.redacted-thinking': {
    provider: anthropic,
    text: 'Done ✓',
    seals: ['EmwKAhgBEgy3va3pzix/LafPsn4a'],
    usage: { input: 25, output: 30, cacheRead: 0, cacheWrite: 0 },
    finish: ['stop', 'end_turn', sonnet],
  },
  // No usage: what the start of the stream says of the output is no count of what came.
  'anthropic-messages.overloaded-after-text': { provider: anthropic, text: 'Half', failure: 'server' },
  'anthropic-messages.crlf-without-event-lines': {
    provider: anthropic,
    text: 'Ünder CRLF 🙂',
    usage: { input: 25, output: 7, cacheRead: 0, cacheWrite: 0 },
    finish: ['stop', 'end_turn', sonnet],
  },

  'gemini.text': {
    provider: gemini,
    text: 'Grüße, 世界 👩🏽‍🚀!',
    usage: { input: 8, output: 7 },
    finish: ['stop', 'STOP', pro],
  },
  'gemini.thoughts-and-tools': {
    provider: gemini,
    reasoning: '**Plan** «ä» then read.',
    calls: [['', 'read_file', { path: 'ä/b.ts' }]],
    seals: ['CkwBVKhc7kYxPz+/AA=='],
    usage: { input: 50, output: 42, reasoning: 30 },
    finish: ['tool-calls', 'STOP', pro],
  },
  'gemini.parallel-tools': {
    provider: gemini,
    text: 'Both. ',
    calls: [
      ['fc-1', 'now', {}],
      ['fc-2', 'search', { query: '👍 "q"', n: 3 }],
      ['', 'search', { query: 'again' }],
    ],
    seals: ['AAECAw=='],
    usage: { input: 20, output: 30 },
    finish: ['tool-calls', 'STOP', pro],
  },
  'gemini.cached-usage': {
    provider: gemini,
    text: 'Yes.',
    usage: { input: 30_000, output: 640, cacheRead: 28_000, reasoning: 600 },
    finish: ['stop', 'STOP', pro],
  },
  'gemini.safety': {
    provider: gemini,
    text: 'Well',
    usage: { input: 9, output: 0 },
    finish: ['refusal', 'SAFETY', pro],
  },
  'gemini.length': {
    provider: gemini,
    text: 'It was a dark and',
    usage: { input: 9, output: 5 },
    finish: ['length', 'MAX_TOKENS', pro],
  },
  'gemini.blocked-prompt': { provider: gemini, usage: { input: 9, output: 0 }, failure: 'policy' },
  'gemini.signature-on-last-text': {
    provider: gemini,
    text: 'Forty-two ∎',
    usage: { input: 9, output: 4 },
    finish: ['stop', 'STOP', pro],
  },

  // The model is named by the prediction that the counterpart shows around the stream.
  'replicate.text': {
    provider: replicate,
    text: 'Grüße, 世界 👩🏽‍🚀!\n  indented',
    finish: ['stop', 'succeeded', 'served-model'],
  },
  'replicate.thinking': {
    provider: replicate,
    reasoning: '\nHm… ä',
    text: 'Forty-two ∎',
    finish: ['stop', 'succeeded', 'served-model'],
  },
  'replicate.error-after-text': { provider: replicate, text: 'Half ä', failure: 'server' },

  'bedrock-converse.text': {
    provider: bedrock,
    text: 'Grüße, 世界 👩🏽‍🚀!',
    usage: { input: 25, output: 15 },
    finish: ['stop', 'end_turn', undefined],
  },
  'bedrock-converse.thinking-and-tools': {
    provider: bedrock,
    reasoning: 'The file «ä» first.',
    text: 'Reading.',
    calls: [
      ['tooluse_kZJMlvQmRJ6eAyJE5GIl7Q', 'read_file', { path: 'ä/b.ts' }],
      ['tooluse_2', 'now', {}],
    ],
    seals: ['EqQBCgIYAhIM1gbcDa9GJwZA2b3h'],
    usage: { input: 25, output: 89, cacheRead: 0, cacheWrite: 0 },
    finish: ['tool-calls', 'tool_use', undefined],
  },
  'bedrock-converse.cached-usage': {
    provider: bedrock,
    text: 'Yes.',
    usage: { input: 4_912, output: 210, cacheRead: 4_000, cacheWrite: 600, cacheWriteHour: 300 },
    finish: ['stop', 'end_turn', undefined],
  },
  'bedrock-converse.redacted-reasoning': {
    provider: bedrock,
    text: 'Done ✓',
    seals: ['EmwKAhgBEgy3va3pzix/LafPsn4a'],
    usage: { input: 25, output: 30 },
    finish: ['stop', 'end_turn', undefined],
  },
  'bedrock-converse.length-inside-a-call': {
    provider: bedrock,
    text: 'Writing',
    usage: { input: 25, output: 5 },
    finish: ['length', 'max_tokens', undefined],
  },
  'bedrock-converse.throttled-after-text': { provider: bedrock, text: 'Half', failure: 'rate' },
  'bedrock-converse.guardrail': {
    provider: bedrock,
    text: 'I can’t',
    usage: { input: 0, output: 0 },
    finish: ['refusal', 'guardrail_intervened', undefined],
  },
};
