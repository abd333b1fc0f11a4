import type { Provider } from '../core/provider.ts';
import { readField } from './key-draft.ts';
import { secretField } from './key-shape.ts';

/** A key found in an environment variable. */
export interface FoundKey {
  readonly variable: string;
  readonly provider: Provider;
  /** Name of the record's secret field. */
  readonly field: string;
  readonly secret: string;
  /** Why one may want to leave it out. */
  readonly doubt?: string;
}

export interface FoundKeys {
  readonly found: readonly FoundKey[];
  /** One sentence per variable whose value cannot be a key. */
  readonly leftOut: readonly string[];
}

/** Looks at nothing but the variables that the records name, in their order. */
export const keysIn = (
  variables: Readonly<Record<string, string | undefined>>,
  providers: readonly Provider[],
): FoundKeys => {
  const found: FoundKey[] = [];
  const leftOut: string[] = [];
  for (const provider of providers) {
    const field = importable(provider);
    if (field === undefined) continue;
    for (const variable of provider.environment) {
      const typed = variables[variable];
      if (typed === undefined || typed.trim() === '') continue;
      const read = readField(typed, { provider, field, providers });
      if (read.value === undefined) leftOut.push(`${variable} was left out. ${read.problem}`);
      else if (!found.some((other) => other.provider === provider && other.secret === read.value)) {
        const doubt = read.warning === undefined ? {} : { doubt: read.warning };
        found.push({ variable, provider, field: field.name, secret: read.value, ...doubt });
      }
    }
  }
  return { found, leftOut };
};

/** The secret field, where it is all a key of this provider needs: a region or a server cannot be guessed. */
const importable = (provider: Provider): ReturnType<typeof secretField> => {
  const field = secretField(provider);
  const needsMore = provider.fields.some((other) => other !== field && other.optional !== true);
  return needsMore || provider.baseUrl === undefined ? undefined : field;
};
