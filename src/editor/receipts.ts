import * as vscode from 'vscode';
import { costText } from '../core/cost.ts';
import { explained, type Explanation } from '../core/explain.ts';
import { t } from '../core/l10n.ts';
import { receiptLines, type Receipt } from '../core/receipt.ts';
import type { Task } from '../core/task.ts';
import type { LastAnswer } from '../panel/money-state.ts';
import { explainingLater, usualRest } from './receipt-explained.ts';

/** Receipts of answers that somebody waited for, and of what goes on beside. */
const kept = 50;
const keptBeside = 20;

/** Requests that nobody looks at one by one: their receipts are filed, and hide no answer that a person is looking at. */
const beside: ReadonlySet<Task> = new Set(['utility', 'completion', 'embedding']);

/** What is kept of a receipt: words. The plan it came from still holds the request, with all that was said. */
export interface Filed extends LastAnswer {
  /** It goes on beside what a person does: `beside`. */
  readonly isBeside: boolean;
  /** Nobody answered, and a budget is among the reasons. */
  readonly isRefused: boolean;
  /** What was weighed and left out; absent until it is worked out, of a completion that others followed, and where an answer was kept from before. */
  explanation?: Explanation | undefined;
}

/** The receipts of this window, newest first. */
export class Receipts {
  readonly #log: (line: string) => void;
  readonly #explainLater = explainingLater({ explain: explained, ...usualRest });
  #filed: readonly Filed[] = [];

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  readonly file = (receipt: Receipt): void => {
    const { plan, task, cost, answered } = receipt;
    const filed: Filed = {
      isBeside: beside.has(task),
      isRefused: !answered && plan?.leftOut.some(({ cause }) => cause === 'budget') === true,
      cost: answered && costText(cost),
      lines: receiptLines(receipt),
    };
    this.#filed = bounded([filed, ...this.#filed]);
    this.#log(filed.lines.join(' | '));
    // Health and budgets are read now, as they were for the request.
    if (plan) this.#explainLater({ task, plan, take: (explanation) => (filed.explanation = explanation) });
  };

  /** Of the last answer that somebody waited for; the same object until there is another. */
  last(): Filed | undefined {
    return this.#filed.find(({ isBeside }) => !isBeside);
  }

  /** Newest first. */
  all(): readonly Filed[] {
    return this.#filed;
  }

  /** Lists the receipts; the one that is picked is opened. */
  async browse(open: (filed: Filed) => Promise<void>): Promise<void> {
    if (this.#filed.length === 0) {
      void vscode.window.showInformationMessage(t('No request has gone through Keyway in this window yet.'));
      return;
    }
    const items = this.#filed.map((filed) => {
      const [who = '', ...more] = filed.lines;
      return { filed, label: who, detail: more.join(' · ') };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: t('Keyway Receipts'),
      placeHolder: t('Newest first'),
      matchOnDetail: true,
    });
    if (picked) await open(picked.filed);
  }
}

/** The newest of each kind: an hour of completions must not push out the answers. */
const bounded = (filed: readonly Filed[]): readonly Filed[] => {
  const answers = filed.filter(({ isBeside }) => !isBeside).slice(0, kept);
  const others = filed.filter(({ isBeside }) => isBeside).slice(0, keptBeside);
  const stays = new Set([...answers, ...others]);
  return filed.filter((one) => stays.has(one));
};
