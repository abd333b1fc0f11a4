import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { decodedText, largestEnvFile } from './env-file.ts';
import { type FoundKey, type FoundKeys, keysIn } from './environment.ts';
import { readForeignFile, type ForeignFile, type ForeignValue } from './foreign-file.ts';
import { importFound, type PickedFile } from './import-keys.ts';
import type { KeyDesk } from './key-desk.ts';
import { readBaseUrl } from './origin.ts';
import type { Reading } from './reading.ts';

/** Imports keys from a file of another extension that the person picked. Asks which, and leaves the file as it is. */
export const importElsewhere = async (desk: KeyDesk, file: PickedFile): Promise<void> => {
  const read = await readPicked(file);
  if (read.value === undefined) {
    desk.questions.tell('error', t('{0}: {1}', file.name, read.problem));
    return;
  }
  const where = t('{0} of {1}, which stays as it is', file.name, read.value.extension);
  await importFound(desk, foundIn(read.value, desk.providers), where);
};

const readPicked = async (file: PickedFile): Promise<Reading<ForeignFile>> => {
  if (file.size > largestEnvFile) return { problem: t('That file is larger than 1 MB: no such file is.') };
  const text = decodedText(await file.read());
  if (text === undefined || text.includes('\0')) return { problem: t('That is not a text file in UTF-8.') };
  try {
    // Read on first use: nobody else needs it. JSON is YAML as well.
    const { parse } = await import('yaml');
    const content: unknown = parse(text, { maxAliasCount: 100, logLevel: 'error' });
    return readForeignFile(content);
  } catch {
    // What the parser says quotes the file.
    return { problem: t('That file is neither JSON nor YAML.') };
  }
};

/** The keys of the file, by the same rules as those of the environment: each value under the name of the variable it would have. */
export const foundIn = ({ sets, leftOut }: ForeignFile, providers: readonly Provider[]): FoundKeys => {
  const read = sets.map((values) => foundInSet(values, providers));
  const found = read.flatMap((one) => one.found);
  return {
    found: found.filter((key, index) => found.findIndex((other) => isSame(key, other)) === index),
    leftOut: [...leftOut, ...read.flatMap((one) => one.leftOut)],
  };
};

const isSame = (one: FoundKey, other: FoundKey): boolean =>
  one.provider === other.provider && JSON.stringify(one.secrets) === JSON.stringify(other.secrets);

const foundInSet = (values: readonly ForeignValue[], providers: readonly Provider[]): FoundKeys => {
  const variables: Record<string, string> = {};
  const labels = new Map<string, string>();
  const leftOut: string[] = [];
  for (const { label, provider: id, field, value, server } of values) {
    const provider = providers.find((one) => one.id === id);
    const variable = provider && variableOf(provider, field);
    if (variable === undefined) leftOut.push(t('{0} was left out: Keyway knows no provider “{1}”.', label, id));
    else if (isElsewhere(provider, server)) leftOut.push(strangerText(label, server));
    else {
      variables[variable] = value;
      labels.set(variable, label);
    }
  }
  const read = keysIn(variables, providers);
  return {
    found: read.found.map((key) => ({ ...key, variable: labels.get(key.variable) ?? key.variable })),
    leftOut: [...leftOut, ...read.leftOut.map((sentence) => relabelled(sentence, labels))],
  };
};

const variableOf = ({ environment, fields }: Provider, name: string): string | undefined =>
  (name === 'apiKey' ? environment[0] : undefined) ?? fields.find((field) => field.name === name)?.environment?.[0];

const relabelled = (sentence: string, labels: ReadonlyMap<string, string>): string =>
  [...labels].reduce((text, [variable, label]) => text.replaceAll(variable, label), sentence);

/** A key that was used at another server than the provider's own belongs to that one. */
const isElsewhere = (provider: Provider | undefined, server: string | undefined): boolean => {
  if (server === undefined || server.trim() === '') return false;
  const used = readBaseUrl(server).value?.origin;
  const own = readBaseUrl(provider?.baseUrl ?? '').value?.origin;
  return used === undefined || used !== own;
};

const strangerText = (label: string, server: string | undefined): string => {
  const host = readBaseUrl(server ?? '').value?.origin;
  return host === undefined
    ? t('{0} was left out: it is used at another server. Add it as a key of Custom.', label)
    : t('{0} was left out: it is used at {1}. Add it as a key of Custom.', label, host);
};
