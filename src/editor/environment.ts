import { isAsked, missingFields } from '../core/key-fields.ts';
import { t } from '../core/l10n.ts';
import { listed } from '../core/listed.ts';
import type { Field, Provider } from '../core/provider.ts';
import { readField } from './key-draft.ts';
import { labelsOf } from './key-words.ts';

/** A key found in environment variables, with everything it needs. */
export interface FoundKey {
  /** The one that holds the secret, or the first of its secrets. */
  readonly variable: string;
  readonly provider: Provider;
  /** By the names of the record's fields. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly plain: Readonly<Record<string, string>>;
  /** Why one may want to leave it out. */
  readonly doubt?: string;
}

export interface FoundKeys {
  readonly found: readonly FoundKey[];
  /** One sentence per variable whose value cannot be used, and per key that is not complete. */
  readonly leftOut: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Looks at nothing but the variables that the records name, in their order. */
export const keysIn = (variables: Variables, providers: readonly Provider[]): FoundKeys => {
  const found: FoundKey[] = [];
  const leftOut = new Set<string>();
  for (const provider of providers) {
    const search: Search = { variables, providers, provider, leftOut };
    for (const candidate of candidatesIn(search)) {
      const key = completed(search, candidate);
      if (key !== undefined && !found.some((other) => isSame(other, key))) found.push(key);
    }
  }
  return { found, leftOut: [...leftOut] };
};

interface Search {
  readonly variables: Variables;
  readonly providers: readonly Provider[];
  readonly provider: Provider;
  readonly leftOut: Set<string>;
}

interface Value {
  readonly field: Field;
  readonly variable: string;
  readonly value: string;
  readonly warning: string | undefined;
}

const isSame = (one: FoundKey, other: FoundKey): boolean =>
  one.provider === other.provider && JSON.stringify(one.secrets) === JSON.stringify(other.secrets);

/** The values of a field, in order of preference. What cannot be used is named. */
const valuesOf = ({ variables, providers, provider, leftOut }: Search, field: Field): readonly Value[] => {
  const names = [...(field.name === 'apiKey' ? provider.environment : []), ...(field.environment ?? [])];
  return names.flatMap((variable) => {
    const typed = variables[variable];
    if (typed === undefined || typed.trim() === '') return [];
    const read = readField(typed, { provider, field, providers });
    if (read.value !== undefined) return [{ field, variable, value: read.value, warning: read.warning }];
    leftOut.add(t('{0} was left out. {1}', variable, read.problem));
    return [];
  });
};

/** One list of values per key: one for each API key, and one for what may stand in for it. */
const candidatesIn = (search: Search): readonly (readonly Value[])[] => {
  const { fields } = search.provider;
  const apiKey = fields.find((field) => field.secret && field.name === 'apiKey');
  const others = fields.filter((field) => field !== apiKey).flatMap((field) => valuesOf(search, field).slice(0, 1));
  const keys = apiKey === undefined ? [] : valuesOf(search, apiKey);
  // A region alone is no key, and neither is the address of a server; a second secret may only go with the first.
  const isKey = ({ field }: Value): boolean => field.secret && (field.insteadOf !== undefined || keys.length === 0);
  const standIns = others.some(isKey) ? [others] : [];
  return [...keys.map((key) => [key, ...others]), ...standIns];
};

const completed = ({ provider, leftOut }: Search, candidate: readonly Value[]): FoundKey | undefined => {
  const all = Object.fromEntries(candidate.map(({ field, value }) => [field.name, value]));
  const meant = candidate.filter(({ field }) => isAsked(field, all));
  const values = Object.fromEntries(meant.map(({ field, value }) => [field.name, value]));
  const secret = meant.find(({ field }) => field.secret);
  if (secret === undefined) return undefined;
  const missing = missingFields(provider, values);
  if (missing.length > 0) {
    leftOut.add(t('{0} was left out. {1} also needs {2}.', secret.variable, provider.name, namesOf(missing)));
    return undefined;
  }
  const doubt = meant.find(({ warning }) => warning !== undefined)?.warning;
  return {
    variable: secret.variable,
    provider,
    secrets: valuesBy(meant, true),
    plain: valuesBy(meant, false),
    ...(doubt === undefined ? {} : { doubt }),
  };
};

/** In the record's order, which is the order in which entered keys are stored. */
const valuesBy = (values: readonly Value[], secret: boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    values.filter(({ field }) => field.secret === secret).map(({ field, value }) => [field.name, value]),
  );

/** `its region (AWS_REGION)`. */
const namesOf = (missing: readonly Field[]): string => {
  const variables = missing.flatMap(({ environment = [] }) => environment.slice(0, 1));
  return variables.length === 0 ? labelsOf(missing) : t('{0} ({1})', labelsOf(missing), listed(variables));
};
