import type { Attempt } from '../core/attempt.ts';
import type { Summary } from '../core/summary.ts';
import {
  costText,
  counted,
  countText,
  outcomeText,
  provenanceText,
  successText,
  sumText,
  timeText,
  tokensText,
} from './cells.ts';
import type { Table, ToPage } from './messages.ts';
import { groupingTitles, spanTitles, type Question } from './question.ts';

/** Outcome as plain text: a newer Keyway may have written kinds unknown here. */
type Past = Omit<Attempt, 'outcome' | 'task'> & { readonly outcome: string };

/** What the ledger answered to a question. */
export interface Answer {
  readonly total: Summary;
  readonly groups: readonly (Summary & { readonly label: string })[];
  /** Newest first. */
  readonly attempts: readonly Past[];
}

export interface Found {
  readonly asked: Question;
  readonly answer: Answer;
  /** Why the ledger does not record, as a clause: "the disk is full". */
  readonly reason?: string | undefined;
  /** The name of a provider by its id. */
  readonly nameOf: (provider: string) => string;
}

/** Everything the page shows. Of a key only its nickname is in it. */
export const stateOf = ({ asked, answer, reason, nameOf }: Found): ToPage => {
  const { total } = answer;
  const groups = asked.by === 'provider' ? answer.groups.map((group) => named(group, nameOf)) : answer.groups;
  const attempts = answer.attempts.map((attempt) => ({ ...attempt, provider: nameOf(attempt.provider) }));
  return {
    type: 'state',
    asked,
    said: sentence(asked, total),
    trouble:
      reason === undefined
        ? ''
        : `Keyway is not recording usage: ${reason}. Requests still work, but the numbers here may miss some.`,
    totals: total.attempts === 0 ? [] : totalsOf(total),
    tables: { usage: usageTable(asked, { total, groups }), attempts: attemptsTable(attempts) },
  };
};

const named = (group: Answer['groups'][number], nameOf: Found['nameOf']): Answer['groups'][number] => ({
  ...group,
  label: nameOf(group.label),
});

/** The ledger cannot be read: a sentence instead of numbers, above all no zeros. */
export const unreadState = (asked: Question, sentenceOfTrouble: string): ToPage => ({
  type: 'state',
  asked,
  said: '',
  trouble: `${sentenceOfTrouble} Usage is not shown and may not be recorded. Requests still work.`,
  totals: [],
});

const sentence = ({ span, by }: Question, total: Summary): string =>
  total.attempts === 0
    ? `${spanTitles[span]}: nothing has gone through Keyway yet.`
    : `${spanTitles[span]} by ${by}: ${counted(total.requests, 'request')}, cost ${sumText(total)}.`;

const totalsOf = (total: Summary): ToPage['totals'] => {
  const { answered, failed, stopped, tokens } = total;
  return [
    { title: 'Requests', value: countText(total.requests), detail: counted(total.attempts, 'attempt') },
    {
      title: 'Success',
      value: successText(total),
      detail: `${countText(answered)} answered, ${countText(failed)} failed, ${countText(stopped)} stopped`,
    },
    {
      title: 'Input tokens',
      value: tokensText(tokens.input, total),
      detail: tokens.cached > 0 ? `${countText(tokens.cached)} cached` : '',
    },
    {
      title: 'Output tokens',
      value: tokensText(tokens.output, total),
      detail: tokens.reasoning > 0 ? `${countText(tokens.reasoning)} reasoning` : '',
    },
    { title: 'Cost', value: sumText(total), detail: provenanceText(total) },
  ];
};

const text = (title: string) => ({ title, numeric: false });
const numeric = (title: string) => ({ title, numeric: true });

const usageTable = ({ span, by }: Question, { total, groups }: Pick<Answer, 'total' | 'groups'>): Table => ({
  title: `${spanTitles[span]} by ${by}`,
  columns: [text(groupingTitles[by]), ...['Requests', 'Success', 'Input tokens', 'Output tokens', 'Cost'].map(numeric)],
  rows: groups.map((group) => [
    group.label,
    countText(group.requests),
    successText(group),
    tokensText(group.tokens.input, group),
    tokensText(group.tokens.output, group),
    sumText(group),
  ]),
  note: usageNote(total, groups),
});

const usageNote = (total: Summary, groups: readonly Summary[]): string => {
  const requests = groups.reduce((count, group) => count + group.requests, 0);
  return requests > total.requests ? 'A request that tried several routes can count in several rows.' : '';
};

const attemptsTable = (attempts: readonly Past[]): Table => ({
  title: 'Last attempts',
  columns: [
    ...['Time', 'Provider', 'Model', 'Key', 'Outcome'].map(text),
    ...['Input tokens', 'Output tokens', 'Cost', 'First token'].map(numeric),
  ],
  rows: attempts.map(({ at, provider, model, keyNickname, outcome, status, usage, cost, firstTokenMs }) => [
    timeText(at),
    provider,
    model,
    keyNickname,
    outcomeText(outcome, status),
    usage ? countText(usage.input) : 'unknown',
    usage ? countText(usage.output) : 'unknown',
    costText(cost),
    firstTokenMs === undefined ? 'none' : `${countText(firstTokenMs)} ms`,
  ]),
  note: attempts.length === 0 ? 'Nothing has gone through Keyway yet.' : 'Newest first, of all periods.',
});
