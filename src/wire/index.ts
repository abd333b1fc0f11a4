import type { ChatEvent } from '../core/chat.ts';
import { asChat, fillsIn } from '../core/fill.ts';
import { t } from '../core/l10n.ts';
import type { Finding, ListedModel } from '../core/listing.ts';
import type { TotalsFound } from '../core/provider-total.ts';
import type { Provider } from '../core/provider.ts';
import type { Protocol } from '../core/quirks.ts';
import type { Question } from './ask.ts';
import type { EmbedAnswer } from '../core/embedding.ts';
import { ChatFailure } from '../core/failure.ts';
import { once } from '../core/once.ts';
import type { Call, Embed, EmbedCall, Fill, Wire } from './wire.ts';

type Loading<P extends Protocol> = () => Promise<{ readonly stream: Wire<P> }>;

/**
 * Each protocol's SDK is loaded on first use: activation must not pay for it. Once: even of a module that is there already,
 * `import()` takes longer than all else before the request leaves.
 */
const wires: { readonly [P in Protocol]: Loading<P> } = {
  'openai-chat': once(() => import('./openai-chat.ts')),
  'anthropic-messages': once(() => import('./anthropic-messages.ts')),
  'openai-responses': once(() => import('./openai-responses.ts')),
  gemini: once(() => import('./gemini.ts')),
  'bedrock-converse': once(() => import('./bedrock-converse.ts')),
  replicate: once(() => import('./replicate.ts')),
};

/** OpenAI's two protocols have the same embeddings. */
const openAiEmbeddings = once(() => import('./openai-embeddings.ts'));

/** The protocols that have embeddings. */
const embedders: { readonly [P in Protocol]?: () => Promise<{ readonly embed: Embed<P> }> } = {
  'openai-chat': openAiEmbeddings,
  'openai-responses': openAiEmbeddings,
  gemini: once(() => import('./gemini-embeddings.ts')),
  'bedrock-converse': once(() => import('./bedrock-embeddings.ts')),
};

/** The protocols that fill gaps in a text. */
const fillers: { readonly [P in Protocol]?: () => Promise<{ readonly fill: Fill<P> }> } = {
  'openai-chat': once(() => import('./fill.ts')),
};

/** Opens a call in its provider's protocol. */
export const open = async <P extends Protocol>(protocol: P, call: Call<P>): Promise<AsyncIterable<ChatEvent>> => {
  const { stream } = await wires[protocol]();
  const { request, provider, model } = call;
  if (request.fill === undefined) return stream(call);
  const chat = (): AsyncIterable<ChatEvent> => stream({ ...call, request: asChat(request, provider as Provider) });
  const load: (() => Promise<{ readonly fill: Fill<P> }>) | undefined = fillers[protocol];
  return load && fillsIn(provider, model) ? (await load()).fill(call, chat) : chat();
};

/** Asks for embeddings in the provider's protocol. Throws `ChatFailure`. */
export const embed = async <P extends Protocol>(protocol: P, call: EmbedCall<P>): Promise<EmbedAnswer> => {
  const load: (() => Promise<{ readonly embed: Embed<P> }>) | undefined = embedders[protocol];
  if (!load) throw new ChatFailure({ kind: 'model-missing', what: t('it has no embeddings') });
  return (await load()).embed(call);
};

/** Asks a provider whether a key works. */
export const check = async (question: Question): Promise<Finding> => (await import('./ask.ts')).check(question);

/** Asks a provider which models a key unlocks. */
export const list = async (question: Question): Promise<readonly ListedModel[]> =>
  (await import('./ask.ts')).list(question);

/** Asks a provider what it billed a key, or what is left. */
export const totals = async (question: Question): Promise<TotalsFound> =>
  (await import('./ask-totals.ts')).askTotals(question);

/** Loads its SDK when there is something to send. */
export { openOtlp } from './otlp.ts';
