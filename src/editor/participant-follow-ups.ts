import type * as vscode from 'vscode';

const cost: vscode.ChatFollowup = { prompt: '', command: 'usage', label: 'What did today cost?' };

/** What a person often wants next, by the command that was answered. Each begins a turn of its own: nothing is sent by itself. */
const next: Readonly<Record<string, readonly vscode.ChatFollowup[]>> = {
  code: [
    { prompt: '', command: 'tests', label: 'Write tests for it' },
    { prompt: 'Explain the code you wrote.', label: 'Explain it' },
  ],
  explain: [
    { prompt: '', command: 'docs', label: 'Write its documentation' },
    { prompt: '', command: 'fix', label: 'Look for mistakes in it' },
  ],
  fix: [{ prompt: '', command: 'tests', label: 'Write tests for it' }],
  tests: [{ prompt: 'Which cases are still missing?', label: 'Which cases are missing?' }],
  docs: [{ prompt: '', command: 'tests', label: 'Write tests for it' }],
  commit: [{ prompt: 'shorter', command: 'commit', label: 'Shorter' }],
};

/** None after what no model answered. */
export const followUps = (result: vscode.ChatResult): vscode.ChatFollowup[] => {
  if (result.metadata?.['answered'] !== true) return [];
  const command: unknown = result.metadata['command'];
  return [...((typeof command === 'string' && next[command]) || []), cost];
};
