import * as z from 'zod/mini';
import { groupings, spans } from './question.ts';

export const usageQuestion = { span: z.enum(spans), by: z.enum(groupings) };

/** From the page: a question about usage. */
export const fromUsage = [z.strictObject({ type: z.literal('usage.show'), ...usageQuestion })] as const;

/** A table of texts ready to draw; the first column heads its row. */
const table = z.strictObject({
  title: z.string(),
  columns: z.array(z.strictObject({ title: z.string(), numeric: z.boolean() })),
  rows: z.array(z.array(z.string())),
  /** Below the table, or instead of it where there are no rows. Without rows and note there is nothing to draw. */
  note: z.string(),
});

/** To the page: everything the section shows, as the answer to one question. */
export const toUsage = z.strictObject({
  type: z.literal('usage'),
  asked: z.strictObject(usageQuestion),
  /** What the page says aloud: the answer in a sentence. */
  said: z.string(),
  /** Why the ledger does not record, or cannot be read; empty where all is well. */
  trouble: z.string(),
  totals: z.array(z.strictObject({ title: z.string(), value: z.string(), detail: z.string() })),
  /** What is to be said about the numbers, a sentence each. */
  notes: z.array(z.string()),
  /** Absent where the ledger cannot be read. */
  tables: z.optional(z.strictObject({ usage: table, attempts: table })),
});

export type TableShape = z.infer<typeof table>;
