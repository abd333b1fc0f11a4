import type { Usage } from '../core/chat.ts';
import { sum } from '../core/cost.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { type Receipt, receiptLines } from '../core/receipt.ts';

/** What one prompt came to, in plain sentences: all its requests together, where a model called tools between them. */
export const promptLines = (receipts: readonly Receipt[]): readonly string[] => {
  const last = receipts.at(-1);
  if (!last) return [];
  if (receipts.length === 1) return receiptLines(last);
  const [answered = '', ...more] = receiptLines(together(receipts, last));
  return [
    answered,
    t('All of its {0} requests: {1}', receipts.length, more[0] ?? ''),
    ...others(receipts, last),
    ...more.slice(1),
  ];
};

const together = (receipts: readonly Receipt[], last: Receipt): Receipt => ({
  ...last,
  cost: sum(receipts.map(({ cost }) => cost)),
  usage: receipts.map(({ usage }) => usage).reduce(added),
  totalMs: receipts.reduce((total, { totalMs }) => total + totalMs, 0),
  skipped: receipts.flatMap(({ skipped }) => skipped),
  masked: [...new Set(receipts.flatMap(({ masked = [] }) => masked))],
});

/** Where one was not told, the sum is not known. */
const added = (before: Usage | undefined, usage: Usage | undefined): Usage | undefined =>
  before &&
  usage && {
    input: before.input + usage.input,
    output: before.output + usage.output,
    cacheRead: either(before.cacheRead, usage.cacheRead),
    reasoning: either(before.reasoning, usage.reasoning),
  };

const either = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);

/** Who else answered on the way: an answer need not come from one model. */
const others = (receipts: readonly Receipt[], last: Receipt): readonly string[] => {
  const names = receipts.flatMap(({ answered }) => (answered ? [`${answered.provider} ${answered.model}`] : []));
  const [final] = last.answered ? [`${last.answered.provider} ${last.answered.model}`] : [];
  const rest = [...new Set(names)].filter((name) => name !== final);
  return rest.length === 0 ? [] : [t('On the way: {0}', listed(rest))];
};
