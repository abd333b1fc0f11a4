import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Summary } from '../../src/core/summary.ts';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';

/** An answered attempt with everything in it, unless told otherwise. */
export const attempt = (facts: Partial<Attempt> = {}): Attempt => ({
  requestId: 'request-1',
  at: Date.UTC(2026, 10, 20, 12),
  provider: 'openai',
  model: 'gpt-6-luna',
  keyId: 'key-1',
  keyNickname: 'work',
  task: 'chat',
  caller: 'github.copilot-chat',
  workspace: 'keyway 1a2b3c4d',
  outcome: 'answered',
  status: 200,
  firstTokenMs: 300,
  totalMs: 2_000,
  usage: { input: 1_000, output: 200, cacheRead: 400, cacheWrite: 50, cacheWriteHour: 25, reasoning: 80 },
  cost: { usd: 0.0031, from: 'computed', priceAsOf: '2026-11-01' },
  servedModel: 'gpt-6-luna-2026-10-01',
  ...facts,
});

export const always = { since: 0 };

export interface Room {
  readonly folder: string;
  /** What `onTrouble` heard. */
  readonly heard: readonly string[];
  /** Another ledger on the same folder, as another window has it. */
  readonly open: () => Ledger;
  /** A bare connection to the ledger's file. */
  readonly raw: () => DatabaseSync;
}

/** Runs a test in a folder of its own; what it opened is closed and the folder removed afterwards. */
export const inRoom = async (test: (room: Room) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'keyway-ledger-'));
  const heard: string[] = [];
  const ledgers: Ledger[] = [];
  const databases: DatabaseSync[] = [];
  const open = (): Ledger => {
    const ledger = openLedger({ folder, onTrouble: (sentence) => heard.push(sentence) });
    ledgers.push(ledger);
    return ledger;
  };
  const raw = (): DatabaseSync => {
    const database = new DatabaseSync(join(folder, 'ledger.db'));
    databases.push(database);
    return database;
  };
  try {
    await test({ folder, heard, open, raw });
  } finally {
    for (const database of databases) database.close();
    for (const ledger of ledgers) await ledger.dispose();
    rmSync(folder, { recursive: true });
  }
};

/** Every byte under a folder. */
export const bytesOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');

/** Where nothing was recorded. */
export const emptySummary = {
  requests: 0,
  attempts: 0,
  answered: 0,
  failed: 0,
  stopped: 0,
  fallbacks: 0,
  kept: 0,
  tokens: { input: 0, output: 0, cached: 0, reasoning: 0, unreported: 0 },
  cost: { reported: 0, computed: 0, estimated: 0, unknown: 0 },
} satisfies Summary;
