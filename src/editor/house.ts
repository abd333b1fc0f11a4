import { randomUUID } from 'node:crypto';
import { afterwards } from '../core/afterwards.ts';
import type { ChatEvent } from '../core/chat.ts';
import type { EmbedAnswer } from '../core/embedding.ts';
import { Conversations } from '../core/conversations.ts';
import { Health, type HealthShare } from '../core/health.ts';
import type { Tombstone } from '../core/provider.ts';
import { type Attempt, weighed } from '../core/attempt.ts';
import type { Receipt } from '../core/receipt.ts';
import type { House, Opening, Posting } from './answer.ts';
import { type Access, accessFor, accessOf, hidden, type Overrides } from './key-access.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import type { Retest } from './retest.ts';
import { patienceFor } from './settings.ts';
import type { BudgetGate } from '../usage/budget-gate.ts';
import type { OutputsBook } from '../usage/outputs.ts';

export interface HouseParts extends Pick<House, 'policy' | 'workspace' | 'language' | 'hedges'> {
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly overrides: Overrides;
  readonly tombstones: readonly Tombstone[];
  /** Called with every key that is used; looks in the background whether it still works. */
  readonly retest: Retest;
  readonly log: Log;
  /** Opens a call in its provider's protocol. */
  readonly open: (opening: Opening, access: Access) => Promise<AsyncIterable<ChatEvent>>;
  /** Asks for vectors in its provider's protocol. */
  readonly embed: (posting: Posting, access: Access) => Promise<EmbedAnswer>;
  /** The ledger's; what was reserved for the attempt ends with it. */
  readonly record: (attempt: Attempt, reservation?: string) => void;
  /** What was learnt of answers' lengths, here and before. */
  readonly outputs: Pick<OutputsBook, 'history' | 'note'>;
  /** What other windows have learnt of routes. */
  readonly share: HealthShare;
  readonly budgets: Pick<BudgetGate, 'prepare' | 'overBudget' | 'lowered' | 'admit' | 'answerCap'>;
  readonly onReceipt: (receipt: Receipt) => void;
}

/** Joins the parts that a request passes through. */
export const houseOf = (parts: HouseParts): House => {
  const { keyring, offers, log, record, outputs, budgets, onReceipt } = parts;
  const { policy, workspace, language, hedges } = parts;
  const health = new Health();
  forgetChangedKeys(keyring, health);
  const noteDown = (attempt: Attempt, reservation?: string): void => {
    const { provider, model, outcome, totalMs } = attempt;
    record(weighed(attempt), reservation);
    outputs.note(attempt);
    log.debug(`${provider}/${model}: ${outcome} in ${Math.round(totalMs)} ms`);
  };
  return {
    offers: offers.all,
    modelOf: offers.modelOf,
    health,
    open: async (opening) => parts.open(opening, await admit(opening, parts)),
    embed: async (posting) => parts.embed(posting, await admit(posting, parts)),
    patienceOf: ({ provider }) => patienceFor(provider),
    newId: () => `call_${randomUUID().replaceAll('-', '')}`,
    policy,
    workspace,
    language,
    hedges,
    budgets,
    underWay: new Set(),
    conversations: new Conversations(),
    outputs: outputs.history,
    prepare: () => {
      health.sync(parts.share);
      return budgets.prepare();
    },
    onAttempt: (attempt, reservation) => afterwards(() => noteDown(attempt, reservation)),
    onReceipt: (receipt) => afterwards(() => onReceipt(receipt)),
  };
};

/** The access for one attempt at one route, and what follows from using its key. */
const admit = async ({ route, signal }: Pick<Opening, 'route' | 'signal'>, parts: HouseParts): Promise<Access> => {
  const { provider, model, key } = route;
  const access = await accessOf(parts, provider, key);
  parts.keyring.noteUsed(key.id);
  const held = parts.log.hold(hidden(access.secrets));
  // The signal of every attempt is aborted when it is over, however it ended.
  signal.addEventListener('abort', () => held.dispose(), { once: true });
  parts.retest({ provider, key, access });
  return accessFor(access, model, provider);
};

/** What was known about a key no longer counts once it was updated, tested, enabled or disabled. */
const forgetChangedKeys = (keyring: Keyring, health: Health): void => {
  let before = new Map<string, string>();
  const look = (): void => {
    const now = new Map(
      keyring
        .list()
        .map((key) => [key.id, `${key.testedAt} ${key.verdict} ${key.enabled} ${JSON.stringify(key.plain)}`]),
    );
    // A key that was not there before has not changed: what earlier sessions learnt of it counts.
    for (const [id, state] of now) if (before.has(id) && before.get(id) !== state) health.forgetKey(id);
    before = now;
  };
  look();
  keyring.onDidChange(look);
};
