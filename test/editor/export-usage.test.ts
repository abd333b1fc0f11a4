import assert from 'node:assert/strict';
import { speak } from '../../src/core/l10n.ts';
import { bytesText, exportAttempts, exportByQuestions, type ExportDesk } from '../../src/editor/export-usage.ts';
import { readDay } from '../../src/editor/period-steps.ts';
import type { AuditEntry } from '../../src/usage/audit-entry.ts';
import type { ExportRequest } from '../../src/usage/export.ts';
import { ExportTrouble } from '../../src/usage/export-trouble.ts';
import { Scripted, type Act } from './scripted.ts';

/** A Friday, in the afternoon. */
const now = new Date(2026, 10, 20, 15, 30).getTime();
const day = (month: number, date: number): number => new Date(2026, month - 1, date).getTime();

const deskOf = (acts: readonly Act[], facts: Partial<ExportDesk> = {}) => {
  const questions = new Scripted(acts);
  const kept = {
    names: [] as string[],
    requests: [] as Omit<ExportRequest, 'signal' | 'onProgress'>[],
    notes: [] as AuditEntry[],
    offered: [] as string[],
    shown: [] as string[],
  };
  const desk: ExportDesk = {
    questions,
    clock: () => now,
    place: (name) => {
      kept.names.push(name);
      return Promise.resolve({
        name,
        save: (write) => write(`/exports/${name}`),
        offer: (sentence) => void kept.offered.push(sentence),
      });
    },
    exportUsage: ({ signal, onProgress, ...request }) => {
      signal?.throwIfAborted();
      kept.requests.push(request);
      for (const done of [617, 618, 1_234]) onProgress?.(done, 1_234);
      return Promise.resolve({ rows: 1_234, bytes: 45_678 });
    },
    during: (title, work) => {
      kept.shown.push(title);
      return work({
        signal: new AbortController().signal,
        tell: (done, of, words) => void kept.shown.push(`${done}/${of}: ${words}`),
      });
    },
    note: (entry) => void kept.notes.push(entry),
    ...facts,
  };
  return { desk, kept, questions };
};

describe('Export Usage', () => {
  it('asks what, of when and as what, writes it, and says how much it was', async () => {
    const { desk, kept, questions } = deskOf([{ pick: 'Attempts' }, { pick: 'This Month' }, { pick: 'CSV' }]);
    await exportByQuestions(desk);
    questions.finished();
    assert.deepEqual(kept.requests, [
      {
        what: 'attempts',
        format: 'csv',
        period: { since: day(11, 1) },
        path: '/exports/keyway-usage-2026-11.csv',
      },
    ]);
    assert.deepEqual(kept.shown, [
      'Keyway writes keyway-usage-2026-11.csv…',
      '617/1234: 617 of 1,234 rows',
      '1234/1234: 1,234 of 1,234 rows',
    ]);
    assert.deepEqual(kept.offered, ['keyway-usage-2026-11.csv is written: 1,234 rows, 45.7 kB.']);
    assert.deepEqual(kept.notes, [
      {
        action: 'exported',
        by: 'person',
        subject: 'Attempts: November 2026',
        detail: '1,234 rows as CSV to keyway-usage-2026-11.csv',
      },
    ]);
    assert.deepEqual(questions.told, []);
  });

  it('is told to the person in their language, and to the audit log in English', async () => {
    speak({ Attempts: '尝试', '{0} rows': '{0} 行', '{0} is written: {1}, {2}.': '已写入 {0}：{1}，{2}。' });
    try {
      const { desk, kept } = deskOf([{ pick: '尝试' }, { pick: 'This Month' }, { pick: 'CSV' }]);
      await exportByQuestions(desk);
      assert.deepEqual(kept.offered, ['已写入 keyway-usage-2026-11.csv：1,234 行，45.7 kB。']);
      assert.deepEqual(
        kept.notes.map(({ subject, detail }) => [subject, detail]),
        [['Attempts: November 2026', '1,234 rows as CSV to keyway-usage-2026-11.csv']],
      );
    } finally {
      speak({});
    }
  });

  const chosen: readonly (readonly [picks: readonly string[], period: object, name: string])[] = [
    [['Attempts', 'Today', 'JSON'], { since: day(11, 20) }, 'keyway-usage-2026-11-20.json'],
    [['Attempts', 'This Week', 'CSV'], { since: day(11, 16) }, 'keyway-usage-2026-11-16-to-2026-11-20.csv'],
    [
      ['Totals by Day', 'Last Month', 'CSV'],
      { since: day(10, 1), until: day(11, 1) },
      'keyway-usage-by-day-2026-10.csv',
    ],
    [['Totals by Hour', 'This Year', 'CSV'], { since: day(1, 1) }, 'keyway-usage-by-hour-2026.csv'],
    [['Totals by Month', 'Everything', 'JSON'], { since: 0 }, 'keyway-usage-by-month.json'],
    [['Audit Log', 'Everything', 'CSV'], { since: 0 }, 'keyway-audit.csv'],
  ];
  for (const [picks, period, name] of chosen)
    it(`writes ${picks.join(', ')} into ${name}`, async () => {
      const { desk, kept, questions } = deskOf(picks.map((pick) => ({ pick })));
      await exportByQuestions(desk);
      questions.finished();
      assert.deepEqual(kept.names, [name]);
      assert.deepEqual(kept.requests[0]?.period, period);
    });

  it('takes two days of the calendar, both included, and says what is none', async () => {
    const { desk, kept, questions } = deskOf([
      { pick: 'Attempts' },
      { pick: 'From a Day to a Day…' },
      { type: 'yesterday' },
      { type: '2026-02-30' },
      { type: '2026-11-03' },
      { type: '2026-11-02' },
      { type: '2026-11-05' },
      { pick: 'CSV' },
    ]);
    await exportByQuestions(desk);
    questions.finished();
    assert.deepEqual(kept.requests[0]?.period, { since: day(11, 3), until: day(11, 6) });
    assert.deepEqual(kept.names, ['keyway-usage-2026-11-03-to-2026-11-05.csv']);
    assert.ok(questions.seen.includes('Type a day as year, month and day: 2026-11-20.'));
    assert.ok(questions.seen.includes('There is no 2026-02-30 in the calendar.'));
    assert.ok(questions.seen.includes('Type 2026-11-03 or a later day.'));
    assert.ok(questions.seen.includes('Export Usage (5/5)'));
  });

  it('goes back from every step to the one before, and keeps what was typed', async () => {
    const { desk, kept, questions } = deskOf([
      { pick: 'Audit Log' },
      'back',
      { pick: 'Attempts' },
      { pick: 'From a Day to a Day…' },
      { type: '2026-11-03' },
      'back',
      'enter',
      { type: '2026-11-03' },
      'back',
      'enter',
      { pick: 'JSON' },
    ]);
    await exportByQuestions(desk);
    questions.finished();
    assert.deepEqual(kept.names, ['keyway-usage-2026-11-03.json']);
  });

  it('offers no part of a month where totals are by month', async () => {
    const { desk, questions } = deskOf([{ pick: 'Totals by Month' }, 'escape']);
    await exportByQuestions(desk);
    assert.deepEqual(
      questions.choicesSeen[1]?.map(({ label }) => label),
      ['This Month', 'Last Month', 'This Year', 'Everything', 'From a Day to a Day…'],
    );
  });

  it('does nothing where the person gives up, at a question or at the place', async () => {
    const given = deskOf([{ pick: 'Attempts' }, 'escape']);
    await exportByQuestions(given.desk);
    assert.deepEqual(given.kept.names, []);
    const placeless = deskOf([{ pick: 'Attempts' }, { pick: 'Today' }, { pick: 'CSV' }], {
      place: () => Promise.resolve(undefined),
    });
    await exportByQuestions(placeless.desk);
    for (const { kept, questions } of [given, placeless])
      assert.deepEqual([kept.requests, kept.notes, kept.offered, questions.told], [[], [], [], []]);
  });

  it('says nothing where it was stopped, and notes nothing', async () => {
    const { desk, kept, questions } = deskOf([{ pick: 'Attempts' }, { pick: 'Today' }, { pick: 'CSV' }], {
      during: (_title, work) => work({ signal: AbortSignal.abort(), tell: () => undefined }),
    });
    await exportByQuestions(desk);
    assert.deepEqual([kept.notes, kept.offered, questions.told], [[], [], []]);
  });

  it('says in one sentence what went wrong', async () => {
    const sentence = 'Keyway could not write usage.csv in /exports: the disk is full.';
    const { desk, kept, questions } = deskOf([{ pick: 'Attempts' }, { pick: 'Today' }, { pick: 'CSV' }], {
      exportUsage: () => Promise.reject(new ExportTrouble(sentence)),
    });
    await exportByQuestions(desk);
    assert.deepEqual(questions.told, [`error: ${sentence}`]);
    assert.deepEqual([kept.notes, kept.offered], [[], []]);
  });

  it('says so where there was nothing to export', async () => {
    const { desk, kept } = deskOf([{ pick: 'Attempts' }, { pick: 'Today' }, { pick: 'CSV' }], {
      exportUsage: () => Promise.resolve({ rows: 0, bytes: 312 }),
    });
    await exportByQuestions(desk);
    assert.deepEqual(kept.offered, [
      'keyway-usage-2026-11-20.csv is written: 0 rows, 312 bytes. Nothing was recorded in that time.',
    ]);
  });

  it('of a known period asks for the format only', async () => {
    const { desk, kept, questions } = deskOf([{ pick: 'CSV' }]);
    const period = { since: day(11, 1), until: day(11, 2) };
    const chosen = { period, words: 'November 1, 2026', recorded: 'November 1, 2026', slug: '2026-11-01' };
    assert.equal(await exportAttempts(desk, chosen), true);
    questions.finished();
    assert.deepEqual(kept.requests[0]?.period, period);
    assert.equal(await exportAttempts(deskOf(['escape']).desk, chosen), false);
  });
});

describe('a day that is typed', () => {
  it('is one of the calendar', () => {
    const values = [' 2024-02-29 ', '2026-02-29', '2026-13-01', '26-11-20', '0026-11-20', '2026-11-20T10'].map(
      (typed) => readDay(typed).value,
    );
    assert.deepEqual(values, ['2024-02-29', undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('the size of a file', () => {
  it('is said in the unit that people would choose', () => {
    assert.deepEqual([0, 999, 1_000, 45_678, 71_736_518].map(bytesText), [
      '0 bytes',
      '999 bytes',
      '1.0 kB',
      '45.7 kB',
      '71.7 MB',
    ]);
  });
});
