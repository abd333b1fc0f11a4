import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ChatEvent, ChatRequest } from '../../../src/core/chat.ts';
import { ChatFailure } from '../../../src/core/failure.ts';
import { filled } from '../../../src/core/key-fields.ts';
import type { Model, Provider } from '../../../src/core/provider.ts';
import { open } from '../../../src/wire/index.ts';
import type { Access } from '../../../src/wire/wire.ts';
import { plainOf } from '../localised.ts';
import type { Subject } from './subject.ts';

/** Two secrets of shapes that nobody's pattern knows, so that only the secret itself can give them away. */
export const key = 'canary.KEY~4f9d2c7b81e6';
export const prompt = 'canary prompt: the launch code of Alpha is 7-Kilo-Tango';

export interface Talk {
  readonly events: readonly ChatEvent[];
  /** What was thrown, if anything. */
  readonly thrown: Error | undefined;
  /** How often the wire said that the stream is alive. */
  readonly signs: number;
}

export interface Circumstances {
  readonly request?: Partial<ChatRequest>;
  readonly model?: Model;
  readonly access?: Partial<Access>;
  readonly signal?: AbortSignal;
  /** Called for every event; true leaves the loop. */
  readonly onEvent?: (event: ChatEvent) => boolean | void;
}

const plainRequest: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
  tools: [],
  toolChoice: 'auto',
};

/** The base URL that the record's provider would have if it lived at `origin`. */
export const homeOf = (provider: Provider, origin: string): string => {
  const address = filled(provider.baseUrl ?? 'http://127.0.0.1/v1', plainOf(provider));
  assert.ok(address, `${provider.name} names fields in its base URL that nobody is asked for`);
  return origin + new URL(address).pathname.replace(/\/$/, '');
};

/** Where the record's provider would be if it lived at `origin`. */
const accessOf = ({ provider, plain = plainOf(provider) }: Subject, origin: string): Access => ({
  baseUrl: homeOf(provider, origin),
  secrets: { apiKey: key },
  plain,
  headers: provider.headers ?? {},
});

/** One call from its request to its end, kept apart into what came and what was thrown. */
export const talk = async (subject: Subject, origin: string, circumstances: Circumstances = {}): Promise<Talk> => {
  const { request, model, access, signal, onEvent } = circumstances;
  const events: ChatEvent[] = [];
  let signs = 0;
  const call = {
    provider: subject.provider,
    model: model ?? subject.model,
    request: { ...plainRequest, ...subject.request, ...request },
    access: { ...accessOf(subject, origin), ...access },
    signal: signal ?? new AbortController().signal,
    onAlive: () => signs++,
  };
  try {
    for await (const event of await open(subject.provider.protocol, call)) {
      events.push(event);
      if (onEvent?.(event)) break;
    }
    return { events, thrown: undefined, signs };
  } catch (thrown) {
    return { events, thrown: thrown instanceof Error ? thrown : new Error('no error', { cause: thrown }), signs };
  }
};

/** The events of a talk that must not fail. */
export const eventsOf = ({ events, thrown }: Talk): readonly ChatEvent[] => {
  if (thrown !== undefined) throw thrown;
  return events;
};

/** The failure of a talk that must fail, and never with anything but a `ChatFailure`. */
export const failureOf = ({ events, thrown }: Talk): ChatFailure => {
  if (thrown instanceof ChatFailure) return thrown;
  if (thrown !== undefined) throw thrown;
  assert.fail(`it should have failed, but ended with ${inspect(events.at(-1))}`);
};

export const textOf = (events: readonly ChatEvent[]): string =>
  events.flatMap((event) => (event.type === 'text-delta' ? [event.text] : [])).join('');

export const reasoningOf = (events: readonly ChatEvent[]): string =>
  events.flatMap((event) => (event.type === 'reasoning-delta' ? [event.text] : [])).join('');

export const callsOf = (events: readonly ChatEvent[]): readonly (ChatEvent & { type: 'tool-call' })[] =>
  events.filter((event) => event.type === 'tool-call');

export const usageOf = (events: readonly ChatEvent[]): unknown => {
  const last = events.findLast((event) => event.type === 'usage');
  return last?.type === 'usage' ? present(last.usage) : undefined;
};

export const finishOf = (events: readonly ChatEvent[]): ChatEvent & { type: 'finish' } => {
  const finishes = events.filter((event) => event.type === 'finish');
  assert.equal(finishes.length, 1, 'an answer ends with exactly one finish');
  assert.equal(events.at(-1)?.type, 'finish', 'nothing comes after the finish');
  const [finish] = finishes;
  assert.ok(finish);
  return finish;
};

/** Absent and undefined are the same to us. */
export const present = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Everything of an error that could end in a log, a message or a file. */
export const everythingShown = (failure: ChatFailure): string =>
  [
    failure.message,
    String(failure),
    failure.stack,
    JSON.stringify(failure),
    inspect(failure, { depth: 20, maxStringLength: null, maxArrayLength: null, showHidden: true }),
  ].join('\n');

/** Fails when the promise does not settle in time: a bound on "promptly", generous for a busy machine. */
export const within = async <T>(milliseconds: number, promise: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not within ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
