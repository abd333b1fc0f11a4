import * as vscode from 'vscode';
import { openListStore } from './catalog/store.ts';
import { callersIn } from './editor/callers.ts';
import { registerCommands } from './editor/commands.ts';
import { receiptText } from './editor/desk-texts.ts';
import type { House } from './editor/answer.ts';
import { houseOf, type HouseParts } from './editor/house.ts';
import { accessOf } from './editor/key-access.ts';
import type { Check } from './editor/key-desk.ts';
import { keyRetests } from './editor/key-retests.ts';
import { Keyring } from './editor/keyring.ts';
import { type Log, redactingLog } from './editor/log.ts';
import { type ModelFacts, modelFacts } from './editor/model-facts.ts';
import { ChatModels, type ChatModelsParts } from './editor/models.ts';
import { vendor } from './editor/names.ts';
import { tell } from './editor/notify.ts';
import { Offers } from './editor/offers.ts';
import { registerPages } from './editor/pages.ts';
import { registerUsagePanel } from './editor/panel.ts';
import { registerParticipant } from './editor/participant.ts';
import { Recall } from './editor/recall.ts';
import { type Filed, Receipts } from './editor/receipts.ts';
import { registerKeyCommands } from './editor/register-keys.ts';
import { registerRoutingCommands } from './editor/routing-commands.ts';
import { openRouting, type Routing } from './editor/routing.ts';
import { overrides, showsStatusBar } from './editor/settings.ts';
import { offerSmallTasks } from './editor/small-tasks.ts';
import { spentToday, usageAnswer } from './editor/usage-answer.ts';
import { openChat, welcome } from './editor/welcome.ts';
import { spokenTo } from './core/provider.ts';
import { endAll } from './core/under-way.ts';
import { providerOf, providers } from './providers/index.ts';
import { tombstones } from './providers/tombstones.ts';
import { openLedger } from './usage/ledger.ts';
import { check, embed, list, open } from './wire/index.ts';

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
export const activate = async (context: vscode.ExtensionContext): Promise<void> => {
  const log = redactingLog(vscode.window.createOutputChannel('Keyway', { log: true }));
  const warn = (sentence: string): void => {
    log.warn(sentence);
    void tell('warning', sentence);
  };
  const folder = context.globalStorageUri.fsPath;
  const keyring = await Keyring.open({ folder, secrets: context.secrets, clock: Date.now, warn });
  const { offers, facts } = offersIn(context, keyring, { folder, log });
  const recording = recordingIn(context, { folder, log, warn });
  const routing = openRouting(context, keyring, { recording, log, warn });
  const house = houseOf({
    keyring,
    offers,
    overrides,
    tombstones,
    retest: keyRetests({ keyring, providers, check: recheckKey, log }),
    log,
    ...protocols,
    ...routing.parts,
    record: recording.ledger.record,
    onReceipt: recording.file,
  });
  closing = async () => {
    // What is under way is written as stopped: its money must not vanish with the window.
    if (house.underWay) endAll(house.underWay);
    await Promise.all([routing.close(), keyring.flush()]);
    await recording.ledger.dispose();
  };
  context.subscriptions.push(
    log,
    keyring,
    ...surfaces({ context, keyring, offers, facts, recording, routing, house, log }),
  );
  void welcome({ context, keyring, providers, overrides, warn });
};

export const deactivate = async (): Promise<void> => {
  await closing();
};

interface Built {
  readonly context: vscode.ExtensionContext;
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly facts: ModelFacts;
  readonly recording: ReturnType<typeof recordingIn>;
  readonly routing: Routing;
  readonly house: House;
  readonly log: Log;
}

/** What people meet: the models in the picker, the participant and the commands. */
const surfaces = (built: Built): readonly vscode.Disposable[] => {
  const { keyring, offers, recording, routing, house, log } = built;
  const memory = built.context.globalState;
  const { answer } = routing.kept;
  const callers = callersIn(memory);
  const models = chatModelsIn({ house, answer, offers, callers, onPolicyChange: routing.onDidChange }, log);
  const pages = registerPages();
  const openReceipt = (filed: Filed) => pages.show('Receipt', receiptText(filed));
  return [
    pages,
    vscode.lm.registerLanguageModelChatProvider(vendor, models),
    registerParticipant({ house, answer, offers, keyring, usage: (words) => usageAnswer(recording.ledger, words) }),
    registerCommands({ ...recording, offers, facts: built.facts, openReceipt, log, memory }),
    registerRoutingCommands({ ...routing, house, offers, callers, ledger: recording.ledger, pages }),
    keyCommands(keyring, { log, memory }),
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

/** What keeps and shows the books. */
const recordingIn = (
  { extensionUri, globalState, subscriptions }: vscode.ExtensionContext,
  { folder, log, warn }: Common & { readonly warn: (sentence: string) => void },
) => {
  const ledger = openLedger({ folder, onTrouble: warn });
  const receipts = new Receipts({ spentToday: () => spentToday(ledger), isShown: showsStatusBar, log: log.info });
  const panel = registerUsagePanel({ extensionUri, ledger, log });
  subscriptions.push(receipts, panel);
  const file: typeof receipts.file = (receipt) => {
    receipts.file(receipt);
    panel.refresh();
    if (receipt.answered) void offerSmallTasks(globalState);
  };
  return { ledger, receipts, file, showUsage: panel.showUsage };
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

const keyCommands = (
  keyring: Keyring,
  { log, memory }: { readonly log: Log; readonly memory: vscode.Memento },
): vscode.Disposable =>
  registerKeyCommands({
    keyring,
    providers,
    tombstones,
    overrides,
    check: checkKey,
    hold: log.hold,
    onBug: (error) => log.error('A command failed:', error),
    onAdded: () => void openChat(memory),
  });
