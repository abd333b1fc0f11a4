import type { ChatEvent } from '../core/chat.ts';
import type { Finding, ListedModel } from '../core/listing.ts';
import type { Protocol } from '../core/provider.ts';
import type { Question } from './ask.ts';
import type { Call, Wire } from './wire.ts';

/** Each protocol's SDK is loaded on first use: activation must not pay for it. */
const wires: { readonly [P in Protocol]: () => Promise<{ readonly stream: Wire<P> }> } = {
  'openai-chat': () => import('./openai-chat.ts'),
  'anthropic-messages': () => import('./anthropic-messages.ts'),
  gemini: () => import('./gemini.ts'),
};

/** Opens a call in its provider's protocol. */
export const open = async <P extends Protocol>(protocol: P, call: Call<P>): Promise<AsyncIterable<ChatEvent>> => {
  const { stream } = await wires[protocol]();
  return stream(call);
};

/** Asks a provider whether a key works. */
export const check = async (question: Question): Promise<Finding> => (await import('./ask.ts')).check(question);

/** Asks a provider which models a key unlocks. */
export const list = async (question: Question): Promise<readonly ListedModel[]> =>
  (await import('./ask.ts')).list(question);
