import * as z from 'zod/mini';
import { bar } from './messages-bar.ts';

const id = z.string().check(z.minLength(1), z.maxLength(100));
/** Characters; the longest keys known are about 2 kB, and what is longer is refused in a sentence. */
const typed = z.string().check(z.maxLength(100_000));
/** By the names of the record's fields. */
const fields = z.record(id, typed);

/** Commands about one key that ask what they need themselves. */
export const keyCommandsOfPage = ['limitKey', 'setKeyExpiry', 'confirmOrigin'] as const;

/** Where keys may be imported from. */
export const importSources = ['environment', 'file', 'elsewhere'] as const;

/** From the page: what a person does with keys. What was typed crosses once, and no message asks for it back. */
export const fromKeys = [
  z.strictObject({ type: z.literal('keys.add'), provider: id, nickname: typed, fields }),
  z.strictObject({ type: z.literal('keys.update'), key: id, fields }),
  z.strictObject({ type: z.literal('keys.rename'), key: id, nickname: typed }),
  z.strictObject({ type: z.literal('keys.test'), key: id }),
  z.strictObject({ type: z.literal('keys.testAll') }),
  z.strictObject({ type: z.literal('keys.enable'), key: id, isEnabled: z.boolean() }),
  /** 1 is tried first. */
  z.strictObject({ type: z.literal('keys.move'), key: id, priority: z.int().check(z.gte(1), z.lte(1_000)) }),
  z.strictObject({ type: z.literal('keys.remove'), key: id }),
  z.strictObject({ type: z.literal('keys.command'), key: id, command: z.enum(keyCommandsOfPage) }),
  /** For everything where neither is named. */
  z.strictObject({ type: z.literal('keys.setBudget'), provider: z.optional(id), key: z.optional(id) }),
  z.strictObject({ type: z.literal('keys.import'), from: z.enum(importSources) }),
  /** Opens a page of the provider's in the browser, by its record: where keys are made, or how. */
  z.strictObject({ type: z.literal('keys.visit'), provider: id, page: z.enum(['key', 'docs']) }),
] as const;

/** How a key or a provider is: the page chooses an icon by it, and the words beside it say it as well. */
export const keyStates = ['working', 'limited', 'failed', 'untested', 'disabled', 'retired'] as const;

const field = z.strictObject({
  name: z.string(),
  label: z.string(),
  hint: z.string(),
  secret: z.boolean(),
  optional: z.boolean(),
  /** Regular expression of the usual shape; '' where there is none. */
  format: z.string(),
  /** One of these and nothing else; empty where anything may be typed. */
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
  /** Shown and needed only while the field of this name is empty; '' always. */
  insteadOf: z.string(),
  /** What is stored, of plain fields. */
  value: z.string(),
});

const key = z.strictObject({
  id: z.string(),
  nickname: z.string(),
  /** `sk-p…9f3a`; '' where nothing can be shown. */
  mask: z.string(),
  /** Why its secret cannot be read; '' where it can. */
  trouble: z.string(),
  state: z.enum(keyStates),
  /** The state in words. */
  stateText: z.string(),
  dates: z.string(),
  /** Why it rests at the moment, and what is left of its limits; '' where nothing is known. */
  health: z.string(),
  /** What it spent this month. */
  spent: z.string(),
  /** Those of this key alone. */
  budgets: z.array(bar),
  /** `3 models`. */
  models: z.string(),
  isEnabled: z.boolean(),
  /** Place among its provider's keys, from 1. */
  priority: z.int(),
  isLast: z.boolean(),
  /** Its address is another one than it was saved for: it is not sent before that is confirmed. */
  isRedirected: z.boolean(),
  fields: z.array(field),
});

const provider = z.strictObject({
  id: z.string(),
  name: z.string(),
  state: z.enum(keyStates),
  stateText: z.string(),
  /** `12 models · chat, tools, images`. */
  unlocks: z.string(),
  /** `$1.24 this month`. */
  spent: z.string(),
  /** Those of this provider alone. */
  budgets: z.array(bar),
  /** What a person has to know of it: that it closed, or may have. */
  notice: z.string(),
  isRetired: z.boolean(),
  keys: z.array(key),
});

const offered = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** What it is good for, in a few words. */
  about: z.string(),
  /** `2 keys`, or that there is none yet. */
  has: z.string(),
  /** What stands in the way of it: that it may no longer exist; '' where nothing does. */
  notice: z.string(),
  /** There is a page where one gets a key. */
  hasKeyPage: z.boolean(),
  /** What a test costs; '' where it is free. */
  testCosts: z.string(),
  /** A nickname that is free. */
  nickname: z.string(),
  fields: z.array(field),
});

/** To the page: everything the section shows. Of a secret never more than its mask. */
export const toKeys = z.strictObject({
  type: z.literal('keys'),
  /** `3 keys of 2 providers unlock 41 models.` */
  said: z.string(),
  providers: z.array(provider),
  offered: z.array(offered),
  /** Keys in environment variables that are not stored yet. */
  found: z.int(),
});

export type KeyState = (typeof keyStates)[number];
