import * as z from 'zod/mini';
import { asksForNoChance, chatText } from '../core/answer-key.ts';
import type { Embedded } from '../core/embed.ts';
import type { Plan, Route } from '../core/plan.ts';
import type { RunEvent } from '../core/run.ts';
import type { AnswerStore } from '../usage/answer-store.ts';
import { answer, type Asking, type Embedding, embeddings, type House, planFor, planTexts } from './answer.ts';
import { accountOf, digest, filed, type Hit } from './kept-hit.ts';
import { listened } from './kept-listening.ts';
import { keptOrMade } from './kept-vectors.ts';
import type { Overrides } from './key-access.ts';

export interface KeptParts {
  /** The person's setting, read at every request. */
  readonly isOn: () => boolean;
  /** Of this workspace; absent where none is open. */
  readonly store: AnswerStore | undefined;
  /** Another base URL or header is another account. */
  readonly overrides: Overrides;
}

export interface Answering {
  readonly answer: typeof answer;
  readonly embeddings: typeof embeddings;
}

/**
 * The way through the house, with answers kept from before: to the editor's own small questions that ask for no chance, and
 * texts that became vectors. One is given again only while whoever gave it may still be asked. Throws as the way does.
 */
export const withKeptAnswers = (parts: KeptParts): Answering => ({
  answer: (house, asking, signal) => {
    const { store } = parts;
    if (!store || !parts.isOn() || !asksForNoChance(asking.request)) return answer(house, asking, signal);
    return keptOrAsked(asking, { house, store, parts, signal });
  },
  embeddings: (house, embedding, signal) => {
    const { store } = parts;
    if (!store || !parts.isOn()) return embeddings(house, embedding, signal);
    return keptOrPlanned(embedding, { house, store, parts, signal });
  },
});

interface Way {
  readonly house: House;
  readonly store: AnswerStore;
  readonly parts: KeptParts;
  readonly signal: AbortSignal;
}

async function* keptOrAsked(asking: Asking, way: Way): AsyncGenerator<RunEvent> {
  const { house, store, parts, signal } = way;
  const started = performance.now();
  await house.prepare();
  const plan = planFor(house, asking);
  if (plan.task !== 'utility') return yield* answer(house, asking, signal);
  const { rule, floor, answerLimit } = plan;
  const wanted = { policy: house.policy(), rule, floor, answerLimit };
  const text = chatText(asking.request, { pick: asking.pick, wanted }, digest);
  const kept = readKept((await store.get([text]))[0]);
  const route = kept && answererOf(kept, plan, parts.overrides);
  if (!kept || !route || signal.aborted) return yield* askedAndKept(asking, way, text);
  yield { type: 'text-delta', text: kept.text };
  const { caller } = asking;
  const about = { requestId: house.newId(), task: plan.task, caller, workspace: house.workspace() };
  const hit: Hit = { ...about, route, started, servedModel: kept.servedModel };
  yield { type: 'receipt', receipt: filed(house, hit) };
}

async function* askedAndKept(asking: Asking, way: Way, text: string): AsyncGenerator<RunEvent> {
  const { store, parts, signal } = way;
  const { house, whole } = listened(way.house);
  let said = '';
  for await (const event of answer(house, asking, signal)) {
    if (event.type === 'text-delta') said += event.text;
    yield event;
  }
  const answerer = whole();
  if (!answerer || said === '') return;
  const { route, servedModel } = answerer;
  const kept: Kept = { text: said, account: accountOf(route, parts.overrides), servedModel };
  void store.put([{ text, content: Buffer.from(JSON.stringify(kept)) }]);
}

/** A route is needed to know whose vectors would fit. */
const keptOrPlanned = async (embedding: Embedding, { house, store, parts, signal }: Way): Promise<Embedded> => {
  await house.prepare();
  const [route] = planTexts(house, embedding).routes;
  if (!route || signal.aborted) return embeddings(house, embedding, signal);
  return keptOrMade(embedding, { house, store, overrides: parts.overrides, route, signal });
};

const Kept = z.object({ text: z.string(), account: z.string(), servedModel: z.optional(z.string()) });
type Kept = z.infer<typeof Kept>;

const readKept = (content: Uint8Array | undefined): Kept | undefined => {
  if (!content) return undefined;
  try {
    return Kept.parse(JSON.parse(Buffer.from(content).toString()));
  } catch {
    // Only Keyway can have locked it: one of another version.
    return undefined;
  }
};

/** Why a route may not be asked at the moment, although what it said before still counts. */
const passing: ReadonlySet<Plan['leftOut'][number]['cause']> = new Set(['cooling', 'budget', 'limit']);

/** The route that gave a kept answer, where keys, rules and floors of today allow it for this request. */
const answererOf = ({ account }: Kept, { routes, leftOut }: Plan, overrides: Overrides): Route | undefined => {
  const resting = leftOut.flatMap(({ provider, model, key, cause }) =>
    key && passing.has(cause) ? [{ provider, model, key }] : [],
  );
  return [...routes, ...resting].find((route) => accountOf(route, overrides) === account);
};
