import type { EmbeddingCreateParams } from 'openai/resources/embeddings';
import type { EmbedAnswer } from '../core/embedding.ts';
import type { Usage } from '../core/chat.ts';
import { ChatFailure } from '../core/failure.ts';
import { t } from '../core/l10n.ts';
import type { Embeddings } from '../core/provider.ts';
import { redact } from '../core/redact.ts';
import { addressOf as pathOf } from './ask-address.ts';
import { isLoose, textOf, type Loose } from './loose.ts';
import { addressOf } from './openai-chat-client.ts';
import { usageOf } from './openai-chat-usage.ts';
import { clientOf, failureOf, sending } from './openai-client.ts';
import { refusalOf } from './openai-refusal.ts';
import { askedIn } from './refused.ts';
import { saidIn } from './said.ts';
import { unreadable, vectorIn } from './vectors.ts';
import { wholeJson } from './whole-body.ts';
import type { Embed, EmbedCall } from './wire.ts';

type OpenAiCall = EmbedCall<'openai-chat' | 'openai-responses'>;

/** OpenAI's parameters and the fields in which the others differ: the purpose, and the name of the dimensions. */
type Body = Omit<EmbeddingCreateParams, 'dimensions'> & Readonly<Record<string, unknown>>;

/** OpenAI's embeddings and everything compatible. */
export const embed: Embed<'openai-chat' | 'openai-responses'> = async (call) => {
  try {
    call.signal.throwIfAborted();
    const response = await send(call);
    const body = await wholeJson(response);
    call.signal.throwIfAborted();
    return answerIn(body, call, response.headers);
  } catch (thrown) {
    throw failureOf(thrown, askedIn(call));
  }
};

const send = async (call: OpenAiCall): Promise<Response> => {
  const { access, model, provider } = call;
  const classic = provider.protocol === 'openai-chat' ? addressOf({ access, model, provider }) : undefined;
  const { baseUrl, query } = classic ?? { baseUrl: access.baseUrl, query: undefined };
  const path = provider.embeddings?.path;
  const address = path === undefined ? undefined : pathOf(path, call);
  if (path !== undefined && !address)
    throw new ChatFailure({ kind: 'model-missing', what: t('it is asked for vectors at an address of its own only') });
  // Not `embeddings.create`: it asks for base64 where nothing is asked for (openai 7.55), which some servers refuse.
  const options = { body: bodyOf(call), ...sending(call), ...(query && { query }) };
  return clientOf(baseUrl)
    .post(address?.href ?? '/embeddings', options)
    .asResponse();
};

const bodyOf = ({ model, provider, request }: OpenAiCall): Body => {
  const facts: Partial<Embeddings> = provider.embeddings ?? {};
  const { purpose, dimensionsField, encodingFormat = true } = facts;
  return {
    model: model.id,
    input: request.texts.map((text) => text.toWellFormed()),
    ...(encodingFormat && { encoding_format: 'float' }),
    ...(purpose && request.purpose && { [purpose.field]: purpose[request.purpose] }),
    ...(dimensionsField && request.dimensions !== undefined && { [dimensionsField]: request.dimensions }),
  };
};

type Names = 'data' | 'model' | 'usage' | 'error';

const answerIn = (body: unknown, call: OpenAiCall, headers: Headers): EmbedAnswer => {
  if (!isLoose<Names>(body)) throw unreadable();
  // An error with status 200 around it.
  if (!Array.isArray(body.data)) throw refusalOf(askedIn(call), saidIn(body));
  const vectors = inOrder(body.data).map((item) => vectorIn(item.embedding));
  if (!vectors.every((vector) => vector !== undefined)) throw unreadable();
  const served = textOf(body.model);
  return {
    vectors,
    usage: tokensIn(body.usage, call, headers),
    servedModel: served === undefined ? undefined : redact(served, Object.values(call.access.secrets)),
  };
};

type Item = Loose<'embedding' | 'index'>;

/** By `index`, where the items have one: the documentation promises no order. */
const inOrder = (data: readonly unknown[]): readonly Item[] => {
  const items = data.filter((item) => isLoose<'embedding' | 'index'>(item));
  if (items.length < data.length) throw unreadable();
  if (items.every(({ index }) => index === undefined || index === null)) return items;
  const ordered: Item[] = [];
  for (const item of items) {
    if (typeof item.index !== 'number' || ordered[item.index] !== undefined) throw unreadable();
    ordered[item.index] = item;
  }
  const isWhole = ordered.length === items.length && items.every((_, at) => ordered[at] !== undefined);
  if (!isWhole) throw unreadable();
  return ordered;
};

/** Voyage counts the tokens as `total_tokens` only. */
const tokensIn = (raw: unknown, { provider }: OpenAiCall, headers: Headers): Usage | undefined => {
  if (!isLoose<'prompt_tokens' | 'total_tokens'>(raw)) return undefined;
  const tokens = raw.prompt_tokens ?? raw.total_tokens;
  if (typeof tokens !== 'number' || !(tokens >= 0)) return undefined;
  const chat = provider.protocol === 'openai-chat' ? provider : undefined;
  const read = chat && usageOf({ ...raw, prompt_tokens: tokens }, chat, headers);
  return { input: tokens, output: 0, ...(read?.reportedCost !== undefined && { reportedCost: read.reportedCost }) };
};
