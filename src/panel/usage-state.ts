import type { Attempt } from '../core/attempt.ts';
import { sumText, type Summary } from '../core/summary.ts';
import {
  costText,
  counted,
  countText,
  durationText,
  groupText,
  outcomeText,
  provenanceText,
  successText,
  timeText,
  tokensText,
} from './cells.ts';
import type { StateOf, Table } from './messages.ts';
import { groupingTitles, spanTitles, type Question } from './question.ts';

/** Outcome as plain text: a newer Keyway may have written kinds unknown here. */
type Past = Omit<Attempt, 'outcome' | 'task'> & { readonly outcome: string };

/** What the ledger answered to a question. */
export interface Answer {
  readonly total: Summary;
  readonly groups: readonly (Summary & { readonly label: string })[];
  /** Newest first. */
  readonly attempts: readonly Past[];
  /** A clause: `32% more than October 1–21 ($9.40)`. */
  readonly trend?: string | undefined;
  /** What is to be said about the numbers, a sentence each. */
  readonly notes?: readonly string[] | undefined;
  readonly chart?: StateOf<'usage'>['chart'];
}

export interface Found {
  readonly asked: Question;
  readonly answer: Answer;
  /** Why the ledger does not record, as a clause: "the disk is full". */
  readonly reason?: string | undefined;
  readonly beside?: Beside | undefined;
  /** The name of a provider by its id. */
  readonly nameOf: (provider: string) => string;
}

/** What stands beside the ledger's answer: it is there also where the ledger cannot be read. */
export type Beside = Pick<StateOf<'usage'>, 'budgets' | 'requests'>;

const nothingBeside: Beside = { budgets: [], requests: [] };

/** Everything the page shows. Of a key only its nickname is in it. */
export const usageState = ({ asked, answer, reason, beside = nothingBeside, nameOf }: Found): StateOf<'usage'> => {
  const { total, trend, notes = [] } = answer;
  const groups = answer.groups.map((group) => ({ ...group, label: groupText(asked.by, group.label, nameOf) }));
  const attempts = answer.attempts.map((attempt) => ({ ...attempt, provider: nameOf(attempt.provider) }));
  return {
    type: 'usage',
    asked,
    said: sentence(asked, total),
    trouble:
      reason === undefined
        ? ''
        : `Keyway is not recording usage: ${reason}. Requests still work, but the numbers here may miss some.`,
    totals: total.attempts === 0 ? [] : totalsOf(total, trend),
    notes: total.attempts === 0 ? [] : notes,
    ...(answer.chart && { chart: answer.chart }),
    ...beside,
    tables: { usage: usageTable(asked, { total, groups }), attempts: attemptsTable(attempts) },
  };
};

/** The ledger cannot be read: a sentence instead of numbers, above all no zeros. */
export const unreadUsage = (
  asked: Question,
  sentenceOfTrouble: string,
  beside: Beside = nothingBeside,
): StateOf<'usage'> => ({
  type: 'usage',
  asked,
  said: '',
  trouble: `${sentenceOfTrouble} Usage is not shown and may not be recorded. Requests still work.`,
  totals: [],
  notes: [],
  ...beside,
});

const sentence = ({ span, by }: Question, total: Summary): string =>
  total.attempts === 0
    ? `${spanTitles[span]}: nothing has gone through Keyway yet.`
    : `${spanTitles[span]} by ${by}: ${counted(total.requests, 'request')}, cost ${sumText(total)}.`;

const totalsOf = (total: Summary, trend: string | undefined): StateOf<'usage'>['totals'] => {
  const { answered, failed, stopped, fallbacks, tokens, firstToken } = total;
  return [
    { title: 'Requests', value: countText(total.requests), detail: counted(total.attempts, 'attempt') },
    {
      title: 'Success',
      value: successText(total),
      detail: [
        `${countText(answered)} answered, ${countText(failed)} failed, ${countText(stopped)} stopped`,
        ...(fallbacks > 0 ? [counted(fallbacks, 'fallback')] : []),
      ].join(', '),
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
    ...(firstToken
      ? [
          {
            title: 'First token',
            value: durationText(firstToken.p50),
            detail: `half of the answers; 95% within ${durationText(firstToken.p95)}`,
          },
        ]
      : []),
    { title: 'Cost', value: sumText(total), detail: [provenanceText(total), trend ?? ''].filter(Boolean).join('; ') },
  ];
};

const text = (title: string) => ({ title, numeric: false });
const numeric = (title: string) => ({ title, numeric: true });

/** What it cost comes early, as a narrow page shows the first columns only. */
const usageTable = ({ span, by }: Question, { total, groups }: Pick<Answer, 'total' | 'groups'>): Table => ({
  title: `${spanTitles[span]} by ${by}`,
  columns: [
    text(groupingTitles[by]),
    ...['Cost', 'Requests', 'Success', 'Fallbacks', 'Input tokens', 'Output tokens', 'First token', '95% within'].map(
      numeric,
    ),
  ],
  rows: groups.map((group) => [
    group.label,
    sumText(group),
    countText(group.requests),
    successText(group),
    countText(group.fallbacks),
    tokensText(group.tokens.input, group),
    tokensText(group.tokens.output, group),
    group.firstToken ? durationText(group.firstToken.p50) : 'none',
    group.firstToken ? durationText(group.firstToken.p95) : 'none',
  ]),
  note: usageNote(by, total),
});

/** What a second attempt may be made with another one of. */
const routed: readonly Question['by'][] = ['provider', 'model', 'key'];

const usageNote = (by: Question['by'], { requests, attempts }: Summary): string =>
  attempts > requests && routed.includes(by) ? 'A request that tried several routes counts where it tried first.' : '';

const attemptsTable = (attempts: readonly Past[]): Table => ({
  title: 'Last attempts',
  columns: [
    ...['Time', 'Provider', 'Model', 'Key', 'Outcome'].map(text),
    ...['Cost', 'Input tokens', 'Output tokens', 'First token'].map(numeric),
  ],
  rows: attempts.map(({ at, provider, model, keyNickname, outcome, status, usage, cost, firstTokenMs }) => [
    timeText(at),
    provider,
    model,
    keyNickname,
    outcomeText(outcome, status),
    costText(cost),
    usage ? countText(usage.input) : 'unknown',
    usage ? countText(usage.output) : 'unknown',
    firstTokenMs === undefined ? 'none' : durationText(firstTokenMs),
  ]),
  note: attempts.length === 0 ? 'Nothing has gone through Keyway yet.' : 'Newest first, of all periods.',
});
