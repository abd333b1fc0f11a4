/** Names and values, as a JSON object is read; nothing is known of the values. */
export type Table = Readonly<Record<string, unknown>>;

/** A list is none. */
export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
