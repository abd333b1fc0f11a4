/** The words people read, in the language of their editor. English is the key, as in VS Code's own `l10n`. */

/** By the English sentence; a sentence that is missing stays English. */
export type Words = Readonly<Record<string, string>>;

let words: Words = {};

/** Said once, before anything is read: the bundle that the editor loaded for its language. */
export const speak = (bundle: Words): void => {
  words = bundle;
};

/** `t('{0} answered in {1}', model, time)`. A brace whose number has no value stays as it is. */
export const t = (sentence: string, ...values: readonly (string | number)[]): string =>
  (words[sentence] ?? sentence).replaceAll(/\{(\d+)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
