import { createHash } from 'node:crypto';
import type { Table } from '../catalog/catalog.ts';
import { merge, ownPrice, servedModel, undated } from '../catalog/merge.ts';
import type { Override } from '../catalog/overrides.ts';
import type { ListStore } from '../catalog/store.ts';
import { stale } from '../catalog/store.ts';
import type { Key } from '../core/key.ts';
import type { ListedModel } from '../core/listing.ts';
import { mayUse } from '../core/plan-stock.ts';
import type { Offer } from '../core/plan.ts';
import { modelKey, type Model, type Provider } from '../core/provider.ts';
import { isUsable } from '../core/usable.ts';
import type { Keyring } from './keyring.ts';
import { type Disposable, Signal } from './signal.ts';

export interface Sources {
  readonly keyring: Pick<Keyring, 'list' | 'onDidChange'>;
  readonly store: ListStore;
  readonly providerOf: (id: string) => Provider | undefined;
  /** What is known about models beside what providers list. Local files only. */
  readonly table: () => Promise<Table>;
  /** What the person's own setting says of a provider's models. */
  readonly own: (provider: string) => ReadonlyMap<string, Override> | undefined;
  /** Asks the provider which models this key unlocks; throws where it cannot. */
  readonly list: (provider: Provider, key: Key) => Promise<readonly ListedModel[]>;
  readonly onTrouble: (sentence: string) => void;
}

/** Milliseconds: the editor asks for models many times a minute, a provider that is down is not asked as often. */
const pauseAfterFailure = 60_000;

/** What decides which models a key unlocks, as far as a key tells of it. */
const unlockedBy = (key: Key): string => JSON.stringify([key.enabled, key.plain, key.updatedAt, key.verdict]);

/**
 * The models that the person's keys unlock. Answers from what is known at once; asks the providers in the background and
 * tells when something changed. A failed refresh leaves the old list standing: models that vanish look like lost data.
 */
export class Offers implements Disposable {
  readonly #sources: Sources;
  readonly #changed = new Signal();
  readonly #subscription: Disposable;
  readonly #refreshing = new Map<string, Promise<void>>();
  readonly #failedAt = new Map<string, number>();
  /** What each key was like when its models were last asked for, or when it was first seen. */
  #seen: Map<string, string>;
  #table: Table | undefined;
  #offers: readonly Offer[] = [];
  #byKey = new Map<string, Model>();
  #ready: Promise<void> | undefined;
  #known = '';
  #rebuilding: Promise<void> = Promise.resolve();
  /** Until the keys that have changed have been asked. */
  #rekeyed: Promise<unknown> = Promise.resolve();

  readonly onDidChange = this.#changed.event;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#seen = new Map(sources.keyring.list().map((key) => [key.id, unlockedBy(key)]));
    this.#subscription = sources.keyring.onDidChange(() => {
      this.#rekeyed = Promise.all([this.#rekeyed, this.#keysChanged()]);
    });
  }

  /** What is known now; empty until `ready`. */
  readonly all = (): readonly Offer[] => this.#offers;

  /**
   * A model by the id that an answer named: one that is offered, or one of the table, retired ones included. Offered under
   * another of its names, it costs what it costs there, and a price of the person's own holds for dated versions too.
   */
  readonly modelOf = (provider: string, id: string): Model | undefined => {
    const record = this.#sources.providerOf(provider);
    const offered = (name: string): Model | undefined => this.#byKey.get(modelKey({ provider, id: name }));
    const exact = offered(id);
    if (exact || !record || !this.#table) return exact;
    const row = this.#table.of(provider).get(id);
    const same = row && [row.id, ...(row.aliases ?? [])].map(offered).find(Boolean);
    const whole = offered(undated(id));
    if (same || whole?.priceAsOf === ownPrice) return same ?? whole;
    return servedModel({ provider: record, table: this.#table }, id);
  };

  /** Resolves once the table and the cached lists are read: local files only. */
  ready(): Promise<void> {
    return (this.#ready ??= this.rebuild());
  }

  /** Asks for lists that are older than an hour, or for all. Never throws; never prompts. */
  async refresh(options: { readonly all?: boolean } = {}): Promise<void> {
    await Promise.all([this.ready(), this.#rekeyed]);
    await Promise.all(this.#usable().map(([provider, key]) => this.#refreshKey(provider, key, options.all === true)));
  }

  /** Reads table, lists and settings again. One after the other, so that the last one to begin is the last to say. */
  rebuild(): Promise<void> {
    return (this.#rebuilding = this.#rebuilding.catch(() => undefined).then(() => this.#build()));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #usable(): readonly (readonly [Provider, Key])[] {
    return this.#sources.keyring.list().flatMap((key) => {
      const provider = this.#sources.providerOf(key.provider);
      return provider && isUsable(provider, key) ? [[provider, key] as const] : [];
    });
  }

  /** A key that became another one is asked anew, however young its list is. */
  async #keysChanged(): Promise<void> {
    const before = this.#seen;
    this.#seen = new Map(this.#sources.keyring.list().map((key) => [key.id, unlockedBy(key)]));
    await this.rebuild();
    await Promise.all(
      this.#usable().map(([provider, key]) => {
        const was = before.get(key.id);
        return this.#refreshKey(provider, key, was !== undefined && was !== unlockedBy(key));
      }),
    );
  }

  #refreshKey(provider: Provider, key: Key, always: boolean): Promise<void> {
    const running = this.#refreshing.get(key.id);
    if (running && !always) return running;
    // What is running may find the list fresh enough and ask nobody: who wants it asked anew waits for that first.
    const refreshing = (running ?? Promise.resolve())
      .then(() => this.#ask(provider, key, always))
      .finally(() => {
        if (this.#refreshing.get(key.id) === refreshing) this.#refreshing.delete(key.id);
      });
    this.#refreshing.set(key.id, refreshing);
    return refreshing;
  }

  async #ask(provider: Provider, key: Key, always: boolean): Promise<void> {
    const before = await this.#sources.store.read(key.id);
    const fresh = before !== undefined && !stale(before, Date.now());
    const failedJustNow = Date.now() - (this.#failedAt.get(key.id) ?? 0) < pauseAfterFailure;
    if (!always && (fresh || failedJustNow)) return;
    try {
      const listed = await this.#sources.list(provider, key);
      // Nothing is listed: that is kept no more than a failure, and asked for no more often.
      if (listed.length === 0) return void this.#failedAt.set(key.id, Date.now());
      await this.#sources.store.write(key.id, listed);
      await this.rebuild();
      this.#failedAt.delete(key.id);
    } catch (error) {
      this.#failedAt.set(key.id, Date.now());
      const reason = error instanceof Error ? error.message : 'no reason given';
      this.#sources.onTrouble(`${provider.name}: the models of key ${key.nickname} could not be listed: ${reason}`);
    }
  }

  async #build(): Promise<void> {
    const { store, own } = this.#sources;
    const table = await this.#sources.table();
    this.#table = table;
    const byModel = new Map<string, Offer>();
    for (const [provider, key] of this.#usable()) {
      const entry = await store.read(key.id);
      const sources = { provider, table, listed: entry?.models, listedAt: entry?.fetchedAt, own: own(provider.id) };
      for (const model of merge(sources)) {
        const before = byModel.get(modelKey(model));
        byModel.set(modelKey(model), { provider, model, keys: [...(before?.keys ?? []), key] });
      }
    }
    // A model that no key may be used for is not shown; which of several keys may, the plan says.
    const usable = [...byModel.values()].filter(({ model, keys }) => keys.some((key) => mayUse(key, model)));
    this.#offers = usable.map((offer) => ({
      ...offer,
      keys: offer.keys.toSorted((a, b) => a.priority - b.priority),
    }));
    this.#byKey = new Map(this.#offers.map(({ model }) => [modelKey(model), model]));
    this.#tell();
  }

  /** A key that was merely used is no news: the editor would ask for all models again. */
  #tell(): void {
    const all = JSON.stringify(this.#offers.map(({ model, keys }) => [model, keys.map((key) => key.id)]));
    const known = createHash('sha1').update(all).digest('base64');
    if (known === this.#known) return;
    this.#known = known;
    this.#changed.fire();
  }
}
