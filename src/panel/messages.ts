import * as z from 'zod/mini';
import { fromAudit, toAudit } from './messages-audit.ts';
import { fromKeys, toKeys } from './messages-keys.ts';
import { fromRouting, toRouting } from './messages-routing.ts';
import { fromUsage, toUsage, usageQuestion, type TableShape } from './messages-usage.ts';
import { sections } from './section.ts';

const section = z.enum(sections);

/** Long work that the page shows, by a number of the host's. */
const work = z.int().check(z.nonnegative());

/** From the page. No message asks for a key's value: there is none that could be answered with one. */
const fromPage = z.discriminatedUnion('type', [
  /** It is drawn; the section it was left with, where it was. */
  z.strictObject({ type: z.literal('ready'), section: z.optional(section) }),
  z.strictObject({ type: z.literal('show'), section }),
  z.strictObject({ type: z.literal('cancel'), work }),
  ...fromKeys,
  ...fromRouting,
  ...fromUsage,
  ...fromAudit,
]);

const state = z.discriminatedUnion('type', [toKeys, toRouting, toUsage, toAudit]);

const toPage = z.discriminatedUnion('type', [
  toKeys,
  toRouting,
  toUsage,
  toAudit,
  /** The host wants this section in front: a command with an argument, a deep link. */
  z.strictObject({ type: z.literal('front'), section }),
  /** Work has begun, goes on or is over. */
  z.strictObject({
    type: z.literal('work'),
    work,
    section,
    title: z.string(),
    /** How much of it is done, 0 to 1; absent where nobody can tell. */
    share: z.optional(z.number()),
    isOver: z.boolean(),
  }),
  /** A sentence about something the person did: shown until the next one, and spoken. */
  z.strictObject({ type: z.literal('told'), section, sentence: z.string(), isTrouble: z.boolean() }),
]);

/** What the page keeps for itself while it is hidden and over a reload. Never anything a person typed. */
const memory = z.strictObject({ section, ...usageQuestion, scroll: z.number() });

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

export type FromPage = Frozen<z.infer<typeof fromPage>>;
export type ToPage = Frozen<z.infer<typeof toPage>>;
/** What a section shows. */
export type State = Frozen<z.infer<typeof state>>;
export type StateOf<S extends State['type']> = Extract<State, { type: S }>;
export type Table = Frozen<TableShape>;
export type Memory = Frozen<z.infer<typeof memory>>;

/** Undefined for everything that is not exactly one of the messages: it is dropped. */
export const readFromPage = (message: unknown): FromPage | undefined => fromPage.safeParse(message).data;

export const readToPage = (message: unknown): ToPage | undefined => toPage.safeParse(message).data;

export const readMemory = (kept: unknown): Memory | undefined => memory.safeParse(kept).data;
