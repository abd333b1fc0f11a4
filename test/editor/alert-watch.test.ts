import assert from 'node:assert/strict';
import { setImmediate as soon } from 'node:timers/promises';
import {
  judged,
  markOf,
  type Alert,
  type AlertKind,
  type Incident,
  type Look,
  type Sighting,
} from '../../src/core/alert.ts';
import type { Key } from '../../src/core/key.ts';
import { notify } from '../../src/editor/alert-notices.ts';
import { KeySights } from '../../src/editor/alert-sights.ts';
import { AlertWatch } from '../../src/editor/alert-watch.ts';
import { Scripted } from './scripted.ts';

const start = Date.UTC(2026, 10, 20, 12);

const alert = (
  kind: AlertKind,
  subject = 'k1',
  sentence = `Groq key “${subject}” has a problem. Do something.`,
): Alert => ({
  kind,
  subject,
  level: 1,
  sentence,
  facts: { key: { id: subject, nickname: 'work' } },
});

/** A window whose clock stands still until a test moves it. */
const windowOf = (wanted: (kind: AlertKind) => boolean = () => true) => {
  let now = start;
  let isLocked = false;
  let known: ReadonlyMap<string, Incident> = new Map();
  const told: { readonly at: number; readonly marks: readonly string[] }[] = [];
  const looks: Look[] = [];
  const found: Sighting[] = [];
  const timers = new Set<{ readonly work: () => void; readonly at: number }>();
  const watch = new AlertWatch({
    claim: (look, at = now) => {
      looks.push(look);
      if (isLocked) return Promise.resolve(undefined);
      const { changed, told: alerts } = judged(look, known, at);
      known = new Map([...known, ...changed]);
      return Promise.resolve(alerts);
    },
    isWanted: wanted,
    tell: (alerts) => told.push({ at: now - start, marks: alerts.map(markOf) }),
    look: () => found,
    clock: () => now,
    later: (work, milliseconds) => {
      const timer = { work, at: now + milliseconds };
      timers.add(timer);
      return { dispose: () => timers.delete(timer) };
    },
  });
  const pass = async (milliseconds: number): Promise<void> => {
    const end = now + milliseconds;
    for (;;) {
      const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.work();
      await soon();
    }
    now = end;
  };
  return { watch, told, looks, found, pass, timers, lock: (locked: boolean) => (isLocked = locked) };
};

describe('what is seen in a window', () => {
  it('is told together, two seconds after the first of it', async () => {
    const { watch, told, pass } = windowOf();
    watch.saw([alert('keyInvalid')]);
    await pass(1_999);
    watch.saw([alert('keyAge'), alert('quotaLow')]);
    assert.deepEqual(told, []);
    await pass(1);
    assert.deepEqual(told, [{ at: 2_000, marks: ['keyInvalid k1', 'keyAge k1', 'quotaLow k1'] }]);
  });

  it('is told at most once a minute, and what came meanwhile is joined', async () => {
    const { watch, told, pass } = windowOf();
    for (let second = 0; second < 180; second++) {
      watch.saw([alert('keyInvalid', `k${second}`)]);
      await pass(1_000);
    }
    await pass(120_000);
    assert.equal(told.flatMap(({ marks }) => marks).length, 180);
    const gaps = told.slice(1).map(({ at }, index) => at - (told[index]?.at ?? 0));
    assert.ok(told.length === 4 && gaps.every((gap) => gap >= 60_000), JSON.stringify(told.map(({ at }) => at)));
  });

  it('is not claimed before it can be told: a window that closes leaves it to the next', async () => {
    const { watch, looks, pass, timers } = windowOf();
    watch.saw([alert('keyInvalid')]);
    await pass(2_000);
    watch.saw([alert('keyAge')]);
    await pass(30_000);
    assert.equal(looks.length, 1);
    watch.dispose();
    watch.saw([alert('keyAge')]);
    assert.equal(timers.size, 0);
  });

  it('is asked again a minute later where nobody can say, with what is newer', async () => {
    const { watch, told, pass, lock } = windowOf();
    lock(true);
    watch.saw([alert('keyInvalid'), alert('keyAge', 'a'), alert('keyAge', 'b')]);
    await pass(2_000);
    watch.saw([alert('keyAge', 'b')], ['keyAge']);
    watch.saw([{ kind: 'keyInvalid', subject: 'k1', level: 0 }]);
    lock(false);
    await pass(60_000);
    assert.deepEqual(
      told.flatMap(({ marks }) => marks),
      ['keyAge b'],
    );
  });

  it('includes what is looked at then: limits', async () => {
    const { watch, told, found, pass } = windowOf();
    found.push(alert('quotaLow', 'limit'));
    watch.saw([{ kind: 'keyInvalid', subject: 'k1', level: 0 }]);
    await pass(2_000);
    assert.deepEqual(
      told.map(({ marks }) => marks),
      [['quotaLow limit']],
    );
  });

  it('opens no incident where nobody wants to hear of it, and ends none', async () => {
    let wants = true;
    const { watch, told, pass } = windowOf((kind) => kind !== 'keyAge' || wants);
    wants = false;
    watch.saw([alert('keyAge')], ['keyAge', 'keyExpiry']);
    await pass(2_000);
    assert.deepEqual(told, []);
    wants = true;
    watch.saw([alert('keyAge')], ['keyAge', 'keyExpiry']);
    await pass(2_000);
    assert.deepEqual(
      told.map(({ marks }) => marks),
      [['keyAge k1']],
    );
    wants = false;
    watch.saw([alert('keyAge')], ['keyAge']);
    await pass(100_000);
    wants = true;
    watch.saw([alert('keyAge')], ['keyAge']);
    await pass(100_000);
    assert.equal(told.length, 1, 'it was there all the time');
  });

  it('asks for nothing while nothing is seen', async () => {
    const { looks, pass } = windowOf();
    await pass(3_600_000);
    assert.deepEqual(looks, []);
  });
});

describe('what requests and tests tell of keys', () => {
  const key: Key = { id: 'k1', provider: 'groq', nickname: 'work', priority: 1, enabled: true, plain: {}, addedAt: 7 };
  const sightsOf = (keys: Key[]) => {
    const seen: (readonly [string, number])[] = [];
    const sights = new KeySights({
      keys: () => keys,
      nameOf: () => 'Groq',
      saw: (all) => seen.push(...all.map((one) => [markOf(one), one.level] as const)),
    });
    return { sights, seen };
  };
  const row = (
    outcome: 'answered' | 'auth' | 'quota' | 'rate' | 'server',
    cost_from: 'computed' | 'cached' = 'computed',
  ) => ({
    key_id: 'k1',
    outcome,
    cost_from,
  });

  it('is that a refused key is invalid, one without credit used up, and one that answers neither', () => {
    const { sights, seen } = sightsOf([key]);
    for (const outcome of ['auth', 'quota', 'rate', 'server', 'answered'] as const) sights.attempted(row(outcome));
    assert.deepEqual(seen, [
      ['keyInvalid k1 7', 1],
      ['quotaLow k1 7 used up', 1],
      ['keyInvalid k1 7', 0],
      ['quotaLow k1 7 used up', 0],
    ]);
  });

  it('is nothing where the answer was kept from before, or the key is gone', () => {
    const { sights, seen } = sightsOf([key]);
    sights.attempted(row('answered', 'cached'));
    sights.attempted({ ...row('auth'), key_id: 'gone' });
    assert.deepEqual(seen, []);
  });

  it('is that a key works which a test has just found to work, and not that one did long ago', () => {
    const keys: Key[] = [{ ...key, testedAt: 1, verdict: 'valid' }];
    const { sights, seen } = sightsOf(keys);
    sights.changed();
    assert.deepEqual(seen, []);
    keys[0] = { ...key, testedAt: 2, verdict: 'invalid' };
    sights.changed();
    assert.deepEqual(seen, [], 'a test of the person’s own tells of itself');
    keys[0] = { ...key, testedAt: 3, verdict: 'limited' };
    sights.changed();
    assert.deepEqual(seen[0], ['keyInvalid k1 7', 0]);
  });

  it('is what a test in the background found, and how much the key may still spend', () => {
    const { sights, seen } = sightsOf([key]);
    sights.tested(key, { verdict: 'no-credit' });
    sights.tested(key, { verdict: 'unreachable' });
    sights.tested(key, { verdict: 'valid', told: { prepaid: { left: 0.5, limit: 10 } } });
    assert.deepEqual(seen, [
      ['keyInvalid k1 7', 1],
      ['keyInvalid k1 7', 0],
      ['quotaLow k1 7 prepaid', 1],
    ]);
  });
});

describe('a notification', () => {
  const personOf = (presses: readonly (string | undefined)[], pick?: string) => {
    const shown: (readonly string[])[] = [];
    const ran: unknown[][] = [];
    const hushed: AlertKind[] = [];
    const questions = new Scripted(pick === undefined ? [] : [{ pick }]);
    const answers = [...presses];
    const show = (...alerts: readonly Alert[]): Promise<void> =>
      notify(alerts, {
        tell: (...said) => {
          shown.push(said);
          return Promise.resolve(answers.shift());
        },
        questions,
        run: (...command) => Promise.resolve(ran.push(command)),
        hush: (kind) => Promise.resolve(void hushed.push(kind)),
      });
    return { show, shown, ran, hushed, questions };
  };

  it('has buttons that lead to the cure, for the key it is about', async () => {
    for (const [kind, button, command] of [
      ['keyInvalid', 'Update Key', ['keyway.updateKey', 'k1']],
      ['keyInvalid', 'Test Key', ['keyway.testKey', 'k1']],
      ['keyExpiry', 'Set Expiry', ['keyway.setKeyExpiry', 'k1']],
      ['keyAge', 'Update Key', ['keyway.updateKey', 'k1']],
      ['quotaLow', 'Show Usage', ['keyway.showUsage']],
      ['spendAnomaly', 'Show Budgets', ['keyway.showBudgets']],
    ] as const) {
      const { show, shown, ran } = personOf([button]);
      await show(alert(kind));
      assert.ok(shown[0]?.includes(button) && shown[0].includes("Don't Show Again"), kind);
      assert.deepEqual(ran, [command]);
    }
  });

  it('is turned off by its kind', async () => {
    const { show, ran, hushed } = personOf(["Don't Show Again"]);
    await show(alert('quotaLow'));
    assert.deepEqual([hushed, ran], [['quotaLow'], []]);
  });

  it('does nothing where it is closed, or where there is nothing to tell', async () => {
    const { show, shown, ran, hushed } = personOf([undefined]);
    await show(alert('keyAge'));
    await show();
    assert.deepEqual([shown.length, ran, hushed], [1, [], []]);
  });

  it('joins several, and lets one be picked', async () => {
    const alerts = [
      alert('keyExpiry', 'k1', 'Groq key “a” expires tomorrow (2026-12-01). Update it.'),
      alert(
        'quotaLow',
        'k2',
        'Groq key “b” has 1,200 of 14,400 requests left today. That is its limit for llama-3.3/x.',
      ),
      alert('spendAnomaly', 'd', 'Today has cost $12.30 so far. That is 4.5 times a usual day ($3.05).'),
      alert('keyInvalid', 'k4', 'Groq key “d” is refused by its provider. Update it.'),
    ];
    const { show, shown, ran, questions } = personOf(
      ['Show Alerts', 'Update Key'],
      'Groq key “d” is refused by its provider.',
    );
    await show(...alerts);
    assert.deepEqual(shown[0], [
      '4 alerts. Groq key “a” expires tomorrow (2026-12-01). Groq key “b” has 1,200 of 14,400 requests left today. Today has cost $12.30 so far. And 1 more.',
      'Show Alerts',
    ]);
    assert.deepEqual(
      questions.choicesSeen[0]?.map(({ detail }) => detail),
      ['Update it.', 'That is its limit for llama-3.3/x.', 'That is 4.5 times a usual day ($3.05).', 'Update it.'],
    );
    assert.deepEqual(ran, [['keyway.updateKey', 'k4']]);
    questions.finished();
  });
});
