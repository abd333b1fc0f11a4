import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';
import type { ChatRequest } from '../core/chat.ts';
import type { Model } from '../core/provider.ts';

/** What models want to hear about thinking. From platform.claude.com (thinking, effort, "what's new" pages), November 2026. */
interface Rules {
  /** `adaptive` with an effort, or a `budget` of tokens: each kind of model answers the other with 400. */
  readonly thinking: 'adaptive' | 'budget';
  readonly efforts: readonly Effort[];
  /** `tool_choice: any` is understood while the model thinks. */
  readonly forcedTools: boolean;
}

const efforts = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
type Effort = (typeof efforts)[number];

const usual: Rules = { thinking: 'adaptive', efforts, forcedTools: true };
const budget: Rules = { thinking: 'budget', efforts, forcedTools: false };
const withoutXhigh: Rules = { ...usual, efforts: ['low', 'medium', 'high', 'max'] };
/** Always think, also unasked. */
const neverForced: Rules = { ...usual, forcedTools: false };

/** Models that differ from the usual, without the date at the end of their ids. */
const exceptions: Readonly<Record<string, Rules>> = {
  'claude-opus-4-1': budget,
  'claude-opus-4-5': budget,
  'claude-sonnet-4-5': budget,
  'claude-haiku-4-5': budget,
  'claude-opus-4-6': withoutXhigh,
  'claude-sonnet-4-6': withoutXhigh,
  'claude-opus-5-5': neverForced,
  'claude-sonnet-5-5': neverForced,
  'claude-fable-5-1': neverForced,
  'claude-fable-5-2': neverForced,
};

const rulesOf = (model: Model): Rules => exceptions[model.id.replace(/-\d{8}$/, '')] ?? usual;

/** Callers name efforts as other providers do. */
const aliases: Readonly<Record<string, Effort>> = { none: 'low', minimal: 'low' };

const budgets: Readonly<Record<Effort, number>> = {
  low: 4_096,
  medium: 12_288,
  high: 24_576,
  xhigh: 32_768,
  max: 49_152,
};
const smallestBudget = 1_024;

type Thinking = Pick<MessageCreateParamsStreaming, 'thinking' | 'output_config'>;

interface Thought {
  readonly fields: Thinking;
  readonly mayForceTools: boolean;
}

interface Circumstances {
  readonly maxTokens: number;
  /** The turn under way began without thinking blocks: a model with a budget refuses to start in the middle of it. */
  readonly begunWithout: boolean;
}

/** What a request says about thinking: nothing unless it names an effort. */
export const thoughtOf = (
  model: Model,
  request: Pick<ChatRequest, 'effort' | 'toolChoice'>,
  { maxTokens, begunWithout }: Circumstances,
): Thought => {
  const rules = rulesOf(model);
  // Without an effort a model with a budget does not think, and takes a forced tool.
  const silent = { fields: {}, mayForceTools: rules.forcedTools || rules.thinking === 'budget' };
  const effort = model.reasoning ? effortOf(request.effort) : undefined;
  if (effort === undefined) return silent;
  if (rules.thinking === 'adaptive') {
    const known = rules.efforts.includes(effort) ? effort : 'high';
    // Since Opus 4.7 the text of thinking is left out unless asked for, and the stream is silent for minutes.
    const thinking = { type: 'adaptive', display: 'summarized' } as const;
    return { fields: { thinking, output_config: { effort: known } }, mayForceTools: rules.forcedTools };
  }
  const tokens = Math.min(budgets[effort], maxTokens - smallestBudget);
  const unwanted = request.effort === 'none' || request.toolChoice === 'required';
  if (unwanted || begunWithout || tokens < smallestBudget) return silent;
  return { fields: { thinking: { type: 'enabled', budget_tokens: tokens } }, mayForceTools: false };
};

const effortOf = (name: string | undefined): Effort | undefined =>
  name === undefined ? undefined : (efforts.find((effort) => effort === name) ?? aliases[name]);
