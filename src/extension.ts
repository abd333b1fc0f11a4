import * as vscode from 'vscode';
import type { KeywayExports } from './api.ts';
import { openListStore } from './catalog/store.ts';
import { t } from './core/l10n.ts';
import { apiOf } from './editor/api.ts';
import { registerAuditCommands } from './editor/audit-commands.ts';
import { type Books, openBooks } from './editor/books.ts';
import { callersIn } from './editor/callers.ts';
import { closed } from './editor/closing.ts';
import { registerCommands } from './editor/commands.ts';
import { registerCorrections } from './editor/correct-prices.ts';
import { receiptText } from './editor/desk-texts.ts';
import type { House } from './editor/answer.ts';
import { registerExportCommands } from './editor/export-commands.ts';
import { registerFace } from './editor/face.ts';
import { openGuard } from './editor/guard-open.ts';
import { houseOf, type HouseParts } from './editor/house.ts';
import { registerJobs } from './editor/jobs.ts';
import { accessOf } from './editor/key-access.ts';
import type { Check, KeyDesk } from './editor/key-desk.ts';
import { keyRetests } from './editor/key-retests.ts';
import { Keyring } from './editor/keyring.ts';
import { type Log, redactingLog } from './editor/log.ts';
import { type ModelFacts, modelFacts } from './editor/model-facts.ts';
import { ChatModels, type ChatModelsParts } from './editor/models.ts';
import { vendor } from './editor/names.ts';
import { tell } from './editor/notify.ts';
import { Offers } from './editor/offers.ts';
import { openPanel } from './editor/panel-open.ts';
import { type Pages, registerPages } from './editor/pages.ts';
import { Recall } from './editor/recall.ts';
import type { Filed } from './editor/receipts.ts';
import { registerReconcile } from './editor/reconcile.ts';
import { keyDeskIn, registerKeyCommands } from './editor/register-keys.ts';
import { registerRoutingCommands } from './editor/routing-commands.ts';
import { openRouting, type Routing } from './editor/routing.ts';
import { overrides, secretGuard } from './editor/settings.ts';
import { openChat, welcome } from './editor/welcome.ts';
import { spokenTo } from './core/provider.ts';
import { nameOf, providerOf, providers } from './providers/index.ts';
import { tombstones } from './providers/tombstones.ts';
import { check, embed, list, open, openOtlp, totals } from './wire/index.ts';

/** Milliseconds for a question about a key or its models. */
const questionLimit = 30_000;

const checkKey: Check = (provider, access) => check({ provider, access, signal: AbortSignal.timeout(questionLimit) });

/** The same in the background. A key is bound to the origin it was saved for, and nobody has agreed to another. */
const recheckKey: Check = (provider, access) =>
  check({ provider, access, signal: AbortSignal.timeout(questionLimit), stays: true });

/** The ways out of the house. */
const protocols: Pick<HouseParts, 'open' | 'embed'> = {
  open: ({ route: { provider: record, model }, request, signal, onAlive }, access) => {
    const provider = spokenTo(record, model);
    return open(provider.protocol, { provider, model, request, access, signal, onAlive });
  },
  embed: ({ route: { provider: record, model }, request, signal }, access) => {
    const provider = spokenTo(record, model);
    return embed(provider.protocol, { provider, model, request, access, signal });
  },
};

let closing: () => Promise<unknown> = () => Promise.resolve();

/** Builds the parts and hands them to each other: the only place that knows them all. No network, no SDK, no database yet. */
export const activate = async (context: vscode.ExtensionContext): Promise<KeywayExports> => {
  const log = redactingLog(vscode.window.createOutputChannel('Keyway', { log: true }));
  const warn = (sentence: string): void => {
    log.warn(sentence);
    void tell('warning', sentence);
  };
  const folder = context.globalStorageUri.fsPath;
  const keyring = await Keyring.open({ folder, secrets: context.secrets, clock: Date.now, warn });
  const { offers, facts } = offersIn(context, keyring, { folder, log });
  const { books, routing, house } = builtFrom(context, { keyring, offers, log, warn });
  closing = () => closed({ books, routing, keyring, underWay: house.underWay });
  const { shown, api } = surfaces({ context, keyring, offers, facts, books, routing, house, log });
  context.subscriptions.push(log, keyring, ...shown);
  void welcome({ context, keyring, providers, overrides, warn, note: books.note });
  return api;
};

export const deactivate = async (): Promise<void> => {
  await closing();
};

interface Begun {
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly log: Log;
  readonly warn: (sentence: string) => void;
}

/** Books, routing and house: each knows the others, the books only once somebody asks. */
const builtFrom = (
  context: vscode.ExtensionContext,
  { keyring, offers, log, warn }: Begun,
): Pick<Built, 'books' | 'routing' | 'house'> => {
  const books = openBooks(context, {
    keyring,
    log,
    warn,
    openOtlp,
    market: async () => {
      await offers.ready();
      return { offers: offers.all(), policy: routing.parts.policy(), modelOf: offers.modelOf };
    },
    limits: (now) => house.health.limits(now),
    isQuiet: () => (house.underWay?.size ?? 0) === 0,
  });
  const { note } = books;
  const routing = openRouting(context, keyring, {
    ledger: books.ledger,
    log,
    warn,
    note,
    onBudgetWarning: books.alerts.budget,
  });
  const house = houseOf({
    keyring,
    offers,
    overrides,
    tombstones,
    retest: keyRetests({ keyring, providers, check: recheckKey, log, note, onTested: books.alerts.tested }),
    log,
    ...protocols,
    ...routing.parts,
    record: books.record,
    onReceipt: books.file,
  });
  return { books, routing, house };
};

interface Built {
  readonly context: vscode.ExtensionContext;
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly facts: ModelFacts;
  readonly books: Books;
  readonly routing: Routing;
  readonly house: House;
  readonly log: Log;
}

/** What people meet: the models in the picker, the participant and the commands; and what other extensions do. */
const surfaces = (built: Built): { readonly shown: readonly vscode.Disposable[]; readonly api: KeywayExports } => {
  const { context, keyring, offers, books, routing, house, log } = built;
  const memory = context.globalState;
  const guard = openGuard({ secrets: context.secrets, keyring, log, mode: secretGuard });
  const answering = guard.guarded(routing.kept);
  const { answer } = answering;
  const callers = callersIn(memory, books.note);
  const models = chatModelsIn({ house, answer, offers, callers, onPolicyChange: routing.onDidChange }, log);
  const pages = registerPages();
  const desk = keyDesk(built);
  const openReceipt = (filed: Filed) => pages.show(t('Receipt'), receiptText(filed));
  const api = apiOf({ ...built, answering, callers });
  const shown = [
    guard,
    pages,
    vscode.lm.registerLanguageModelChatProvider(vendor, models),
    registerJobs({ ...built, answering, guard, pages }),
    registerCommands({ ...books, offers, facts: built.facts, openReceipt, log, memory }),
    registerRoutingCommands({ ...routing, house, offers, callers, ledger: books.ledger, pages }),
    openPanel({ ...built, desk }),
    registerKeyCommands({ desk, onAdded: () => void openChat(memory) }),
    registerFace({ ...built, desk, guard, pages }),
    ...bookCommands(built, pages),
  ];
  return { shown, api };
};

/** What is done with the books: shown, compared, corrected, exported and forgotten. */
const bookCommands = ({ keyring, offers, books, routing, log }: Built, pages: Pages): readonly vscode.Disposable[] => {
  const { note, ledger } = books;
  const reread = (): void => {
    routing.budgets.reread();
    books.refresh();
  };
  const common = { pages, note, shared: ledger.shared, clock: Date.now };
  return [
    registerAuditCommands({ audit: books.audit.book, pages }),
    registerExportCommands({ ledger, note, refresh: reread }),
    registerCorrections({ ...common, offers, nameOf, onCorrected: reread }),
    registerReconcile({
      ...common,
      keyring,
      overrides,
      tombstones,
      providerOf,
      hold: log.hold,
      onBug: (error) => log.error('A command failed:', error),
      // Each question has its own deadline.
      askTotals: (provider, access, signal) => totals({ provider, access, signal }),
    }),
  ];
};

interface Common {
  readonly folder: string;
  readonly log: Log;
}

/** What the keys unlock, and what is known about it. */
const offersIn = (
  { subscriptions }: vscode.ExtensionContext,
  keyring: Keyring,
  { folder, log }: Common,
): { readonly offers: Offers; readonly facts: ModelFacts } => {
  const facts = modelFacts({ folder, log, isProvider: (id) => providerOf(id) !== undefined });
  const offers = new Offers({
    keyring,
    providerOf,
    table: facts.table,
    own: facts.own,
    store: openListStore(folder),
    list: async (provider, key) => {
      const access = await accessOf({ keyring, overrides, tombstones }, provider, key);
      return list({ provider, access, signal: AbortSignal.timeout(questionLimit) });
    },
    onTrouble: (sentence) => log.warn(sentence),
  });
  subscriptions.push(offers, facts.watch(offers));
  return { offers, facts };
};

const chatModelsIn = (
  parts: Pick<ChatModelsParts, 'house' | 'answer' | 'offers' | 'callers' | 'onPolicyChange'>,
  log: Log,
): ChatModels =>
  new ChatModels({
    ...parts,
    recall: new Recall(),
    onNoKeys: () => void vscode.commands.executeCommand('keyway.addKey'),
    onBug: log.error,
  });

const keyDesk = ({ keyring, books, log }: Built): KeyDesk =>
  keyDeskIn({
    keyring,
    providers,
    tombstones,
    overrides,
    check: checkKey,
    hold: log.hold,
    note: books.note,
    onBug: (error) => log.error('A command failed:', error),
  });
