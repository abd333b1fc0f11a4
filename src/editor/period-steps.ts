import { inEnglish, t } from '../core/l10n.ts';
import { languageOrElse } from '../core/listed.ts';
import { dayOf, midnightOf, thisMonth, thisWeek, today, type Period } from '../usage/period.ts';
import type { Step } from './multi-step.ts';
import type { Answer, Choice, Place, Questions } from './questions.ts';
import type { Reading } from './reading.ts';

/** Spans a person can choose; the last three ask for a day. */
export type SpanName = 'today' | 'week' | 'month' | 'last-month' | 'year' | 'everything' | 'day' | 'before' | 'dates';

/** What is known of a period while the person chooses it. Days as `2026-03-29`. */
export interface PeriodDraft {
  readonly span?: SpanName;
  readonly first?: string;
  readonly last?: string;
}

/** A period as code and people know it. */
export interface Chosen {
  readonly period: Period;
  /** Goes into a sentence: `November 2026`, `everything`. */
  readonly words: string;
  /** The same in English, for what is written down. */
  readonly recorded: string;
  /** Goes into a file's name: `2026-11`; empty for everything. */
  readonly slug: string;
}

const beginning = (now: number, months: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth() + months, 1).getTime();
};

const monthText = (at: number): string =>
  new Intl.DateTimeFormat(languageOrElse('en-US'), { month: 'long', year: 'numeric' }).format(at);

const dayText = (day: string): string =>
  new Intl.DateTimeFormat(languageOrElse('en-US'), { dateStyle: 'long' }).format(midnightOf(day));

const year = (now: number): Period => ({ since: new Date(new Date(now).getFullYear(), 0, 1).getTime() });

type Known = 'today' | 'week' | 'month' | 'last-month' | 'year' | 'everything';

type Said = Omit<Chosen, 'recorded'>;

const known: Readonly<Record<Known, (now: number) => Said>> = {
  today: (now) => ({ period: today(now), words: t('today'), slug: dayOf(now) }),
  week: (now) => {
    const period = thisWeek(now);
    return { period, words: t('this week'), slug: `${dayOf(period.since)}-to-${dayOf(now)}` };
  },
  month: (now) => ({ period: thisMonth(now), words: monthText(now), slug: dayOf(now).slice(0, 7) }),
  'last-month': (now) => {
    const period = { since: beginning(now, -1), until: beginning(now, 0) };
    return { period, words: monthText(period.since), slug: dayOf(period.since).slice(0, 7) };
  },
  year: (now) => ({ period: year(now), words: dayOf(now).slice(0, 4), slug: dayOf(now).slice(0, 4) }),
  everything: () => ({ period: { since: 0 }, words: t('everything'), slug: '' }),
};

/** Undefined while a day is missing. */
export const chosenOf = (draft: PeriodDraft, now: number): Chosen | undefined => {
  const said = saidOf(draft, now);
  return said && { ...said, recorded: inEnglish(() => saidOf(draft, now)?.words ?? '') };
};

const saidOf = ({ span, first, last }: PeriodDraft, now: number): Said | undefined => {
  if (span === undefined) return undefined;
  if (span === 'before') {
    if (first === undefined) return undefined;
    const words = t('the time before {0}', dayText(first));
    return { period: { since: 0, until: midnightOf(first) }, words, slug: `before-${first}` };
  }
  if (span !== 'day' && span !== 'dates') return known[span](now);
  const end = span === 'day' ? first : last;
  if (first === undefined || end === undefined) return undefined;
  const period = { since: midnightOf(first), until: midnightOf(end, 1) };
  if (first === end) return { period, words: dayText(first), slug: first };
  return { period, words: t('{0} to {1}', dayText(first), dayText(end)), slug: `${first}-to-${end}` };
};

const labels: Readonly<Record<SpanName, string>> = {
  today: t('Today'),
  week: t('This Week'),
  month: t('This Month'),
  'last-month': t('Last Month'),
  year: t('This Year'),
  everything: t('Everything'),
  day: t('One Day…'),
  before: t('Older Than…'),
  dates: t('From a Day to a Day…'),
};

export interface PeriodQuestion {
  readonly questions: Questions;
  readonly placeholder: string;
  readonly spans: readonly SpanName[];
  readonly clock: () => number;
}

/** Questions about a period: which, and for some the days. */
export const periodSteps = <S extends PeriodDraft>(question: PeriodQuestion, { span }: S): readonly Step<S>[] => [
  spanStep(question),
  ...daysOf(span, question.clock()).map((day) => dayStep<S>(question, day)),
];

const daysOf = (span: SpanName | undefined, now: number): readonly DayQuestion[] => {
  if (span === 'day') return [{ field: 'first', prompt: t('Which day?') }];
  if (span === 'before') return [{ field: 'first', prompt: t('Everything before which day?') }];
  if (span !== 'dates') return [];
  return [
    { field: 'first', prompt: t('From which day on?'), usual: dayOf(thisMonth(now).since) },
    { field: 'last', prompt: t('Up to which day? It is included.') },
  ];
};

/** Takes an answer over into the draft. */
const into = <T, S>(answer: Answer<T>, change: (value: T) => S): Answer<S> =>
  answer.type === 'answer' ? { type: 'answer', value: change(answer.value) } : answer;

const spanStep =
  <S extends PeriodDraft>({ questions, placeholder, spans, clock }: PeriodQuestion): Step<S> =>
  async (draft, place) => {
    const choices = spans.map((value): Choice<SpanName> => {
      const said = chosenOf({ span: value }, clock());
      const description = said && value !== 'everything' ? daysShown(said.slug) : undefined;
      const picked = value === draft.span;
      return { value, label: labels[value], picked, ...(description === undefined ? {} : { description }) };
    });
    return into(await questions.choose({ ...place, placeholder, choices }), (span) => ({ ...draft, span }));
  };

/** `2026-11-16 to 2026-11-20` */
const daysShown = (slug: string): string => {
  const [first = '', last] = slug.split('-to-');
  return last === undefined ? first : t('{0} to {1}', first, last);
};

interface DayQuestion {
  readonly field: 'first' | 'last';
  readonly prompt: string;
  /** Stands in the box at first; by default today. */
  readonly usual?: string;
}

const dayStep =
  <S extends PeriodDraft>({ questions, clock }: PeriodQuestion, { field, prompt, usual }: DayQuestion): Step<S> =>
  async (draft, place: Place) => {
    const answer = await questions.type({
      ...place,
      prompt,
      placeholder: dayOf(clock()),
      value: draft[field] ?? usual ?? dayOf(clock()),
      read: (typed) => readDay(typed, field === 'last' ? draft.first : undefined),
    });
    return into(answer, (day) => ({ ...draft, [field]: day }));
  };

/** A day of the calendar as `2026-03-29`, not before another. */
export const readDay = (typed: string, earliest?: string): Reading<string> => {
  const day = typed.trim();
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return { problem: t('Type a day as year, month and day: 2026-11-20.') };
  // A day that is none, such as February 30, comes back as another.
  if (dayOf(midnightOf(day)) !== day) return { problem: t('There is no {0} in the calendar.', day) };
  if (earliest !== undefined && day < earliest) return { problem: t('Type {0} or a later day.', earliest) };
  return { value: day };
};
