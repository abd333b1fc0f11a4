import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { secretBytes } from '../usage/answer-seal.ts';
import type { Keychain } from './key-secrets.ts';
import type { Disposable } from './signal.ts';

/** Names the secret of kept answers in SecretStorage. */
export const answersSecretName = 'keyway.answers';

/** What locks kept answers. Losing it loses them, and nothing else. */
export interface AnswersSecret extends Disposable {
  /** Made where there is none. Undefined where the keychain is silent or keeps nothing: asked again once it changes. */
  readonly get: () => Promise<Uint8Array | undefined>;
  /** Everything that was kept under it is unreadable from now on, in every workspace. Never rejects. */
  readonly remove: () => Promise<void>;
}

/** `onChange` is called when the secret is another one, also where another window changed it. */
export const answersSecretIn = ({ store, patience }: Keychain, onChange: () => void): AnswersSecret => {
  let known: Promise<Uint8Array | undefined> | undefined;
  /** A keychain that forgot or garbled one is not given another: each would be a change to look after. */
  let isKeeping = true;
  const within = async <T>(answer: PromiseLike<T>): Promise<T | undefined> => {
    try {
      return await Promise.race([answer, pause(patience, undefined, { ref: false })]);
    } catch {
      // Keychains throw where nobody is signed in to them.
      return undefined;
    }
  };
  const read = async (): Promise<Uint8Array | undefined> => secretIn(await within(store.get(answersSecretName)));
  const make = async (): Promise<Uint8Array | undefined> => {
    await within(store.store(answersSecretName, randomBytes(secretBytes).toString('base64')));
    // Another window may have been quicker.
    const made = await read();
    isKeeping = made !== undefined;
    return made;
  };
  const readOrMake = async (): Promise<Uint8Array | undefined> => (await read()) ?? (isKeeping ? make() : undefined);
  const watch = store.onDidChange(({ key }) => {
    if (key !== answersSecretName) return;
    known = undefined;
    onChange();
  });
  return {
    get: () => (known ??= readOrMake()),
    remove: async () => {
      known = undefined;
      isKeeping = true;
      await within(store.delete(answersSecretName));
      onChange();
    },
    dispose: () => watch.dispose(),
  };
};

const secretIn = (text: string | undefined): Uint8Array | undefined => {
  const bytes = Buffer.from(text ?? '', 'base64');
  return bytes.length === secretBytes ? bytes : undefined;
};
