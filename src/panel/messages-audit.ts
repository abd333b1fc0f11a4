import * as z from 'zod/mini';

/** From the page: what a person does in the section. */
export const fromAudit = [] as const;

/** To the page: everything the section shows. */
export const toAudit = z.strictObject({ type: z.literal('audit'), said: z.string(), trouble: z.string() });
