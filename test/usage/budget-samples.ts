import type { Attempt } from '../../src/core/attempt.ts';
import type { Admission, Asker, Budget } from '../../src/core/budget.ts';
import { budgetsIn, type BudgetEntry, type Named } from '../../src/core/budget-settings.ts';
import type { Cost } from '../../src/core/cost.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { BudgetQuestion, BudgetAnswer } from '../../src/usage/budget-consent.ts';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { BudgetGate } from '../../src/usage/budget-gate.ts';
import type { PricedRoute, Spending } from '../../src/usage/budget-spending.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { attempt } from './samples.ts';

const names: Readonly<Record<string, string>> = { openai: 'OpenAI', deepseek: 'DeepSeek', ollama: 'Ollama' };

const named: Named = {
  providers: Object.entries(names).map(([id, name]) => ({ id, name })),
  keys: [
    { id: 'key-1', nickname: 'work', provider: 'openai' },
    { id: 'key-2', nickname: 'home', provider: 'deepseek' },
  ],
};

/** Budgets as a person's settings say them. */
export const budgetsOf = (...entries: readonly BudgetEntry[]): readonly Budget[] => {
  const { budgets, troubles } = budgetsIn(entries, named);
  if (troubles.length > 0) throw new Error(troubles.join('\n'));
  return budgets;
};

const providerOf = (id: string): Provider => ({
  id,
  name: names[id] ?? id,
  protocol: 'openai-chat',
  baseUrl: `https://${id}.example/v1`,
  urls: { docs: `https://${id}.example/docs` },
  fields: [],
  environment: [],
  auth: { scheme: 'bearer' },
  check: { path: '/models' },
  listing: { path: '/models', shape: 'openai' },
});

const usd = (amount: number | undefined): Cost =>
  amount === undefined ? { from: 'unknown' } : { usd: amount, from: 'estimated' };

/** A route and what it may cost in US dollars; undefined: nobody knows its price. */
export const routeAt = (
  likely: number | undefined,
  worst: number | undefined = likely,
  { provider = 'openai', key = 'key-1' } = {},
): PricedRoute => ({
  provider: providerOf(provider),
  model: {
    provider,
    id: 'gpt-6-luna',
    name: 'GPT-6 Luna',
    kind: 'chat',
    contextTokens: 100_000,
    maxOutputTokens: 8_000,
    tools: true,
    images: true,
    reasoning: false,
  },
  key: { id: key, provider, nickname: key, priority: 1, enabled: true, plain: {}, addedAt: 0 },
  likely: usd(likely),
  worst: usd(worst),
});

export const asker: Asker = { task: 'chat', caller: 'core', workspace: 'keyway 1a2b3c4d' };

let requests = 0;

export const spending = (facts: Partial<Spending> = {}): Spending => ({
  plan: { task: 'chat' },
  requestId: `request ${(requests += 1)}`,
  caller: asker.caller,
  workspace: asker.workspace,
  signal: new AbortController().signal,
  ...facts,
});

/** The attempt at such a route, with what it really cost by its usage; undefined: nobody told. */
export const attemptAt = (route: PricedRoute, cost: number | undefined, facts: Partial<Attempt> = {}): Attempt =>
  attempt({
    at: Date.now(),
    provider: route.provider.id,
    keyId: route.key.id,
    task: 'chat',
    caller: asker.caller,
    workspace: asker.workspace,
    cost: cost === undefined ? { from: 'unknown' } : { usd: cost, from: 'computed' },
    ...facts,
  });

export interface GateRoom {
  readonly gate: BudgetGate;
  readonly book: BudgetBook;
  /** Sentences the person was told. */
  readonly told: string[];
  /** Warnings: `80 day`. */
  readonly warned: string[];
  readonly asked: BudgetQuestion[];
}

export interface GateWish {
  readonly budgets: readonly Budget[] | (() => readonly Budget[]);
  readonly now?: () => number;
  readonly answer?: (question: BudgetQuestion) => Promise<BudgetAnswer>;
}

/** A gate over a ledger, with everything it says written down. */
export const gateOf = (
  ledger: Ledger,
  { budgets, now = Date.now, answer = () => Promise.resolve('no') }: GateWish,
): GateRoom => {
  const book = new BudgetBook({ shared: ledger.shared, now });
  const told: string[] = [];
  const warned: string[] = [];
  const asked: BudgetQuestion[] = [];
  const gate = new BudgetGate({
    book,
    budgets: typeof budgets === 'function' ? budgets : () => budgets,
    ask: (question) => {
      asked.push(question);
      return answer(question);
    },
    tell: (sentence) => told.push(sentence),
    warn: ({ standing, percent }) => warned.push(`${percent} ${standing.budget.id}`),
  });
  return { gate, book, told, warned, asked };
};

/** The reservation, or why there is none. */
export const verdictOf = (admission: Admission): string =>
  admission.kind === 'refused' ? admission.reason : 'admitted';

export const reservationOf = (admission: Admission): string | undefined =>
  admission.kind === 'admitted' ? admission.reservation : undefined;
