import type { ChatEvent } from '../core/chat.ts';
import type { Finding, ListedModel } from '../core/listing.ts';
import type { Protocol } from '../core/provider.ts';
import type { Question } from './ask.ts';
import type { Call, Wire } from './wire.ts';

type Loading<P extends Protocol> = () => Promise<{ readonly stream: Wire<P> }>;

/** Loads once: even of a module that is there already, `import()` takes longer than all else before the request leaves. */
const once = <Module>(load: () => Promise<Module>): (() => Promise<Module>) => {
  let loading: Promise<Module> | undefined;
  return () => (loading ??= load());
};

/** Each protocol's SDK is loaded on first use: activation must not pay for it. */
const wires: { readonly [P in Protocol]: Loading<P> } = {
  'openai-chat': once(() => import('./openai-chat.ts')),
  'anthropic-messages': once(() => import('./anthropic-messages.ts')),
  gemini: once(() => import('./gemini.ts')),
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
