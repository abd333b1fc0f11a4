import assert from 'node:assert/strict';
import { roundOf, takeTurns, type Way } from './path-turns.ts';

describe('the turns of a comparison', () => {
  for (const count of [2, 3, 4, 5])
    it(`let each of ${count} ways follow each other one once in a round, and none itself, however many rounds there are`, () => {
      const round = roundOf(count);
      const steps = round.map((way, turn) => `${round.at(turn - 1)} ${way}`);
      assert.equal(round.length, count * (count - 1));
      assert.equal(new Set(steps).size, steps.length);
      assert.ok(steps.every((step) => !/^(\d+) \1$/.test(step)));
    });

  it('ask each way the same, in the same order', async () => {
    const asked: Record<string, string[]> = { a: [], b: [], c: [] };
    const wayOf =
      (name: string): Way =>
      (prompt) => {
        asked[name]?.push(prompt);
        return Promise.resolve('yes');
      };
    const ways = { a: wayOf('a'), b: wayOf('b'), c: wayOf('c') };
    await takeTurns(ways, { prompts: ['1', '2', '3'], answer: 'yes', each: 4, atOnce: 2 });
    for (const prompts of Object.values(asked)) assert.deepEqual(prompts, ['1', '1', '2', '2', '3', '3', '1', '1']);
  });
});
