import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import type { ExportFormat } from '../usage/export-format.ts';
import { type Carrier, writeElsewhere } from './export-elsewhere.ts';
import type { ExportTarget } from './export-usage.ts';
import { tell } from './notify.ts';
import { fileName } from '../code/file-name.ts';

const filters: Readonly<Record<ExportFormat, Record<string, string[]>>> = {
  csv: { CSV: ['csv'] },
  json: { JSON: ['json'] },
};

/** Asks for a place. It begins at home: in an open folder the file might be committed with the rest. */
export const askForPlace = async (name: string, format: ExportFormat): Promise<ExportTarget | undefined> => {
  const uri = await vscode.window.showSaveDialog({
    title: t('Export Usage'),
    saveLabel: t('Export'),
    defaultUri: vscode.Uri.file(join(homedir(), name)),
    filters: filters[format],
  });
  return uri && targetAt(uri);
};

const carrier: Carrier = { fs: vscode.workspace.fs, uriOf: (path) => vscode.Uri.file(path) };

const targetAt = (uri: vscode.Uri): ExportTarget => ({
  name: fileName(uri.path),
  save: (write) => (uri.scheme === 'file' ? write(uri.fsPath) : writeElsewhere(carrier, uri, write)),
  offer: (sentence) => void offerToOpen(uri, sentence),
});

const offerToOpen = async (uri: vscode.Uri, sentence: string): Promise<void> => {
  // A file manager shows what is on the machine that it runs on.
  const canReveal = uri.scheme === 'file' && vscode.env.remoteName === undefined;
  const buttons = { open: t('Open'), reveal: t('Reveal') };
  const pressed = await tell('info', sentence, buttons.open, ...(canReveal ? [buttons.reveal] : []));
  if (pressed === buttons.open) await vscode.commands.executeCommand('vscode.open', uri);
  if (pressed === buttons.reveal) await vscode.commands.executeCommand('revealFileInOS', uri);
};
