import assert from 'node:assert/strict';
import { Turns } from '../../src/editor/search-turns.ts';

/** Work that ends when it is aborted. */
const untilAborted = (signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(true);
    else signal.addEventListener('abort', () => resolve(true), { once: true });
  });

describe('work that takes turns', () => {
  it('is stopped also where it has not begun', async () => {
    const turns = new Turns();
    const first = turns.take(untilAborted);
    const second = turns.take((signal) => Promise.resolve(signal.aborted));
    turns.stop();
    assert.deepEqual(await Promise.all([first, second]), [true, true]);
  });

  it('is not stopped by what was said before it was asked for', async () => {
    const turns = new Turns();
    turns.stop();
    assert.equal(await turns.take((signal) => Promise.resolve(signal.aborted)), false);
  });

  it('goes on after work that failed', async () => {
    const turns = new Turns();
    await assert.rejects(turns.take(() => Promise.reject(new Error('no'))));
    assert.equal(await turns.take(() => Promise.resolve(1)), 1);
  });
});
