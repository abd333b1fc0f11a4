import type { Model } from '../core/provider.ts';
import { efforts, type Effort, type Quirks } from '../core/quirks.ts';

/** How hard the model should think, in the provider's own fields. */
export interface EffortFields {
  reasoning_effort?: Effort;
  /** OpenRouter and Vercel name the effort, Together turns it on and off. */
  reasoning?: { effort: Effort } | { enabled: boolean };
  /** DeepSeek, Z.ai. */
  thinking?: { type: 'enabled' | 'disabled' };
  /** Alibaba. */
  enable_thinking?: boolean;
}

/** Nothing where the model does not reason, or the caller names no effort: the provider's own choice stands. */
export const effortFields = (wanted: string | undefined, model: Model, quirks: Quirks['openai-chat']): EffortFields => {
  const named = efforts.find((name) => name === wanted);
  if (named === undefined || !model.reasoning) return {};
  const isOff = named === 'none' && quirks.thinking !== undefined;
  return { ...switched(!isOff, quirks), ...(isOff ? {} : worded(named, quirks)) };
};

const switched = (on: boolean, { thinking }: Quirks['openai-chat']): EffortFields => {
  if (thinking === 'thinking.type') return { thinking: { type: on ? 'enabled' : 'disabled' } };
  if (thinking === 'enable_thinking') return { enable_thinking: on };
  return thinking === 'reasoning.enabled' ? { reasoning: { enabled: on } } : {};
};

const worded = (named: Effort, { effort, efforts: known = efforts }: Quirks['openai-chat']): EffortFields => {
  const least = efforts.indexOf(named);
  const word = known.find((name) => efforts.indexOf(name) >= least) ?? known.at(-1) ?? named;
  if (effort === 'reasoning_effort') return { reasoning_effort: word };
  return effort === 'reasoning.effort' ? { reasoning: { effort: word } } : {};
};
