import type { Field, Provider } from '../core/provider.ts';

/** What a key looks like, as far as the records know. Only ever a reason to warn: vendors change prefixes overnight. */

/** The literal beginning of a format: `sk-ant-` of `^sk-ant-[\w-]+$`; empty where it begins with a choice. */
export const prefixOf = (format: string | undefined): string => {
  const source = format?.startsWith('^') === true ? format.slice(1) : '';
  const literal = /^(?:[\w-]|\\[-._])*/.exec(source)?.[0] ?? '';
  // A quantifier speaks about the character before it.
  const optional = /^[?*{]/.test(source.slice(literal.length));
  return (optional ? literal.replace(/\\?.$/, '') : literal).replaceAll('\\', '');
};

/** The field a bare key belongs to: the first secret one. */
export const secretField = (provider: Provider): Field | undefined => provider.fields.find((field) => field.secret);

const fits = (secret: string, format: string): boolean => new RegExp(format).test(secret);

/**
 * The provider whose key this seems to be instead: its format fits and begins more particularly than the one expected.
 * `sk-ant-…` fits OpenAI's `sk-` as well, so the longest prefix decides.
 */
const likelierProvider = (secret: string, expected: Field, providers: readonly Provider[]): Provider | undefined => {
  let best: Provider | undefined;
  let longest = expected.format !== undefined && fits(secret, expected.format) ? prefixOf(expected.format).length : 0;
  for (const provider of providers) {
    const format = secretField(provider)?.format;
    const prefix = prefixOf(format);
    // Three characters is the least that says anything (`hf_`, `sk-`); a tie leaves the person's choice alone.
    if (format === undefined || prefix.length < 3 || prefix.length <= longest) continue;
    if (!fits(secret, format)) continue;
    best = provider;
    longest = prefix.length;
  }
  return best;
};

export interface Expectation {
  readonly provider: Provider;
  readonly field: Field;
  /** All records, to recognise a key of another one. */
  readonly providers: readonly Provider[];
}

/** One sentence where a secret looks like something else than what is expected. */
export const doubtAbout = (secret: string, expectation: Expectation): string | undefined => {
  const { provider, field, providers } = expectation;
  // A gateway's or one's own server's keys look like anything, `sk-…` included (LiteLLM).
  if (provider.baseUrl === undefined || provider.local === true) return undefined;
  const other = likelierProvider(secret, field, providers);
  if (other !== undefined && other.id !== provider.id) {
    return `This looks like a key of ${other.name}, not of ${provider.name}.`;
  }
  if (field.format === undefined || fits(secret, field.format)) return undefined;
  const prefix = prefixOf(field.format);
  const usual = prefix === '' ? 'look different' : `begin with ${prefix}`;
  return `Keys of ${provider.name} usually ${usual}: check that all of it was copied.`;
};
