import { count } from '../core/count.ts';
import type { Summary } from '../core/summary.ts';
import { money } from '../core/cost.ts';
import type { Group, GroupBy } from './report.ts';

export interface UsageTableOptions {
  readonly by: GroupBy;
  readonly groups: readonly Group[];
  /** Of the same period. Not the sum of the groups: a request that tried two providers counts in both. */
  readonly total: Summary;
}

const headings: Readonly<Record<GroupBy, string>> = {
  provider: 'Provider',
  model: 'Model',
  task: 'Task',
  caller: 'Asked by',
  key: 'Key',
  day: 'Day',
};

/** Nicknames and models are free text: in a chat they must not become links, images or columns. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#!|~&$]/g, (character) => `\\${character}`);

/** `$1.20`, `~$1.20` where part is estimated, `$1.20 + unknown` where part is unknown, `unknown` where all is. */
const costCell = ({ attempts, cost }: Summary): string => {
  if (cost.unknown > 0 && cost.unknown === attempts) return 'unknown';
  const known = money(cost.reported + cost.computed + cost.estimated);
  return `${cost.estimated > 0 ? '~' : ''}${known}${cost.unknown > 0 ? ' + unknown' : ''}`;
};

const tokenCell = (tokens: number, { tokens: { input, output, unreported } }: Summary): string =>
  unreported > 0 && input + output === 0 ? 'unknown' : count.format(tokens);

const line = (label: string, summary: Summary): string => {
  const { requests, tokens } = summary;
  const cells = [
    label,
    count.format(requests),
    tokenCell(tokens.input, summary),
    tokenCell(tokens.output, summary),
    costCell(summary),
  ];
  return `| ${cells.join(' | ')} |`;
};

/** A Markdown table for the chat: one line a group, dearest first as reported, and the total. */
export const usageTable = ({ by, groups, total }: UsageTableOptions): string => {
  if (groups.length === 0) return 'Nothing was recorded in this period.';
  return [
    `| ${headings[by]} | Requests | Input tokens | Output tokens | Cost |`,
    '| :-- | --: | --: | --: | --: |',
    ...groups.map((group) => line(plain(group.label), group)),
    line('**Total**', total),
  ].join('\n');
};
