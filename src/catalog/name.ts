/** Characters that change how a line is drawn or read: controls, marks of direction, invisible ones, line ends. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** A name that can be shown beside others: one line of letters that are seen. */
export const isName = (name: string): boolean => name.length <= 200 && name.trim() !== '' && !unseen.test(name);
