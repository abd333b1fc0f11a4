/**
 * Milliseconds. The next request, where it follows at once, is on its way by then: what an answer leaves to write down is
 * done while that waits for its provider. In the next turn of the event loop it would hold up its sending.
 */
const aMoment = 1;

/** Does it a moment later, in the order of the calls: nobody who waits for an answer waits for it. */
export const afterwards = (work: () => void): void => void setTimeout(work, aMoment);

/** All that was left to be done afterwards until now is done. */
export const allDone = (): Promise<void> => new Promise(afterwards);
