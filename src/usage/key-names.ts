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

/** What people call these keys: each has its own at a provider, and one that several share is said with theirs. */
export const namesOf = (database: DatabaseSync, keys: readonly string[]): ReadonlyMap<string, string> => {
  const nicknames = textsIn(database, 'SELECT key_id AS key, nickname AS text FROM key_name');
  const shared = Map.groupBy(keys, (key) => nicknames.get(key));
  const isShared = (key: string): boolean => (shared.get(nicknames.get(key)) ?? []).length > 1;
  const providers = keys.some(isShared)
    ? textsIn(database, 'SELECT key_id AS key, max(provider) AS text FROM cell GROUP BY key_id')
    : undefined;
  const nameOf = (key: string): string => {
    const nickname = nicknames.get(key);
    if (nickname === undefined) return key;
    return isShared(key) ? `${nickname} (${providers?.get(key) ?? key})` : nickname;
  };
  return new Map(keys.map((key) => [key, nameOf(key)]));
};

const textsIn = (database: DatabaseSync, sql: string): ReadonlyMap<string, string> =>
  new Map(
    prepared(database, sql)
      .all()
      .map((row) => [String(row['key']), String(row['text'])]),
  );
