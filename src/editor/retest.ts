import { isDeepStrictEqual } from 'node:util';
import type { Key } from '../core/key.ts';
import type { Finding } from '../core/listing.ts';
import type { Provider } from '../core/provider.ts';
import { type Access, hidden } from './key-access.ts';
import type { Check } from './key-desk.ts';
import { relabelled } from './key-shape.ts';
import type { Disposable } from './signal.ts';

/** Looks again whether stored keys work: on use, in the background, and only where asking is free. */

export interface RetestParts {
  readonly check: Check;
  /** All records, to recognise a key of another one. */
  readonly providers: readonly Provider[];
  /** The setting `keyway.retestKeys`. */
  readonly isAllowed: () => boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The secrets the key has now; throws where they cannot be read. */
  readonly secretsOf: (key: Key) => Promise<Access['secrets']>;
  readonly note: (key: Key, finding: Finding) => void;
  /** Keeps secrets out of the log for as long as they are in use. */
  readonly hold: (secrets: readonly string[]) => Disposable;
  /** What asking threw, for the log. */
  readonly onBug: (error: unknown) => void;
}

/** A key that is being used. */
interface Used {
  readonly provider: Provider;
  readonly key: Key;
  readonly access: Access;
}

/** Returns at once; never throws. */
export type Retest = (used: Used) => void;

const hour = 3_600_000;
const week = 7 * 24 * hour;

/** Findings that say something about the key; the others leave verdict and date as they were. */
const tells = ({ verdict }: Finding): boolean => verdict !== 'unreachable' && verdict !== 'unclear';

export const retests = (parts: RetestParts): Retest => {
  const triedAt = new Map<string, number>();
  const isDue = ({ provider, key, access }: Used): boolean => {
    const now = parts.clock();
    const isOld = now - (key.testedAt ?? key.addedAt) >= week;
    const isFree = provider.check.costs === undefined && Object.keys(access.secrets).length > 0;
    const tried = triedAt.get(key.id);
    return isOld && isFree && (tried === undefined || now - tried >= hour) && parts.isAllowed();
  };
  return (used) => {
    if (!isDue(used)) return;
    // Set before anything is awaited: a request of many attempts and a hundred requests ask once.
    triedAt.set(used.key.id, parts.clock());
    look(parts, used).catch(parts.onBug);
  };
};

const look = async (parts: RetestParts, { provider, key, access }: Used): Promise<void> => {
  const held = parts.hold(hidden(access.secrets));
  try {
    const asked = await parts.check(provider, access);
    if (!tells(asked)) return;
    // The key may have been updated or removed meanwhile: this says nothing about the new one.
    const now = await parts.secretsOf(key).catch(() => undefined);
    if (!isDeepStrictEqual({ ...now }, { ...access.secrets })) return;
    parts.note(key, relabelled(asked, { provider, secrets: access.secrets, providers: parts.providers }));
  } finally {
    held.dispose();
  }
};
