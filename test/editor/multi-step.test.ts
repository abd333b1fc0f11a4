import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Step, walk } from '../../src/editor/multi-step.ts';
import type { Answer, Place } from '../../src/editor/questions.ts';

describe('a series of questions', () => {
  it('asks each in its place until all are answered, whatever way back and forth was taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 30 }), async (backs) => {
        const places: Place[] = [];
        const ways = [...backs];
        const step =
          (number: number): Step<readonly number[]> =>
          async (state, place) => {
            places.push(place);
            const goesBack = ways.shift() === true && place.canGoBack === true;
            return goesBack ? { type: 'back' } : { type: 'answer', value: [...new Set([...state, number])] };
          };
        const answered = await walk({ title: 'T', steps: () => [step(1), step(2), step(3)] }, []);
        assert.deepEqual(answered, [1, 2, 3]);
        for (const [index, place] of places.entries()) {
          assert.equal(place.steps, 3);
          assert.equal(place.canGoBack, (place.step ?? 0) > 1);
          const before = places[index - 1];
          if (before !== undefined) assert.equal(Math.abs((place.step ?? 0) - (before.step ?? 0)), 1);
        }
      }),
    );
  });

  it('has no number where one question is all that is known of', async () => {
    const places: Place[] = [];
    const ask: Step<number> = async (state, place) => {
      places.push(place);
      return { type: 'answer', value: state + 1 };
    };
    await walk({ title: 'T', steps: (state) => (state === 0 ? [ask] : [ask, ask]) }, 0);
    assert.deepEqual(
      places.map(({ step, steps }) => [step, steps]),
      [
        [undefined, undefined],
        [2, 2],
      ],
    );
  });

  it('may depend on an answer, and ends where the person gives up', async () => {
    const ask =
      (answer: Answer<number>): Step<number> =>
      async () =>
        answer;
    const steps = (state: number): readonly Step<number>[] =>
      state === 0
        ? [ask({ type: 'answer', value: 1 })]
        : [ask({ type: 'answer', value: 1 }), ask({ type: 'cancelled' })];
    assert.equal(await walk({ title: 'T', steps }, 0), undefined);
  });
});
