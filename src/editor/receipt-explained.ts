import type { Explanation } from '../core/explain.ts';
import type { Plan } from '../core/plan.ts';
import type { Task } from '../core/task.ts';

export interface ExplainingParts {
  readonly explain: (plan: Plan) => Explanation;
  /** Milliseconds after an answer in which nobody is kept waiting for its explanation. */
  readonly rest: number;
  /** The same after a completion. */
  readonly restOfTyping: number;
}

export const usualRest: Omit<ExplainingParts, 'explain'> = { rest: 50, restOfTyping: 1_000 };

/** One answer, and what hears of its explanation. */
export interface ToExplain {
  readonly task: Task;
  readonly plan: Plan;
  readonly take: (explanation: Explanation) => void;
}

/**
 * Explains answers soon after they came. While a person types, completion follows completion: only the last is explained,
 * once they rest. No plan is held for longer: it holds the request, with all that was said.
 */
export const explainingLater = ({ explain, rest, restOfTyping }: ExplainingParts): ((one: ToExplain) => void) => {
  let completion: NodeJS.Timeout | undefined;
  return ({ task, plan, take }) => {
    const isCompletion = task === 'completion';
    if (isCompletion) clearTimeout(completion);
    const timer = setTimeout(() => take(explain(plan)), isCompletion ? restOfTyping : rest).unref();
    if (isCompletion) completion = timer;
  };
};
