import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowsOf } from '../../src/search/dots.ts';
import { Matrix } from '../../src/search/matrix.ts';
import { quantised, questioned } from '../../src/search/quantised.ts';

/** Always the same numbers: a linear congruential generator. */
const numbersFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
};

/** Near to a normal distribution, as the numbers of embeddings are. */
const vectorFrom = (next: () => number, dimensions: number): Float32Array =>
  Float32Array.from({ length: dimensions }, () => next() + next() + next() + next() - 2);

const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
};

const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

describe('sums of products of many rows at once', () => {
  it('are those that one would get one by one', () => {
    const row = (dimensions: number) => fc.int8Array({ minLength: dimensions, maxLength: dimensions, min: -127 });
    const table = fc.integer({ min: 1, max: 70 }).chain((dimensions) =>
      fc.record({
        dimensions: fc.constant(dimensions),
        rows: fc.array(row(dimensions), { minLength: 1, maxLength: 30 }),
        question: fc.int16Array({ minLength: dimensions, maxLength: dimensions }),
      }),
    );
    fc.assert(
      fc.property(table, ({ dimensions, rows, question }) => {
        const matrix = rowsOf(dimensions);
        for (const [place, numbers] of rows.entries()) matrix.set(place, numbers);
        const expected = rows.map((numbers) =>
          numbers.reduce((sum, value, at) => sum + value * (question[at] ?? 0), 0),
        );
        assert.deepEqual([...matrix.dots(question, rows.length)], expected);
      }),
      { numRuns: 200 },
    );
  });

  it('cannot overflow, however large the numbers and long the vectors are', () => {
    for (const dimensions of [8, 1_536, 4_096]) {
      const largest = new Float32Array(dimensions).fill(1);
      const rows = rowsOf(dimensions);
      rows.set(0, quantised(largest).numbers);
      rows.set(1, quantised(largest.map((value) => -value)).numbers);
      const { numbers } = questioned(largest);
      const [sum = 0, opposite = 0] = rows.dots(numbers, 2);
      assert.equal(sum, dimensions * 127 * (numbers[0] ?? 0));
      assert.ok(sum > 0);
      assert.equal(opposite, -sum);
    }
  });

  it('stay right when memory grows', () => {
    const rows = rowsOf(64);
    const question = Int16Array.from({ length: 64 }, (_, at) => at);
    for (let place = 0; place < 5_000; place++) rows.set(place, new Int8Array(64).fill(place % 100));
    const sums = rows.dots(question, 5_000);
    for (const place of [0, 1, 999, 4_999]) assert.equal(sums[place], (place % 100) * 2_016);
  });

  it('are none of no rows', () => {
    assert.equal(rowsOf(8).dots(new Int16Array(8), 0).length, 0);
  });
});

describe('vectors with one byte a number', () => {
  it('have nearly the cosine of the whole ones', () => {
    const next = numbersFrom(1);
    for (const dimensions of [256, 1_024, 1_536]) {
      const matrix = new Matrix(dimensions);
      const vectors = Array.from({ length: 50 }, () => vectorFrom(next, dimensions));
      for (const [id, vector] of vectors.entries()) matrix.add({ id, ...quantised(vector) });
      const question = vectorFrom(next, dimensions);
      for (const { id, similarity } of matrix.nearest(question, 50)) {
        const exact = cosine(question, vectors[id] ?? question);
        assert.ok(Math.abs(similarity - exact) < 0.002, `${similarity} for ${exact}`);
      }
    }
  });

  it('find the same ten as whole ones, or nearly', () => {
    const [next, dimensions] = [numbersFrom(7), 768];
    const themes = Array.from({ length: 40 }, () => vectorFrom(next, dimensions));
    const near = (theme: Float32Array): Float32Array => {
      const noise = vectorFrom(next, dimensions);
      return theme.map((value, at) => value + (noise[at] ?? 0) * 0.8);
    };
    const vectors = Array.from({ length: 1_000 }, (_, at) => near(themes[at % 40] ?? new Float32Array(dimensions)));
    const matrix = new Matrix(dimensions);
    for (const [id, vector] of vectors.entries()) matrix.add({ id, ...quantised(vector) });
    let same = 0;
    for (const theme of themes) {
      const question = near(theme);
      const exact = vectors
        .map((vector, id) => ({ id, similarity: cosine(question, vector) }))
        .toSorted((a, b) => b.similarity - a.similarity)
        .slice(0, 10);
      const found = new Set(matrix.nearest(question, 10).map(({ id }) => id));
      same += exact.filter(({ id }) => found.has(id)).length;
    }
    assert.ok(same >= 40 * 10 * 0.97, `${same} of 400 are the same`);
  });

  it('are like nothing where they are nothing', () => {
    const matrix = new Matrix(8);
    matrix.add({ id: 1, ...quantised(new Float32Array(8)) });
    assert.deepEqual(matrix.nearest(new Float32Array(8).fill(1), 5), [{ id: 1, similarity: 0 }]);
    assert.deepEqual(
      matrix.nearest(new Float32Array(8), 5).map(({ similarity }) => similarity),
      [0],
    );
  });
});

describe('a matrix of vectors', () => {
  const axis = (place: number): Float32Array => Float32Array.from({ length: 16 }, (_, at) => (at === place ? 1 : 0));

  it('knows each by its id, whatever came and went', () => {
    const steps = fc.array(fc.record({ id: fc.nat(15), adds: fc.boolean() }), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (all) => {
        const matrix = new Matrix(16);
        const held = new Set<number>();
        for (const { id, adds } of all) {
          if (adds) matrix.add({ id, ...quantised(axis(id)) });
          else matrix.drop(id);
          if (adds) held.add(id);
          else held.delete(id);
        }
        assert.deepEqual(new Set(matrix.ids()), held);
        for (const id of held) assert.equal(matrix.nearest(axis(id), 1)[0]?.id, id);
      }),
    );
  });

  it('finds only what may be found', () => {
    const matrix = new Matrix(16);
    for (const id of [0, 1, 2, 3]) matrix.add({ id, ...quantised(axis(id)) });
    assert.deepEqual(
      matrix.nearest(axis(1), 2, new Set([2, 3])).map(({ id }) => id),
      [2, 3],
    );
  });

  it('gives the nearest first, no more than asked for', () => {
    const matrix = new Matrix(16);
    for (const id of [0, 1, 2, 3]) {
      const vector = axis(0);
      vector[5] = id;
      matrix.add({ id, ...quantised(vector) });
    }
    assert.deepEqual(
      matrix.nearest(axis(0), 3).map(({ id }) => id),
      [0, 1, 2],
    );
  });
});
