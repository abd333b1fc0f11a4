/**
 * What is asked, what there is, what is known of it, and the order that follows: one case a decision. Models, prices and
 * grades are made up, close to those of late 2026; no case depends on a real one.
 */
import type { Incumbent } from '../../src/core/expect.ts';
import type { FailureKind } from '../../src/core/failure.ts';
import type { Choosing } from '../../src/core/plan.ts';
import type { Circumstances, Policy, Rule } from '../../src/core/policy.ts';
import type { Price } from '../../src/core/price.ts';
import type { Model } from '../../src/core/provider.ts';
import type { Floor, Grade } from '../../src/core/strength.ts';
import type { Task } from '../../src/core/task.ts';

const price = (input: number, output: number, more: Partial<Price> = {}): Price => ({ input, output, ...more });
const grades = (code: Grade, reasoning: Grade, general: Grade) => ({ code, reasoning, general });

/** Able to do everything unless said otherwise; every provider has one key, called as the provider is. */
export const fleet = {
  'openai/nano': { strength: grades(2, 2, 2), price: price(0.05, 0.4, { cacheRead: 0.005 }) },
  'openai/mini': { strength: grades(3, 3, 3), price: price(0.25, 2, { cacheRead: 0.025 }) },
  'openai/sol': { strength: grades(4, 4, 4), price: price(2, 12, { cacheRead: 0.2 }) },
  'anthropic/haiku': { strength: grades(3, 2, 3), price: price(1, 5, { cacheRead: 0.1, cacheWrite: 1.25 }) },
  'anthropic/opus': { strength: grades(4, 4, 4), price: price(5, 25, { cacheRead: 0.5, cacheWrite: 6.25 }) },
  'deepseek/chat': {
    strength: grades(3, 3, 3),
    price: price(0.28, 0.42, { cacheRead: 0.028 }),
    images: false,
    contextTokens: 128_000,
    maxOutputTokens: 8_000,
  },
  'deepseek/thinker': {
    strength: grades(3, 4, 3),
    price: price(0.55, 2.2, { cacheRead: 0.14 }),
    images: false,
    tools: false,
    contextTokens: 64_000,
    maxOutputTokens: 32_000,
  },
  'gemini/flash': { strength: grades(3, 3, 3), price: price(0.3, 2.5, { cacheRead: 0.03 }), contextTokens: 1_000_000 },
  'gemini/pro': {
    strength: grades(4, 4, 4),
    price: price(1.25, 10, { cacheRead: 0.13, tiers: [{ above: 200_000, input: 2.5, output: 15 }] }),
    contextTokens: 1_000_000,
  },
  /** Free, on the person's own machine, and measured by nobody. */
  'ollama/llama': { strength: undefined, price: price(0, 0), contextTokens: 32_000, maxOutputTokens: 8_000 },
  /** Free, and graded by the person. */
  'ollama/qwen': { strength: grades(2, 2, 2), price: price(0, 0), contextTokens: 32_000, maxOutputTokens: 8_000 },
  /** A router does not say what it costs. */
  'router/mystery': { strength: grades(3, 3, 3), price: undefined },
  'openai/embedder': { strength: { embedding: 3 }, kind: 'embedding', price: price(0.02, 0), contextTokens: 8_000 },
} as const satisfies Readonly<Record<string, Partial<Model>>>;

export type Name = keyof typeof fleet;

interface Asked {
  readonly task?: Task;
  /** Tokens; 10 unless said otherwise. */
  readonly prompt?: number;
  readonly answer?: number;
  readonly tools?: boolean;
  readonly image?: boolean;
  /** Tool calls are answered. */
  readonly results?: boolean;
  /** The person says something behind it. */
  readonly note?: boolean;
}

interface Rest {
  readonly kind: FailureKind;
  /** Milliseconds from now. */
  readonly ms: number;
  /** The provider itself named the time. */
  readonly named?: boolean;
}

export interface PlanCase {
  readonly it: string;
  readonly ask?: Asked;
  /** All chat models with a known strength and price but `ollama/qwen`, unless said otherwise. */
  readonly have?: readonly Name[];
  /** Nicknames by provider, in their order; with the models a key may be used for behind a colon. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
  /** Facts that differ from the fleet's. */
  readonly but?: { readonly [N in Name]?: Partial<Model> };
  readonly picked?: boolean;
  readonly by?: Choosing['order'];
  readonly floor?: Floor;
  readonly lowered?: Floor;
  readonly policy?: Partial<Omit<Policy, 'rules'>>;
  readonly rules?: readonly Rule[];
  readonly who?: Partial<Circumstances>;
  /** By model, or by model and key. */
  readonly rests?: Readonly<Record<string, Rest>>;
  readonly full?: Readonly<Record<string, string>>;
  /** Median milliseconds to the first token. */
  readonly pace?: { readonly [N in Name]?: number };
  /** US dollars that are left for what is likely; free routes always fit. */
  readonly budget?: number;
  readonly broke?: Readonly<Record<string, string>>;
  /** Who answered before; `at` in milliseconds from now. */
  readonly stays?: Partial<Pick<Incumbent, 'keyId' | 'input' | 'cacheRead' | 'at'>> & { readonly with: Name };

  /** Models in the order they are asked, with the key where it is not the provider's only one. */
  readonly order: readonly string[];
  /** Or only who is asked first. */
  readonly more?: boolean;
  /** Why others are left out; those that are not named here are not looked at. */
  readonly out?: Readonly<Record<string, RegExp>>;
  readonly waits?: readonly number[];
  readonly says?: {
    readonly task?: Task;
    readonly why?: string | undefined;
    readonly floor?: Floor | undefined;
    readonly rule?: string | undefined;
    readonly relaxed?: RegExp | undefined;
    readonly stay?: RegExp | undefined;
    readonly spared?: RegExp | undefined;
    readonly answerLimit?: number | undefined;
  };
}

/** For a question of ten tokens and a usual answer. */
const cheapestStrong = [
  'deepseek/chat',
  'openai/mini',
  'deepseek/thinker',
  'gemini/flash',
  'anthropic/haiku',
  'gemini/pro',
  'openai/sol',
  'anthropic/opus',
] as const;
const frontier = ['gemini/pro', 'openai/sol', 'anthropic/opus'] as const;
const cheap: readonly Name[] = ['openai/mini', 'deepseek/chat'];
const three: readonly Name[] = ['openai/mini', 'deepseek/chat', 'gemini/flash'];

const tasks: readonly PlanCase[] = [
  {
    it: 'general chat goes to the cheapest strong model, whoever makes it',
    order: cheapestStrong,
    out: { 'openai/nano': /^is fair at chat, and “balanced” asks for strong$/ },
    says: { floor: 'balanced', relaxed: undefined, rule: undefined, stay: undefined },
  },
  {
    it: 'agent work goes to the cheapest strong coder that calls tools',
    ask: { task: 'code', tools: true, prompt: 2_000 },
    order: ['deepseek/chat', 'openai/mini', 'gemini/flash', 'anthropic/haiku', ...frontier],
    out: { 'deepseek/thinker': /^calls no tools$/, 'openai/nano': /^is fair at code/ },
  },
  {
    it: 'complex reasoning goes to the cheapest frontier reasoner',
    ask: { task: 'reasoning' },
    order: ['deepseek/thinker', ...frontier],
    out: { 'openai/mini': /^is strong at reasoning, and “best” asks for frontier$/, 'anthropic/haiku': /is fair/ },
    says: { floor: 'best' },
  },
  {
    it: 'small questions of the editor go to the cheapest fair model',
    ask: { task: 'utility' },
    order: ['openai/nano', 'deepseek/chat'],
    more: true,
    says: { floor: 'economy' },
  },
  {
    it: 'completions need little strength',
    ask: { task: 'completion' },
    order: ['openai/nano', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'a rule says what a task is, and the floor follows',
    rules: [{ name: 'think', when: {}, task: 'reasoning' }],
    order: ['deepseek/thinker', ...frontier],
    says: { task: 'reasoning', why: 'rule “think” says so', floor: 'best', rule: 'think' },
  },
  {
    it: 'a rule that names the same task changes nothing of why',
    rules: [{ when: { task: 'chat' }, task: 'chat' }],
    order: cheapestStrong,
    says: { task: 'chat', why: 'it is a test', rule: 'rule 1' },
  },
  {
    it: 'no rule makes a chat an embedding',
    rules: [{ when: {}, task: 'embedding' }],
    order: cheapestStrong,
    says: { task: 'chat' },
  },
];

const abilities: readonly PlanCase[] = [
  {
    it: 'a model without tools is no cheap route for a request that brings some',
    ask: { tools: true },
    have: ['deepseek/thinker', 'anthropic/opus'],
    order: ['anthropic/opus'],
    out: { 'deepseek/thinker': /^calls no tools$/ },
  },
  {
    it: 'a picture goes only to models that see',
    ask: { image: true },
    have: ['deepseek/chat', 'anthropic/haiku', 'gemini/flash'],
    order: ['gemini/flash', 'anthropic/haiku'],
    out: { 'deepseek/chat': /^takes no images$/ },
  },
  {
    it: 'an answer longer than a model gives leaves it out',
    ask: { answer: 8_001 },
    have: cheap,
    order: ['openai/mini'],
    out: { 'deepseek/chat': /^answers 8,000 tokens at most$/ },
  },
  {
    it: 'an answer as long as a model gives does not',
    ask: { answer: 8_000 },
    have: cheap,
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'a prompt larger than a window leaves that model out, so that a fallback never gets what it cannot hold',
    ask: { prompt: 130_000 },
    have: three,
    order: ['openai/mini', 'gemini/flash'],
    out: { 'deepseek/chat': /^holds 128,000 tokens, and this needs about 136,000$/ },
  },
  {
    it: 'prompt and answer share a window',
    ask: { prompt: 120_000, answer: 8_000 },
    have: cheap,
    order: ['openai/mini'],
    out: { 'deepseek/chat': /^holds 128,000/ },
  },
  {
    it: 'the window is not filled to the brim',
    ask: { prompt: 126_000 },
    have: cheap,
    order: ['openai/mini'],
    out: { 'deepseek/chat': /^holds 128,000/ },
  },
  {
    it: 'where nobody says how long the answer is, there is room for a usual one',
    ask: { prompt: 123_500 },
    have: cheap,
    order: ['openai/mini'],
    out: { 'deepseek/chat': /^holds 128,000 tokens, and this needs about 129,000$/ },
  },
  {
    it: 'a model that was picked does with the room it has',
    picked: true,
    ask: { prompt: 123_500 },
    have: ['deepseek/chat'],
    order: ['deepseek/chat'],
  },
  {
    it: 'a model that makes more tokens of a prompt holds less of it',
    ask: { prompt: 150_000 },
    have: ['anthropic/haiku', 'openai/mini'],
    but: { 'anthropic/haiku': { tokens: 1.3 } },
    order: ['openai/mini'],
    out: { 'anthropic/haiku': /^holds 200,000 tokens, and this needs about 203,000$/ },
  },
  {
    it: 'an embedding model is never asked to chat',
    have: ['openai/embedder', 'openai/mini'],
    order: ['openai/mini'],
    out: { 'openai/embedder': /^is no chat model$/ },
  },
  {
    it: 'nothing can do it: the plan is empty and says why',
    ask: { tools: true, image: true },
    have: ['deepseek/chat', 'deepseek/thinker'],
    order: [],
    out: { 'deepseek/chat': /^takes no images$/, 'deepseek/thinker': /^calls no tools$/ },
    says: { relaxed: undefined },
  },
  { it: 'nothing is offered: the plan is empty', have: [], order: [], out: {} },
  {
    it: 'a picked model that cannot do it is not replaced',
    picked: true,
    ask: { image: true },
    have: ['deepseek/chat'],
    order: [],
    out: { 'deepseek/chat': /^takes no images$/ },
  },
  {
    it: 'the first reason is told, not all of them',
    ask: { tools: true, image: true, answer: 40_000 },
    have: ['deepseek/thinker'],
    order: [],
    out: { 'deepseek/thinker': /^calls no tools$/ },
  },
];

const money: readonly PlanCase[] = [
  {
    it: 'what counts is the cost of this request: with a long prompt, cheap input wins',
    ask: { prompt: 50_000 },
    have: cheap,
    order: ['openai/mini', 'deepseek/chat'],
  },
  { it: 'with a short one, cheap output does', have: cheap, order: ['deepseek/chat', 'openai/mini'] },
  {
    it: 'a long prompt selects the dearer tier of its whole price',
    ask: { prompt: 250_000 },
    have: ['gemini/pro', 'openai/sol'],
    but: { 'openai/sol': { contextTokens: 1_000_000, price: price(2.2, 12) } },
    order: ['openai/sol', 'gemini/pro'],
  },
  {
    it: 'below the threshold it does not',
    ask: { prompt: 150_000 },
    have: ['gemini/pro', 'openai/sol'],
    but: { 'openai/sol': { contextTokens: 1_000_000, price: price(2.2, 12) } },
    order: ['gemini/pro', 'openai/sol'],
  },
  {
    it: 'a price of 0 is a price, and wins',
    have: ['openai/nano', 'ollama/qwen'],
    ask: { task: 'utility' },
    order: ['ollama/qwen', 'openai/nano'],
  },
  {
    it: 'a model that makes more tokens of a prompt costs more at the same price',
    ask: { prompt: 2_000 },
    have: ['anthropic/haiku', 'openai/mini'],
    but: {
      'anthropic/haiku': { price: price(0.5, 2.5, { cacheRead: 0.05 }), tokens: 1.3 },
      'openai/mini': { price: price(0.5, 2.5, { cacheRead: 0.05 }) },
    },
    order: ['openai/mini', 'anthropic/haiku'],
  },
  {
    it: 'and passes a threshold of its price sooner',
    ask: { prompt: 160_000 },
    have: ['gemini/pro', 'openai/sol'],
    but: { 'gemini/pro': { tokens: 1.3 }, 'openai/sol': { price: price(2.4, 12) } },
    order: ['openai/sol', 'gemini/pro'],
  },
  {
    it: 'what is free on another’s machine goes after all that costs money, and the plan says why',
    have: ['router/mystery', 'anthropic/opus', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    order: ['openai/mini', 'anthropic/opus', 'router/mystery'],
    says: { spared: /^Free models of ROUTER go last: / },
  },
  {
    it: 'where nothing costs money, nothing goes before it',
    have: ['router/mystery', 'ollama/llama'],
    but: { 'router/mystery': { price: price(0, 0) } },
    order: ['router/mystery'],
    says: { spared: undefined },
  },
  {
    it: 'who asks for the cheapest gets what is free',
    by: 'cheapest',
    have: ['router/mystery', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    order: ['router/mystery', 'openai/mini'],
    says: { spared: undefined },
  },
  {
    it: 'who asks for speed does not',
    by: 'speed',
    have: ['router/mystery', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    pace: { 'router/mystery': 100, 'openai/mini': 2_000 },
    order: ['openai/mini', 'router/mystery'],
  },
  {
    it: 'a free model that a rule prefers goes first',
    have: ['router/mystery', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    rules: [{ when: {}, prefer: ['router/*'] }],
    order: ['router/mystery', 'openai/mini'],
    says: { spared: undefined },
  },
  {
    it: 'one that a rule allows by name costs least',
    have: ['router/mystery', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    rules: [{ when: {}, only: ['router/*', 'openai/*'] }],
    order: ['router/mystery', 'openai/mini'],
  },
  {
    it: 'one of the default provider goes first',
    have: ['router/mystery', 'openai/mini'],
    but: { 'router/mystery': { price: price(0, 0) } },
    policy: { defaultProvider: 'router' },
    order: ['router/mystery', 'openai/mini'],
  },
  {
    it: 'an unknown price is neither 0 nor a fortune: it comes last, and comes',
    have: ['router/mystery', 'anthropic/opus', 'openai/mini'],
    order: ['openai/mini', 'anthropic/opus', 'router/mystery'],
  },
  { it: 'an unknown price is no reason to refuse the only model', have: ['router/mystery'], order: ['router/mystery'] },
  {
    it: 'two unknown prices go by name',
    have: ['router/mystery', 'openai/mini'],
    but: { 'openai/mini': { price: undefined } },
    order: ['openai/mini', 'router/mystery'],
  },
  {
    it: 'a price of the person’s own counts like any other',
    have: cheap,
    but: { 'openai/mini': { price: price(0.01, 0.01), priceAsOf: 'your own price' } },
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: 'the same model at two providers goes where it is cheaper',
    have: ['openai/mini', 'router/mystery'],
    but: { 'router/mystery': { price: price(0.24, 2) } },
    order: ['router/mystery', 'openai/mini'],
  },
  {
    it: 'a tie goes to cheaper cached tokens',
    have: ['openai/mini', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.25, 2, { cacheRead: 0.02 }) } },
    order: ['gemini/flash', 'openai/mini'],
  },
  {
    it: 'a cache price of 0 means that there is none: cached tokens cost what input costs',
    have: ['openai/mini', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.25, 2, { cacheRead: 0 }) } },
    order: ['openai/mini', 'gemini/flash'],
  },
  {
    it: 'a tie of these too goes to the faster',
    have: ['openai/mini', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.25, 2, { cacheRead: 0.025 }) } },
    pace: { 'openai/mini': 900, 'gemini/flash': 300 },
    order: ['gemini/flash', 'openai/mini'],
  },
  {
    it: 'and of these too to the name, never to the order of a list',
    have: ['openai/mini', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.25, 2, { cacheRead: 0.025 }) } },
    order: ['gemini/flash', 'openai/mini'],
  },
  {
    it: 'a model that gives short answers costs no more than they do',
    ask: { task: 'code' },
    have: ['openai/sol', 'gemini/pro'],
    but: { 'openai/sol': { maxOutputTokens: 100 } },
    order: ['openai/sol', 'gemini/pro'],
  },
  {
    it: 'the longest answer that is wanted bounds what an answer costs',
    ask: { prompt: 20_000, answer: 10 },
    have: cheap,
    order: ['openai/mini', 'deepseek/chat'],
  },
];

const floors: readonly PlanCase[] = [
  {
    it: 'a floor set by the person counts',
    policy: {
      floors: { chat: 'best', code: 'best', reasoning: 'best', completion: 'best', utility: 'best', embedding: 'best' },
    },
    order: frontier,
    out: { 'deepseek/chat': /^is strong at chat, and “best” asks for frontier$/ },
    says: { floor: 'best' },
  },
  {
    it: 'the floor of a virtual model goes before the person’s',
    floor: 'economy',
    order: ['openai/nano', 'deepseek/chat'],
    more: true,
    says: { floor: 'economy' },
  },
  {
    it: 'the floor of a rule goes before both',
    floor: 'economy',
    rules: [{ when: {}, floor: 'best' }],
    order: frontier,
    says: { floor: 'best', rule: 'rule 1' },
  },
  {
    it: 'a budget that is used up and wants cheaper models goes before the floor of a rule',
    lowered: 'economy',
    rules: [{ when: {}, floor: 'best' }],
    order: ['openai/nano', 'deepseek/chat'],
    more: true,
    says: { floor: 'economy' },
  },
  {
    it: 'the skill that the task needs is what counts',
    ask: { task: 'reasoning' },
    have: ['anthropic/haiku', 'deepseek/chat'],
    policy: {
      floors: {
        chat: 'best',
        code: 'best',
        reasoning: 'balanced',
        completion: 'best',
        utility: 'best',
        embedding: 'best',
      },
    },
    order: ['deepseek/chat', 'anthropic/haiku'],
  },
  {
    it: 'nothing reaches the floor: the best there is takes its place, and the plan says so',
    ask: { task: 'reasoning' },
    have: ['deepseek/chat', 'openai/mini', 'openai/nano'],
    order: ['deepseek/chat', 'openai/mini', 'openai/nano'],
    says: { floor: 'best', relaxed: /^“best” asks for frontier at reasoning; nothing .* the best there is \(strong\)/ },
  },
  {
    it: 'the best there is means of what can do the request',
    ask: { tools: true },
    have: ['deepseek/thinker', 'openai/nano'],
    order: ['openai/nano'],
    says: { relaxed: /nothing that can do this request reaches that, so the best there is \(fair\)/ },
  },
  {
    it: 'the best there is means of what is allowed',
    have: ['openai/mini', 'ollama/qwen'],
    policy: { allowedProviders: ['ollama'] },
    order: ['ollama/qwen'],
    out: { 'openai/mini': /allowedProviders/ },
    says: { relaxed: /nothing that may be used for this request reaches that, so the best there is \(fair\)/ },
  },
  {
    it: 'what nobody has measured is not chosen, however cheap',
    have: ['ollama/llama', 'openai/mini'],
    order: ['openai/mini'],
    out: {
      'ollama/llama': /^nobody has measured how good it is at chat \(keyway\.routing\.unratedModels lets it in\)$/,
    },
  },
  {
    it: 'not even where there is nothing else, since nobody said it may be',
    have: ['ollama/llama'],
    order: [],
    out: { 'ollama/llama': /^nobody has measured/ },
  },
  {
    it: 'where the person lets unmeasured models in, they come after all others, free or not',
    have: ['ollama/llama', 'openai/mini', 'anthropic/opus'],
    policy: { unrated: true },
    order: ['openai/mini', 'anthropic/opus', 'ollama/llama'],
  },
  {
    it: 'and alone where there is nothing else',
    have: ['ollama/llama'],
    policy: { unrated: true },
    order: ['ollama/llama'],
  },
  {
    it: 'where none reaches the floor, the best measured ones go before the unmeasured',
    have: ['ollama/llama', 'openai/nano'],
    policy: { unrated: true },
    order: ['openai/nano', 'ollama/llama'],
    says: { relaxed: /the best there is \(fair\)/ },
  },
  {
    it: 'a model that is preferred by name needs no measurement',
    have: ['ollama/llama', 'openai/mini'],
    policy: { preferredModels: ['ollama/llama'] },
    order: ['ollama/llama', 'openai/mini'],
  },
  {
    it: 'nor does one that a rule prefers',
    have: ['ollama/llama', 'openai/mini'],
    rules: [{ when: {}, prefer: ['ollama/*'] }],
    order: ['ollama/llama', 'openai/mini'],
  },
  {
    it: 'nor one that is all a rule allows',
    have: ['ollama/llama', 'openai/mini'],
    rules: [{ when: {}, only: ['ollama/*'] }],
    order: ['ollama/llama'],
    out: { 'openai/mini': /^rule 1 allows others only$/ },
  },
  {
    it: 'a preference does not lift a measured model over the floor',
    have: ['openai/nano', 'openai/mini'],
    policy: { preferredModels: ['openai/nano'] },
    order: ['openai/mini', 'openai/nano'],
  },
  {
    it: 'no floor counts for a model that the person picked',
    picked: true,
    ask: { task: 'reasoning' },
    have: ['openai/nano'],
    order: ['openai/nano'],
    says: { floor: undefined, relaxed: undefined },
  },
  {
    it: 'nor is it asked whether anybody has measured it',
    picked: true,
    have: ['ollama/llama'],
    order: ['ollama/llama'],
  },
];

const policies: readonly PlanCase[] = [
  {
    it: 'preferred models go first, in their order',
    policy: { preferredModels: ['anthropic/haiku', 'gemini/flash'] },
    order: ['anthropic/haiku', 'gemini/flash', 'deepseek/chat', 'openai/mini', 'deepseek/thinker', ...frontier],
  },
  {
    it: 'a pattern prefers many, the cheapest of them first',
    policy: { preferredModels: ['gemini/*', 'openai/s*'] },
    order: ['gemini/flash', 'gemini/pro', 'openai/sol', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'capitals do not matter in a pattern',
    policy: { preferredModels: ['Anthropic/HAIKU'] },
    order: ['anthropic/haiku', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'the default provider goes before all others',
    policy: { defaultProvider: 'openai' },
    order: ['openai/mini', 'openai/sol', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'preferred models go before it',
    policy: { defaultProvider: 'openai', preferredModels: ['gemini/flash'] },
    order: ['gemini/flash', 'openai/mini', 'openai/sol', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'a default provider whose models are too weak is no first choice',
    have: ['openai/nano', 'deepseek/chat'],
    policy: { defaultProvider: 'openai' },
    order: ['deepseek/chat', 'openai/nano'],
  },
  {
    it: 'the fallback provider comes directly behind the first model',
    policy: { fallbackProvider: 'anthropic' },
    order: ['deepseek/chat', 'anthropic/haiku', 'anthropic/opus', 'openai/mini'],
    more: true,
  },
  {
    it: 'behind all keys of the first model',
    have: ['deepseek/chat', 'openai/mini', 'anthropic/haiku'],
    keys: { deepseek: ['work', 'home'] },
    policy: { fallbackProvider: 'anthropic' },
    order: ['deepseek/chat work', 'deepseek/chat home', 'anthropic/haiku', 'openai/mini'],
  },
  {
    it: 'behind the first model that can be asked, where the cheapest rests',
    have: ['deepseek/chat', 'openai/mini', 'gemini/flash', 'anthropic/haiku'],
    rests: { 'deepseek/chat': { kind: 'server', ms: 15_000 } },
    policy: { fallbackProvider: 'anthropic' },
    order: ['openai/mini', 'anthropic/haiku', 'gemini/flash'],
    out: { 'deepseek/chat': /tried again in 15 s/ },
  },
  {
    it: 'and behind all that is preferred',
    policy: { fallbackProvider: 'anthropic', preferredModels: ['gemini/*'] },
    order: ['gemini/flash', 'gemini/pro', 'anthropic/haiku', 'anthropic/opus', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'and behind all that a rule prefers',
    policy: { fallbackProvider: 'anthropic' },
    rules: [{ when: {}, prefer: ['openai/sol', 'gemini/pro'] }],
    order: ['openai/sol', 'gemini/pro', 'anthropic/haiku', 'anthropic/opus', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'a fallback provider is nothing to who asks for the cheapest',
    by: 'cheapest',
    policy: { fallbackProvider: 'anthropic' },
    order: cheapestStrong,
  },
  {
    it: 'nor to who asks for speed',
    by: 'speed',
    have: ['deepseek/chat', 'openai/mini', 'anthropic/opus'],
    pace: { 'deepseek/chat': 300, 'openai/mini': 600, 'anthropic/opus': 900 },
    policy: { fallbackProvider: 'anthropic' },
    order: ['deepseek/chat', 'openai/mini', 'anthropic/opus'],
  },
  {
    it: 'a fallback provider that is first itself goes on with its other models',
    have: ['deepseek/chat', 'deepseek/thinker', 'openai/mini'],
    policy: { fallbackProvider: 'deepseek' },
    order: ['deepseek/chat', 'deepseek/thinker', 'openai/mini'],
  },
  {
    it: 'a fallback provider lifts nothing over the floor',
    have: ['deepseek/chat', 'openai/mini', 'openai/nano'],
    policy: { fallbackProvider: 'openai' },
    order: ['deepseek/chat', 'openai/mini', 'openai/nano'],
  },
  {
    it: 'where cost is no object the strongest go first, the cheapest of them before the others',
    policy: { costOptimisation: false },
    order: [...frontier, 'deepseek/chat', 'openai/mini', 'deepseek/thinker', 'gemini/flash', 'anthropic/haiku'],
  },
  {
    it: 'then a preference counts among equals',
    policy: { costOptimisation: false, preferredModels: ['anthropic/*'] },
    order: ['anthropic/opus', 'gemini/pro', 'openai/sol', 'anthropic/haiku', 'deepseek/chat'],
    more: true,
  },
  {
    it: 'and the strength for this task is what counts',
    ask: { task: 'reasoning' },
    policy: { costOptimisation: false },
    have: ['deepseek/thinker', 'anthropic/opus', 'openai/mini'],
    order: ['deepseek/thinker', 'anthropic/opus', 'openai/mini'],
  },
  {
    it: 'who asks for the cheapest gets it, whatever is preferred',
    by: 'cheapest',
    policy: { preferredModels: ['anthropic/opus'], costOptimisation: false, defaultProvider: 'openai' },
    order: cheapestStrong,
  },
  {
    it: 'only allowed providers are used',
    policy: { allowedProviders: ['openai', 'gemini'] },
    order: ['openai/mini', 'gemini/flash', 'gemini/pro', 'openai/sol', 'openai/nano'],
    out: { 'deepseek/chat': /^keyway\.workspace\.allowedProviders does not name its provider$/ },
  },
  { it: 'a list that allows nobody leaves nobody', policy: { allowedProviders: [] }, order: [], have: cheap },
  {
    it: 'a picked model of a provider that is not allowed is refused as well',
    picked: true,
    have: ['deepseek/chat'],
    policy: { allowedProviders: ['openai'] },
    order: [],
    out: { 'deepseek/chat': /allowedProviders/ },
  },
  {
    it: 'no rule and no preference lifts that list',
    have: cheap,
    policy: { allowedProviders: ['openai'], preferredModels: ['deepseek/*'] },
    rules: [{ when: {}, only: ['deepseek/*'] }],
    order: [],
    out: { 'deepseek/chat': /allowedProviders/, 'openai/mini': /^rule 1 allows others only$/ },
  },
  {
    it: 'a key that is kept for other models is not used, and another key of the provider is',
    have: ['openai/mini', 'openai/sol'],
    keys: { openai: ['cheap:mini', 'all'] },
    order: ['openai/mini cheap', 'openai/mini all', 'openai/sol all'],
    out: { 'openai/sol cheap': /^this key is kept for other models$/ },
  },
  {
    it: 'a model none of whose keys may be used for it is no candidate',
    have: ['openai/mini', 'openai/sol', 'deepseek/chat'],
    keys: { openai: ['team:openai/s*'] },
    order: ['deepseek/chat', 'openai/sol team'],
    out: { 'openai/mini team': /^this key is kept for other models$/ },
  },
  {
    it: 'a model that only its keys keep away does not count for the floor',
    ask: { task: 'reasoning' },
    have: ['openai/sol', 'deepseek/chat'],
    keys: { openai: ['team:nano'] },
    order: ['deepseek/chat'],
    says: { relaxed: /the best there is \(strong\)/ },
  },
  {
    it: 'a request within the limit of one request is sent, its answer limited to what is left',
    ask: { prompt: 3_000 },
    have: ['openai/mini'],
    policy: { maxTokens: 5_000 },
    order: ['openai/mini'],
    says: { answerLimit: 2_000 },
  },
  {
    it: 'an answer that is wanted shorter stays shorter',
    ask: { prompt: 3_000, answer: 500 },
    have: ['openai/mini'],
    policy: { maxTokens: 5_000 },
    order: ['openai/mini'],
    says: { answerLimit: 500 },
  },
  {
    it: 'an answer that is wanted longer than fits is limited, so that models with short answers can give it',
    ask: { prompt: 3_000, answer: 60_000 },
    have: ['deepseek/chat'],
    policy: { maxTokens: 10_000 },
    order: ['deepseek/chat'],
    says: { answerLimit: 7_000 },
  },
  {
    it: 'a prompt that leaves no room for an answer is refused, whatever the model',
    ask: { prompt: 4_500 },
    have: cheap,
    policy: { maxTokens: 5_000 },
    order: [],
    out: {
      'openai/mini':
        /^one request may have 5,000 tokens \(keyway\.routing\.maxTokensPerRequest\), and this prompt alone has about 4,500$/,
      'deepseek/chat': /^one request may have 5,000 tokens/,
    },
  },
  {
    it: 'also where the model was picked',
    picked: true,
    ask: { prompt: 6_000 },
    have: ['openai/mini'],
    policy: { maxTokens: 5_000 },
    order: [],
    out: { 'openai/mini': /^one request may have 5,000 tokens/ },
  },
  {
    it: 'without a limit the answer has none',
    have: ['openai/mini'],
    order: ['openai/mini'],
    says: { answerLimit: undefined },
  },
];

const rules: readonly PlanCase[] = [
  {
    it: 'the first rule that fits decides, and no other',
    have: three,
    rules: [
      { when: { task: 'code' }, only: ['openai/*'] },
      { when: { task: 'chat' }, prefer: ['gemini/*'] },
      { when: {}, never: ['gemini/*'] },
    ],
    order: ['gemini/flash', 'deepseek/chat', 'openai/mini'],
    says: { rule: 'rule 2' },
  },
  {
    it: 'where none fits, none decides',
    have: cheap,
    rules: [{ when: { task: 'code' }, only: ['openai/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
    says: { rule: undefined },
  },
  {
    it: 'all that a rule names must fit',
    have: cheap,
    who: { language: 'go', caller: 'core' },
    rules: [{ when: { language: 'go', caller: 'other' }, only: ['openai/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'a rule by language',
    have: cheap,
    who: { language: 'go' },
    rules: [{ when: { language: 'go' }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'a language nobody knows fits no rule',
    have: cheap,
    rules: [{ when: { language: '*' }, only: ['openai/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'a rule by workspace',
    have: cheap,
    who: { workspace: 'client-a 3f9a01bc' },
    rules: [{ when: { workspace: 'client-*' }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'a rule by the name of a workspace, without the digits that the ledger puts behind it',
    have: cheap,
    who: { workspace: 'client-a 3f9a01bc' },
    rules: [{ when: { workspace: 'client-a' }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'a rule by caller',
    have: cheap,
    who: { caller: 'some.extension' },
    rules: [{ when: { caller: 'some.*' }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'another caller does not fit it',
    have: cheap,
    who: { caller: 'core' },
    rules: [{ when: { caller: 'some.*' }, only: ['openai/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'a rule for large prompts',
    ask: { prompt: 6_000 },
    have: cheap,
    rules: [{ when: { promptOver: 5_000 }, prefer: ['deepseek/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
    says: { rule: 'rule 1' },
  },
  {
    it: 'a prompt exactly as large is not larger',
    ask: { prompt: 5_000 },
    have: cheap,
    rules: [{ when: { promptOver: 5_000 }, only: ['deepseek/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
    says: { rule: undefined },
  },
  {
    it: 'a rule for small prompts',
    have: cheap,
    rules: [{ when: { promptUnder: 100 }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'a rule for one virtual model',
    have: cheap,
    who: { pick: 'auto-code' },
    rules: [{ when: { model: 'auto-code' }, only: ['openai/*'] }],
    order: ['openai/mini'],
  },
  {
    it: 'does not touch another',
    have: cheap,
    who: { pick: 'auto' },
    rules: [{ when: { model: 'auto-code' }, only: ['openai/*'] }],
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'a rule for a picked provider caps what its requests may cost',
    picked: true,
    who: { pick: 'anthropic/opus' },
    have: ['anthropic/opus'],
    rules: [{ name: 'not too dear', when: { provider: 'anthropic' }, maxCost: 0.01 }],
    order: [],
    out: { 'anthropic/opus': /^is expected to cost \$0\.013, and rule “not too dear” allows \$0\.01 for a request$/ },
  },
  {
    it: 'a rule for a provider does not touch a virtual model',
    have: ['openai/mini'],
    who: { pick: 'auto' },
    rules: [{ when: { provider: '*' }, never: ['*'] }],
    order: ['openai/mini'],
  },
  {
    it: '“prefer” goes before everything that reaches the floor, in its order',
    have: three,
    rules: [{ when: {}, prefer: ['gemini/flash', 'openai/mini'] }],
    order: ['gemini/flash', 'openai/mini', 'deepseek/chat'],
  },
  {
    it: '“prefer” goes before preferred models and the default provider',
    have: three,
    policy: { preferredModels: ['openai/mini'], defaultProvider: 'openai' },
    rules: [{ when: {}, prefer: ['gemini/*'] }],
    order: ['gemini/flash', 'openai/mini', 'deepseek/chat'],
  },
  {
    it: '“prefer” goes before the strongest',
    have: ['openai/mini', 'anthropic/opus'],
    policy: { costOptimisation: false },
    rules: [{ when: {}, prefer: ['openai/mini'] }],
    order: ['openai/mini', 'anthropic/opus'],
  },
  {
    it: '“prefer” goes before speed',
    by: 'speed',
    have: cheap,
    pace: { 'deepseek/chat': 100, 'openai/mini': 3_000 },
    rules: [{ when: {}, prefer: ['openai/mini'] }],
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: '“prefer” of what is too weak changes nothing',
    have: ['openai/nano', 'openai/mini'],
    rules: [{ when: {}, prefer: ['openai/nano'] }],
    order: ['openai/mini', 'openai/nano'],
  },
  {
    it: '“only” leaves nothing else',
    rules: [{ when: {}, only: ['anthropic/*', 'openai/sol'] }],
    order: ['anthropic/haiku', 'openai/sol', 'anthropic/opus'],
  },
  {
    it: '“only” with what nobody has leaves nothing',
    have: cheap,
    rules: [{ name: 'groq', when: {}, only: ['groq/*'] }],
    order: [],
    out: { 'openai/mini': /^rule “groq” allows others only$/, 'deepseek/chat': /allows others only/ },
  },
  {
    it: '“only” with what is too weak gets the best of it',
    have: ['openai/nano', 'anthropic/opus'],
    rules: [{ when: {}, only: ['openai/nano'] }],
    order: ['openai/nano'],
    says: { relaxed: /the best there is \(fair\)/ },
  },
  {
    it: '“never” is never used',
    have: three,
    rules: [{ when: {}, never: ['deepseek/*'] }],
    order: ['openai/mini', 'gemini/flash'],
    out: { 'deepseek/chat': /^rule 1 never uses it$/ },
  },
  {
    it: '“never” wins over “prefer”',
    have: cheap,
    rules: [{ when: {}, prefer: ['deepseek/*'], never: ['deepseek/*'] }],
    order: ['openai/mini'],
  },
  {
    it: '“never” holds for a picked model too',
    picked: true,
    have: ['deepseek/chat'],
    rules: [{ when: {}, never: ['deepseek/*'] }],
    order: [],
    out: { 'deepseek/chat': /^rule 1 never uses it$/ },
  },
  {
    it: '“prefer” moves no other model before a picked one',
    picked: true,
    who: { pick: 'openai/mini' },
    have: ['openai/mini'],
    rules: [{ when: {}, prefer: ['deepseek/*'] }],
    order: ['openai/mini'],
  },
  {
    it: '“maxCost” leaves out what is expected to cost more, and what nobody knows the price of',
    have: ['deepseek/chat', 'anthropic/opus', 'router/mystery'],
    rules: [{ when: {}, maxCost: 0.005 }],
    order: ['deepseek/chat'],
    out: {
      'anthropic/opus': /^is expected to cost/,
      'router/mystery': /^its price is not known, and rule 1 allows \$0\.005 for a request$/,
    },
  },
  {
    it: '“maxCost” of 0 lets only free models through',
    ask: { task: 'utility' },
    have: ['openai/nano', 'ollama/qwen'],
    rules: [{ when: {}, maxCost: 0 }],
    order: ['ollama/qwen'],
  },
  {
    it: '“maxCost” comes before the floor: what is left is the best there is',
    have: ['anthropic/opus', 'openai/nano'],
    rules: [{ when: {}, maxCost: 0.005 }],
    order: ['openai/nano'],
    says: { relaxed: /nothing that may be used for this request reaches that, so the best there is \(fair\)/ },
  },
  {
    it: '“floor” of a rule',
    have: ['openai/nano', 'openai/mini'],
    rules: [{ when: {}, floor: 'economy' }],
    order: ['openai/nano', 'openai/mini'],
  },
];

const health: readonly PlanCase[] = [
  {
    it: 'a key that rests is passed over, and the next key of the same model is asked before another model',
    have: cheap,
    keys: { deepseek: ['work', 'home'] },
    rests: { 'deepseek/chat work': { kind: 'rate', ms: 41_000, named: true } },
    order: ['deepseek/chat home', 'openai/mini'],
    out: { 'deepseek/chat work': /tried again in 41 s$/ },
  },
  {
    it: 'the keys of a model go by their order, all of them before the next model',
    have: cheap,
    keys: { deepseek: ['work', 'home', 'spare'] },
    order: ['deepseek/chat work', 'deepseek/chat home', 'deepseek/chat spare', 'openai/mini'],
  },
  {
    it: 'a model that rests is passed over with all its keys',
    have: cheap,
    keys: { deepseek: ['work', 'home'] },
    rests: { 'deepseek/chat': { kind: 'server', ms: 15_000 } },
    order: ['openai/mini'],
    out: { 'deepseek/chat work': /15 s$/, 'deepseek/chat home': /15 s$/ },
  },
  {
    it: 'the only route is never locked out by our own caution',
    have: ['openai/mini'],
    rests: { 'openai/mini': { kind: 'server', ms: 300_000 } },
    order: ['openai/mini'],
    waits: [0],
  },
  {
    it: 'it is by a time that its provider named',
    have: ['openai/mini'],
    rests: { 'openai/mini': { kind: 'rate', ms: 120_000, named: true } },
    order: [],
    out: { 'openai/mini': /tried again in 2 min$/ },
  },
  {
    it: 'a named time that is almost over is waited for',
    have: ['openai/mini'],
    rests: { 'openai/mini': { kind: 'rate', ms: 2_500, named: true } },
    order: ['openai/mini'],
    waits: [2_500],
  },
  {
    it: 'a millisecond more is not',
    have: ['openai/mini'],
    rests: { 'openai/mini': { kind: 'rate', ms: 3_001, named: true } },
    order: [],
  },
  {
    it: 'nobody is waited for while another is free',
    have: cheap,
    rests: { 'deepseek/chat': { kind: 'rate', ms: 500, named: true } },
    order: ['openai/mini'],
    waits: [0],
  },
  {
    it: 'where all rest, those are asked that no provider keeps away, in the usual order',
    have: three,
    rests: {
      'deepseek/chat': { kind: 'rate', ms: 60_000, named: true },
      'openai/mini': { kind: 'server', ms: 15_000 },
      'gemini/flash': { kind: 'quota', ms: 3_600_000 },
    },
    order: ['openai/mini', 'gemini/flash'],
    out: { 'deepseek/chat': /60 s$/ },
  },
  {
    it: 'where all are kept away, the plan is empty and names each time',
    have: cheap,
    rests: {
      'deepseek/chat': { kind: 'rate', ms: 60_000, named: true },
      'openai/mini': { kind: 'quota', ms: 7_200_000, named: true },
    },
    order: [],
    out: { 'deepseek/chat': /60 s$/, 'openai/mini': /2 h$/ },
  },
  {
    it: 'where nothing that reaches the floor can be asked, a weaker model stands in, and the plan says so',
    have: ['openai/mini', 'openai/nano'],
    rests: { 'openai/mini': { kind: 'rate', ms: 60_000, named: true } },
    order: ['openai/nano'],
    out: { 'openai/mini': /60 s$/ },
    says: {
      floor: 'balanced',
      relaxed:
        /^“balanced” asks for strong at chat; nothing that reaches that can be counted on now, so weaker models stand in \(fair\)\.$/,
    },
  },
  {
    it: 'where all that reaches the floor rests, if only by our caution, a weaker model that is free stands in',
    have: ['openai/mini', 'openai/nano'],
    rests: { 'openai/mini': { kind: 'server', ms: 15_000 } },
    order: ['openai/nano'],
    out: { 'openai/mini': /15 s$/ },
    says: { relaxed: /weaker models stand in/ },
  },
  {
    it: 'a weaker model stands behind the few that reach the floor, in case these fail',
    have: ['openai/mini', 'openai/nano', 'gemini/flash'],
    rests: { 'openai/mini': { kind: 'server', ms: 15_000 } },
    order: ['gemini/flash', 'openai/nano'],
    out: { 'openai/mini': /15 s$/ },
    says: { relaxed: undefined },
  },
  {
    it: 'three servers that are free need no weaker model behind them',
    have: ['openai/nano', ...three],
    order: ['deepseek/chat', 'openai/mini', 'gemini/flash'],
    out: { 'openai/nano': /^is fair at chat, and “balanced” asks for strong$/ },
  },
  {
    it: 'three keys of one provider are one server',
    have: ['openai/nano', 'openai/mini'],
    keys: { openai: ['work', 'home', 'spare'] },
    order: ['openai/mini work', 'openai/mini home', 'openai/mini spare', 'openai/nano work'],
    more: true,
  },
  {
    it: 'what rests is asked all the same only where nothing weaker is free either',
    have: ['openai/mini', 'openai/nano'],
    rests: { 'openai/mini': { kind: 'server', ms: 15_000 }, 'openai/nano': { kind: 'server', ms: 15_000 } },
    order: ['openai/mini', 'openai/nano'],
    says: { relaxed: undefined },
  },
  {
    it: 'grades are gone down one by one',
    ask: { task: 'reasoning' },
    have: ['openai/sol', 'openai/mini', 'openai/nano'],
    rests: {
      'openai/sol': { kind: 'rate', ms: 60_000, named: true },
      'openai/mini': { kind: 'rate', ms: 60_000, named: true },
    },
    order: ['openai/nano'],
  },
  {
    it: 'a picked model that rests is not replaced by another',
    picked: true,
    have: ['openai/mini'],
    keys: { openai: ['work', 'home'] },
    rests: { 'openai/mini work': { kind: 'quota', ms: 60_000, named: true } },
    order: ['openai/mini home'],
  },
  {
    it: 'a route whose rate limit has no room for this prompt is passed over before it refuses',
    have: cheap,
    full: { 'deepseek/chat': 'its limit of tokens leaves 5' },
    order: ['openai/mini'],
    out: { 'deepseek/chat': /^its limit of tokens leaves 5$/ },
  },
  {
    it: 'another key of the model may have room',
    have: cheap,
    keys: { deepseek: ['work', 'home'] },
    full: { 'deepseek/chat work': 'its limit of requests is reached' },
    order: ['deepseek/chat home', 'openai/mini'],
  },
  {
    it: 'the only route is asked all the same: what is left is our own reckoning',
    have: ['openai/mini'],
    full: { 'openai/mini': 'its limit of tokens leaves 5' },
    order: ['openai/mini'],
    waits: [0],
  },
  {
    it: 'a route that is too small is no fallback for one that rests',
    ask: { prompt: 100_000 },
    have: ['deepseek/thinker', 'openai/mini'],
    rests: { 'openai/mini': { kind: 'rate', ms: 60_000, named: true } },
    order: [],
    out: { 'deepseek/thinker': /^holds 64,000/, 'openai/mini': /60 s$/ },
  },
];

const budgets: readonly PlanCase[] = [
  {
    it: 'what no budget has room for is left out, with the budget’s words',
    have: ['deepseek/chat', 'anthropic/opus'],
    broke: { 'anthropic/opus': 'the budget of today is used up: $5.00 of $5.00' },
    order: ['deepseek/chat'],
    out: { 'anthropic/opus': /^the budget of today is used up: \$5\.00 of \$5\.00$/ },
  },
  {
    it: 'a dear first choice gives way to a cheaper one that fits',
    policy: { preferredModels: ['anthropic/opus'] },
    have: ['anthropic/opus', 'openai/mini'],
    budget: 0.005,
    order: ['openai/mini'],
    out: { 'anthropic/opus': /^too little is left$/ },
  },
  {
    it: 'every fallback is looked at as well: free to paid is refused, free stays usable',
    ask: { task: 'utility' },
    have: ['ollama/qwen', 'openai/nano', 'openai/mini'],
    budget: 0,
    order: ['ollama/qwen'],
    out: { 'openai/nano': /^too little is left$/, 'openai/mini': /^too little is left$/ },
  },
  {
    it: 'a budget of one key leaves the other keys',
    have: ['openai/mini'],
    keys: { openai: ['work', 'home'] },
    broke: { 'openai/mini work': 'the budget of key work is used up' },
    order: ['openai/mini home'],
    out: { 'openai/mini work': /key work is used up/ },
  },
  {
    it: 'a budget of one provider leaves the others',
    have: three,
    broke: { 'deepseek/chat': 'the budget of DeepSeek is used up' },
    order: ['openai/mini', 'gemini/flash'],
  },
  {
    it: 'nothing fits: the plan is empty, and no caution of ours brings anything back',
    have: ['openai/mini'],
    broke: { 'openai/mini': 'used up' },
    rests: { 'openai/mini': { kind: 'server', ms: 15_000 } },
    order: [],
    out: { 'openai/mini': /^used up$/ },
  },
  {
    it: 'nothing that reaches the floor fits: no weaker model stands in, since what then happens is for the budget to say',
    ask: { task: 'reasoning' },
    have: ['openai/sol', 'openai/nano'],
    budget: 0.01,
    order: [],
    out: { 'openai/sol': /^too little is left$/, 'openai/nano': /^is fair at reasoning/ },
    says: { relaxed: undefined },
  },
  {
    it: 'a lower floor, where the budget asks for one, finds what fits',
    ask: { task: 'reasoning' },
    have: ['openai/sol', 'openai/nano'],
    floor: 'economy',
    budget: 0.01,
    order: ['openai/nano'],
    out: { 'openai/sol': /^too little is left$/ },
  },
  {
    it: 'a budget that leaves one of two strong models out is no reason for a weak one',
    have: ['openai/mini', 'deepseek/chat', 'openai/nano'],
    broke: { 'deepseek/chat': 'used up' },
    rests: { 'openai/mini': { kind: 'rate', ms: 60_000, named: true } },
    order: [],
    out: { 'openai/nano': /^is fair at chat/ },
  },
  {
    it: 'a picked model over its budget is not replaced',
    picked: true,
    have: ['openai/mini'],
    broke: { 'openai/mini': 'used up' },
    order: [],
    out: { 'openai/mini': /^used up$/ },
  },
  {
    it: 'what rests and fits is asked rather than what does not fit',
    have: cheap,
    broke: { 'openai/mini': 'used up' },
    rests: { 'deepseek/chat': { kind: 'server', ms: 15_000 } },
    order: ['deepseek/chat'],
  },
];

const speed: readonly PlanCase[] = [
  {
    it: 'the one that begins soonest goes first, whatever it costs',
    by: 'speed',
    have: three,
    pace: { 'deepseek/chat': 2_000, 'openai/mini': 800, 'gemini/flash': 300 },
    order: ['gemini/flash', 'openai/mini', 'deepseek/chat'],
  },
  {
    it: 'a difference nobody notices is decided by cost',
    by: 'speed',
    have: cheap,
    pace: { 'deepseek/chat': 340, 'openai/mini': 310 },
    order: ['deepseek/chat', 'openai/mini'],
  },
  {
    it: 'what has never answered counts as the median of what has: before the slow, behind the fast',
    by: 'speed',
    have: ['deepseek/chat', 'openai/mini', 'gemini/flash', 'anthropic/haiku'],
    pace: { 'openai/mini': 2_000, 'gemini/flash': 300, 'anthropic/haiku': 600 },
    order: ['gemini/flash', 'deepseek/chat', 'anthropic/haiku', 'openai/mini'],
  },
  {
    it: 'but what costs more than three times the cheapest is not tried for that: it goes last',
    by: 'speed',
    have: ['openai/mini', 'gemini/flash', 'gemini/pro', 'openai/sol', 'anthropic/opus'],
    pace: { 'gemini/flash': 300, 'gemini/pro': 1_000, 'openai/sol': 5_000 },
    order: ['gemini/flash', 'openai/mini', 'gemini/pro', 'openai/sol', 'anthropic/opus'],
  },
  {
    it: 'where nothing has ever answered, cost decides, the dear ones last by their list price',
    by: 'speed',
    order: [
      'deepseek/chat',
      'openai/mini',
      'gemini/flash',
      'deepseek/thinker',
      'anthropic/haiku',
      'gemini/pro',
      'openai/sol',
      'anthropic/opus',
    ],
  },
  {
    it: 'who asks for speed gets it, whatever is preferred',
    by: 'speed',
    have: cheap,
    pace: { 'openai/mini': 300, 'deepseek/chat': 900 },
    policy: { preferredModels: ['deepseek/*'], defaultProvider: 'deepseek', costOptimisation: false },
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: 'speed is no reason to go below the floor',
    by: 'speed',
    have: ['openai/nano', 'openai/mini'],
    pace: { 'openai/nano': 100, 'openai/mini': 3_000 },
    order: ['openai/mini', 'openai/nano'],
  },
];

const conversations: readonly PlanCase[] = [
  {
    it: 'while its tool calls are open, the conversation’s model goes first, whatever it costs',
    ask: { task: 'code', tools: true, results: true },
    have: ['deepseek/chat', 'anthropic/opus'],
    stays: { with: 'anthropic/opus' },
    order: ['anthropic/opus', 'deepseek/chat'],
    says: {
      stay: /^Stays with ANTHROPIC opus: its tool calls are still open \(~\$0\.03 there, ~\$0\.00051 at DEEPSEEK chat\)\.$/,
    },
  },
  {
    it: 'also where the person has said something behind what the tools gave',
    ask: { task: 'code', tools: true, results: true, note: true },
    have: ['deepseek/chat', 'anthropic/opus'],
    stays: { with: 'anthropic/opus' },
    order: ['anthropic/opus', 'deepseek/chat'],
  },
  {
    it: 'with the key it began with, since reasoning is sealed for one account',
    ask: { task: 'code', tools: true, results: true },
    have: ['openai/mini'],
    keys: { openai: ['work', 'home'] },
    stays: { with: 'openai/mini', keyId: 'home' },
    order: ['openai/mini home', 'openai/mini work'],
  },
  {
    it: 'whatever a rule prefers',
    ask: { task: 'code', tools: true, results: true },
    have: cheap,
    rules: [{ when: {}, prefer: ['deepseek/*'] }],
    stays: { with: 'openai/mini' },
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: 'but not against a rule that forbids it',
    ask: { task: 'code', tools: true, results: true },
    have: cheap,
    rules: [{ when: {}, never: ['openai/*'] }],
    stays: { with: 'openai/mini' },
    order: ['deepseek/chat'],
    says: { stay: /^Leaves OPENAI mini \(rule 1 never uses it\) for DEEPSEEK chat\.$/ },
  },
  {
    it: 'also where it is weaker than what is asked, because it stood in, and the plan says so',
    ask: { task: 'code', tools: true, results: true },
    have: ['openai/nano', 'deepseek/chat'],
    stays: { with: 'openai/nano' },
    order: ['openai/nano', 'deepseek/chat'],
    says: {
      stay: /^Stays with OPENAI nano \(it is fair at code, and “balanced” asks for strong, but may go on with what it began\): its tool calls are still open \(/,
    },
  },
  {
    it: 'once they are closed it gives way',
    ask: { task: 'code', tools: true },
    have: ['openai/nano', 'deepseek/chat'],
    stays: { with: 'openai/nano' },
    order: ['deepseek/chat', 'openai/nano'],
    says: { stay: /^Leaves OPENAI nano \(is fair at code/ },
  },
  {
    it: 'but not over a budget',
    ask: { task: 'code', tools: true, results: true },
    have: ['anthropic/opus', 'deepseek/chat'],
    broke: { 'anthropic/opus': 'the budget of today is used up' },
    stays: { with: 'anthropic/opus' },
    order: ['deepseek/chat'],
    says: { stay: /^Leaves ANTHROPIC opus \(the budget of today is used up\) for DEEPSEEK chat\.$/ },
  },
  {
    it: 'nor while it rests',
    ask: { task: 'code', tools: true, results: true },
    have: cheap,
    rests: { 'openai/mini': { kind: 'rate', ms: 60_000, named: true } },
    stays: { with: 'openai/mini' },
    order: ['deepseek/chat'],
    says: { stay: /^Leaves OPENAI mini \(.*60 s\) for DEEPSEEK chat\.$/ },
  },
  {
    it: 'without open calls a conversation moves where that saves much, and the plan says how much',
    ask: { prompt: 1_000 },
    have: ['deepseek/chat', 'anthropic/opus'],
    stays: { with: 'anthropic/opus' },
    order: ['deepseek/chat', 'anthropic/opus'],
    says: { stay: /^Moves from ANTHROPIC opus to DEEPSEEK chat: ~\$0\.00049 instead of ~\$0\.0\d+\.$/ },
  },
  {
    it: 'it stays where its cache makes it the cheapest',
    ask: { prompt: 50_000 },
    have: ['openai/mini', 'deepseek/chat'],
    stays: { with: 'deepseek/chat', input: 49_000, cacheRead: 48_000 },
    order: ['deepseek/chat', 'openai/mini'],
    says: { stay: /^Stays with DEEPSEEK chat: ~\$0\.0\d+ there, ~\$0\.0\d+ at OPENAI mini over 5 turns\.$/ },
  },
  {
    it: 'it moves where that pays over five turns, though its own cache is warm',
    ask: { prompt: 50_000 },
    have: ['openai/sol', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.5, 2, { cacheRead: 0.05 }) } },
    stays: { with: 'openai/sol', input: 49_000, cacheRead: 49_000 },
    order: ['gemini/flash', 'openai/sol'],
    says: { stay: /^Moves from OPENAI sol to GEMINI flash: ~\$0\.0\d+ instead of ~\$0\.0\d+ over 5 turns\.$/ },
  },
  {
    it: 'it says what it would lose where another is hardly better',
    ask: { prompt: 2_000 },
    have: ['openai/sol', 'gemini/pro'],
    but: { 'openai/sol': { price: price(1.3, 11, { cacheRead: 0.13 }) } },
    stays: { with: 'openai/sol', input: 1_900, cacheRead: 1_900 },
    order: ['openai/sol', 'gemini/pro'],
    says: { stay: /over 5 turns, which is not better by enough to move and lose its cache\.$/ },
  },
  {
    it: 'it stays where the better one cannot be asked, and says so',
    ask: { prompt: 1_000 },
    have: ['deepseek/chat', 'anthropic/opus'],
    rests: { 'deepseek/chat': { kind: 'server', ms: 15_000 } },
    stays: { with: 'anthropic/opus' },
    order: ['anthropic/opus'],
    says: { stay: /^Stays with ANTHROPIC opus: DEEPSEEK chat cannot be asked now\.$/ },
  },
  {
    it: 'a cache that has gone cold keeps nobody',
    ask: { prompt: 50_000 },
    have: ['openai/mini', 'deepseek/chat'],
    but: { 'deepseek/chat': { strength: { general: 3 }, price: price(0.5, 0.42, { cacheRead: 0.028 }) } },
    stays: { with: 'deepseek/chat', input: 49_000, cacheRead: 48_000, at: -3_600_000 },
    order: ['openai/mini', 'deepseek/chat'],
    says: { stay: /^Moves from DEEPSEEK chat to OPENAI mini/ },
  },
  {
    it: 'cached tokens without a price of their own cost what input costs: they are no reason to stay',
    ask: { prompt: 50_000 },
    have: ['openai/mini', 'deepseek/chat'],
    but: { 'deepseek/chat': { strength: { general: 3 }, price: price(0.5, 0.42) } },
    stays: { with: 'deepseek/chat', input: 49_000, cacheRead: 48_000 },
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: 'it stays where another saves less than a tenth',
    ask: { prompt: 900 },
    have: ['openai/sol', 'gemini/pro'],
    but: { 'openai/sol': { price: price(1.3, 10.5) } },
    stays: { with: 'openai/sol' },
    order: ['openai/sol', 'gemini/pro'],
    says: { stay: /which is not better by enough to move\.$/ },
  },
  {
    it: 'it stays where another saves a share of next to nothing',
    ask: { task: 'utility', prompt: 1_100 },
    have: ['openai/nano', 'gemini/flash'],
    but: { 'gemini/flash': { price: price(0.06, 0.5, { cacheRead: 0.006 }) } },
    stays: { with: 'gemini/flash' },
    order: ['gemini/flash', 'openai/nano'],
    says: { stay: /^Stays with GEMINI flash/ },
  },
  {
    it: 'without a cache to lose a tenth is enough, of however little',
    have: ['openai/mini', 'gemini/flash'],
    stays: { with: 'gemini/flash' },
    order: ['openai/mini', 'gemini/flash'],
    says: { stay: /^Moves from GEMINI flash to OPENAI mini: ~\$0\.00\d+ instead of ~\$0\.00\d+\.$/ },
  },
  {
    it: 'it moves to what a rule prefers, whatever that costs',
    have: cheap,
    rules: [{ when: {}, prefer: ['openai/*'] }],
    stays: { with: 'deepseek/chat' },
    order: ['openai/mini', 'deepseek/chat'],
    says: { stay: /^Moves from DEEPSEEK chat to OPENAI mini, which goes before it whatever they cost\.$/ },
  },
  {
    it: 'it stays with what is preferred, whatever others cost',
    have: ['deepseek/chat', 'anthropic/haiku'],
    policy: { preferredModels: ['anthropic/*'] },
    stays: { with: 'anthropic/haiku' },
    order: ['anthropic/haiku', 'deepseek/chat'],
    says: { stay: /^Stays with ANTHROPIC haiku/ },
  },
  {
    it: 'it does not go on below the floor of code, however warm its cache is',
    ask: { task: 'code', prompt: 50_000 },
    have: ['openai/nano', 'openai/mini'],
    stays: { with: 'openai/nano', input: 49_000, cacheRead: 48_000 },
    order: ['openai/mini', 'openai/nano'],
  },
  {
    it: 'in talk it may be one grade weaker, so that turns of code and of talk do not send it to and fro',
    have: ['openai/nano', 'openai/mini'],
    stays: { with: 'openai/nano' },
    order: ['openai/nano', 'openai/mini'],
    says: {
      relaxed: undefined,
      stay: /^Stays with OPENAI nano \(it is fair at chat, and “balanced” asks for strong, but may go on with what it began\): ~/,
    },
  },
  {
    it: 'but not two',
    have: ['openai/nano', 'openai/mini'],
    but: { 'openai/nano': { strength: grades(3, 3, 1) } },
    stays: { with: 'openai/nano' },
    order: ['openai/mini', 'openai/nano'],
    says: { stay: /^Leaves OPENAI nano \(is basic at chat/ },
  },
  {
    it: 'and not where a rule names the floor',
    have: ['openai/nano', 'openai/mini'],
    rules: [{ when: {}, floor: 'balanced' }],
    stays: { with: 'openai/nano' },
    order: ['openai/mini', 'openai/nano'],
  },
  {
    it: 'it stays with the key whose account has the cache',
    ask: { prompt: 50_000 },
    have: ['openai/mini'],
    keys: { openai: ['work', 'home'] },
    stays: { with: 'openai/mini', keyId: 'home', input: 49_000, cacheRead: 48_000 },
    order: ['openai/mini home', 'openai/mini work'],
  },
  {
    it: 'once that is cold, the keys go by their order again',
    ask: { prompt: 50_000 },
    have: ['openai/mini'],
    keys: { openai: ['work', 'home'] },
    stays: { with: 'openai/mini', keyId: 'home', input: 49_000, cacheRead: 48_000, at: -3_600_000 },
    order: ['openai/mini work', 'openai/mini home'],
  },
  {
    it: 'a model that is no longer offered keeps nobody',
    have: cheap,
    stays: { with: 'anthropic/opus' },
    order: ['deepseek/chat', 'openai/mini'],
    says: { stay: undefined },
  },
  {
    it: 'an unknown price is left for a known one',
    have: ['router/mystery', 'anthropic/opus'],
    stays: { with: 'router/mystery' },
    order: ['anthropic/opus', 'router/mystery'],
    says: { stay: /^Moves from ROUTER mystery to ANTHROPIC opus: ~\$0\.013 instead of cost unknown\.$/ },
  },
  {
    it: 'a known price is not left for an unknown one',
    have: ['router/mystery', 'anthropic/opus'],
    stays: { with: 'anthropic/opus' },
    order: ['anthropic/opus', 'router/mystery'],
  },
  {
    it: 'where speed counts, a conversation moves only to what is known to be faster by much',
    by: 'speed',
    have: cheap,
    pace: { 'openai/mini': 2_000, 'deepseek/chat': 500 },
    stays: { with: 'openai/mini' },
    order: ['deepseek/chat', 'openai/mini'],
    says: { stay: /^Moves from OPENAI mini to DEEPSEEK chat: 500 ms instead of 2000 ms\.$/ },
  },
  {
    it: 'nobody tries an unknown model in the middle of it',
    by: 'speed',
    have: cheap,
    pace: { 'openai/mini': 2_000 },
    stays: { with: 'openai/mini' },
    order: ['openai/mini', 'deepseek/chat'],
  },
  {
    it: 'nothing is said of a conversation whose model was picked',
    picked: true,
    have: ['openai/mini'],
    stays: { with: 'openai/mini' },
    order: ['openai/mini'],
    says: { stay: undefined },
  },
];

/** By what decides. */
export const planCases: Readonly<Record<string, readonly PlanCase[]>> = {
  'by the task': tasks,
  'by what models can do': abilities,
  'by expected cost': money,
  'by the quality floor': floors,
  'by the policy': policies,
  'by the person’s rules': rules,
  'by health and limits': health,
  'by budgets': budgets,
  'by speed': speed,
  'by the conversation': conversations,
};
