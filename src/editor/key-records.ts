import { watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Key, Verdict } from '../core/key.ts';
import { t } from '../core/l10n.ts';
import { withFileLock } from './file-lock.ts';
import { fileName, type KeyFile, readKeyFile, setAside, writeKeyFile } from './key-file.ts';
import { renumbered } from './key-order.ts';
import { KeyringFailure } from './keyring-failure.ts';
import { type Disposable, Signal } from './signal.ts';

export interface RecordParts {
  /** Absolute path; made where it is missing. */
  readonly folder: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Tells the person one sentence: what happened to the file, and what to do. */
  readonly warn: (sentence: string) => void;
}

/** What happens to keys all the time. Written late and together, so that a request does not wait for a disk. */
export interface Happening {
  readonly usedAt?: number;
  readonly tested?: {
    readonly at: number;
    readonly verdict: Verdict;
    /** As the provider said it; undefined where it said nothing. */
    readonly expiresOn?: string;
  };
}

const writeAfter = 5_000;

/**
 * The records of the keys, kept in `keys.json` and shared by all windows: each change reads the file again under a
 * lock, and a change another window made is read as soon as the file system tells.
 */
export class KeyRecords {
  readonly #parts: RecordParts;
  readonly #changed = new Signal();
  readonly #happenings = new Map<string, Happening>();
  #keys: readonly Key[] = [];
  #queue: Promise<unknown> = Promise.resolve();
  #watching: Disposable | undefined;
  #writeLater: NodeJS.Timeout | undefined;
  #lastWarning = '';

  /** Fires after a change of the list, from any window. Not for `usedAt`, which changes with every request. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: RecordParts) {
    this.#parts = parts;
  }

  /** Reads the file and begins to watch it. Returns how the file was found. */
  async open(): Promise<KeyFile['state']> {
    await fs.mkdir(this.#parts.folder, { recursive: true });
    this.#watching = this.#watch();
    const file = await readKeyFile(this.#parts.folder);
    await this.#take(file);
    return file.state;
  }

  list(): readonly Key[] {
    return this.#keys;
  }

  /** Applies `change` to what the file holds now. Throws `KeyringFailure` where the file cannot be changed. */
  change(change: (keys: readonly Key[]) => readonly Key[]): Promise<void> {
    const turn = this.#queue.then(() => this.#change(change));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Shown at once, written within seconds. */
  note(id: string, happening: Happening): void {
    const before = this.#happenings.get(id);
    // A test that says nothing of the expiry leaves what an earlier one said.
    const tested = happening.tested && { ...before?.tested, ...happening.tested };
    this.#happenings.set(id, { ...before, ...happening, ...(tested && { tested }) });
    const keys = this.#withHappenings(this.#keys);
    // That a key was used, as it is with every request, is no change that anybody is told of.
    if (happening.tested) this.#adopt(keys);
    else this.#keys = keys;
    this.#writeLater ??= setTimeout(() => {
      this.flush().catch(() => undefined);
    }, writeAfter).unref();
  }

  /** Writes what was noted. A failure is thrown, and what was noted is kept for the next write. */
  async flush(): Promise<void> {
    clearTimeout(this.#writeLater);
    this.#writeLater = undefined;
    if (this.#happenings.size > 0) await this.change((keys) => keys);
    await this.#queue;
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#changed.dispose();
    this.flush().catch(() => undefined);
  }

  async #change(change: (keys: readonly Key[]) => readonly Key[]): Promise<void> {
    const { folder } = this.#parts;
    try {
      await withFileLock(join(folder, 'keys.lock'), async ({ verify }) => {
        const file = await readKeyFile(folder);
        const noted = new Map(this.#happenings);
        const before = await this.#repaired(file);
        const after = renumbered(change(this.#withHappenings(before)));
        if (file.state !== 'good' || after !== before) await writeKeyFile(folder, after, verify);
        this.#forget(noted);
        this.#adopt(after);
      });
    } catch (error) {
      if (error instanceof KeyringFailure) throw error;
      throw new KeyringFailure(t('The list of keys (keys.json) could not be changed: {0}.', messageOf(error)), error);
    }
  }

  /** The keys a change starts from. A damaged file is set aside first. Call it under the lock. */
  async #repaired(file: KeyFile): Promise<readonly Key[]> {
    switch (file.state) {
      case 'good':
        return file.keys;
      case 'missing':
        // We always leave a file, so somebody else removed it: what this window knows is all there is.
        return this.#keys;
      case 'unreadable':
        throw new KeyringFailure(unreadable(file), file.cause);
      case 'damaged': {
        const name = await setAside(this.#parts.folder, this.#parts.clock());
        // What this window still knows of is not lost; after a start it knows of nothing.
        const known = this.#keys.filter((key) => !file.keys.some((one) => one.id === key.id));
        const keys = [...file.keys, ...known];
        this.#warn(damaged(file, name, known.length > 0));
        return keys;
      }
    }
  }

  async #take(file: KeyFile): Promise<void> {
    if (file.state === 'good') this.#adopt(this.#withHappenings(renumbered(file.keys)));
    if (file.state === 'unreadable') this.#warn(unreadable(file));
    if (file.state === 'damaged')
      await this.change((keys) => keys).catch((error: unknown) => this.#warn(messageOf(error)));
  }

  #watch(): Disposable {
    let reading: NodeJS.Timeout | undefined;
    const reload = (): void => {
      // One rename makes several events.
      clearTimeout(reading);
      reading = setTimeout(() => void this.reload(), 50).unref();
    };
    try {
      const watcher = watch(this.#parts.folder, { persistent: false }, (_event, name) => {
        if (name === null || name === fileName) reload();
      });
      watcher.on('error', () => watcher.close());
      const dispose = (): void => {
        clearTimeout(reading);
        watcher.close();
      };
      return { dispose };
    } catch {
      // No watches left (Linux has a limit) or a network drive: changes are read with the next change of our own.
      return { dispose: () => undefined };
    }
  }

  /** Reads the file again, after what is being written. Never throws. */
  reload(): Promise<void> {
    const turn = this.#queue.then(() => readKeyFile(this.#parts.folder));
    this.#queue = turn;
    return turn.then((file) => this.#take(file));
  }

  #withHappenings(keys: readonly Key[]): readonly Key[] {
    if (this.#happenings.size === 0) return keys;
    return keys.map((key) => {
      const { usedAt = 0, tested } = this.#happenings.get(key.id) ?? {};
      const used = usedAt > (key.usedAt ?? 0) ? { ...key, usedAt } : key;
      if (tested === undefined || tested.at < (key.testedAt ?? 0)) return used;
      const { at: testedAt, verdict, expiresOn } = tested;
      return { ...used, testedAt, verdict, ...(expiresOn !== undefined && { expiresOn }) };
    });
  }

  /** What was noted while the file was being written stays for the next time. */
  #forget(noted: ReadonlyMap<string, Happening>): void {
    for (const [id, happening] of noted) if (this.#happenings.get(id) === happening) this.#happenings.delete(id);
  }

  #adopt(keys: readonly Key[]): void {
    const before = this.#keys;
    this.#keys = keys;
    if (shown(before) !== shown(keys)) this.#changed.fire();
  }

  /** A file that stays unreadable is read with every change of the folder, and named once. */
  #warn(sentence: string): void {
    if (sentence === this.#lastWarning) return;
    this.#lastWarning = sentence;
    this.#parts.warn(sentence);
  }
}

const shown = (keys: readonly Key[]): string => JSON.stringify(keys.map((key) => ({ ...key, usedAt: undefined })));

/** `name` is what it is called now; `knew` whether this window had keys that the file has not. */
const damaged = (file: Extract<KeyFile, { state: 'damaged' }>, name: string, knew: boolean): string => {
  const { keys, lost } = file;
  if (lost === undefined)
    return knew
      ? t(
          'The list of keys (keys.json) was damaged. It was set aside as {0} and nothing in it could be read, and what this window knew was kept: "Keyway: Recover Lost Keys" brings back what the keychain still knows.',
          name,
        )
      : t(
          'The list of keys (keys.json) was damaged. It was set aside as {0} and nothing in it could be read: "Keyway: Recover Lost Keys" brings back what the keychain still knows.',
          name,
        );
  const all = keys.length + lost;
  return knew
    ? t(
        'The list of keys (keys.json) was damaged. It was set aside as {0} and {1} of {2} keys were kept, and what this window knew was kept: "Keyway: Recover Lost Keys" brings back what the keychain still knows.',
        name,
        keys.length,
        all,
      )
    : t(
        'The list of keys (keys.json) was damaged. It was set aside as {0} and {1} of {2} keys were kept: "Keyway: Recover Lost Keys" brings back what the keychain still knows.',
        name,
        keys.length,
        all,
      );
};

const unreadable = (file: Extract<KeyFile, { state: 'unreadable' }>): string =>
  t('The list of keys (keys.json) cannot be read: {0}. Nothing was changed in it.', file.why);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
