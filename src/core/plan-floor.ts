import type { Stock } from './plan-stock.ts';
import { gradeOf, skillOf, type Floor, type Grade } from './strength.ts';
import type { Task } from './task.ts';

/** Which models reach the floor, and which take their place where none does. */
export interface Sieve {
  /** The floor that counts. */
  readonly floor: Floor;
  /** The grades that are tried one after the other: a later group only where no route of those before can be asked. */
  readonly groups: readonly (readonly number[])[];
  /** The best grade there is, where none reaches the floor. */
  readonly best: Grade | undefined;
}

/** What a grade is called. */
export const gradeWords: Readonly<Record<Grade, string>> = { 1: 'basic', 2: 'fair', 3: 'strong', 4: 'frontier' };

/** How a task is spoken of: “strong at code”. */
export const taskWords: Readonly<Record<Task, string>> = {
  chat: 'chat',
  utility: 'small questions',
  code: 'code',
  completion: 'code',
  reasoning: 'reasoning',
  embedding: 'embeddings',
};

/** What is sieved: models by their place, and those that may be used although nobody has measured them. */
export interface Sifting {
  readonly stock: Stock;
  readonly able: readonly number[];
  readonly task: Task;
  readonly floor: Floor;
  readonly unrated: (index: number) => boolean;
}

/** Those that reach the floor, with the unmeasured ones that are welcome; then those of each lower grade. */
export const sieved = ({ stock, able, task, floor, unrated }: Sifting): Sieve => {
  const grades = stock.grades[skillOf[task]];
  const need = gradeOf[floor];
  const reached: number[] = [];
  const welcome: number[] = [];
  const lower: Record<Grade, number[]> = { 1: [], 2: [], 3: [], 4: [] };
  for (const index of able) {
    const grade = grades[index] ?? 0;
    if (grade >= need) reached.push(index);
    else if (isGrade(grade)) lower[grade].push(index);
    else if (unrated(index)) welcome.push(index);
  }
  const below = downwards.filter((grade) => lower[grade].length > 0);
  const best = reached.length > 0 ? undefined : below.shift();
  const first = best === undefined ? reached : lower[best];
  first.push(...welcome);
  return { floor, best, groups: [first, ...below.map((grade) => lower[grade])] };
};

const downwards = [4, 3, 2, 1] as const satisfies readonly Grade[];

const isGrade = (grade: number): grade is Grade => grade >= 1 && grade <= 4;

/** Why the floor leaves a model out, as a clause for a person. */
export const floorText = (grade: number, floor: Floor, task: Task): string => {
  if (!isGrade(grade))
    return `nobody has measured how good it is at ${taskWords[task]} (keyway.routing.unratedModels lets it in)`;
  return `is ${gradeWords[grade]} at ${taskWords[task]}, and “${floor}” asks for ${gradeWords[gradeOf[floor]]}`;
};

/** That the floor is not reached, as a sentence; undefined where it is. */
export const relaxedText = (
  { floor, best }: Sieve,
  { task, weaker }: { readonly task: Task; readonly weaker: boolean },
): string | undefined => {
  const asks = `“${floor}” asks for ${gradeWords[gradeOf[floor]]} at ${taskWords[task]}`;
  if (best !== undefined)
    return weaker
      ? `${asks}; nothing that can do this request reaches that, and of the best there is nothing can be counted on now: weaker models stand in.`
      : `${asks}; nothing that can do this request reaches that, so the best there is (${gradeWords[best]}) takes its place.`;
  return weaker ? `${asks}; nothing that reaches that can be counted on now, so weaker models stand in.` : undefined;
};
