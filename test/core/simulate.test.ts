import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Offer } from '../../src/core/plan.ts';
import { defaultPolicy } from '../../src/core/policy.ts';
import { changed, changeText } from '../../src/core/simulate-change.ts';
import { simulationText } from '../../src/core/simulate-words.ts';
import { simulate, type Conditions, type PastRequest } from '../../src/core/simulate.ts';
import { countRequest } from '../../src/core/tokens.ts';
import { requestOf, textsOf } from '../../src/core/simulate-plan.ts';
import { countTokens } from '../../src/core/tokens.ts';
import { offer } from './samples.ts';

const at = Date.UTC(2026, 10, 20, 12);

const strong = { code: 3, reasoning: 3, general: 3 } as const;
const frontier = { code: 4, reasoning: 4, general: 4 } as const;
const fair = { code: 2, reasoning: 2, general: 2 } as const;

const cheap = offer('acme/cheap', ['k1'], { strength: fair, price: { input: 0.1, output: 0.2 } });
const good = offer('acme/good', ['k1'], { strength: strong, price: { input: 1, output: 2, cacheRead: 0.1 } });
const best = offer('maker/best', ['k2'], { strength: frontier, price: { input: 10, output: 20 } });

const conditions = (offers: readonly Offer[] = [cheap, good, best], facts: Partial<Conditions> = {}): Conditions => ({
  offers,
  policy: defaultPolicy,
  ...facts,
});

/** A chat of a million tokens in thousandths, answered by the best there is. */
const request = (facts: Partial<PastRequest> = {}): PastRequest => ({
  at,
  task: 'chat',
  caller: 'github.copilot-chat',
  provider: 'maker',
  model: 'best',
  usage: { input: 10_000, output: 1_000, cacheRead: 0 },
  servedUsd: 0.12,
  lostUsd: 0,
  ...facts,
});

const models = (past: readonly PastRequest[], under: Conditions): readonly string[] =>
  simulate(past, under).byModel.map(({ name }) => name);

describe('a simulation', () => {
  it('tells what requests cost and what they would have cost at the model that is chosen today', () => {
    const { total, byTask, byModel, unserved } = simulate([request(), request({ task: 'code' })], conditions());
    assert.deepEqual(total, { requests: 2, moved: 2, before: 0.24, after: 0.024, uncached: 0.024 });
    assert.deepEqual(
      byTask.map(({ name, requests, before, after }) => [name, requests, before, after]),
      [
        ['chat', 1, 0.12, 0.012],
        ['code', 1, 0.12, 0.012],
      ],
    );
    assert.deepEqual(
      byModel.map(({ name, requests, moved }) => [name, requests, moved]),
      [['acme/good', 2, 2]],
    );
    assert.deepEqual(unserved, []);
  });

  it('takes what it really cost where the model stays the same', () => {
    const real = request({ provider: 'acme', model: 'good', servedUsd: 0.0777 });
    const { total } = simulate([real], conditions());
    assert.deepEqual(total, { requests: 1, moved: 0, before: 0.0777, after: 0.0777, uncached: 0.0777 });
  });

  it('counts attempts that failed in the real cost only', () => {
    const { total } = simulate([request({ lostUsd: 0.5 })], conditions());
    assert.deepEqual([total.before, total.after], [0.62, 0.012]);
  });

  it('assumes as much read from caches as really was, and says what it costs without', () => {
    const { total } = simulate([request({ usage: { input: 10_000, output: 1_000, cacheRead: 8_000 } })], conditions());
    assert.deepEqual([total.after, total.uncached], [0.0048, 0.012]);
  });

  it('writes what is new to a cache that is paid for', () => {
    const price = { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 1.25 };
    const writing = offer('acme/writing', ['k1'], { strength: strong, price });
    const { total } = simulate(
      [request({ usage: { input: 10_000, output: 1_000, cacheRead: 8_000 } })],
      conditions([writing]),
    );
    assert.deepEqual([total.after, total.uncached], [0.0053, 0.0145]);
  });

  it('follows floors, rules and keys', () => {
    assert.deepEqual(models([request()], conditions()), ['acme/good']);
    const floor = { kind: 'floor', floor: 'economy' } as const;
    assert.deepEqual(models([request()], changed(conditions(), floor)), ['acme/cheap']);
    assert.deepEqual(models([request()], changed(conditions(), { kind: 'floor', floor: 'best' })), ['maker/best']);
    assert.deepEqual(models([request()], changed(conditions(), { kind: 'without', provider: 'acme' })), ['maker/best']);
    const only = { kind: 'only', provider: 'acme' } as const;
    assert.deepEqual(models([request()], changed(conditions(), only)), ['acme/good']);
    assert.deepEqual(models([request()], changed(conditions(), { kind: 'strongest' })), ['maker/best']);
    const unrated = offer('acme/unrated', ['k1'], { strength: undefined, price: { input: 0.01, output: 0.02 } });
    const alone = conditions([unrated]);
    assert.equal(simulate([request()], alone).total.requests, 0);
    assert.deepEqual(models([request()], changed(alone, { kind: 'unrated' })), ['acme/unrated']);
  });

  it('chooses only what Auto may choose, and says what keeps the others away', () => {
    const small = offer('acme/small', ['k1'], { strength: strong, price: { input: 0.01, output: 0.02 } });
    const large = offer('maker/large', ['k2'], {
      strength: strong,
      price: { input: 1, output: 2 },
      contextTokens: 200_000,
      maxOutputTokens: 16_000,
    });
    assert.deepEqual(models([request()], conditions([small, large])), ['maker/large']);
    const unrated = offer('acme/unrated', ['k1'], { strength: undefined });
    const { unserved } = simulate([request()], conditions([unrated]));
    assert.match(unserved[0]?.reason ?? '', /^every model/);
  });

  it('keeps apart what a rule keeps apart', () => {
    const policy = { ...defaultPolicy, rules: [{ when: { caller: 'core' }, only: ['maker/*'] }] };
    const past = [request(), request({ caller: 'core' })];
    assert.deepEqual(models(past, conditions(undefined, { policy })), ['acme/good', 'maker/best']);
    const inWorkspace = { ...defaultPolicy, rules: [{ when: { workspace: 'secret*' }, only: ['maker/*'] }] };
    const elsewhere = [request({ workspace: 'open 1' }), request({ workspace: 'secret 2' }), request()];
    const { byModel } = simulate(elsewhere, conditions(undefined, { policy: inWorkspace }));
    assert.deepEqual(
      byModel.map(({ name, requests }) => [name, requests]),
      [
        ['acme/good', 2],
        ['maker/best', 1],
      ],
    );
  });

  it('keeps apart prompts on both sides of a rule, a tier and a window', () => {
    const of = (under: Conditions, input: number): readonly string[] =>
      models([request({ usage: { input, output: 1_000 } })], under);
    const rules = [{ when: { promptOver: 40_000 }, only: ['maker/*'] }];
    const ruled = conditions(undefined, { policy: { ...defaultPolicy, rules } });
    assert.deepEqual([of(ruled, 40_000), of(ruled, 40_001)], [['acme/good'], ['maker/best']]);
    const under = conditions(undefined, {
      policy: { ...defaultPolicy, rules: [{ when: { promptUnder: 40_000 }, only: ['maker/*'] }] },
    });
    assert.deepEqual([of(under, 39_999), of(under, 40_000)], [['maker/best'], ['acme/good']]);
    const narrow = { ...good, model: { ...good.model, contextTokens: 60_000 } };
    const windows = conditions([narrow, best]);
    assert.deepEqual([of(windows, 57_200), of(windows, 57_201)], [['acme/good'], ['maker/best']]);
    const tiers = [{ above: 40_000, input: 30, output: 60 }];
    const tiered = { ...good, model: { ...good.model, price: { input: 1, output: 2, tiers } } };
    const tiersToo = conditions([tiered, best]);
    assert.deepEqual([of(tiersToo, 40_000), of(tiersToo, 40_001)], [['acme/good'], ['maker/best']]);
  });

  it('follows the hour at which a request was made', () => {
    const hours = [{ from: '16:30', to: '00:30', input: 0.5, output: 1 }];
    const nightly = offer('night/owl', ['k3'], { strength: strong, price: { input: 2, output: 4, hours } });
    const times = ['16:29', '16:30', '00:29', '00:30'].map((time) => Date.parse(`2026-11-20T${time}Z`));
    assert.deepEqual(
      times.flatMap((time) => models([request({ at: time })], conditions([good, nightly]))),
      ['acme/good', 'night/owl', 'night/owl', 'acme/good'],
    );
  });

  it('says what could not have been answered, and why', () => {
    const long = request({ usage: { input: 150_000, output: 10 } });
    const vectors = request({ task: 'embedding', usage: { input: 1_000, output: 0 }, servedUsd: 0.01 });
    const { total, unserved } = simulate([long, vectors, vectors], conditions());
    assert.equal(total.requests, 0);
    assert.deepEqual(unserved, [
      { task: 'embedding', reason: 'no key unlocks a model of this kind', requests: 2, before: 0.02 },
      {
        task: 'chat',
        reason: 'every model holds 100,000 tokens, and this needs about 168,000',
        requests: 1,
        before: 0.12,
      },
    ]);
  });

  it('sends work on code to models that call tools', () => {
    const mute = { ...good, model: { ...good.model, tools: false } };
    assert.deepEqual(models([request({ task: 'code' })], conditions([mute, best])), ['maker/best']);
    assert.deepEqual(models([request()], conditions([mute])), ['acme/good']);
    const { unserved } = simulate([request({ task: 'code' })], conditions([mute]));
    assert.equal(unserved[0]?.reason, 'every model calls no tools');
  });

  it('sends completions to models that fill gaps, where there are any', () => {
    const fill = { shape: 'completions', path: 'completions', models: ['filler'] } as const;
    const filler = offer('gap/filler', ['k1'], { tools: false, strength: undefined, price: { input: 2, output: 2 } });
    const offers = [cheap, good, { ...filler, provider: { ...filler.provider, fill } }];
    const completion = request({ task: 'completion', usage: { input: 900, output: 40 } });
    assert.deepEqual(models([completion], conditions(offers)), ['gap/filler']);
    assert.deepEqual(models([completion], conditions([cheap, good])), ['acme/cheap']);
  });

  it('never counts an unknown cost as none', () => {
    const unpriced = offer('acme/unpriced', ['k1'], { strength: strong, price: undefined });
    const { total, unpriced: count } = simulate([request()], conditions([unpriced]));
    assert.deepEqual([total.requests, count], [0, 1]);
    assert.equal(simulate([request({ servedUsd: undefined })], conditions()).unpriced, 1);
  });

  it('counts a price of nothing as nothing', () => {
    const own = offer('ollama/local', ['k9'], { strength: strong, price: { input: 0, output: 0 } });
    const local = { ...own, provider: { ...own.provider, local: true } };
    assert.deepEqual(simulate([request()], conditions([good, local])).total.after, 0);
  });

  it('passes over tasks that it does not know', () => {
    const { unknown, total } = simulate([request({ task: 'dreaming' })], conditions());
    assert.deepEqual([unknown, total.requests], [1, 0]);
  });
});

const past = fc.array(
  fc
    .record({
      task: fc.constantFrom('chat', 'code', 'reasoning', 'completion', 'utility', 'embedding', 'dreaming'),
      input: fc.nat(120_000),
      output: fc.nat(5_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      servedUsd: fc.option(fc.nat(1_000_000), { nil: undefined }),
      lostUsd: fc.nat(1_000),
    })
    .map(({ task, input, output, share, servedUsd, lostUsd }) =>
      request({
        task,
        usage: { input, output, cacheRead: Math.floor(input * share) },
        servedUsd: servedUsd === undefined ? undefined : servedUsd / 1e6,
        lostUsd: lostUsd / 1e6,
      }),
    ),
  { maxLength: 60 },
);

describe('any simulation', () => {
  it('accounts for every request once', () =>
    fc.assert(
      fc.property(past, (requests) => {
        const { total, byTask, byModel, unserved, unpriced, unknown } = simulate(requests, conditions());
        const count = (rows: readonly { readonly requests: number }[]): number =>
          rows.reduce((sum, row) => sum + row.requests, 0);
        assert.equal(total.requests + count(unserved) + unpriced + unknown, requests.length);
        assert.equal(count(byTask), total.requests);
        assert.equal(count(byModel), total.requests);
        const nano = (rows: readonly { readonly after: number }[]): number =>
          rows.reduce((sum, { after }) => sum + Math.round(after * 1e9), 0);
        assert.equal(nano(byTask), Math.round(total.after * 1e9));
        assert.equal(nano(byModel), Math.round(total.after * 1e9));
      }),
    ));

  it('gives the same for a whole as for its requests one by one', () =>
    fc.assert(
      fc.property(past, (requests) => {
        const whole = simulate(requests, conditions()).total;
        const apart = requests.map((one) => simulate([one], conditions()).total);
        const sum = (field: 'requests' | 'moved' | 'before' | 'after' | 'uncached'): number =>
          apart.reduce((all, one) => all + Math.round(one[field] * 1e9), 0);
        for (const field of ['requests', 'moved', 'before', 'after', 'uncached'] as const)
          assert.equal(sum(field), Math.round(whole[field] * 1e9));
      }),
    ));

  it('never costs more at a floor that is lower', () =>
    fc.assert(
      fc.property(past, (requests) => {
        const fresh = requests.map((one) => ({ ...one, usage: { ...one.usage, cacheRead: 0 }, model: 'gone' }));
        const [economy, balanced, best4] = (['economy', 'balanced', 'best'] as const).map(
          (floor) => simulate(fresh, changed(conditions(), { kind: 'floor', floor })).total.after,
        );
        assert.ok((economy ?? 0) <= (balanced ?? 0) && (balanced ?? 0) <= (best4 ?? 0));
      }),
    ));
});

describe('a request that is known by its size only', () => {
  it('counts as that size', () =>
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 500_000 }), fc.constantFrom('chat', 'code'), (tokens, task) => {
        const counted = countRequest(requestOf(task, tokens));
        assert.ok(counted <= tokens && counted >= tokens - 20, `${counted} of ${tokens}`);
      }),
      { numRuns: 30 },
    ));

  it('is about that size in texts that become vectors', () => {
    for (const tokens of [10, 250, 1_000, 12_345]) {
      const counted = textsOf(tokens).reduce((sum, text) => sum + countTokens(text), 0);
      assert.ok(Math.abs(counted - tokens) <= Math.max(3, tokens * 0.05), `${counted} of ${tokens}`);
    }
  });
});

describe('the page of a simulation', () => {
  const telling = {
    period: 'the last 7 days',
    change: changeText({ kind: 'without', provider: 'acme' }, (id) => id.toUpperCase()),
    left: { requests: 3, usd: 0.5 },
    asksForLanguage: false,
  };

  it('says in sentences and tables what it cost, what it would have cost and what that leaves out', () => {
    const embedding = request({ task: 'embedding', servedUsd: 0.01 });
    const text = simulationText(simulate([request(), request(), embedding], conditions()), telling);
    for (const line of [
      'What the requests of the last 7 days would have cost without the keys of ACME, each asked of Auto.',
      '**2 requests cost $0.24 and would have cost ~$0.024: 90% less.**',
      '2 of them would have gone to another model.',
      '| chat | 2 | $0.24 | ~$0.024 | 90% less |',
      '| acme/good | 2 | 2 | $0.24 | ~$0.024 |',
      '| embedding | 1 | $0.01 | no key unlocks a model of this kind |',
      '- 3 requests left out: nobody answered, nobody counted the tokens, or the answer was kept from before. They cost $0.50.',
    ])
      assert.ok(text.includes(`${line}\n`), `${line}\n\nin\n\n${text}`);
  });

  it('says so where nothing can be compared', () => {
    const text = simulationText(simulate([], conditions()), telling);
    assert.ok(text.includes('No request of the last 7 days can be compared.'));
    assert.ok(!text.includes('|'));
  });

  it('does not let a name of a model become a link or a column', () => {
    const odd = offer('acme/[a](b)|c', ['k1'], { strength: strong });
    const text = simulationText(simulate([request()], conditions([odd])), telling);
    assert.ok(text.includes('acme/\\[a\\]\\(b\\)\\|c'));
  });
});
