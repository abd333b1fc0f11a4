/** Days as the person's own calendar has them: `2026-12-01`. */

const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Midnight of a calendar day in UTC, where each day has 24 hours. Undefined where there is no such day. */
const countedOf = (day: string): number | undefined => {
  const [whole, year, month, date] = shape.exec(day) ?? [];
  if (whole === undefined) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(date));
  // The 31st of a short month would be a day of the next one.
  return new Date(at).toISOString().startsWith(day) ? at : undefined;
};

export const isDay = (text: string): boolean => countedOf(text) !== undefined;

/** The person's calendar day at a moment. */
export const localDay = (at: number): string => {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/**
 * Midnights from now until the day begins: 0 today, 1 tomorrow, less than 0 once it is over. Days are counted, not hours: one
 * on which clocks change has 23 or 25. Undefined where there is no such day.
 */
export const daysUntil = (day: string, now: number): number | undefined => {
  const [then, today] = [countedOf(day), countedOf(localDay(now))];
  return then === undefined || today === undefined ? undefined : (then - today) / 86_400_000;
};
