import type { Summary } from '../../src/core/summary.ts';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Attempt } from '../../src/core/attempt.ts';
import type { Cost } from '../../src/core/cost.ts';
import { dayOf } from '../../src/usage/period.ts';
import type { GroupBy, Where } from '../../src/usage/report.ts';
import { always, attempt, emptySummary, inRoom } from './samples.ts';

const noon = new Date(2026, 10, 20, 12).getTime();
const hour = 3_600_000;

describe('a summary', () => {
  it('is all zeros where nothing was recorded', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      assert.deepEqual(await ledger.summary(always), emptySummary);
      assert.deepEqual(await ledger.summaryBy('model', always), []);
    }));

  it('counts a request once, however many routes it tried', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt({ requestId: 'a', outcome: 'rate' }));
      ledger.record(attempt({ requestId: 'a', outcome: 'server' }));
      ledger.record(attempt({ requestId: 'a' }));
      ledger.record(attempt({ requestId: 'b', outcome: 'aborted' }));
      // Nobody failed where a second route was only quicker.
      ledger.record(attempt({ requestId: 'c', outcome: 'outrun' }));
      ledger.record(attempt({ requestId: 'c' }));
      const { requests, attempts, answered, failed, stopped } = await ledger.summary(always);
      assert.deepEqual(
        { requests, attempts, answered, failed, stopped },
        { requests: 3, attempts: 6, answered: 2, failed: 2, stopped: 2 },
      );
    }));

  it('keeps costs apart by where they come from, and never counts an unknown one as nothing', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const costs: readonly Cost[] = [
        { usd: 0.1, from: 'reported' },
        { usd: 0.2, from: 'reported' },
        { usd: 0.0031, from: 'computed', priceAsOf: '2026-11-01' },
        { usd: 0.000000001, from: 'estimated' },
        { from: 'unknown' },
      ];
      for (const cost of costs) ledger.record(attempt({ cost }));
      // 0.1 + 0.2 is 0.3 here: sums are whole nano-dollars.
      assert.deepEqual((await ledger.summary(always)).cost, {
        reported: 0.3,
        computed: 0.0031,
        estimated: 0.000000001,
        unknown: 1,
      });
    }));

  it('says how many answers came without token counts', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt());
      ledger.record(attempt({ usage: undefined }));
      ledger.record(attempt({ usage: undefined, outcome: 'network' }));
      assert.deepEqual((await ledger.summary(always)).tokens, {
        input: 1_000,
        output: 200,
        cached: 400,
        reasoning: 80,
        unreported: 1,
      });
    }));

  it('takes a period from its first millisecond until just before its end', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (const at of [noon - 1, noon, noon + hour - 1, noon + hour]) ledger.record(attempt({ at }));
      assert.equal((await ledger.summary({ since: noon, until: noon + hour })).attempts, 2);
      assert.equal((await ledger.summary({ since: noon })).attempts, 3);
    }));

  it('counts a fallback where another route had failed the same request, and nowhere else', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      ledger.record(attempt({ requestId: 'saved', model: 'a', outcome: 'rate' }));
      ledger.record(attempt({ requestId: 'saved', model: 'b' }));
      ledger.record(attempt({ requestId: 'tried again', model: 'a', outcome: 'network' }));
      ledger.record(attempt({ requestId: 'tried again', model: 'a' }));
      ledger.record(attempt({ requestId: 'raced', model: 'a', outcome: 'outrun' }));
      ledger.record(attempt({ requestId: 'raced', model: 'b' }));
      ledger.record(attempt({ requestId: 'in two parts', model: 'a' }));
      ledger.record(attempt({ requestId: 'in two parts', model: 'b' }));
      const models = await ledger.summaryBy('model', always);
      assert.deepEqual(
        models.map(({ group, requests, fallbacks }) => [group, requests, fallbacks]),
        [
          ['openai/a', 4, 0],
          ['openai/b', 0, 1],
        ],
      );
    }));

  it('tells how long answers took, without those that were kept from before or failed', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (let index = 1; index <= 100; index++)
        ledger.record(attempt({ requestId: `${index}`, firstTokenMs: index * 10, totalMs: index * 100 }));
      ledger.record(attempt({ requestId: 'kept', firstTokenMs: 1, totalMs: 1, cost: { usd: 0, from: 'cached' } }));
      ledger.record(attempt({ requestId: 'failed', outcome: 'stall', firstTokenMs: 90_000, totalMs: 90_000 }));
      const { firstToken, total, kept } = await ledger.summary(always);
      assert.equal(kept, 1);
      for (const [found, exact] of [
        [firstToken?.p50, 500],
        [firstToken?.p95, 950],
        [total?.p50, 5_000],
        [total?.p95, 9_500],
      ] as const)
        assert.ok(Math.abs((found ?? 0) - exact) <= exact * 0.025, `${found} instead of ${exact}`);
    }));

  it('counts only what fits all that is named', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const facts = [
        { provider: 'groq', model: 'openai/gpt-oss', keyId: 'k2', task: 'code', workspace: undefined },
        { provider: 'groq', model: 'openai/gpt-oss', keyId: 'k2', task: 'chat', caller: 'core' },
        { task: 'code' },
      ] as const;
      for (const [index, some] of facts.entries()) ledger.record(attempt({ requestId: `${index}`, ...some }));
      const requests = async (where: Where) => (await ledger.summary(always, where)).requests;
      assert.equal(await requests({ provider: 'groq' }), 2);
      assert.equal(await requests({ model: 'groq/openai/gpt-oss' }), 2);
      assert.equal(await requests({ key: 'k2', task: 'code' }), 1);
      assert.equal(await requests({ workspace: '' }), 1);
      assert.equal(await requests({ caller: 'core' }), 1);
      assert.equal(await requests({ provider: 'openai', caller: 'core' }), 0);
      const tasks = await ledger.summaryBy('task', always, { model: 'groq/openai/gpt-oss' });
      assert.deepEqual(tasks.map(({ group }) => group).toSorted(), ['chat', 'code']);
    }));

  it('says that nothing was saved where the model that answered was the dearest itself, whatever it cost in the end', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const [cheaper, dearer] = [0.004, 0.006];
      for (const usd of [cheaper, dearer])
        ledger.record(
          attempt({
            requestId: `${usd}`,
            cost: { usd, from: 'reported' },
            dearest: () => ({ model: 'openai/gpt-6-luna', usd: 0.005 }),
          }),
        );
      assert.deepEqual((await ledger.summary(always)).saved, { usd: 0, baseline: 0.01 });
    }));

  it('never says that the dearest candidate would have been cheaper', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      const dearest = () => ({ model: 'groq/oss', usd: 0.005 });
      ledger.record(attempt({ requestId: 'a', cost: { usd: 0.009, from: 'reported' }, dearest }));
      ledger.record(attempt({ requestId: 'b', cost: { usd: 0.001, from: 'reported' }, dearest }));
      assert.deepEqual((await ledger.summary(always)).saved, { usd: 0.004, baseline: 0.014 });
    }));

  it('adds up sums larger than JavaScript holds exactly', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      for (let index = 0; index < 3; index++) ledger.record(attempt({ cost: { usd: 9_000_000, from: 'computed' } }));
      assert.equal((await ledger.summary(always)).cost.computed, 27_000_000);
    }));
});

describe('groups', () => {
  const groupsOf = async (by: GroupBy, attempts: readonly Attempt[]) => {
    const found: (readonly [string, string, number])[] = [];
    await inRoom(async ({ open }) => {
      const ledger = open();
      for (const one of attempts) ledger.record(one);
      const groups = await ledger.summaryBy(by, always);
      found.push(...groups.map(({ group, label, attempts: count }) => [group, label, count] as const));
    });
    return found;
  };

  it('come with the dearest first', async () => {
    const groups = await groupsOf('provider', [
      attempt({ provider: 'cheap', cost: { usd: 0.01, from: 'computed' } }),
      attempt({ provider: 'unknown', cost: { from: 'unknown' } }),
      attempt({ provider: 'dear', cost: { usd: 1, from: 'reported' } }),
      attempt({ provider: 'cheap', cost: { usd: 0.01, from: 'estimated' } }),
    ]);
    assert.deepEqual(groups, [
      ['dear', 'dear', 1],
      ['cheap', 'cheap', 2],
      ['unknown', 'unknown', 1],
    ]);
  });

  it('of models tell the same model of two providers apart', async () => {
    const groups = await groupsOf('model', [
      attempt({ provider: 'groq', model: 'openai/gpt-oss', requestId: 'a' }),
      attempt({ provider: 'groq', model: 'openai/gpt-oss', requestId: 'b' }),
      attempt({ provider: 'openrouter', model: 'openai/gpt-oss' }),
    ]);
    assert.deepEqual(groups, [
      ['groq/openai/gpt-oss', 'groq/openai/gpt-oss', 2],
      ['openrouter/openai/gpt-oss', 'openrouter/openai/gpt-oss', 1],
    ]);
  });

  it('of keys go by the key and bear its latest nickname', async () => {
    const groups = await groupsOf('key', [
      attempt({ keyId: 'k1', keyNickname: 'new', at: 2_000 }),
      attempt({ keyId: 'k1', keyNickname: 'old', at: 1_000 }),
    ]);
    assert.deepEqual(groups, [['k1', 'new', 2]]);
  });

  it('of keys that share a nickname say whose they are', async () => {
    const groups = await groupsOf('key', [
      attempt({ keyId: 'k1', requestId: 'a' }),
      attempt({ keyId: 'k2', requestId: 'b', provider: 'groq', cost: { usd: 0.002, from: 'computed' } }),
      attempt({ keyId: 'k3', requestId: 'c', keyNickname: 'home', cost: { usd: 0.001, from: 'computed' } }),
    ]);
    assert.deepEqual(groups, [
      ['k1', 'work (openai)', 1],
      ['k2', 'work (groq)', 1],
      ['k3', 'home', 1],
    ]);
  });

  it('of days are the days of the person, in their order', async () => {
    const evening = new Date(2026, 10, 20, 23, 59, 59, 999).getTime();
    const groups = await groupsOf('day', [
      attempt({ at: evening + 1 }),
      attempt({ at: evening, cost: { from: 'unknown' } }),
      attempt({ at: noon }),
    ]);
    assert.deepEqual(groups, [
      ['2026-11-20', '2026-11-20', 2],
      ['2026-11-21', '2026-11-21', 1],
    ]);
  });

  it('of hours and months are named by the clock and the calendar on the wall, in their order', async () => {
    const now = Date.now();
    const label = (at: number): string => `${dayOf(at)} ${String(new Date(at).getHours()).padStart(2, '0')}`;
    const both = [attempt({ at: now }), attempt({ at: now - 2 * hour, requestId: 'before' })];
    assert.deepEqual(
      (await groupsOf('hour', both)).map(([group]) => group),
      [label(now - 2 * hour), label(now)],
    );
    const months = [attempt({ at: noon }), attempt({ at: noon - 50 * 24 * hour })];
    assert.deepEqual(
      (await groupsOf('month', months)).map(([group]) => group),
      ['2026-10', '2026-11'],
    );
  });

  it('of workspaces have one for no folder', async () => {
    const found = await groupsOf('workspace', [
      attempt(),
      attempt({ workspace: undefined, cost: { from: 'unknown' } }),
    ]);
    assert.deepEqual(found, [
      ['keyway 1a2b3c4d', 'keyway 1a2b3c4d', 1],
      ['', '', 1],
    ]);
  });

  it('are told apart by task and by caller', async () => {
    const attempts = [attempt({ task: 'code', caller: 'core' }), attempt({ task: 'utility', caller: 'core' })];
    assert.deepEqual(
      (await groupsOf('task', attempts)).map(([group]) => group),
      ['code', 'utility'],
    );
    assert.deepEqual(await groupsOf('caller', attempts), [['core', 'core', 2]]);
  });
});

const small = fc.option(fc.nat({ max: 2_000_000 }), { nil: undefined });

const anyCost: fc.Arbitrary<Cost> = fc.oneof(
  fc.constant({ from: 'unknown' as const }),
  fc.record({
    usd: fc.oneof(
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.nat().map((nano) => nano / 1e9),
    ),
    from: fc.constantFrom('reported' as const, 'computed' as const, 'estimated' as const),
  }),
);

const anyAttempt: fc.Arbitrary<Attempt> = fc
  .record({
    requestId: fc.constantFrom('a', 'b', 'c'),
    at: fc.nat({ max: 40 * 24 }).map((hours) => noon + hours * hour),
    provider: fc.constantFrom('openai', 'groq'),
    model: fc.constantFrom('m', `it's "m" | ü\u0000\ud800`),
    keyId: fc.constantFrom('k1', 'k2'),
    task: fc.constantFrom('chat' as const, 'code' as const),
    caller: fc.constantFrom('core', 'keyway.participant'),
    workspace: fc.constantFrom(undefined, 'w'),
    outcome: fc.constantFrom('answered' as const, 'rate' as const, 'aborted' as const),
    usage: fc.option(fc.record({ input: fc.nat(), output: fc.nat(), cacheRead: small, reasoning: small }), {
      nil: undefined,
    }),
    cost: anyCost,
  })
  .map((facts) => attempt(facts));

/** An attempt, and what it is to its request as far as plain reading of the list tells. */
interface Marked {
  readonly one: Attempt;
  readonly isFirst: boolean;
  readonly isFallback: boolean;
}

const routeOf = ({ provider, model, keyId }: Attempt): string => JSON.stringify([provider, model, keyId]);

const marked = (attempts: readonly Attempt[]): readonly Marked[] =>
  attempts.map((one, index) => {
    const before = attempts.slice(0, index).filter(({ requestId }) => requestId === one.requestId);
    const isFallback =
      one.outcome === 'answered' && before.some((other) => other.outcome === 'rate' && routeOf(other) !== routeOf(one));
    return { one, isFirst: before.length === 0, isFallback };
  });

/** The same sums in plain arithmetic, in whole nano-dollars. */
const summed = (all: readonly Marked[]): Summary => {
  const total = (pick: (one: Attempt) => number | undefined) => all.reduce((sum, { one }) => sum + (pick(one) ?? 0), 0);
  const usd = (from: Cost['from']) =>
    total(({ cost }) => (cost.from !== 'unknown' && cost.from === from ? Math.round(cost.usd * 1e9) : 0)) / 1e9;
  return {
    requests: all.filter(({ isFirst }) => isFirst).length,
    attempts: all.length,
    answered: total((one) => Number(one.outcome === 'answered')),
    failed: total((one) => Number(one.outcome === 'rate')),
    stopped: total((one) => Number(one.outcome === 'aborted')),
    fallbacks: all.filter(({ isFallback }) => isFallback).length,
    kept: 0,
    tokens: {
      input: total((one) => one.usage?.input),
      output: total((one) => one.usage?.output),
      cached: total((one) => one.usage?.cacheRead),
      reasoning: total((one) => one.usage?.reasoning),
      unreported: total((one) => Number(one.outcome === 'answered' && !one.usage)),
    },
    cost: {
      reported: usd('reported'),
      computed: usd('computed'),
      estimated: usd('estimated'),
      unknown: total((one) => Number(one.cost.from === 'unknown')),
    },
  };
};

/** Without the times, which are no sums. */
const sumsIn = (summary: Summary): Partial<Summary> =>
  Object.fromEntries(Object.entries(summary).filter(([name]) => name !== 'firstToken' && name !== 'total'));

/** How plain JavaScript names the group of an attempt; a lone surrogate and text after NUL are SQLite's to change. */
const groupOf = {
  provider: (one) => one.provider,
  task: (one) => one.task,
  caller: (one) => one.caller,
  key: (one) => one.keyId,
  workspace: (one) => one.workspace ?? '',
  day: (one) => dayOf(one.at),
  month: (one) => dayOf(one.at).slice(0, 7),
} as const satisfies Partial<Record<GroupBy, (one: Attempt) => string>>;

const anyWhere = fc.record(
  {
    provider: fc.constantFrom('openai', 'groq'),
    key: fc.constantFrom('k1', 'k2'),
    task: fc.constantFrom('chat', 'code'),
    caller: fc.constantFrom('core', 'keyway.participant'),
    workspace: fc.constantFrom('', 'w'),
  },
  { requiredKeys: [] },
);

const fits = (where: Where, one: Attempt): boolean =>
  (['provider', 'key', 'task', 'caller', 'workspace'] as const).every(
    (part) => where[part] === undefined || where[part] === groupOf[part](one),
  );

const anyPeriod = fc
  .tuple(fc.nat({ max: 41 * 24 }), fc.option(fc.nat({ max: 41 * 24 }), { nil: undefined }))
  .map(([since, until]) => ({
    since: noon + since * hour,
    ...(until !== undefined && { until: noon + until * hour }),
  }));

describe('any sequence of attempts', () => {
  it('sums to what plain arithmetic in nano-dollars says, as a whole, in every grouping and in any part', async function () {
    this.timeout(120_000);
    const attempts = fc.array(anyAttempt, { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(attempts, fc.option(anyPeriod, { nil: always }), anyWhere, (all, period, where) =>
        inRoom(async ({ open }) => {
          const ledger = open();
          for (const one of all) ledger.record(one);
          const { since, until = Number.POSITIVE_INFINITY } = { until: undefined, ...period };
          const asked = marked(all).filter(({ one }) => since <= one.at && one.at < until && fits(where, one));
          assert.deepEqual(sumsIn(await ledger.summary(period, where)), summed(asked));
          for (const by of Object.keys(groupOf) as (keyof typeof groupOf)[]) {
            const expected = Map.groupBy(asked, ({ one }) => groupOf[by](one));
            const groups = await ledger.summaryBy(by, period, where);
            assert.deepEqual(groups.map(({ group }) => group).toSorted(), [...expected.keys()].toSorted());
            for (const { group, label: _, ...summary } of groups)
              assert.deepEqual(sumsIn(summary), summed(expected.get(group) ?? []), `${by} ${group}`);
          }
        }),
      ),
      { numRuns: 60 },
    );
  });
});
