import type { InputBox } from './commit-git.ts';

/** The input box while a message is written into it. What the person types goes before everything that is written. */
export interface HeldBox {
  /** What was there before. */
  readonly before: string;
  /** False where the person has typed meanwhile: then nothing is written. */
  readonly write: (text: string) => boolean;
  /** Puts back what was there before, where nobody has typed since. */
  readonly restore: () => void;
}

/**
 * Holds the box for one message. The box has one value and no events: what stands there and was not written here is the
 * person's. Each value that was written counts, because the window repeats them a moment later.
 */
export const heldBox = (box: InputBox): HeldBox => {
  const before = box.value;
  const own = new Set<string>();
  const isOurs = (): boolean => (own.size === 0 ? box.value === before : own.has(box.value));
  return {
    before,
    write: (text) => {
      if (!isOurs()) return false;
      own.add(text);
      box.value = text;
      return true;
    },
    restore: () => {
      if (own.size > 0 && isOurs()) box.value = before;
    },
  };
};
