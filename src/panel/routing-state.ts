import { floorName, taskName } from '../core/called.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Rule } from '../core/policy.ts';
import { money } from '../core/cost.ts';
import { countText } from './cells.ts';
import type { StateOf } from './messages.ts';

type Shown = StateOf<'routing'>;

/** When a rule decides, in a clause: `task code, language typescript`; every request where it names nothing. */
const whenText = ({ when }: Rule): string => {
  const said = [
    ...(when.task === undefined ? [] : [t('task {0}', taskName(when.task))]),
    ...(when.language === undefined ? [] : [t('language {0}', when.language)]),
    ...(when.workspace === undefined ? [] : [t('workspace {0}', when.workspace)]),
    ...(when.caller === undefined ? [] : [t('asked by {0}', when.caller)]),
    ...(when.promptOver === undefined ? [] : [t('more than {0} tokens', countText(when.promptOver))]),
    ...(when.promptUnder === undefined ? [] : [t('fewer than {0} tokens', countText(when.promptUnder))]),
    ...(when.model === undefined ? [] : [t('picked {0}', when.model)]),
    ...(when.provider === undefined ? [] : [t('provider {0}', when.provider)]),
  ];
  return said.length === 0 ? t('every request') : listed(said);
};

const deedText = ({ prefer, only, never, floor, maxCost, task }: Rule): string =>
  [
    ...(task === undefined ? [] : [t('is taken as {0}', taskName(task))]),
    ...(only === undefined ? [] : [t('only {0}', listed(only))]),
    ...(prefer === undefined ? [] : [t('first {0}', listed(prefer))]),
    ...(never === undefined ? [] : [t('never {0}', listed(never))]),
    ...(floor === undefined ? [] : [t('floor {0}', floorName(floor))]),
    ...(maxCost === undefined ? [] : [t('at most {0}', money(maxCost))]),
  ].join(t('; '));

/** Its own name, or its number in the settings. */
const titleOf = (name: string): string => {
  const number = /^rule (\d+)$/.exec(name)?.[1];
  return number === undefined ? name : t('rule {0}', number);
};

export const ruleShown = (rule: Rule, index: number): Shown['rules'][number] => ({
  name: titleOf(rule.name ?? `rule ${index + 1}`),
  when: whenText(rule),
  deed: deedText(rule),
});

/** The section in a sentence. */
export const routingSaid = (tasks: number, routes: number): string => {
  if (routes === 0) return t('No route yet: add a key first.');
  if (routes === 1) return t('{0} tasks can go to one route.', countText(tasks));
  return t('{0} tasks can go to {1} routes.', countText(tasks), countText(routes));
};

/** What is unwell comes first, and not more than a person reads. */
const mostRoutes = 200;

const rank: Readonly<Record<Shown['health'][number]['state'], number>> = { failed: 0, limited: 1, working: 2 };

export const healthShown = (routes: Shown['health']): Shown['health'] =>
  routes.toSorted((a, b) => rank[a.state] - rank[b.state]).slice(0, mostRoutes);
