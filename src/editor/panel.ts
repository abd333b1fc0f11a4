import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { usageHtml } from '../panel/html.ts';
import { readFromPage, type ToPage } from '../panel/messages.ts';
import { firstQuestion, type Question } from '../panel/question.ts';
import { stateOf, unreadState } from '../panel/state.ts';
import { nameOf } from '../providers/index.ts';
import type { Ledger } from '../usage/ledger.ts';
import { noteLines } from '../usage/notes.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import type { Log } from './log.ts';
import { readUsage, type UsageParts } from './usage-notes.ts';

const viewType = 'keyway.usage';

/** Attempts in the list of the last ones. */
const shown = 20;

export interface UsagePanelParts extends UsageParts {
  readonly extensionUri: vscode.Uri;
  readonly ledger: UsageParts['ledger'] & Pick<Ledger, 'recent' | 'state'>;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

export interface UsagePanel extends vscode.Disposable {
  /** Opens the page, or brings it to the front. */
  readonly showUsage: () => void;
  /** Something was recorded: a visible page shows it. */
  readonly refresh: () => void;
}

/** One page a window. It survives a reload of the window; while hidden it is gone and asks again when shown. */
export const registerUsagePanel = (parts: UsagePanelParts): UsagePanel => {
  let page: Page | undefined;
  const hold = (panel: vscode.WebviewPanel): void => {
    const held = new Page(panel, parts);
    panel.onDidDispose(() => {
      held.end();
      if (page === held) page = undefined;
    });
    page?.close();
    page = held;
  };
  const serializer = vscode.window.registerWebviewPanelSerializer(viewType, {
    deserializeWebviewPanel: (panel) => Promise.resolve(hold(panel)),
  });
  return {
    showUsage: () => (page ? page.reveal() : hold(created())),
    refresh: () => page?.refresh(),
    // The page stays: closing it when the window reloads would keep it from coming back.
    dispose: () => void serializer.dispose(),
  };
};

const created = (): vscode.WebviewPanel =>
  vscode.window.createWebviewPanel(viewType, 'Keyway Usage', vscode.ViewColumn.Active, { enableFindWidget: true });

class Page {
  readonly #panel: vscode.WebviewPanel;
  readonly #parts: UsagePanelParts;
  #asked: Question = firstQuestion;
  #isStale = false;
  #isAnswering = false;
  #isOver = false;

  constructor(panel: vscode.WebviewPanel, parts: UsagePanelParts) {
    this.#panel = panel;
    this.#parts = parts;
    panel.webview.onDidReceiveMessage((message: unknown) => this.#hear(message));
    furnish(panel.webview, parts.extensionUri);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  refresh(): void {
    if (this.#panel.visible) this.#answer();
  }

  /** The panel is gone. */
  end(): void {
    this.#isOver = true;
  }

  close(): void {
    this.#panel.dispose();
  }

  #hear(message: unknown): void {
    const heard = readFromPage(message);
    if (!heard) return this.#parts.log.warn('The usage page sent a message that Keyway does not know; it was dropped.');
    if (heard.type === 'show') this.#asked = { span: heard.span, by: heard.by };
    this.#answer();
  }

  /** One answer at a time: what is asked or recorded meanwhile makes one more, not one each. */
  #answer(): void {
    this.#isStale = true;
    if (!this.#isAnswering) void this.#answerWhileStale();
  }

  async #answerWhileStale(): Promise<void> {
    this.#isAnswering = true;
    try {
      while (this.#isStale && !this.#isOver) {
        this.#isStale = false;
        await this.#post(await this.#read());
      }
    } catch (error) {
      this.#parts.log.error('The usage page could not be filled:', error);
    } finally {
      this.#isAnswering = false;
    }
  }

  async #post(state: ToPage): Promise<void> {
    if (!this.#isOver) await this.#panel.webview.postMessage(state);
  }

  async #read(): Promise<ToPage> {
    const asked = this.#asked;
    try {
      return await stateFor(this.#parts, asked);
    } catch (error) {
      if (error instanceof LedgerTrouble) return unreadState(asked, error.message);
      this.#parts.log.error('Usage could not be read:', error);
      return unreadState(asked, 'Keyway could not read its usage ledger; “Keyway: Show Log” says why.');
    }
  }
}

const stateFor = async (parts: UsagePanelParts, asked: Question): Promise<ToPage> => {
  const [{ total, groups, notes }, attempts] = await Promise.all([readUsage(parts, asked), parts.ledger.recent(shown)]);
  const state = parts.ledger.state();
  return stateOf({
    asked,
    answer: { total, groups, attempts, trend: notes.trend, notes: noteLines(notes) },
    reason: state.recording ? undefined : state.reason,
    nameOf,
  });
};

/** The page may run our script and read its own folder, nothing else. */
const furnish = (webview: vscode.Webview, extensionUri: vscode.Uri): void => {
  const media = vscode.Uri.joinPath(extensionUri, 'dist', 'media');
  const uriOf = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(media, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = usageHtml({
    cspSource: webview.cspSource,
    nonce: randomBytes(16).toString('base64'),
    script: uriOf('usage.js'),
    style: uriOf('usage.css'),
  });
};
