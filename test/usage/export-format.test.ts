import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { timeText, usdText, type Field } from '../../src/usage/export-columns.ts';
import { writingOf, type ExportFormat } from '../../src/usage/export-format.ts';
import { sourceOf } from '../../src/usage/export-sources.ts';
import { readCsv } from './csv-reader.ts';

const fields: readonly Field[] = [
  { name: 'nickname', kind: 'text' },
  { name: 'model', kind: 'text' },
  { name: 'total_ms', kind: 'whole' },
  { name: 'cost_usd', kind: 'usd' },
  { name: 'fallback', kind: 'yes' },
];

const written = (
  format: ExportFormat,
  facts: readonly Readonly<Record<string, unknown>>[],
  page = facts.length,
): string => {
  const { head, lines, foot } = writingOf[format](fields);
  const rows = facts.map((fact) => fields.map(({ name }) => fact[name]));
  const pages: string[] = [];
  for (let at = 0; at < rows.length; at += page) pages.push(lines(rows.slice(at, at + page), at === 0));
  return head + pages.join('') + foot;
};

/** Texts as they come, and texts that break a careless writer. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', '\t', ';', "'", '=', '+', '-', '@', 'a', ' ', '👩‍💻', 'ß', '\0'),
  }),
  fc.constantFrom(
    '=1+1',
    '+49',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '""',
    'a,b',
    'one\r\ntwo',
    '=HYPERLINK("http://x")',
    '＝1+1',
    'a;=1+1',
    'a\t@SUM(A1)',
  ),
);
const whole = fc.bigInt(0n, 2n ** 63n - 1n);
const row = fc.record({
  nickname: text,
  model: fc.option(text),
  total_ms: whole,
  cost_usd: fc.option(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n)),
  fallback: fc.constantFrom(0n, 1n),
});
const rows = fc.array(row, { maxLength: 12 });

/** Nano-dollars of a decimal string, without any float. */
const nanoOf = (usd: string): bigint => {
  const [, sign, whole = '', fraction = ''] =
    /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(usd) ?? assert.fail(`not a decimal: ${usd}`);
  const nano = BigInt(whole + fraction.padEnd(9, '0'));
  return sign === '-' ? -nano : nano;
};

const opening = '=+-@＝＋－＠';

/** An apostrophe before every place where some spreadsheet would begin a formula. */
const guarded = (said: string): string => {
  const characters = said.split('');
  return characters
    .map((one, index) => {
      const before = characters[index - 1];
      const isStart = before === undefined && `${opening}\t\r\n`.includes(one);
      return isStart || (before !== undefined && ';\t\r\n'.includes(before) && opening.includes(one)) ? `'${one}` : one;
    })
    .join('');
};

describe('an export as CSV', () => {
  it('is read back as what it was, whatever the texts are', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (all, page) => {
        const read = readCsv(written('csv', all, page));
        assert.equal(read.length, all.length);
        for (const [index, one] of all.entries()) {
          const { nickname, model, total_ms, cost_usd, fallback } = read[index] ?? {};
          assert.equal(nickname, guarded(one.nickname));
          assert.equal(model, guarded(one.model ?? ''));
          assert.equal(total_ms, String(one.total_ms));
          assert.equal(cost_usd === '' ? null : nanoOf(cost_usd ?? ''), one.cost_usd);
          assert.equal(fallback, String(one.fallback === 1n));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('gives no spreadsheet a formula', () => {
    fc.assert(
      fc.property(rows, (all) => {
        for (const { nickname, model } of readCsv(written('csv', all))) {
          for (const cell of [nickname ?? '', model ?? '']) {
            assert.doesNotMatch(cell, /^[=+\-@\t\r\n＝＋－＠]/);
            // As where a semicolon or a tab separates cells.
            for (const part of cell.split(/[;\t\r\n]/)) assert.doesNotMatch(part, /^[=+\-@＝＋－＠]/);
          }
        }
      }),
    );
  });

  it('leaves a negative amount a number', () => {
    const text = written('csv', [
      { nickname: 'a', model: '-a', total_ms: 1n, cost_usd: -1_500_000_000n, fallback: 0n },
    ]);
    assert.equal(text.split('\r\n')[1], "a,'-a,1,-1.5,false");
  });

  it('of nothing is the names of the fields', () => {
    assert.equal(written('csv', []), 'nickname,model,total_ms,cost_usd,fallback\r\n');
  });
});

describe('an export as JSON', () => {
  it('parses as one array, and says what the rows said', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (all, page) => {
        const read: unknown = JSON.parse(written('json', all, page), (key, value: unknown) =>
          key === 'cost_usd' && typeof value === 'string' ? nanoOf(value) : value,
        );
        assert.deepEqual(
          read,
          all.map(({ nickname, model, total_ms, cost_usd, fallback }) => ({
            nickname,
            model,
            total_ms: Number(total_ms),
            cost_usd,
            fallback: fallback === 1n,
          })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('has every digit of a number beyond 2^53', () => {
    assert.match(written('json', [{ total_ms: 2n ** 53n + 1n }]), /"total_ms":9007199254740993,/);
  });

  it('of nothing is an empty array', () => {
    assert.deepEqual(JSON.parse(written('json', [])), []);
  });
});

describe('money in an export', () => {
  const amounts: Readonly<Record<string, bigint>> = {
    '0': 0n,
    '0.000000001': 1n,
    '0.0031': 3_100_000n,
    '1': 1_000_000_000n,
    '-0.5': -500_000_000n,
    '9007199.254740993': 2n ** 53n + 1n,
    '9223372036.854775807': 2n ** 63n - 1n,
  };
  for (const [usd, nano] of Object.entries(amounts))
    it(`is exact: ${nano} nano-dollars are ${usd} dollars`, () => assert.equal(usdText(nano), usd));
});

describe('a time in an export', () => {
  const zones = [undefined, 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati'];
  const own = process.env['TZ'];
  afterEach(() => {
    if (own === undefined) delete process.env['TZ'];
    else process.env['TZ'] = own;
  });

  for (const zone of zones)
    it(`is the moment itself, on the clock of ${zone ?? 'this machine'}`, () => {
      if (zone !== undefined) process.env['TZ'] = zone;
      fc.assert(
        fc.property(fc.integer({ min: 0, max: Date.UTC(2100, 0) }), (at) => {
          const said = timeText(at) ?? '';
          assert.match(said, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
          assert.equal(Date.parse(said), at);
          assert.equal(Number(said.slice(11, 13)), new Date(at).getHours());
        }),
      );
    });

  it('has the offset of its own day', () => {
    process.env['TZ'] = 'Europe/Berlin';
    assert.equal(timeText(Date.UTC(2026, 0, 1)), '2026-01-01T01:00:00.000+01:00');
    assert.equal(timeText(Date.UTC(2026, 6, 1)), '2026-07-01T02:00:00.000+02:00');
  });

  it('is not known where no clock has such a number', () => {
    assert.equal(timeText(Number.MAX_SAFE_INTEGER), null);
  });
});

describe('the fields of an export', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const section = readme.slice(readme.indexOf('## Exported fields'), readme.indexOf('## What is kept where'));
  const lines = {
    attempts: section.match(/^\| Attempts.*$/m)?.[0] ?? '',
    hours: section.match(/^\| Totals.*$/m)?.[0] ?? '',
    days: section.match(/^\| Totals.*$/m)?.[0] ?? '',
    months: section.match(/^\| Totals.*$/m)?.[0] ?? '',
    audit: section.match(/^\| Audit.*$/m)?.[0] ?? '',
  } as const;
  for (const what of ['attempts', 'hours', 'days', 'months', 'audit'] as const)
    it(`of ${what} are all documented, and their units are in their names`, () => {
      const { fields } = sourceOf[what]({ since: 0 });
      for (const { name, kind } of fields) {
        assert.ok(lines[what].includes(`\`${name}\``), `the README explains ${name}`);
        assert.equal(kind === 'usd', name.endsWith('_usd'), name);
        if (kind === 'p50' || kind === 'p95') assert.match(name, /_ms$/);
      }
    });
});
