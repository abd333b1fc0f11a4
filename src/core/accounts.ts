import { mostAccounts } from './health-note.ts';
import type { Notes } from './health-notes.ts';
import type { Key } from './key.ts';
import { digest } from './tool-ids.ts';

/**
 * Which keys of a provider share an account, so that a limit of the one is a limit of the other. Known from
 * 1. the person: the same `organization`, `project` or `account` stands in the keys' plain fields;
 * 2. the provider: a refusal names the organisation behind the key, believed for a day;
 * 3. a coincidence: two keys were refused for the same model within seconds, until the same moment. Believed for an
 *    hour, and no longer once one of them answers while the other should not.
 * What one key was told is only caution for the others: it never locks out a sole route.
 */
const fields = ['organization', 'project', 'account'] as const;

const hour = 3_600_000;
const day = 86_400_000;
/** Milliseconds in which being told again is no news. */
const fresh = 600_000;
/** Milliseconds between two refusals that may be one limit, and between the moments they name. */
const together = 5_000;
const sameMoment = 1_500;
/** Shorter waits are alike by chance. */
const shortestTelling = 2_000;

/** A name that stands for a coincidence of two keys. */
const guess = 'both ';

export interface Limited {
  readonly key: Key;
  /** Scope of the model. */
  readonly model: string;
  readonly now: number;
  /** Milliseconds since 1970, as the provider named it. */
  readonly until: number;
}

export class Accounts {
  readonly #notes: Notes;
  #limited: readonly Limited[] = [];

  constructor(notes: Notes) {
    this.#notes = notes;
  }

  /** Scopes of all accounts known to be behind this key; the part for a model is put after it. */
  of(key: Key, now: number): readonly string[] {
    const said = fields.flatMap((field) => (key.plain[field] ? [`${field} ${digest(key.plain[field])}`] : []));
    const { accounts = [] } = this.#notes.of(members(key), now);
    const learnt = accounts.flatMap(([at, name]) => (at > now - (name.startsWith(guess) ? hour : day) ? [name] : []));
    return [...said, ...learnt].map((name) => `account ${key.provider} ${name}`);
  }

  named(key: Key, organization: string, now: number): void {
    // What a provider says is written to disk only as a digest: a gateway may well repeat the key there.
    this.#join(key, `named ${digest(organization)}`, now);
  }

  /** Looks whether another key met the same limit just now. */
  limited(limit: Limited): void {
    const { key, model, now, until } = limit;
    if (until - now < shortestTelling) return;
    const recent = this.#limited.filter((other) => other.now > now - together);
    const others = recent.filter(
      (other) => other.key.id !== key.id && other.model === model && Math.abs(other.until - until) <= sameMoment,
    );
    for (const other of others) {
      const name = guess + [key.id, other.key.id].toSorted().join(' ');
      this.#join(key, name, now);
      this.#join(other.key, name, now);
    }
    this.#limited = [...recent, limit];
  }

  /** This key answered: an account guessed from a coincidence that is still limited for the model was no account. */
  answered(key: Key, isLimited: (account: string) => boolean, now: number): void {
    const { accounts = [] } = this.#notes.of(members(key), now);
    for (const [, name] of accounts)
      if (name.startsWith(guess) && isLimited(`account ${key.provider} ${name}`)) this.#part(name, now);
  }

  #join(key: Key, name: string, now: number): void {
    const { accounts = [] } = this.#notes.of(members(key), now);
    if (accounts.some(([at, known]) => known === name && at > now - fresh)) return;
    this.#notes.change(members(key), now, (note, at) => ({
      ...note,
      accounts: [...accounts.filter(([, other]) => other !== name), [at, name] as const].slice(-mostAccounts),
    }));
  }

  #part(name: string, now: number): void {
    for (const id of name.slice(guess.length).split(' '))
      this.#notes.change(members({ id }), now, ({ accounts = [], ...note }, at) => ({
        ...note,
        cleared: at - 1,
        accounts: accounts.flatMap(([, other]) => (other === name ? [] : [[at, other] as const])),
      }));
  }
}

/** Its own scope below the key's, so that a changed key is forgotten in this as well. */
const members = ({ id }: Pick<Key, 'id'>): string => `key ${id} accounts`;
