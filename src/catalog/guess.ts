import type { Model, Provider } from '../core/provider.ts';

type Facts = Pick<Model, 'contextTokens' | 'maxOutputTokens' | 'tools' | 'images' | 'reasoning'>;

/**
 * What a model is taken for of which neither list nor table says anything. The window is what hosted models have had since
 * 2024: a smaller guess would hide room that is there, and a larger prompt is answered with an error that moves the run on.
 * Local servers cut a prompt silently instead, hence their smaller one. Tools are common enough to be tried; an image that
 * is dropped in silence is not worth the try.
 */
export const unknownFacts = (provider: Provider, kind: Model['kind']): Facts => {
  if (kind === 'embedding')
    return { contextTokens: 8_192, maxOutputTokens: 0, tools: false, images: false, reasoning: false };
  return {
    contextTokens: provider.local ? 32_768 : 128_000,
    maxOutputTokens: 8_192,
    tools: true,
    images: false,
    reasoning: false,
    ...newer[provider.id],
  };
};

/** What a maker's table does not have is newer than it, and these makers' newest all see and some think. */
const newer: Readonly<Record<string, Partial<Facts>>> = {
  openai: { images: true, reasoning: true },
  gemini: { images: true },
};
