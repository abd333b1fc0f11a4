import type { Field, Provider } from '../core/provider.ts';
import { freeNickname, readField, readNickname } from './key-draft.ts';
import type { KeyDesk } from './key-desk.ts';
import { keyCount } from './key-words.ts';
import type { Step } from './multi-step.ts';
import type { Answer, Choice } from './questions.ts';

/** What has been entered about a key so far. Lives as long as the questions do. */
export interface Entry {
  readonly provider?: Provider;
  /** By the names of the record's fields, secret ones included. */
  readonly values: Readonly<Record<string, string>>;
  readonly nickname?: string;
}

const withEntry = <T>(answer: Answer<T>, change: (value: T) => Entry): Answer<Entry> =>
  answer.type === 'answer' ? { type: 'answer', value: change(answer.value) } : answer;

/** The base URL is asked first: it decides where the secret goes. */
const inOrder = (fields: readonly Field[]): readonly Field[] =>
  fields.toSorted((one, other) => Number(other.name === 'baseUrl') - Number(one.name === 'baseUrl'));

export const askProvider =
  (desk: KeyDesk): Step<Entry> =>
  async (entry, place) => {
    const choices = desk.providers.map((provider): Choice<Provider> => {
      const count = nicknamesOf(desk, provider).length;
      return { value: provider, label: provider.name, ...(count === 0 ? {} : { description: keyCount(count) }) };
    });
    const placeholder = 'Whose key is it?';
    const answer = await desk.questions.choose({ ...place, placeholder, choices });
    return withEntry(answer, (provider) => ({ ...entry, provider, values: kept(entry, provider) }));
  };

/** A key typed under the wrong provider need not be typed again; a base URL belongs to its provider. */
const kept = (entry: Entry, provider: Provider): Entry['values'] => {
  if (entry.provider === provider) return entry.values;
  const secret = provider.fields.filter((field) => field.secret).map((field) => field.name);
  return Object.fromEntries(Object.entries(entry.values).filter(([name]) => secret.includes(name)));
};

/** One question per field of the record, once the provider is known. */
export const askFields = (desk: KeyDesk, provider: Provider | undefined): readonly Step<Entry>[] =>
  inOrder(provider?.fields ?? usualFields).map((field) => askField(desk, field));

/** So that the first question knows how many there will probably be. */
const usualFields: readonly Field[] = [{ name: 'apiKey', label: 'API key', secret: true }];

const askField =
  (desk: KeyDesk, field: Field): Step<Entry> =>
  async (entry, place) => {
    const { provider, values } = entry;
    if (provider === undefined) return { type: 'back' };
    const { name, label, hint } = field;
    const answer = await desk.questions.type({
      ...place,
      prompt: `${label} of ${provider.name}${field.optional === true ? ' (may be left empty)' : ''}`,
      ...(hint === undefined ? {} : { placeholder: hint }),
      value: values[name] ?? '',
      secret: field.secret,
      read: (typed) => readField(typed, { provider, field, providers: desk.providers }),
    });
    return withEntry(answer, (value) => ({ ...entry, values: { ...values, [name]: value } }));
  };

export const askNickname =
  (desk: KeyDesk): Step<Entry> =>
  async (entry, place) => {
    const { provider } = entry;
    if (provider === undefined) return { type: 'back' };
    const taken = nicknamesOf(desk, provider);
    const answer = await desk.questions.type({
      ...place,
      prompt: 'A nickname, shown in lists and receipts',
      value: entry.nickname ?? freeNickname('default', taken),
      read: (typed) => readNickname(typed, { taken, secrets: Object.values(partsOf(provider, entry).secrets) }),
    });
    return withEntry(answer, (nickname) => ({ ...entry, nickname }));
  };

export const nicknamesOf = (desk: Pick<KeyDesk, 'keyring'>, provider: Provider): readonly string[] =>
  desk.keyring
    .list()
    .filter((key) => key.provider === provider.id)
    .map((key) => key.nickname);

/** The values apart: what may be shown and what may not. Empty ones are left out. */
export const partsOf = (
  provider: Provider,
  { values }: Entry,
): { readonly plain: Record<string, string>; readonly secrets: Record<string, string> } => {
  const plain: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const { name, secret } of provider.fields) {
    const value = values[name] ?? '';
    if (value !== '') (secret ? secrets : plain)[name] = value;
  }
  return { plain, secrets };
};
