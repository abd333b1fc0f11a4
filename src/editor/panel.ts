import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panelHtml } from '../panel/html.ts';
import { readFromPage, type FromPage, type State, type ToPage } from '../panel/messages.ts';
import { firstSection, sections, type Section } from '../panel/section.ts';
import type { Log } from './log.ts';
import { Works } from './panel-works.ts';
import type { Signal } from './signal.ts';

const viewType = 'keyway.panel';

/** What stands behind one section of the panel. */
export interface SectionHost {
  /** What the section shows now. What it throws is a bug. */
  readonly read: () => Promise<State>;
  /** Does what the page asks. The section is read again afterwards. What it throws is a bug. */
  readonly hear: (message: FromPage, page: Spoken) => void | Promise<void>;
  /** What it shows may be another thing now. */
  readonly onDidChange?: Signal['event'] | undefined;
}

export type SectionHosts = { readonly [S in Section]: SectionHost };

/** What a section may say to the page while it does something. */
export interface Spoken {
  /** A sentence about what the person did. */
  readonly tell: (sentence: string, isTrouble?: boolean) => void;
  /** Long work with a name and a way out. */
  readonly work: <T>(title: string, act: (signal: AbortSignal) => Promise<T>) => Promise<T | undefined>;
}

export interface PanelParts {
  readonly extensionUri: vscode.Uri;
  readonly hosts: SectionHosts;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

export interface Panel extends vscode.Disposable {
  /** Opens the panel, or brings it to the front, with this section. */
  readonly show: (section?: Section) => void;
  /** What the section shows may have changed: a visible page shows it. */
  readonly refresh: (section: Section) => void;
}

/** One panel a window. It survives a reload of the window; while hidden it is gone and asks again when shown. */
export const registerPanel = (parts: PanelParts): Panel => {
  let page: Page | undefined;
  const hold = (panel: vscode.WebviewPanel, section?: Section): void => {
    const held = new Page(panel, parts, section);
    panel.onDidDispose(() => {
      held.end();
      if (page === held) page = undefined;
    });
    page?.close();
    page = held;
  };
  const registered = vscode.Disposable.from(
    vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel) => Promise.resolve(hold(panel)),
    }),
    ...sections.flatMap((section) => parts.hosts[section].onDidChange?.(() => page?.refresh(section)) ?? []),
  );
  return {
    show: (section) => (page ? page.show(section) : hold(created(), section)),
    refresh: (section) => page?.refresh(section),
    // The panel stays: closing it when the window reloads would keep it from coming back.
    dispose: () => void registered.dispose(),
  };
};

const created = (): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(viewType, 'Keyway', vscode.ViewColumn.Active, { enableFindWidget: true });

class Page {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: PanelParts;
  readonly #works: Works;
  readonly #stale = new Set<Section>();
  #shown: Section | undefined;
  /** A section the host wants in front, until the page can be told. */
  #front: Section | undefined;
  #isAnswering = false;
  #isOver = false;

  constructor(panel: vscode.WebviewPanel, parts: PanelParts, front: Section | undefined) {
    this.#panel = panel;
    this.#parts = parts;
    this.#front = front;
    this.#works = new Works((message) => this.#post(message));
    panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message));
    furnish(panel.webview, parts.extensionUri);
  }

  show(section: Section | undefined): void {
    this.#panel.reveal();
    if (section === undefined) return;
    this.#shown = section;
    this.#post({ type: 'front', section });
    this.refresh(section);
  }

  /** A section that is not in front is read when it comes there. */
  refresh(section: Section): void {
    if (section !== this.#shown || !this.#panel.visible) return;
    this.#stale.add(section);
    if (!this.#isAnswering) void this.#answer();
  }

  /** The panel is gone. */
  end(): void {
    this.#isOver = true;
    this.#works.cancelAll();
  }

  close(): void {
    this.#panel.dispose();
  }

  #receive(message: unknown): void {
    const heard = readFromPage(message);
    if (!heard) return this.#parts.log.warn('The panel sent a message that Keyway does not know; it was dropped.');
    if (heard.type === 'ready') return this.#begin(heard.section);
    if (heard.type === 'cancel') return this.#works.cancel(heard.work);
    if (heard.type !== 'show') return void this.#hear(heard);
    this.#shown = heard.section;
    this.refresh(heard.section);
  }

  #begin(left: Section | undefined): void {
    const section = this.#front ?? left ?? firstSection;
    this.#front = undefined;
    this.#shown = section;
    this.#post({ type: 'front', section });
    this.refresh(section);
  }

  async #hear(message: FromPage): Promise<void> {
    const section = sections.find((one) => message.type.startsWith(`${one}.`));
    if (section === undefined) return;
    try {
      await this.#parts.hosts[section].hear(message, {
        tell: (sentence, isTrouble = false) => this.#post({ type: 'told', section, sentence, isTrouble }),
        work: (title, act) => this.#works.run({ title, section }, act),
      });
    } catch (error) {
      this.#parts.log.error(`The panel’s section “${section}” failed:`, error);
      this.#post({ type: 'told', section, sentence: unknownTrouble, isTrouble: true });
    }
    this.refresh(section);
  }

  /** One answer at a time: what is asked or changes meanwhile makes one more, not one each. */
  async #answer(): Promise<void> {
    this.#isAnswering = true;
    for (const section of this.#stale) {
      this.#stale.delete(section);
      try {
        this.#post(await this.#parts.hosts[section].read());
      } catch (error) {
        this.#parts.log.error(`The panel’s section “${section}” could not be filled:`, error);
        this.#post({ type: 'told', section, sentence: unknownTrouble, isTrouble: true });
      }
    }
    this.#isAnswering = false;
  }

  #post(message: ToPage): void {
    if (!this.#isOver) void this.#panel.webview.postMessage(message);
  }
}

const unknownTrouble = 'That did not work, for a reason Keyway does not know. “Keyway: Show Log” says more.';

/** The page may run our script and read its own folder, nothing else. */
const furnish = (webview: vscode.Webview, extensionUri: vscode.Uri): void => {
  const media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const uriOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = panelHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    script: uriOf('panel.js'),
    style: uriOf('panel.css'),
  });
};
