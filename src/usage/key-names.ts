import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';
import type { Entry } from './spend.ts';

const remember = `
  INSERT INTO key_name (key_id, nickname, at) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET nickname = excluded.nickname, at = excluded.at WHERE excluded.at >= at`;

/** Remembers what keys were called when they were last used: reports outlive the rows that say so. */
export const bookNames = (database: DatabaseSync, entries: readonly Entry[]): void => {
  const latest = new Map<string, Entry['row']>();
  for (const { row } of entries) if (row.at >= (latest.get(row.key_id)?.at ?? 0)) latest.set(row.key_id, row);
  for (const { key_id, key_nickname, at } of latest.values())
    prepared(database, remember).run(key_id, key_nickname, at);
};

export const nicknames = (database: DatabaseSync): ReadonlyMap<string, string> =>
  new Map(
    prepared(database, 'SELECT key_id, nickname FROM key_name')
      .all()
      .map((row) => [String(row['key_id']), String(row['nickname'])]),
  );
