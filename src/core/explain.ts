import { floorName, taskName } from './called.ts';
import { count } from './count.ts';
import { costText, type Cost } from './cost.ts';
import { tokensText } from './counted.ts';
import { grouped, type ExplainedGroup } from './explain-groups.ts';
import { t } from './l10n.ts';
import { listed } from './listed.ts';
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
  /** Names of those that do not reach the floor. */
  readonly below: readonly string[];
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
  below: plan.routes.filter((route) => isBelow(plan, route)).map(routeText),
  leftOut: grouped(plan.leftOut),
});

const expectedText = (cost: Cost): string => (cost.from !== 'unknown' && cost.usd === 0 ? t('free') : costText(cost));

/** That nothing can be asked; with the reason where there is nothing that could be named for it. */
export const nobodyText = ({ floor, leftOut }: Pick<Plan, 'floor' | 'leftOut'>): string => {
  if (leftOut.length > 0) return t('No route can take this request.');
  return floor === undefined
    ? t('No route can take this request: none of your keys unlocks the model that was picked.')
    : t('No route can take this request: none of your keys unlocks a model for it.');
};

const factsOf = (plan: Plan): readonly string[] => {
  const { task, why, promptTokens, answerLimit } = plan;
  const prompt = tokensText(promptTokens);
  return [
    why === undefined ? t('Task: {0}.', taskName(task)) : t('Task: {0} ({1}).', taskName(task), why),
    answerLimit === undefined
      ? t('Prompt: about {0}.', prompt)
      : t('Prompt: about {0}, with an answer of {1} at most.', prompt, count.format(answerLimit)),
    floorLine(plan),
    ...(plan.fills
      ? [t('Only models that fill gaps are asked, and each of them counts as fair at code at least.')]
      : []),
    ...(plan.relaxed === undefined ? [] : [plan.relaxed]),
    ...(plan.rule === undefined ? [] : [t('Decided by {0}.', ruleName(plan.rule))]),
    ...(plan.stay === undefined ? [] : [plan.stay]),
    ...(plan.spared === undefined ? [] : [plan.spared]),
  ];
};

const floorLine = ({ floor, task }: Plan): string => {
  if (floor === undefined) return t('Floor: none, since the model was picked by name.');
  const [grade, at] = [gradeWords[gradeOf[floor]], taskWords[task]];
  return floor === 'best'
    ? t('Floor: {0}, which asks for models that are {1} at {2}.', floorName(floor), grade, at)
    : t('Floor: {0}, which asks for models that are {1} or better at {2}.', floorName(floor), grade, at);
};

/** Behind those that reach the floor stand weaker ones, so that no request is lost. */
const isBelow = ({ floor, task, fills }: Plan, { model }: PlannedRoute): boolean => {
  const grade = model.strength?.[skillOf[task]];
  return !fills && floor !== undefined && grade !== undefined && grade < gradeOf[floor];
};

const verdictOf = (plan: Plan, route: PlannedRoute, index: number): string => {
  if (index === 0) return t('asked first');
  return isBelow(plan, route)
    ? t('below the floor: asked where those before it fail')
    : t('asked where those before it fail');
};

const healthText = (route: PlannedRoute, health: Pick<Signs, 'paceOf'> | undefined): string => {
  const pace = health?.paceOf?.(route)?.p50;
  const speed = pace === undefined ? [] : [t('begins in about {0} s', (pace / 1_000).toFixed(1))];
  if (route.resting === undefined) return listed([t('healthy'), ...speed]);
  const wait = route.wait > 0 ? [t('waited for {0}', waitText(route.wait))] : [];
  return listed([t('asked because there is no other'), route.resting, ...wait]);
};

/** Three are read, three hundred are not. */
const namedOfGroup = 3;
const namedRoutes = 10;

/** A plan in plain lines, for a person to read before anything is sent, or after. */
export const explainPlan = (plan: Plan, health?: Pick<Signs, 'paceOf'>): readonly string[] => {
  const { facts, routes, leftOut } = explained(plan, health);
  const shown = routes.slice(0, namedRoutes).map((route, index) => `${index + 1}. ${lineOf(route)}`);
  const more = routes.length > namedRoutes ? [moreText(routes.length - namedRoutes)] : [];
  const head = routes.length === 0 ? nobodyText(plan) : t('Asked one after the other:');
  return [
    ...facts,
    head,
    ...shown,
    ...more,
    ...(leftOut.length === 0 ? [] : [t('Left out:')]),
    ...leftOut.map((group) => `- ${groupLine(group)}`),
  ];
};

const moreText = (more: number): string =>
  more === 1 ? t('and 1 more route.') : t('and {0} more routes.', count.format(more));

const lineOf = ({ name, cost, health, verdict }: ExplainedRoute): string =>
  t('{0}: {1}, {2}; {3}', name, cost, health, verdict);

const groupLine = ({ reason, names }: ExplainedGroup): string => {
  const first = listed(names.slice(0, namedOfGroup));
  const more = names.length - namedOfGroup;
  return more > 0 ? t('{0} and {1} more: {2}', first, count.format(more), reason) : t('{0}: {1}', first, reason);
};
