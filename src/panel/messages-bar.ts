import * as z from 'zod/mini';

/** How much of a budget is used: a bar, and the same in words. */
export const bar = z.strictObject({
  title: z.string(),
  used: z.string(),
  /** Of its limit; more than 1 where it was passed. */
  share: z.number(),
  state: z.enum(['working', 'limited', 'failed']),
});

export type BarShape = z.infer<typeof bar>;
