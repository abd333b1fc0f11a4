import type { BatchEmbedContentsRequest, EmbedContentRequest } from '@google/generative-ai';
import type { Usage } from '../core/chat.ts';
import { clauses } from '../core/classify.ts';
import type { EmbedAnswer } from '../core/embedding.ts';
import { ChatFailure } from '../core/failure.ts';
import { ask } from './gemini-ask.ts';
import { refusalOf } from './gemini-refusal.ts';
import { isLoose } from './loose.ts';
import { askedIn } from './refused.ts';
import { unreadable, vectorIn } from './vectors.ts';
import { wholeJson } from './whole-body.ts';
import type { Embed, EmbedCall } from './wire.ts';

/** Google's Gemini API: asked through the SDK, read by us. */
export const embed: Embed<'gemini'> = async (call) => {
  try {
    const request = requestOf(call);
    const response = await ask(call, (model, options) => model.batchEmbedContents(request, options));
    const body = await wholeJson(response);
    if (!response.ok) throw refusalOf(askedIn(call), body, response);
    return answerIn(body, call);
  } catch (error) {
    if (call.signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    throw error;
  }
};

/** `outputDimensionality` is newer than the SDK's types (0.24.1). */
const requestOf = ({ provider, request }: EmbedCall<'gemini'>): BatchEmbedContentsRequest => {
  const { purpose, dimensionsField } = provider.embeddings ?? {};
  const facts = {
    ...(purpose && request.purpose && { [purpose.field]: purpose[request.purpose] }),
    ...(dimensionsField && request.dimensions !== undefined && { [dimensionsField]: request.dimensions }),
  };
  const requests = request.texts.map((text): EmbedContentRequest => ({
    content: { role: 'user', parts: [{ text: text.toWellFormed() }] },
    ...facts,
  }));
  return { requests };
};

type Names = 'embeddings' | 'error' | 'usageMetadata';

const answerIn = (body: unknown, call: EmbedCall<'gemini'>): EmbedAnswer => {
  const outer: unknown = Array.isArray(body) ? body[0] : body;
  if (!isLoose<Names>(outer)) throw unreadable();
  if (outer.error) throw refusalOf(askedIn(call), outer);
  if (!Array.isArray(outer.embeddings)) throw unreadable();
  const vectors = outer.embeddings.map((item) => (isLoose<'values'>(item) ? vectorIn(item.values) : undefined));
  if (!vectors.every((vector) => vector !== undefined)) throw unreadable();
  return {
    vectors: call.request.dimensions === undefined ? vectors : vectors.map(ofLengthOne),
    usage: tokensIn(outer),
  };
};

/** Google cuts shorter vectors off the long one, and leaves it to us to bring them back to length 1 (ai.google.dev, "Embeddings"). */
const ofLengthOne = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
};

/** The documentation knows no counts here; a server that has them is believed. */
const tokensIn = ({ usageMetadata }: { readonly usageMetadata?: unknown }): Usage | undefined => {
  const tokens = isLoose<'promptTokenCount'>(usageMetadata) ? usageMetadata.promptTokenCount : undefined;
  return typeof tokens === 'number' && tokens >= 0 ? { input: tokens, output: 0 } : undefined;
};
