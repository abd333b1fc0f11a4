import { ChatFailure } from '../core/failure.ts';
import type { Key } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { anyOf } from '../core/listed.ts';
import type { Finding } from '../core/listing.ts';
import type { Provider, Tombstone } from '../core/provider.ts';
import type { Note } from '../usage/audit-entry.ts';
import type { Access, Overrides } from './key-access.ts';
import { type KeyDeed, noteKey } from './key-notes.ts';
import type { Keyring } from './keyring.ts';
import { datesOf, isClosed, type Owner, providerName, stateOf } from './key-words.ts';
import { KeyringFailure } from './keyring-failure.ts';
import { ofProvider } from './key-order.ts';
import type { Choice, Questions } from './questions.ts';
import type { Disposable } from './signal.ts';
import type { TestLimit } from './test-limit.ts';

/** Asks a provider the cheapest honest question that tells whether a key works. */
export type Check = (provider: Provider, access: Access) => Promise<Finding>;

/** Everything the key commands work with. */
export interface KeyDesk {
  readonly keyring: Keyring;
  /** In the order in which people are offered them. */
  readonly providers: readonly Provider[];
  /** Providers that closed: their keys can be seen and removed, and nothing else. */
  readonly tombstones: readonly Tombstone[];
  readonly check: Check;
  readonly overrides: Overrides;
  readonly questions: Questions;
  readonly limit: TestLimit;
  readonly clock: () => number;
  /** Keeps secrets out of the log for as long as they are in use. */
  readonly hold: (secrets: readonly string[]) => Disposable;
  /** What a person is not told, for the log. */
  readonly onBug: (error: unknown) => void;
  /** The audit log's. */
  readonly note: Note;
}

/** A sentence for the person; what is neither the keyring's nor a call's failure is a bug, which goes to the log. */
export const sentenceOf = (desk: Pick<KeyDesk, 'onBug'>, error: unknown): string => {
  if (error instanceof KeyringFailure) return error.message;
  if (error instanceof ChatFailure) {
    const clause = error.message.charAt(0).toUpperCase() + error.message.slice(1);
    return /[.!?。！？]$/.test(clause) ? clause : t('{0}.', clause);
  }
  desk.onBug(error);
  return t('That did not work, for a reason Keyway does not know. The log says more ("Output: Keyway").');
};

export interface KeyQuestion {
  readonly title: string;
  readonly placeholder: string;
  /** What to say where no key qualifies. */
  readonly none: string;
  readonly keys: readonly Key[];
}

/** The key named by a command's argument, else the one the person picks. */
export const chooseKey = async (desk: KeyDesk, question: KeyQuestion, id?: string): Promise<Key | undefined> => {
  const { title, placeholder, keys, none } = question;
  const named = keys.find((key) => key.id === id);
  if (named !== undefined) return named;
  if (keys.length === 0) {
    desk.questions.tell('info', none);
    return undefined;
  }
  const choices = inGroups(desk, keys).map((key) => keyChoice(desk, key));
  const answer = await desk.questions.choose({ title, placeholder, choices });
  return answer.type === 'answer' ? answer.value : undefined;
};

/** Provider by provider, and each provider's keys in the order they are tried. */
export const inGroups = (desk: Pick<KeyDesk, 'providers'>, keys: readonly Key[]): readonly Key[] => {
  const known = desk.providers.map((provider) => provider.id);
  const ids = new Set([...known, ...keys.map((key) => key.provider)]);
  return [...ids].flatMap((id) => ofProvider(keys, id));
};

/** Whom a key names: a provider, one that closed, or nobody known (of a newer version). */
export const ownerOf = (
  { providers, tombstones }: Pick<KeyDesk, 'providers' | 'tombstones'>,
  id: string,
): Owner | undefined =>
  providers.find((provider) => provider.id === id) ?? tombstones.find((tombstone) => tombstone.id === id);

/** Tells the audit log what was done to a key. */
export const noteDeed = (desk: Pick<KeyDesk, 'note' | 'providers' | 'tombstones'>, deed: KeyDeed): void =>
  noteKey({ note: desk.note, ownerOf: (id) => ownerOf(desk, id) }, deed);

export const ownerName = (desk: Pick<KeyDesk, 'providers' | 'tombstones'>, id: string): string =>
  ownerOf(desk, id)?.name ?? id;

/** `It was taken over. Use Together AI or Fireworks AI instead.` */
export const farewell = (desk: Pick<KeyDesk, 'providers'>, { reason, successors }: Tombstone): string => {
  const names = successors.filter((id) => desk.providers.some((provider) => provider.id === id));
  if (names.length === 0) return reason;
  const list = anyOf(names.map((id) => providerName(desk.providers, id)));
  return t('{0} Use {1} instead.', reason, list);
};

/** The provider is a part of the row: headings cannot be searched, and are gone once one searches. */
export const keyChoice = (
  desk: Pick<KeyDesk, 'providers' | 'tombstones' | 'clock'>,
  key: Key,
  mask: string = '',
): Choice<Key> => {
  const owner = ownerOf(desk, key.provider);
  return {
    value: key,
    label: key.nickname,
    description: [ownerName(desk, key.provider), mask, stateOf(key, owner)].filter(Boolean).join(' · '),
    detail: isClosed(owner) ? farewell(desk, owner) : datesOf(key, desk.clock()),
  };
};
