/** A span of time, milliseconds since 1970: from `since` until just before `until`, or until now where it is absent. */
export interface Period {
  readonly since: number;
  readonly until?: number | undefined;
}

/** The person's calendar day at a moment: `2026-03-29`. */
export const dayOf = (at: number): string => {
  const date = new Date(at);
  const month = String(date.getMonth() + 1).padStart(2, '0');
  const day = String(date.getDate()).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${day}`;
};

/** The person's hour at a moment: `2026-03-29 14`. The hour that comes twice when clocks are set back is one. */
export const hourOf = (at: number): string => `${dayOf(at)} ${String(new Date(at).getHours()).padStart(2, '0')}`;

/** The local midnight before a moment, or so many days after that. Days are counted, not hours: some have 23 or 25 of them. */
export const midnight = (at: number, days = 0): number => {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
};

/** The local midnight with which a day (`2026-03-29`) begins, or so many days after that. */
export const midnightOf = (day: string, days = 0): number => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + days).getTime();
};

/** From the last local midnight on. */
export const today = (now = Date.now()): Period => ({ since: midnight(now) });

/** From Monday's local midnight on. */
export const thisWeek = (now = Date.now()): Period => {
  const sinceMonday = (new Date(now).getDay() + 6) % 7;
  return { since: midnight(now, -sinceMonday) };
};

/** From the local midnight of the month's first day on. */
export const thisMonth = (now = Date.now()): Period => {
  const date = new Date(now);
  return { since: new Date(date.getFullYear(), date.getMonth(), 1).getTime() };
};
