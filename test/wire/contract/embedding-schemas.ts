import type { Provider } from '../../../src/core/provider.ts';
import { isRecord } from './loose.ts';
import { compiled, complaintsOf, schemaOf, type Source } from './schemas.ts';

const openAi: Source = { sdk: 'openai', types: 'resources/embeddings.d.mts', type: 'EmbeddingCreateParams' };

/** The SDK puts the model into each request of a batch by itself, and its types do not show it. */
const gemini: Source = {
  sdk: '@google/generative-ai',
  types: 'dist/generative-ai.d.ts',
  type: 'BatchEmbedContentsRequest',
  readable: (types) => types.replaceAll(/typeof (SchemaType\.[A-Z]+)/g, '$1'),
};

interface Fields {
  readonly definition: string;
  readonly fields: Readonly<Record<string, object>>;
}

const input = (definition: string, fields: Fields['fields']): Fields => ({ definition, fields });

/** What providers know beside the SDK's types, by the id of the record; each from its own documentation, read 2026-11-20. */
const known: Readonly<Record<string, Fields>> = {
  // docs.voyageai.com/reference/embeddings-api.
  voyage: input('EmbeddingCreateParams', {
    input_type: { enum: ['query', 'document'] },
    output_dimension: { enum: [256, 512, 1_024, 2_048] },
  }),
  // docs.api.nvidia.com, the retrieval models.
  nvidia: input('EmbeddingCreateParams', { input_type: { enum: ['query', 'passage'] } }),
  // docs.cohere.com, "Compatibility API".
  cohere: input('EmbeddingCreateParams', {
    input_type: { enum: ['search_query', 'search_document', 'classification', 'clustering'] },
  }),
  // docs.mistral.ai/api, embeddings.
  mistral: input('EmbeddingCreateParams', { output_dimension: { type: 'integer' } }),
  // ai.google.dev/api/embeddings#EmbedContentRequest: newer than the SDK; the SDK adds `model` by itself.
  gemini: input('EmbedContentRequest', { outputDimensionality: { type: 'integer' }, model: { type: 'string' } }),
};

/** Tells what a provider's official types refuse in a request for vectors: '' where they accept it. */
export const refusalOfEmbedding = async (provider: Provider, body: unknown): Promise<string> => {
  const isGemini = provider.protocol === 'gemini';
  const schema = structuredClone(
    await schemaOf(isGemini ? 'gemini-embeddings' : 'openai-embeddings', isGemini ? gemini : openAi),
  );
  const { definition, fields } = known[provider.id] ?? { definition: '', fields: {} };
  const definitions = schema['definitions'];
  const found = isRecord(definitions) ? definitions[definition] : undefined;
  if (isRecord(found) && isRecord(found['properties'])) {
    const doubled = Object.keys(fields).find((field) => isRecord(found['properties']) && field in found['properties']);
    if (doubled) throw new Error(`the SDK knows ${definition}.${doubled} by now: drop the extension`);
    Object.assign(found['properties'], fields);
  } else if (definition !== '') throw new Error(`the SDK has no type ${definition}`);
  return complaintsOf(compiled(schema), body);
};
