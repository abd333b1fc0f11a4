import { count } from './count.ts';
import { costText, type Cost } from './cost.ts';
import { grouped, type ExplainedGroup } from './explain-groups.ts';
import { gradeWords, taskWords } from './plan-floor.ts';
import type { Plan, PlannedRoute, Signs } from './plan.ts';
import { ruleName } from './policy.ts';
import { routeText } from './receipt.ts';
import { gradeOf, skillOf } from './strength.ts';
import { waitText } from './wait-text.ts';

/** A route that may be asked, as a person reads it. */
interface ExplainedRoute {
  /** Provider, model and key: `OpenAI gpt-6-luna (key work)`. */
  readonly name: string;
  /** `~$0.0031`, `free`, `cost unknown`. */
  readonly cost: string;
  /** `healthy, begins in about 0.8 s`. */
  readonly health: string;
  /** `asked first`, `asked where those before it fail`. */
  readonly verdict: string;
}

/** A plan in words. */
export interface Explanation {
  /** Task and why, prompt, floor, rule, stay: one sentence each. */
  readonly facts: readonly string[];
  readonly routes: readonly ExplainedRoute[];
  readonly leftOut: readonly ExplainedGroup[];
}

/** Reads every route of a plan: for people, not on the way of a request. With the health, it also says how fast they are. */
export const explained = (plan: Plan, health?: Pick<Signs, 'paceOf'>): Explanation => ({
  facts: factsOf(plan),
  routes: plan.routes.map((route, index) => ({
    name: routeText(route),
    cost: expectedText(route.expected),
    health: healthText(route, health),
    verdict: verdictOf(plan, route, index),
  })),
  leftOut: grouped(plan.leftOut),
});

const expectedText = (cost: Cost): string => (cost.from !== 'unknown' && cost.usd === 0 ? 'free' : costText(cost));

/** That nothing can be asked; with the reason where there is nothing that could be named for it. */
export const nobodyText = ({ floor, leftOut }: Pick<Plan, 'floor' | 'leftOut'>): string => {
  if (leftOut.length > 0) return 'No route can take this request.';
  const what = floor === undefined ? 'the model that was picked' : 'a model for it';
  return `No route can take this request: none of your keys unlocks ${what}.`;
};

const factsOf = (plan: Plan): readonly string[] => {
  const { task, why, promptTokens, answerLimit } = plan;
  const limit = answerLimit === undefined ? '' : `, with an answer of ${count.format(answerLimit)} at most`;
  return [
    `Task: ${task}${why === undefined ? '' : ` (${why})`}.`,
    `Prompt: about ${count.format(promptTokens)} tokens${limit}.`,
    floorLine(plan),
    ...(plan.fills ? ['Only models that fill gaps are asked, and each of them counts as fair at code at least.'] : []),
    ...(plan.relaxed === undefined ? [] : [plan.relaxed]),
    ...(plan.rule === undefined ? [] : [`Decided by ${ruleName(plan.rule)}.`]),
    ...(plan.stay === undefined ? [] : [plan.stay]),
    ...(plan.spared === undefined ? [] : [plan.spared]),
  ];
};

const floorLine = ({ floor, task }: Plan): string =>
  floor === undefined
    ? 'Floor: none, since the model was picked by name.'
    : `Floor: ${floor}, which asks for models that are ${gradeWords[gradeOf[floor]]}${floor === 'best' ? '' : ' or better'} at ${taskWords[task]}.`;

/** Behind those that reach the floor stand weaker ones, so that no request is lost. */
const isBelow = ({ floor, task, fills }: Plan, { model }: PlannedRoute): boolean => {
  const grade = model.strength?.[skillOf[task]];
  return !fills && floor !== undefined && grade !== undefined && grade < gradeOf[floor];
};

const verdictOf = (plan: Plan, route: PlannedRoute, index: number): string => {
  if (index === 0) return 'asked first';
  const where = 'asked where those before it fail';
  return isBelow(plan, route) ? `below the floor: ${where}` : where;
};

const healthText = (route: PlannedRoute, health: Pick<Signs, 'paceOf'> | undefined): string => {
  const pace = health?.paceOf?.(route)?.p50;
  const speed = pace === undefined ? [] : [`begins in about ${(pace / 1_000).toFixed(1)} s`];
  if (route.resting === undefined) return ['healthy', ...speed].join(', ');
  const wait = route.wait > 0 ? [`waited for ${waitText(route.wait)}`] : [];
  return ['asked because there is no other', route.resting, ...wait].join(', ');
};

/** Three are read, three hundred are not. */
const namedOfGroup = 3;
const namedRoutes = 10;

/** A plan in plain lines, for a person to read before anything is sent, or after. */
export const explainPlan = (plan: Plan, health?: Pick<Signs, 'paceOf'>): readonly string[] => {
  const { facts, routes, leftOut } = explained(plan, health);
  const shown = routes.slice(0, namedRoutes).map((route, index) => `${index + 1}. ${lineOf(route)}`);
  const more = routes.length > namedRoutes ? [`and ${count.format(routes.length - namedRoutes)} more routes.`] : [];
  const head = routes.length === 0 ? nobodyText(plan) : 'Asked one after the other:';
  return [
    ...facts,
    head,
    ...shown,
    ...more,
    ...(leftOut.length === 0 ? [] : ['Left out:']),
    ...leftOut.map((group) => `- ${groupLine(group)}`),
  ];
};

const lineOf = ({ name, cost, health, verdict }: ExplainedRoute): string => `${name}: ${cost}, ${health}; ${verdict}`;

const groupLine = ({ reason, names }: ExplainedGroup): string => {
  const first = names.slice(0, namedOfGroup).join(', ');
  const more = names.length - namedOfGroup;
  return more > 0 ? `${first} and ${count.format(more)} more: ${reason}` : `${first}: ${reason}`;
};
