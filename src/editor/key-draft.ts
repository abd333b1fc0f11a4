import { t } from '../core/l10n.ts';
import { listed, sentencesText } from '../core/listed.ts';
import type { Field, Provider } from '../core/provider.ts';
import { redact } from '../core/redact.ts';
import { readHost } from './key-host.ts';
import { doubtAbout, type Expectation } from './key-shape.ts';
import { readBaseUrl } from './origin.ts';
import type { Reading } from './reading.ts';

/** Reads what a person typed or pasted as one field of a key. Pure and quick: it runs on every keystroke. */

/** Characters. The longest keys known are about 2 kB (JSON web tokens, Bedrock's session tokens). */
const longestSecret = 10_000;
const longestPlain = 2_000;

/** A secret field, or a plain one; `''` is the value of an optional field left empty. */
export const readField = (typed: string, expectation: Expectation): Reading<string> => {
  const { field } = expectation;
  if (typed.trim() === '')
    return field.optional === true ? { value: '' } : { problem: t('Enter a value for “{0}”.', field.label) };
  if (field.secret) return readSecret(typed, expectation);
  if (field.choices !== undefined) return readChoice(typed, field.choices, field.label);
  if (field.name === 'baseUrl') return readUrlField(typed);
  const read = field.hostEnding === undefined ? readPlain(typed, expectation) : readHost(typed, field);
  return read.value === undefined ? read : withDoubt(read, field);
};

const readUrlField = (typed: string): Reading<string> => {
  const read = readBaseUrl(typed);
  return read.value === undefined ? read : { ...read, value: read.value.baseUrl };
};

const readPlain = (typed: string, { field, provider }: Expectation): Reading<string> => {
  const value = typed.trim();
  if (value.length > longestPlain)
    return { problem: t('That is {0} characters long: {1} is not.', count(value), field.label) };
  if (/\p{Cc}/u.test(value))
    return { problem: t('{0} cannot contain line breaks or control characters.', field.label) };
  if (isInHost(field, provider) && !/^[a-z0-9.-]+$/i.test(value))
    return { problem: t('{0} is a part of a host: it has letters, digits and hyphens only.', field.label) };
  // Plain fields become parts of addresses, where dots alone lead elsewhere.
  if (/^\.{1,2}$/.test(value)) return { problem: t('{0} cannot be dots alone.', field.label) };
  return { value };
};

const isInHost = ({ name }: Field, { baseUrl = '' }: Provider): boolean =>
  /^https?:\/\/[^/]*/.exec(baseUrl)?.[0].includes(`{${name}}`) === true;

const readChoice = (typed: string, choices: NonNullable<Field['choices']>, label: string): Reading<string> => {
  const value = typed.trim();
  if (choices.some((choice) => choice.value === value)) return { value };
  return { problem: t('{0} is one of: {1}.', label, listed(choices.map((choice) => choice.value))) };
};

/** A plain value of another shape than usual is warned about, beside what was said of it already. */
const withDoubt = (read: Reading<string> & { readonly value: string }, field: Field): Reading<string> => {
  if (field.format === undefined || new RegExp(field.format).test(read.value)) return read;
  const { label, hint } = field;
  const doubt =
    hint === undefined ? t('{0} usually looks different.', label) : t('{0} usually looks different: {1}', label, hint);
  return { ...read, warning: read.warning === undefined ? doubt : sentencesText([read.warning, doubt]) };
};

const readSecret = (typed: string, expectation: Expectation): Reading<string> => {
  const trimmed = trimmedSecret(typed);
  // Before anything else looks at it: a pasted file of megabytes must cost nothing.
  if (trimmed.length > longestSecret)
    return { problem: t('That is {0} characters long: a key is not.', count(trimmed)) };
  // API keys go into a header, whatever they look like; a service account never does.
  if (expectation.field.name !== 'apiKey') {
    if (trimmed.startsWith('{')) return readJson(trimmed);
    if (/\.json["']?$/i.test(trimmed)) return { problem: t('That is the name of a file: paste what is in it.') };
  }
  const { value, note } = unwrapped(trimmed);
  if (value === '') return { problem: t('Enter a value for “{0}”.', expectation.field.label) };
  const problem = unsendable(value);
  if (problem !== undefined) return { problem };
  const warning = suspicion(value) ?? doubtAbout(value, expectation);
  return { value, ...(warning === undefined ? {} : { warning }), ...(note === undefined ? {} : { note }) };
};

/** A file of a service account, on one line however it was pasted: input boxes drop line breaks. */
const readJson = (text: string): Reading<string> => {
  try {
    return { value: JSON.stringify(JSON.parse(text)) };
  } catch {
    // Not the parser's sentence: it quotes the text.
    return { problem: t('That JSON is not complete: paste the whole file, from { to }.') };
  }
};

const count = (text: string): string => text.length.toLocaleString('en');

/** Zero-width characters come along when a key is copied from a web page or a chat; `trim` leaves them. */
const trimmedSecret = (typed: string): string => {
  const edge = /[\s\u200B-\u200D\u2060]/;
  let start = 0;
  let end = typed.length;
  while (start < end && edge.test(typed.charAt(start))) start += 1;
  while (end > start && edge.test(typed.charAt(end - 1))) end -= 1;
  return typed.slice(start, end);
};

const pairs = [`""`, `''`, '``', '“”', '‘’', '«»', '<>'];

/** Takes off what belongs to the place a key was copied from: `export NAME=`, `Authorization: Bearer`, quotes. */
const unwrapped = (text: string): { readonly value: string; readonly note?: string } => {
  // A name in capitals, or one that says what it holds: anything else before `=` may be part of a base64 key.
  const variable = /^(?:export\s+|set\s+|\$env:)?[A-Z][A-Z0-9]{0,60}_[A-Z0-9_]{0,60}\s*=\s*(?=[^=\s])(.+?);?$/s;
  const labelled = /^["']?[\w-]{0,40}(?:key|token|secret)[\w-]{0,40}["']?\s*[=:]\s*(?=[^=\s])(.+?)[;,]?$/is;
  const header = /^(?:authorization:\s*)?bearer\s+(\S.*)$/is;
  const taken: string[] = [];
  const take = (value: string, pattern: RegExp, name: string): string => {
    const inner = pattern.exec(value)?.[1];
    if (inner === undefined) return value;
    taken.push(name);
    return inner.trim();
  };
  let value = take(unquoted(text, taken), variable, t('the name before it'));
  value = take(value, labelled, t('the name before it'));
  value = take(unquoted(value, taken), header, t('“Bearer”'));
  value = unquoted(value, taken);
  return taken.length === 0 ? { value } : { value, note: t('Left out: {0}.', listed([...new Set(taken)])) };
};

const unquoted = (text: string, taken: string[]): string => {
  const around = text.charAt(0) + text.charAt(text.length - 1);
  if (text.length < 2 || !pairs.includes(around)) return text;
  taken.push(t('the quotes around it'));
  return text.slice(1, -1).trim();
};

/** Why no HTTP header can carry it. The only thing about a key's shape that blocks. Never quotes the key. */
const unsendable = (value: string): string | undefined => {
  const lines = value.split(/\r\n|\r|\n/).length;
  if (lines > 1) return t('That has {0} lines: paste one key, on one line.', lines);
  if (/[…•·]/.test(value)) return t('That is a shortened key, as web pages show it: copy the whole key.');
  const odd = /[^ -~]/u.exec(value);
  if (odd === null) return undefined;
  const point = odd[0].codePointAt(0) ?? 0;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  return t('Character {0} ({1}) cannot be sent in an HTTP header: copy the key again.', odd.index + 1, code);
};

const suspicion = (value: string): string | undefined => {
  if (value.includes(' ')) return t('That contains a space: keys do not.');
  if (/\*{3}|\.{3}/.test(value)) return t('That looks like a shortened key, as web pages show it.');
  return undefined;
};

export interface NicknameExpectation {
  /** Nicknames that other keys of the provider have. */
  readonly taken: readonly string[];
  /** The draft's secrets: a key pasted here would end up in a plain file. */
  readonly secrets: readonly string[];
}

const longestNickname = 60;

/** A nickname is shown in lists, receipts and logs. */
export const readNickname = (typed: string, expectation: NicknameExpectation): Reading<string> => {
  const value = typed.trim();
  if (value === '') return { problem: t('Enter a nickname.') };
  const isKeyLike = redact(value, []) !== value;
  if (isKeyLike || expectation.secrets.some((secret) => secret.length >= 4 && value.includes(secret))) {
    return { problem: t('That is the key itself: nicknames are shown in lists and receipts.') };
  }
  if (value.length > longestNickname) {
    return { problem: t('That is {0} characters long: a nickname has {1} at most.', count(value), longestNickname) };
  }
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return { problem: t('A nickname cannot contain line breaks.') };
  if (expectation.taken.some((other) => sameNickname(other, value))) {
    return { problem: t('Another key of this provider is called “{0}”.', value) };
  }
  return { value };
};

export const sameNickname = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** `default`, then `default 2`, … : the first that is free. */
export const freeNickname = (wanted: string, taken: readonly string[]): string => {
  const isFree = (name: string): boolean => !taken.some((other) => sameNickname(other, name));
  let name = wanted;
  for (let number = 2; !isFree(name); number += 1) name = `${wanted} ${number}`;
  return name;
};
