import * as z from 'zod/mini';
import { budgetActions, budgetPeriods } from './budget.ts';
import { money } from './cost.ts';
import { t } from './l10n.ts';
import { listed } from './listed.ts';
import { expectedOutput, type Task } from './task.ts';

const isTask = (name: string): name is Task => Object.hasOwn(expectedOutput, name);

export const budgetTasks: readonly Task[] = Object.keys(expectedOutput).filter(isTask);

const text = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));

/** A million dollars: what is beyond is a limit in another unit. */
const mostDollars = 1_000_000;

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

type Field = keyof BudgetEntry;

/** As far as it could be read. */
export type PartOfEntry = { readonly [F in Field]?: BudgetEntry[F] | undefined };

/** What of an entry could be read, and clauses about the rest. */
export interface EntryRead {
  readonly entry: PartOfEntry;
  /** Why there is no limit or no period: "its “limit” must be …". */
  readonly unread?: string | undefined;
  /** What is not as it was written, and what follows: "its “task” must be …, so it covers every task". */
  readonly flaws: readonly string[];
}

/**
 * Reads what can be read of an entry. What it covers is wider where a part of that cannot be read, and it is strict where
 * that cannot be read: a slip of the pen must not set money free.
 */
export const entryIn = (value: object): EntryRead => {
  const raw = new Map<string, unknown>(Object.entries(value));
  const flaws = [...raw.keys()]
    .filter((name) => !isField(name))
    .map((name) => t('nothing is called “{0}”', shown(name)));
  const { shape } = entrySchema;
  const read = <T>(field: Field, schema: { safeParse: (value: unknown) => z.core.util.SafeParseResult<T> }) => {
    const given = normal(field, raw.get(field));
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const demand = demandOf(field);
    flaws.push(consequences[field]?.(demand) ?? demand);
    return undefined;
  };
  const written = raw.get('limit');
  const [limit, period] = [read('limit', shape.limit), read('period', shape.period)];
  const unread =
    limit === undefined || period === undefined ? demandOf(limit === undefined ? 'limit' : 'period') : undefined;
  if (limit !== undefined && typeof written === 'string')
    flaws.push(t('its “limit” is a text, read as {0}', money(limit)));
  const entry = {
    limit,
    period,
    name: read('name', shape.name),
    provider: read('provider', shape.provider),
    key: read('key', shape.key),
    task: read('task', shape.task),
    caller: read('caller', shape.caller),
    workspace: read('workspace', shape.workspace),
    action: read('action', shape.action),
    strict: strictIn(raw.get('strict'), () => read('strict', shape.strict)),
  };
  return { entry, unread, flaws };
};

const isField = (name: string): boolean => Object.hasOwn(entrySchema.shape, name);

/** Only a clear no is one. */
const strictIn = (given: unknown, read: () => boolean | undefined): boolean | undefined =>
  given === undefined || given === null ? undefined : (read() ?? true);

/** Words without their capitals and numbers without their quotes: what was meant is plain. */
const normal = (field: Field, given: unknown): unknown => {
  if (given === null) return undefined;
  if (typeof given !== 'string') return given;
  const said = given.trim();
  if (field === 'limit') return /^\$?\s*\d+(\.\d+)?$/.test(said) ? Number(said.replace('$', '')) : given;
  if (field === 'strict') return { true: true, false: false }[said.toLowerCase()] ?? given;
  return field === 'period' || field === 'task' || field === 'action' ? said.toLowerCase() : given;
};

const needs: Partial<Readonly<Record<Field, string>>> = {
  limit: t('an amount in US dollars from 0 to {0}, as a number', mostDollars),
  period: listed(budgetPeriods),
  task: listed(budgetTasks),
  action: listed(budgetActions),
  strict: t('true or false'),
};

const demandOf = (field: Field): string =>
  t('its “{0}” must be {1}', field, needs[field] ?? t('a text of at most 200 characters'));

const consequences: Partial<Readonly<Record<Field, (demand: string) => string>>> = {
  provider: (demand) => t('{0}, so it covers every provider', demand),
  key: (demand) => t('{0}, so it covers every key', demand),
  task: (demand) => t('{0}, so it covers every task', demand),
  caller: (demand) => t('{0}, so it covers every caller', demand),
  workspace: (demand) => t('{0}, so it covers every workspace', demand),
  action: (demand) => t('{0}, so it blocks', demand),
  strict: (demand) => t('{0}, so it is strict', demand),
};

/** What a person wrote, for a sentence about it. */
export const shown = (value: string): string =>
  (value.length > 80 ? `${value.slice(0, 80)}…` : value).replaceAll(/\s+/g, ' ');
