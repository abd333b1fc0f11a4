import type { EmbedRequest } from '../core/embedding.ts';
import { bareId } from './bedrock-models.ts';
import { isLoose } from './loose.ts';

/** How a maker's embedding models take texts (docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html, 2026-11). */
export interface Shape {
  /** Texts one request may hold. */
  readonly most: number;
  /** The length of the vectors can be chosen. */
  readonly lengths: boolean;
  readonly bodyOf: (request: EmbedRequest) => object;
  /** The vectors of an answer, in the order of the texts; undefined where it is none. */
  readonly vectorsIn: (body: unknown) => readonly unknown[] | undefined;
}

const first = ({ texts }: EmbedRequest): string => (texts[0] ?? '').toWellFormed();

const titanVector = (body: unknown): readonly unknown[] | undefined =>
  isLoose<'embedding'>(body) ? [body.embedding] : undefined;

/** Amazon Titan 1 has vectors of one length. */
const titan1: Shape = {
  most: 1,
  lengths: false,
  bodyOf: (request) => ({ inputText: first(request) }),
  vectorsIn: titanVector,
};

const titan2: Shape = {
  most: 1,
  lengths: true,
  bodyOf: (request) => ({
    inputText: first(request),
    normalize: true,
    ...(request.dimensions === undefined ? {} : { dimensions: request.dimensions }),
  }),
  vectorsIn: titanVector,
};

const nova: Shape = {
  most: 1,
  lengths: true,
  bodyOf: (request) => ({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: {
      embeddingPurpose: request.purpose === 'query' ? 'TEXT_RETRIEVAL' : 'GENERIC_INDEX',
      ...(request.dimensions === undefined ? {} : { embeddingDimension: request.dimensions }),
      // A text that is too long is refused, as by the others, and not cut in silence.
      text: { truncationMode: 'NONE', value: first(request) },
    },
  }),
  vectorsIn: (body) => {
    const list = isLoose<'embeddings'>(body) ? body.embeddings : undefined;
    return Array.isArray(list)
      ? list.map((item: unknown) => (isLoose<'embedding'>(item) ? item.embedding : undefined))
      : undefined;
  },
};

/** Cohere says `{embeddings: [[…]]}`, and `{embeddings: {float: [[…]]}}` where types were asked for. */
const cohereVectors = (body: unknown): readonly unknown[] | undefined => {
  const found = isLoose<'embeddings'>(body) ? body.embeddings : undefined;
  const list = isLoose<'float'>(found) && !Array.isArray(found) ? found.float : found;
  return Array.isArray(list) ? list : undefined;
};

const cohereBody = ({ texts, purpose }: EmbedRequest) => ({
  texts: texts.map((text) => text.toWellFormed()),
  input_type: purpose === 'query' ? 'search_query' : 'search_document',
});

const cohere3: Shape = { most: 96, lengths: false, bodyOf: cohereBody, vectorsIn: cohereVectors };

const cohere4: Shape = {
  most: 96,
  lengths: true,
  bodyOf: (request) => ({
    ...cohereBody(request),
    embedding_types: ['float'],
    ...(request.dimensions === undefined ? {} : { output_dimension: request.dimensions }),
  }),
  vectorsIn: cohereVectors,
};

const shapes: readonly (readonly [RegExp, Shape])[] = [
  [/^amazon\.titan-embed-text-v2/, titan2],
  [/^amazon\.titan-embed-/, titan1],
  [/^amazon\.nova-.*embed/, nova],
  [/^cohere\.embed-v4/, cohere4],
  [/^cohere\.embed-/, cohere3],
];

/** Undefined for a model whose JSON nobody here knows. */
export const shapeOf = (id: string): Shape | undefined => {
  const bare = bareId(id);
  return shapes.find(([pattern]) => pattern.test(bare))?.[1];
};
