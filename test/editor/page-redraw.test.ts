import assert from 'node:assert/strict';
import { Redrawing } from '../../src/editor/page-redraw.ts';

describe('a page that is drawn once more', () => {
  it('is drawn after its last change alone, however often it changed', async () => {
    const drawn: string[] = [];
    const ended = new Promise<void>((resolve) => {
      const redrawing = new Redrawing(
        (name, turn) => {
          drawn.push(`${name} ${turn}`);
          if (turn === 2) resolve();
        },
        [10, 30],
      );
      for (let change = 0; change < 50; change++) redrawing.later('Explanation');
    });
    await ended;
    assert.deepEqual(drawn, ['Explanation 1', 'Explanation 2']);
  });

  it('is not drawn where it holds something else by then, or is gone', async () => {
    const drawn: string[] = [];
    const redrawing = new Redrawing((name) => drawn.push(name), [1]);
    redrawing.later('One');
    redrawing.later('Two');
    redrawing.forget('One');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(drawn, ['Two']);
    redrawing.later('Two');
    redrawing.dispose();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(drawn, ['Two']);
  });
});
