import type { Key } from './key.ts';
import type { Route } from './plan.ts';
import { modelKey, type Provider } from './provider.ts';
import { digest } from './tool-ids.ts';

/** The names under which a route's facts are kept, each as narrow as the evidence. */
export interface Scopes {
  readonly key: string;
  readonly keyModel: string;
  /** The model at its provider's server, whichever key asks. */
  readonly model: string;
  readonly server: string;
}

/** Told apart by their fields, but never written down as they are. */
const servers = new WeakMap<Key, string>();

/** Keys of one provider may speak to different servers: another region, resource or base URL fails on its own. */
const serverOf = ({ provider, key }: Pick<Route, 'provider' | 'key'>): string => {
  const known = servers.get(key);
  if (known !== undefined) return known;
  const server = named(provider, key);
  servers.set(key, server);
  return server;
};

const named = ({ baseUrl = '' }: Pick<Provider, 'baseUrl'>, { plain }: Key): string => {
  const fields = ['baseUrl', ...[...baseUrl.matchAll(/\{(\w+)\}/g)].flatMap(([, name]) => name ?? [])];
  const values = fields.map((field) => plain[field] ?? '');
  return values.some((value) => value !== '') ? `@${digest(values.join('\n'))}` : '';
};

export const scopesOf = (route: Route): Scopes => {
  const { provider, model, key } = route;
  const server = serverOf(route);
  const id = modelKey(model);
  return {
    key: `key ${key.id}`,
    keyModel: `key ${key.id} ${id}`,
    model: `model${server} ${id}`,
    server: `server${server} ${provider.id}`,
  };
};

/** Whether a scope speaks about this key, also beside keys whose id begins alike. */
export const isOfKey = (scope: string, keyId: string): boolean =>
  scope === `key ${keyId}` || scope.startsWith(`key ${keyId} `);

/** What `Scopes.keyModel` is about; undefined for other scopes. An id of a key has no spaces. */
export const keyModelOf = (scope: string): { readonly keyId: string; readonly model: string } | undefined => {
  const [, keyId, model] = /^key ([\w-]+) (.+)$/s.exec(scope) ?? [];
  return keyId === undefined || model === undefined ? undefined : { keyId, model };
};
