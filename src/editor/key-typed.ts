import { isAsked, missingFields } from '../core/key-fields.ts';
import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import { readField, readNickname } from './key-draft.ts';
import type { KeyDesk } from './key-desk.ts';
import { type Entry, partsOf } from './key-entry.ts';
import { nicknamesOf } from './key-providers.ts';
import { labelsOf } from './key-words.ts';
import type { Reading } from './reading.ts';

/** A key as a form hands it over: what was typed, by the names of the record's fields. */
export interface Typed {
  readonly provider: Provider;
  readonly nickname: string;
  readonly values: Entry['values'];
}

/** Reads a form as the questions read their answers. The first problem is told; nothing that was typed is quoted. */
export const typedEntry = (
  desk: Pick<KeyDesk, 'keyring' | 'providers'>,
  { provider, nickname, values }: Typed,
): Reading<Entry> => {
  const fields = typedFields(desk, { provider, values });
  if (fields.value === undefined) return fields;
  const entry = { provider, values: fields.value };
  const { plain, secrets } = partsOf(provider, entry);
  const missing = missingFields(provider, { ...plain, ...secrets });
  if (missing.length > 0) return { problem: t('This key lacks {0}.', labelsOf(missing)) };
  const taken = nicknamesOf(desk, provider);
  const read = readNickname(nickname, { taken, secrets: Object.values(secrets) });
  return read.value === undefined ? read : { value: { ...entry, nickname: read.value } };
};

interface TypedFields extends Pick<Typed, 'provider' | 'values'> {
  /** Of a key that is stored: a secret left empty stays what it is. */
  readonly keepsSecrets?: boolean | undefined;
}

/** The values of a record's fields, as they are stored. What no field is called is dropped. */
export const typedFields = (desk: Pick<KeyDesk, 'providers'>, typed: TypedFields): Reading<Entry['values']> => {
  const read: Record<string, string> = {};
  for (const [name, one] of readings(desk, typed)) {
    if (one.value === undefined) return one;
    read[name] = one.value;
  }
  return { value: read };
};

/** Those that could be stored as they are: what is wrong with the others is to be asked anew. */
export const goodFields = (desk: Pick<KeyDesk, 'providers'>, typed: TypedFields): Entry['values'] =>
  Object.fromEntries(
    readings(desk, typed).flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value] as const])),
  );

interface TypedFields extends Pick<Typed, 'provider' | 'values'> {
  /** Of a key that is stored: a secret left empty stays what it is. */
  readonly keepsSecrets?: boolean | undefined;
}

const readings = (
  { providers }: Pick<KeyDesk, 'providers'>,
  { provider, values, keepsSecrets = false }: TypedFields,
): readonly (readonly [string, Reading<string>])[] =>
  provider.fields
    .filter((field) => isAsked(field, values))
    .map((field) => {
      const optional = (keepsSecrets && field.secret) || field.optional === true;
      return [field.name, readField(values[field.name] ?? '', { provider, field: { ...field, optional }, providers })];
    });
