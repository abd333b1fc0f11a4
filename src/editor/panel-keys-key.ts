import type { LimitLeft } from '../core/alert-quota.ts';
import type { Standing } from '../core/budget.ts';
import type { Key } from '../core/key.ts';
import { works } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import type { Offer } from '../core/plan.ts';
import type { Provider } from '../core/provider.ts';
import { sumText, type Summary } from '../core/summary.ts';
import { waitText } from '../core/wait-text.ts';
import { barOf } from '../panel/bar-state.ts';
import { modelsText, type ShownKey } from '../panel/keys-state.ts';
import { limitText } from '../panel/limit-text.ts';
import type { KeyState } from '../panel/messages-keys.ts';
import { baseUrlOf } from './key-access.ts';
import { ownerOf, sentenceOf } from './key-desk.ts';
import { datesOf, isClosed, maskOf, stateOf, type Owner } from './key-words.ts';
import { fieldShown } from './panel-keys-offered.ts';
import type { KeysHostParts } from './panel-keys.ts';

/** What all keys of one reading are described with. */
export interface Known extends KeysHostParts {
  /** By the key as it was when its secret was looked at. */
  readonly masks: Map<string, string>;
  readonly now: number;
  readonly spentByKey: ReadonlyMap<string, Summary>;
  readonly spentByProvider: ReadonlyMap<string, Summary>;
  readonly standings: readonly Standing[];
  readonly limits: readonly LimitLeft[];
}

export const shownKey = async (key: Key, known: Known): Promise<ShownKey> => {
  const { desk, offers, now, spentByKey, standings } = known;
  const owner = ownerOf(desk, key.provider);
  const siblings = desk.keyring.list().filter(({ provider }) => provider === key.provider);
  const unlocked = offers.all().filter((offer) => offer.keys.some(({ id }) => id === key.id));
  const rest = restOf(unlocked, key, known);
  const isOpen = owner !== undefined && !isClosed(owner);
  return {
    id: key.id,
    nickname: key.nickname,
    ...(await maskFor(key, owner, known)),
    state: stateFor(key, owner, rest),
    stateText: stateOf(key, owner),
    dates: datesOf(key, now),
    health: [rest ?? '', leftText(key, known)].filter(Boolean).join(' · '),
    spent: spentText(spentByKey.get(key.id)),
    budgets: standings.filter(({ budget: { of } }) => of.keys?.length === 1 && of.keys[0] === key.id).map(barOf),
    models: unlocked.length === 0 ? '' : modelsText(unlocked.length),
    isEnabled: key.enabled,
    priority: key.priority,
    isLast: siblings.every(({ priority }) => priority <= key.priority),
    isRedirected: isOpen && (await isRedirected(key, owner, known)),
    fields: isOpen ? owner.fields.map((field) => fieldShown(field, key.plain)) : [],
  };
};

/** `$1.24 this month`. */
export const spentText = (summary: Summary | undefined): string =>
  summary === undefined || summary.attempts === 0 ? '' : t('{0} this month', sumText(summary));

/** Until when it rests, where every model it unlocks does. */
const restOf = (unlocked: readonly Offer[], key: Key, { health, now }: Known): string | undefined => {
  const resting = unlocked.map(({ provider, model }) => health.coolingOf({ provider, model, key }, now));
  const first = resting[0];
  if (first === undefined || !resting.every((one) => one !== undefined)) return undefined;
  return t('rests for {0}', waitText(first.until - now));
};

/** The limit of a day or a month that is nearest to its end: those of a minute run low all the time. */
const leftText = (key: Key, { limits }: Known): string => {
  const own = limits.filter(({ keyId, per }) => keyId === key.id && (per === 'day' || per === 'month'));
  const shareOf = ({ left, whole }: LimitLeft): number => (whole === undefined || whole <= 0 ? 1 : left / whole);
  const scarcest = own.toSorted((a, b) => shareOf(a) - shareOf(b))[0];
  return scarcest === undefined ? '' : limitText(scarcest);
};

const stateFor = (key: Key, owner: Owner | undefined, rest: string | undefined): KeyState => {
  if (isClosed(owner)) return 'retired';
  if (!key.enabled) return 'disabled';
  if (key.verdict === undefined || key.verdict === 'unclear' || key.verdict === 'unreachable') return 'untested';
  if (!works(key.verdict)) return 'failed';
  return key.verdict === 'limited' || rest !== undefined ? 'limited' : 'working';
};

type Mask = Pick<ShownKey, 'mask' | 'trouble'>;

const maskFor = async (key: Key, owner: Owner | undefined, { desk, masks }: Known): Promise<Mask> => {
  const name = `${key.id} ${key.updatedAt ?? key.addedAt}`;
  const known = masks.get(name);
  if (known !== undefined) return { mask: known, trouble: '' };
  if (isClosed(owner)) return { mask: '', trouble: '' };
  try {
    const { fields } = await desk.keyring.secretOf(key, await desk.keyring.originOf(key));
    const mask = maskOf(owner, fields) ?? t('no key needed');
    masks.set(name, mask);
    return { mask, trouble: '' };
  } catch (error) {
    return { mask: '', trouble: sentenceOf(desk, error) };
  }
};

const isRedirected = async (key: Key, owner: Provider, { desk }: Known): Promise<boolean> => {
  try {
    return (await desk.keyring.originOf(key)) !== baseUrlOf(owner, key, desk.overrides).origin;
  } catch {
    // What is wrong with it is told already.
    return false;
  }
};
