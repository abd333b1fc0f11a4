import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { Log } from './log.ts';
import type { CommandId, SettingTypes } from './names.ts';
import { tell } from './notify.ts';
import { openOtel, type OpenExporter, type Otel } from './otel.ts';
import { type OtelTarget, readOtelSettings } from './otel-settings.ts';
import { questionsIn } from './quick-input.ts';
import type { Reading } from './reading.ts';
import { setOtelToken } from './set-otel-token.ts';
import { own } from './settings.ts';

interface RegisteredParts {
  readonly log: Log;
  /** Writes to the log and shows. */
  readonly warn: (sentence: string) => void;
  /** `openOtlp` of wire. */
  readonly open: OpenExporter;
}

/** Milliseconds the keychain has to answer a command. */
const patience = 10_000;

const target = (): Reading<OtelTarget> | undefined =>
  readOtelSettings({
    endpoint: own('otel.endpoint'),
    headers: own('otel.headers'),
    signals: own('otel.signals'),
  });

const offerSetting = async (sentence: string): Promise<void> => {
  const open = t('Open Setting');
  const setting: keyof SettingTypes = 'keyway.otel.endpoint';
  if ((await tell('warning', sentence, open)) === open)
    await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
};

/** The export of usage and its command. Its `close` belongs into `deactivate`. */
export const registerOtel = (context: vscode.ExtensionContext, { log, warn, open }: RegisteredParts): Otel => {
  const { secrets } = context;
  const questions = questionsIn(vscode.window);
  const commands = {
    'keyway.setOtelToken': () =>
      setOtelToken({
        questions,
        keychain: { store: secrets, patience },
        target,
        offerSetting: (sentence) => void offerSetting(sentence),
      }),
  } satisfies Partial<Record<CommandId, () => unknown>>;
  const otel = openOtel({
    target,
    onDidChange: (listener) =>
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('keyway.otel')) listener();
      }),
    secrets,
    open,
    version: versionIn(context.extension.packageJSON),
    hold: log.hold,
    log: log.warn,
    warn,
  });
  context.subscriptions.push(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
  );
  return otel;
};

const versionIn = (manifest: unknown): string =>
  typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string'
    ? manifest.version
    : 'unknown';
