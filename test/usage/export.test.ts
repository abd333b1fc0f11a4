import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  lstatSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import { exportUsage, type ExportRequest } from '../../src/usage/export.ts';
import type { Shared } from '../../src/usage/ledger.ts';
import { readCsv } from './csv-reader.ts';
import { exporterCommand, fillWith, runExporter } from './export-child.ts';
import { always, attempt, inRoom, type Room } from './samples.ts';

const noon = Date.UTC(2026, 10, 20, 12);

/** A room with attempts in its ledger, and a folder for exports. */
const inExportRoom = (
  attempts: readonly Attempt[],
  test: (place: {
    readonly room: Room;
    readonly shared: Shared;
    readonly out: string;
    readonly csv: (request?: Partial<ExportRequest>) => Promise<readonly Readonly<Record<string, string>>[]>;
    readonly json: (request?: Partial<ExportRequest>) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  }) => Promise<void>,
): Promise<void> =>
  inRoom(async (room) => {
    const ledger = room.open();
    for (const [index, one] of attempts.entries()) {
      ledger.record(one);
      if (index % 5_000 === 4_999) await ledger.flush();
    }
    const out = join(room.folder, 'out');
    mkdirSync(out);
    const text = async (request: Partial<ExportRequest>): Promise<string> => {
      const path = join(out, 'export');
      const whole: ExportRequest = { what: 'attempts', format: 'csv', period: always, path, ...request };
      const { bytes } = await exportUsage(ledger.shared, whole);
      const content = readFileSync(path);
      assert.equal(content.length, bytes);
      return content.toString();
    };
    await test({
      room,
      out,
      shared: ledger.shared,
      csv: async (request = {}) => readCsv(await text({ ...request, format: 'csv' })),
      json: async (request = {}) =>
        JSON.parse(await text({ ...request, format: 'json' })) as readonly Readonly<Record<string, unknown>>[],
    });
  });

const costs = fc.oneof(
  fc.constant({ from: 'unknown' } as const),
  fc.record({
    from: fc.constantFrom('reported', 'computed', 'estimated'),
    usd: fc.integer({ min: 0, max: 10 ** 12 }).map((nano) => nano / 1e9),
  }),
);

/** What people and other programs name; SQLite keeps no half characters, and nothing after a NUL. */
const names = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((text) => !text.includes('\0')),
  fc.constantFrom('=1+1', '@work', '-a', '+49', 'a,b', '"quoted"', 'two\r\nlines', '\ttab', '👩‍💻 mine'),
);

const attempts = fc.array(
  fc.record({ keyNickname: names, model: names, at: fc.integer({ min: 1, max: noon }), cost: costs }),
  { minLength: 1, maxLength: 8 },
);

const nanoOf = ({ cost }: Pick<Attempt, 'cost'>): number | undefined =>
  cost.from === 'unknown' ? undefined : Math.round(cost.usd * 1e9);

/** US dollars from digits alone. */
const usdOf = (nano: number | undefined): string => {
  if (nano === undefined) return '';
  const digits = String(nano).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0*$/, '');
};

const guarded = (text: string): string =>
  text.replace(/^(?=[=+\-@\t\r\n＝＋－＠])/, "'").replaceAll(/([;\t\r\n])(?=[=+\-@＝＋－＠])/g, "$1'");

describe('an export of attempts', () => {
  it('is what was recorded, oldest first, in both formats', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(attempts, (facts) =>
        inExportRoom(
          facts.map((one) => attempt(one)),
          async ({ csv, json }) => {
            const sorted = facts.toSorted((a, b) => a.at - b.at);
            const rows = await csv();
            assert.deepEqual(
              rows.map(({ at_ms, key_nickname, model, cost_usd }) => [at_ms, key_nickname, model, cost_usd]),
              sorted.map((one) => [String(one.at), guarded(one.keyNickname), guarded(one.model), usdOf(nanoOf(one))]),
            );
            for (const row of rows) assert.equal(Date.parse(row['at'] ?? ''), Number(row['at_ms']));
            assert.deepEqual(
              (await json()).map(({ at_ms, key_nickname, model, cost_usd }) => [at_ms, key_nickname, model, cost_usd]),
              sorted.map((one) => [one.at, one.keyNickname, one.model, usdOf(nanoOf(one)) || null]),
            );
          },
        ),
      ),
      { numRuns: 25 },
    );
  });

  it('names every fact with its unit, and leaves open what is not known', () =>
    inExportRoom(
      [
        attempt(),
        attempt({
          at: noon + 1,
          workspace: undefined,
          outcome: 'server',
          status: 503,
          firstTokenMs: undefined,
          usage: undefined,
          cost: { from: 'unknown' },
          servedModel: undefined,
        }),
      ],
      async ({ json }) => {
        const [answered, failed] = await json();
        const { at, ...rest } = answered ?? {};
        assert.equal(Date.parse(String(at)), noon);
        assert.deepEqual(rest, {
          id: 1,
          request_id: 'request-1',
          at_ms: noon,
          provider: 'openai',
          model: 'gpt-6-luna',
          served_model: 'gpt-6-luna-2026-10-01',
          key_id: 'key-1',
          key_nickname: 'work',
          task: 'chat',
          caller: 'github.copilot-chat',
          workspace: 'keyway 1a2b3c4d',
          outcome: 'answered',
          http_status: 200,
          first_token_ms: 300,
          total_ms: 2_000,
          input_tokens: 1_000,
          output_tokens: 200,
          cached_tokens: 400,
          cache_write_tokens: 50,
          cache_write_hour_tokens: 25,
          reasoning_tokens: 80,
          cost_usd: '0.0031',
          cost_from: 'computed',
          price_as_of: '2026-11-01',
          first_of_request: true,
          fallback: false,
          baseline_usd: null,
          baseline_model: null,
        });
        const unknown = Object.entries(failed ?? {}).flatMap(([name, value]) => (value === null ? [name] : []));
        assert.deepEqual(unknown, [
          'served_model',
          'workspace',
          'first_token_ms',
          'input_tokens',
          'output_tokens',
          'cached_tokens',
          'cache_write_tokens',
          'cache_write_hour_tokens',
          'reasoning_tokens',
          'cost_usd',
          'price_as_of',
          'baseline_usd',
          'baseline_model',
        ]);
      },
    ));

  it('begins and ends with its period', () =>
    inExportRoom(
      [noon - 1, noon, noon + 1, noon + 2].map((at) => attempt({ at })),
      async ({ csv }) => {
        const rows = await csv({ period: { since: noon, until: noon + 2 } });
        assert.deepEqual(
          rows.map(({ at_ms }) => Number(at_ms)),
          [noon, noon + 1],
        );
        assert.deepEqual(await csv({ period: { since: noon + 3 } }), []);
      },
    ));

  it('is whole over many pages, also where many rows are of one moment', async function () {
    this.timeout(30_000);
    const all = Array.from({ length: 6_001 }, (_, index) =>
      attempt({ requestId: `request-${index}`, at: noon + Math.floor(index / 2_500) }),
    );
    await inExportRoom(all, async ({ csv }) => {
      const told: (readonly [number, number])[] = [];
      const rows = await csv({ onProgress: (done, total) => told.push([done, total]) });
      assert.deepEqual(
        rows.map((row) => row['request_id']),
        all.map(({ requestId }) => requestId),
      );
      assert.deepEqual(
        [told[0], told.at(-1)],
        [
          [0, 6_001],
          [6_001, 6_001],
        ],
      );
      assert.ok(told.length > 3);
    });
  });

  it('leaves out what another window records meanwhile, and loses nothing of its own', async function () {
    this.timeout(30_000);
    const all = Array.from({ length: 2_500 }, (_, index) => attempt({ requestId: `own-${index}`, at: noon + index }));
    await inExportRoom(all, async ({ room, csv }) => {
      const other = room.open();
      const waits: Promise<void>[] = [];
      const rows = await csv({
        onProgress: (done) => {
          other.record(attempt({ requestId: `other-${done}`, at: noon + 2_400 }));
          waits.push(other.flush());
        },
      });
      await Promise.all(waits);
      assert.equal(rows.length, 2_500);
      assert.ok(rows.every((row) => row['request_id']?.startsWith('own-')));
      assert.equal((await csv()).length, 2_500 + waits.length);
    });
  });

  it('lets others have their turn between pages', async function () {
    this.timeout(30_000);
    const all = Array.from({ length: 5_000 }, (_, index) => attempt({ at: noon + index }));
    await inExportRoom(all, async ({ csv }) => {
      let turns = 0;
      let pages = 0;
      const tick = (): void => {
        turns += 1;
        next = setImmediate(tick);
      };
      let next = setImmediate(tick);
      await csv({ onProgress: () => (pages += 1) });
      clearImmediate(next);
      assert.ok(pages >= 5 && turns >= pages, `${turns} turns of others in ${pages} pages`);
    });
  });

  it('has no secret, prompt or answer in it, whatever an attempt carries', () =>
    inExportRoom(
      [
        attempt({
          ...({
            prompt: 'canary-prompt',
            answer: 'canary-answer',
            key: 'sk-canary-0123456789',
            secret: 'canary',
          } as object),
        }),
      ],
      async ({ csv, out, json }) => {
        for (const what of ['attempts', 'hours', 'days', 'months', 'audit'] as const)
          for (const read of [csv, json]) {
            await read({ what });
            assert.doesNotMatch(readFileSync(join(out, 'export'), 'utf8'), /canary/);
          }
      },
    ));
});

describe('an export of totals', () => {
  /** Local times, as the totals are. */
  const at = (day: number, hour: number): number => new Date(2026, 10, day, hour, 30).getTime();
  const all = [
    attempt({ requestId: 'a', at: at(1, 10) }),
    attempt({ requestId: 'b', at: at(1, 10), cost: { usd: 0.5, from: 'reported' } }),
    attempt({ requestId: 'c', at: at(1, 23), outcome: 'server', usage: undefined, cost: { from: 'unknown' } }),
    attempt({ requestId: 'd', at: at(2, 0), keyId: 'key-2', keyNickname: 'home', workspace: undefined }),
  ];

  it('has one row for each cell of each day, and all that is counted in it', () =>
    inExportRoom(all, async ({ json }) => {
      const [first, second, ...more] = await json({ what: 'days' });
      assert.equal(more.length, 0);
      const { first_token_p50_ms, first_token_p95_ms, total_p50_ms, total_p95_ms, ...rest } = first ?? {};
      assert.deepEqual(rest, {
        day: '2026-11-01',
        provider: 'openai',
        model: 'gpt-6-luna',
        key_id: 'key-1',
        key_nickname: 'work',
        task: 'chat',
        caller: 'github.copilot-chat',
        workspace: 'keyway 1a2b3c4d',
        requests: 3,
        attempts: 3,
        answered: 2,
        failed: 1,
        stopped: 0,
        fallbacks: 0,
        kept_answers: 0,
        input_tokens: 2_000,
        output_tokens: 400,
        cached_tokens: 800,
        cache_write_tokens: 100,
        reasoning_tokens: 160,
        answers_without_tokens: 0,
        cost_reported_usd: '0.5',
        cost_computed_usd: '0.0031',
        cost_estimated_usd: '0',
        attempts_of_unknown_cost: 1,
        baseline_usd: '0',
        cost_with_baseline_usd: '0',
      });
      for (const [name, ms] of Object.entries({ first_token_p50_ms, first_token_p95_ms }))
        assert.ok(Math.abs(Number(ms) - 300) <= 300 * 0.025, `${name}: ${String(ms)}`);
      for (const [name, ms] of Object.entries({ total_p50_ms, total_p95_ms }))
        assert.ok(Math.abs(Number(ms) - 2_000) <= 2_000 * 0.025, `${name}: ${String(ms)}`);
      assert.deepEqual(
        [second?.['day'], second?.['key_nickname'], second?.['workspace'], second?.['requests']],
        ['2026-11-02', 'home', '', 1],
      );
    }));

  it('by hour and by month is the same, in other spans', () =>
    inExportRoom(all, async ({ csv }) => {
      const said = (rows: readonly Readonly<Record<string, string>>[], of: string): readonly string[] =>
        rows.map((row) => `${row[of]}: ${row['requests']}`);
      assert.deepEqual(said(await csv({ what: 'hours' }), 'hour'), [
        '2026-11-01 10: 2',
        '2026-11-01 23: 1',
        '2026-11-02 00: 1',
      ]);
      assert.deepEqual(said(await csv({ what: 'months' }), 'month'), ['2026-11: 3', '2026-11: 1']);
    }));

  it('has every span that its period touches, whole', () =>
    inExportRoom(all, async ({ csv }) => {
      const days = async (since: number, until?: number): Promise<readonly (string | undefined)[]> =>
        (await csv({ what: 'days', period: { since, until } })).map((row) => row['day']);
      assert.deepEqual(await days(at(1, 12), at(2, 0)), ['2026-11-01', '2026-11-02']);
      const midnight = new Date(2026, 10, 2).getTime();
      assert.deepEqual(await days(0, midnight), ['2026-11-01']);
      assert.deepEqual(await days(midnight), ['2026-11-02']);
      assert.equal((await csv({ what: 'hours', period: { since: at(1, 10), until: at(1, 10) + 1 } })).length, 1);
      assert.equal((await csv({ what: 'months', period: { since: at(15, 0) } })).length, 2);
      assert.equal((await csv({ what: 'months', period: { since: 0, until: at(1, 0) - 3_600_000 } })).length, 0);
    }));

  it('is exact to the nano-dollar, beyond what a float can hold', () =>
    inExportRoom([attempt()], async ({ room, shared, csv }) => {
      await shared.use(() => undefined);
      const database = room.raw();
      await fc.assert(
        fc.asyncProperty(fc.bigInt(2n ** 53n, 2n ** 63n - 1n), async (nano) => {
          database.prepare('UPDATE rollup SET reported = ?').run(nano);
          const [row] = await csv({ what: 'days' });
          const digits = (row?.['cost_reported_usd'] ?? '').split('.');
          assert.equal(BigInt((digits[0] ?? '') + (digits[1] ?? '').padEnd(9, '0')), nano);
        }),
        { numRuns: 20 },
      );
    }));

  it('is whole over many pages', async function () {
    this.timeout(30_000);
    const many = Array.from({ length: 2_300 }, (_, index) =>
      attempt({ requestId: String(index), at: at(1 + (index % 3), 12), model: `model-${index}` }),
    );
    await inExportRoom(many, async ({ csv }) => {
      const rows = await csv({ what: 'days' });
      assert.equal(new Set(rows.map((row) => row['model'])).size, 2_300);
      assert.equal(rows.length, 2_300);
      const days = rows.map((row) => row['day'] ?? '');
      assert.deepEqual(days, days.toSorted());
    });
  });

  it('has no model in it that another window uses for the first time meanwhile', async function () {
    this.timeout(30_000);
    const many = Array.from({ length: 600 }, (_, index) =>
      attempt({ requestId: String(index), at: at(1, 12), model: `model-${index}` }),
    );
    await inExportRoom(many, async ({ room, csv }) => {
      const other = room.open();
      const waits: Promise<void>[] = [];
      const onProgress = (done: number): void => {
        if (waits.length === 3) return;
        other.record(attempt({ requestId: `other-${done}`, at: at(1, 12), model: `new-${done}` }));
        waits.push(other.flush());
      };
      assert.equal((await csv({ what: 'days', onProgress })).length, 600);
      await Promise.all(waits);
      assert.equal((await csv({ what: 'days' })).length, 600 + waits.length);
    });
  });
});

describe('an export of the audit log', () => {
  it('is the chain with its hashes, of the period, in its own order', () =>
    inExportRoom([], async ({ room, shared, csv }) => {
      await shared.use(() => undefined);
      const insert = room
        .raw()
        .prepare('INSERT INTO audit (at, action, actor, subject, detail, seal, hash) VALUES (?, ?, ?, ?, ?, ?, ?)');
      // A clock that was set back in between.
      for (const [index, time] of [noon, noon + 5, noon + 3, noon + 9].entries())
        insert.run(time, 'key-added', 'person', `=key “${index}”`, '', 's', `hash-${index}`);
      const rows = await csv({ what: 'audit', period: { since: noon + 1, until: noon + 9 } });
      assert.deepEqual(
        rows.map(({ at: _at, ...row }) => row),
        [
          {
            id: '2',
            at_ms: String(noon + 5),
            action: 'key-added',
            by: 'person',
            subject: "'=key “1”",
            detail: '',
            seal: 's',
            hash: 'hash-1',
          },
          {
            id: '3',
            at_ms: String(noon + 3),
            action: 'key-added',
            by: 'person',
            subject: "'=key “2”",
            detail: '',
            seal: 's',
            hash: 'hash-2',
          },
        ],
      );
    }));
});

describe('an export that does not come to its end', () => {
  const many = Array.from({ length: 3_000 }, (_, index) => attempt({ at: noon + index }));

  it('is gone when it is stopped, and what had the name stays as it was', async function () {
    this.timeout(30_000);
    await inExportRoom(many, async ({ shared, out }) => {
      const path = join(out, 'usage.csv');
      for (const before of [undefined, 'what was there']) {
        if (before !== undefined) writeFileSync(path, before);
        const stop = new AbortController();
        let seen: readonly string[] = [];
        const exporting = exportUsage(shared, {
          what: 'attempts',
          format: 'csv',
          period: always,
          path,
          signal: stop.signal,
          onProgress: (done) => {
            if (done !== 1_000) return;
            seen = readdirSync(out);
            stop.abort();
          },
        });
        await assert.rejects(exporting, { name: 'AbortError' });
        assert.equal(seen.filter((name) => name.endsWith('.partial')).length, 1);
        assert.deepEqual(readdirSync(out), before === undefined ? [] : ['usage.csv']);
      }
      assert.equal(readFileSync(path, 'utf8'), 'what was there');
    });
  });

  it('is for nobody else to read, before it is whole and after', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(30_000);
    await inExportRoom(many, async ({ shared, out }) => {
      const path = join(out, 'usage.csv');
      const modes = new Set<number>();
      const look = (): void => {
        for (const name of readdirSync(out)) modes.add(statSync(join(out, name)).mode & 0o777);
      };
      await exportUsage(shared, { what: 'attempts', format: 'csv', period: always, path, onProgress: look });
      look();
      assert.deepEqual([...modes], [0o600]);
    });
  });

  it('stopped before it begins writes nothing', () =>
    inExportRoom([], async ({ out, csv }) => {
      await assert.rejects(csv({ signal: AbortSignal.abort() }), { name: 'AbortError' });
      assert.deepEqual(readdirSync(out), []);
    }));

  it('stopped after its last row is stopped all the same', () =>
    inExportRoom([attempt()], async ({ out, csv }) => {
      const stop = new AbortController();
      const onProgress = (done: number): void => (done === 1 ? stop.abort() : undefined);
      await assert.rejects(csv({ signal: stop.signal, onProgress }), { name: 'AbortError' });
      assert.deepEqual(readdirSync(out), []);
    }));

  it('says which folder is not there, or that a folder has the name', () =>
    inExportRoom([attempt()], async ({ out, csv }) => {
      mkdirSync(join(out, 'taken', 'kept'), { recursive: true });
      await assert.rejects(csv({ path: join(out, 'taken') }), {
        name: 'ExportTrouble',
        message: `Keyway could not write taken in ${out}: a folder has that name.`,
      });
      await assert.rejects(csv({ path: join(out, 'nowhere', 'usage.csv') }), {
        name: 'ExportTrouble',
        message: `Keyway could not write usage.csv in ${join(out, 'nowhere')}: the folder is not there.`,
      });
      assert.deepEqual(readdirSync(out), ['taken']);
      assert.deepEqual(readdirSync(join(out, 'taken')), ['kept']);
    }));

  // Root may write everywhere, so there the process runs as nobody.
  const asPlainUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

  it('says that a folder is read-only', async function () {
    this.timeout(30_000);
    await inExportRoom([attempt()], async ({ room, shared, out }) => {
      await shared.use(() => undefined);
      const path = join(out, 'usage.csv');
      if (asPlainUser.uid !== undefined)
        for (const file of ['.', 'ledger.db', 'ledger.db-wal', 'ledger.db-shm'])
          chownSync(join(room.folder, file), asPlainUser.uid, asPlainUser.gid);
      chmodSync(out, 0o555);
      const outcome = await runExporter(exporterCommand({ folder: room.folder, path }), asPlainUser);
      chmodSync(out, 0o755);
      assert.deepEqual(outcome, { error: `Keyway could not write usage.csv in ${out}: Keyway may not write there.` });
      assert.deepEqual(readdirSync(out), []);
    });
  });

  it('says that the disk takes no more, and leaves nothing half written', async function () {
    this.timeout(30_000);
    await inExportRoom(many, async ({ room, shared, out }) => {
      await shared.use(() => undefined);
      const path = join(out, 'usage.csv');
      writeFileSync(path, 'what was there');
      // A limit on the size of files stands for the full disk: 400 blocks of 512 or 1024 bytes.
      const limited = ['sh', '-c', `trap '' XFSZ; ulimit -f 400; exec "$@"`, 'sh'];
      const outcome = await runExporter([...limited, ...exporterCommand({ folder: room.folder, path })]);
      assert.deepEqual(outcome, {
        error: `Keyway could not write usage.csv in ${out}: the file would be too large for that disk.`,
      });
      assert.deepEqual(readdirSync(out), ['usage.csv']);
      assert.equal(readFileSync(path, 'utf8'), 'what was there');
    });
  });

  it('says why the ledger cannot be read', () =>
    inExportRoom([], async ({ out, csv }) => {
      const full = Object.assign(new Error('x'), { code: 'ENOSPC' });
      const path = join(out, 'usage.csv');
      await assert.rejects(
        exportUsage({ use: () => Promise.reject(full) }, { what: 'attempts', format: 'csv', period: always, path }),
        { name: 'ExportTrouble', message: 'Keyway cannot read its usage ledger: the disk is full.' },
      );
      assert.deepEqual(readdirSync(out), []);
      assert.deepEqual(await csv(), []);
    }));

  it('never mixes two ledgers, where one was set aside meanwhile', async function () {
    this.timeout(30_000);
    await inExportRoom(many, async ({ room, shared, out }) => {
      const path = join(out, 'usage.csv');
      const other = room.open();
      await other.shared.use(() => undefined);
      let uses = 0;
      const use: Shared['use'] = (work, rows) => ((uses += 1) < 3 ? shared : other.shared).use(work, rows);
      await assert.rejects(exportUsage({ use }, { what: 'attempts', format: 'csv', period: always, path }), {
        name: 'ExportTrouble',
        message: /was opened anew during the export/,
      });
      assert.deepEqual(readdirSync(out), []);
      assert.equal((await other.summary(always)).attempts, 3_000);
    });
  });
});

describe('the file of an export', () => {
  it('takes the place of the one before only when it is whole, and a link stays a link', () =>
    inExportRoom([attempt()], async ({ out, csv }) => {
      const real = join(out, 'real.csv');
      const link = join(out, 'link.csv');
      writeFileSync(real, 'before');
      symlinkSync(real, link);
      const seen: string[] = [];
      // The reader reads the usual path, so the rows are looked at in the file itself.
      await csv();
      await csv({ path: link, onProgress: () => seen.push(readFileSync(real, 'utf8')) }).catch(() => undefined);
      assert.deepEqual(new Set(seen), new Set(['before']));
      assert.ok(lstatSync(link).isSymbolicLink());
      assert.equal(readCsv(readFileSync(real, 'utf8')).length, 1);
    }));
});

describe('an export of 300,000 rows', () => {
  it('needs no more memory than a few pages', async function () {
    this.timeout(120_000);
    await inExportRoom([], async ({ room, shared, out }) => {
      await shared.use(() => undefined);
      fillWith(room, 300_000);
      const path = join(out, 'usage.csv');
      // Held in memory, so many rows as objects would need several times that heap.
      const node = ['--max-old-space-size=64', '--expose-gc'];
      for (const format of ['csv', 'json'] as const) {
        const outcome = await runExporter(exporterCommand({ folder: room.folder, path, format, node, measure: true }));
        assert.equal(outcome.rows, 300_000, JSON.stringify(outcome));
        const [grown, held] = [outcome.grown, outcome.held].map((bytes = Number.NaN) => (bytes / 1e6).toFixed(1));
        console.log(`      ${format}: ${grown} MB of growth, ${held} MB of it in use`);
        assert.ok((outcome.bytes ?? 0) > 60e6);
        assert.ok((outcome.held ?? Number.NaN) < 5e6, `${outcome.held} bytes are held`);
      }
    });
  });
});
