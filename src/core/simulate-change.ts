import { floorName } from './called.ts';
import { t } from './l10n.ts';
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
      return t('with today’s keys and rules');
    case 'floor':
      return t('with “{0}” as the floor of every task', floorName(change.floor));
    case 'without':
      return t('without the keys of {0}', nameOf(change.provider));
    case 'only':
      return t('with the keys of {0} alone', nameOf(change.provider));
    case 'unrated':
      return t('with models allowed that nobody has measured');
    case 'strongest':
      return t('with the strongest model first, whatever it costs');
  }
};
