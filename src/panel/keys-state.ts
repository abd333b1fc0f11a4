import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { countText } from './cells.ts';
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

export const keysText = (count: number): string =>
  count === 1 ? t('{0} key', countText(count)) : t('{0} keys', countText(count));

export const modelsText = (count: number): string =>
  count === 1 ? t('{0} model', countText(count)) : t('{0} models', countText(count));

/** The section in a sentence, for who hears it. */
export const saidOf = (providers: readonly ShownProvider[], models: number): string => {
  const keys = providers.reduce((sum, provider) => sum + provider.keys.length, 0);
  if (keys === 0) return t('No keys yet.');
  if (keys === 1) return t('1 key unlocks {0}.', modelsText(models));
  return providers.length === 1
    ? t('{0} of 1 provider unlock {1}.', keysText(keys), modelsText(models))
    : t('{0} of {1} providers unlock {2}.', keysText(keys), countText(providers.length), modelsText(models));
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
  return [modelsText(models), listed(words)].filter(Boolean).join(' · ');
};

/** One key that was tested together with others. */
export interface Tested {
  /** `OpenAI key “work”`. */
  readonly called: string;
  readonly works: boolean;
  /** What was found, as a sentence. */
  readonly sentence: string;
}

/** What tests of all keys found: the ones that do not work by name, and how many were left out. */
export const testedSentence = (tested: readonly Tested[], { asked, left }: { asked: number; left: number }): string => {
  const working = tested.filter(({ works }) => works).length;
  const troubles = tested.filter(({ works }) => !works).map(({ called, sentence }) => t('{0}: {1}', called, sentence));
  return [
    tested.length < asked ? t('Stopped after {0} of {1}.', countText(tested.length), keysText(asked)) : '',
    t('{0} tested, {1} of them work.', keysText(tested.length), countText(working)),
    ...troubles,
    left > 0 ? t('{0} left out, whose test costs something: test each by itself.', keysText(left)) : '',
  ]
    .filter(Boolean)
    .join(' ');
};
