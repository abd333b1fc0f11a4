import type { Budget } from '../../src/core/budget.ts';
import type { ChatRequest } from '../../src/core/chat.ts';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import type { Model } from '../../src/core/provider.ts';
import { receiptLines } from '../../src/core/receipt.ts';
import { answer, type House } from '../../src/editor/answer.ts';
import type { HouseParts } from '../../src/editor/house.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import { redactingLog } from '../../src/editor/log.ts';
import type { Offers } from '../../src/editor/offers.ts';
import { custom } from '../../src/providers/custom.ts';
import { BudgetBook } from '../../src/usage/budget-book.ts';
import { BudgetGate } from '../../src/usage/budget-gate.ts';
import { healthBook } from '../../src/usage/health-book.ts';
import { type Ledger, openLedger } from '../../src/usage/ledger.ts';
import { outputsOf } from '../../src/usage/outputs.ts';
import { open } from '../../src/wire/index.ts';
import { FakeSecrets } from '../editor/fake-secrets.ts';
import { standInForTheEditor } from './path-editor.ts';
import type { Way } from './path-turns.ts';

/** What a few keys unlock; the cheapest of them answers. */
const models = 50;
const keys = 2;

export const asked: Model = {
  provider: custom.id,
  id: 'gpt-4.1-mini',
  name: 'GPT-4.1 mini',
  kind: 'chat',
  contextTokens: 1_000_000,
  maxOutputTokens: 32_768,
  tools: true,
  images: true,
  reasoning: false,
  strength: { code: 3, general: 3, reasoning: 3 },
  price: { input: 0.4, output: 1.6, cacheRead: 0.1 },
  priceAsOf: '2026-11-01',
};

const dearer = (index: number): Model => ({
  ...asked,
  id: `model-${index}`,
  price: { input: 0.4 + index / 10, output: 1.6 + index, cacheRead: 0.1 + index / 100 },
});

/** A cap on everything and a strict one on this provider, neither of which is reached: each attempt is reserved and settled. */
const budgets: readonly Budget[] = [
  { id: 'all', limit: 1_000, period: 'day', of: {}, action: 'block', strict: false },
  { id: 'one', limit: 1_000, period: 'month', of: { provider: custom.id }, action: 'downgrade', strict: true },
];

export interface WholePath {
  readonly way: Way;
  readonly house: House;
  readonly ledger: Ledger;
  readonly close: () => Promise<void>;
}

const nothing = (): void => undefined;
const silent = redactingLog({
  trace: nothing,
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  show: nothing,
  dispose: nothing,
});

/** Complaints would mean that something else is timed than what people have. */
const complain = (sentence: string): never => {
  throw new Error(sentence);
};

const keyringIn = async (folder: string, baseUrl: string): Promise<Keyring> => {
  const keyring = await Keyring.open({ folder, secrets: new FakeSecrets(), clock: Date.now, warn: complain });
  for (let index = 1; index <= keys; index += 1) {
    const secret = { origin: new URL(baseUrl).origin, fields: { apiKey: 'sk-bench' } };
    await keyring.add({ provider: custom.id, nickname: `bench ${index}`, plain: { baseUrl }, secret });
  }
  return keyring;
};

/** What the ledger's file holds beside its rows, as windows share it. */
const booksOf = ({
  shared,
  record,
  onWritten,
}: Ledger): Pick<HouseParts, 'record' | 'budgets' | 'share' | 'outputs'> => {
  const ask = (): never => complain('nobody is asked');
  const warn = (): never => complain('nothing is near its limit');
  const book = new BudgetBook({ shared });
  const gate = new BudgetGate({ book, budgets: () => budgets, ask, tell: complain, warn });
  onWritten(() => void gate.look());
  return {
    record,
    budgets: gate,
    share: healthBook(shared),
    outputs: outputsOf(shared),
  };
};

/** From a request to its last event: task, plan, keys, protocol, watchdog, health, budgets, books, ledger and receipt. */
export const openWholePath = async (folder: string, baseUrl: string): Promise<WholePath> => {
  standInForTheEditor();
  const { houseOf } = await import('../../src/editor/house.ts');
  const ledger = openLedger({ folder, onTrouble: complain });
  const keyring = await keyringIn(folder, baseUrl);
  const all = [asked, ...Array.from({ length: models - 1 }, (_, index) => dearer(index + 1))].map((model): Offer => ({
    provider: custom,
    model,
    keys: keyring.list(),
  }));
  let lines = 0;
  const parts: HouseParts = {
    keyring,
    // Whatever else it does, it does not do for a request.
    offers: { all: () => all, modelOf: () => asked } as unknown as Offers,
    overrides: { baseUrl: () => undefined },
    tombstones: [],
    retest: nothing,
    log: silent,
    open: ({ route: { provider, model }, request, signal, onAlive }, access) =>
      open('openai-chat', { provider, model, request, access, signal, onAlive }),
    embed: () => Promise.reject(new Error('nobody asks for vectors here')),
    ...booksOf(ledger),
    policy: () => defaultPolicy,
    workspace: () => 'bench 1a2b3c4d',
    language: () => 'typescript',
    hedges: () => false,
    onReceipt: (receipt) => (lines += receiptLines(receipt).length),
  };
  const house = houseOf(parts);
  return {
    way: wayThrough(house),
    house,
    ledger,
    close: async () => {
      await ledger.dispose();
      await keyring.flush();
      keyring.dispose();
      if (lines === 0) throw new Error('nobody got a receipt');
    },
  };
};

const wayThrough =
  (house: House): Way =>
  async (prompt, onWord) => {
    const request: ChatRequest = {
      messages: [{ role: 'user', content: [{ type: 'text', text: prompt }] }],
      tools: [],
      toolChoice: 'auto',
    };
    let said = '';
    for await (const event of answer(house, { request, pick: 'auto', caller: 'bench' }, new AbortController().signal)) {
      if (event.type !== 'text-delta') continue;
      onWord();
      said += event.text;
    }
    return said;
  };
