import * as z from 'zod/mini';

/** From the page: what a person does in the section. */
export const fromKeys = [] as const;

/** To the page: everything the section shows. */
export const toKeys = z.strictObject({ type: z.literal('keys'), said: z.string(), trouble: z.string() });
