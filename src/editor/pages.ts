import * as vscode from 'vscode';

const scheme = 'keyway';

/** Read-only Markdown pages that exist only while they are shown. */
export interface Pages extends vscode.Disposable {
  /** Shows Markdown under a name; another page of that name is replaced. */
  readonly show: (name: string, markdown: string) => Promise<void>;
  /** Changes a page where it is shown, and brings nothing to the front. */
  readonly change: (name: string, markdown: string) => void;
}

/**
 * Milliseconds after the last change of a page at which it is drawn once more. VS Code's preview loses what it is told while
 * it loads, and then shows the first words for ever (1.139, on a busy machine).
 */
const againAfter = [2_000, 8_000] as const;

/** VS Code takes one provider of documents for a scheme, so all pages of the extension go through this one. */
export const registerPages = (): Pages => {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    // A window that was reloaded brings its tabs back, and not what they held.
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? 'This page is gone. Run its command again.\n',
  });
  const set = (name: string, markdown: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
    texts.set(uri.path, markdown);
    changed.fire(uri);
    return uri;
  };
  const change = (name: string, markdown: string): void => {
    const { path } = set(name, markdown);
    againAfter.forEach((milliseconds, turn) => {
      const again = (): void => {
        // Another text is drawn only where it is another: an empty line more is none to see.
        if (texts.get(path)?.trimEnd() === markdown.trimEnd())
          set(name, `${markdown.trimEnd()}\n${'\n'.repeat(turn + 1)}`);
      };
      setTimeout(again, milliseconds).unref();
    });
  };
  return {
    show: async (name, markdown) => open(set(name, markdown)),
    change,
    dispose: () => vscode.Disposable.from(registration, changed).dispose(),
  };
};

/** As people read it; as text where they have disabled VS Code's own Markdown preview. */
const open = async (uri: vscode.Uri): Promise<void> => {
  // VS Code passes over changes of a document that is not open yet, and the preview opens it only after its command.
  const document = await vscode.workspace.openTextDocument(uri);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(document, { preview: true });
  }
};
