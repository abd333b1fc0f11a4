import * as vscode from 'vscode';
import { capital } from '../core/budget-words.ts';
import type { Note } from '../usage/audit-entry.ts';
import { Callers, type Consent, type Decided, type Decision, type Memory } from './caller-decisions.ts';
import type { Questions } from './questions.ts';

/** Who else may use our models, asked in the editor and remembered there; `context.globalState`, which is not synchronised. */
export const callersIn = (memory: Memory, note: Note): Callers => new Callers({ memory, ask, nameOf, note });

/** What `requestInitiator` is taken for where the editor names nobody. */
const unnamed = 'unknown';

const longestName = 80;

/** `“Docs Writer” (acme.docs-writer)`: an extension chooses its own name, but not its id. */
const nameOf = (caller: string): string => {
  if (caller === unnamed) return 'an extension that VS Code does not name';
  const manifest: unknown = vscode.extensions.getExtension(caller)?.packageJSON;
  const name: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'displayName') : '';
  const plain =
    typeof name === 'string'
      ? name
          .replaceAll(/[\p{C}\s“”]+/gu, ' ')
          .trim()
          .slice(0, longestName)
      : '';
  return plain === '' ? caller : `“${plain}” (${caller})`;
};

/** The first has the focus: a key pressed by chance must not decide for ever. */
const choices: Readonly<Record<string, Consent>> = {
  'Allow in This Session': 'session',
  'Always Allow': 'always',
  Never: 'never',
};

/** Modal, as VS Code asks before an extension uses an account: its requests wait for the answer. */
const ask = async (caller: string): Promise<Consent> => {
  const detail =
    caller === unnamed
      ? 'Its requests go to your providers and are billed to your keys. Whatever you choose holds for every extension that VS Code does not name.'
      : 'Its requests go to your providers and are billed to your keys. “Keyway: Manage Callers” changes your answer.';
  const sentence = `${capital(nameOf(caller))} wants to use your models through Keyway.`;
  const answer = await vscode.window.showWarningMessage(sentence, { modal: true, detail }, ...Object.keys(choices));
  return choices[answer ?? ''] ?? 'dismissed';
};

const states: Readonly<Record<Decided['state'], string>> = {
  always: 'always allowed',
  session: 'allowed in this session',
  never: 'never allowed',
  'not this session': 'not allowed in this session',
};

/** The command: shows who was decided about, and changes or forgets a decision. */
export const manageCallers = async (callers: Callers, questions: Questions): Promise<void> => {
  const title = 'Manage Callers';
  const decided = callers.list();
  if (decided.length === 0)
    return questions.tell('info', 'No other extension has asked for your models yet: you are asked when one does.');
  const caller = await questions.choose({
    title,
    placeholder: 'Whose decision do you want to change?',
    choices: decided.map(({ caller: value, name, state }) => ({ value, label: name, description: states[state] })),
  });
  if (caller.type !== 'answer') return;
  const state = decided.find((one) => one.caller === caller.value)?.state;
  const decision = await questions.choose<Decision | 'ask'>({
    title,
    placeholder: `May ${nameOf(caller.value)} use your models?`,
    choices: [
      { value: 'ask', label: 'Ask Again', description: 'at its next request' },
      { value: 'allow', label: 'Always Allow', picked: state === 'always' },
      { value: 'never', label: 'Never', picked: state === 'never' },
    ],
  });
  if (decision.type === 'answer')
    await callers.decide(caller.value, decision.value === 'ask' ? undefined : decision.value);
};
