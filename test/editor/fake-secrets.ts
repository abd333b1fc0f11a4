import { setTimeout as delay } from 'node:timers/promises';
import type { SecretStore } from '../../src/editor/key-secrets.ts';

export type Fault = 'throws' | 'forgets' | 'garbles' | 'silent';

/** A SecretStorage shared by windows, as the operating system's is. `fault` decides how it misbehaves now. */
export class FakeSecrets implements SecretStore {
  readonly stored = new Map<string, string>();
  readonly #listeners = new Set<(event: { readonly key: string }) => unknown>();
  fault: { get?: Fault; store?: Fault; delete?: Fault; keys?: Fault } = {};
  /** Tells nobody of changes, as on the web where another window made them. */
  isMute = false;
  /** Milliseconds every answer takes. */
  slowness = 0;
  /** What it was asked, in order. */
  readonly calls: string[] = [];

  async get(name: string): Promise<string | undefined> {
    await this.#answer('get', name);
    if (this.fault.get === 'forgets') return undefined;
    return this.fault.get === 'garbles' ? '{"half' : this.stored.get(name);
  }

  async store(name: string, value: string): Promise<void> {
    await this.#answer('store', name);
    if (this.fault.store === 'forgets') return;
    this.stored.set(name, this.fault.store === 'garbles' ? value.slice(1) : value);
    this.#fire(name);
  }

  async delete(name: string): Promise<void> {
    await this.#answer('delete', name);
    if (this.fault.delete === 'forgets') return;
    this.stored.delete(name);
    this.#fire(name);
  }

  async keys(): Promise<string[]> {
    await this.#answer('keys', '');
    return [...this.stored.keys()];
  }

  readonly onDidChange = (listener: (event: { readonly key: string }) => unknown): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  async #answer(call: keyof FakeSecrets['fault'], name: string): Promise<void> {
    this.calls.push(`${call} ${name}`.trim());
    if (this.slowness > 0) await delay(this.slowness);
    if (this.fault[call] === 'throws') throw new Error('Encryption is not available');
    if (this.fault[call] === 'silent') await new Promise(() => undefined);
  }

  #fire(key: string): void {
    if (this.isMute) return;
    for (const listener of this.#listeners) listener({ key });
  }
}
