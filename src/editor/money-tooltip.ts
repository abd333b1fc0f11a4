import { t } from '../core/l10n.ts';
import { plain } from '../core/markdown.ts';
import type { MoneyShown } from '../panel/money-state.ts';
import type { CommandId } from './names.ts';

/** The only commands that the tooltip may run. */
export const tooltipCommands = [
  'keyway.showUsage',
  'keyway.showReceipts',
  'keyway.setBudget',
  'keyway.openPanel',
] as const satisfies readonly CommandId[];

const links = (): string => {
  const titles: Readonly<Record<(typeof tooltipCommands)[number], string>> = {
    'keyway.showUsage': t('Show Usage'),
    'keyway.showReceipts': t('Show Receipts'),
    'keyway.setBudget': t('Set Budget…'),
    'keyway.openPanel': t('Open Panel'),
  };
  return tooltipCommands.map((id) => `[${titles[id]}](command:${id})`).join(' · ');
};

const list = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`**${title}**\n\n${lines.map((line) => `- ${plain(line)}`).join('\n')}`];

/** As Markdown. Names of models, keys and budgets are free text: none of them becomes a link. */
export const moneyTooltip = ({ sums, budgets, receipt }: MoneyShown): string =>
  [
    ...list(t('Spent with Keyway'), sums),
    ...list(t('Budgets'), budgets),
    ...list(t('Last receipt'), receipt),
    ...(sums.length + budgets.length + receipt.length > 0 ? ['---'] : []),
    links(),
  ].join('\n\n');
