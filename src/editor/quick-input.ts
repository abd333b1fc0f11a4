import * as vscode from 'vscode';
import { sentencesText } from '../core/listed.ts';
import { tell } from './notify.ts';
import type { Answer, Choice, ChoiceQuestion, Place, Questions, TextQuestion } from './questions.ts';
import type { Reading } from './reading.ts';
import { unlinked } from './unlinked.ts';

/** The slice of VS Code's window that questions need. */
export type Window = Pick<
  typeof vscode.window,
  'createInputBox' | 'createQuickPick' | 'showWarningMessage' | 'withProgress'
>;

/** Questions asked with VS Code's own quick inputs, which stay open when the person looks up a key elsewhere. */
export const questionsIn = (window: Window): Questions => ({
  choose: async (question) => {
    const answer = await pick(window, question, false);
    const value = answer.type === 'answer' ? answer.value[0] : undefined;
    if (answer.type !== 'answer') return answer;
    return value === undefined ? { type: 'cancelled' } : { type: 'answer', value };
  },
  chooseSeveral: (question) => pick(window, question, true),
  type: (question) => type(window, question),
  confirm: async ({ sentence, detail, action }) =>
    (await window.showWarningMessage(sentence, { modal: true, detail }, action)) === action,
  tell: (level, sentence) => void tell(level, sentence),
  during: (title, work) => during(window, title, work),
});

interface Item<T> extends vscode.QuickPickItem {
  readonly choice?: Choice<T>;
}

const itemsOf = <T>(choices: readonly Choice<T>[]): readonly Item<T>[] => {
  const items: Item<T>[] = [];
  let group: string | undefined;
  for (const choice of choices) {
    if (choice.group !== undefined && choice.group !== group) {
      items.push({ label: choice.group, kind: vscode.QuickPickItemKind.Separator });
    }
    group = choice.group;
    const { label, description, detail, picked } = choice;
    items.push({ choice, label, ...definedOf({ description, detail, picked }) });
  }
  return items;
};

/** VS Code's types take absent properties, not undefined ones. */
const definedOf = (item: {
  description?: string | undefined;
  detail?: string | undefined;
  picked?: boolean | undefined;
}) => ({
  ...(item.description === undefined ? {} : { description: item.description }),
  ...(item.detail === undefined ? {} : { detail: item.detail }),
  ...(item.picked === undefined ? {} : { picked: item.picked }),
});

const pick = <T>(window: Window, question: ChoiceQuestion<T>, several: boolean): Promise<Answer<readonly T[]>> => {
  const input = window.createQuickPick<Item<T>>();
  const items = itemsOf(question.choices);
  input.items = items;
  input.canSelectMany = several;
  input.placeholder = question.placeholder;
  input.prompt = question.prompt === undefined ? undefined : unlinked(question.prompt);
  input.matchOnDescription = true;
  // With `canSelectMany` the property `picked` of items counts only for showQuickPick.
  const picked = items.filter((item) => item.choice?.picked === true);
  if (several) input.selectedItems = picked;
  else if (picked.length > 0) input.activeItems = picked;
  return asked(input, question, (finish) => {
    input.onDidAccept(() => {
      const values = input.selectedItems.flatMap(({ choice }) => (choice === undefined ? [] : [choice.value]));
      if (several || values.length > 0) finish({ type: 'answer', value: values });
    });
  });
};

const type = (window: Window, question: TextQuestion): Promise<Answer<string>> => {
  const input = window.createInputBox();
  input.prompt = unlinked(question.prompt);
  input.placeholder = question.placeholder;
  input.password = question.secret === true;
  input.value = question.value ?? '';
  const look = (): Reading<string> => {
    const read = question.read(input.value);
    input.validationMessage = messageOf(read);
    return read;
  };
  // What is there already is judged at once; nothing is said about an empty field before the person has tried it.
  if (input.value !== '') look();
  return asked(input, question, (finish) => {
    input.onDidChangeValue(look);
    input.onDidAccept(() => {
      const read = look();
      if (read.value !== undefined) finish({ type: 'answer', value: read.value });
    });
  });
};

const messageOf = (read: Reading<string>): vscode.InputBoxValidationMessage | undefined => {
  const { Error, Warning, Info } = vscode.InputBoxValidationSeverity;
  if (read.problem !== undefined) return { message: unlinked(read.problem), severity: Error };
  if (read.warning !== undefined)
    return {
      message: unlinked(sentencesText([read.warning, ...(read.note === undefined ? [] : [read.note])])),
      severity: Warning,
    };
  return read.note === undefined ? undefined : { message: unlinked(read.note), severity: Info };
};

const asked = <T>(
  input: Input,
  place: Place,
  listen: (finish: (answer: Answer<T>) => void) => void,
): Promise<Answer<T>> => {
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.steps;
  // Keys are looked up in a browser: losing focus must not lose what was typed.
  input.ignoreFocusOut = true;
  return new Promise((resolve) => {
    const finish = (answer: Answer<T>): void => {
      resolve(answer);
      input.dispose();
    };
    listen(finish);
    if (place.canGoBack === true) allowBack(input, () => finish({ type: 'back' }));
    input.onDidHide(() => finish({ type: 'cancelled' }));
    input.show();
  });
};

/** Both kinds of quick input have buttons; their common type does not say so. */
type Input = vscode.QuickInput & Pick<vscode.InputBox, 'buttons' | 'onDidTriggerButton'>;

const allowBack = (input: Input, back: () => void): void => {
  input.buttons = [vscode.QuickInputButtons.Back];
  input.onDidTriggerButton((button) => {
    if (button === vscode.QuickInputButtons.Back) back();
  });
};

const during = <T>(window: Window, title: string, work: () => Promise<T>): Promise<T | undefined> => {
  const options = { location: vscode.ProgressLocation.Notification, title: unlinked(title), cancellable: true };
  return Promise.resolve(
    window.withProgress(options, (_progress, token) => {
      const stopped = new Promise<undefined>((resolve) => {
        token.onCancellationRequested(() => resolve(undefined));
      });
      return Promise.race([work(), stopped]);
    }),
  );
};
