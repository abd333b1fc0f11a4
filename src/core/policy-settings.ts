import * as z from 'zod/mini';
import { t } from './l10n.ts';
import { listed } from './listed.ts';
import { defaultPolicy, type Policy, type Rule } from './policy.ts';
import { floors } from './strength.ts';
import type { Task } from './task.ts';

/** What the person's settings say of routing, as they wrote it; undefined where they say nothing. */
export interface PolicySettings {
  readonly rules?: unknown;
  readonly floors?: unknown;
  readonly unratedModels?: unknown;
  readonly preferredModels?: unknown;
  readonly defaultProvider?: unknown;
  readonly fallbackProvider?: unknown;
  readonly maxTokensPerRequest?: unknown;
  readonly costOptimisation?: unknown;
  /** One for each place that may say it, the person's own and the workspace's: only what all of them name is allowed. */
  readonly allowedProviders?: readonly unknown[] | undefined;
}

export interface ReadPolicy {
  readonly policy: Policy;
  /** One sentence for each piece that is not understood, and therefore passed over. */
  readonly mistakes: readonly string[];
}

/** A setting that was read: what it says, and what is wrong with it. */
interface Piece<T> {
  readonly value: T;
  readonly mistakes: readonly string[];
}

/**
 * Reads the settings piece by piece: what is wrong is passed over with a sentence and hides nothing else. Only the list of
 * allowed providers is never passed over: it is there to forbid.
 */
export const readPolicy = (settings: PolicySettings, isProvider: (id: string) => boolean): ReadPolicy => {
  const pieces = {
    rules: rulesIn(settings.rules),
    floors: floorsIn(settings.floors),
    unrated: pieceOf('routing.unratedModels', settings.unratedModels, { schema: z.boolean(), otherwise: false }),
    preferredModels: patternsIn(settings.preferredModels),
    defaultProvider: providerIn('routing.defaultProvider', settings.defaultProvider, isProvider),
    fallbackProvider: providerIn('routing.fallbackProvider', settings.fallbackProvider, isProvider),
    maxTokens: maxTokensIn(settings.maxTokensPerRequest),
    costOptimisation: pieceOf('routing.costOptimisation', settings.costOptimisation, {
      schema: z.boolean(),
      otherwise: true,
    }),
    allowedProviders: allowedIn(settings.allowedProviders ?? [], isProvider),
  };
  return {
    policy: {
      rules: pieces.rules.value,
      floors: pieces.floors.value,
      unrated: pieces.unrated.value,
      preferredModels: pieces.preferredModels.value,
      defaultProvider: pieces.defaultProvider.value,
      fallbackProvider: pieces.fallbackProvider.value,
      maxTokens: pieces.maxTokens.value,
      costOptimisation: pieces.costOptimisation.value,
      allowedProviders: pieces.allowedProviders.value,
    },
    mistakes: Object.values(pieces).flatMap(({ mistakes }) => mistakes),
  };
};

const tasks = ['chat', 'code', 'reasoning', 'embedding', 'completion', 'utility'] as const satisfies readonly Task[];

const word = z.string().check(z.trim(), z.minLength(1), z.maxLength(200));
/** `provider/model`, with `*`: what has no slash fits no model and is a mistake. */
const pattern = word.check(z.refine((text) => text.includes('/') || text.includes('*')));
const patterns = z.array(pattern).check(z.minLength(1), z.maxLength(200));
const task = z.enum(tasks);
const floor = z.enum(floors);
const tokens = z.int().check(z.gte(0));

/** Strict, so that a misspelt condition does not make a rule fit everything. */
const whenSchema = z.strictObject({
  task: z.optional(task),
  language: z.optional(word),
  workspace: z.optional(word),
  caller: z.optional(word),
  promptOver: z.optional(tokens),
  promptUnder: z.optional(tokens),
  model: z.optional(word),
  provider: z.optional(word),
});

const ruleSchema = z.strictObject({
  name: z.optional(word),
  when: z._default(whenSchema, {}),
  prefer: z.optional(patterns),
  only: z.optional(patterns),
  never: z.optional(patterns),
  floor: z.optional(floor),
  maxCost: z.optional(z.number().check(z.gte(0))),
  task: z.optional(z.enum(['chat', 'code', 'reasoning', 'completion', 'utility'])),
});

const listIn = (name: string, setting: unknown): Piece<readonly unknown[]> => {
  if (setting === undefined || setting === null) return { value: [], mistakes: [] };
  return Array.isArray(setting)
    ? { value: setting, mistakes: [] }
    : { value: [], mistakes: [t('keyway.{0} is passed over: it is no list.', name)] };
};

/** Every rule keeps the number it has in the settings, also where one before it is passed over. */
const rulesIn = (setting: unknown): Piece<readonly Rule[]> => {
  const list = listIn('routing.rules', setting);
  const mistakes = [...list.mistakes];
  const value = list.value.flatMap((entry, index): readonly Rule[] => {
    const parsed = ruleSchema.safeParse(entry);
    const number = `rule ${index + 1}`;
    const flaw = parsed.success ? flawOf(parsed.data) : reasonOf(parsed.error);
    if (parsed.success && flaw === undefined) return [{ ...parsed.data, name: parsed.data.name ?? number }];
    mistakes.push(t('Rule {0} of keyway.routing.rules is passed over: {1}.', index + 1, flaw ?? ''));
    return [];
  });
  return { value, mistakes };
};

const deeds = ['prefer', 'only', 'never', 'floor', 'maxCost', 'task'] as const satisfies readonly (keyof Rule)[];

const flawOf = (rule: Rule): string | undefined => {
  if (deeds.every((deed) => rule[deed] === undefined))
    return t('it says nothing of what to do ({0})', listed(deeds.map((deed) => `“${deed}”`)));
  const { promptOver = 0, promptUnder = Number.POSITIVE_INFINITY } = rule.when;
  return promptUnder <= promptOver ? t('no prompt is both that large and that small') : undefined;
};

const floorsIn = (setting: unknown): Piece<Policy['floors']> => {
  if (setting === undefined || setting === null) return { value: defaultPolicy.floors, mistakes: [] };
  const table = z.record(z.string(), z.unknown()).safeParse(setting);
  if (!table.success)
    return {
      value: defaultPolicy.floors,
      mistakes: [t('keyway.routing.floors is passed over: it is no table of tasks.')],
    };
  const value = { ...defaultPolicy.floors };
  const mistakes: string[] = [];
  for (const [name, wanted] of Object.entries(table.data)) {
    const of = task.safeParse(name);
    const reached = floor.safeParse(wanted);
    if (of.success && reached.success) value[of.data] = reached.data;
    else {
      const flaw = of.success
        ? t('its floor is none of {0}', listed(floors.map((one) => `“${one}”`)))
        : t('there is no such task');
      mistakes.push(t('“{0}” in keyway.routing.floors is passed over: {1}.', shown(name), flaw));
    }
  }
  return { value, mistakes };
};

const patternsIn = (setting: unknown): Piece<readonly string[]> => {
  const list = listIn('routing.preferredModels', setting);
  const mistakes = [...list.mistakes];
  const value = list.value.flatMap((entry) => {
    const parsed = pattern.safeParse(entry);
    if (parsed.success) return [parsed.data];
    mistakes.push(
      t(
        '“{0}” in keyway.routing.preferredModels is passed over: it is not of the form provider/model.',
        shown(String(entry)),
      ),
    );
    return [];
  });
  return { value, mistakes };
};

/** Empty is none. */
const providerIn = (name: string, setting: unknown, isProvider: (id: string) => boolean): Piece<string | undefined> => {
  const parsed = z.string().safeParse(setting ?? '');
  if (!parsed.success) return { value: undefined, mistakes: [t('keyway.{0} is passed over: it is no text.', name)] };
  const id = parsed.data.trim();
  if (id === '' || isProvider(id)) return { value: id === '' ? undefined : id, mistakes: [] };
  return { value: undefined, mistakes: [t('keyway.{0} is passed over: {1}.', name, noProvider(id))] };
};

/** 0 is no limit, as the setting says. */
const maxTokensIn = (setting: unknown): Piece<number | undefined> => {
  const { value, mistakes } = pieceOf('routing.maxTokensPerRequest', setting, { schema: tokens, otherwise: 0 });
  return { value: value === 0 ? undefined : value, mistakes };
};

const pieceOf = <T>(
  name: string,
  setting: unknown,
  { schema, otherwise }: { readonly schema: z.ZodMiniType<T>; readonly otherwise: T },
): Piece<T> => {
  if (setting === undefined || setting === null) return { value: otherwise, mistakes: [] };
  const parsed = schema.safeParse(setting);
  return parsed.success
    ? { value: parsed.data, mistakes: [] }
    : { value: otherwise, mistakes: [t('keyway.{0} is passed over: {1}.', name, reasonOf(parsed.error))] };
};

/**
 * What every place allows. A place that names nothing allows all. What is not understood there allows nobody: a list that
 * is there to forbid must not be lifted by a slip of the pen.
 */
const allowedIn = (
  settings: readonly unknown[],
  isProvider: (id: string) => boolean,
): Piece<readonly string[] | undefined> => {
  const mistakes: string[] = [];
  let value: readonly string[] | undefined;
  for (const setting of settings) {
    if (setting === undefined || setting === null || (Array.isArray(setting) && setting.length === 0)) continue;
    const entries: readonly unknown[] = Array.isArray(setting) ? setting : [setting];
    const ids = entries.flatMap((entry) => {
      const id = typeof entry === 'string' ? entry.trim() : '';
      if (isProvider(id)) return [id];
      mistakes.push(
        t('keyway.workspace.allowedProviders: {0}, so nothing is allowed by it.', noProvider(String(entry))),
      );
      return [];
    });
    value = value === undefined ? ids : value.filter((id) => ids.includes(id));
  }
  return { value, mistakes };
};

const noProvider = (id: string): string => t('Keyway knows no provider “{0}”', shown(id));

const shown = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text).replaceAll(/\s+/g, ' ');

const reasonOf = (error: z.core.$ZodError): string => {
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys')
    return t('nothing is called {0}', listed(issue.keys.map((key) => `“${shown(key)}”`)));
  const place = issue?.path.join('.') ?? '';
  return place === ''
    ? t('it is not of the right kind or size')
    : t('its “{0}” is not of the right kind or size', shown(place));
};
