import { glob, type Fits } from './glob.ts';
import { t } from './l10n.ts';
import type { Policy } from './policy.ts';
import { type Model, modelKey } from './provider.ts';
import type { Skill } from './strength.ts';

/**
 * Whether Keyway may ever choose this model where that skill is needed: somebody has measured it, or the person says so,
 * of all such models (`unrated`) or of this one by its name, as a preference or in a rule. Whether that rule fits a
 * request is for its plan to say.
 */
export const ratedFor = (model: Model, skill: Skill, policy: Policy): boolean =>
  model.strength?.[skill] !== undefined || policy.unrated || isNamed(policy, modelKey(model));

/** What the person can do about a model that nobody has measured. */
export const unratedHint = t('set keyway.routing.unratedModels, or name it in a rule');

const known = new WeakMap<Policy, readonly Fits[]>();

const isNamed = (policy: Policy, name: string): boolean => {
  const before = known.get(policy);
  const named = before ?? namesIn(policy).map(glob);
  if (!before) known.set(policy, named);
  return named.some((fits) => fits(name));
};

const namesIn = ({ preferredModels, rules }: Policy): readonly string[] => [
  ...preferredModels,
  ...rules.flatMap(({ prefer = [], only = [] }) => [...prefer, ...only]),
];
