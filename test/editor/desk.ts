import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../src/core/listing.ts';
import type { Provider } from '../../src/core/provider.ts';
import type { Access } from '../../src/editor/key-access.ts';
import type { KeyDesk } from '../../src/editor/key-desk.ts';
import { Keyring } from '../../src/editor/keyring.ts';
import type { AuditEntry } from '../../src/usage/audit.ts';
import { FakeSecrets } from './fake-secrets.ts';
import { grave, records } from './key-records.ts';
import { type Act, Scripted } from './scripted.ts';

/** A keyring in a folder of its own and a person before it; providers answer what a test wants them to. */
export class Desk {
  readonly secrets = new FakeSecrets();
  readonly folder = fs.mkdtempSync(join(tmpdir(), 'keyway-desk-'));
  readonly asked: (readonly [string, Access])[] = [];
  /** What the next tests find; every key works once they are used up. */
  findings: Finding[] = [];
  baseUrls: Record<string, string> = {};
  now = 1_790_000_000_000;
  person = new Scripted([]);
  /** What the audit log was told. */
  readonly noted: AuditEntry[] = [];
  #keyring: Keyring | undefined;
  #held: string[] = [];

  get keyring(): Keyring {
    assert.ok(this.#keyring);
    return this.#keyring;
  }

  async open(): Promise<void> {
    const warn = (sentence: string): void => assert.fail(sentence);
    this.#keyring = await Keyring.open({
      folder: this.folder,
      secrets: this.secrets,
      clock: () => this.now,
      warn,
      patience: 100,
    });
  }

  /** As after a restart of the editor. */
  async reopen(): Promise<void> {
    await this.keyring.flush();
    this.keyring.dispose();
    await this.open();
  }

  /** Looks that everything was asked, and nothing secret was shown or is still held. */
  async close(secret: string): Promise<void> {
    await this.keyring.flush();
    this.keyring.dispose();
    const file = join(this.folder, 'keys.json');
    const stored = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    fs.rmSync(this.folder, { recursive: true, force: true });
    this.person.finished();
    assert.ok(!this.person.shown().includes(secret), 'a secret was shown');
    assert.ok(!stored.includes(secret), 'a secret is in the list of keys');
    assert.deepEqual(this.#held, [], 'a secret is still held by the log');
  }

  for(...acts: readonly Act[]): KeyDesk {
    this.person.finished();
    this.person = new Scripted(acts);
    const check = async (provider: Provider, access: Access): Promise<Finding> => {
      this.asked.push([provider.id, access]);
      for (const value of Object.values(access.secrets)) assert.ok(this.#held.includes(value));
      return this.findings.shift() ?? { verdict: 'valid', sentence: `${provider.name} accepts this key.` };
    };
    return {
      keyring: this.keyring,
      providers: records,
      tombstones: [grave],
      limit: () => 0,
      overrides: { baseUrl: (provider) => this.baseUrls[provider.id] },
      questions: this.person,
      clock: () => this.now,
      check,
      hold: (values) => {
        this.#held.push(...values);
        return { dispose: () => (this.#held = this.#held.filter((value) => !values.includes(value))) };
      },
      note: (entry) => this.noted.push(entry),
      onBug: (error) => assert.fail(error instanceof Error ? error : String(error)),
    };
  }
}
