import assert from 'node:assert/strict';
import { either, Signal } from '../../src/editor/signal.ts';

describe('either of several events', () => {
  it('is told of each of them, until nobody listens any more', () => {
    const [one, other] = [new Signal(), new Signal()];
    let told = 0;
    const heard = either(one.event, other.event)(() => (told += 1));
    one.fire();
    other.fire();
    assert.equal(told, 2);
    heard.dispose();
    one.fire();
    other.fire();
    assert.equal(told, 2);
  });
});
