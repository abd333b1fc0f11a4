import type { Standing } from '../core/budget.ts';
import { t } from '../core/l10n.ts';
import type { Summary } from '../core/summary.ts';
import { barOf } from '../panel/bar-state.ts';
import { bestOf, saidOf, stateTitle, unlocksText, type ShownKey, type ShownProvider } from '../panel/keys-state.ts';
import type { StateOf } from '../panel/messages.ts';
import { thisMonth } from '../usage/period.ts';
import type { GroupBy } from '../usage/report.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { keysIn } from './environment.ts';
import { farewell, inGroups, ownerName, ownerOf } from './key-desk.ts';
import { isClosed, type Owner } from './key-words.ts';
import type { KeysHostParts } from './panel-keys.ts';
import { shownKey, spentText, type Known } from './panel-keys-key.ts';
import { offeredNow } from './panel-keys-offered.ts';

/** Reads what the section shows: secrets only as their masks, each asked of the keychain once until the key changes. */
export const keysShown = (parts: KeysHostParts): (() => Promise<StateOf<'keys'>>) => {
  const masks = new Map<string, string>();
  return async () => {
    const known = await knownNow(parts, masks);
    const { desk, offers } = parts;
    const keys = inGroups(desk, desk.keyring.list());
    const shown = await Promise.all(keys.map((key) => shownKey(key, known)));
    const providers = [...new Set(keys.map(({ provider }) => provider))].map((id) =>
      shownProvider(id, { known, keys: shown.filter((_, index) => keys[index]?.provider === id) }),
    );
    return {
      type: 'keys',
      said: saidOf(providers, offers.all().length),
      providers,
      offered: offeredNow(desk),
      found: await newIn(parts),
    };
  };
};

/** Keys in the environment that are not stored yet. */
const newIn = async ({ desk: { keyring, providers }, environment }: KeysHostParts): Promise<number> => {
  const { found } = keysIn(environment, providers);
  // Whoever imports them is told what cannot be read.
  const holders = found.map(({ provider, secrets }) => keyring.holderOf(provider.id, secrets).catch(() => undefined));
  return (await Promise.all(holders)).filter((holder) => holder === undefined).length;
};

/** What all keys are described with, asked once. */
const knownNow = async (parts: KeysHostParts, masks: Map<string, string>): Promise<Known> => {
  const [spentByKey, spentByProvider, standings] = await Promise.all([
    spentBy(parts, 'key'),
    spentBy(parts, 'provider'),
    standingsOf(parts),
    parts.offers.ready(),
  ]);
  const now = parts.desk.clock();
  return { ...parts, masks, now, spentByKey, spentByProvider, standings, limits: parts.health.limits(now) };
};

/** Where the ledger cannot be read, the section about usage tells. */
const spentBy = async ({ ledger }: KeysHostParts, by: GroupBy): Promise<ReadonlyMap<string, Summary>> => {
  try {
    const groups = await ledger.summaryBy(by, thisMonth());
    return new Map(groups.map((group) => [group.group, group]));
  } catch (error) {
    if (error instanceof LedgerTrouble) return new Map();
    throw error;
  }
};

/** They reject with whatever the ledger's file throws. */
const standingsOf = ({ budgets }: KeysHostParts): Promise<readonly Standing[]> => budgets.standings().catch(() => []);

interface Grouped {
  readonly known: Known;
  readonly keys: readonly ShownKey[];
}

const shownProvider = (id: string, { known, keys }: Grouped): ShownProvider => {
  const { desk, offers, spentByProvider, standings } = known;
  const owner = ownerOf(desk, id);
  const state = bestOf(keys.map((key) => key.state));
  const unlocked = offers.all().filter(({ provider }) => provider.id === id);
  return {
    id,
    name: ownerName(desk, id),
    state,
    stateText: stateTitle(state),
    unlocks: unlocked.length === 0 ? '' : unlocksText(unlocked.length, abilitiesOf(unlocked.map(({ model }) => model))),
    spent: spentText(spentByProvider.get(id)),
    budgets: standings.filter(({ budget: { of } }) => isOnly(of, 'provider') && of.provider === id).map(barOf),
    notice: noticeOf(known, owner),
    isRetired: isClosed(owner),
    keys,
  };
};

/** A budget that covers nothing else beside it. */
const isOnly = (of: Standing['budget']['of'], part: keyof Standing['budget']['of']): boolean =>
  Object.entries(of).every(([name, value]) => value === undefined || name === part);

const abilitiesOf = (models: readonly { kind: string; tools: boolean; images: boolean; reasoning: boolean }[]) => ({
  chat: models.some(({ kind }) => kind === 'chat'),
  tools: models.some(({ tools }) => tools),
  images: models.some(({ images }) => images),
  reasoning: models.some(({ reasoning }) => reasoning),
  embeddings: models.some(({ kind }) => kind === 'embedding'),
});

const noticeOf = ({ desk }: Pick<KeysHostParts, 'desk'>, owner: Owner | undefined): string => {
  if (owner === undefined) return t('This version of Keyway does not know this provider.');
  if (isClosed(owner)) return t('Closed on {0}. {1}', owner.closed, farewell(desk, owner));
  return owner.uncertain === undefined ? '' : t('It may no longer exist: {0}', owner.uncertain);
};
