import { t } from '../core/l10n.ts';
import type { KeyState } from './messages-keys.ts';
import type { StateOf } from './messages.ts';

type Shown = StateOf<'keys'>;
export type ShownProvider = Shown['providers'][number];
export type ShownKey = ShownProvider['keys'][number];

/** The best of a provider's keys says how the provider is: one that works is enough. */
const order: readonly KeyState[] = ['working', 'limited', 'untested', 'failed', 'disabled', 'retired'];

export const bestOf = (states: readonly KeyState[]): KeyState =>
  order.find((state) => states.includes(state)) ?? 'untested';

export const stateTitle = (state: KeyState): string =>
  ({
    working: t('Working'),
    limited: t('Limited'),
    failed: t('Failed'),
    untested: t('Not tested'),
    disabled: t('Disabled'),
    retired: t('Retired'),
  })[state];

const one = (count: number, single: string, several: string): string => t(count === 1 ? single : several, count);

export const keysText = (count: number): string => one(count, '{0} key', '{0} keys');
export const modelsText = (count: number): string => one(count, '{0} model', '{0} models');
const providersText = (count: number): string => one(count, '{0} provider', '{0} providers');

/** The section in a sentence, for who hears it. */
export const saidOf = (providers: readonly ShownProvider[], models: number): string => {
  const keys = providers.reduce((sum, provider) => sum + provider.keys.length, 0);
  return keys === 0
    ? t('No keys yet.')
    : t('{0} of {1} unlock {2}.', keysText(keys), providersText(providers.length), modelsText(models));
};

/** What models can do, in words, the most common first. */
export interface Abilities {
  readonly chat: boolean;
  readonly tools: boolean;
  readonly images: boolean;
  readonly reasoning: boolean;
  readonly embeddings: boolean;
}

export const unlocksText = (models: number, can: Abilities): string => {
  const words = [
    ...(can.chat ? [t('chat')] : []),
    ...(can.tools ? [t('tools')] : []),
    ...(can.images ? [t('images')] : []),
    ...(can.reasoning ? [t('reasoning')] : []),
    ...(can.embeddings ? [t('embeddings')] : []),
  ];
  return [modelsText(models), words.join(', ')].filter(Boolean).join(' · ');
};
