import type { IndexFile, Place } from './index-types.ts';
import { Matrix } from './matrix.ts';
import { questionWords } from './words.ts';

/** A range of lines that answers a question. */
export interface Hit {
  readonly path: string;
  /** Lines, counted from 1. */
  readonly first: number;
  readonly last: number;
  readonly symbol: string;
  /** From 0 to 1: high where nothing is nearer by meaning and it says the question's words. */
  readonly score: number;
}

export interface Question {
  readonly text: string;
  /** Of the text, by the model of the index; without it words alone decide. */
  readonly vector?: Float32Array | undefined;
  readonly most: number;
  /** Path of a folder in the workspace, without a slash at its end. */
  readonly folder?: string | undefined;
}

/** How many of either list are joined: what is further down in both is no answer. */
const depth = 100;

/**
 * How the two are joined: a weighted sum, which keeps more than places in two lists do (Bruch, Gai and Ingber, ACM TOIS
 * 2023; `test/search/quality.test.ts` says the same). Cosines count by how far they are between the worst and the best of
 * the list, since every model has a range of its own; words by the share of the question that they are, so that they decide
 * where a name is asked for, and hardly where it is a sentence whose words are not in the code.
 */
const meaningShare = 0.5;
/** Questions have words that nobody writes into code: two thirds of what they could tell count as all of it. */
const enough = 2 / 3;

/**
 * A word or two of a sentence count for little. Beyond enough it grows ever more slowly: what says a name most often is
 * mostly what declares it.
 */
const saidBy = (share: number): number => (share < enough ? (share / enough) ** 2 : 2 - enough / share);

/** Vectors of an index in memory, kept for the next question. */
export class Searcher {
  readonly #index: IndexFile;
  #matrix: Matrix | undefined;
  #version = '';

  constructor(index: IndexFile) {
    this.#index = index;
  }

  /** Bytes that vectors take in memory now. */
  get bytes(): number {
    return this.#matrix?.bytes ?? 0;
  }

  /** The best first. Gives way to other work while it reads vectors for the first time. Throws as the index does. */
  async find(question: Question): Promise<readonly Hit[]> {
    const { text, vector, folder, most } = question;
    const byMeaning = vector && (await this.#byMeaning(vector, folder));
    const byWords = this.#index.byWords(questionWords(text), depth, folder);
    const weight = byMeaning ? 1 - meaningShare : 1;
    const said = byWords.map((place) => ({ place, points: saidBy(place.share) * weight }));
    return joined([...(byMeaning ?? []), ...said], most);
  }

  /** Lets the memory go. */
  forget(): void {
    this.#matrix = undefined;
    this.#version = '';
  }

  async #byMeaning(vector: Float32Array, folder: string | undefined): Promise<readonly Scored[]> {
    const matrix = await this.#ready(vector.length);
    const may = folder === undefined ? undefined : this.#index.vectorIds(folder);
    const near = matrix.nearest(vector, depth, may);
    const places = this.#index.placesOf(near.map(({ id }) => id));
    const inFolder = ({ path }: Place): boolean => folder === undefined || path.startsWith(`${folder}/`);
    const [best = 0, worst = 0] = [near[0]?.similarity, near.at(-1)?.similarity];
    const pointsOf = (similarity: number): number => (best > worst ? (similarity - worst) / (best - worst) : 1);
    return near.flatMap(({ id, similarity }) =>
      (places.get(id) ?? []).filter(inFolder).map((place) => ({ place, points: pointsOf(similarity) * meaningShare })),
    );
  }

  /** A question of another length than the index's vectors is another model's, and is like nothing. */
  async #ready(dimensions: number): Promise<Matrix> {
    const index = this.#index;
    const version = index.version();
    if (this.#matrix?.dimensions !== dimensions) this.forget();
    const matrix = (this.#matrix ??= new Matrix(dimensions));
    if (version === this.#version) return matrix;
    const wanted = index.vectorIds();
    for (const id of matrix.ids()) if (!wanted.has(id)) matrix.drop(id);
    let read = 0;
    for (const id of wanted) {
      if (matrix.has(id)) continue;
      const stored = index.vector(id);
      if (stored?.numbers.length === dimensions) matrix.add(stored);
      read += 1;
      if (read % vectorsAtOnce === 0) await breath();
    }
    this.#version = version;
    return matrix;
  }
}

/** About 10 ms of reading. */
const vectorsAtOnce = 2_000;

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Scored {
  readonly place: Place;
  readonly points: number;
}

/** What is last in one list, and not in the other, has nothing to do with the question. */
const least = 0.01;

const joined = (scored: readonly Scored[], most: number): readonly Hit[] => {
  const found = new Map<number, Scored>();
  for (const { place, points } of scored) {
    const before = found.get(place.chunk)?.points ?? 0;
    found.set(place.chunk, { place, points: before + points });
  }
  const sorted = [...found.values()].toSorted((a, b) => b.points - a.points || byPlace(a.place, b.place));
  const near = sorted.filter(({ points }) => points > least);
  return apart(near.map(({ place, points }) => ({ ...lined(place), score: Math.min(1, points) }))).slice(0, most);
};

const byPlace = (a: Place, b: Place): number => (a.path === b.path ? a.first - b.first : a.path < b.path ? -1 : 1);

const lined = ({ path, first, last, symbol }: Place): Omit<Hit, 'score'> => ({ path, first, last, symbol });

/** Chunks that overlap say the same twice: only the better one stays. */
const apart = (hits: readonly Hit[]): readonly Hit[] => {
  const kept: Hit[] = [];
  for (const hit of hits) {
    const overlaps = kept.some(({ path, first, last }) => path === hit.path && first <= hit.last && hit.first <= last);
    if (!overlaps) kept.push(hit);
  }
  return kept;
};
