import * as z from 'zod/mini';
import { groupings, spans } from './question.ts';

const question = { span: z.enum(spans), by: z.enum(groupings) };

/** From the page: it is drawn and asks what it last asked for, or it asks a question. */
const fromPage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('show'), ...question }),
]);

/** A table of texts ready to draw; the first column heads its row. */
const table = z.strictObject({
  title: z.string(),
  columns: z.array(z.strictObject({ title: z.string(), numeric: z.boolean() })),
  rows: z.array(z.array(z.string())),
  /** Below the table, or instead of it where there are no rows. Without rows and note there is nothing to draw. */
  note: z.string(),
});

/** To the page: everything it shows, as the answer to one question. */
const toPage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('state'),
    asked: z.strictObject(question),
    /** What the page says aloud: the answer in a sentence. */
    said: z.string(),
    /** Why the ledger does not record, or cannot be read; empty where all is well. */
    trouble: z.string(),
    totals: z.array(z.strictObject({ title: z.string(), value: z.string(), detail: z.string() })),
    /** What is to be said about the numbers, a sentence each. */
    notes: z.array(z.string()),
    /** Absent where the ledger cannot be read. */
    tables: z.optional(z.strictObject({ usage: table, attempts: table })),
  }),
]);

/** What the page keeps for itself while it is hidden and over a reload. */
const memory = z.strictObject({ ...question, scroll: z.number() });

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type FromPage = Frozen<z.infer<typeof fromPage>>;
export type ToPage = Frozen<z.infer<typeof toPage>>;
export type Table = Frozen<z.infer<typeof table>>;
export type Memory = Frozen<z.infer<typeof memory>>;

/** Undefined for everything that is not exactly one of the messages: it is dropped. */
export const readFromPage = (message: unknown): FromPage | undefined => fromPage.safeParse(message).data;

export const readToPage = (message: unknown): ToPage | undefined => toPage.safeParse(message).data;

export const readMemory = (kept: unknown): Memory | undefined => memory.safeParse(kept).data;
