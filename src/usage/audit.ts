import { inEnglish } from '../core/l10n.ts';
import {
  append,
  type AuditLink,
  type AuditSeal,
  auditSeal,
  entryCount,
  hashAt,
  newestEntries,
  newestId,
  newestLink,
  plainSeal,
} from './audit-chain.ts';
import type { AuditEntry, Note, PastEntry } from './audit-entry.ts';
import { changesOf, type SettingSeen } from './audit-settings.ts';
import { type AuditFinding, verifyChain } from './audit-verify.ts';
import { findingText } from './audit-words.ts';
import type { LedgerFile } from './file.ts';
import type { Shared } from './ledger.ts';
import { LedgerUnusable } from './trouble.ts';

export { auditActions, type AuditEntry, type Note } from './audit-entry.ts';
export type { AuditFinding } from './audit-verify.ts';
export type { AuditLink } from './audit-chain.ts';

/** The secret of the log, or why there is none: `silent` says nothing about what the keychain holds. */
export type AuditSecret =
  | {
      readonly type: 'secret';
      readonly bytes: Uint8Array;
      /** The first entry it can have sealed. */ readonly from: number;
    }
  | { readonly type: 'none' | 'silent' };

/** What the log keeps outside its file, where whoever can write the file cannot write. Nothing of it rejects. */
export interface AuditMemory {
  /** Made where there is none; `next` is the number that the next entry will have. */
  readonly secret: (next: () => Promise<number>) => Promise<AuditSecret>;
  readonly anchor: () => Promise<AuditLink | 'none' | 'silent'>;
  readonly anchorAt: (link: AuditLink) => Promise<void>;
}

/** Who did what to keys, budgets and rules: a chain of hashes, in which a change is found. */
export interface AuditBook {
  readonly note: Note;
  /** Looks whether a setting is another one than when it was last looked at, by any window. Never throws, as `note`. */
  readonly look: (setting: SettingSeen) => void;
  /** Looks through the whole chain. Rejects with what the ledger's file throws. */
  readonly verify: () => Promise<AuditFinding>;
  /** The newest first, and how many there are altogether. Rejects with what the ledger's file throws. */
  readonly read: (limit: number) => Promise<{ readonly entries: readonly PastEntry[]; readonly total: number }>;
  /** The person knows what was found: from here on the log is looked at anew. Rejects with what the ledger's file throws. */
  readonly resume: (found: AuditFinding) => Promise<void>;
  /** Writes what waits. Never rejects: what cannot be written keeps waiting. */
  readonly flush: () => Promise<void>;
  /** The last flush; before the ledger is closed. */
  readonly close: () => Promise<void>;
}

export interface AuditParts {
  readonly shared: Shared;
  readonly memory: AuditMemory;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Milliseconds in which entries gather for one transaction. */
const gathering = 250;

/** Entries that wait at most while the file cannot be written: about 1 MB. */
const mostWaiting = 5_000;

/** Milliseconds: 1, 2, 4 … seconds, at most a minute. */
const backoff = (failures: number): number => Math.min(60_000, 1_000 * 2 ** (failures - 1));

/** In the order in which it happened. */
type Waiting = { readonly at: number } & ({ readonly entry: AuditEntry } | { readonly setting: SettingSeen });

class Book implements AuditBook {
  readonly #parts: AuditParts;
  #waiting: Waiting[] = [];
  #lost = 0;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  readonly note = (entry: AuditEntry): void => this.#wait({ at: this.#parts.clock(), entry });

  readonly look = (setting: SettingSeen): void => this.#wait({ at: this.#parts.clock(), setting });

  async flush(): Promise<void> {
    await this.#inTurn(() => this.#write()).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.flush();
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async verify(): Promise<AuditFinding> {
    await this.flush();
    const secret = await this.#secret();
    // Before the rows are read: it may only lag behind them.
    const anchor = await this.#parts.memory.anchor();
    return verifyChain((query) => this.#parts.shared.use((file) => file.read(query), 'later'), {
      secret: secret.type === 'secret' ? 'there' : secret.type,
      seal: secret.type === 'secret' ? auditSeal(secret.bytes) : undefined,
      sealedFrom: secret.type === 'secret' ? secret.from : 1,
      anchor: typeof anchor === 'string' ? undefined : anchor,
    });
  }

  async read(limit: number): Promise<{ readonly entries: readonly PastEntry[]; readonly total: number }> {
    await this.flush();
    return this.#parts.shared.use(
      (file) => file.read((database) => ({ entries: newestEntries(database, limit), total: entryCount(database) })),
      'later',
    );
  }

  async resume(found: AuditFinding): Promise<void> {
    const detail = inEnglish(() => `${found.places}: ${findingText(found)}`);
    this.note({ action: 'audit-resumed', by: 'person', subject: 'Audit log', detail });
    await this.#inTurn(async () => {
      await this.#write();
      const newest = await this.#parts.shared.use((file) => file.read(newestLink), 'later');
      if (newest) await this.#parts.memory.anchorAt(newest);
    });
  }

  #wait(waiting: Waiting): void {
    if (this.#isClosed) return;
    // What came first is nearer to what was done before the file was lost.
    if (this.#waiting.length >= mostWaiting) this.#lost += 1;
    else this.#waiting.push(waiting);
    this.#later();
  }

  #later(): void {
    if (this.#timer || this.#isClosed) return;
    const delay = this.#failures === 0 ? gathering : backoff(this.#failures);
    this.#timer = setTimeout(() => void this.flush(), delay).unref();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Rejects where the file cannot be written; what waits then goes on waiting. */
  async #write(): Promise<AuditLink | undefined> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return undefined;
    try {
      const secret = await this.#secret();
      const seal = secret.type === 'secret' ? auditSeal(secret.bytes) : plainSeal;
      const newest = await this.#parts.shared.use((file) => this.#writeTo(file, seal), 'later');
      this.#failures = 0;
      if (newest) await this.#remember(newest);
      return newest;
    } catch (error) {
      this.#failures += 1;
      if (!(error instanceof LedgerUnusable)) this.#later();
      throw error;
    }
  }

  #writeTo(file: LedgerFile, seal: AuditSeal): AuditLink | undefined {
    const waiting = [...this.#waiting];
    const lost = this.#lost;
    const newest = durably(file, () =>
      file.change((database) => {
        let last: AuditLink | undefined;
        for (const one of waiting) {
          const entries = 'entry' in one ? [one.entry] : changesOf(database, one.setting, seal);
          for (const entry of entries) last = append(database, { entry, at: one.at }, seal) ?? last;
        }
        if (lost > 0) last = append(database, { entry: lossOf(lost), at: this.#parts.clock() }, seal);
        return last;
      }),
    );
    this.#waiting = this.#waiting.slice(waiting.length);
    this.#lost -= lost;
    return newest;
  }

  /** Moves the anchor on, unless the log is no longer the one it was set in: then it stays as a witness. */
  async #remember(newest: AuditLink): Promise<void> {
    const { shared, memory } = this.#parts;
    const anchor = await memory.anchor();
    if (anchor === 'silent') return;
    if (anchor !== 'none') {
      if (anchor.id >= newest.id) return;
      const hash = await shared.use((file) => file.read((database) => hashAt(database, anchor.id)), 'later');
      if (hash !== anchor.hash) return;
    }
    await memory.anchorAt(newest);
  }

  #secret(): Promise<AuditSecret> {
    const { shared, memory } = this.#parts;
    return memory.secret(() => shared.use((file) => file.read((database) => newestId(database) + 1), 'later'));
  }
}

/**
 * On the disk before anything outside the file remembers it: in WAL mode with `synchronous = NORMAL` a loss of power takes
 * back what was committed last (SQLite, PRAGMA synchronous), and the anchor would be ahead of the log.
 */
const durably = <T>(file: LedgerFile, work: () => T): T => {
  const set = (level: 'FULL' | 'NORMAL'): void =>
    file.read((database) => database.exec(`PRAGMA synchronous = ${level}`));
  set('FULL');
  try {
    return work();
  } finally {
    set('NORMAL');
  }
};

const lossOf = (lost: number): AuditEntry => ({
  action: 'entries-lost',
  by: 'keyway',
  subject: 'Audit log',
  detail: `${lost} more could not be written and were lost`,
});

/** The audit log of a ledger's file. Opens nothing yet. */
export const openAudit = (parts: AuditParts): AuditBook => new Book(parts);
