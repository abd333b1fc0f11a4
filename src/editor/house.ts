import { randomUUID } from 'node:crypto';
import type { ChatEvent } from '../core/chat.ts';
import { Health } from '../core/health.ts';
import type { Attempt } from '../core/attempt.ts';
import type { Receipt } from '../core/receipt.ts';
import type { House, Opening } from './answer.ts';
import { accessOf, type Access, type Overrides } from './key-access.ts';
import type { Keyring } from './keyring.ts';
import type { Log } from './log.ts';
import type { Offers } from './offers.ts';
import { patienceFor } from './settings.ts';

export interface HouseParts {
  readonly keyring: Keyring;
  readonly offers: Offers;
  readonly overrides: Overrides;
  readonly log: Log;
  /** Opens a call in its provider's protocol. */
  readonly open: (opening: Opening, access: Access) => Promise<AsyncIterable<ChatEvent>>;
  readonly record: (attempt: Attempt) => void;
  readonly onReceipt: (receipt: Receipt) => void;
}

/** Joins the parts that a request passes through. */
export const houseOf = ({ keyring, offers, overrides, log, open, record, onReceipt }: HouseParts): House => {
  const health = new Health();
  forgetChangedKeys(keyring, health);
  return {
    offers: offers.all,
    modelOf: offers.modelOf,
    health,
    open: async (opening) => {
      const { provider, key } = opening.route;
      const access = await accessOf({ keyring, overrides }, provider, key);
      keyring.noteUsed(key.id);
      const held = log.hold(Object.values(access.secrets));
      // A run aborts the signal of every attempt when it is over, however it ended.
      opening.signal.addEventListener('abort', () => held.dispose(), { once: true });
      return open(opening, access);
    },
    patienceOf: ({ provider }) => patienceFor(provider),
    newId: () => `call_${randomUUID().replaceAll('-', '')}`,
    onAttempt: (attempt) => {
      record(attempt);
      log.debug(`${attempt.provider}/${attempt.model}: ${attempt.outcome} in ${Math.round(attempt.totalMs)} ms`);
    },
    onReceipt,
  };
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
    for (const [id, state] of now) if (before.get(id) !== state) health.forgetKey(id);
    before = now;
  };
  look();
  keyring.onDidChange(look);
};
