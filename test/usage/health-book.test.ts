import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ChatFailure, type FailureKind } from '../../src/core/failure.ts';
import { Health, type Cooling } from '../../src/core/health.ts';
import { healthBook, type HealthBook } from '../../src/usage/health-book.ts';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import { route } from '../core/samples.ts';
import type { Order } from './health-window.ts';

const script = fileURLToPath(new URL('health-window.ts', import.meta.url));
const large = route('acme/large', 'work');

const failure = (kind: FailureKind, retryAfter?: number): ChatFailure =>
  new ChatFailure({ kind, what: 'no', retryAfter });

interface Window {
  readonly health: Health;
  readonly book: HealthBook;
  readonly ledger: Ledger;
}

describe('health that windows share', () => {
  let folder: string;
  const open: Ledger[] = [];
  const children: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyway-health-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    for (const ledger of open.splice(0)) await ledger.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const windowHere = async (): Promise<Window> => {
    const ledger = openLedger({ folder, onTrouble: () => undefined });
    open.push(ledger);
    const book = healthBook(ledger.shared);
    await book.open();
    const health = new Health();
    health.sync(book);
    return { health, book, ledger };
  };

  /** A process of its own. */
  const windowThere = async () => {
    const child = fork(script, [folder], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    children.push(child);
    await once(child, 'message');
    const tell = async (order: Order): Promise<{ readonly cooling?: Cooling; readonly pace?: unknown }> => {
      child.send(order);
      const [{ answer }] = await once(child, 'message');
      return answer ?? {};
    };
    return { child, tell };
  };

  /** What is seen within a second, looked for again and again. */
  const within = async <T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
    const end = performance.now() + 1_000;
    for (;;) {
      const seen = await look();
      if (seen !== undefined) return seen;
      assert.ok(performance.now() < end, 'not seen within a second');
      await pause(10);
    }
  };

  const coolingIn = ({ health, book }: Window): Cooling | undefined => {
    health.sync(book);
    return health.coolingOf(large, Date.now());
  };

  const goneIn = (window: Window) => () => (coolingIn(window) === undefined ? true : undefined);

  it('tells another process within a second what failed, and what answered again', async () => {
    const here = await windowHere();
    const { tell } = await windowThere();
    await tell({ do: 'fail', key: 'work', kind: 'rate', retryAfter: 600_000 });
    const cooling = await within(() => coolingIn(here));
    assert.deepEqual(cooling, (await tell({ do: 'cooling', key: 'work' })).cooling);
    assert.equal(cooling.namedUntil, cooling.until, 'also that the provider named the time');

    await tell({ do: 'succeed', key: 'work' });
    await within(goneIn(here));
    assert.deepEqual(here.health.paceOf(large), { p50: 120, p95: 120, count: 1 });

    here.health.failed(large, failure('quota'), Date.now());
    await within(async () => (await tell({ do: 'cooling', key: 'work' })).cooling);
    here.health.forgetKey('work');
    await within(async () => ((await tell({ do: 'cooling', key: 'work' })).cooling ? undefined : true));
  });

  it('keeps what was learnt over a restart', async () => {
    const before = await windowHere();
    before.health.failed(large, failure('quota', 7_200_000), Date.now());
    before.health.succeeded(route('acme/small', 'home'), Date.now(), { firstTokenMs: 80 });
    await before.book.flush();
    await before.ledger.dispose();
    const after = await windowHere();
    assert.equal(coolingIn(after)?.kind, 'quota');
    assert.deepEqual(after.health.paceOf(route('acme/small', 'home')), { p50: 80, p95: 80, count: 1 });
  });

  it('never shortens a deadline, whichever window writes last', async () => {
    const [one, two] = [await windowHere(), await windowHere()];
    one.health.failed(large, failure('rate', 600_000), Date.now());
    two.health.failed(large, failure('rate', 5_000), Date.now());
    await one.book.flush();
    await two.book.flush();
    const third = await windowHere();
    const until = coolingIn(third)?.until ?? 0;
    assert.ok(until > Date.now() + 500_000, `${until}`);
    assert.equal(coolingIn(two)?.until, until);
  });

  it('gives the one probe to one window only', async () => {
    const [one, two] = [await windowHere(), await windowHere()];
    const then = Date.now() - 20_000;
    for (let round = 0; round < 3; round++) one.health.failed(large, failure('server'), then);
    await one.book.flush();
    assert.equal(coolingIn(two), undefined, 'its time is over');
    // Neither has heard of the other's beginning: the file decides.
    const tries = [one, two, one, two].map(({ health }) => health.begin({ ...large }, Date.now()));
    assert.deepEqual(
      tries.map((refused) => refused === undefined),
      [true, false, false, false],
    );
  });

  it('lets another window try at once after a probe that was given back', async () => {
    const [one, two] = [await windowHere(), await windowHere()];
    for (let round = 0; round < 3; round++) one.health.failed(large, failure('server'), Date.now() - 20_000);
    await one.book.flush();
    two.health.sync(two.book);
    const probe = { ...large };
    assert.equal(one.health.begin(probe, Date.now()), undefined);
    one.health.left(probe, Date.now());
    assert.equal(one.health.begin(probe, Date.now()), undefined, 'also the same window, before it has written');
    one.health.left(probe, Date.now());
    await one.book.flush();
    assert.equal(two.health.begin({ ...large }, Date.now()), undefined);
  });

  it('is readable after a process was killed in the middle of writing', async () => {
    const { child } = await windowThere();
    child.send({ do: 'storm' } satisfies Order);
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const here = await windowHere();
    assert.equal(here.health.coolingOf(route('acme/large', 'k0'), Date.now())?.kind, 'rate');
    here.health.failed(large, failure('rate', 60_000), Date.now());
    await here.book.flush();
    const database = new DatabaseSync(join(folder, 'ledger.db'));
    assert.deepEqual(Object.values(database.prepare('PRAGMA integrity_check').get() ?? {}), ['ok']);
    database.close();
    assert.notEqual(coolingIn(await windowHere()), undefined);
  });

  it('does not believe a state that is no note, and writes over it', async () => {
    const here = await windowHere();
    const database = new DatabaseSync(join(folder, 'ledger.db'));
    const put = database.prepare('INSERT OR REPLACE INTO health (scope, state, changed) VALUES (?, ?, ?)');
    const far = Date.now() + 9e9;
    const keyModel = 'key work acme/large';
    const named = { until: far, kind: 'rate', at: far };
    for (const state of [
      '',
      'null',
      '[]',
      '{"changed":1}',
      '{"changed":"now","cleared":0}',
      JSON.stringify({ changed: Date.now(), cleared: 0, named: { ...named, kind: 'sulk', at: 1 } }),
      // By a clock that ran a hundred days ahead.
      JSON.stringify({ changed: far, cleared: 0, named }),
    ]) {
      put.run(keyModel, state, Date.now());
      assert.equal(coolingIn(here), undefined, state);
    }
    here.health.failed(large, failure('rate', 60_000), Date.now());
    await here.book.flush();
    database.close();
    assert.ok((coolingIn(await windowHere())?.until ?? far) < far);
  });

  it('drops what is older than a day, but not a later time that the provider named', async () => {
    const day = 86_400_000;
    const one = await windowHere();
    one.health.failed(large, failure('rate', 10 * day), Date.now() - 2 * day);
    one.health.failed(route('acme/large', 'old'), failure('auth'), Date.now() - 2 * day);
    await one.book.flush();
    const database = new DatabaseSync(join(folder, 'ledger.db'));
    const scopes = database.prepare('SELECT scope FROM health').all();
    database.close();
    assert.deepEqual(
      scopes.map(({ scope }) => scope),
      ['key work acme/large'],
    );
    assert.equal(coolingIn(await windowHere())?.kind, 'rate');
  });

  it('writes ids, kinds and times: no secret, no sentence, no address', async () => {
    const here = await windowHere();
    const plain = { baseUrl: 'https://someone.example/v1', project: 'someones-project' };
    const one = { ...large, key: { ...large.key, plain, nickname: 'Somebody' } };
    const sentence = 'sk-secret someones prompt';
    here.health.failed(one, new ChatFailure({ kind: 'quota', what: sentence, cause: sentence }), Date.now());
    for (let round = 0; round < 3; round++)
      here.health.failed(one, new ChatFailure({ kind: 'network', what: sentence }), Date.now());
    await here.book.flush();
    const database = new DatabaseSync(join(folder, 'ledger.db'));
    const text = JSON.stringify(database.prepare('SELECT scope, state FROM health').all());
    database.close();
    assert.match(text, /key work/);
    assert.doesNotMatch(text, /some|sk-/i);
  });

  it('remembers in memory where the file is damaged, locked or not there', async () => {
    const broken = join(folder, 'file');
    writeFileSync(broken, '');
    const unusable = openLedger({ folder: join(broken, 'below'), onTrouble: () => undefined });
    open.push(unusable);
    const book = healthBook(unusable.shared);
    const health = new Health();
    health.sync(book);
    for (let round = 0; round < 3; round++) health.failed(large, failure('server'), Date.now() - 20_000);
    await book.flush();
    health.sync(book);
    assert.equal(health.begin(large, Date.now()), undefined);
    assert.notEqual(health.begin({ ...large }, Date.now()), undefined);
    await assert.doesNotReject(book.open());
  });

  it('goes on where the file is locked, and writes once it is free', async () => {
    const here = await windowHere();
    const other = new DatabaseSync(join(folder, 'ledger.db'));
    other.exec('BEGIN IMMEDIATE');
    for (let round = 0; round < 3; round++) here.health.failed(large, failure('server'), Date.now() - 20_000);
    await here.book.flush();
    assert.equal(here.health.begin(large, Date.now()), undefined, 'nobody can tell who else tries');
    here.health.failed(large, failure('rate', 60_000), Date.now());
    other.exec('COMMIT');
    other.close();
    await here.book.flush();
    assert.equal(coolingIn(await windowHere())?.kind, 'rate');
  });

  it('goes on with a new file where the old one was damaged under it', async () => {
    const here = await windowHere();
    here.health.failed(large, failure('rate', 60_000), Date.now());
    await here.book.flush();
    await here.ledger.dispose();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'ledger.db'), 'no database at all '.repeat(500));
    const next = await windowHere();
    assert.equal(coolingIn(next), undefined);
    next.health.failed(large, failure('rate', 60_000), Date.now());
    await next.book.flush();
    assert.equal(coolingIn(await windowHere())?.kind, 'rate');
  });
});
