import { t } from './l10n.ts';

/** BCP 47 tag of the language people read: a set of words names its own language, as it translates any sentence. */
export const language = (): string => t('en');

/** The same for days and times, which English writes in several ways: there it is `english`. */
export const languageOrElse = (english: string): string => (language() === 'en' ? english : language());

/** `one, two, and three` */
export const allOf = (items: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'conjunction' }).format(items);

/** `one, two, or three` */
export const anyOf = (items: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'disjunction' }).format(items);

/** `one, two, three` */
export const listed = (items: readonly string[]): string => items.join(t(', '));

/** `one; two; three`, of clauses. */
export const listedClauses = (clauses: readonly string[]): string => clauses.join(t('; '));

/** Whole sentences behind each other: not every language has a blank between them. */
export const sentencesText = (sentences: readonly string[]): string => sentences.join(t(' '));
