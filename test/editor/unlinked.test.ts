import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { progressIn } from '../../src/editor/progress.ts';
import { unlinked } from '../../src/editor/unlinked.ts';

const evil = 'That is its limit for [Update Key](command:workbench.action.terminal.new) [x](https://evil.example "y").';

/** What VS Code 1.139 makes a link of, in notifications and below quick inputs (`linkedText.ts`). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:|#)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

/** As much of VS Code as shows sentences; it keeps them. */
const editor = `data:text/javascript,${encodeURIComponent(`
  export const shown = [];
  const show = (sentence) => { shown.push(sentence); return Promise.resolve(undefined); };
  const box = () => ({
    onDidChangeValue: () => undefined, onDidAccept: () => undefined, onDidHide: (hear) => hear(),
    show() { shown.push(this.prompt, this.validationMessage?.message); }, dispose: () => undefined,
  });
  export const window = {
    showInformationMessage: show, showWarningMessage: show, showErrorMessage: show,
    createInputBox: box, createQuickPick: box,
    withProgress: ({ title }, work) => { show(title); return work({}, { onCancellationRequested: () => undefined }); },
  };
  export const ProgressLocation = { Notification: 15 };
  export const InputBoxValidationSeverity = { Error: 3, Warning: 2, Info: 1 };
  export const QuickInputButtons = {};
  export const QuickPickItemKind = {};
`)}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: editor, format: 'module', shortCircuit: true } : next(specifier, context),
});

describe('a name that VS Code would take for a link', () => {
  it('is text in a sentence, which else stays as it is', () => {
    assert.match(evil, link);
    assert.doesNotMatch(unlinked(evil), link);
    const usual = 'Groq key “work” [1] (2026) expires tomorrow.';
    assert.equal(unlinked(usual), usual);
  });

  it('is text in progress, its title and its message', async () => {
    const said: unknown[] = [];
    const report = ({ message }: { readonly message?: string }): void => void said.push(message);
    const window = {
      withProgress: ({ title }: { readonly title?: string }, work: (...given: readonly unknown[]) => unknown) => {
        said.push(title);
        return work(
          { report },
          { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => 0 }) },
        );
      },
    } as unknown as Parameters<typeof progressIn>[0];
    await progressIn(window)(evil, ({ tell }) => Promise.resolve(tell(1, 2, evil)));
    assert.deepEqual(said, [unlinked(evil), unlinked(evil)]);
  });

  it('is text in notifications, and in all that quick inputs say', async () => {
    const { tell } = await import('../../src/editor/notify.ts');
    const { questionsIn } = await import('../../src/editor/quick-input.ts');
    const { window, shown }: { window: Parameters<typeof questionsIn>[0]; shown: (string | undefined)[] } =
      await import(editor);
    for (const level of ['info', 'warning', 'error'] as const) await tell(level, evil);
    const questions = questionsIn(window);
    for (const reading of [{ problem: evil }, { value: 'a', warning: evil }, { value: 'a', note: evil }] as const)
      await questions.type({ title: 't', prompt: evil, value: 'a', read: () => reading });
    await questions.choose({ title: 't', placeholder: 'p', prompt: evil, choices: [] });
    await questions.during(evil, () => Promise.resolve());
    const said = shown.filter((one) => one !== undefined);
    assert.equal(said.length, 3 + 2 * 3 + 1 + 1);
    for (const one of said) assert.equal(one, unlinked(evil));
  });
});
