import assert from 'node:assert/strict';
import { roundOf } from './path-turns.ts';

describe('the turns of a comparison', () => {
  for (const count of [2, 3, 4, 5])
    it(`let each of ${count} ways follow each other one once in a round, and none itself, however many rounds there are`, () => {
      const round = roundOf(count);
      const steps = round.map((way, turn) => `${round.at(turn - 1)} ${way}`);
      assert.equal(round.length, count * (count - 1));
      assert.equal(new Set(steps).size, steps.length);
      assert.ok(steps.every((step) => !/^(\d+) \1$/.test(step)));
    });
});
