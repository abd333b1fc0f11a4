import type { ChatRequest } from '../core/chat.ts';
import type { Model } from '../core/provider.ts';

/** How models are told to think. From ai.google.dev (thinking, thought signatures) and the model pages of Google Cloud, November 2026. */

/** Gemini 2.5 takes a budget of tokens, every later model a level; sending the other is answered with 400. */
const budgets: Readonly<Record<string, { readonly least: number; readonly most: number }>> = {
  'gemini-2.5-pro': { least: 128, most: 32_768 },
  'gemini-2.5-flash': { least: 0, most: 24_576 },
  'gemini-2.5-flash-lite': { least: 0, most: 24_576 },
  'gemini-2.5-computer-use-preview-10-2025': { least: 128, most: 32_768 },
};

/** Models that know the level `minimal`; the others begin at `low`. */
const minimal = new Set([
  'gemini-3-flash-preview',
  'gemini-3.1-flash-lite',
  'gemini-3.1-flash-lite-preview',
  'gemini-3.5-flash',
  'gemini-3.5-flash-lite',
  'gemini-3.6-flash',
  'gemini-3.7-flash',
  'gemini-3.8-flash',
  'gemini-flash-latest',
  'gemini-flash-lite-latest',
]);

const tokens: Readonly<Record<string, number>> = {
  none: 0,
  minimal: 512,
  low: 2_048,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

const levels: Readonly<Record<string, string>> = {
  none: 'minimal',
  minimal: 'minimal',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
};

interface ThinkingConfig {
  readonly includeThoughts: true;
  readonly thinkingLevel?: string;
  readonly thinkingBudget?: number;
}

/** Thoughts are always asked for: without them a model that thinks for minutes looks dead. */
export const thinkingOf = (model: Model, { effort }: Pick<ChatRequest, 'effort'>): ThinkingConfig | undefined => {
  if (!model.reasoning) return undefined;
  const budget = budgets[model.id];
  const wanted = effort === undefined ? undefined : (budget ? tokens : levels)[effort];
  if (wanted === undefined) return { includeThoughts: true };
  if (typeof wanted === 'string') {
    const thinkingLevel = wanted === 'minimal' && !minimal.has(model.id) ? 'low' : wanted;
    return { includeThoughts: true, thinkingLevel };
  }
  const { least, most } = budget ?? { least: 0, most: wanted };
  return { includeThoughts: true, thinkingBudget: Math.min(Math.max(wanted, least), most) };
};

/** Since Gemini 3 a model refuses a call of its history that has no signature; 2.5 does not look. */
export const checksSignatures = (model: Model): boolean => model.reasoning && budgets[model.id] === undefined;
