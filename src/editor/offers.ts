import * as vscode from 'vscode';
import { bundled, merge, type Table } from '../catalog/catalog.ts';
import type { ListStore } from '../catalog/store.ts';
import { stale } from '../catalog/store.ts';
import type { Key } from '../core/key.ts';
import type { ListedModel } from '../core/listing.ts';
import type { Offer } from '../core/plan.ts';
import { modelKey, type Model, type Provider } from '../core/provider.ts';
import { providerOf } from '../providers/index.ts';
import type { Keyring } from './keyring.ts';

export interface Sources {
  readonly keyring: Keyring;
  readonly store: ListStore;
  /** Asks the provider which models this key unlocks; throws where it cannot. */
  readonly list: (provider: Provider, key: Key) => Promise<readonly ListedModel[]>;
  readonly onTrouble: (sentence: string) => void;
}

/** Milliseconds: the editor asks for models many times a minute, a provider that is down is not asked as often. */
const pauseAfterFailure = 60_000;

/**
 * The models that the person's keys unlock. Answers from what is known at once; asks the providers in the background and
 * tells when something changed. A failed refresh leaves the old list standing: models that vanish look like lost data.
 */
export class Offers implements vscode.Disposable {
  readonly #sources: Sources;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [];
  readonly #refreshing = new Map<string, Promise<void>>();
  readonly #failedAt = new Map<string, number>();
  #table: Table | undefined;
  #offers: readonly Offer[] = [];
  #byKey = new Map<string, Model>();
  #ready: Promise<void> | undefined;
  #known = '';

  readonly onDidChange = this.#changed.event;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#subscriptions.push(
      this.#changed,
      sources.keyring.onDidChange(() => void this.#rebuild().then(() => this.refresh())),
    );
  }

  /** What is known now; empty until `ready`. */
  readonly all = (): readonly Offer[] => this.#offers;

  readonly modelOf = (provider: string, id: string): Model | undefined =>
    this.#byKey.get(modelKey({ provider, id })) ??
    this.#table?.models.find((model) => model.provider === provider && model.id === id);

  /** Resolves once the bundled table and the cached lists are read: local files only. */
  ready(): Promise<void> {
    return (this.#ready ??= this.#rebuild());
  }

  /** Asks for lists that are older than an hour, or for all. Never throws; never prompts. */
  async refresh(options: { readonly all?: boolean } = {}): Promise<void> {
    await this.ready();
    const keys = this.#sources.keyring.list().filter((key) => key.enabled);
    await Promise.all(keys.map((key) => this.#refreshKey(key, options.all === true)));
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #refreshKey(key: Key, always: boolean): Promise<void> {
    const running = this.#refreshing.get(key.id);
    if (running && !always) return running;
    // What is running may find the list fresh enough and ask nobody: who wants it asked anew waits for that first.
    const refreshing = (running ?? Promise.resolve())
      .then(() => this.#ask(key, always))
      .finally(() => {
        if (this.#refreshing.get(key.id) === refreshing) this.#refreshing.delete(key.id);
      });
    this.#refreshing.set(key.id, refreshing);
    return refreshing;
  }

  async #ask(key: Key, always: boolean): Promise<void> {
    const provider = providerOf(key.provider);
    const before = await this.#sources.store.read(key.id);
    const fresh = before !== undefined && !stale(before, Date.now());
    const failedJustNow = Date.now() - (this.#failedAt.get(key.id) ?? 0) < pauseAfterFailure;
    if (!provider || (!always && (fresh || failedJustNow))) return;
    try {
      const listed = await this.#sources.list(provider, key);
      if (listed.length === 0) return;
      await this.#sources.store.write(key.id, listed);
      await this.#rebuild();
      this.#failedAt.delete(key.id);
    } catch (error) {
      this.#failedAt.set(key.id, Date.now());
      const reason = error instanceof Error ? error.message : 'no reason given';
      this.#sources.onTrouble(`${provider.name}: the models of key ${key.nickname} could not be listed: ${reason}`);
    }
  }

  async #rebuild(): Promise<void> {
    const table = (this.#table ??= await bundled());
    const { keyring, store } = this.#sources;
    const byModel = new Map<string, Offer>();
    for (const key of keyring.list().filter((candidate) => candidate.enabled)) {
      const provider = providerOf(key.provider);
      if (!provider) continue;
      const entry = await store.read(key.id);
      for (const model of merge({ provider, table, listed: entry?.models, listedAt: entry?.fetchedAt })) {
        const before = byModel.get(modelKey(model));
        byModel.set(modelKey(model), { provider, model, keys: [...(before?.keys ?? []), key] });
      }
    }
    this.#offers = [...byModel.values()].map((offer) => ({
      ...offer,
      keys: offer.keys.toSorted((a, b) => a.priority - b.priority),
    }));
    this.#byKey = new Map(this.#offers.map(({ model }) => [modelKey(model), model]));
    const known = JSON.stringify(this.#offers.map(({ model, keys }) => [model, keys.map((key) => key.id)]));
    // A key that was merely used is no news: the editor would ask for all models again.
    if (known === this.#known) return;
    this.#known = known;
    this.#changed.fire();
  }
}
