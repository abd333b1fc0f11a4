import { taskNameOf } from './called.ts';
import { count } from './count.ts';
import { money } from './cost.ts';
import { requestsText } from './counted.ts';
import { t } from './l10n.ts';
import { sentencesText } from './listed.ts';
import { plain } from './markdown.ts';
import type { Compared, Simulation, Unserved } from './simulate.ts';

/** What a simulation is told with, beside its numbers. */
export interface Telling {
  /** `the last 7 days`. */
  readonly period: string;
  /** `without the keys of OpenAI`. */
  readonly change: string;
  /** Requests whose tokens nobody knows, and what they cost. US dollars. */
  readonly left: { readonly requests: number; readonly usd: number };
  /** Rules ask for the language that is worked on, which the ledger does not keep. */
  readonly asksForLanguage: boolean;
}

/** The result of a simulation as Markdown. */
export const simulationText = (simulation: Simulation, telling: Telling): string => {
  const { total, byTask, byModel, unserved } = simulation;
  const blocks = [
    t('# Simulated routing'),
    t('What the requests of {0} would have cost {1}, each asked of Auto.', telling.period, telling.change),
    ...(total.requests > 0 ? [verdict(total), taskTable(byTask, total), modelTable(byModel)] : [nothing(telling)]),
    ...(unserved.length > 0 ? [unservedTable(unserved)] : []),
    [t('## What these numbers leave out'), ...caveats(simulation, telling).map((line) => `- ${line}`)].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
};

const nothing = ({ period }: Telling): string => t('No request of {0} can be compared.', period);

const verdict = (total: Compared): string => {
  const { before, after, uncached, moved } = total;
  const elsewhere =
    moved === 0
      ? t('None of them would have gone to another model.')
      : t('{0} of them would have gone to another model.', count.format(moved));
  const bound = t('Had nothing come from a cache where the model is another: {0}.', money(uncached));
  return [
    t(
      '**{0} cost {1} and would have cost ~{2}: {3}.**',
      requestsText(total.requests),
      money(before),
      money(after),
      difference(before, after),
    ),
    uncached === after ? elsewhere : sentencesText([elsewhere, bound]),
  ].join('\n\n');
};

/** `38% less`, `$0.10 more` where nothing was paid before, `the same`. */
const difference = (before: number, after: number): string => {
  const change = after - before;
  if (Math.abs(change) < 5e-10) return t('the same');
  const percent = (Math.abs(change) / before) * 100;
  const part = percent < 1 ? t('less than 1%') : t('{0}%', count.format(Math.round(percent)));
  const much = before === 0 ? money(change) : part;
  return change < 0 ? t('{0} less', much) : t('{0} more', much);
};

type Row = Compared & { readonly name: string };

const rowText = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const taskTable = (rows: readonly Row[], total: Compared): string =>
  [
    t('## By task'),
    '',
    rowText([t('Task'), t('Requests'), t('It cost'), t('It would have cost'), t('Difference')]),
    '| :-- | --: | --: | --: | --: |',
    ...rows.map((row) => line(plain(taskNameOf(row.name)), row)),
    line(t('**Total**'), total),
  ].join('\n');

const line = (label: string, { requests: number, before, after }: Compared): string =>
  `| ${label} | ${count.format(number)} | ${money(before)} | ~${money(after)} | ${difference(before, after)} |`;

/** Models in the table: a router's list has hundreds. */
const mostModels = 25;

const modelTable = (rows: readonly Row[]): string => {
  const more = rows.length - mostModels;
  return [
    t('## By the model that would have answered'),
    '',
    rowText([t('Model'), t('Requests'), t('Of these moved there'), t('They cost'), t('They would have cost')]),
    '| :-- | --: | --: | --: | --: |',
    ...rows
      .slice(0, mostModels)
      .map(
        ({ name, requests: number, moved, before, after }) =>
          `| ${plain(name)} | ${count.format(number)} | ${count.format(moved)} | ${money(before)} | ~${money(after)} |`,
      ),
    ...(more > 0 ? ['', moreText(more)] : []),
  ].join('\n');
};

const moreText = (more: number): string =>
  more === 1 ? t('And 1 more model.') : t('And {0} more models.', count.format(more));

const unservedTable = (rows: readonly Unserved[]): string =>
  [
    t('## What could not have been answered'),
    '',
    rowText([t('Task'), t('Requests'), t('They cost'), t('Why')]),
    '| :-- | --: | --: | :-- |',
    ...rows.map(
      ({ task, requests: number, before, reason }) =>
        `| ${taskNameOf(task)} | ${count.format(number)} | ${money(before)} | ${plain(reason)} |`,
    ),
  ].join('\n');

const caveats = ({ byTask, unpriced, unknown }: Simulation, { left, asksForLanguage }: Telling): readonly string[] => [
  t(
    'Tokens are counted as the model that really answered counts them. Another one counts the same words differently, up to a third more, and its answer would have been shorter or longer.',
  ),
  t(
    'How much another model would have read from its cache is unknown: as much as was really read is assumed, and that what is new is written to it where that has a price.',
  ),
  t(
    'Every request is taken as asked of Auto, since the ledger does not say which model was picked. Images, health, budgets and the model a conversation would have stayed with do not count; work on code is taken to need tools.',
  ),
  t(
    'Prices are those of today. Where the model stays the same, what it really cost counts, and attempts that failed are in the real cost only.',
  ),
  ...(byTask.some(({ name }) => name === 'embedding')
    ? [t('Vectors of two models cannot be compared: another embedding model means making all vectors anew.')]
    : []),
  ...(asksForLanguage ? [t('Rules that ask for a language are passed over: the ledger does not keep it.')] : []),
  ...(left.requests > 0 ? [leftText(left)] : []),
  ...(unpriced > 0 ? [t('{0} left out: what they cost, or would have cost, is unknown.', requestsText(unpriced))] : []),
  ...(unknown > 0 ? [t('{0} left out: another version of Keyway recorded them.', requestsText(unknown))] : []),
];

const leftText = ({ requests, usd }: Telling['left']): string => {
  const left = t(
    '{0} left out: nobody answered, nobody counted the tokens, or the answer was kept from before.',
    requestsText(requests),
  );
  return usd > 0 ? sentencesText([left, t('They cost {0}.', money(usd))]) : left;
};
