import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { bundled } from '../../../src/catalog/catalog.ts';
import { openListStore } from '../../../src/catalog/store.ts';
import type { Attempt } from '../../../src/core/attempt.ts';
import { defaultPolicy, type Policy } from '../../../src/core/policy.ts';
import type { Receipt } from '../../../src/core/receipt.ts';
import { answer } from '../../../src/editor/answer.ts';
import { Callers, type Consent } from '../../../src/editor/caller-decisions.ts';
import { houseOf } from '../../../src/editor/house.ts';
import { accessOf, type Overrides } from '../../../src/editor/key-access.ts';
import { Keyring } from '../../../src/editor/keyring.ts';
import { redactingLog } from '../../../src/editor/log.ts';
import { ChatModels } from '../../../src/editor/models.ts';
import { Offers } from '../../../src/editor/offers.ts';
import { Recall } from '../../../src/editor/recall.ts';
import { providerOf } from '../../../src/providers/index.ts';
import { embed, list, open } from '../../../src/wire/index.ts';
import { FakeMemory } from '../../editor/fake-memory.ts';
import { FakeSecrets } from '../../editor/fake-secrets.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';

/** Says yes, or whatever the test has them say. */
class Person {
  consent: Consent = 'session';
  readonly asked: string[] = [];

  readonly ask = (caller: string): Promise<Consent> => {
    this.asked.push(caller);
    return Promise.resolve(this.consent);
  };
}

/** Everything between the editor and a provider's socket, as extension.ts builds it; only the keychain is in memory. */
export interface SmallHouse {
  readonly models: ChatModels;
  readonly offers: Offers;
  readonly recall: Recall;
  readonly keyring: Keyring;
  readonly receipts: readonly Receipt[];
  readonly attempts: readonly Attempt[];
  readonly bugs: readonly unknown[];
  /** Sentences about lists that could not be fetched. */
  readonly troubles: readonly string[];
  /** Who is asked whether an extension may use the models. */
  readonly person: Person;
  readonly policy: Policy;
  /** How often somebody was asked to add a key. */
  readonly prompts: () => number;
  /** A key of the provider, saved for its sandbox. */
  readonly addKey: (provider: string, nickname?: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Models of these tests need not have been measured to be chosen. */
const policy: Policy = { ...defaultPolicy, unrated: true };

/** `sandboxes` by the id of the provider whose place they take. */
export const smallHouse = async (sandboxes: Readonly<Record<string, Sandbox>>): Promise<SmallHouse> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'keyway-small-house-'));
  const overrides: Overrides = { baseUrl: ({ id }) => sandboxes[id]?.baseUrl ?? 'http://127.0.0.1:9' };
  const log = redactingLog(vscode.window.createOutputChannel('Small house', { log: true }));
  const [receipts, attempts, bugs, troubles]: [Receipt[], Attempt[], unknown[], string[]] = [[], [], [], []];
  let prompts = 0;
  const warn = (sentence: string): void => void troubles.push(sentence);
  const keyring = await Keyring.open({ folder, secrets: new FakeSecrets(), clock: Date.now, warn });
  const offers = new Offers({
    keyring,
    providerOf,
    table: bundled,
    own: () => undefined,
    store: openListStore(folder),
    list: async (provider, key) => {
      const access = await accessOf({ keyring, overrides }, provider, key);
      return list({ provider, access, signal: AbortSignal.timeout(30_000) });
    },
    onTrouble: warn,
  });
  const recall = new Recall();
  const house = houseOf({
    keyring,
    offers,
    overrides,
    tombstones: [],
    retest: () => undefined,
    log,
    open: ({ route: { provider, model }, request, signal, onAlive }, access) =>
      open(provider.protocol, { provider, model, request, access, signal, onAlive }),
    embed: ({ route: { provider, model }, request, signal }, access) =>
      embed(provider.protocol, { provider, model, request, access, signal }),
    record: (attempt) => void attempts.push(attempt),
    // Neither history nor other windows nor budgets: each has tests of its own.
    outputs: { history: () => undefined, note: () => undefined },
    share: { pull: () => [], push: () => undefined, claim: () => true },
    budgets: {
      prepare: () => undefined,
      overBudget: () => undefined,
      lowered: () => undefined,
      answerCap: () => undefined,
      admit: () => Promise.resolve({ kind: 'admitted' }),
    },
    policy: () => policy,
    workspace: () => undefined,
    language: () => undefined,
    hedges: () => false,
    onReceipt: (receipt) => void receipts.push(receipt),
  });
  const person = new Person();
  const models = new ChatModels({
    house,
    answer,
    offers,
    recall,
    callers: new Callers({
      memory: new FakeMemory(),
      ask: person.ask,
      nameOf: (caller) => caller,
      note: () => undefined,
    }),
    onNoKeys: () => void (prompts += 1),
    onBug: (_message, error) => void bugs.push(error),
  });
  const addKey = async (provider: string, nickname = 'default'): Promise<void> => {
    const origin = sandboxes[provider]?.origin ?? '';
    const secret = { origin, fields: { apiKey: `sk-${provider}-0123456789abcdefgh` } };
    await keyring.add({ provider, nickname, plain: {}, secret, verdict: undefined });
    await offers.refresh({ all: true });
  };
  const close = async (): Promise<void> => {
    await keyring.flush();
    offers.dispose();
    keyring.dispose();
    log.dispose();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return {
    models,
    offers,
    recall,
    keyring,
    receipts,
    attempts,
    bugs,
    troubles,
    prompts: () => prompts,
    person,
    policy,
    addKey,
    close,
  };
};
