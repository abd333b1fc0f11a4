import { isAsked } from '../core/key-fields.ts';
import { t } from '../core/l10n.ts';
import { listedClauses } from '../core/listed.ts';
import type { Field, Provider } from '../core/provider.ts';
import { freeNickname, readField, readNickname } from './key-draft.ts';
import type { KeyDesk } from './key-desk.ts';
import { nicknamesOf, providerChoices } from './key-providers.ts';
import { withinSentence } from './key-words.ts';
import type { Step } from './multi-step.ts';
import type { Answer, Choice } from './questions.ts';

/** What has been entered about a key so far. Lives as long as the questions do. */
export interface Entry {
  readonly provider?: Provider;
  /** By the names of the record's fields, secret ones included. */
  readonly values: Readonly<Record<string, string>>;
  readonly nickname?: string;
  /** A saved key is changed: with all its secrets left empty it keeps those that are stored. */
  readonly keepsSecrets?: boolean;
}

const withEntry = <T>(answer: Answer<T>, change: (value: T) => Entry): Answer<Entry> =>
  answer.type === 'answer' ? { type: 'answer', value: change(answer.value) } : answer;

/** What makes the address is asked first: it decides where the secret goes. */
const inOrder = ({ fields, baseUrl = '' }: Provider): readonly Field[] => {
  const isAddress = ({ name, insteadOf }: Field): boolean =>
    insteadOf === undefined && (name === 'baseUrl' || baseUrl.includes(`{${name}}`));
  return [...fields.filter(isAddress), ...fields.filter((field) => !isAddress(field))];
};

export const askProvider =
  (desk: KeyDesk): Step<Entry> =>
  async (entry, place) => {
    const placeholder = t('Whose key is it?');
    const answer = await desk.questions.choose({ ...place, placeholder, choices: providerChoices(desk) });
    return withEntry(answer, (provider) => ({ ...entry, provider, values: kept(entry, provider) }));
  };

/** A key typed under the wrong provider need not be typed again; a base URL belongs to its provider. */
const kept = (entry: Entry, provider: Provider): Entry['values'] => {
  if (entry.provider === provider) return entry.values;
  const secret = provider.fields.filter((field) => field.secret).map((field) => field.name);
  return Object.fromEntries(Object.entries(entry.values).filter(([name]) => secret.includes(name)));
};

/** One question per field of the record, once the provider is known. Some depend on what was left empty before. */
export const askFields = (desk: KeyDesk, { provider, values }: Entry): readonly Step<Entry>[] =>
  fieldsOf(provider, values).map((field) => askField(desk, field));

/** In the order in which they are asked. */
export const fieldsOf = (provider: Provider | undefined, values: Entry['values']): readonly Field[] =>
  (provider === undefined ? usualFields : inOrder(provider)).filter((field) => isAsked(field, values));

/** So that the first question knows how many there will probably be. */
const usualFields: readonly Field[] = [{ name: 'apiKey', label: t('API key'), secret: true }];

const askField =
  (desk: KeyDesk, field: Field): Step<Entry> =>
  async (entry, place) => {
    const { provider, values, keepsSecrets } = entry;
    if (provider === undefined) return { type: 'back' };
    const { name, hint } = field;
    const keeps = keepsSecrets === true && field.secret;
    const prompt = keeps ? keptPrompt(field, provider) : promptOf(field, provider);
    const answer =
      field.choices === undefined
        ? await desk.questions.type({
            ...place,
            prompt,
            ...(hint === undefined ? {} : { placeholder: hint }),
            value: values[name] ?? '',
            secret: field.secret,
            read: (typed) =>
              readField(typed, {
                provider,
                field: { ...field, optional: keeps || field.optional === true },
                providers: desk.providers,
              }),
          })
        : await desk.questions.choose({ ...place, placeholder: prompt, choices: fieldChoices(field, values[name]) });
    return withEntry(answer, (value) => ({ ...entry, values: { ...values, [name]: value } }));
  };

const promptOf = ({ name, label, optional, choices }: Field, { name: whose, fields }: Provider): string => {
  const instead = fields.find((field) => field.insteadOf === name);
  const empty =
    instead === undefined
      ? t('may be left empty')
      : t('leave it empty to enter the {0} instead', withinSentence(parted(instead.label).what));
  const { what, note } = parted(label);
  // A pick has a row for nothing.
  const notes = listedClauses([...note, ...(optional === true && choices === undefined ? [empty] : [])]);
  return notes === '' ? t('{1} of {0}', whose, what) : t('{0} of {1} ({2})', what, whose, notes);
};

const keptPrompt = ({ label }: Field, { name }: Provider): string =>
  t('{0} of {1} (leave it empty to keep what is stored)', parted(label).what, name);

/** `API key (express mode)`: what is in the brackets stands behind the provider's name. */
const parted = (label: string): { readonly what: string; readonly note: readonly string[] } => {
  const [, what = label, note] = /^(.+?) \((.+)\)$/.exec(label) ?? [];
  return { what, note: note === undefined ? [] : [note] };
};

const fieldChoices = ({ choices = [], optional }: Field, value = ''): readonly Choice<string>[] => {
  const offered = choices.map((choice): Choice<string> => ({
    value: choice.value,
    label: choice.label,
    ...(choice.value === choice.label ? {} : { description: choice.value }),
    picked: choice.value === value,
  }));
  return optional === true ? [{ value: '', label: t('None'), picked: value === '' }, ...offered] : offered;
};

export const askNickname =
  (desk: KeyDesk): Step<Entry> =>
  async (entry, place) => {
    const { provider } = entry;
    if (provider === undefined) return { type: 'back' };
    const taken = nicknamesOf(desk, provider);
    const answer = await desk.questions.type({
      ...place,
      prompt: t('A nickname, shown in lists and receipts'),
      value: entry.nickname ?? freeNickname('default', taken),
      read: (typed) => readNickname(typed, { taken, secrets: Object.values(partsOf(provider, entry).secrets) }),
    });
    return withEntry(answer, (nickname) => ({ ...entry, nickname }));
  };

/** The values apart: what may be shown and what may not. Empty ones are left out. */
export const partsOf = (
  provider: Provider,
  { values }: Entry,
): { readonly plain: Record<string, string>; readonly secrets: Record<string, string> } => {
  const plain: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const field of provider.fields) {
    const { name, secret } = field;
    // What was typed before another field took its place is not meant any more.
    const value = isAsked(field, values) ? (values[name] ?? '') : '';
    if (value !== '') (secret ? secrets : plain)[name] = value;
  }
  return { plain, secrets };
};
