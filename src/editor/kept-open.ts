import { t } from '../core/l10n.ts';
import { openAnswerStore } from '../usage/answer-store.ts';
import type { Note } from '../usage/audit-entry.ts';
import { answersSecretIn } from './answers-secret.ts';
import { type Answering, type KeptParts, withKeptAnswers } from './kept-answers.ts';
import type { SecretStore } from './key-secrets.ts';
import type { Disposable } from './signal.ts';

export interface KeptAnswersParts extends Omit<KeptParts, 'store'> {
  /** The workspace's own (`context.storageUri`), which no other workspace reads; absent where none is open. */
  readonly folder: string | undefined;
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  /** Hears one sentence when answers cannot be kept. */
  readonly log: (sentence: string) => void;
  /** The audit log's. */
  readonly note: Note;
}

export interface KeptAnswers extends Answering, Disposable {
  /** Throws away what is kept, in every workspace. Resolves to a sentence for the person; never rejects. */
  readonly clear: () => Promise<string>;
  /** Writes what is on its way and closes the file, for `deactivate` to wait for. */
  readonly dispose: () => Promise<void>;
}

/** Milliseconds the keychain has: a request is waiting for it, and can do without. */
const patience = 3_000;

/** The way through the house with answers kept in this workspace. Touches neither file nor keychain before it has to. */
export const openKeptAnswers = ({ folder, secrets, log, note, ...parts }: KeptAnswersParts): KeptAnswers => {
  const secret = answersSecretIn({ store: secrets, patience }, () => store?.forgetSecret());
  const store =
    folder === undefined ? undefined : openAnswerStore({ folder, secret: secret.get, clock: Date.now, onTrouble: log });
  return {
    ...withKeptAnswers({ ...parts, store }),
    clear: async () => {
      await secret.remove();
      const isCleared = (await store?.clear()) ?? true;
      const detail = isCleared ? 'emptied' : 'made unreadable; its file could not be emptied';
      note({ action: 'cache-cleared', by: 'person', subject: 'Response cache', detail });
      return isCleared
        ? t('Keyway’s response cache is empty. What other workspaces had kept can no longer be read.')
        : t(
            'Keyway’s response cache could not be emptied: its file cannot be written. Try again, or close other windows of this workspace first.',
          );
    },
    dispose: async () => {
      secret.dispose();
      await store?.dispose();
    },
  };
};
