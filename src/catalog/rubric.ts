import type { Grade, Skill, Strength } from '../core/strength.ts';

/** A published result of a benchmark, with the page it was read from and the day it counts for (`YYYY-MM-DD`). */
export interface Measurement {
  readonly benchmark: string;
  readonly score: number;
  readonly source: string;
  readonly date: string;
}

interface Scale {
  readonly skill: Skill;
  /** The least score for fair, for strong and for frontier; what is below the first is basic. */
  readonly from: readonly [fair: number, strong: number, frontier: number];
}

/**
 * What a score is worth, as of autumn 2026. Frontier is where the best of each maker are today, strong where one would hand
 * over work without watching every step, fair where small and checked work succeeds. Scores of different versions of a
 * benchmark are never compared: a version has a row of its own.
 */
export const rubric: Readonly<Record<string, Scale>> = {
  /** Elo of people who compare web pages that two models have made. */
  'arena-webdev': { skill: 'code', from: [1_300, 1_450, 1_600] },
  /** Percent of tasks in a terminal. */
  'terminal-bench-2.1': { skill: 'code', from: [25, 60, 84] },
  'terminal-bench-4.0': { skill: 'code', from: [5, 15, 45] },
  /** Percent of issues of real repositories that were solved. */
  'swe-bench-verified': { skill: 'code', from: [50, 72, 88] },
  /** Percent of exercises in six languages that were right at the second attempt. */
  'aider-polyglot': { skill: 'code', from: [40, 70, 88] },
  /** Artificial Analysis' mean of its own runs; versions of the index are not comparable. */
  'aa-index-4.3': { skill: 'reasoning', from: [14, 28, 45] },
  /** Percent of questions of science that no search answers. */
  'gpqa-diamond': { skill: 'reasoning', from: [70, 85, 93] },
  /** Elo of people who compare two answers without knowing whose they are. */
  'arena-text': { skill: 'general', from: [1_330, 1_430, 1_475] },
  /** Mean of the retrieval tasks, many languages. */
  'mmteb-retrieval': { skill: 'embedding', from: [50, 59, 66] },
  /** Mean of all 56 tasks of the first, English version. */
  'mteb-english': { skill: 'embedding', from: [60, 64, 68] },
  /** nDCG of the first ten documents found. */
  'agentset-ndcg': { skill: 'embedding', from: [0.7, 0.78, 0.83] },
};

/** What one result is worth; undefined where the rubric does not know the benchmark. */
export const gradeFor = ({ benchmark, score }: Pick<Measurement, 'benchmark' | 'score'>): Grade | undefined => {
  const scale = rubric[benchmark];
  if (!scale) return undefined;
  const [fair, strong, frontier] = scale.from;
  if (score >= frontier) return 4;
  if (score >= strong) return 3;
  return score >= fair ? 2 : 1;
};

/**
 * The grades of a model. Where a skill was measured more than once the middle grade counts, and of two middle ones the
 * lower. So neither one lucky benchmark lifts a model nor one broken run sinks it, and in doubt it is rated too low: that
 * costs a little money, and the opposite an answer that is not good enough. Grades are compared, not scores: the scores
 * of different benchmarks have no common unit.
 */
export const strengthFrom = (measurements: readonly Measurement[]): Strength => {
  const bySkill = new Map<Skill, Grade[]>();
  for (const measurement of measurements) {
    const skill = rubric[measurement.benchmark]?.skill;
    const grade = gradeFor(measurement);
    if (skill && grade) bySkill.set(skill, [...(bySkill.get(skill) ?? []), grade]);
  }
  return Object.fromEntries([...bySkill].map(([skill, grades]) => [skill, lowerMedian(grades)]));
};

const lowerMedian = (grades: readonly Grade[]): Grade | undefined =>
  grades.toSorted((a, b) => a - b)[Math.floor((grades.length - 1) / 2)];
