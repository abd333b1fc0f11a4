import type { Task } from './task.ts';

/** What a model can be good at. */
export const skills = ['code', 'reasoning', 'general', 'embedding'] as const;
export type Skill = (typeof skills)[number];

/** How good, from published measurements: 1 basic, 2 fair, 3 strong, 4 frontier. */
export type Grade = 1 | 2 | 3 | 4;

/** The grades of a model; absent: nobody has measured it, which is not the same as weak. */
export type Strength = { readonly [S in Skill]?: Grade | undefined };

/** How good a model must be before its price counts. */
export const floors = ['economy', 'balanced', 'best'] as const;
export type Floor = (typeof floors)[number];

/** The grade a floor asks for. */
export const gradeOf: Readonly<Record<Floor, Grade>> = { economy: 2, balanced: 3, best: 4 };

/** The skill that a task needs. */
export const skillOf: Readonly<Record<Task, Skill>> = {
  chat: 'general',
  utility: 'general',
  code: 'code',
  completion: 'code',
  reasoning: 'reasoning',
  embedding: 'embedding',
};
