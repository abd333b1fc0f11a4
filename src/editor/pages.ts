import * as vscode from 'vscode';

const scheme = 'keyway';

/** Read-only Markdown pages that exist only while they are shown. */
export interface Pages extends vscode.Disposable {
  /** Shows Markdown under a name; another page of that name is replaced. */
  readonly show: (name: string, markdown: string) => Promise<void>;
}

/** VS Code takes one provider of documents for a scheme, so all pages of the extension go through this one. */
export const registerPages = (): Pages => {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    // A window that was reloaded brings its tabs back, and not what they held.
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? 'This page is gone. Run its command again.\n',
  });
  return {
    show: async (name, markdown) => {
      const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await open(uri);
    },
    dispose: () => vscode.Disposable.from(registration, changed).dispose(),
  };
};

/** As people read it; as text where they have disabled VS Code's own Markdown preview. */
const open = async (uri: vscode.Uri): Promise<void> => {
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
};
