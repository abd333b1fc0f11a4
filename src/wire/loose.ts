/** An object of which nothing is known but the names that are looked at: compatible servers send every shape. */
export type Loose<Name extends string> = { readonly [K in Name]?: unknown };

export const isLoose = <Name extends string>(value: unknown): value is Loose<Name> =>
  typeof value === 'object' && value !== null;

/** A text that says something. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
