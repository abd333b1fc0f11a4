import * as z from 'zod/mini';
import { budgetActions, budgetPeriods, type Budget } from './budget.ts';
import { expectedOutput, type Task } from './task.ts';

const isTask = (name: string): name is Task => Object.hasOwn(expectedOutput, name);

export const budgetTasks: readonly Task[] = Object.keys(expectedOutput).filter(isTask);

const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));

/** A million dollars: what is beyond is a limit in another unit. */
const mostDollars = 1_000_000;

/** Strict, so that a misspelt word does not make a budget wider than it was meant. */
const entrySchema = z.strictObject({
  name: z.optional(text),
  limit: z.number().check(z.gte(0), z.lte(mostDollars)),
  period: z.enum(budgetPeriods),
  provider: z.optional(text),
  key: z.optional(text),
  task: z.optional(z.enum(budgetTasks)),
  caller: z.optional(text),
  workspace: z.optional(text),
  action: z.optional(z.enum(budgetActions)),
  strict: z.optional(z.boolean()),
});

/** One entry of the setting `keyway.budgets`, as a person writes it. */
export type BudgetEntry = z.infer<typeof entrySchema>;

/** Whom budgets may name. */
export interface Named {
  /** A provider as a person knows it; undefined: there is none of this id. */
  readonly providerName: (id: string) => string | undefined;
  /** Empty while nobody knows them yet. */
  readonly keys: readonly { readonly id: string; readonly nickname: string; readonly provider: string }[];
}

export interface BudgetsRead {
  readonly budgets: readonly Budget[];
  /** Where in the setting each budget stands, by its id. */
  readonly places: ReadonlyMap<string, number>;
  /** One sentence for each entry that does not count, or counts for nothing. */
  readonly troubles: readonly string[];
}

/** Reads the setting `keyway.budgets`. An entry that is not understood hides no other. */
export const budgetsIn = (setting: unknown, named: Named): BudgetsRead => {
  if (setting === undefined || setting === null) return { budgets: [], places: new Map(), troubles: [] };
  if (!Array.isArray(setting))
    return { budgets: [], places: new Map(), troubles: ['The setting keyway.budgets is no list: no budget counts.'] };
  const budgets: Budget[] = [];
  const places = new Map<string, number>();
  const troubles: string[] = [];
  for (const [place, value] of setting.entries()) {
    const read = entryIn(value, named);
    const { trouble } = read;
    if (trouble !== undefined) troubles.push(`${ordinal(place, value)} in the setting keyway.budgets ${trouble}.`);
    if (!read.budget) continue;
    const budget = { ...read.budget, id: freeId(read.budget.id, places) };
    budgets.push(budget);
    places.set(budget.id, place);
  }
  return { budgets, places, troubles };
};

interface EntryRead {
  readonly budget?: Budget;
  /** A clause: "does not count: its “limit” …". */
  readonly trouble?: string;
}

const entryIn = (value: unknown, named: Named): EntryRead => {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) return { trouble: `does not count: ${reasonOf(parsed.error)}` };
  const entry = parsed.data;
  const { provider } = entry;
  if (provider !== undefined && named.providerName(provider) === undefined)
    return { trouble: `does not count: Keyway knows no provider “${shown(provider)}”` };
  const keys = keysOf(entry, named);
  if (keys.length > 1)
    return {
      trouble: `does not count: ${keys.length} keys are called “${shown(entry.key ?? '')}”; name the provider as well`,
    };
  const lost = entry.key !== undefined && keys.length === 0 && named.keys.length > 0;
  const budget = budgetOf(entry, named, keys[0]);
  return lost
    ? {
        budget,
        trouble: `counts for nothing: there is no key “${shown(entry.key ?? '')}”${providerClause(entry, named)}`,
      }
    : { budget };
};

const providerClause = ({ provider }: BudgetEntry, { providerName }: Named): string =>
  provider === undefined ? '' : ` of ${providerName(provider) ?? provider}`;

/** Keys by id, else by nickname. */
const keysOf = ({ key, provider }: BudgetEntry, { keys }: Named): Named['keys'] => {
  const candidates = keys.filter((one) => provider === undefined || one.provider === provider);
  const byId = candidates.filter(({ id }) => id === key);
  return byId.length > 0 ? byId : candidates.filter(({ nickname }) => nickname === key);
};

const budgetOf = (entry: BudgetEntry, named: Named, key: Named['keys'][number] | undefined): Budget => {
  const { name, limit, period, provider, task, caller, workspace, action = 'block', strict = false } = entry;
  return {
    id: idOf(entry),
    name,
    limit,
    period,
    of: { provider, key: key?.id ?? entry.key, task, caller, workspace },
    covers: coversText(entry, named, key),
    action,
    strict,
  };
};

/** "OpenAI, key work, code"; undefined where everything is covered. */
const coversText = (entry: BudgetEntry, named: Named, key: { readonly nickname: string } | undefined) => {
  const { provider, task, caller, workspace } = entry;
  const parts = [
    ...(provider === undefined ? [] : [named.providerName(provider) ?? provider]),
    ...(entry.key === undefined ? [] : [`key ${key?.nickname ?? entry.key}`]),
    ...(task === undefined ? [] : [`${task} requests`]),
    ...(caller === undefined ? [] : [`requests of ${caller}`]),
    ...(workspace === undefined ? [] : [`the workspace ${workspace.replace(/ [0-9a-f]{8,}$/, '')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
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

const shown = (value: string): string => (value.length > 80 ? `${value.slice(0, 80)}…` : value).replaceAll(/\s+/g, ' ');

const ordinal = (place: number, value: unknown): string => {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return `Budget ${place + 1}${typeof name === 'string' ? ` (“${shown(name)}”)` : ''}`;
};

const needs: Readonly<Record<string, string>> = {
  limit: `an amount in US dollars from 0 to ${mostDollars}, as a number`,
  period: budgetPeriods.join(', '),
  task: budgetTasks.join(', '),
  action: budgetActions.join(', '),
  strict: 'true or false',
};

const reasonOf = (error: z.core.$ZodError): string => {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys')
    return `nothing is called ${issue.keys.map((key) => `“${shown(key)}”`).join(', ')}`;
  const place = issue?.path.join('.') ?? '';
  return place === ''
    ? 'it is no table'
    : `its “${shown(place)}” must be ${needs[place] ?? 'a text of at most 200 characters'}`;
};
