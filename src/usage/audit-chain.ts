import { createHash, createHmac } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { redact } from '../core/redact.ts';
import type { AuditEntry, PastEntry } from './audit-entry.ts';
import { prepared } from './prepared.ts';
import type { Read } from './row.ts';

/** What makes the hashes of the log: nobody without the secret can make one that fits. */
export interface AuditSeal {
  /** Tells this secret from others and says nothing about it; '' where there is no secret. */
  readonly mark: string;
  readonly hash: (text: string) => string;
  /** Stands for a value that must not be in the file, so that a change of it is seen; '' without a secret. */
  readonly digest: (text: string) => string;
}

/** The newest entry somebody has seen. */
export interface AuditLink {
  readonly id: number;
  readonly hash: string;
}

/** A row of the chain. Numbers are bigint, as somebody may have put any number there. */
export interface AuditRow {
  readonly id: bigint;
  readonly at: bigint;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly detail: string;
  readonly seal: string;
  readonly hash: string;
}

/** A hash anybody can make finds accidents and careless hands only, which is better than nothing. */
export const plainSeal: AuditSeal = {
  mark: '',
  hash: (text) => createHash('sha256').update(text).digest('hex'),
  digest: () => '',
};

export const auditSeal = (secret: Uint8Array): AuditSeal => {
  const made = (purpose: string, text: string): string =>
    createHmac('sha256', secret).update(`keyway audit: ${purpose}\n${text}`).digest('hex');
  return {
    mark: made('mark', '').slice(0, 16),
    hash: (text) => made('entry', text),
    digest: (text) => made('value', text).slice(0, 16),
  };
};

/** JSON, so that no text can pass for two, nor two for one. */
export const canonical = (before: string, row: Omit<AuditRow, 'hash'>): string => {
  const { id, at, action, actor, subject, detail, seal } = row;
  return JSON.stringify([before, String(id), String(at), action, actor, subject, detail, seal]);
};

/** One line that is read from the file as it was written: SQLite keeps neither half characters nor what follows a NUL. */
const oneLine = (text: string, most: number): string =>
  redact(text, [])
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, most)
    .replaceAll(/\p{Cs}/gu, '');

const lastSql = 'SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1';
/** SQLite remembers the highest number ever given: where the end was cut off, a gap stays. */
const newestSql = `
  SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0),
    coalesce((SELECT max(id) FROM audit), 0)) AS id`;
const insertSql = `
  INSERT INTO audit (id, at, action, actor, subject, detail, seal, hash)
  VALUES ($id, $at, $action, $actor, $subject, $detail, $seal, $hash)`;
const knownSql = `SELECT 1 FROM audit WHERE action = 'key-first-use' AND actor = ? AND detail = ?`;

/** The highest number ever given in this file. */
export const newestId = (database: DatabaseSync): number => {
  const id = Number(prepared(database, newestSql).get()?.['id']);
  return Number.isSafeInteger(id) ? id : 0;
};

export const newestLink = (database: DatabaseSync): AuditLink | undefined => {
  const last = prepared(database, lastSql).get();
  return last && { id: Number(last['id']), hash: String(last['hash']) };
};

/** Adds an entry to the end, within a transaction. Undefined where it says that it is written once, and was. */
export const append = (
  database: DatabaseSync,
  { entry, at }: { readonly entry: AuditEntry; readonly at: number },
  seal: AuditSeal,
): AuditLink | undefined => {
  const actor = oneLine(entry.by, 256);
  const detail = oneLine(entry.detail ?? '', 1_024);
  if (entry.once && prepared(database, knownSql).get(actor, detail)) return undefined;
  const id = newestId(database) + 1;
  const row = { id, at, action: entry.action, actor, subject: oneLine(entry.subject, 256), detail, seal: seal.mark };
  const before = newestLink(database)?.hash ?? '';
  const hash = seal.hash(canonical(before, { ...row, id: BigInt(id), at: BigInt(at) }));
  prepared(database, insertSql).run({ ...row, hash });
  return { id, hash };
};

const columns = 'id, at, action, actor, subject, detail, seal, hash';
const fromStartSql = `SELECT ${columns} FROM audit ORDER BY id LIMIT ?`;
const afterSql = `SELECT ${columns} FROM audit WHERE id > ? ORDER BY id LIMIT ?`;
const hashSql = 'SELECT hash FROM audit WHERE id = ?';
const newestFirstSql = `SELECT ${columns} FROM audit ORDER BY id DESC LIMIT ?`;

const wide = (database: DatabaseSync, sql: string) => {
  const statement = prepared(database, sql);
  statement.setReadBigInts(true);
  return statement;
};

const rowIn = (row: Read): AuditRow => ({
  id: BigInt(String(row['id'])),
  at: BigInt(String(row['at'])),
  action: String(row['action']),
  actor: String(row['actor']),
  subject: String(row['subject']),
  detail: String(row['detail']),
  seal: String(row['seal']),
  hash: String(row['hash']),
});

/** The next rows of the chain, the oldest first; from its beginning where `after` is absent. */
export const pageAfter = (database: DatabaseSync, after: bigint | undefined, limit: number): readonly AuditRow[] =>
  (after === undefined ? wide(database, fromStartSql).all(limit) : wide(database, afterSql).all(after, limit)).map(
    rowIn,
  );

export const hashAt = (database: DatabaseSync, id: number): string | undefined => {
  const hash = prepared(database, hashSql).get(id)?.['hash'];
  return typeof hash === 'string' ? hash : undefined;
};

const pastOf = ({ id, at, action, actor, subject, detail }: AuditRow): PastEntry => ({
  id: Number(id),
  at: Number(at),
  action,
  by: actor,
  subject,
  detail,
});

/** The newest first. */
export const newestEntries = (database: DatabaseSync, limit: number): readonly PastEntry[] =>
  wide(database, newestFirstSql).all(limit).map(rowIn).map(pastOf);

export const entryCount = (database: DatabaseSync): number =>
  Number(prepared(database, 'SELECT count(*) AS entries FROM audit').get()?.['entries']);
