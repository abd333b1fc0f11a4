import { setImmediate as breathe, setTimeout as wait } from 'node:timers/promises';

/** Resolves when the next small step may be taken: to false where none may be taken any more. */
export type Pause = () => Promise<boolean>;

/** Between the steps of what a person waits for: whatever else came meanwhile is done first. */
export const brief: Pause = async () => {
  await breathe();
  return true;
};

/** Milliseconds between two steps that nobody waits for, and between two looks whether it is quiet. */
const short = 20;
const long = 1_000;

/** Between the steps of what nobody waits for: never while it is not quiet. */
export const spare =
  (isQuiet: () => boolean, isOver: () => boolean): Pause =>
  async () => {
    await wait(short, undefined, { ref: false });
    while (!isOver() && !isQuiet()) await wait(long, undefined, { ref: false });
    return !isOver();
  };

/** Takes steps until one says that it was the last. Resolves to false where there was no time for all. */
export const stepwise = async (pause: Pause, step: () => Promise<boolean>): Promise<boolean> => {
  while (await step()) if (!(await pause())) return false;
  return true;
};
