/**
 * A sentence as VS Code shows it, and not as it reads it: notifications, progress and the lines below quick inputs make
 * `[text](command:…)` a button that runs any command (`parseLinkedText`, VS Code 1.139). Models, keys and folders may be
 * called so by whoever lists them.
 */
export const unlinked = (sentence: string): string => sentence.replaceAll('](', '] (');
