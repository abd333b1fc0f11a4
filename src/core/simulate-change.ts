import type { Policy } from './policy.ts';
import type { Conditions } from './simulate.ts';
import type { Floor } from './strength.ts';

/** What a simulation changes about today. */
export type Change =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'floor'; readonly floor: Floor }
  /** The keys of this provider are away. */
  | { readonly kind: 'without'; readonly provider: string }
  | { readonly kind: 'only'; readonly provider: string }
  | { readonly kind: 'unrated' }
  | { readonly kind: 'strongest' };

/** Today's keys and rules with one thing changed. Rules stay as they are, and a rule's own floor goes before any other. */
export const changed = (today: Conditions, change: Change): Conditions => {
  const { offers, policy } = today;
  switch (change.kind) {
    case 'nothing':
      return today;
    case 'floor':
      return { ...today, policy: { ...policy, floors: floorsAt(policy, change.floor) } };
    case 'without':
      return { ...today, offers: offers.filter(({ provider }) => provider.id !== change.provider) };
    case 'only':
      return { ...today, offers: offers.filter(({ provider }) => provider.id === change.provider) };
    case 'unrated':
      return { ...today, policy: { ...policy, unrated: true } };
    case 'strongest':
      return { ...today, policy: { ...policy, costOptimisation: false } };
  }
};

const floorsAt = ({ floors }: Policy, floor: Floor): Policy['floors'] => {
  const raised = { ...floors };
  for (const task of Object.keys(floors)) if (isTaskOf(raised, task)) raised[task] = floor;
  return raised;
};

const isTaskOf = (floors: Policy['floors'], task: string): task is keyof Policy['floors'] =>
  Object.hasOwn(floors, task);

/** The change as a person reads it: `with “best” as the floor of every task`. */
export const changeText = (change: Change, nameOf: (provider: string) => string): string => {
  switch (change.kind) {
    case 'nothing':
      return 'with today’s keys and rules';
    case 'floor':
      return `with “${change.floor}” as the floor of every task`;
    case 'without':
      return `without the keys of ${nameOf(change.provider)}`;
    case 'only':
      return `with the keys of ${nameOf(change.provider)} alone`;
    case 'unrated':
      return 'with models allowed that nobody has measured';
    case 'strongest':
      return 'with the strongest model first, whatever it costs';
  }
};
