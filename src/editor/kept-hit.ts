import { createHash } from 'node:crypto';
import type { Attempt } from '../core/attempt.ts';
import type { Route } from '../core/plan.ts';
import { named, type Receipt } from '../core/receipt.ts';
import type { House } from './answer.ts';
import type { Overrides } from './key-access.ts';

/** An answer from before, given again. */
export interface Hit {
  readonly requestId: string;
  /** Who gave it. */
  readonly route: Route;
  readonly task: Attempt['task'];
  readonly caller: string;
  /** Name and hash of the open folder. */
  readonly workspace: string | undefined;
  /** On the clock of `performance`. */
  readonly started: number;
  readonly servedModel?: string | undefined;
}

/** One row of the ledger: nobody was asked, so it took no tokens, cost nothing, and says nothing of anybody's pace. */
export const attemptOf = ({ route: { provider, model, key }, started, ...facts }: Hit): Attempt => ({
  ...facts,
  at: Date.now(),
  provider: provider.id,
  model: model.id,
  keyId: key.id,
  keyNickname: key.nickname,
  outcome: 'answered',
  totalMs: performance.now() - started,
  usage: { input: 0, output: 0 },
  cost: { usd: 0, from: 'cached' },
});

/** Tells the house of the row and of the receipt. */
export const filed = (house: Pick<House, 'onAttempt' | 'onReceipt'>, hit: Hit): Receipt => {
  const attempt = attemptOf(hit);
  const { requestId, task, usage, cost, totalMs, servedModel } = attempt;
  const receipt = {
    requestId,
    task,
    answered: { ...named(hit.route), servedModel },
    skipped: [],
    usage,
    cost,
    totalMs,
  };
  house.onAttempt(attempt);
  house.onReceipt(receipt);
  return receipt;
};

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

/** The model, the key and where it is sent: another server or account behind the same names is somebody else. */
export const accountOf = ({ provider, model, key }: Route, overrides: Overrides): string => {
  const { id, plain, addedAt, updatedAt = addedAt } = key;
  const sent = [provider.id, model.id, overrides.baseUrl(provider), overrides.headers?.(provider)];
  return digest(Buffer.from(JSON.stringify([...sent, id, updatedAt, plain])));
};
