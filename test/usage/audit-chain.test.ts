import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import {
  append,
  auditSeal,
  type AuditLink,
  type AuditRow,
  type AuditSeal,
  canonical,
  newestLink,
  pageAfter,
  plainSeal,
} from '../../src/usage/audit-chain.ts';
import { auditActions, type AuditEntry } from '../../src/usage/audit-entry.ts';
import { type AuditFinding, type AuditWitness, verifyChain } from '../../src/usage/audit-verify.ts';
import { findingText } from '../../src/usage/audit-words.ts';
import { inTransaction, migrations } from '../../src/usage/schema.ts';

const seal = auditSeal(Buffer.alloc(32, 7));
const other = auditSeal(Buffer.alloc(32, 8));
const start = Date.UTC(2026, 10, 20, 12);

const entry = (facts: Partial<AuditEntry> = {}): AuditEntry => ({
  action: 'key-added',
  by: 'person',
  subject: 'OpenAI key “work”',
  detail: 'works',
  ...facts,
});

/** A log of its own, and what somebody who can write its file may do to it. */
class Log {
  readonly database = new DatabaseSync(':memory:');

  constructor() {
    this.database.exec(migrations.find(({ name }) => name === 'audit')?.sql ?? '');
  }

  write(entries: readonly AuditEntry[], by: AuditSeal = seal): this {
    inTransaction(this.database, () => {
      for (const [index, one] of entries.entries()) append(this.database, { entry: one, at: start + index }, by);
    });
    return this;
  }

  of(length: number, by: AuditSeal = seal): this {
    return this.write(
      Array.from({ length }, (_, index) => entry({ subject: `number ${index + 1}` })),
      by,
    );
  }

  get rows(): readonly AuditRow[] {
    return pageAfter(this.database, undefined, 1_000_000);
  }

  get link(): AuditLink | undefined {
    return newestLink(this.database);
  }

  /** Rows as somebody else leaves them, with no trace that there ever were others. */
  leave(rows: readonly AuditRow[]): this {
    this.database.exec(`DELETE FROM audit; DELETE FROM sqlite_sequence`);
    const insert = this.database.prepare(
      'INSERT INTO audit (id, at, action, actor, subject, detail, seal, hash) VALUES ($id, $at, $action, $actor, $subject, $detail, $seal, $hash)',
    );
    for (const row of rows) insert.run({ ...row });
    return this;
  }

  set(id: number, column: string, value: string | number | bigint): this {
    this.database.prepare(`UPDATE audit SET ${column} = ? WHERE id = ?`).run(value, id);
    return this;
  }

  verify(witness: Partial<AuditWitness> = {}): Promise<AuditFinding> {
    const known: AuditWitness = { secret: 'there', seal, sealedFrom: 1, ...witness };
    return verifyChain(async (query) => query(this.database), known);
  }
}

const at = <T>(list: readonly T[], index: number): T => {
  const one = list[index];
  assert.ok(one !== undefined);
  return one;
};

const renumbered = (rows: readonly AuditRow[]): readonly AuditRow[] =>
  rows.map((row, index) => ({ ...row, id: BigInt(index + 1) }));

/** Sealed anew from a row on, by somebody who has not the secret. */
const rehashed = (rows: readonly AuditRow[], from: number, by: AuditSeal): readonly AuditRow[] => {
  const made: AuditRow[] = rows.slice(0, from);
  for (const row of rows.slice(from)) made.push({ ...row, hash: by.hash(canonical(made.at(-1)?.hash ?? '', row)) });
  return made;
};

const swapped = (
  rows: readonly AuditRow[],
  [one, two]: readonly [number, number],
  keep: 'hash' | 'nothing',
): readonly AuditRow[] =>
  rows.map((row, index) => {
    const from = index === one ? at(rows, two) : index === two ? at(rows, one) : row;
    return { ...from, id: row.id, hash: keep === 'hash' ? row.hash : from.hash };
  });

describe('a log that nobody touched', () => {
  it('is whole, with its length and its beginning', async () => {
    const log = new Log().of(5);
    const found = await log.verify({ anchor: log.link });
    assert.deepEqual(
      [found.kind, found.entries, found.since, found.unsealed, found.unchecked],
      ['whole', 5, start, 0, 0],
    );
    assert.match(findingText(found), /^The audit log is whole: 5 entries since \w.*\d\.$/);
  });

  it('is whole where the anchor lags behind, as after a crash between row and anchor', async () => {
    const log = new Log().of(3);
    const anchor = log.link;
    assert.equal((await log.of(4).verify({ anchor })).kind, 'whole');
  });

  it('is whole where it is empty', async () => {
    assert.equal((await new Log().verify()).kind, 'whole');
  });

  it('is read page by page to its end', async () => {
    const log = new Log().of(2_500);
    assert.deepEqual([(await log.verify({ anchor: log.link })).entries, log.rows.length], [2_500, 2_500]);
    log.set(2_400, 'detail', 'another');
    const found = await log.verify();
    assert.deepEqual([found.kind, found.from, found.entries], ['changed', 2_400, 2_500]);
  });

  it('is read as it was written, whatever is in its texts', async () => {
    const odd = [
      'a\0b',
      '\ud800 half',
      '“”\u202e\r\n\t',
      '🔑'.repeat(300),
      '[“a”,"b"]',
      'x'.repeat(5_000),
      '\u2028',
      'é\u0301',
    ];
    const log = new Log().write(odd.map((text) => entry({ by: text, subject: text, detail: text })));
    const found = await log.verify({ anchor: log.link });
    assert.deepEqual([found.kind, found.entries], ['whole', odd.length]);
    for (const row of log.rows) assert.doesNotMatch(row.actor + row.subject + row.detail, /[\p{Cc}\p{Cs}\p{Zl}]/u);
  });

  it('holds nothing that looks like a key', () => {
    const [row] = new Log().write([entry({ subject: 'sk-proj-abcdefghijkl', detail: 'Bearer abcdefghijklmnop' })]).rows;
    assert.deepEqual([row?.subject, row?.detail], ['[key]', '[key]']);
  });
});

describe('a log that somebody touched', () => {
  const columns = ['at', 'action', 'actor', 'subject', 'detail', 'seal', 'hash'] as const;

  for (const column of columns)
    for (const id of [1, 3, 5])
      it(`tells which entry was changed: ${column} of ${id}`, async () => {
        const log = new Log().of(5);
        const anchor = log.link;
        log.set(id, column, column === 'at' ? 1 : 'another');
        const found = await log.verify({ anchor });
        assert.deepEqual([found.kind, found.from], ['changed', id]);
        assert.match(findingText(found), new RegExp(`not whole: entry ${id} was changed`));
      });

  it('tells which entries were removed', async () => {
    const log = new Log().of(9);
    log.database.exec('DELETE FROM audit WHERE id BETWEEN 4 AND 6');
    const found = await log.verify();
    assert.deepEqual([found.kind, found.from, found.to], ['removed', 4, 6]);
    assert.match(findingText(found), /entries 4 to 6 are missing: somebody removed them/);
  });

  it('tells so also where the first were removed, and where the others got their numbers', async () => {
    const log = new Log().of(9);
    const { rows } = log;
    log.leave(rows.slice(2));
    const first = await log.verify();
    assert.deepEqual([first.kind, first.from, first.to], ['removed', 1, 2]);
    log.leave(renumbered(rows.toSpliced(3, 2)));
    const found = await log.verify();
    assert.deepEqual([found.kind, found.from, found.to], ['removed', 4, 5]);
  });

  for (const [one, two] of [
    [2, 3],
    [1, 9],
    [4, 8],
  ] as const)
    for (const keep of ['hash', 'nothing'] as const)
      it(`tells which were swapped: ${one} and ${two}, keeping ${keep} in place`, async () => {
        const log = new Log().of(9);
        log.leave(swapped(log.rows, [one - 1, two - 1], keep));
        const found = await log.verify();
        assert.deepEqual([found.kind, found.from, found.to], ['swapped', one, two]);
      });

  it('tells which were put in', async () => {
    const log = new Log().of(6);
    const [first] = log.rows;
    assert.ok(first);
    const fake = { ...first, subject: 'a key that never was' };
    log.leave(renumbered(log.rows.toSpliced(2, 0, fake, fake)));
    const found = await log.verify();
    assert.deepEqual([found.kind, found.from, found.to], ['inserted', 3, 4]);
  });

  it('sees a row before the first number', async () => {
    const log = new Log().of(3);
    log.leave([{ ...at(log.rows, 0), id: -5n }, ...log.rows]);
    assert.notEqual((await log.verify({ anchor: { id: 3, hash: at(log.rows, 3).hash } })).kind, 'whole');
  });

  it('tells that the end was cut off, by the anchor and by the last number that was given', async () => {
    const log = new Log().of(9);
    const anchor = log.link;
    log.database.exec('DELETE FROM audit WHERE id > 6');
    const byNumber = await log.verify();
    assert.deepEqual([byNumber.kind, byNumber.from, byNumber.to], ['cut', 7, 9]);
    log.leave(log.rows);
    assert.equal((await log.verify()).kind, 'whole', 'without a trace nobody can tell');
    const byAnchor = await log.verify({ anchor });
    assert.deepEqual([byAnchor.kind, byAnchor.from, byAnchor.to], ['cut', 7, 9]);
  });

  it('tells so also after it went on', async () => {
    const log = new Log().of(9);
    log.database.exec('DELETE FROM audit WHERE id > 6');
    const found = await log.of(3).verify();
    assert.deepEqual([found.kind, found.from, found.to, found.entries], ['cut', 7, 9, 9]);
  });

  it('tells that it was emptied', async () => {
    const log = new Log().of(9);
    const anchor = log.link;
    log.leave([]);
    const found = await log.verify({ anchor });
    assert.deepEqual([found.kind, found.to, found.entries], ['emptied', 9, 0]);
    assert.match(findingText(found), /all 9 entries are missing/);
  });

  it('tells that another log of the same secret took its place', async () => {
    const log = new Log().of(9);
    const anchor = log.link;
    log.leave(new Log().write(Array.from({ length: 12 }, () => entry())).rows);
    const found = await log.verify({ anchor });
    assert.deepEqual([found.kind, found.from], ['rewritten', 9]);
  });

  for (const [name, by] of [
    ['another secret', other],
    ['no secret', plainSeal],
  ] as const)
    it(`tells where it was sealed anew with ${name}`, async () => {
      const log = new Log().of(9);
      const changed = log.rows.map((row, index) => (index === 4 ? { ...row, detail: 'harmless' } : row));
      log.leave(rehashed(changed, 4, by));
      assert.deepEqual([(await log.verify()).kind, (await log.verify()).from], ['broken', 5]);
      const marked = changed.map((row, index) => (index < 4 ? row : { ...row, seal: by.mark }));
      log.leave(rehashed(marked, 4, by));
      const found = await log.verify({ anchor: { id: 9, hash: at(new Log().of(9).rows, 8).hash } });
      assert.notEqual(found.kind, 'whole');
    });

  it('cannot be touched in any single way without being found', async function () {
    this.timeout(60_000);
    const texts = fc.string({ maxLength: 40, unit: 'binary' });
    const entries = fc.array(
      fc.record({ action: fc.constantFrom(...auditActions), by: texts, subject: texts, detail: texts }),
      { minLength: 1, maxLength: 30 },
    );
    const ways = fc.constantFrom(
      'id',
      ...columns,
      'remove',
      'swap',
      'swap texts',
      'insert',
      'cut',
      'empty',
      'seal anew',
    );
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(entries, ways, fc.tuple(fc.nat(), fc.nat()), async (written, way, [one, two]) => {
        const log = new Log().write(
          written.map((facts, index) => ({ ...facts, subject: `${index} ${facts.subject}` })),
        );
        const { rows, link: anchor } = log;
        assert.equal((await log.verify({ anchor })).kind, 'whole');
        const [first, second] = [one % rows.length, two % rows.length];
        const touched = touch(rows, { way, first, second });
        if (touched === undefined) return;
        const found = await log.leave(touched).verify({ anchor });
        assert.notEqual(found.kind, 'whole', `${way} ${first} ${second}`);
        assert.ok(findingText(found).length < 300);
        runs += 1;
      }),
      { numRuns: 600 },
    );
    assert.ok(runs > 400, `${runs} chains were touched`);
  });
});

/** Undefined where it would change nothing. */
const touch = (
  rows: readonly AuditRow[],
  { way, first, second }: { readonly way: string; readonly first: number; readonly second: number },
): readonly AuditRow[] | undefined => {
  const row = at(rows, first);
  const fake = { ...row, subject: 'never was' };
  switch (way) {
    case 'remove':
      return second % 2 === 0 ? rows.toSpliced(first, 1) : renumbered(rows.toSpliced(first, 1));
    case 'swap':
    case 'swap texts':
      return first === second ? undefined : swapped(rows, [first, second], way === 'swap' ? 'nothing' : 'hash');
    case 'insert':
      return renumbered(rows.toSpliced(first, 0, fake));
    case 'cut':
      return rows.slice(0, first);
    case 'empty':
      return [];
    case 'seal anew':
      return rehashed(rows.with(first, fake), first, second % 2 === 0 ? plainSeal : other);
    case 'id':
      return rows.with(first, { ...row, id: row.id + BigInt(rows.length + second) });
    case 'at':
      return rows.with(first, { ...row, at: row.at + BigInt(second + 1) });
    default:
      return rows.with(first, { ...row, [way]: 'other' });
  }
};

describe('a log with which a person went on', () => {
  const accepted = async (log: Log): Promise<Log> => {
    const detail = `${(await log.verify()).places}: as it is`;
    return log.write([entry({ action: 'audit-resumed', detail })]);
  };

  it('is whole from there on, and says so', async () => {
    const log = new Log().of(9).set(4, 'detail', 'another');
    log.database.exec('DELETE FROM audit WHERE id > 7');
    const found = await (await accepted(log)).of(2).verify();
    assert.deepEqual([found.kind, found.resumed], ['whole', 10]);
    assert.match(findingText(found), /whole since you went on with entry 10 \(10 entries in all\)/);
  });

  it('is not whole where an older entry was touched since', async () => {
    const log = await accepted(new Log().of(9).set(4, 'detail', 'another'));
    assert.equal((await log.verify()).kind, 'whole');
    assert.equal((await log.set(2, 'detail', 'another').verify()).kind, 'changed');
    const again = await accepted(log);
    assert.equal((await again.verify()).kind, 'whole');
    assert.deepEqual([(await again.set(10, 'actor', 'me').verify()).from], [2]);
  });

  it('cannot be made so by somebody who has not the secret', async () => {
    const log = new Log().of(9).set(4, 'detail', 'another');
    const detail = (await log.verify()).places;
    for (const by of [plainSeal, other]) {
      const [kind] = [(await log.write([entry({ action: 'audit-resumed', detail })], by).verify()).kind];
      assert.equal(kind, 'changed');
    }
  });
});

describe('a log whose secret was lost', () => {
  it('is told apart from one that somebody touched', async () => {
    const log = new Log().of(4, other).of(3);
    const found = await log.verify({ sealedFrom: 5, anchor: log.link });
    assert.deepEqual([found.kind, found.unchecked, found.entries], ['whole', 4, 7]);
    assert.match(findingText(found), /4 entries cannot be checked, as the secret .* no longer in the keychain/);
  });

  it('is no excuse for entries that are younger than the new secret', async () => {
    const log = new Log().of(4).of(2, other);
    const found = await log.verify({ sealedFrom: 1 });
    assert.deepEqual([found.kind, found.from], ['broken', 5]);
  });

  it('still shows what is missing', async () => {
    const log = new Log().of(6, other).of(3);
    log.database.exec('DELETE FROM audit WHERE id = 3');
    const found = await log.verify({ sealedFrom: 7 });
    assert.deepEqual([found.kind, found.from], ['cut', 3]);
  });

  it('cannot be checked while the keychain is silent, and does not say that it is whole', async () => {
    const found = await new Log().of(3).verify({ secret: 'silent', seal: undefined });
    assert.deepEqual([found.kind, found.unchecked], ['whole', 3]);
    assert.match(findingText(found), /^No gap is in the audit log: .* the keychain does not answer/);
  });

  it('says how much was written without any secret', async () => {
    const log = new Log().of(2).of(2, plainSeal).of(1);
    const found = await log.verify({ anchor: log.link });
    assert.deepEqual([found.kind, found.unsealed], ['whole', 2]);
    assert.match(findingText(found), /2 entries were written while the keychain kept no secret/);
    log.set(3, 'detail', 'another');
    assert.deepEqual([(await log.verify()).kind, (await log.verify()).from], ['changed', 3]);
  });
});
