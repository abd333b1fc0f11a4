import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { Redrawing } from './page-redraw.ts';

const scheme = 'keyway';

/** Read-only Markdown pages that exist only while they are shown. */
export interface Pages extends vscode.Disposable {
  /** Shows Markdown under a name; another page of that name is replaced. */
  readonly show: (name: string, markdown: string) => Promise<void>;
  /** Changes a page where it is shown, and brings nothing to the front. */
  readonly change: (name: string, markdown: string) => void;
  /** The name of a page whose last tab was closed. */
  readonly onDidClose: vscode.Event<string>;
}

/** VS Code takes one provider of documents for a scheme, so all pages of the extension go through this one. */
export const registerPages = (): Pages => {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    // A window that was reloaded brings its tabs back, and not what they held.
    provideTextDocumentContent: ({ path }) => texts.get(path) ?? `${t('This page is gone. Run its command again.')}\n`,
  });
  const closings = closingsIn(texts);
  const set = (name: string, markdown: string): vscode.Uri => {
    const uri = vscode.Uri.from({ scheme, path: `/${name}.md` });
    texts.set(uri.path, markdown);
    changed.fire(uri);
    return uri;
  };
  // Another text is drawn only where it is another: an empty line more is none to see.
  const redrawing = new Redrawing((name, turn) => {
    set(name, `${(texts.get(`/${name}.md`) ?? '').trimEnd()}\n${'\n'.repeat(turn)}`);
  });
  return {
    show: async (name, markdown) => {
      redrawing.forget(name);
      await open(set(name, markdown));
    },
    change: (name, markdown) => {
      set(name, markdown);
      redrawing.later(name);
    },
    onDidClose: closings.event,
    dispose: () => vscode.Disposable.from(registration, changed, closings, redrawing).dispose(),
  };
};

/** Tells of pages that no tab shows any more. A tab that is moved is closed in one place and opened in another. */
export const closingsIn = (texts: ReadonlyMap<string, string>) => {
  const closed = new vscode.EventEmitter<string>();
  const listening = vscode.window.tabGroups.onDidChangeTabs((change) => {
    if (change.closed.length === 0) return;
    const open = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);
    for (const path of texts.keys()) {
      const shows = (tab: vscode.Tab): boolean => showsPage(tab, path);
      if (change.closed.some(shows) && !open.some(shows)) closed.fire(path.slice(1, -'.md'.length));
    }
  });
  return { event: closed.event, dispose: () => vscode.Disposable.from(listening, closed).dispose() };
};

/** VS Code tells of a preview no address, but its label: `Preview Explanation.md`, in the words of its language. */
const showsPage = ({ input, label }: vscode.Tab, path: string): boolean => {
  if (input instanceof vscode.TabInputText) return input.uri.scheme === scheme && input.uri.path === path;
  if (!(input instanceof vscode.TabInputWebview) || !input.viewType.includes('markdown.preview')) return false;
  return ` ${label} `.includes(` ${path.slice(1)} `);
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
