import { floorName } from './called.ts';
import { t } from './l10n.ts';
import { once } from './once.ts';
import { among } from './plan-stock.ts';
import { gradeOf, type Floor, type Grade } from './strength.ts';
import type { Task } from './task.ts';

/** Which models reach the floor, and which take their place where none does. */
export interface Sieve {
  /** The floor that counts. */
  readonly floor: Floor;
  /** The grades that are tried one after the other: a later group only where no route of those before can be asked. */
  readonly groups: readonly (() => Int32Array)[];
  /** The best grade there is, where none reaches the floor. */
  readonly best: Grade | undefined;
  /** Whether a model that answered before may go on, where it may be so many grades under what is asked. */
  readonly keeps: (index: number, lenience: number) => boolean;
}

/** What a grade is called. */
export const gradeWords: Readonly<Record<Grade, string>> = {
  1: t('basic'),
  2: t('fair'),
  3: t('strong'),
  4: t('frontier'),
};

/** How a task is spoken of: “strong at code”. */
export const taskWords: Readonly<Record<Task, string>> = {
  chat: t('chat'),
  utility: t('small questions'),
  code: t('code'),
  completion: t('code'),
  reasoning: t('reasoning'),
  embedding: t('embeddings'),
};

/** What is sieved: models by their place, and those that may be used although nobody has measured them. */
export interface Sifting {
  /** Of what the request needs, by the place of each model. */
  readonly grades: Uint8Array;
  readonly able: Int32Array;
  readonly floor: Floor;
  readonly unrated: (index: number) => boolean;
}

/** Those that reach the floor, with the unmeasured ones that are welcome; then those of each lower grade. */
export const sieved = ({ grades, able, floor, unrated }: Sifting): Sieve => {
  const gradeAt = (index: number): number => grades[index] ?? 0;
  const need = gradeOf[floor];
  const has = [false, false, false, false, false];
  for (const index of able) has[gradeAt(index)] = true;
  const below = downwards.filter((grade) => grade < need && has[grade]);
  const best = downwards.some((grade) => grade >= need && has[grade]) ? undefined : below.shift();
  const least = best ?? need;
  const first = once(() => among(able, (index) => gradeAt(index) >= least || (gradeAt(index) === 0 && unrated(index))));
  const lower = below.map((grade) => () => among(able, (index) => gradeAt(index) === grade));
  const keeps = (index: number, lenience: number): boolean =>
    gradeAt(index) === 0 ? unrated(index) : gradeAt(index) >= Math.max(1, least - lenience);
  return { floor, best, groups: [first, ...lower], keeps };
};

const downwards = [4, 3, 2, 1] as const satisfies readonly Grade[];

export const isGrade = (grade: number): grade is Grade => grade >= 1 && grade <= 4;

/** Why the floor leaves a model out, as a clause for a person. */
export const floorText = (grade: number, floor: Floor, task: Task): string => {
  if (!isGrade(grade))
    return t('nobody has measured how good it is at {0} (keyway.routing.unratedModels lets it in)', taskWords[task]);
  return t(
    'is {0} at {1}, and “{2}” asks for {3}',
    gradeWords[grade],
    taskWords[task],
    floorName(floor),
    gradeWords[gradeOf[floor]],
  );
};

interface Relaxing {
  readonly task: Task;
  /** The grade of what stands in, where nothing of the best can be counted on. */
  readonly instead: Grade | undefined;
  /** Something reaches the floor and could do it, and may not be used. */
  readonly barred: boolean;
}

/** That the floor is not reached, as a sentence; undefined where it is. */
export const relaxedText = ({ floor, best }: Sieve, { task, instead, barred }: Relaxing): string | undefined => {
  const asks = t('“{0}” asks for {1} at {2}', floorName(floor), gradeWords[gradeOf[floor]], taskWords[task]);
  const weaker = instead && t('weaker models stand in ({0})', gradeWords[instead]);
  if (best === undefined)
    return weaker && t('{0}; nothing that reaches that can be counted on now, so {1}.', asks, weaker);
  const none = barred
    ? t('{0}; nothing that may be used for this request reaches that', asks)
    : t('{0}; nothing that can do this request reaches that', asks);
  const word = gradeWords[best];
  return weaker
    ? t('{0}, and of the best there is ({1}) nothing can be counted on now: {2}.', none, word, weaker)
    : t('{0}, so the best there is ({1}) takes its place.', none, word);
};
