import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { migrate, migrations, versionOf, type Migration } from '../../src/usage/schema.ts';
import { keptRollups, recounted } from './plain-counts.ts';

const shapeOf = (database: DatabaseSync) =>
  database.prepare('SELECT type, name, sql FROM sqlite_master ORDER BY name').all();

const columnsOf = (database: DatabaseSync): readonly string[] =>
  database
    .prepare(
      `SELECT name || ' ' || type || iif("notnull", ' NOT NULL', '') AS column FROM pragma_table_info('attempt')`,
    )
    .all()
    .map((row) => String(row['column']));

/** A database as the first `steps` migrations left it. */
const ofShape = (steps: number): DatabaseSync => {
  const database = new DatabaseSync(':memory:');
  migrate(database, migrations.slice(0, steps));
  return database;
};

/** How many steps there were before roll-ups. */
const shapeOfRollups = migrations.findIndex(({ name }) => name === 'roll-ups') + 1;

describe('the shape of the ledger', () => {
  for (let steps = 0; steps <= migrations.length; steps++) {
    it(`is the newest one, coming from ${steps === 0 ? 'blank' : `shape ${steps}`}`, () => {
      const database = ofShape(steps);
      assert.equal(versionOf(database), steps);
      migrate(database);
      assert.equal(versionOf(database), migrations.length);
      assert.deepEqual(shapeOf(database), shapeOf(ofShape(migrations.length)));
    });
  }

  it('has in its first released form exactly these columns, and none that could hold a prompt or an answer', () => {
    assert.deepEqual(columnsOf(ofShape(1)), [
      'id INTEGER',
      'request_id TEXT NOT NULL',
      'at INTEGER NOT NULL',
      'provider TEXT NOT NULL',
      'model TEXT NOT NULL',
      'key_id TEXT NOT NULL',
      'key_nickname TEXT NOT NULL',
      'task TEXT NOT NULL',
      'caller TEXT NOT NULL',
      'outcome TEXT NOT NULL',
      'status INTEGER',
      'first_token_ms INTEGER',
      'total_ms INTEGER NOT NULL',
      'input_tokens INTEGER',
      'output_tokens INTEGER',
      'cache_read_tokens INTEGER',
      'cache_write_tokens INTEGER',
      'cache_write_hour_tokens INTEGER',
      'reasoning_tokens INTEGER',
      'cost_nano INTEGER',
      'cost_from TEXT NOT NULL',
      'price_as_of TEXT',
      'served_model TEXT',
    ]);
  });

  it('keeps the rows of an older shape', () => {
    const database = ofShape(migrations.length);
    database.exec(`
      INSERT INTO attempt (request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, total_ms, cost_from)
      VALUES ('r', 1, 'p', 'm', 'k', 'n', 'chat', 'core', 'answered', 1, 'unknown')`);
    migrate(database, [
      ...migrations,
      { name: 'one more column', sql: 'ALTER TABLE attempt ADD COLUMN extra INTEGER' },
    ]);
    assert.equal(versionOf(database), migrations.length + 1);
    assert.equal(database.prepare('SELECT request_id FROM attempt WHERE extra IS NULL').get()?.['request_id'], 'r');
  });

  for (let steps = 1; steps < shapeOfRollups; steps++) {
    it(`counts what shape ${steps} has recorded, and knows which attempts began a request and which were fallbacks`, () => {
      const database = ofShape(steps);
      const insert = database.prepare(
        `INSERT INTO attempt (request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, total_ms,
           first_token_ms, input_tokens, output_tokens, cost_nano, cost_from)
         VALUES (?, ?, 'p', ?, 'k', ?, 'chat', 'core', ?, 2000, 300, 10, 5, ?, ?)`,
      );
      const at = new Date(2026, 9, 31, 23).getTime();
      insert.run('alone', at, 'm', 'old', 'answered', 7, 'computed');
      insert.run('saved', at + 3_600_000, 'm', 'new', 'rate', null, 'unknown');
      insert.run('saved', at + 3_600_001, 'n', 'new', 'answered', 5, 'reported');
      insert.run('again', at, 'm', 'old', 'server', null, 'unknown');
      insert.run('again', at, 'm', 'old', 'answered', 3, 'computed');
      insert.run('outrun', at, 'm', 'old', 'outrun', 1, 'estimated');
      insert.run('outrun', at, 'n', 'old', 'answered', 2, 'computed');
      migrate(database);
      const marks = database.prepare('SELECT first, fallback FROM attempt ORDER BY id').all();
      assert.deepEqual(
        marks.map(({ first, fallback }) => [first, fallback]),
        [
          [1, 0],
          [1, 0],
          [0, 1],
          [1, 0],
          [0, 0],
          [1, 0],
          [0, 0],
        ],
      );
      assert.deepEqual(keptRollups(database), recounted(database));
      assert.equal(database.prepare('SELECT nickname FROM key_name').get()?.['nickname'], 'new');
    });
  }

  it('stays as it was where a step fails, with the steps before it undone', () => {
    const steps: readonly Migration[] = [
      { name: 'good', sql: 'CREATE TABLE good (a INTEGER)' },
      { name: 'bad', sql: 'CREATE TABLE bad (a INTEGER); INSERT INTO missing VALUES (1)' },
    ];
    const database = new DatabaseSync(':memory:');
    assert.throws(() => migrate(database, steps), /no such table: missing/);
    assert.deepEqual([versionOf(database), shapeOf(database)], [0, []]);
    migrate(database, steps.slice(0, 1));
    assert.equal(versionOf(database), 1);
  });

  it('has a cost exactly where the cost is known', () => {
    const database = ofShape(migrations.length);
    const insert = (nano: number | null, from: string) =>
      database
        .prepare(
          `INSERT INTO attempt (request_id, at, provider, model, key_id, key_nickname, task, caller, outcome, total_ms, cost_nano, cost_from)
           VALUES ('r', 1, 'p', 'm', 'k', 'n', 'chat', 'core', 'answered', 1, ?, ?)`,
        )
        .run(nano, from);
    assert.throws(() => insert(0, 'unknown'), /CHECK constraint failed/);
    assert.throws(() => insert(null, 'computed'), /CHECK constraint failed/);
    assert.throws(() => insert(1, 'guessed'), /CHECK constraint failed/);
    insert(null, 'unknown');
    insert(0, 'reported');
  });
});
