/** A house for the fault matrix: real servers, the real wires, plan, run and health, and a ledger in a real file. */
import { randomUUID } from 'node:crypto';
import { generateCACertificate } from 'mockttp';
import type { Attempt } from '../../src/core/attempt.ts';
import type { ChatRequest } from '../../src/core/chat.ts';
import type { Health } from '../../src/core/health.ts';
import type { Key } from '../../src/core/key.ts';
import { plan, type Offer, type Route } from '../../src/core/plan.ts';
import type { Model } from '../../src/core/provider.ts';
import { run, RunFailure, type RunEvent } from '../../src/core/run.ts';
import type { Patience } from '../../src/core/watchdog.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import type { PastAttempt } from '../../src/usage/row.ts';
import { open } from '../../src/wire/index.ts';
import { openCounterpart, type Counterpart, type Exchange, type Reply } from '../wire/contract/counterpart.ts';
import type { Subject } from '../wire/contract/subject.ts';
import { homeOf } from '../wire/contract/talk.ts';
import { plainOf } from '../wire/localised.ts';
import type { Fault } from './faults.ts';

/** Long enough for a machine that is busy, and short where the watchdog is what is tested. */
const patient: Patience = { firstByte: 15_000, idle: 15_000, progress: 15_000 };
const hasty: Patience = { firstByte: 400, idle: 150, progress: 400 };

export const keyOf = (subject: Subject, id: string, priority = 1): Key => ({
  id,
  provider: subject.provider.id,
  nickname: id,
  priority,
  enabled: true,
  plain: subject.plain ?? plainOf(subject.provider),
  addedAt: 0,
});

const secretOf = (key: Key): string => `secret.of.${key.id}~4f9d2c7b81e6`;

/** A model that can do the request at so many dollars a million tokens. */
export const priced = (subject: Subject, price: number, contextTokens: number): Model => ({
  ...subject.model,
  price: { input: price, output: price },
  priceAsOf: '2026-11-01',
  contextTokens,
});

export const routeOf = (subject: Subject, model: Model, key: Key): Route => ({
  provider: subject.provider,
  model,
  key,
});

/** The servers of a matrix, among them those where nobody replies. */
export interface Servers {
  readonly faulty: Counterpart;
  readonly healthy: Counterpart;
  readonly nowhere: Readonly<Record<Extract<Fault['does'], string>, string>>;
  readonly close: () => Promise<void>;
}

export const openServers = async (faulty: Subject, healthy: Subject): Promise<Servers> => {
  const gone = await openCounterpart();
  const untrusted = await openCounterpart({
    http2: await generateCACertificate({ subject: { commonName: 'nobody' } }),
  });
  const servers = { faulty: await openCounterpart(faulty), healthy: await openCounterpart(healthy) };
  // Last, or its port may be given to one of the others.
  await gone.close();
  return {
    ...servers,
    nowhere: {
      'closed port': gone.origin,
      'unknown name': 'http://nobody.invalid',
      'untrusted certificate': untrusted.origin,
    },
    close: async () => {
      for (const server of [servers.faulty, servers.healthy, untrusted]) await server.close();
    },
  };
};

export interface Asking {
  readonly offers: readonly Offer[];
  readonly health: Health;
  readonly ledger: Ledger;
  /** Where the provider of a route lives. */
  readonly originOf: (route: Route) => string;
  readonly isHasty?: (route: Route) => boolean;
  readonly hedge?: boolean;
  /** Something plain where absent. */
  readonly request?: ChatRequest;
}

export interface Asked {
  readonly requestId: string;
  /** The text that the person sees. */
  readonly shown: string;
  readonly events: readonly RunEvent[];
  readonly failure: RunFailure | undefined;
  readonly attempts: readonly Attempt[];
  /** Rows of this request in the ledger's file, oldest first. */
  readonly rows: readonly PastAttempt[];
  readonly receipts: number;
  /** Labels of the routes that were planned. */
  readonly planned: readonly string[];
}

const plain: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Say something.' }] }],
  tools: [],
  toolChoice: 'auto',
};

const labelOf = ({ model, key }: Route): string => `${model.provider} ${key.id}`;

/** One request from its plan to its rows. */
export const ask = async (asking: Asking): Promise<Asked> => {
  const { offers, health, ledger, originOf, request = plain } = asking;
  const planned = plan({ request, task: 'chat', offers, health, now: Date.now(), picked: true });
  const requestId = randomUUID();
  const attempts: Attempt[] = [];
  let receipts = 0;
  const seen: RunEvent[] = [];
  let failure: RunFailure | undefined;
  const events = run(
    { plan: planned, requestId, caller: 'test', hedge: asking.hedge, signal: new AbortController().signal },
    {
      open: ({ provider, model, key }, signal, onAlive) =>
        open(provider.protocol, {
          provider,
          model,
          request,
          signal,
          onAlive,
          access: {
            baseUrl: homeOf(provider, originOf({ provider, model, key })),
            secrets: { apiKey: secretOf(key) },
            plain: key.plain,
            headers: provider.headers ?? {},
          },
        }),
      health,
      patienceOf: (route) => (asking.isHasty?.(route) ? hasty : patient),
      modelOf: () => undefined,
      newId: randomUUID,
      onAttempt: (attempt, reservation) => {
        attempts.push(attempt);
        ledger.record(attempt, reservation);
      },
      onReceipt: () => receipts++,
    },
  );
  try {
    for await (const event of events) seen.push(event);
  } catch (error) {
    if (!(error instanceof RunFailure)) throw error;
    failure = error;
  }
  const rows = (await ledger.recent(20)).filter((row) => row.requestId === requestId).toReversed();
  const shown = seen.flatMap((event) => (event.type === 'text-delta' ? [event.text] : [])).join('');
  return { requestId, shown, events: seen, failure, attempts, rows, receipts, planned: planned.routes.map(labelOf) };
};

export const says = (subject: Subject, text: string): Reply => ({
  body: subject.frames({ text: [text], usage: { input: 11, output: 7 }, finish: 'stop' }),
});

/** Whether a request carried the key of this route and nobody else's. */
export const carries = ({ headers }: Exchange, subject: Subject, key: Key): boolean =>
  String(headers[subject.keyHeader]).includes(secretOf(key)) ||
  // Amazon's API key goes as a bearer token whatever the record's scheme.
  String(headers['authorization']).includes(secretOf(key));
