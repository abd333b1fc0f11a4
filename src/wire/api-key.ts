import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import type { Access } from './wire.ts';

/** What a header may hold. fetch names the whole header, key included, in the error it throws for anything else. */
const sendable = /^[\x20-\x7e]+$/;

/**
 * The headers that carry a call's key and the person's own headers, which win. Without a key there is no header for it.
 * Throws a `ChatFailure` of kind `key` where one cannot be sent.
 */
export const accessHeaders = (access: Access, auth: Provider['auth']): Headers => {
  const headers = new Headers();
  const key = access.secrets['apiKey'];
  if (key) {
    if (!sendable.test(key))
      throw new ChatFailure({ kind: 'key', what: t('the key holds a character that no key has: enter it again') });
    if (auth.scheme === 'header') headers.set(auth.header, key);
    else if (auth.scheme === 'google') headers.set('x-goog-api-key', key);
    else headers.set('authorization', `Bearer ${key}`);
  }
  for (const [name, value] of Object.entries(access.headers)) {
    if (!/^[\w-]+$/.test(name) || !/^[\t\x20-\x7e]*$/.test(value))
      throw new ChatFailure({
        kind: 'key',
        what: t('the header “{0}” in the settings cannot be sent', name.slice(0, 40)),
      });
    headers.set(name, value);
  }
  return headers;
};
