import type { Attempt } from '../core/attempt.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import { sumText, type Summary } from '../core/summary.ts';
import {
  attemptsText,
  costText,
  countText,
  durationText,
  fallbacksText,
  groupText,
  outcomeText,
  provenanceText,
  requestsText,
  successText,
  timeText,
  tokensText,
} from './cells.ts';
import type { StateOf, Table } from './messages.ts';
import { groupingTitle, questionTitle, spanTitle, type Question } from './question.ts';

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
        : t('Keyway is not recording usage: {0}. Requests still work, but the numbers here may miss some.', reason),
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
  trouble: t('{0} Usage is not shown and may not be recorded. Requests still work.', sentenceOfTrouble),
  totals: [],
  notes: [],
  ...beside,
});

const sentence = (asked: Question, total: Summary): string =>
  total.attempts === 0
    ? t('{0}: nothing has gone through Keyway yet.', spanTitle(asked.span))
    : t('{0}: {1}, cost {2}.', questionTitle(asked), requestsText(total.requests), sumText(total));

const totalsOf = (total: Summary, trend: string | undefined): StateOf<'usage'>['totals'] => {
  const { answered, failed, stopped, fallbacks, tokens, firstToken } = total;
  const ended = t('{0} answered, {1} failed, {2} stopped', countText(answered), countText(failed), countText(stopped));
  return [
    {
      title: t('Cost'),
      value: sumText(total),
      detail: [provenanceText(total), trend ?? ''].filter(Boolean).join(t('; ')),
    },
    { title: t('Requests'), value: countText(total.requests), detail: attemptsText(total.attempts) },
    {
      title: t('Success'),
      value: successText(total),
      detail: listed([ended, ...(fallbacks > 0 ? [fallbacksText(fallbacks)] : [])]),
    },
    {
      title: t('Input tokens'),
      value: tokensText(tokens.input, total),
      detail: tokens.cached > 0 ? t('{0} cached', countText(tokens.cached)) : '',
    },
    {
      title: t('Output tokens'),
      value: tokensText(tokens.output, total),
      detail: tokens.reasoning > 0 ? t('{0} reasoning', countText(tokens.reasoning)) : '',
    },
    ...(firstToken
      ? [
          {
            title: t('First token'),
            value: durationText(firstToken.p50),
            detail: t('half of the answers; 95% within {0}', durationText(firstToken.p95)),
          },
        ]
      : []),
  ];
};

const text = (title: string) => ({ title, numeric: false });
const numeric = (title: string) => ({ title, numeric: true });

/** What it cost comes early, as a narrow page shows the first columns only. */
const usageTable = (asked: Question, { total, groups }: Pick<Answer, 'total' | 'groups'>): Table => ({
  title: questionTitle(asked),
  columns: [
    text(groupingTitle(asked.by)),
    ...[
      t('Cost'),
      t('Requests'),
      t('Success'),
      t('Fallbacks'),
      t('Input tokens'),
      t('Output tokens'),
      t('First token'),
      t('95% within'),
    ].map(numeric),
  ],
  rows: groups.map((group) => [
    group.label,
    sumText(group),
    countText(group.requests),
    successText(group),
    countText(group.fallbacks),
    tokensText(group.tokens.input, group),
    tokensText(group.tokens.output, group),
    group.firstToken ? durationText(group.firstToken.p50) : t('none'),
    group.firstToken ? durationText(group.firstToken.p95) : t('none'),
  ]),
  note: usageNote(asked.by, total),
});

/** What a second attempt may be made with another one of. */
const routed: readonly Question['by'][] = ['provider', 'model', 'key'];

const usageNote = (by: Question['by'], { requests, attempts }: Summary): string =>
  attempts > requests && routed.includes(by)
    ? t('A request that tried several routes counts where it tried first.')
    : '';

const attemptsTable = (attempts: readonly Past[]): Table => ({
  title: t('Last attempts'),
  columns: [
    ...[t('Time'), t('Model'), t('Key'), t('Outcome')].map(text),
    ...[t('Cost'), t('Input tokens'), t('Output tokens'), t('First token')].map(numeric),
  ],
  rows: attempts.map(({ at, provider, model, keyNickname, outcome, status, usage, cost, firstTokenMs }) => [
    timeText(at),
    `${provider} ${model}`,
    keyNickname,
    outcomeText(outcome, status),
    costText(cost),
    usage ? countText(usage.input) : t('unknown'),
    usage ? countText(usage.output) : t('unknown'),
    firstTokenMs === undefined ? t('none') : durationText(firstTokenMs),
  ]),
  note: attempts.length === 0 ? t('Nothing has gone through Keyway yet.') : t('Newest first, of all periods.'),
});
