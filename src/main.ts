import * as vscode from 'vscode';
import { speak } from './core/l10n.ts';

// Constants hold sentences, so the language must be known before any other module is read. A static import would not
// do: what chunks of the bundle share is evaluated before the file that imports them (esbuild 0.28.2, splitting).
speak(vscode.l10n.bundle ?? {});

export const { activate, deactivate } = await import('./extension.ts');
