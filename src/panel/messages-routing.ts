import * as z from 'zod/mini';

/** From the page: what a person does in the section. */
export const fromRouting = [] as const;

/** To the page: everything the section shows. */
export const toRouting = z.strictObject({ type: z.literal('routing'), said: z.string(), trouble: z.string() });
