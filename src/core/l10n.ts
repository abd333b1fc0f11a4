/** The words people read, in the language of their editor. English is the key, as in VS Code's own `l10n`. */

/** By the English sentence; a sentence that is missing stays English. */
export type Words = Readonly<Record<string, string>>;

let words: Words = {};

/** Said once, before anything is read: the bundle that the editor loaded for its language. */
export const speak = (bundle: Words): void => {
  words = bundle;
};

/** `t('{0} answered in {1}', model, time)`. A brace whose number has no value stays as it is. */
export const t = (sentence: string, ...values: readonly (string | number)[]): string => {
  const filled = (text: string): string =>
    text.replaceAll(/\{(\d+)\}/g, (whole, index: string) => String(values[Number(index)] ?? whole));
  const translated = words[sentence];
  return translated === undefined
    ? filled(sentence)
    : translated.split(/(\{\d+\})/).reduce((before, piece) => joined(before, filled(piece)), '');
};

/** Chinese has no spaces between its own characters, and a translation cannot know how a value begins and ends. */
const joined = (before: string, after: string): string => {
  if (/\p{Script=Han} $/u.test(before) && /^\p{Script=Han}/u.test(after)) return before.slice(0, -1) + after;
  if (/\p{Script=Han}$/u.test(before) && /^ \p{Script=Han}/u.test(after)) return before + after.slice(1);
  return before + after;
};

/** What is kept for longer than an editor keeps its language, as the audit log does: made as if no words were known. */
export const inEnglish = <T>(make: () => T): T => {
  const spoken = words;
  words = {};
  try {
    return make();
  } finally {
    words = spoken;
  }
};
