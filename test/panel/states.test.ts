import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Standing } from '../../src/core/budget.ts';
import { outlines } from '../../media/outlines.ts';
import { auditSaid, kindOf } from '../../src/panel/audit-state.ts';
import { barOf } from '../../src/panel/bar-state.ts';
import { chartState } from '../../src/panel/chart-state.ts';
import {
  bestOf,
  saidOf,
  stateTitle,
  testedSentence,
  unlocksText,
  type ShownKey,
  type ShownProvider,
} from '../../src/panel/keys-state.ts';
import { limitText } from '../../src/panel/limit-text.ts';
import { keyStates } from '../../src/panel/messages-keys.ts';
import { readToPage } from '../../src/panel/messages.ts';
import { groupings, questionTitle, spans } from '../../src/panel/question.ts';
import { healthShown, routingSaid, ruleShown } from '../../src/panel/routing-state.ts';
import { sections, sectionOf, sectionTitle } from '../../src/panel/section.ts';
import { auditActions } from '../../src/usage/audit-entry.ts';
import { everyState, manyKeys, routing } from './shown.ts';

describe('a state that is shown', () => {
  it('is one that the page takes, with everything in it and with nothing', () => {
    for (const state of everyState) assert.deepEqual(readToPage(state), state);
  });
});

describe('the sections', () => {
  it('have titles, and are named by nothing else than their names', () => {
    for (const section of sections) {
      assert.notEqual(sectionTitle(section), '');
      assert.equal(sectionOf(section), section);
    }
    for (const name of ['Keys', 'secrets', '', undefined, null, 3, ['keys'], 'toString'])
      assert.equal(sectionOf(name), undefined);
  });
});

describe('a question about usage', () => {
  it('has a title of its own for every span and grouping', () => {
    const titles = spans.flatMap((span) => groupings.map((by) => questionTitle({ span, by })));
    assert.equal(new Set(titles).size, spans.length * groupings.length);
    assert.equal(questionTitle({ span: 'week', by: 'caller' }), 'This week by caller');
  });
});

describe('the state of a provider', () => {
  it('is the best of its keys: one that works is enough', () => {
    assert.equal(bestOf(['failed', 'working', 'disabled']), 'working');
    assert.equal(bestOf(['failed', 'limited']), 'limited');
    assert.equal(bestOf(['disabled', 'failed']), 'failed');
    assert.equal(bestOf(['retired']), 'retired');
    assert.equal(bestOf([]), 'untested');
    assert.equal(new Set(keyStates.map(stateTitle)).size, keyStates.length);
  });
});

describe('the keys in a sentence', () => {
  const [first] = manyKeys.providers;
  const [key] = first?.keys ?? [];
  const of = (...counts: readonly number[]): readonly ShownProvider[] =>
    counts.map((count) => ({
      ...(first as ShownProvider),
      keys: Array.from({ length: count }, () => key as ShownKey),
    }));

  it('says how many there are, of whom, and what they unlock', () => {
    assert.equal(saidOf([], 0), 'No keys yet.');
    assert.equal(saidOf(of(1), 1), '1 key unlocks 1 model.');
    assert.equal(saidOf(of(2), 1_200), '2 keys of 1 provider unlock 1,200 models.');
    assert.equal(saidOf(of(2, 1), 41), '3 keys of 2 providers unlock 41 models.');
  });

  it('says what models can do, and nothing of what they cannot', () => {
    const none = { chat: false, tools: false, images: false, reasoning: false, embeddings: false };
    assert.equal(unlocksText(2, { ...none, chat: true, tools: true }), '2 models · chat, tools');
    assert.equal(unlocksText(1, none), '1 model');
  });

  it('says what tests of all found: those that do not work by name', () => {
    const well = { called: 'a', works: true, sentence: 'fine' };
    const ill = { called: 'OpenAI key “b”', works: false, sentence: 'It was refused.' };
    assert.equal(testedSentence([well, well], { asked: 2, left: 0 }), '2 keys tested, 2 of them work.');
    assert.equal(
      testedSentence([well, ill], { asked: 3, left: 1 }),
      'Stopped after 2 of 3 keys. 2 keys tested, 1 of them work. OpenAI key “b”: It was refused. 1 key left out, whose test costs something: test each by itself.',
    );
  });
});

describe('a limit that is shown', () => {
  it('says what is left, of how much, and of when', () => {
    const limit = { counts: 'requests', per: 'day', left: 1_200, whole: 10_000 } as const;
    assert.equal(limitText(limit), '1,200 of 10,000 requests left today');
    assert.equal(limitText({ ...limit, counts: 'tokens', per: 'minute' }), '1,200 of 10,000 tokens left this minute');
    assert.equal(limitText({ ...limit, whole: undefined, per: 'month' }), '1,200 requests left this month');
    assert.equal(limitText({ ...limit, left: 0, per: 'unknown' }), '0 of 10,000 requests left');
  });
});

describe('a budget that is shown', () => {
  const standing = (spent: number, facts: Partial<Standing> = {}): Standing => ({
    budget: { id: 'b', limit: 5, period: 'day', of: {}, action: 'block', strict: false },
    period: '2026-11-20',
    endsAt: 0,
    spent: spent * 1e9,
    doubt: 0,
    untold: 0,
    reserved: 0,
    lifted: false,
    ...facts,
  });

  it('is well, near its end, or used up', () => {
    assert.deepEqual(barOf(standing(1)), {
      title: 'Daily budget',
      used: '20% · $1.00 of $5.00',
      share: 0.2,
      state: 'working',
    });
    assert.equal(barOf(standing(4)).state, 'limited');
    assert.equal(barOf(standing(5)).state, 'failed');
    assert.equal(barOf(standing(6)).share, 1.2);
  });

  it('is not used up while it is lifted, and one of no money is', () => {
    assert.equal(barOf(standing(6, { lifted: true })).state, 'limited');
    const none = standing(0);
    assert.deepEqual(
      [barOf({ ...none, budget: { ...none.budget, limit: 0 } })].map(({ share, state }) => [share, state]),
      [[1, 'failed']],
    );
  });
});

describe('the routing that is shown', () => {
  it('says when a rule decides and what it does', () => {
    const rule = {
      name: 'cheap',
      when: { task: 'code', promptOver: 2_000 },
      prefer: ['groq/*'],
      maxCost: 0.02,
    } as const;
    assert.deepEqual(ruleShown(rule, 0), {
      name: 'cheap',
      when: 'task code, more than 2,000 tokens',
      deed: 'first groq/*; at most $0.02',
    });
    const { name, when, deed } = ruleShown({ when: {}, only: ['a/*', 'b/*'], never: ['c/*'], floor: 'best' }, 1);
    assert.deepEqual([name, when, deed], ['rule 2', 'every request', 'only a/*, b/*; never c/*; floor best']);
  });

  it('says in a sentence whether there is any route', () => {
    assert.equal(routingSaid(6, 0), 'No route yet: add a key first.');
    assert.equal(routingSaid(6, 1), '6 tasks can go to one route.');
    assert.equal(routingSaid(6, 1_041), '6 tasks can go to 1,041 routes.');
  });

  it('begins with what is unwell, and ends where nobody reads on', () => {
    const [one] = routing.health;
    assert.ok(one);
    const many = Array.from({ length: 300 }, (_, index) => ({
      ...one,
      route: String(index),
      state: 'working' as const,
    }));
    const mixed = [...many, { ...one, state: 'limited' as const }, { ...one, state: 'failed' as const }];
    const shown = healthShown(mixed);
    assert.deepEqual(
      shown.slice(0, 3).map(({ state }) => state),
      ['failed', 'limited', 'working'],
    );
    assert.equal(shown.length, 200);
  });
});

describe('the audit log that is shown', () => {
  it('says how much of it is shown', () => {
    assert.equal(auditSaid(0, 0), 'Nothing is in it yet.');
    assert.equal(auditSaid(1, 1), '1 entry.');
    assert.equal(auditSaid(3, 3), '3 entries, the newest first.');
    assert.equal(auditSaid(1_000, 1_204), 'The newest 1,000 of 1,204 entries.');
  });

  it('knows of every deed what it is about, and one of a newer Keyway is of the books', () => {
    assert.equal(kindOf('key-added'), 'keys');
    assert.equal(kindOf('origin-confirmed'), 'keys');
    assert.equal(kindOf('budget-lifted'), 'budgets');
    assert.equal(kindOf('tomorrow'), 'books');
    const kinds = new Set(auditActions.map(kindOf));
    assert.deepEqual([...kinds].toSorted(), ['books', 'budgets', 'keys', 'rules']);
  });
});

describe('money over time', () => {
  const days = ['2026-11-19', '2026-11-20', '2026-11-21'];
  const byDay = (...amounts: readonly number[]): ReadonlyMap<string, number> =>
    new Map(amounts.flatMap((usd, index) => (usd === 0 ? [] : [[days[index] ?? '', usd] as const])));
  const chart = { title: 'Cost of each day', days, series: [], total: byDay() };

  it('is not drawn where nothing cost anything', () => {
    assert.equal(chartState(chart), undefined);
    assert.equal(chartState({ ...chart, total: byDay(1e-12) }), undefined);
    assert.equal(chartState({ ...chart, days: [], total: byDay(1) }), undefined);
  });

  it('has a bar for each day, its parts as shares of the highest, and what nobody is named for as one more', () => {
    const drawn = chartState({
      ...chart,
      series: [
        { name: 'a', days: byDay(1, 0, 0.5) },
        { name: 'b', days: byDay(0.5) },
      ],
      total: byDay(2, 0, 0.5),
    });
    assert.deepEqual(drawn?.series, ['a', 'b', 'Others']);
    assert.equal(drawn.most, '$2.00');
    assert.deepEqual(
      drawn.bars.map(({ day, total, parts, texts }) => [day, total, parts, texts]),
      [
        ['2026-11-19', '$2.00', [0.5, 0.25, 0.25], ['$1.00', '$0.50', '$0.50']],
        ['2026-11-20', '$0.00', [0, 0, 0], ['$0.00', '$0.00', '$0.00']],
        ['2026-11-21', '$0.50', [0.25, 0, 0], ['$0.50', '$0.00', '$0.00']],
      ],
    );
  });

  it('names no others where the noise of adding up is all that is left', () => {
    const drawn = chartState({ ...chart, series: [{ name: 'a', days: byDay(0.1 + 0.2) }], total: byDay(0.3) });
    assert.deepEqual(drawn?.series, ['a']);
  });

  it('never leaves its frame, and its parts add up to their day', () => {
    const amount = fc.double({ min: 0, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.array(amount, { minLength: 3, maxLength: 3 }), { maxLength: 4 }),
        amount,
        (named, rest) => {
          const total = days.map((_, index) => named.reduce((sum, one) => sum + (one[index] ?? 0), rest));
          const drawn = chartState({
            ...chart,
            series: named.map((one, index) => ({ name: String(index), days: byDay(...one) })),
            total: byDay(...total),
          });
          const most = Math.max(...total);
          for (const [index, bar] of (drawn?.bars ?? []).entries()) {
            const height = bar.parts.reduce((sum, part) => sum + part, 0);
            assert.ok(bar.parts.every((part) => part >= 0) && height <= 1 + 1e-9);
            assert.ok(Math.abs(height * most - (total[index] ?? 0)) < 1e-6);
          }
        },
      ),
    );
  });
});

describe('the icons', () => {
  it('are VS Code’s own, as the package has them', () => {
    const names = {
      add: 'add',
      working: 'pass',
      limited: 'warning',
      failed: 'error',
      untested: 'question',
      disabled: 'circle-slash',
      retired: 'archive',
      more: 'chevron-down',
      less: 'chevron-up',
      up: 'arrow-up',
      down: 'arrow-down',
    } satisfies Record<keyof typeof outlines, string>;
    for (const [name, file] of Object.entries(names)) {
      const svg = readFileSync(new URL(import.meta.resolve(`@vscode/codicons/src/icons/${file}.svg`)), 'utf8');
      const drawn = [...svg.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path).join(' ');
      assert.equal(outlines[name as keyof typeof outlines], drawn, name);
    }
  });

  it('say every state of a key beside its words', () => {
    for (const state of keyStates) assert.ok(state in outlines, state);
  });
});
