import { hostname } from 'node:os';
import * as vscode from 'vscode';
import type { Named } from '../core/budget-settings.ts';
import type { Key } from '../core/key.ts';
import { providers } from '../providers/index.ts';
import { tombstones } from '../providers/tombstones.ts';
import { type AuditBook, openAudit } from '../usage/audit.ts';
import type { Ledger } from '../usage/ledger.ts';
import { auditMemoryIn } from './audit-secret.ts';
import { firstUses } from './first-use.ts';
import { settings } from './names.ts';
import { type Setting, settingSeen } from './setting-changes.ts';
import { workspaceName } from './workspace.ts';

export interface AuditLogParts {
  readonly context: Pick<vscode.ExtensionContext, 'secrets' | 'globalStorageUri'>;
  readonly ledger: Pick<Ledger, 'shared'>;
  /** The person's keys, once they are known. */
  readonly keys: () => readonly Key[];
}

export interface AuditLog extends vscode.Disposable {
  readonly book: AuditBook;
  /** Writes what waits; before the ledger is closed. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Milliseconds the keychain has; it may be asking the person for a password, and nobody waits for the log. */
const patience = 10_000;

/** Milliseconds after the start at which the settings are compared with those of before. */
const quiet = 5_000;

/** Milliseconds for which settings must stay the same: half a word typed into settings.json is no decision. */
const settled = 2_000;

/** The audit log of this window: hears of first uses and settings by itself, and of all else through `book.note`. Opens no file yet. */
export const openAuditLog = ({ context, ledger, keys }: AuditLogParts): AuditLog => {
  const memory = auditMemoryIn({
    store: context.secrets,
    patience,
    folder: context.globalStorageUri.fsPath,
    machine: vscode.env.remoteName === undefined ? '' : `${vscode.env.remoteName} ${hostname()}`,
    clock: Date.now,
  });
  const book = openAudit({ shared: ledger.shared, memory, clock: Date.now });
  ledger.shared.onRecorded(firstUses(book.note));
  const watch = watchSettings(book, keys);
  return {
    book,
    close: async () => {
      watch.settle();
      await book.close();
    },
    dispose: () => {
      watch.dispose();
      memory.dispose();
    },
  };
};

const owners: Named['providers'] = [...providers, ...tombstones];

const watchSettings = (book: AuditBook, keys: () => readonly Key[]) => {
  let timer: NodeJS.Timeout | undefined;
  let before: readonly Setting[] = [];
  const named = (): Named => ({ providers: owners, keys: keys() });
  const look = (): void => {
    timer = undefined;
    for (const setting of before) book.look({ ...settingSeen(setting, named), isOld: true });
    before = [];
    for (const setting of settingsNow()) book.look(settingSeen(setting, named));
  };
  const lookLater = (delay: number): void => {
    clearTimeout(timer);
    timer = setTimeout(look, delay).unref();
  };
  const start = setTimeout(() => {
    // Who has no key yet has no ledger either, and none is made for this.
    if (keys().length === 0) before = settingsNow();
    else if (!timer) look();
  }, quiet).unref();
  const changes = vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('keyway')) lookLater(settled);
  });
  return {
    settle: () => {
      if (timer) look();
    },
    dispose: () => {
      clearTimeout(timer);
      clearTimeout(start);
      changes.dispose();
    },
  };
};

/** As the person or the machine has them, and the one list that a workspace may have. */
const settingsNow = (): readonly Setting[] => {
  const configuration = vscode.workspace.getConfiguration();
  const workspace = workspaceName();
  return Object.entries(settings).flatMap(([name, scope]): readonly Setting[] => {
    const found = configuration.inspect<unknown>(name);
    const value = found?.globalValue;
    const isPrivate = scope === 'machine' && typeof value !== 'boolean';
    const own = { name, value, isPrivate };
    if (scope !== 'resource' || workspace === undefined) return [own];
    // Whoever cloned it has decided nothing.
    const theirs = { name: `${name} of ${workspace}`, value: found?.workspaceValue, isPrivate: false };
    return [own, { ...theirs, by: 'workspace' }];
  });
};
