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

  it('ask each way the same in the same order, some in a row and some at once', async () => {
    const asked: string[] = [];
    const wayOf =
      (name: string): Way =>
      (prompt) => {
        asked.push(name + prompt);
        return Promise.resolve('yes');
      };
    const ways = { a: wayOf('a'), b: wayOf('b') };
    const timings = await takeTurns(ways, { prompts: ['1', '2', '3'], answer: 'yes', each: 2, inARow: 2, atOnce: 2 });
    const turns = [asked.slice(0, 4), asked.slice(4, 8), asked.slice(8, 12), asked.slice(12)];
    assert.deepEqual(
      turns.toSorted((a, b) => String(a).localeCompare(String(b))),
      [
        ['a1', 'a1', 'a2', 'a2'],
        ['a3', 'a3', 'a1', 'a1'],
        ['b1', 'b1', 'b2', 'b2'],
        ['b3', 'b3', 'b1', 'b1'],
      ],
    );
    // The first turn of all was only to warm up.
    assert.deepEqual(new Set([timings.a.length, timings.b.length]), new Set([4, 8]));
  });

  it('believe no answer that is another one', () =>
    assert.rejects(
      takeTurns({ a: () => Promise.resolve('no') }, { prompts: ['1'], answer: 'yes', each: 1, inARow: 1, atOnce: 1 }),
      /^Error: a gave 2 letters of an answer of 3$/,
    ));
});
