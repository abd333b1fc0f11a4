import type { FailureKind } from './failure.ts';
import type { Scopes } from './health-scopes.ts';

/** How long a failure keeps a route away, in milliseconds, and how much of the neighbourhood it speaks about. */
export const coolings: Partial<Record<FailureKind, { readonly scope: keyof Scopes; readonly span: number }>> = {
  rate: { scope: 'keyModel', span: 20_000 },
  quota: { scope: 'key', span: 3_600_000 },
  auth: { scope: 'key', span: 3_600_000 },
  'model-missing': { scope: 'model', span: 600_000 },
  // A region, a model this key may not use, or a moderator: no other key and no other model is to blame.
  forbidden: { scope: 'keyModel', span: 60_000 },
};

/** Failures that count before they speak: one alone may be an accident. */
export const counting: Partial<Record<FailureKind, 'model' | 'server'>> = {
  server: 'model',
  stream: 'model',
  stall: 'model',
  empty: 'model',
  network: 'server',
};

/** Failures beside which a wait that the provider names is meant for this request; beside others it speaks of something else. */
export const waits = new Set<FailureKind>([
  'rate',
  'quota',
  'auth',
  'model-missing',
  'server',
  'stream',
  'stall',
  'empty',
]);
/** Milliseconds: no limit is longer than a month, and a header may say anything. */
export const longestWait = 31 * 86_400_000;
