import { t } from './l10n.ts';
import type { Floor } from './strength.ts';
import type { Task } from './task.ts';

/** Tasks and floors in the language people read. In English they are called what settings call them. */

const tasks: Readonly<Record<Task, string>> = {
  chat: t('chat'),
  code: t('code'),
  reasoning: t('reasoning'),
  embedding: t('embedding'),
  completion: t('completion'),
  utility: t('utility'),
};

const floors: Readonly<Record<Floor, string>> = {
  economy: t('economy'),
  balanced: t('balanced'),
  best: t('best'),
};

export const taskName = (task: Task): string => tasks[task];

/** A task as a ledger or a setting knows it: of a newer Keyway it may be one more. */
export const taskNameOf = (task: string): string => (isTask(task) ? tasks[task] : task);

const isTask = (task: string): task is Task => Object.hasOwn(tasks, task);

export const floorName = (floor: Floor): string => floors[floor];
