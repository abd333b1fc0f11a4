import assert from 'node:assert/strict';
import { comparisonShelf } from '../../src/editor/compare-shelf.ts';

const shelfOf = () => {
  const said: string[] = [];
  const shelf = comparisonShelf({
    show: (name, markdown) => Promise.resolve(void said.push(`show ${name}: ${markdown}`)),
    change: (name, markdown) => void said.push(`change ${name}: ${markdown}`),
  });
  return { shelf, said };
};

describe('comparisons of a session', () => {
  it('each have a page of their own, which is shown as it was last', async () => {
    const { shelf, said } = shelfOf();
    const [first, second] = [shelf.name(), shelf.name()];
    assert.deepEqual([first, second], ['Comparison', 'Comparison 2']);
    shelf.keep(first, 'one');
    shelf.keep(second, 'two');
    shelf.keep(first, 'one more');
    assert.equal(await shelf.show(first), true);
    assert.deepEqual(said, [
      'change Comparison: one',
      'change Comparison 2: two',
      'change Comparison: one more',
      'show Comparison: one more',
    ]);
  });

  it('are gone once there are many newer ones', async () => {
    const { shelf, said } = shelfOf();
    const names = Array.from({ length: 31 }, () => shelf.name());
    for (const name of names) shelf.keep(name, name);
    said.length = 0;
    assert.deepEqual(await Promise.all(names.slice(0, 2).map((name) => shelf.show(name))), [false, true]);
    assert.deepEqual(said, ['show Comparison 2: Comparison 2']);
  });
});
