import { keyWorks, verdictSighting, type NameOf } from '../core/alert-keys.ts';
import { notUsedUp, prepaidSightings, usedUp } from '../core/alert-quota.ts';
import type { Sighting } from '../core/alert.ts';
import { works, type Key } from '../core/key.ts';
import type { Finding } from '../core/listing.ts';
import type { Row } from '../usage/row.ts';

export interface SightParts {
  readonly keys: () => readonly Key[];
  readonly nameOf: NameOf;
  readonly saw: (sightings: readonly Sighting[]) => void;
}

/** What requests and tests tell about keys. */
export class KeySights {
  readonly #parts: SightParts;
  /** By id, the test that was last looked at. */
  #testedAt: ReadonlyMap<string, number | undefined>;

  constructor(parts: SightParts) {
    this.#parts = parts;
    this.#testedAt = testsOf(parts.keys());
  }

  /** Called with every attempt: takes microseconds. */
  attempted({ key_id: id, outcome, cost_from }: Pick<Row, 'key_id' | 'outcome' | 'cost_from'>): void {
    if (outcome !== 'answered' && outcome !== 'auth' && outcome !== 'quota') return;
    // An answer kept from before says nothing of the key.
    if (cost_from === 'cached') return;
    const key = this.#parts.keys().find((one) => one.id === id);
    if (key === undefined) return;
    const { nameOf } = this.#parts;
    if (outcome === 'answered') return this.#parts.saw([keyWorks(key), notUsedUp(key)]);
    this.#parts.saw(outcome === 'quota' ? usedUp(key, nameOf) : listed(verdictSighting(key, 'invalid', nameOf)));
  }

  /** A test in the background found something. */
  tested(key: Key, { verdict, told }: Pick<Finding, 'verdict' | 'told'>): void {
    const { nameOf, saw } = this.#parts;
    const prepaid = told?.prepaid ? prepaidSightings(key, told.prepaid, nameOf) : [];
    saw([...listed(verdictSighting(key, verdict, nameOf)), ...prepaid]);
  }

  /** Keys that a test has found to work since the last look, whoever asked for it. Old verdicts are no news. */
  changed(): void {
    const keys = this.#parts.keys();
    const before = this.#testedAt;
    this.#testedAt = testsOf(keys);
    const working = keys.filter((key) => works(key.verdict) && key.testedAt !== before.get(key.id));
    if (working.length > 0) this.#parts.saw(working.flatMap((key) => [keyWorks(key), notUsedUp(key)]));
  }
}

const testsOf = (keys: readonly Key[]) => new Map(keys.map((key) => [key.id, key.testedAt]));

const listed = (sighting: Sighting | undefined): readonly Sighting[] => (sighting ? [sighting] : []);
