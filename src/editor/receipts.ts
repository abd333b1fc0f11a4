import * as vscode from 'vscode';
import { costText, money } from '../core/cost.ts';
import { receiptLines, type Receipt } from '../core/receipt.ts';

const kept = 50;

export interface ReceiptParts {
  /** Dollars spent today in all windows; undefined where nothing is recorded. */
  readonly spentToday: () => Promise<number | undefined>;
  readonly isShown: () => boolean;
  readonly log: (line: string) => void;
}

/** The receipts of this window, newest first, and the status bar item that shows the last one. */
export class Receipts implements vscode.Disposable {
  readonly #parts: ReceiptParts;
  readonly #item = vscode.window.createStatusBarItem('keyway.receipt', vscode.StatusBarAlignment.Right, 90);
  #receipts: readonly Receipt[] = [];
  #shown: Receipt | undefined;

  constructor(parts: ReceiptParts) {
    this.#parts = parts;
    this.#item.name = 'Keyway';
    this.#item.command = 'keyway.showReceipts';
  }

  readonly file = (receipt: Receipt): void => {
    this.#receipts = [receipt, ...this.#receipts].slice(0, kept);
    this.#parts.log(receiptLines(receipt).join(' | '));
    // The editor's own small questions would hide the answer a person is looking at.
    if (receipt.task !== 'utility') void this.#show(receipt);
  };

  /** Lists the receipts; the one that is picked is opened. */
  async browse(open: (receipt: Receipt) => Promise<void>): Promise<void> {
    if (this.#receipts.length === 0) {
      void vscode.window.showInformationMessage('No request has gone through Keyway in this window yet.');
      return;
    }
    const items = this.#receipts.map((receipt) => {
      const [who = '', ...more] = receiptLines(receipt);
      return { receipt, label: who, description: costText(receipt.cost), detail: more.join(' · ') };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Keyway Receipts',
      placeHolder: 'Newest first',
      matchOnDetail: true,
    });
    if (picked) await open(picked.receipt);
  }

  dispose(): void {
    this.#item.dispose();
  }

  async #show(receipt: Receipt): Promise<void> {
    if (!this.#parts.isShown()) return this.#item.hide();
    this.#shown = receipt;
    const lines = receiptLines(receipt);
    this.#item.text = receipt.answered ? `$(credit-card) ${costText(receipt.cost)}` : '$(warning) no answer';
    this.#item.tooltip = lines.join('\n');
    this.#item.accessibilityInformation = { label: `Keyway receipt: ${lines.join('. ')}` };
    this.#item.show();
    const spent = await this.#parts.spentToday();
    if (spent !== undefined && receipt === this.#shown)
      this.#item.tooltip = [...lines, `Today: ${money(spent)}`].join('\n');
  }
}
