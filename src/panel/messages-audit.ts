import * as z from 'zod/mini';

/** What the list may be cut down to. */
export const auditKinds = ['all', 'keys', 'budgets', 'rules', 'books'] as const;

/** From the page: what is looked for, and what is to be done with the log. */
export const fromAudit = [
  z.strictObject({ type: z.literal('audit.verify') }),
  z.strictObject({ type: z.literal('audit.resume') }),
  z.strictObject({ type: z.literal('audit.export') }),
] as const;

const entry = z.strictObject({
  number: z.string(),
  when: z.string(),
  who: z.string(),
  what: z.string(),
  detail: z.string(),
  kind: z.enum(auditKinds),
});

/** To the page: the newest entries, and what the last check found. */
export const toAudit = z.strictObject({
  type: z.literal('audit'),
  said: z.string(),
  /** Why the log cannot be read; '' where it can. */
  trouble: z.string(),
  entries: z.array(entry),
  /** '' before the first check. */
  finding: z.string(),
  /** Something is wrong with the log. */
  isBroken: z.boolean(),
});

export type AuditKind = (typeof auditKinds)[number];
