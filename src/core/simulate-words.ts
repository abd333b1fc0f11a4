import { count } from './count.ts';
import { money } from './cost.ts';
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

const requests = (number: number): string => (number === 1 ? '1 request' : `${count.format(number)} requests`);

/** The result of a simulation as Markdown. */
export const simulationText = (simulation: Simulation, telling: Telling): string => {
  const { total, byTask, byModel, unserved } = simulation;
  const blocks = [
    '# Simulated routing',
    `What the requests of ${telling.period} would have cost ${telling.change}, each asked of Auto.`,
    ...(total.requests > 0 ? [verdict(total), table('Task', byTask, total), modelTable(byModel)] : [nothing(telling)]),
    ...(unserved.length > 0 ? [unservedTable(unserved)] : []),
    ['## What these numbers leave out', ...caveats(simulation, telling).map((line) => `- ${line}`)].join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
};

const nothing = ({ period }: Telling): string => `No request of ${period} can be compared.`;

const verdict = (total: Compared): string => {
  const { before, after, uncached, moved } = total;
  const bound =
    uncached === after ? '' : ` Had nothing come from a cache where the model is another: ${money(uncached)}.`;
  return [
    `**${requests(total.requests)} cost ${money(before)} and would have cost ~${money(after)}: ${difference(before, after)}.**`,
    `${moved === 0 ? 'None of them' : `${count.format(moved)} of them`} would have gone to another model.${bound}`,
  ].join('\n\n');
};

/** `38 % less`, `$0.10 more` where nothing was paid before, `the same`. */
const difference = (before: number, after: number): string => {
  const change = after - before;
  if (Math.abs(change) < 5e-10) return 'the same';
  const word = change < 0 ? 'less' : 'more';
  if (before === 0) return `${money(change)} ${word}`;
  const percent = (Math.abs(change) / before) * 100;
  return `${percent < 1 ? 'less than 1' : count.format(Math.round(percent))} % ${word}`;
};

type Row = Compared & { readonly name: string };

const table = (heading: string, rows: readonly Row[], total: Compared): string =>
  [
    `## By ${heading.toLowerCase()}`,
    '',
    `| ${heading} | Requests | It cost | It would have cost | Difference |`,
    '| :-- | --: | --: | --: | --: |',
    ...rows.map((row) => line(plain(row.name), row)),
    line('**Total**', total),
  ].join('\n');

const line = (label: string, { requests: number, before, after }: Compared): string =>
  `| ${label} | ${count.format(number)} | ${money(before)} | ~${money(after)} | ${difference(before, after)} |`;

/** Models in the table: a router's list has hundreds. */
const mostModels = 25;

const modelTable = (rows: readonly Row[]): string => {
  const more = rows.length - mostModels;
  return [
    '## By the model that would have answered',
    '',
    '| Model | Requests | Of these moved there | They cost | They would have cost |',
    '| :-- | --: | --: | --: | --: |',
    ...rows
      .slice(0, mostModels)
      .map(
        ({ name, requests: number, moved, before, after }) =>
          `| ${plain(name)} | ${count.format(number)} | ${count.format(moved)} | ${money(before)} | ~${money(after)} |`,
      ),
    ...(more > 0 ? ['', `And ${count.format(more)} more models.`] : []),
  ].join('\n');
};

const unservedTable = (rows: readonly Unserved[]): string =>
  [
    '## What could not have been answered',
    '',
    '| Task | Requests | They cost | Why |',
    '| :-- | --: | --: | :-- |',
    ...rows.map(
      ({ task, requests: number, before, reason }) =>
        `| ${task} | ${count.format(number)} | ${money(before)} | ${plain(reason)} |`,
    ),
  ].join('\n');

const caveats = ({ byTask, unpriced, unknown }: Simulation, { left, asksForLanguage }: Telling): readonly string[] => [
  'Tokens are counted as the model that really answered counts them. Another one counts the same words differently, up to a third more, and its answer would have been shorter or longer.',
  'How much another model would have read from its cache is unknown: as much as was really read is assumed, and that what is new is written to it where that has a price.',
  'Every request is taken as asked of Auto, since the ledger does not say which model was picked. Images, health, budgets and the model a conversation would have stayed with do not count; work on code is taken to need tools.',
  'Prices are those of today. Where the model stays the same, what it really cost counts, and attempts that failed are in the real cost only.',
  ...(byTask.some(({ name }) => name === 'embedding')
    ? ['Vectors of two models cannot be compared: another embedding model means making all vectors anew.']
    : []),
  ...(asksForLanguage ? ['Rules that ask for a language are passed over: the ledger does not keep it.'] : []),
  ...(left.requests > 0 ? [leftText(left)] : []),
  ...(unpriced > 0 ? [`${requests(unpriced)} left out: what they cost, or would have cost, is unknown.`] : []),
  ...(unknown > 0 ? [`${requests(unknown)} left out: another version of Keyway recorded them.`] : []),
];

const leftText = ({ requests: number, usd }: Telling['left']): string =>
  `${requests(number)} left out: nobody answered, nobody counted the tokens, or the answer was kept from before.${usd > 0 ? ` They cost ${money(usd)}.` : ''}`;

/** Names of models are free text: in a table they must not become links or columns. */
const plain = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>()#!|~&$]/g, (character) => `\\${character}`);
