import * as z from 'zod/mini';
import { type Keychain, within } from './key-secrets.ts';

/** Names the collector's token in SecretStorage. */
export const otelSecretName = 'keyway.otel';

/** One header, for the origin it was saved for and no other. */
export interface OtelToken {
  readonly origin: string;
  /** Lower case: `authorization`, `x-honeycomb-team`. */
  readonly header: string;
  readonly value: string;
}

const schema = z.object({ origin: z.string(), header: z.string(), value: z.string() });

export type FoundToken =
  | { readonly type: 'token'; readonly token: OtelToken }
  | { readonly type: 'none' }
  /** The keychain threw or did not answer. */
  | { readonly type: 'silent' };

/** Never rejects. What cannot be read is none: it is entered anew. */
export const readToken = async ({ store, patience }: Keychain): Promise<FoundToken> => {
  try {
    const text = await within(store.get(otelSecretName), patience);
    const read = text === undefined ? undefined : schema.safeParse(JSON.parse(text));
    return read?.success ? { type: 'token', token: read.data } : { type: 'none' };
  } catch (error) {
    // The parser's error quotes the text, and the text is a secret.
    return { type: error instanceof SyntaxError ? 'none' : 'silent' };
  }
};

/** False where the keychain did not keep it: some accept and forget. */
export const writeToken = async ({ store, patience }: Keychain, token: OtelToken): Promise<boolean> => {
  const text = JSON.stringify(token);
  try {
    await within(store.store(otelSecretName, text), patience);
    return (await within(store.get(otelSecretName), patience)) === text;
  } catch {
    return false;
  }
};

/** False where the keychain still has it, or does not answer. */
export const removeToken = async ({ store, patience }: Keychain): Promise<boolean> => {
  try {
    await within(store.delete(otelSecretName), patience);
    return (await within(store.get(otelSecretName), patience)) === undefined;
  } catch {
    return false;
  }
};
