import type { Budget } from './budget.ts';
import { entryIn, shown, type BudgetEntry, type PartOfEntry } from './budget-entry.ts';
import { t } from './l10n.ts';
import { listed, listedClauses } from './listed.ts';
import type { Task } from './task.ts';

export { budgetTasks, type BudgetEntry } from './budget-entry.ts';

/** Whom budgets may name. */
export interface Named {
  /** Closed ones as well: a budget of theirs covers nobody, and must not cover everybody. */
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  /** Empty while nobody knows them yet. */
  readonly keys: readonly { readonly id: string; readonly nickname: string; readonly provider: string }[];
}

export interface BudgetsRead {
  readonly budgets: readonly Budget[];
  /** Where in the setting each budget stands, by its id. */
  readonly places: ReadonlyMap<string, number>;
  /** One sentence for each entry that does not count, or not as it is written. */
  readonly troubles: readonly string[];
}

/**
 * Reads the setting `keyway.budgets`. An entry that is not understood hides no other. Where its limit and period are
 * understood it counts, and covers more rather than less; where they are not and it is strict, nothing that costs passes.
 */
export const budgetsIn = (setting: unknown, named: Named): BudgetsRead => {
  const { entries, troubles: told } = entriesIn(setting);
  const budgets: Budget[] = [];
  const places = new Map<string, number>();
  const troubles = [...told];
  for (const [place, value] of entries.entries()) {
    const { budget, trouble, unread } = budgetIn(value, named);
    const who = ordinal(place, value);
    if (trouble !== undefined) troubles.push(trouble(who));
    if (!budget) continue;
    const id = freeId(budget.id, places);
    const clause = unread && t('{0} is strict and cannot be read: {1}', who, unread);
    budgets.push({ ...budget, id, ...(clause !== undefined && { unread: clause }) });
    places.set(id, place);
  }
  return { budgets, places, troubles };
};

const entriesIn = (
  setting: unknown,
): { readonly entries: readonly unknown[]; readonly troubles: readonly string[] } => {
  if (setting === undefined || setting === null) return { entries: [], troubles: [] };
  if (Array.isArray(setting)) return { entries: setting, troubles: [] };
  return typeof setting === 'object'
    ? { entries: [setting], troubles: [t('The setting keyway.budgets is no list, and is read as one budget.')] }
    : { entries: [], troubles: [t('The setting keyway.budgets is no list: no budget counts.')] };
};

interface Reading {
  readonly budget?: Budget;
  /** Why a strict one cannot be read, in a clause: "its “limit” must be …". */
  readonly unread?: string | undefined;
  /** A sentence about it, by what it is called: "Budget 1 … does not count: its “limit” …". */
  readonly trouble?: ((who: string) => string) | undefined;
}

const budgetIn = (value: unknown, named: Named): Reading => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { trouble: (who) => t('{0} does not count: it is no table.', who) };
  const { entry, unread = '', flaws } = entryIn(value);
  const provider = providerIn(entry, named);
  const keys = keysIn({ ...entry, provider: provider.id }, named);
  const { limit, period } = entry;
  const covered = { ...entry, provider: provider.id, key: keys.ids && entry.key };
  const found = { named, ids: keys.ids };
  if (limit === undefined || period === undefined) {
    if (entry.strict !== true) return { trouble: (who) => t('{0} does not count: {1}.', who, unread) };
    const budget = budgetOf({ ...covered, limit: 0, period: period ?? 'month', action: 'block' }, found);
    const trouble = (who: string): string =>
      t('{0} is strict and cannot be read: {1}. Until then nothing passes it that costs.', who, unread);
    return { budget, unread, trouble };
  }
  const budget = budgetOf({ ...covered, limit, period }, found);
  if (keys.gone) return { budget, trouble: (who) => t('{0} counts for nothing: its key was removed.', who) };
  const all = [...flaws, ...provider.flaws, ...keys.flaws];
  if (all.length === 0) return { budget };
  return { budget, trouble: (who) => t('{0} counts, but not as it is written: {1}.', who, listedClauses(all)) };
};

/** By its id, else by its name; capitals do not matter. */
const providerIn = ({ provider }: PartOfEntry, { providers }: Named) => {
  if (provider === undefined) return { id: undefined, flaws: [] };
  const wanted = provider.toLowerCase();
  const found =
    providers.find(({ id }) => id.toLowerCase() === wanted) ??
    providers.find(({ name }) => name.toLowerCase() === wanted);
  return found
    ? { id: found.id, flaws: [] }
    : { id: undefined, flaws: [t('Keyway knows no provider “{0}”, so it covers every provider', shown(provider))] };
};

interface KeysFound {
  /** Undefined: every key is covered. */
  readonly ids: readonly string[] | undefined;
  /** Its id was written, as the command writes it: it was there. */
  readonly gone?: boolean;
  readonly flaws: readonly string[];
}

/** An id that Keyway gives; a nickname may be misspelt, this is not. */
const keyId = /^[0-9a-f]{16}$/;

/** By id, else by nickname, else by a nickname of other capitals. */
const keysIn = ({ key, provider }: PartOfEntry, named: Named): KeysFound => {
  if (key === undefined) return { ids: undefined, flaws: [] };
  // Without a key there are no requests, and nothing to say.
  if (named.keys.length === 0) return { ids: [key], flaws: [] };
  const candidates = named.keys.filter((one) => provider === undefined || one.provider === provider);
  const tests: readonly ((one: Named['keys'][number]) => boolean)[] = [
    ({ id }) => id === key,
    ({ nickname }) => nickname === key,
    ({ nickname }) => nickname.toLowerCase() === key.toLowerCase(),
  ];
  const found = tests.map((test) => candidates.filter(test)).find((some) => some.length > 0) ?? [];
  const ids = found.map(({ id }) => id);
  if (ids.length === 1) return { ids, flaws: [] };
  if (ids.length > 1)
    return { ids, flaws: [t('{0} keys are called “{1}”, so it covers all of them', ids.length, shown(key))] };
  if (keyId.test(key)) return { ids: [key], gone: true, flaws: [] };
  const flaw =
    provider === undefined
      ? t('there is no key “{0}”, so it covers every key', shown(key))
      : t('there is no key “{0}” of {1}, so it covers every key of {1}', shown(key), nameOf(provider, named));
  return { ids: undefined, flaws: [flaw] };
};

const nameOf = (provider: string, { providers }: Named): string =>
  providers.find(({ id }) => id === provider)?.name ?? provider;

interface Found {
  readonly named: Named;
  readonly ids: readonly string[] | undefined;
}

const budgetOf = (entry: BudgetEntry, found: Found): Budget => {
  const { name, limit, period, provider, task, caller, workspace, action = 'block', strict = false } = entry;
  return {
    id: idOf(entry),
    name,
    limit,
    period,
    of: { provider, keys: found.ids, task, caller, workspace },
    covers: coversText(entry, found),
    action,
    strict,
  };
};

const requestsOf: Readonly<Record<Task, () => string>> = {
  chat: () => t('chat requests'),
  code: () => t('code requests'),
  reasoning: () => t('reasoning requests'),
  embedding: () => t('embedding requests'),
  completion: () => t('completion requests'),
  utility: () => t('utility requests'),
};

/** "OpenAI, key work, code requests"; undefined where everything is covered. */
const coversText = ({ provider, key, task, caller, workspace }: BudgetEntry, { named, ids }: Found) => {
  const nickname = named.keys.find(({ id }) => id === ids?.[0])?.nickname;
  const parts = [
    ...(provider === undefined ? [] : [nameOf(provider, named)]),
    ...(key === undefined ? [] : [t('key {0}', nickname ?? key)]),
    ...(task === undefined ? [] : [requestsOf[task]()]),
    ...(caller === undefined ? [] : [t('requests of {0}', caller)]),
    ...(workspace === undefined ? [] : [t('the workspace {0}', workspace.replace(/ [0-9a-f]{8,}$/, ''))]),
  ];
  return parts.length === 0 ? undefined : listed(parts);
};

/** The key as it is written, so that the budget is the same before and after the keys are known. */
const idOf = ({ period, provider, key, task, caller, workspace }: BudgetEntry): string => {
  const of = Object.entries({ provider, key, task, caller, workspace });
  return [period, ...of.flatMap(([dimension, value]) => (value === undefined ? [] : [`${dimension}=${value}`]))].join(
    ' ',
  );
};

/** Two budgets may cover the same: ask at five dollars, block at ten. */
const freeId = (id: string, taken: ReadonlyMap<string, number>): string => {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? id : `${id} #${number}`;
    if (!taken.has(candidate)) return candidate;
  }
};

const ordinal = (place: number, value: unknown): string => {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string'
    ? t('Budget {0} (“{1}”) in the setting keyway.budgets', place + 1, shown(name))
    : t('Budget {0} in the setting keyway.budgets', place + 1);
};
