import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { damagedText } from './damaged.ts';
import { pathOf } from './file-space.ts';
import type { Shared } from './ledger.ts';
import { prepared } from './prepared.ts';
import { openWreck, type Wreck } from './salvage-read.ts';
import { rowReader } from './salvage-row.ts';
import { advance, copyDay, daysToCopy, end, hold, type Held } from './salvage-steps.ts';
import { spare, stepwise } from './spare-time.ts';
import { LedgerUnusable } from './trouble.ts';

export interface SalvageParts {
  readonly shared: Pick<Shared, 'use'>;
  /** Hears, once for each damage, what could be read of it. */
  readonly tell: (sentence: string) => void;
}

/** Milliseconds between two tries while the new ledger cannot be written, and how many there are. */
const patience = 5_000;
const mostTries = 12;

/** Some milliseconds of work, then some for everything else. */
const pause = spare(
  () => true,
  () => false,
);

/**
 * Reads a ledger that was set aside, and brings what can be read of it into the new one: in small transactions, of which
 * each says how far it came, so that one that is ended midway is gone on with later. The damaged file is never written to.
 * Never rejects: where the new ledger cannot be written for long, the next tidying goes on with it.
 */
export const salvage = async (parts: SalvageParts, path: string): Promise<void> => {
  const holder = randomUUID();
  for (let tries = 1; tries <= mostTries; tries++) {
    try {
      return await salvageOnce(parts, path, holder);
    } catch (error) {
      if (error instanceof LedgerUnusable) return;
    }
    await wait(patience, undefined, { ref: false });
  }
};

/** Goes on with what was begun and ended midway, by this window or another. Rejects with what the file throws. */
export const resumeSalvage = async (parts: SalvageParts): Promise<void> => {
  const paths = await parts.shared.use((file) => {
    const folder = dirname(pathOf(file));
    return file.read((database) => openIn(database, Date.now()).map((name) => join(folder, name)));
  });
  for (const path of paths) await salvage(parts, path);
};

const openSql = 'SELECT file FROM salvage WHERE finished_at IS NULL AND held_until < ?';

const openIn = (database: DatabaseSync, now: number): readonly string[] =>
  prepared(database, openSql)
    .all(now)
    // What it says was read from a damaged file, maybe.
    .map((row) => basename(String(row['file'])));

const salvageOnce = async ({ shared, tell }: SalvageParts, path: string, holder: string): Promise<void> => {
  const wreck = openWreck(await import('node:sqlite'), path);
  try {
    const held = await shared.use(
      (file) => file.rewrite((database) => hold(database, wreck, { file: basename(path), holder })),
      'later',
    );
    if (!held || (wreck && !(await readAll(shared, wreck, held)))) return;
    const salvaged = await shared.use((file) => file.rewrite((database) => end(database, held)), 'later');
    if (salvaged) tell(damagedText(path, salvaged));
  } finally {
    wreck?.close();
  }
};

/** Resolves to false where another window has taken over, or a person had it all forgotten. */
const readAll = async (shared: SalvageParts['shared'], wreck: Wreck, held: Held): Promise<boolean> => {
  const rowOf = rowReader();
  let { position } = held;
  let isOurs = true;
  await stepwise(pause, async () => {
    const reading = wreck.attemptsAfter(position);
    const rows = reading.rows.flatMap((read) => rowOf(read) ?? []);
    isOurs = await shared.use(
      (file) => file.rewrite((database) => advance(database, { ...held, position }, { rows, to: reading.position })),
      'later',
    );
    position = reading.position;
    return isOurs && !reading.isEnd;
  });
  if (!isOurs) return false;
  const days = await shared.use((file) => file.read((database) => daysToCopy(database, wreck)), 'later');
  let next = 0;
  await stepwise(pause, async () => {
    const day = days[next++];
    if (day === undefined) return false;
    await shared.use((file) => file.change((database) => copyDay(database, wreck, day)), 'later');
    return true;
  });
  return true;
};
