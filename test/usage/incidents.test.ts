import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { alertKinds, calm, type Alert, type AlertKind, type Look, type Sighting } from '../../src/core/alert.ts';
import { incidentBook } from '../../src/usage/incidents.ts';
import type { Order } from './incident-window.ts';
import { attempt, inRoom } from './samples.ts';

const script = fileURLToPath(new URL('incident-window.ts', import.meta.url));
const start = Date.UTC(2026, 10, 20, 12);

const alert = (kind: AlertKind, subject = 'k', level = 1): Alert => ({
  kind,
  subject,
  level,
  sentence: 'Something is up.',
  facts: {},
});
const there = (kind: AlertKind, subject?: string, level?: number): Look => ({
  sightings: [alert(kind, subject, level)],
});
const gone = (kind: AlertKind, subject = 'k'): Look => ({ sightings: [{ kind, subject, level: 0 }] });
const told = (alerts: readonly Alert[] | undefined) => alerts?.map(({ kind, subject }) => `${kind} ${subject}`);

describe('incidents that windows share', function () {
  this.timeout(60_000);
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** A process of its own. */
  const windowOf = async (folder: string) => {
    const child = fork(script, [folder], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    children.push(child);
    await once(child, 'message');
    return {
      child,
      claim: async (looks: readonly Look[], now: number): Promise<readonly string[]> => {
        const order: Order = { looks, now };
        child.send(order);
        const [answer] = await once(child, 'message');
        return answer.told;
      },
    };
  };

  it('are told by one of two processes that see a hundred causes at the same time', () =>
    inRoom(async ({ folder }) => {
      const windows = await Promise.all([windowOf(folder), windowOf(folder)]);
      const looks = Array.from({ length: 100 }, (_, index) => there('keyInvalid', `k${index}`));
      const [one = [], two = []] = await Promise.all(windows.map(({ claim }) => claim(looks, start)));
      assert.deepEqual(
        [...one, ...two].toSorted(),
        looks.map((_, index) => `keyInvalid k${index} 1`).toSorted(),
        'each once, in either of them',
      );
      for (const { claim } of windows) assert.deepEqual(await claim(looks, start + 60_000), []);
    }));

  it('may begin anew where another process saw their end', () =>
    inRoom(async ({ folder }) => {
      const [here, other] = await Promise.all([windowOf(folder), windowOf(folder)]);
      assert.equal((await here.claim([there('keyInvalid')], start)).length, 1);
      await other.claim([gone('keyInvalid')], start + 1);
      // What has ended opens no file: the other window has it open only once it had something to tell.
      await other.claim([there('keyAge', 'x'), gone('keyInvalid')], start + 1);
      assert.equal((await here.claim([there('keyInvalid')], start + 60_000)).length, 0, 'it flaps');
      await other.claim([gone('keyInvalid')], start + 60_000);
      const later = start + 60_000 + calm.keyInvalid;
      assert.equal((await here.claim([there('keyInvalid')], later)).length, 1);
      assert.equal((await other.claim([there('keyInvalid')], later)).length, 0);
    }));

  it('go on where the window that told them was killed', () =>
    inRoom(async ({ folder }) => {
      const first = await windowOf(folder);
      assert.equal((await first.claim([there('keyExpiry', 'k', 1)], start)).length, 1);
      first.child.kill('SIGKILL');
      await once(first.child, 'exit');
      const next = await windowOf(folder);
      assert.deepEqual(await next.claim([there('keyExpiry', 'k', 1)], start + 1), []);
      assert.deepEqual(await next.claim([there('keyExpiry', 'k', 2)], start + 2), ['keyExpiry k 2']);
    }));
});

describe('the book of incidents', () => {
  it('opens no file for what has ended, or for nothing', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const { claim } = incidentBook(ledger.shared);
      assert.deepEqual(await claim(gone('keyInvalid'), start), []);
      assert.deepEqual(await claim({ sightings: [], whole: ['keyAge'] }, start), []);
      assert.equal(
        ledger.shared.peek(() => true),
        undefined,
        'it is not open',
      );
    }));

  it('takes no lock where a look changes nothing', () =>
    inRoom(async ({ open, raw }) => {
      const { claim } = incidentBook(open().shared);
      await claim(there('keyInvalid'), start);
      const other = raw();
      other.exec('BEGIN IMMEDIATE');
      assert.deepEqual(await claim(there('keyInvalid'), start + 1), []);
      other.exec('ROLLBACK');
    }));

  it('cannot say where another program holds the file, and says it afterwards', () =>
    inRoom(async ({ open, raw }) => {
      const ledger = open();
      const { claim } = incidentBook(ledger.shared);
      await ledger.shared.use(() => undefined);
      const other = raw();
      other.exec('BEGIN IMMEDIATE');
      assert.equal(await claim(there('keyInvalid'), start), undefined);
      other.exec('ROLLBACK');
      assert.deepEqual(told(await claim(there('keyInvalid'), start)), ['keyInvalid k']);
    }));

  it('remembers for its window where the file cannot be used, also what it knew before', async () => {
    let isBroken = false;
    await inRoom(async ({ open }) => {
      const { shared } = open();
      const { claim } = incidentBook({
        peek: (work) => shared.peek(work),
        use: (work, rows) => (isBroken ? Promise.reject(new Error('the disk is full')) : shared.use(work, rows)),
      });
      await claim(there('keyInvalid', 'known'), start);
      isBroken = true;
      assert.deepEqual(told(await claim(there('keyInvalid', 'known'), start + 1)), []);
      assert.deepEqual(told(await claim(there('keyInvalid', 'new'), start + 1)), ['keyInvalid new']);
      assert.deepEqual(told(await claim(there('keyInvalid', 'new'), start + 2)), []);
    });
  });

  it('keeps ids, levels and times, and forgets them after 400 days', () =>
    inRoom(async ({ open, raw }) => {
      const { claim } = incidentBook(open().shared);
      await claim(there('keyInvalid', 'old'), start);
      await claim(there('keyInvalid', 'new'), start + 401 * 86_400_000);
      const rows = raw().prepare('SELECT * FROM incident').all();
      assert.deepEqual(
        rows.map((row) => Object.keys(row)),
        [['kind', 'subject', 'level', 'opened_at', 'gone_at', 'ends_at']],
      );
      assert.equal(rows[0]?.['subject'], 'new');
    }));

  it('is not kept waiting by rows, and keeps none waiting', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt());
      await incidentBook(ledger.shared).claim(there('keyInvalid'), start);
      assert.equal((await ledger.recent(10)).length, 1);
    }));

  it('never tells twice in one incident, whatever two windows see in whatever order, restarts included', function () {
    this.timeout(120_000);
    const step = fc.record({
      window: fc.nat(1),
      kind: fc.constantFrom(...alertKinds),
      level: fc.nat(2),
      wait: fc.constantFrom(0, 1_000, 61_000, 3_600_000, 13 * 3_600_000),
      restart: fc.boolean(),
    });
    return fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) =>
        inRoom(async ({ open }) => {
          const windows = [open(), open()].map((ledger) => ({ ledger, book: incidentBook(ledger.shared) }));
          // An open file, so that ends are seen by whoever sees them.
          for (const { ledger } of windows) await ledger.shared.use(() => undefined);
          const model = new Map<AlertKind, { worst: number; goneAt: number | undefined }>();
          let now = start;
          for (const { window, kind, level, wait, restart } of steps) {
            now += wait;
            const mine = windows[window];
            assert.ok(mine);
            if (restart) mine.book = incidentBook(mine.ledger.shared);
            const sighting: Sighting = level === 0 ? { kind, subject: 'k', level: 0 } : alert(kind, 'k', level);
            const found = await mine.book.claim({ sightings: [sighting] }, now);
            const before = model.get(kind);
            const isNew = !before || (before.goneAt !== undefined && now - before.goneAt >= calm[kind]);
            assert.equal(found?.length, Number(level > 0 && (isNew || level > before.worst)));
            if (level > 0) model.set(kind, { worst: isNew ? level : Math.max(level, before.worst), goneAt: undefined });
            else if (before) before.goneAt ??= now;
          }
        }),
      ),
      { numRuns: 60 },
    );
  });
});
