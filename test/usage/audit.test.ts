import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { firstUses } from '../../src/editor/first-use.ts';
import { type AuditBook, type AuditEntry, type AuditLink, type AuditMemory, openAudit } from '../../src/usage/audit.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { thisMonth } from '../../src/usage/period.ts';
import { bookIn, storeIn } from './audit-window.ts';
import { attempt, inRoom, type Room } from './samples.ts';

const entry = (facts: Partial<AuditEntry> = {}): AuditEntry => ({
  action: 'key-added',
  by: 'person',
  subject: 'OpenAI key “work”',
  ...facts,
});

/** The keychain of a person, shared by windows; `isSilent` while it does not answer. */
class Memory implements AuditMemory {
  readonly bytes = Buffer.alloc(32, 3);
  link: AuditLink | undefined;
  isSilent = false;
  isMissing = false;

  async secret() {
    if (this.isSilent) return { type: 'silent' } as const;
    if (this.isMissing) return { type: 'none' } as const;
    return { type: 'secret', bytes: this.bytes, from: 1 } as const;
  }

  async anchor() {
    return this.isSilent ? 'silent' : (this.link ?? 'none');
  }

  async anchorAt(link: AuditLink) {
    if (!this.isSilent) this.link = link;
  }
}

interface Window {
  readonly ledger: Ledger;
  readonly book: AuditBook;
}

const windowIn = (room: Room, memory: AuditMemory): Window => {
  const ledger = room.open();
  let now = Date.UTC(2026, 10, 20);
  return { ledger, book: openAudit({ shared: ledger.shared, memory, clock: () => (now += 1_000) }) };
};

const subjectsOf = async (book: AuditBook, limit = 1_000): Promise<readonly string[]> =>
  (await book.read(limit)).entries.map(({ subject }) => subject).toReversed();

describe('the audit log', () => {
  it('keeps who did what, the newest first, and says how many there are', () =>
    inRoom(async (room) => {
      const { book } = windowIn(room, new Memory());
      for (let index = 1; index <= 5; index++) book.note(entry({ subject: `number ${index}`, detail: 'works' }));
      const { entries, total } = await book.read(2);
      assert.equal(total, 5);
      const at = Date.UTC(2026, 10, 20, 0, 0, 5);
      const last = { id: 5, at, action: 'key-added', by: 'person', subject: 'number 5', detail: 'works' };
      assert.deepEqual(entries[0], last);
      assert.equal(entries[1]?.subject, 'number 4');
    }));

  it('is one chain for two windows, and the anchor goes with it', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const [one, two] = [windowIn(room, memory), windowIn(room, memory)];
      for (let round = 0; round < 5; round++) {
        one.book.note(entry({ subject: `one ${round}` }));
        two.book.note(entry({ subject: `two ${round}` }));
        await Promise.all([one.book.flush(), two.book.flush()]);
      }
      const found = await one.book.verify();
      assert.deepEqual([found.kind, found.entries, found.anchored, found.unsealed], ['whole', 10, true, 0]);
      assert.equal(memory.link?.id, 10);
    }));

  it('waits in memory while the file is locked, in order, and is written then', () =>
    inRoom(async (room) => {
      const { book } = windowIn(room, new Memory());
      book.note(entry({ subject: 'before' }));
      await book.flush();
      const other = room.raw();
      other.exec('BEGIN IMMEDIATE');
      for (const subject of ['first', 'second', 'third']) book.note(entry({ subject }));
      await book.flush();
      other.exec('COMMIT');
      await book.flush();
      assert.deepEqual(await subjectsOf(book), ['before', 'first', 'second', 'third']);
      assert.equal((await book.verify()).kind, 'whole');
    }));

  it('says how many were lost where too many wait', () =>
    inRoom(async (room) => {
      const { book } = windowIn(room, new Memory());
      for (let index = 0; index < 5_003; index++) book.note(entry({ subject: String(index) }));
      const { entries, total } = await book.read(1);
      assert.deepEqual([total, entries[0]?.action, entries[0]?.detail.slice(0, 2)], [5_001, 'entries-lost', '3 ']);
    }));

  it('never throws and never rejects, also when it is closed', () =>
    inRoom(async (room) => {
      const { book, ledger } = windowIn(room, new Memory());
      await ledger.dispose();
      book.note(entry());
      await book.flush();
      await book.close();
      book.note(entry());
      await assert.rejects(book.verify());
    }));

  it('finds what another program did to the file', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const { book } = windowIn(room, memory);
      for (let index = 1; index <= 5; index++) book.note(entry({ subject: `number ${index}` }));
      await book.flush();
      room.raw().exec(`UPDATE audit SET subject = 'another' WHERE id = 3`);
      const found = await book.verify();
      assert.deepEqual([found.kind, found.from], ['changed', 3]);
    }));

  it('finds that the end was cut off or all of it deleted, and goes on finding it', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const { book } = windowIn(room, memory);
      for (let index = 1; index <= 5; index++) book.note(entry({ subject: `number ${index}` }));
      await book.flush();
      const other = room.raw();
      other.exec(`DELETE FROM audit WHERE id > 3; UPDATE sqlite_sequence SET seq = 3 WHERE name = 'audit'`);
      assert.deepEqual([(await book.verify()).kind, (await book.verify()).from], ['cut', 4]);
      for (let index = 6; index <= 9; index++) book.note(entry({ subject: `number ${index}` }));
      await book.flush();
      assert.equal(memory.link?.id, 5, 'the witness stays where it was');
      assert.equal((await book.verify()).kind, 'rewritten');
      other.exec(`DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'`);
      assert.equal((await book.verify()).kind, 'emptied');
    }));

  it('goes on after the person accepted what was found, with that in the log', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const { book } = windowIn(room, memory);
      for (let index = 1; index <= 5; index++) book.note(entry({ subject: `number ${index}` }));
      await book.flush();
      room.raw().exec(`DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'`);
      await book.resume(await book.verify());
      book.note(entry());
      const found = await book.verify();
      assert.deepEqual([found.kind, found.resumed, found.entries, memory.link?.id], ['whole', 1, 2, 2]);
      const { entries } = await book.read(9);
      assert.match(entries.at(-1)?.detail ?? '', /The audit log is not whole: all 5 entries are missing/);
    }));

  it('goes on without a secret, and says so', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const { book } = windowIn(room, memory);
      book.note(entry());
      await book.flush();
      memory.isSilent = true;
      book.note(entry());
      await book.flush();
      memory.isSilent = false;
      book.note(entry());
      const found = await book.verify();
      assert.deepEqual([found.kind, found.entries, found.unsealed], ['whole', 3, 1]);
      memory.isMissing = true;
      assert.deepEqual([(await book.verify()).secret, (await book.verify()).unchecked], ['none', 2]);
    }));

  it('is untouched where usage is read and written', () =>
    inRoom(async (room) => {
      const { book, ledger } = windowIn(room, new Memory());
      book.note(entry());
      ledger.record(attempt());
      await ledger.summary(thisMonth());
      assert.deepEqual([(await book.verify()).kind, (await book.verify()).entries], ['whole', 1]);
    }));
});

describe('the first use of a key by a caller', () => {
  const told = async (room: Room, memory: Memory, callers: readonly string[]): Promise<AuditBook> => {
    const { book, ledger } = windowIn(room, memory);
    ledger.shared.onRecorded(firstUses(book.note));
    for (const caller of callers) ledger.record(attempt({ caller }));
    await ledger.flush();
    return book;
  };

  it('is noted once, for all windows and for good', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const one = await told(room, memory, ['core', 'core', 'acme.docs']);
      await one.flush();
      const two = await told(room, memory, ['acme.docs', 'core', 'acme.other']);
      await two.flush();
      const { entries } = await two.read(9);
      assert.deepEqual(
        entries.map(({ by }) => by),
        ['acme.other', 'acme.docs', 'core'],
      );
      assert.deepEqual(entries[0]?.subject, 'OpenAI key “work”');
      assert.equal((await one.verify()).kind, 'whole');
    }));

  it('is none where an answer was kept from before', () =>
    inRoom(async (room) => {
      const { book, ledger } = windowIn(room, new Memory());
      ledger.shared.onRecorded(firstUses(book.note));
      ledger.record(attempt({ cost: { usd: 0, from: 'cached' } }));
      await ledger.flush();
      assert.equal((await book.read(9)).total, 0);
    }));
});

describe('a setting that the log looks at', () => {
  const seen = (value: string, facts: object = {}) => ({
    name: 'keyway.routing.floors',
    value: () => value,
    isDigested: false,
    entries: (from: string, to: string) => [entry({ action: 'rules-changed', detail: `${from} → ${to}` })],
    ...facts,
  });
  const detailsOf = async (book: AuditBook) => (await book.read(99)).entries.map(({ detail }) => detail).toReversed();

  it('is told of once, by whichever window looks first, and also where it changed while no window was open', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const [one, two] = [windowIn(room, memory).book, windowIn(room, memory).book];
      one.look(seen('a'));
      await one.flush();
      two.look(seen('a', { isOld: true }));
      for (const book of [one, two]) book.look(seen('b'));
      await one.flush();
      assert.deepEqual(await detailsOf(two), ['a → b']);
      const later = windowIn(room, memory).book;
      later.look(seen('c'));
      assert.deepEqual(await detailsOf(later), ['a → b', 'b → c']);
    }));

  it('is compared with what it was when the window began, where nobody had looked before', () =>
    inRoom(async (room) => {
      const { book } = windowIn(room, new Memory());
      book.look(seen('a', { isOld: true }));
      book.look(seen('b'));
      assert.deepEqual(await detailsOf(book), ['a → b']);
    }));

  it('is not told of where only the secret of the log is another one', () =>
    inRoom(async (room) => {
      const memory = new Memory();
      const { book } = windowIn(room, memory);
      const hidden = { value: (digest: (text: string) => string) => digest('token'), isDigested: true };
      book.look(seen('', hidden));
      await book.flush();
      memory.bytes.fill(9);
      book.look(seen('', hidden));
      assert.deepEqual(await detailsOf(book), []);
      book.look(seen('', { value: (digest: (text: string) => string) => digest('another'), isDigested: true }));
      assert.equal((await detailsOf(book)).length, 1);
    }));
});

describe('windows of several processes', function () {
  this.timeout(120_000);
  const script = fileURLToPath(new URL('audit-window.ts', import.meta.url));
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const start = (folder: string, ...rest: readonly string[]): ChildProcess => {
    const child = fork(script, [folder, ...rest], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    children.push(child);
    return child;
  };

  it('make one secret and one whole chain', () =>
    inRoom(async ({ folder }) => {
      const names = ['one', 'two', 'three'];
      await Promise.all(names.map((name) => once(start(folder, name, '200'), 'exit')));
      const { book, ledger } = bookIn(folder, storeIn(folder));
      const found = await book.verify();
      assert.deepEqual([found.kind, found.entries, found.unsealed, found.unchecked], ['whole', 600, 0, 0]);
      assert.ok(found.anchored);
      const { entries } = await book.read(1_000);
      for (const name of names) {
        const own = entries.filter(({ by }) => by === name).toReversed();
        assert.deepEqual(
          own.map(({ subject }) => subject),
          own.map((_, index) => `number ${index}`),
        );
      }
      await ledger.dispose();
    }));

  it('may be killed at any moment without a false alarm', () =>
    inRoom(async ({ folder }) => {
      let written = 0;
      for (let kill = 0; kill < 12; kill++) {
        const child = start(folder, `window ${kill}`, '1000000');
        await once(child, 'message');
        await pause(Math.random() * 40);
        child.kill('SIGKILL');
        await once(child, 'exit');
        const { book, ledger } = bookIn(folder, storeIn(folder));
        const found = await book.verify();
        assert.deepEqual([found.kind, found.anchored, found.unsealed], ['whole', true, 0], JSON.stringify(found));
        assert.ok(found.entries > written);
        written = found.entries;
        await ledger.dispose();
      }
    }));

  it('may be killed between a row and its anchor, which then lags and goes on', () =>
    inRoom(async ({ folder }) => {
      const child = start(folder, 'one', '1000', 'hangs');
      for (let message: unknown; message !== 'between';) [message] = await once(child, 'message');
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { book, ledger } = bookIn(folder, storeIn(folder));
      const before = await book.verify();
      assert.deepEqual([before.kind, before.anchored], ['whole', true]);
      book.note(entry());
      const after = await book.verify();
      assert.deepEqual([after.kind, after.entries], ['whole', before.entries + 1]);
      await ledger.dispose();
    }));
});
