import { createHmac, randomBytes } from 'node:crypto';
import { t } from '../core/l10n.ts';

const mostTests = 5;
const span = 60_000;

/** Milliseconds until a key may be tested again; 0 counts the test as done. */
export type TestLimit = (provider: string, secrets: Readonly<Record<string, string>>) => number;

/**
 * At most five tests of one key in a minute, saved or not: providers lock accounts that try too often. Keys are told
 * apart by a fingerprint whose salt lives as long as the window, so that nothing of them stays in memory.
 */
export const testLimit = (clock: () => number): TestLimit => {
  const salt = randomBytes(32);
  const tests = new Map<string, readonly number[]>();
  return (provider, secrets) => {
    const now = clock();
    const fingerprint = createHmac('sha256', salt)
      .update(JSON.stringify([provider, secrets]))
      .digest('base64');
    for (const [key, times] of tests) if ((times.at(-1) ?? 0) <= now - span) tests.delete(key);
    const recent = (tests.get(fingerprint) ?? []).filter((time) => time > now - span);
    const oldest = recent.at(-mostTests);
    if (oldest !== undefined) return oldest + span - now;
    tests.set(fingerprint, [...recent, now]);
    return 0;
  };
};

/** `wait` in milliseconds. */
export const tooManyTests = (wait: number): string =>
  t('You have tested this key {0} times in the last minute: try again in {1} s.', mostTests, Math.ceil(wait / 1_000));
