import type { ApiEmbeddings, ApiEvent, ApiPlan, ApiProvider, ApiUsage } from '../api.ts';
import { t } from '../core/l10n.ts';
import { modelKey } from '../core/provider.ts';
import { RunFailure } from '../core/run.ts';
import { virtualOf } from '../core/virtual.ts';
import type { Ledger } from '../usage/ledger.ts';
import { periods } from '../usage/span.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { autoId, type House, planFor } from './answer.ts';
import { unknownCaller } from './api-caller.ts';
import { ApiMisuse, readChat, readQuery, readTexts } from './api-request.ts';
import { planOf, providersOf, spentOf, teller } from './api-told.ts';
import { CallerRefused, type Callers } from './caller-decisions.ts';
import type { Answering } from './kept-answers.ts';
import type { Offers } from './offers.ts';
import { Recall } from './recall.ts';

export interface DeskParts {
  readonly house: House;
  /** The way through the house. */
  readonly answering: Answering;
  readonly offers: Pick<Offers, 'ready' | 'all'>;
  readonly callers: Pick<Callers, 'admit'>;
  readonly ledger: Pick<Ledger, 'summary' | 'summaryBy'>;
  /** Hears of what is neither the caller's nor a provider's doing. */
  readonly onBug: (message: string, error: unknown) => void;
}

/** One call of a function of the API, with whatever was handed over. */
interface Call {
  readonly who: () => Promise<string>;
  readonly given?: unknown;
  readonly options?: unknown;
  readonly token?: unknown;
}

/** Serves every caller. Throws and rejects with nothing but plain errors. */
export interface Desk {
  readonly chat: (call: Call) => AsyncGenerator<ApiEvent>;
  readonly embed: (call: Call) => Promise<ApiEmbeddings>;
  readonly plan: (call: Call) => Promise<ApiPlan>;
  readonly usage: (call: Call) => Promise<ApiUsage>;
  readonly providers: (call: Call) => Promise<readonly ApiProvider[]>;
}

interface Inside extends DeskParts {
  readonly recall: Recall;
}

/** What callers hand over is read before the person is asked for consent. */
export const deskFor = (parts: DeskParts): Desk => {
  const inside: Inside = { ...parts, recall: new Recall() };
  return {
    chat: (call) => chat(inside, call),
    embed: (call) => plainly(inside, call, (signal) => embed(inside, call, signal)),
    plan: (call) => plainly(inside, call, () => plan(inside, call)),
    usage: (call) => plainly(inside, call, () => usage(inside, call)),
    providers: (call) => plainly(inside, call, () => providers(inside, call)),
  };
};

/** Its id, once the person has nothing against it. Throws `CallerRefused`. */
const admitted = async ({ callers, offers }: Inside, { who }: Call): Promise<string> => {
  const caller = await who();
  await callers.admit(caller);
  await offers.ready();
  return caller;
};

const pickOf = ({ offers }: Inside, model: string = autoId): string => {
  if (virtualOf(model) || offers.all().some((offer) => modelKey(offer.model) === model)) return model;
  throw new ApiMisuse(t('No key unlocks the model that was named: “providers” lists those there are.'));
};

async function* chat(inside: Inside, call: Call): AsyncGenerator<ApiEvent> {
  const { recall, answering, house } = inside;
  const ending = new AbortController();
  const { signal } = ending;
  let subscription: Disposable | undefined;
  try {
    subscription = endsWith(call.token, ending);
    const { request, model, task } = readChat(call.given, call.options, recall);
    signal.throwIfAborted();
    const caller = await admitted(inside, call);
    const told = teller(recall);
    for await (const event of answering.answer(house, { request, pick: pickOf(inside, model), caller, task }, signal)) {
      const one = told(event);
      if (one) yield one;
    }
  } catch (error) {
    throw plain(inside, error, signal);
  } finally {
    subscription?.[Symbol.dispose]();
    // Also where the caller has left the loop.
    ending.abort();
  }
}

const embed = async (inside: Inside, call: Call, signal: AbortSignal): Promise<ApiEmbeddings> => {
  const { model: named, ...request } = readTexts(call.given, call.options);
  signal.throwIfAborted();
  const caller = await admitted(inside, call);
  const embedding = { ...request, pick: pickOf(inside, named), caller };
  const { vectors, model, receipt } = await inside.answering.embeddings(inside.house, embedding, signal);
  return { vectors, model: modelKey(model), cost: receipt.cost };
};

const plan = async (inside: Inside, call: Call): Promise<ApiPlan> => {
  const { house, recall } = inside;
  const { request, model, task } = readChat(call.given, call.options, recall);
  const caller = await admitted(inside, call);
  await house.prepare();
  return planOf(planFor(house, { request, pick: pickOf(inside, model), caller, task }));
};

const usage = async (inside: Inside, call: Call): Promise<ApiUsage> => {
  const { ledger } = inside;
  const { span = 'today', by } = readQuery(call.given);
  const caller = await admitted(inside, call);
  if (caller === unknownCaller)
    throw new ApiMisuse(t('Keyway cannot tell which extension asks, so it cannot say what that one has used.'));
  const period = periods[span]();
  const where = { caller };
  const [total, groups] = await Promise.all([
    ledger.summary(period, where),
    by === undefined ? [] : ledger.summaryBy(by, period, where),
  ]);
  return {
    since: period.since,
    ...spentOf(total),
    groups: groups.map((group) => ({ group: group.group, ...spentOf(group) })),
  };
};

const providers = async (inside: Inside, call: Call): Promise<readonly ApiProvider[]> => {
  await admitted(inside, call);
  return providersOf(inside.offers.all());
};

const plainly = async <T>(inside: Inside, call: Call, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController();
  let subscription: Disposable | undefined;
  try {
    subscription = endsWith(call.token, ending);
    return await work(ending.signal);
  } catch (error) {
    throw plain(inside, error, ending.signal);
  } finally {
    subscription?.[Symbol.dispose]();
  }
};

/** Aborts where the caller's token says so. Throws `ApiMisuse` where it is none. */
const endsWith = (token: unknown, ending: AbortController): Disposable | undefined => {
  if (token === undefined || token === null) return undefined;
  const listen: unknown = typeof token === 'object' ? Reflect.get(token, 'onCancellationRequested') : undefined;
  if (typeof listen !== 'function') throw new ApiMisuse(t('Keyway’s API does not take this cancellation token.'));
  if (Reflect.get(token, 'isCancellationRequested') === true) ending.abort();
  const subscription: unknown = Reflect.apply(listen, token, [() => ending.abort()]);
  return {
    [Symbol.dispose]: () => {
      const dispose: unknown =
        typeof subscription === 'object' && subscription !== null ? Reflect.get(subscription, 'dispose') : undefined;
      if (typeof dispose === 'function') Reflect.apply(dispose, subscription, []);
    },
  };
};

/** What VS Code calls its own error for this. */
const cancelled = 'Canceled';

/** A sentence, and nothing of ours with it: neither a receipt nor what a key is called. */
const plain = (inside: Inside, error: unknown, signal: AbortSignal): Error => {
  if (signal.aborted) return Object.assign(new Error(t('The request was cancelled.')), { name: cancelled });
  if (error instanceof RunFailure) return new Error(withoutKeys(error.message, inside));
  if (error instanceof CallerRefused || error instanceof ApiMisuse || error instanceof LedgerTrouble)
    return new Error(error.message);
  inside.onBug('A request of another extension failed:', error);
  return new Error(t('Keyway met an error of its own. The log “Keyway” has the details.'));
};

/** Failures name keys for the person whose they are. */
const withoutKeys = (sentence: string, { offers }: Inside): string => {
  const nicknames = new Set(offers.all().flatMap(({ keys }) => keys.map(({ nickname }) => nickname)));
  return [...nicknames].reduce((text, nickname) => {
    const clause = keyClause(nickname);
    return text.replaceAll(` ${clause}`, '').replaceAll(clause, '');
  }, sentence);
};

/** `(key work)`, as the sentence that names a route has it in the language people read. */
const keyClause = (nickname: string): string => t('{0} {1} (key {2})', '', '', nickname).trim();
