import * as z from 'zod/mini';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Grade } from '../core/strength.ts';
import { isName } from './name.ts';

/** US dollars per million tokens. The bounds are those of every price: what is beyond is a price of another unit. */
const usd = z.number().check(z.gte(0), z.lte(1_000));

/** Strict, so that a misspelt price is not passed over in silence. */
const ownPriceSchema = z.strictObject({
  input: usd,
  output: usd,
  cacheRead: z.optional(usd),
  cacheWrite: z.optional(usd),
});

const grades = { basic: 1, fair: 2, strong: 3, frontier: 4 } as const satisfies Record<string, Grade>;

/** In words, since a number says nothing to who reads the setting. */
const ownGrade = z.optional(
  z.pipe(
    z.enum(['basic', 'fair', 'strong', 'frontier']),
    z.transform((word): Grade => grades[word]),
  ),
);

/** Of each skill by itself: what is not said stays as it was measured. */
const ownStrengthSchema = z.strictObject({
  code: ownGrade,
  reasoning: ownGrade,
  general: ownGrade,
  embedding: ownGrade,
});

/** What a person knows better about a model, or of a model that nobody lists. */
const overrideSchema = z.strictObject({
  name: z.optional(z.string().check(z.refine(isName))),
  contextTokens: z.optional(z.int().check(z.gte(1))),
  maxOutputTokens: z.optional(z.int().check(z.gte(1))),
  tools: z.optional(z.boolean()),
  images: z.optional(z.boolean()),
  reasoning: z.optional(z.boolean()),
  fills: z.optional(z.boolean()),
  kind: z.optional(z.enum(['chat', 'embedding'])),
  price: z.optional(ownPriceSchema),
  strength: z.optional(ownStrengthSchema),
  hidden: z.optional(z.boolean()),
});

export type Override = z.infer<typeof overrideSchema>;

export interface Overrides {
  /** By provider and model id. */
  readonly of: (provider: string) => ReadonlyMap<string, Override> | undefined;
  /** One sentence for each entry that is not understood, and therefore passed over. */
  readonly troubles: readonly string[];
}

/** Reads the setting `keyway.models`: `provider/model` with what is to count instead of what lists and tables say. */
export const overridesIn = (setting: unknown, isProvider: (id: string) => boolean): Overrides => {
  const byProvider = new Map<string, Map<string, Override>>();
  const troubles: string[] = [];
  for (const [key, value] of entriesOf(setting)) {
    const [provider, id] = parted(key);
    const parsed = overrideSchema.safeParse(value);
    if (!parsed.success || id === '' || !isProvider(provider)) {
      troubles.push(
        t('“{0}” in the setting keyway.models is passed over: {1}.', shown(key), reasonOf(parsed.error, provider, id)),
      );
      continue;
    }
    const models = byProvider.get(provider) ?? new Map<string, Override>();
    byProvider.set(provider, models.set(id, parsed.data));
  }
  return { of: (provider) => byProvider.get(provider), troubles };
};

const entriesOf = (setting: unknown): readonly (readonly [string, unknown])[] =>
  typeof setting === 'object' && setting !== null && !Array.isArray(setting) ? Object.entries(setting) : [];

/** Model ids have slashes of their own: the first one ends the provider. */
const parted = (key: string): readonly [provider: string, id: string] => {
  const slash = key.indexOf('/');
  return slash < 0 ? [key.trim(), ''] : [key.slice(0, slash).trim(), key.slice(slash + 1).trim()];
};

const shown = (key: string): string => (key.length > 80 ? `${key.slice(0, 80)}…` : key).replaceAll(/\s+/g, ' ');

const reasonOf = (error: z.core.$ZodError | undefined, provider: string, id: string): string => {
  if (id === '') return t('it is not of the form provider/model');
  if (!error) return t('Keyway knows no provider “{0}”', shown(provider));
  const [issue] = error.issues;
  if (issue?.code === 'unrecognized_keys')
    return t('nothing is called {0}', listed(issue.keys.map((key) => `“${shown(key)}”`)));
  const place = issue?.path.join('.') ?? '';
  return place === '' ? t('it is no table of facts') : t('its “{0}” is not of the right kind or size', shown(place));
};
