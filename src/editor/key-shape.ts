import { t } from '../core/l10n.ts';
import type { Finding } from '../core/listing.ts';
import type { Field, Provider } from '../core/provider.ts';
import { withinSentence } from './key-words.ts';

/** What a key looks like, as far as the records know. Only ever a reason to warn: vendors change prefixes overnight. */

/** The literal beginning of a format: `sk-ant-` of `^sk-ant-[\w-]+$`; empty where it begins with a choice. */
export const prefixOf = (format: string | undefined): string => {
  const source = format?.startsWith('^') === true ? format.slice(1) : '';
  const literal = /^(?:[\w-]|\\[-._])*/.exec(source)?.[0] ?? '';
  // A quantifier speaks about the character before it.
  const optional = /^[?*{]/.test(source.slice(literal.length));
  return (optional ? literal.replace(/\\?.$/, '') : literal).replaceAll('\\', '');
};

const fits = (secret: string, format: string): boolean => new RegExp(format).test(secret);

/** What a secret seems to be: a field of a record. */
interface Likeness {
  readonly provider: Provider;
  readonly field: Field;
  /** No other record's keys begin like this and fit as well: many begin with `sk-`. */
  readonly isAlone: boolean;
}

/** Three characters is the least that says anything (`hf_`, `sk-`). */
const tellingPrefix = 3;

/**
 * The field whose secret this seems to be instead: its format fits and begins more particularly than the one expected.
 * `sk-ant-…` fits OpenAI's `sk-` as well, so the longest prefix decides; a tie leaves the person's choice alone.
 */
const likelier = (secret: string, expected: Field, providers: readonly Provider[]): Likeness | undefined => {
  let best: Likeness | undefined;
  let longest = expected.format !== undefined && fits(secret, expected.format) ? prefixOf(expected.format).length : 0;
  for (const provider of providers) {
    for (const field of provider.fields) {
      const prefix = field.secret ? prefixOf(field.format) : '';
      if (field.format === undefined || prefix.length < tellingPrefix || prefix.length < longest) continue;
      if (!fits(secret, field.format)) continue;
      if (prefix.length > longest) best = { provider, field, isAlone: true };
      else if (best !== undefined && best.provider !== provider) best = { ...best, isAlone: false };
      longest = prefix.length;
    }
  }
  return best;
};

/** Whose key this seems to be, where nothing is expected: only formats that begin tellingly count. */
export const likenessOf = (secret: string, providers: readonly Provider[]): Likeness | undefined =>
  likelier(secret, { name: '', label: '', secret: true }, providers);

export interface Expectation {
  readonly provider: Provider;
  readonly field: Field;
  /** All records, to recognise a key of another one. */
  readonly providers: readonly Provider[];
}

/** A gateway's or one's own server's keys look like anything, `sk-…` included (LiteLLM). */
const takesAnything = ({ baseUrl, local }: Provider): boolean => baseUrl === undefined || local === true;

/** The other provider whose key this seems to be. */
const likelierProvider = (secret: string, expectation: Expectation): Likeness | undefined => {
  if (takesAnything(expectation.provider)) return undefined;
  const found = likelier(secret, expectation.field, expectation.providers);
  return found?.provider.id === expectation.provider.id ? undefined : found;
};

/** One sentence where a secret looks like something else than what is expected. */
export const doubtAbout = (secret: string, expectation: Expectation): string | undefined => {
  const { provider, field, providers } = expectation;
  if (takesAnything(provider)) return undefined;
  const found = likelier(secret, field, providers);
  if (found !== undefined && found.provider.id !== provider.id) {
    return t('This looks like a key of {0}, not of {1}.', found.provider.name, provider.name);
  }
  const label = withinSentence(field.label);
  if (found !== undefined)
    return t('This looks like the {0}, not like the {1}.', withinSentence(found.field.label), label);
  if (field.format === undefined || fits(secret, field.format)) return undefined;
  const prefix = prefixOf(field.format);
  if (field.name !== 'apiKey') {
    return prefix === ''
      ? t('The {0} of {1} usually looks different: check that all of it was copied.', label, provider.name)
      : t('The {0} of {1} usually begins with {2}: check that all of it was copied.', label, provider.name, prefix);
  }
  return prefix === ''
    ? t('Keys of {0} usually look different: check that all of it was copied.', provider.name)
    : t('Keys of {0} usually begin with {1}: check that all of it was copied.', provider.name, prefix);
};

/** A key with everything that may tell whose it is. */
interface Subject {
  readonly provider: Provider;
  readonly secrets: Readonly<Record<string, string>>;
  readonly providers: readonly Provider[];
}

/** The one other provider whose key one of these secrets seems to be, with that secret. */
export const belongsTo = ({
  provider,
  secrets,
  providers,
}: Subject): (Likeness & { readonly secret: string }) | undefined => {
  for (const field of provider.fields) {
    const secret = field.secret ? secrets[field.name] : undefined;
    const found = secret === undefined ? undefined : likelierProvider(secret, { provider, field, providers });
    if (secret !== undefined && found?.isAlone === true) return { ...found, secret };
  }
  return undefined;
};

/** A refused key that another provider's keys look like says so: its own provider cannot know. */
export const relabelled = (finding: Finding, subject: Subject): Finding => {
  const owner = finding.verdict === 'invalid' ? belongsTo(subject) : undefined;
  if (owner === undefined) return finding;
  return {
    ...finding,
    verdict: 'elsewhere',
    sentence: t('This looks like a key of {0}: add it there.', owner.provider.name),
  };
};
