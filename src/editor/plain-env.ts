import { parseEnv } from 'node:util';
import { missingFields } from '../core/key-fields.ts';
import { hidden } from './key-access.ts';
import { keysIn, type FoundKey } from './environment.ts';
import { bareKey, type Known, plainKeyIn } from './plain-keys.ts';

/** Keys in a `.env` file that are worth a word to the person. */
export interface EnvKeys {
  /** Complete, and not stored yet. */
  readonly found: readonly FoundKey[];
  /** Names of variables that hold a key of the person's own, stored already. */
  readonly stored: readonly string[];
}

/** Files that show which variables there are, and hold none. */
const isSample = /example|sample|template|dist|defaults?$/i;

/** Whether a file of this name holds variables of its own: `.env`, `.env.local`, `prod.env`. */
export const isEnvName = (name: string): boolean =>
  /^(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env)$/i.test(name) && !isSample.test(name);

/** Reads what stands in the variables. One that has the name of a key but not its looks is passed over: it is a place holder. */
export const envKeysIn = async (text: string, known: Known): Promise<EnvKeys> => {
  const variables = parseEnv(text);
  const named = keysIn(variables, known.providers).found.filter(({ doubt, secrets }) => !doubt && looksReal(secrets));
  const found: FoundKey[] = [];
  const stored = new Set<string>();
  for (const key of named) {
    const values = hidden(key.secrets);
    if ((await Promise.all(values.map(known.isStored))).some(Boolean)) stored.add(key.variable);
    else found.push(key);
  }
  const taken = new Set(named.flatMap(({ secrets }) => Object.values(secrets)));
  for (const [place, value = ''] of Object.entries(variables)) {
    if (taken.has(value.trim())) continue;
    const key = await plainKeyIn({ place, text: value }, known);
    if (key?.isStored === true) stored.add(place);
    const { provider } = key ?? {};
    const secrets = { apiKey: key?.value ?? '' };
    if (key?.isStored === false && provider && missingFields(provider, secrets).length === 0)
      found.push({ variable: place, provider, secrets, plain: {} });
  }
  return { found, stored: [...stored] };
};

/** A service account's file is long and has spaces; every other secret is one word. */
const looksReal = (secrets: FoundKey['secrets']): boolean =>
  Object.values(secrets).some((secret) => secret.startsWith('{') || bareKey(secret) !== undefined);

/**
 * The text without the lines of these variables. Undefined where that cannot be done without touching another one, or a
 * value goes over several lines.
 */
export const withoutVariables = (text: string, names: readonly string[]): string | undefined => {
  const gone = new Set(names);
  const nameOf = (line: string): string => /^\s*(?:export\s+)?([\w.-]+)\s*=/.exec(line)?.[1] ?? '';
  const rest = text
    .split(/(?<=\n)/)
    .filter((line) => !gone.has(nameOf(line)))
    .join('');
  const { ...before } = parseEnv(text);
  for (const name of gone) delete before[name];
  return same(before, parseEnv(rest)) ? rest : undefined;
};

const same = (one: NodeJS.Dict<string>, other: NodeJS.Dict<string>): boolean => {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
};
