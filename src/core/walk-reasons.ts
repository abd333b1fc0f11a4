/** What one failure says about asking on: the same route again, or another one. */

import type { ChatFailure, FailureKind } from './failure.ts';
import { t } from './l10n.ts';
import type { Route } from './plan.ts';
import { modelKey } from './provider.ts';

/** Calls that reach a provider for one request, whatever the plan's length: fallback must not become a storm. */
export const mostAttempts = 6;
/**
 * Milliseconds after which no further route is asked. An attempt under way is never cut by it, and one fallback is always
 * made: a local model that does not load takes as long by itself.
 */
const longestWalk = 300_000;
/** Milliseconds before a sole route is asked again, give or take a fifth. */
const retryPause = 500;
/** A named wait so short that it is better than an error. */
export const shortWait = 3_000;

/**
 * Models of one server that may fail before all its others come last: what is down, or limited, as a whole must not eat
 * every attempt. One is enough once half of the attempts are gone.
 */
export const mostOfServer = (attempts: number): number => (attempts * 2 < mostAttempts ? 2 : 1);

/** Failures that may be those of a whole server, whatever model was asked. */
export const ofServer: ReadonlySet<FailureKind> = new Set([
  'server',
  'stall',
  'stream',
  'empty',
  'forbidden',
  'rate',
  'model-missing',
]);

/** What a request has used up so far. */
export interface Spent {
  readonly attempts: number;
  readonly milliseconds: number;
}

/** Why a request has had its chances. Undefined: it may go on. */
export const enoughBecause = ({ attempts, milliseconds }: Spent): string | undefined => {
  if (attempts >= mostAttempts) return t('{0} attempts are enough for one request', mostAttempts);
  if (attempts > 1 && milliseconds > longestWalk)
    return t('{0} minutes are enough for one request', longestWalk / 60_000);
  return undefined;
};

/** Failures that a moment may cure; all others would only come back. */
const passing = new Set<FailureKind>(['rate', 'server', 'stream', 'empty']);

/** Milliseconds after which a sole route is asked again. Undefined: it is not. */
export const retryWait = ({ kind, retryAfter }: ChatFailure): number | undefined => {
  if (!passing.has(kind)) return undefined;
  if (retryAfter !== undefined) return retryAfter <= shortWait ? retryAfter : undefined;
  return kind === 'rate' ? undefined : retryPause * (0.8 + Math.random() * 0.4);
};

/** What a route is asked at: its provider, or the server of its own that its key names. */
export const serverOf = ({ provider, key }: Route): string => `${provider.id} ${key.plain['baseUrl']}`;

export const sameServer = (a: Route, b: Route): boolean => serverOf(a) === serverOf(b);

export const sameModel = (a: Route, b: Route): boolean => modelKey(a.model) === modelKey(b.model);

/** Why another route of the plan would meet the same failure. Undefined: it may well answer. */
export const uselessBecause = (other: Route, route: Route, failure: ChatFailure): string | undefined => {
  if (failure.kind === 'context')
    return other.model.contextTokens > route.model.contextTokens ? undefined : t('its window is no larger');
  if (failure.kind === 'auth' || failure.kind === 'quota' || failure.kind === 'key')
    return other.key.id === route.key.id ? t('the same key {0}', route.key.nickname) : undefined;
  if (failure.kind === 'network') return sameServer(other, route) ? t('the same server') : undefined;
  if (failure.remedy === 'next-model') return sameModel(other, route) ? t('another key does not help') : undefined;
  return undefined;
};
