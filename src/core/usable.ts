import { missingPlainFields } from './key-fields.ts';
import { type Key, works } from './key.ts';
import type { Provider } from './provider.ts';

/**
 * Whether this key may offer models and be sent anywhere: switched on, with every plain field it needs, and, where the
 * provider may no longer exist, shown to work. Its secret is not looked at: a key without one fails with a sentence of
 * its own.
 */
export const isUsable = (
  provider: Pick<Provider, 'fields' | 'uncertain'>,
  key: Pick<Key, 'enabled' | 'plain' | 'verdict'>,
): boolean =>
  key.enabled &&
  missingPlainFields(provider, key.plain).length === 0 &&
  (provider.uncertain === undefined || works(key.verdict));
