import * as z from 'zod/mini';
import { bar } from './messages-bar.ts';
import { groupings, spans } from './question.ts';

export const usageQuestion = { span: z.enum(spans), by: z.enum(groupings) };

/** What the section leads to: commands that ask what they need themselves. */
export const usageCommands = ['exportUsage', 'reconcile', 'correctPrices', 'forgetUsage', 'setBudget'] as const;

/** From the page: a question about usage, and what is done about it elsewhere. */
export const fromUsage = [
  z.strictObject({ type: z.literal('usage.show'), ...usageQuestion }),
  z.strictObject({ type: z.literal('usage.command'), command: z.enum(usageCommands) }),
  /** Changes, lifts or removes a budget. */
  z.strictObject({ type: z.literal('usage.budget'), budget: z.string().check(z.maxLength(1_000)) }),
] as const;

/** A table of texts ready to draw; the first column heads its row. */
const table = z.strictObject({
  title: z.string(),
  columns: z.array(z.strictObject({ title: z.string(), numeric: z.boolean() })),
  rows: z.array(z.array(z.string())),
  /** Below the table, or instead of it where there are no rows. Without rows and note there is nothing to draw. */
  note: z.string(),
});

/** Money over time: a bar a day, its parts from below upwards in the order of the series. */
const chart = z.strictObject({
  title: z.string(),
  series: z.array(z.string()),
  /** The highest bar, in words. */
  most: z.string(),
  bars: z.array(
    z.strictObject({
      day: z.string(),
      total: z.string(),
      /** Shares of the highest bar, 0 to 1. */
      parts: z.array(z.number()),
      texts: z.array(z.string()),
    }),
  ),
});

const budget = z.strictObject({ ...bar.shape, id: z.string(), detail: z.string() });

const request = z.strictObject({ title: z.string(), lines: z.array(z.string()) });

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
  /** Absent where there is nothing to draw. */
  chart: z.optional(chart),
  budgets: z.array(budget),
  /** The requests of this window with their receipts, newest first. */
  requests: z.array(request),
  /** Absent where the ledger cannot be read. */
  tables: z.optional(z.strictObject({ usage: table, attempts: table })),
});

export type TableShape = z.infer<typeof table>;
