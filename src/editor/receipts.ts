import * as vscode from 'vscode';
import { costText } from '../core/cost.ts';
import { explained, type Explanation } from '../core/explain.ts';
import { receiptLines, type Receipt } from '../core/receipt.ts';

const kept = 50;

/** Milliseconds after an answer in which nobody is kept waiting for the explanation of it. */
const rest = 50;

/** What is kept of a receipt: words. The plan it came from still holds the request, with all that was said. */
export interface Filed {
  readonly lines: readonly string[];
  /** What was weighed and left out; absent until it is worked out, and where an answer was kept from before. */
  explanation?: Explanation | undefined;
}

export interface ReceiptParts {
  /** What was spent today in all windows, for a person; undefined where nothing is recorded. */
  readonly spentToday: () => Promise<string | undefined>;
  readonly isShown: () => boolean;
  readonly log: (line: string) => void;
}

/** The receipts of this window, newest first, and the status bar item that shows the last one. */
export class Receipts implements vscode.Disposable {
  readonly #parts: ReceiptParts;
  readonly #item = vscode.window.createStatusBarItem('keyway.receipt', vscode.StatusBarAlignment.Right, 90);
  #filed: readonly Filed[] = [];
  #shown: Filed | undefined;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
    this.#item.name = 'Keyway';
    this.#item.command = 'keyway.showReceipts';
  }

  readonly file = (receipt: Receipt): void => {
    const { plan, task, cost, answered } = receipt;
    const filed: Filed = { lines: receiptLines(receipt) };
    this.#filed = [filed, ...this.#filed].slice(0, kept);
    this.#parts.log(filed.lines.join(' | '));
    // Health and budgets are read now, as they were for the request.
    if (plan) setTimeout(() => (filed.explanation = explained(plan)), rest).unref();
    // The editor's own small questions would hide the answer a person is looking at.
    if (task !== 'utility')
      void this.#show(filed, answered ? `$(credit-card) ${costText(cost)}` : '$(warning) no answer');
  };

  /** What was spent today is another sum now. */
  refresh(): void {
    if (this.#shown) void this.#show(this.#shown, this.#item.text);
  }

  /** Newest first. */
  all(): readonly Filed[] {
    return this.#filed;
  }

  /** Lists the receipts; the one that is picked is opened. */
  async browse(open: (filed: Filed) => Promise<void>): Promise<void> {
    if (this.#filed.length === 0) {
      void vscode.window.showInformationMessage('No request has gone through Keyway in this window yet.');
      return;
    }
    const items = this.#filed.map((filed) => {
      const [who = '', ...more] = filed.lines;
      return { filed, label: who, detail: more.join(' · ') };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Keyway Receipts',
      placeHolder: 'Newest first',
      matchOnDetail: true,
    });
    if (picked) await open(picked.filed);
  }

  dispose(): void {
    this.#item.dispose();
  }

  async #show(filed: Filed, text: string): Promise<void> {
    if (!this.#parts.isShown()) return this.#item.hide();
    this.#shown = filed;
    const { lines } = filed;
    this.#item.text = text;
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = {
      label: `Keyway receipt: ${lines.map((line) => line.replace(/\.$/, '')).join('. ')}`,
    };
    this.#item.show();
    const spent = await this.#parts.spentToday();
    if (spent !== undefined && filed === this.#shown) this.#item.tooltip = [...lines, `Today: ${spent}`].join('\n');
  }
}
