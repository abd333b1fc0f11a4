import * as z from 'zod/mini';
import type { Memory } from './caller-decisions.ts';

/** Who answers the editor's small questions: what is set, what was set before, and back. Without VS Code. */

/** The settings that name a model for them (VS Code 1.139). */
export const smallTaskSettings = ['chat.utilityModel', 'chat.utilitySmallModel'] as const;

/** The person's own settings; what a workspace says is not read, and not written. */
export interface OwnSettings {
  /** Undefined where the person has set nothing. */
  readonly read: (name: string) => unknown;
  /** Undefined takes it out. Rejects with what the editor throws. */
  readonly write: (name: string, value: unknown) => Promise<void>;
}

export interface SmallTasksBook {
  readonly settings: OwnSettings;
  readonly memory: Memory;
  /** Begins every name of a model of ours: `keyway/`. */
  readonly ours: string;
}

/** What stood there before, by the setting's name; null where it was not set. JSON has no undefined. */
const memoryKey = 'keyway.smallTasksBefore';

const Before = z.record(z.string(), z.unknown());

const before = ({ memory }: SmallTasksBook): Readonly<Record<string, unknown>> => {
  const read = Before.safeParse(memory.get(memoryKey));
  return read.success ? read.data : {};
};

const isOurs = ({ settings, ours }: SmallTasksBook, name: string): boolean => {
  const value = settings.read(name);
  return typeof value === 'string' && value.startsWith(ours);
};

/** Sets both, and remembers what they were. What was remembered is never replaced by a model of ours. */
export const takeSmallTasks = async (book: SmallTasksBook, model: string): Promise<void> => {
  const { settings, memory } = book;
  const kept = { ...before(book) };
  for (const name of smallTaskSettings) if (!isOurs(book, name)) kept[name] = settings.read(name) ?? null;
  // Remembered first: what is lost in between can be set again, what was there before cannot.
  await memory.update(memoryKey, kept);
  for (const name of smallTaskSettings) await settings.write(name, model);
};

export interface GivenBack {
  /** Names of the settings that are what they were before. */
  readonly restored: readonly string[];
  /** Of those that the person has changed since: they stay as they are. */
  readonly left: readonly string[];
}

/** Puts back exactly what was there, where a model of ours still is. */
export const giveBackSmallTasks = async (book: SmallTasksBook): Promise<GivenBack> => {
  const kept = before(book);
  const restored = smallTaskSettings.filter((name) => isOurs(book, name));
  const left = smallTaskSettings.filter((name) => !restored.includes(name) && Object.hasOwn(kept, name));
  for (const name of restored) await book.settings.write(name, kept[name] ?? undefined);
  await book.memory.update(memoryKey, undefined);
  return { restored, left };
};
