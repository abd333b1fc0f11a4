import { type Quantised, questioned } from './quantised.ts';
import { type Rows, rowsOf } from './dots.ts';

/** A vector as the index keeps it. */
export interface Stored extends Quantised {
  readonly id: number;
}

/** A vector that is like a question: `similarity` is the cosine, from -1 to 1. */
export interface Near {
  readonly id: number;
  readonly similarity: number;
}

/** All vectors of an index in memory, one byte a number. The cosine with every one of them is worked out: nothing is guessed. */
export class Matrix {
  readonly dimensions: number;
  readonly #rows: Rows;
  readonly #ids: number[] = [];
  readonly #scales: number[] = [];
  readonly #places = new Map<number, number>();

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#rows = rowsOf(dimensions);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** Bytes of the vectors; with what leads to them some 5 % more. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  ids(): readonly number[] {
    return this.#ids.slice();
  }

  add({ id, scale, numbers }: Stored): void {
    const place = this.#places.get(id) ?? this.#ids.length;
    this.#rows.set(place, numbers);
    this.#ids[place] = id;
    this.#scales[place] = scale;
    this.#places.set(id, place);
  }

  /** The last one takes its place. */
  drop(id: number): void {
    const place = this.#places.get(id);
    const last = this.#ids.length - 1;
    const [lastId, lastScale] = [this.#ids[last], this.#scales[last]];
    if (place === undefined || lastId === undefined || lastScale === undefined) return;
    this.#rows.move(last, place);
    this.#ids[place] = lastId;
    this.#scales[place] = lastScale;
    this.#places.set(lastId, place);
    this.#places.delete(id);
    this.#ids.pop();
    this.#scales.pop();
  }

  /** The `most` that are most like it, of those that `may` be found; the most similar first. */
  nearest(question: Float32Array, most: number, may?: ReadonlySet<number>): readonly Near[] {
    const { scale, numbers } = questioned(question);
    const sums = this.#rows.dots(numbers, this.size);
    const best = new Best(most);
    for (let place = 0; place < sums.length; place++) {
      const similarity = (sums[place] ?? 0) * (this.#scales[place] ?? 0) * scale;
      if (similarity <= best.least) continue;
      const id = this.#ids[place] ?? -1;
      if (!may || may.has(id)) best.add({ id, similarity });
    }
    return best.all();
  }
}

/** The best of many, kept sorted: after the first few hardly one gets in. */
class Best {
  readonly #most: number;
  readonly #kept: Near[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** What one must be better than to get in. */
  get least(): number {
    return this.#kept.length < this.#most ? Number.NEGATIVE_INFINITY : (this.#kept.at(-1)?.similarity ?? 0);
  }

  add(near: Near): void {
    let at = this.#kept.length;
    while (at > 0 && (this.#kept[at - 1]?.similarity ?? 0) < near.similarity) at--;
    this.#kept.splice(at, 0, near);
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  all(): readonly Near[] {
    return this.#kept;
  }
}
