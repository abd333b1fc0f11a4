/** What is kept in the audit log, and nothing else. Append only: old rows bear these words. */
export const auditActions = [
  'key-added',
  'key-imported',
  'key-recovered',
  'key-updated',
  'key-renamed',
  'key-tested',
  'key-enabled',
  'key-disabled',
  'key-prioritised',
  'key-limited',
  'key-expiry-set',
  'key-removed',
  'key-first-use',
  'origin-confirmed',
  'caller-decided',
  'budget-changed',
  'budget-lifted',
  'rules-changed',
  'settings-changed',
  'exported',
  'cache-cleared',
  'prices-corrected',
  'usage-forgotten',
  'reconciled',
  'entries-lost',
  'audit-resumed',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** One deed. Never a secret, never a prompt: what looks like a key is cut out, and texts are cut to one short line. */
export interface AuditEntry {
  readonly action: AuditAction;
  /** `person`, `keyway` by itself, `workspace` where its own settings say so, or the id of an extension. */
  readonly by: string;
  /** What it was done to: `OpenAI key “work”`, `Budget for everything, a day`. At most 256 characters. */
  readonly subject: string;
  /** What became of it: `$5.00 → $10.00`. At most 1,024 characters. */
  readonly detail?: string | undefined;
  /** Written only where the log has no entry with the same action, `by` and detail. For `key-first-use` alone. */
  readonly once?: boolean | undefined;
}

/** A deed as it was read back. */
export interface PastEntry {
  /** 1, 2, 3 … without gaps. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A newer Keyway may have written actions unknown here. */
  readonly action: string;
  readonly by: string;
  readonly subject: string;
  readonly detail: string;
}

/** Takes microseconds and never throws: the entry is written shortly after. */
export type Note = (entry: AuditEntry) => void;
