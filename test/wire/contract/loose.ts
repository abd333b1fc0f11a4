/** Looking into a body of which nothing is promised: what is missing must fail the test, not pass as undefined. */

export type Loose = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new Error(`expected a list, got ${JSON.stringify(value)}`);
};

export const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  throw new Error(`expected a text, got ${JSON.stringify(value)}`);
};

/** Every string inside a value, keys included. */
export function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const inner of value) yield* stringsIn(inner);
  else if (isRecord(value))
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* stringsIn(inner);
    }
}
