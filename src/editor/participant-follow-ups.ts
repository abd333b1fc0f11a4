import type * as vscode from 'vscode';
import { t } from '../core/l10n.ts';

const cost: vscode.ChatFollowup = { prompt: '', command: 'usage', label: t('What did today cost?') };

/** What a person often wants next, by the command that was answered. Each begins a turn of its own: nothing is sent by itself. */
const next: Readonly<Record<string, readonly vscode.ChatFollowup[]>> = {
  code: [
    { prompt: '', command: 'tests', label: t('Write tests for it') },
    { prompt: t('Explain the code you wrote.'), label: t('Explain it') },
  ],
  explain: [
    { prompt: '', command: 'docs', label: t('Write its documentation') },
    { prompt: '', command: 'fix', label: t('Look for mistakes in it') },
  ],
  fix: [{ prompt: '', command: 'tests', label: t('Write tests for it') }],
  tests: [{ prompt: t('Which cases are still missing?'), label: t('Which cases are missing?') }],
  docs: [{ prompt: '', command: 'tests', label: t('Write tests for it') }],
  commit: [{ prompt: 'shorter', command: 'commit', label: t('Shorter') }],
};

/** None after what no model answered. */
export const followUps = (result: vscode.ChatResult): vscode.ChatFollowup[] => {
  if (result.metadata?.['answered'] !== true) return [];
  const command: unknown = result.metadata['command'];
  return [...((typeof command === 'string' && next[command]) || []), cost];
};
