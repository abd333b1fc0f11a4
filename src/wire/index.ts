import type { ChatEvent } from '../core/chat.ts';
import type { Protocol } from '../core/provider.ts';
import type { Call, Wire } from './wire.ts';

/** Each protocol's SDK is loaded on first use: activation must not pay for it. */
const wires: { readonly [P in Protocol]: () => Promise<{ readonly stream: Wire<P> }> } = {
  'openai-chat': () => import('./openai-chat.ts'),
  'anthropic-messages': () => import('./anthropic-messages.ts'),
  gemini: () => import('./gemini.ts'),
};

/** Opens a call in its provider's protocol. */
export async function* open<P extends Protocol>(protocol: P, call: Call<P>): AsyncGenerator<ChatEvent> {
  const { stream } = await wires[protocol]();
  yield* stream(call);
}
