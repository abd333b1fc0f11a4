import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { maskIn, type Masked } from '../guard/mask.ts';
import { nameOf } from '../providers/index.ts';
import { type Guarded, guarded } from './guard.ts';
import { type GuardCuts, guardCuts } from './guard-cuts.ts';
import type { AskGuard, Decision } from './guard-decisions.ts';
import { GuardLooks } from './guard-looks.ts';
import type { GuardMode } from './guard-modes.ts';
import { detailOf, sentenceOf } from './guard-words.ts';
import type { Answering } from './kept-answers.ts';
import type { SecretStore } from './key-secrets.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import { unlinked } from './unlinked.ts';

export interface OpenGuardParts {
  /** `context.secrets`. */
  readonly secrets: SecretStore;
  readonly keyring: Keyring;
  readonly log: Pick<Log, 'warn'>;
  /** The person's setting; read when it changes, since every request asks for it. */
  readonly mode: () => GuardMode;
}

export interface SecretGuard extends vscode.Disposable, GuardCuts {
  /** The same way through the house, for what may leave it. To be put before every other wrapper. */
  readonly guarded: (answering: Answering) => Guarded;
  /** For code that is written back into the file it came from: `unmask` of the guard puts back what this takes out. */
  readonly maskIn: (text: string) => Promise<Masked>;
}

/** Milliseconds after the start at which keys and rules are read: the first request need not wait for them then. */
const quiet = 3_000;

/** The secret guard of this window. Reads neither keychain nor rules yet. */
export const openGuard = ({ secrets, keyring, log, mode: read }: OpenGuardParts): SecretGuard => {
  let mode = read();
  const settings = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('keyway.secretGuard')) mode = read();
  });
  const looks = new GuardLooks({ secrets, keyring, nameOf, log: log.warn, clock: Date.now });
  const soon = setTimeout(() => {
    if (keyring.list().length > 0) void Promise.resolve(looks.get()).catch(() => undefined);
  }, quiet).unref();
  return {
    ...guardCuts({ mode: () => mode, looks: looks.get, newId: randomUUID }),
    guarded: (answering) => guarded(answering, { mode: () => mode, looks: looks.get, ask }),
    maskIn: async (text) => {
      const { all, own } = await looks.get();
      return maskIn(mode === 'off' ? own : all, text);
    },
    dispose: () => {
      clearTimeout(soon);
      settings.dispose();
      looks.dispose();
    },
  };
};

const choices: Readonly<Record<string, Decision>> = {
  [t('Mask and Send')]: 'mask',
  [t('Send as It Is')]: 'send',
};

/** Modal: the request waits for the answer. */
const ask: AskGuard = async (question) => {
  const buttons = Object.keys(choices).filter((label) => question.maySend || choices[label] === 'mask');
  const options = { modal: true, detail: unlinked(detailOf(question)) };
  const answer = await vscode.window.showWarningMessage(unlinked(sentenceOf(question)), options, ...buttons);
  return choices[answer ?? ''];
};
