/** What a local day cost, as far as it is known. */
export interface Day {
  /** As the ledger names it: `2026-03-29`. */
  readonly day: string;
  /** Nano-dollars (1e-9 US dollars). */
  readonly nano: number;
}

/** Calendar days are counted in UTC, where each has 24 hours. */
const dateOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** The calendar day so many days later, or earlier. */
export const dayPlus = (day: string, days: number): string => {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
};

/** Work days and days off are different lives: Monday to Friday, and the rest. */
export const isWorkDay = (day: string): boolean => ![0, 6].includes(dateOf(day).getUTCDay());

export const monthOf = (day: string): string => day.slice(0, 7);

/** The days of the same month that come after this one. */
export const restOfMonth = (day: string): readonly string[] => {
  const next = dayPlus(day, 1);
  return monthOf(next) === monthOf(day) ? [next, ...restOfMonth(next)] : [];
};

/** So many whole days before this one, oldest first; a day without usage cost nothing. */
export const daysBefore = (days: readonly Day[], day: string, count: number): readonly Day[] => {
  const known = new Map(days.map((one) => [one.day, one.nano]));
  return Array.from({ length: count }, (_, index) => {
    const before = dayPlus(day, index - count);
    return { day: before, nano: known.get(before) ?? 0 };
  });
};
