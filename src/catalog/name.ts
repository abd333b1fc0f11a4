/** Characters that change how a line is drawn or read: controls, marks of direction, invisible ones, line ends. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Most names: the other pattern knows all of Unicode, and takes its time. */
const plain = /^[\x20-\x7e]+$/;

/** One line of letters that are seen, of at most so many characters. */
export const isLine = (text: string, most: number): boolean =>
  text.length <= most && text.trim() !== '' && (plain.test(text) || !unseen.test(text));

/** A name that can be shown beside others. None is a link: editors make `[…](command:…)` a button. */
export const isName = (name: string): boolean => isLine(name, 200) && !name.includes('](');
