import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../panel/html.ts';
import { sections, type Section } from '../panel/section.ts';
import { Conversation, type ConversationParts } from './panel-conversation.ts';

const viewType = 'keyway.panel';

export interface PanelParts extends ConversationParts {
  readonly extensionUri: vscode.Uri;
}

export interface Panel extends vscode.Disposable {
  /** Opens the panel, or brings it to the front, with this section. */
  readonly show: (section?: Section) => void;
}

interface Held {
  readonly panel: vscode.WebviewPanel;
  readonly conversation: Conversation;
}

/** One panel a window. It survives a reload of the window; while hidden its page is gone and asks again when shown. */
export const registerPanel = (parts: PanelParts): Panel => {
  let held: Held | undefined;
  const hold = (panel: vscode.WebviewPanel, begun: { readonly front?: Section | undefined; kept?: unknown }): void => {
    const one: Held = { panel, conversation: conversationIn(panel, parts, begun) };
    panel.onDidDispose(() => {
      one.conversation.end();
      if (held === one) held = undefined;
    });
    held?.panel.dispose();
    held = one;
  };
  const registered = vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, kept: unknown) => Promise.resolve(hold(panel, { kept })),
    }),
    ...sections.flatMap(
      (section) => parts.hosts[section].onDidChange?.(() => held?.conversation.refresh(section)) ?? [],
    ),
  );
  return {
    show: (section) => {
      if (!held) return hold(created(), { front: section });
      held.panel.reveal();
      if (section) held.conversation.show(section);
    },
    // The panel stays: closing it when the window reloads would keep it from coming back.
    dispose: () => void registered.dispose(),
  };
};

const created = (): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(viewType, 'Keyway', vscode.ViewColumn.Active, { enableFindWidget: true });

const conversationIn = (
  panel: vscode.WebviewPanel,
  parts: PanelParts,
  begun: ConstructorParameters<typeof Conversation>[2],
): Conversation => {
  const { webview } = panel;
  const pane = { isVisible: () => panel.visible, post: (message: unknown) => void webview.postMessage(message) };
  const conversation = new Conversation(pane, parts, begun);
  webview.onDidReceiveMessage((message: unknown) => conversation.hear(message));
  panel.onDidChangeViewState(() => conversation.turned(panel.visible));
  furnish(panel, parts.extensionUri);
  return conversation;
};

/** The page may run our script and read its own folder, nothing else. */
const furnish = (panel: vscode.WebviewPanel, extensionUri: vscode.Uri): void => {
  const { webview } = panel;
  const media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const uriOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  panel.iconPath = {
    light: vscode.Uri.joinPath(media, 'key-light.svg'),
    dark: vscode.Uri.joinPath(media, 'key-dark.svg'),
  };
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    words: vscode.l10n.bundle && uriOf(`words.${vscode.env.language}.js`),
    script: uriOf('panel.js'),
    style: uriOf('panel.css'),
  });
};
