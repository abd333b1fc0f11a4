import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import type { Provider, Tombstone } from '../core/provider.ts';
import type { TotalsFound } from '../core/provider-total.ts';
import type { Shared } from '../usage/ledger.ts';
import { type Line, reconcile } from '../usage/reconcile.ts';
import { reasonOf } from '../usage/trouble.ts';
import { type Access, accessOf, hidden, type Overrides } from './key-access.ts';
import { sentenceOf } from './key-desk.ts';
import type { Keyring } from './keyring.ts';
import type { Progress } from './progress.ts';
import type { Disposable } from './signal.ts';

/** Asks a provider what it billed a key; `signal` ends the question. */
type AskTotals = (provider: Provider, access: Access, signal: AbortSignal) => Promise<TotalsFound>;

export interface ReconcileDesk {
  readonly keyring: Keyring;
  readonly overrides: Overrides;
  readonly tombstones: readonly Tombstone[];
  readonly providerOf: (id: string) => Provider | undefined;
  readonly askTotals: AskTotals;
  readonly shared: Pick<Shared, 'use'>;
  /** Keeps secrets out of the log for as long as they are in use. */
  readonly hold: (secrets: readonly string[]) => Disposable;
  readonly onBug: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** What became of one key. */
export type KeyFinding = { readonly key: Key; readonly provider: Provider } & (
  | { readonly kind: 'compared'; readonly lines: readonly Line[]; readonly notes: readonly string[] }
  /** It was not asked, or did not tell; the sentence says why. */
  | { readonly kind: 'untold'; readonly sentence: string }
  /** Nobody can ask this provider with a key. */
  | { readonly kind: 'unaskable' }
);

/** Asks one key after the other, so that nobody is flooded; where it is stopped, with what was found until then. */
export const reconcileKeys = async (desk: ReconcileDesk, progress: Progress): Promise<readonly KeyFinding[]> => {
  const found: KeyFinding[] = [];
  const keys = desk.keyring.list().flatMap((key) => {
    const provider = desk.providerOf(key.provider);
    return provider ? [{ key, provider }] : [];
  });
  for (const [done, { key, provider }] of keys.entries()) {
    if (progress.signal.aborted) break;
    progress.tell(done, keys.length, t('{0}, key {1}', provider.name, key.nickname));
    found.push({ key, provider, ...(await findingOf(desk, { key, provider }, progress.signal)) });
  }
  return found;
};

type Found =
  | { readonly kind: 'compared'; readonly lines: readonly Line[]; readonly notes: readonly string[] }
  | { readonly kind: 'untold'; readonly sentence: string }
  | { readonly kind: 'unaskable' };

const untold = (sentence: string): Found => ({ kind: 'untold', sentence });

const findingOf = async (
  desk: ReconcileDesk,
  { key, provider }: Pick<KeyFinding, 'key' | 'provider'>,
  signal: AbortSignal,
): Promise<Found> => {
  if (provider.totals === undefined) return { kind: 'unaskable' };
  if (!key.enabled) return untold(t('The key is disabled, so it was not sent.'));
  const told = await asked(desk, { key, provider }, signal);
  if (told.kind === 'untold') return told;
  try {
    const spender = { provider: provider.id, keyId: key.id };
    return {
      kind: 'compared',
      lines: await reconcile(desk.shared, spender, { at: desk.clock(), totals: told.totals }),
      notes: told.notes,
    };
  } catch (error) {
    return untold(t('{0} answered, but Keyway’s usage ledger cannot be read: {1}.', provider.name, reasonOf(error)));
  }
};

/** The key is bound to the origin it was saved for, and held back from the log while it is out. */
const asked = async (
  desk: ReconcileDesk,
  { key, provider }: Pick<KeyFinding, 'key' | 'provider'>,
  signal: AbortSignal,
): Promise<TotalsFound> => {
  try {
    const access = await accessOf(desk, provider, key);
    const held = desk.hold(hidden(access.secrets));
    try {
      return await desk.askTotals(provider, access, signal);
    } finally {
      held.dispose();
    }
  } catch (error) {
    return { kind: 'untold', sentence: sentenceOf(desk, error) };
  }
};
