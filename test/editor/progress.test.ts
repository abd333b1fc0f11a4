import assert from 'node:assert/strict';
import { progressIn } from '../../src/editor/progress.ts';

/** A window whose only notification has a Cancel that the test presses. */
const windowWith = () => {
  const listeners = new Set<() => void>();
  const messages: (string | undefined)[] = [];
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const window = {
    withProgress: (_options: unknown, work: (...given: never[]) => Promise<unknown>) =>
      work({ report: ({ message }: { message?: string }) => messages.push(message) } as never, token as never),
  } as unknown as Parameters<typeof progressIn>[0];
  return { window, messages, listeners, cancel: () => listeners.forEach((listener) => listener()) };
};

describe('Progress in a notification', () => {
  it('is heard to be cancelled for as long as the work goes on', async () => {
    const { window, cancel, listeners } = windowWith();
    const ended = await progressIn(window)('Working', async ({ signal }) => {
      await new Promise((resolve) => setImmediate(resolve));
      cancel();
      return signal.aborted;
    });
    assert.equal(ended, true);
    assert.equal(listeners.size, 0, 'and no longer');
  });

  it('says what is next, with nothing in it that could be pressed', async () => {
    const { window, messages } = windowWith();
    await progressIn(window)('Working', ({ tell }) => {
      tell(0, 2, 'first');
      tell(0, 2);
      tell(1, 2, 'a [link](command:x)');
      return Promise.resolve();
    });
    assert.deepEqual(messages, ['first', 'a [link] (command:x)']);
  });
});
