import { vectorText } from '../core/answer-key.ts';
import type { Embedded } from '../core/embed.ts';
import type { Route } from '../core/plan.ts';
import { modelKey } from '../core/provider.ts';
import type { AnswerStore } from '../usage/answer-store.ts';
import { type Embedding, embeddings, type House } from './answer.ts';
import { accountOf, attemptOf, filed, type Hit } from './kept-hit.ts';
import type { Overrides } from './key-access.ts';
import { listened } from './kept-listening.ts';

export interface MakingParts {
  readonly house: House;
  readonly store: AnswerStore;
  readonly overrides: Overrides;
  /** Who would be asked first. */
  readonly route: Route;
  readonly signal: AbortSignal;
}

type Vectors = readonly (Float32Array | undefined)[];

/**
 * Vectors kept from before, and those of the other texts from whoever makes them now. Vectors of two models do not fit, so
 * only some of the texts are asked for only where the caller named the model. Throws as `embeddings` does.
 */
export const keptOrMade = async (embedding: Embedding, parts: MakingParts): Promise<Embedded> => {
  const { house, store, overrides, route, signal } = parts;
  const workspace = house.workspace();
  const { caller, texts, pick, dimensions } = embedding;
  const hit: Hit = {
    requestId: house.newId(),
    route,
    task: 'embedding',
    caller,
    workspace,
    started: performance.now(),
  };
  const account = accountOf(route, overrides);
  const known = alike(await store.get(texts.map((text) => vectorText(text, embedding, account))), dimensions);
  const missing = texts.filter((_, index) => !known[index]);
  if (missing.length === 0 && texts.length > 0 && !signal.aborted)
    return { vectors: merged(known, []), model: route.model, receipt: filed(house, hit) };
  const make = (wanted: readonly string[]): Promise<Embedded> =>
    made({ ...embedding, texts: wanted }, { ...parts, account, requestId: hit.requestId });
  if (missing.length === texts.length || pick !== modelKey(route.model)) return make(texts);
  const rest = await make(missing);
  const vectors = merged(known, rest.vectors);
  // A model may change the length of its vectors under its name: those from before do not fit any more.
  if (new Set(vectors.map(({ length }) => length)).size > 1) return make(texts);
  house.onAttempt(attemptOf(hit));
  return { ...rest, vectors };
};

interface Making extends MakingParts {
  readonly account: string;
  readonly requestId: string;
}

/** Has them made, and keeps them where all came from the route they are kept for. */
const made = async (embedding: Embedding, making: Making): Promise<Embedded> => {
  const { house, store, route, account, requestId, signal } = making;
  const listening = listened({ ...house, newId: () => requestId });
  const answer = await embeddings(listening.house, embedding, signal);
  const entries = answer.vectors.map(({ buffer, byteOffset, byteLength }, index) => ({
    text: vectorText(embedding.texts[index] ?? '', embedding, account),
    content: new Uint8Array(buffer, byteOffset, byteLength).slice(),
  }));
  if (listening.isOnlyBy(route)) void store.put(entries);
  return answer;
};

const merged = (known: Vectors, rest: readonly Float32Array[]): readonly Float32Array[] => {
  const others = rest.values();
  return known.flatMap((vector) => vector ?? others.next().value ?? []);
};

/** Kept vectors, where all are of one length and of the one that is asked for; else none. */
const alike = (contents: readonly (Uint8Array | undefined)[], dimensions: number | undefined): Vectors => {
  const vectors = contents.map((bytes) => bytes && new Float32Array(Uint8Array.from(bytes).buffer));
  const lengths = new Set(vectors.flatMap((vector) => vector?.length ?? []));
  if (dimensions !== undefined) lengths.add(dimensions);
  return lengths.size <= 1 ? vectors : vectors.map(() => undefined);
};
