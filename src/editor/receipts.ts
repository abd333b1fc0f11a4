import * as vscode from 'vscode';
import { costText } from '../core/cost.ts';
import { explained, type Explanation } from '../core/explain.ts';
import { receiptLines, type Receipt } from '../core/receipt.ts';
import type { Task } from '../core/task.ts';

/** Receipts of answers that somebody waited for, and of what goes on beside. */
const kept = 50;
const keptBeside = 20;

/** Requests that nobody looks at one by one: their receipts are filed, and hide no answer that a person is looking at. */
const beside: ReadonlySet<Task> = new Set(['utility', 'completion', 'embedding']);

/** Milliseconds after an answer in which nobody is kept waiting for the explanation of it. */
const rest = 50;

/** What is kept of a receipt: words. The plan it came from still holds the request, with all that was said. */
export interface Filed {
  /** It goes on beside what a person does: `beside`. */
  readonly isBeside: boolean;
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
    const filed: Filed = { isBeside: beside.has(task), lines: receiptLines(receipt) };
    this.#filed = bounded([filed, ...this.#filed]);
    this.#parts.log(filed.lines.join(' | '));
    // Health and budgets are read now, as they were for the request.
    if (plan) setTimeout(() => (filed.explanation = explained(plan)), rest).unref();
    if (!filed.isBeside) void this.#show(filed, answered ? `$(credit-card) ${costText(cost)}` : '$(warning) no answer');
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

/** The newest of each kind: an hour of completions must not push out the answers. */
const bounded = (filed: readonly Filed[]): readonly Filed[] => {
  const answers = filed.filter(({ isBeside }) => !isBeside).slice(0, kept);
  const others = filed.filter(({ isBeside }) => isBeside).slice(0, keptBeside);
  const stays = new Set([...answers, ...others]);
  return filed.filter((one) => stays.has(one));
};
