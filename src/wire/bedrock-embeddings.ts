import { InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { clauses } from '../core/classify.ts';
import type { EmbedAnswer, EmbedRequest } from '../core/embedding.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import { clientOf } from './bedrock-client.ts';
import { shapeOf, type Shape } from './bedrock-embedding-shapes.ts';
import type { Exchange } from './bedrock-transport.ts';
import { askedIn } from './refused.ts';
import { unreachable } from './unreachable.ts';
import { unreadable, vectorIn } from './vectors.ts';
import type { Embed, EmbedCall } from './wire.ts';

/** Requests at a time where a model takes one text only. */
const atATime = 4;

/** Bedrock has no embeddings of its own: every maker's model takes JSON of its own through InvokeModel. */
export const embed: Embed<'bedrock-converse'> = async (call) => {
  const shape = shapeOf(call.model.id);
  if (!shape)
    throw new ChatFailure({ kind: 'model-missing', what: t('Keyway does not know how this model takes texts') });
  const { dimensions } = call.request;
  if (!shape.lengths && dimensions !== undefined && dimensions !== call.model.dimensions)
    throw new ChatFailure({ kind: 'model-missing', what: t('it makes no vectors of {0} numbers', dimensions) });
  // One that fails stops the others.
  const leaving = new AbortController();
  const signal = AbortSignal.any([call.signal, leaving.signal]);
  try {
    call.signal.throwIfAborted();
    return joined(await inTurn(parts(call.request, shape.most), (request) => ask({ ...call, request, signal }, shape)));
  } catch (thrown) {
    if (call.signal.aborted) throw new ChatFailure({ kind: 'aborted', what: clauses.aborted });
    throw thrown;
  } finally {
    leaving.abort();
  }
};

const parts = (request: EmbedRequest, most: number): readonly EmbedRequest[] =>
  Array.from({ length: Math.ceil(request.texts.length / most) }, (_, at) => ({
    ...request,
    texts: request.texts.slice(at * most, (at + 1) * most),
  }));

/** The answers in the order of the requests, some at a time. */
const inTurn = async (
  requests: readonly EmbedRequest[],
  run: (request: EmbedRequest) => Promise<EmbedAnswer>,
): Promise<readonly EmbedAnswer[]> => {
  const answers: EmbedAnswer[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let at = next++; at < requests.length; at = next++) {
      const request = requests[at];
      if (request) answers[at] = await run(request);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return answers;
};

const ask = async (call: EmbedCall<'bedrock-converse'>, shape: Shape): Promise<EmbedAnswer> => {
  const asker = { ...askedIn(call), provider: call.provider };
  const exchange: Exchange = { asker, signal: call.signal, onAlive: () => undefined, reads: 'json' };
  const command = new InvokeModelCommand({
    modelId: call.model.id,
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify(shape.bodyOf(call.request)),
  });
  try {
    await clientOf(exchange).send(command);
    return answerIn(exchange, shape);
  } catch (thrown) {
    if (exchange.failure) throw exchange.failure;
    throw URL.canParse(call.access.baseUrl) ? thrown : unreachable(undefined, call.access);
  }
};

const answerIn = ({ headers, json, asker }: Exchange, shape: Shape): EmbedAnswer => {
  const vectors = shape.vectorsIn(json)?.map(vectorIn);
  const texts = asker.request.messages[0]?.content.length;
  if (!vectors?.every((vector) => vector !== undefined) || vectors.length !== texts) throw unreadable();
  const tokens = Number(headers?.get('x-amzn-bedrock-input-token-count') ?? Number.NaN);
  return { vectors, ...(Number.isInteger(tokens) ? { usage: { input: tokens, output: 0 } } : {}) };
};

/** One count that is missing makes the sum unknown. */
const joined = (answers: readonly EmbedAnswer[]): EmbedAnswer => {
  const inputs = answers.flatMap(({ usage }) => usage?.input ?? []);
  const input = inputs.reduce((sum, each) => sum + each, 0);
  return {
    vectors: answers.flatMap(({ vectors }) => vectors),
    ...(inputs.length === answers.length ? { usage: { input, output: 0 } } : {}),
  };
};
