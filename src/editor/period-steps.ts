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
  /** Goes into a file's name: `2026-11`; empty for everything. */
  readonly slug: string;
}

const beginning = (now: number, months: number): number => {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth() + months, 1).getTime();
};

const monthWords = new Intl.DateTimeFormat('en-US', { month: 'long', year: 'numeric' });
const dayWords = new Intl.DateTimeFormat('en-US', { dateStyle: 'long' });

const year = (now: number): Period => ({ since: new Date(new Date(now).getFullYear(), 0, 1).getTime() });

type Known = 'today' | 'week' | 'month' | 'last-month' | 'year' | 'everything';

const known: Readonly<Record<Known, (now: number) => Chosen>> = {
  today: (now) => ({ period: today(now), words: 'today', slug: dayOf(now) }),
  week: (now) => {
    const period = thisWeek(now);
    return { period, words: 'this week', slug: `${dayOf(period.since)}-to-${dayOf(now)}` };
  },
  month: (now) => ({ period: thisMonth(now), words: monthWords.format(now), slug: dayOf(now).slice(0, 7) }),
  'last-month': (now) => {
    const period = { since: beginning(now, -1), until: beginning(now, 0) };
    return { period, words: monthWords.format(period.since), slug: dayOf(period.since).slice(0, 7) };
  },
  year: (now) => ({ period: year(now), words: dayOf(now).slice(0, 4), slug: dayOf(now).slice(0, 4) }),
  everything: () => ({ period: { since: 0 }, words: 'everything', slug: '' }),
};

/** Undefined while a day is missing. */
export const chosenOf = ({ span, first, last }: PeriodDraft, now: number): Chosen | undefined => {
  if (span === undefined) return undefined;
  if (span === 'before') {
    if (first === undefined) return undefined;
    const words = `the time before ${wordsOf(first)}`;
    return { period: { since: 0, until: midnightOf(first) }, words, slug: `before-${first}` };
  }
  if (span !== 'day' && span !== 'dates') return known[span](now);
  const end = span === 'day' ? first : last;
  if (first === undefined || end === undefined) return undefined;
  const period = { since: midnightOf(first), until: midnightOf(end, 1) };
  if (first === end) return { period, words: wordsOf(first), slug: first };
  return { period, words: `${wordsOf(first)} to ${wordsOf(end)}`, slug: `${first}-to-${end}` };
};

const wordsOf = (day: string): string => dayWords.format(midnightOf(day));

const labels: Readonly<Record<SpanName, string>> = {
  today: 'Today',
  week: 'This Week',
  month: 'This Month',
  'last-month': 'Last Month',
  year: 'This Year',
  everything: 'Everything',
  day: 'One Day…',
  before: 'Older Than…',
  dates: 'From a Day to a Day…',
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
  if (span === 'day') return [{ field: 'first', prompt: 'Which day?' }];
  if (span === 'before') return [{ field: 'first', prompt: 'Everything before which day?' }];
  if (span !== 'dates') return [];
  return [
    { field: 'first', prompt: 'From which day on?', usual: dayOf(thisMonth(now).since) },
    { field: 'last', prompt: 'Up to which day? It is included.' },
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
      const description = said && value !== 'everything' ? said.slug.replace('-to-', ' to ') : undefined;
      const picked = value === draft.span;
      return { value, label: labels[value], picked, ...(description === undefined ? {} : { description }) };
    });
    return into(await questions.choose({ ...place, placeholder, choices }), (span) => ({ ...draft, span }));
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
  if (!/^\d{4}-\d\d-\d\d$/.test(day)) return { problem: 'Type a day as year, month and day: 2026-11-20.' };
  // A day that is none, such as February 30, comes back as another.
  if (dayOf(midnightOf(day)) !== day) return { problem: `There is no ${day} in the calendar.` };
  if (earliest !== undefined && day < earliest) return { problem: `Type ${earliest} or a later day.` };
  return { value: day };
};
