import assert from 'node:assert/strict';
import { forgetByQuestions, type Decision, type ForgetDesk } from '../../src/editor/forget-usage.ts';
import type { AuditEntry } from '../../src/usage/audit-entry.ts';
import type { Forgetting, Inside } from '../../src/usage/forget.ts';
import { Scripted, type Act } from './scripted.ts';

const now = new Date(2026, 10, 20, 15, 30).getTime();
const day = (month: number, date: number): number => new Date(2026, month - 1, date).getTime();

const inside: Inside = {
  first: '2026-11-01',
  last: '2026-11-19',
  days: 17,
  requests: 987,
  attempts: 1_234,
  rows: 1_234,
  usd: 12.34,
  unknown: 0,
  setAside: [],
};

type Way = 'Forget' | 'Export First…' | undefined;

const deskOf = (acts: readonly Act[], ways: readonly Way[], facts: Partial<ForgetDesk> = {}) => {
  const questions = new Scripted(acts);
  const left = [...ways];
  const kept = {
    looked: [] as Forgetting[],
    forgotten: [] as Forgetting[],
    asked: [] as { sentence: string; detail: string; actions: readonly string[] }[],
    exported: [] as string[],
    notes: [] as AuditEntry[],
    refreshed: 0,
  };
  const desk: ForgetDesk = {
    questions,
    clock: () => now,
    whatIsIn: (what) => {
      kept.looked.push(what);
      return Promise.resolve(inside);
    },
    forget: (what, onProgress) => {
      kept.forgotten.push(what);
      onProgress(0.5);
      return Promise.resolve(inside);
    },
    saved: () => Promise.resolve(5.6),
    decide: <A extends string>(question: Decision<A>) => {
      kept.asked.push(question);
      assert.ok(left.length > 0, `an answer to: ${question.sentence}`);
      const way = left.shift();
      return Promise.resolve(question.actions.find((action) => action === way));
    },
    exportFirst: ({ slug }) => {
      kept.exported.push(slug);
      return Promise.resolve(true);
    },
    during: (_title, work) => work(() => undefined),
    note: (entry) => void kept.notes.push(entry),
    refresh: () => (kept.refreshed += 1),
    ...facts,
  };
  return { desk, kept, questions };
};

describe('Forget Usage', () => {
  it('says all that is lost, forgets it once the person agreed, and has the pages read anew', async () => {
    const { desk, kept, questions } = deskOf([{ pick: 'This Month' }], ['Forget']);
    await forgetByQuestions(desk);
    questions.finished();
    assert.deepEqual(kept.asked, [
      {
        sentence: 'Forget the usage of November 2026?',
        detail: [
          'This deletes 1,234 attempts of 987 requests on 17 days (2026-11-01 to 2026-11-19): $12.34 of known cost.',
          'Reports no longer show this, nor the $5.60 that were saved. Budgets count as if the money was never spent, so more can be spent than they allow.',
          'The audit log stays, and notes this. It cannot be undone.',
        ].join('\n\n'),
        actions: ['Forget', 'Export First…'],
      },
    ]);
    assert.deepEqual(kept.forgotten, [{ since: day(11, 1) }]);
    assert.deepEqual(kept.notes, [
      {
        action: 'usage-forgotten',
        by: 'person',
        subject: 'Usage: November 2026',
        detail: '1,234 attempts of 987 requests on 17 days, $12.34',
      },
    ]);
    assert.equal(kept.refreshed, 1);
    assert.deepEqual(questions.told, ['info: Forgotten: 1,234 attempts of 987 requests on 17 days, $12.34.']);
  });

  const chosen: readonly (readonly [acts: readonly Act[], what: Forgetting, sentence: string])[] = [
    [
      [{ pick: 'One Day…' }, { type: '2026-11-03' }],
      { since: day(11, 3), until: day(11, 4) },
      'Forget the usage of November 3, 2026?',
    ],
    [[{ pick: 'This Week' }], { since: day(11, 16) }, 'Forget the usage of this week?'],
    [[{ pick: 'Last Month' }], { since: day(10, 1), until: day(11, 1) }, 'Forget the usage of October 2026?'],
    [
      [{ pick: 'Older Than…' }, { type: '2026-08-01' }],
      { since: 0, until: day(8, 1) },
      'Forget the usage of the time before August 1, 2026?',
    ],
    [[{ pick: 'Everything' }], 'all', 'Forget all usage?'],
  ];
  for (const [acts, what, sentence] of chosen)
    it(`asks: ${sentence}`, async () => {
      const { desk, kept, questions } = deskOf(acts, ['Forget']);
      await forgetByQuestions(desk);
      questions.finished();
      assert.equal(kept.asked[0]?.sentence, sentence);
      assert.deepEqual([kept.looked, kept.forgotten], [[what], [what]]);
    });

  it('exports first where the person wants to, and then asks again with the numbers of then', async () => {
    const { desk, kept } = deskOf([{ pick: 'Everything' }], ['Export First…', 'Export First…', undefined]);
    await forgetByQuestions(desk);
    assert.deepEqual(kept.exported, ['', '']);
    assert.equal(kept.looked.length, 3);
    assert.deepEqual([kept.forgotten, kept.notes, kept.refreshed], [[], [], 0]);
  });

  it('forgets nothing where the person closes the box, gives up before it, or there is nothing', async () => {
    const closed = deskOf([{ pick: 'This Week' }], [undefined]);
    const given = deskOf(['escape'], []);
    const nothing = { ...inside, first: undefined, last: undefined, days: 0, requests: 0, attempts: 0, rows: 0 };
    const empty = deskOf([{ pick: 'This Week' }], [], { whatIsIn: () => Promise.resolve(nothing) });
    for (const { desk, kept } of [closed, given, empty]) {
      await forgetByQuestions(desk);
      assert.deepEqual([kept.forgotten, kept.notes, kept.refreshed], [[], [], 0]);
    }
    assert.deepEqual(empty.questions.told, ['info: Nothing is recorded of that time: this week.']);
  });

  it('says what is uncertain, what is there in sums only, and which files go with it', async () => {
    const facts = { ...inside, rows: 200, unknown: 3, setAside: ['/a', '/b'], saved: undefined };
    const { desk, kept } = deskOf([{ pick: 'Everything' }], [undefined], {
      whatIsIn: () => Promise.resolve(facts),
      saved: () => Promise.reject(new Error('no')),
    });
    await forgetByQuestions(desk);
    const { detail = '' } = kept.asked[0] ?? {};
    assert.match(detail, /\$12\.34 of known cost, and 3 attempts of unknown cost\. 200 of them are there one by one, /);
    assert.match(detail, /\n\n2 damaged ledgers that had been set aside are deleted too\.\n\n/);
    assert.doesNotMatch(detail, /saved/);
  });

  it('says in one sentence why it could not', async () => {
    const locked = Object.assign(new Error('x'), { errcode: 5 });
    for (const facts of [{ whatIsIn: () => Promise.reject(locked) }, { forget: () => Promise.reject(locked) }]) {
      const { desk, kept, questions } = deskOf([{ pick: 'Everything' }], ['Forget'], facts);
      await forgetByQuestions(desk);
      assert.deepEqual(questions.told, ['error: Keyway could not forget this usage: another program holds it locked.']);
      assert.deepEqual([kept.notes, kept.refreshed], [[], 0]);
    }
  });
});
