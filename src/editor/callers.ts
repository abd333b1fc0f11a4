import * as vscode from 'vscode';
import { capital } from '../core/budget-words.ts';
import { t } from '../core/l10n.ts';
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
  if (caller === unnamed) return t('an extension that VS Code does not name');
  const manifest: unknown = vscode.extensions.getExtension(caller)?.packageJSON;
  const name: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'displayName') : '';
  const plain =
    typeof name === 'string'
      ? name
          .replaceAll(/[\p{C}\s“”]+/gu, ' ')
          .trim()
          .slice(0, longestName)
      : '';
  return plain === '' ? caller : t('“{0}” ({1})', plain, caller);
};

/** The first has the focus: a key pressed by chance must not decide for ever. */
const choices: Readonly<Record<string, Consent>> = {
  [t('Allow in This Session')]: 'session',
  [t('Always Allow')]: 'always',
  [t('Never')]: 'never',
};

/** Modal, as VS Code asks before an extension uses an account: its requests wait for the answer. */
const ask = async (caller: string): Promise<Consent> => {
  const detail =
    caller === unnamed
      ? t(
          'Its requests go to your providers and are billed to your keys. Whatever you choose holds for every extension that VS Code does not name.',
        )
      : t(
          'Its requests go to your providers and are billed to your keys. “Keyway: Manage Callers” changes your answer.',
        );
  const sentence = t('{0} wants to use your models through Keyway.', capital(nameOf(caller)));
  const answer = await vscode.window.showWarningMessage(sentence, { modal: true, detail }, ...Object.keys(choices));
  return choices[answer ?? ''] ?? 'dismissed';
};

const states: Readonly<Record<Decided['state'], string>> = {
  always: t('always allowed'),
  session: t('allowed in this session'),
  never: t('never allowed'),
  refused: t('not allowed in this session'),
};

/** The command: shows who was decided about, and changes or forgets a decision. */
export const manageCallers = async (callers: Callers, questions: Questions): Promise<void> => {
  const title = t('Manage Callers');
  const decided = callers.list();
  if (decided.length === 0)
    return questions.tell('info', t('No other extension has asked for your models yet: you are asked when one does.'));
  const caller = await questions.choose({
    title,
    placeholder: t('Whose decision do you want to change?'),
    choices: decided.map(({ caller: value, name, state }) => ({ value, label: name, description: states[state] })),
  });
  if (caller.type !== 'answer') return;
  const state = decided.find((one) => one.caller === caller.value)?.state;
  const decision = await questions.choose<Decision | 'ask'>({
    title,
    placeholder: t('May {0} use your models?', nameOf(caller.value)),
    choices: [
      { value: 'ask', label: t('Ask Again'), description: t('at its next request') },
      { value: 'allow', label: t('Always Allow'), picked: state === 'always' },
      { value: 'never', label: t('Never'), picked: state === 'never' },
    ],
  });
  if (decision.type === 'answer')
    await callers.decide(caller.value, decision.value === 'ask' ? undefined : decision.value);
};
