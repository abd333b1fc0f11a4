import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatRequest } from '../../src/core/chat.ts';
import type { Cooling } from '../../src/core/health.ts';
import {
  plan,
  type Offer,
  type Plan,
  type PlannedRoute,
  type Route,
  type Signs,
  type Wish,
} from '../../src/core/plan.ts';
import { defaultPolicy, ruleFor, type Policy, type Rule } from '../../src/core/policy.ts';
import type { Model } from '../../src/core/provider.ts';
import { floors, gradeOf, skillOf, type Grade } from '../../src/core/strength.ts';
import { countRequest } from '../../src/core/tokens.ts';
import { asked, label, offer, said } from './samples.ts';

const makers = ['a', 'b', 'c'] as const;
const names = ['x', 'y', 'z', 'w'] as const;
const grade = fc.option(fc.constantFrom<Grade[]>(1, 2, 3, 4), { nil: undefined });

const facts: fc.Arbitrary<Partial<Model>> = fc.record({
  kind: fc.constantFrom('chat', 'chat', 'chat', 'embedding'),
  tools: fc.boolean(),
  images: fc.boolean(),
  tokens: fc.constantFrom(undefined, 1.3),
  contextTokens: fc.constantFrom(500, 5_000, 100_000),
  maxOutputTokens: fc.constantFrom(100, 4_000),
  strength: fc.record({ code: grade, reasoning: grade, general: grade }),
  price: fc.option(
    fc.record({ input: fc.nat({ max: 9 }), output: fc.nat({ max: 9 }), cacheRead: fc.nat({ max: 3 }) }),
    { nil: undefined },
  ),
});

const offers: fc.Arbitrary<readonly Offer[]> = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...makers), fc.constantFrom(...names), facts, fc.integer({ min: 1, max: 3 })), {
    selector: ([maker, name]) => `${maker}/${name}`,
    maxLength: 10,
  })
  .map((all) =>
    all.map(([maker, name, about, keys]) =>
      offer(
        `${maker}/${name}`,
        Array.from({ length: keys }, (_, at) => `${maker}${at}`),
        about,
      ),
    ),
  );

const patterns = fc.uniqueArray(fc.constantFrom('a/*', 'b/*', 'a/x', 'b/y', 'c/z', '*/w', '*'), {
  minLength: 1,
  maxLength: 3,
});
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined, freq: 2 });
const floor = fc.constantFrom(...floors);
const task = fc.constantFrom('chat', 'code', 'reasoning', 'utility');

const rule: fc.Arbitrary<Rule> = fc.record({
  when: fc.record({ task: maybe(task), promptOver: maybe(fc.constantFrom(0, 400)) }),
  prefer: maybe(patterns),
  only: maybe(patterns),
  never: maybe(patterns),
  floor: maybe(floor),
  maxCost: maybe(fc.constantFrom(0, 0.001, 0.01)),
  task: maybe(task),
});

const policy: fc.Arbitrary<Policy> = fc.record({
  rules: fc.array(rule, { maxLength: 2 }),
  floors: fc.record({
    chat: floor,
    code: floor,
    reasoning: floor,
    completion: floor,
    utility: floor,
    embedding: floor,
  }),
  unrated: fc.boolean(),
  preferredModels: fc.oneof(fc.constant([]), patterns),
  defaultProvider: maybe(fc.constantFrom(...makers)),
  fallbackProvider: maybe(fc.constantFrom(...makers)),
  allowedProviders: maybe(fc.subarray([...makers])),
  costOptimisation: fc.boolean(),
});

const request: fc.Arbitrary<ChatRequest> = fc
  .record({
    words: fc.constantFrom(5, 600, 6_000),
    tools: fc.boolean(),
    image: fc.boolean(),
    answer: maybe(fc.constantFrom(50, 3_000)),
  })
  .map(({ words, tools, image, answer }) => {
    const picture = { type: 'image', mime: 'image/png', data: new Uint8Array(1) } as const;
    const messages = [said('it '.repeat(words)), ...(image ? [{ role: 'user', content: [picture] } as const] : [])];
    return asked({ messages, tools: tools ? [{ name: 'read', description: '' }] : [], maxOutputTokens: answer });
  });

/** What rests, is full or over its budget, by label: drawn for a few of the possible routes. */
const ids = makers.flatMap((maker) => names.flatMap((name) => [0, 1, 2].map((at) => `${maker}/${name} ${maker}${at}`)));
const trouble = fc.record({
  rests: fc.dictionary(
    fc.constantFrom(...ids),
    fc.record({ ms: fc.integer({ min: 1, max: 9_000 }), named: fc.boolean() }),
  ),
  full: fc.subarray(ids, { maxLength: 8 }),
  broke: fc.subarray(ids, { maxLength: 12 }),
  pace: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 50, max: 4_000 })),
});
type Trouble = typeof trouble extends fc.Arbitrary<infer T> ? T : never;

const signsOf = ({ rests, full, pace }: Trouble): Signs => ({
  coolingOf: (route): Cooling | undefined => {
    const rest = rests[label(route)];
    if (!rest) return undefined;
    return { until: rest.ms, kind: 'rate', namedUntil: rest.named ? rest.ms : undefined };
  },
  roomFor: (route) => (full.includes(label(route)) ? 'its limit is reached' : undefined),
  paceOf: (route) => {
    const p50 = pace[label(route)];
    return p50 === undefined ? undefined : { p50 };
  },
});

const well: Signs = { coolingOf: () => undefined };

const wish = fc
  .record({
    offers,
    request,
    policy,
    trouble,
    task,
    picked: fc.boolean(),
    order: fc.constantFrom('cost', 'cheapest', 'speed', undefined),
    incumbent: maybe(
      fc.record({
        provider: fc.constantFrom(...makers),
        model: fc.constantFrom(...names),
        keyId: fc.constantFrom('a0', 'b1', 'c0'),
      }),
    ),
  })
  .map(({ trouble: drawn, incumbent, ...rest }) => ({
    drawn,
    wish: {
      ...rest,
      now: 0,
      health: signsOf(drawn),
      circumstances: { caller: 'test', pick: 'auto' },
      overBudget: (route: Route) => (drawn.broke.includes(label(route)) ? 'used up' : undefined),
      incumbent: incumbent && { ...incumbent, at: -1_000, input: 500, cacheRead: 400 },
    } satisfies Wish,
  }));

/** Written apart from the plan's own. */
const fitsOne = (pattern: string, name: string): boolean => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
const fitsAny = (wanted: readonly string[], name: string): boolean => wanted.some((pattern) => fitsOne(pattern, name));
const nameOf = ({ model }: Pick<Route, 'model'>): string => `${model.provider}/${model.id}`;

const canDo = (model: Model, { messages, tools, maxOutputTokens = 0 }: ChatRequest, tokens: number): boolean =>
  model.kind === 'chat' &&
  (tools.length === 0 || model.tools) &&
  (model.images || !messages.some(({ content }) => content.some(({ type }) => type === 'image'))) &&
  maxOutputTokens <= model.maxOutputTokens &&
  tokens + maxOutputTokens <= model.contextTokens;

const usd = (route: PlannedRoute | undefined): number => {
  if (!route) return Number.POSITIVE_INFINITY;
  return route.expected.from === 'unknown' ? Number.POSITIVE_INFINITY : route.expected.usd;
};

/** In the order of their costs; what is free at others goes last. */
const placeOf = (route: PlannedRoute): number => {
  const { price } = route.model;
  if (price?.input === 0 && price.output === 0) return Number.POSITIVE_INFINITY;
  return Math.min(usd(route), Number.MAX_VALUE);
};

const labels = ({ routes }: Plan): readonly string[] => routes.map(label);

describe('whatever is asked and whatever there is, a plan', () => {
  it('holds nothing that cannot do the request, is over a budget, or is kept away by its provider', () => {
    fc.assert(
      fc.property(wish, ({ wish: one, drawn }) => {
        const tokens = countRequest(one.request);
        for (const route of plan(one).routes) {
          assert.ok(canDo(route.model, one.request, tokens), `${label(route)} cannot`);
          assert.ok(!drawn.broke.includes(label(route)), `${label(route)} is over budget`);
          const rest = drawn.rests[label(route)];
          if (rest?.named)
            assert.ok(rest.ms <= 3_000 && route.wait === rest.ms, `${label(route)} was to be left alone`);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds nothing that a workspace or the rule that fits forbids', () => {
    fc.assert(
      fc.property(wish, ({ wish: one }) => {
        const { allowedProviders } = one.policy;
        const tokens = countRequest(one.request);
        const decides = ruleFor(one.policy, { ...one, promptTokens: () => tokens })?.rule;
        for (const route of plan(one).routes) {
          if (allowedProviders) assert.ok(allowedProviders.includes(route.provider.id as 'a'));
          if (decides?.only) assert.ok(fitsAny(decides.only, nameOf(route)));
          if (decides?.never) assert.ok(!fitsAny(decides.never, nameOf(route)));
          if (decides?.maxCost !== undefined) assert.ok(usd(route) <= decides.maxCost);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('goes below the floor only where it says so, and uses what nobody measured only where the person does', () => {
    fc.assert(
      fc.property(wish, ({ wish: one }) => {
        const made = plan(one);
        const { floor: least } = made;
        if (one.picked || least === undefined) return;
        const ruling = ruleFor(one.policy, { ...one, promptTokens: () => made.promptTokens });
        const { prefer = [], only = [] } = ruling?.rule ?? {};
        const welcome = [...one.policy.preferredModels, ...prefer, ...only];
        for (const [place, route] of made.routes.entries()) {
          const reached = route.model.strength?.[skillOf[made.task]];
          if (reached === undefined) assert.ok(one.policy.unrated || fitsAny(welcome, nameOf(route)), label(route));
          else if (place === 0 && reached < gradeOf[least] && route.resting === undefined)
            assert.ok(
              made.relaxed ?? /may go on with what it began/.test(made.stay ?? ''),
              `${label(route)} is too weak`,
            );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('loses no route: each is planned or left out with a reason, once', () => {
    fc.assert(
      fc.property(wish, ({ wish: one }) => {
        const made = plan(one);
        const whole = new Set(made.leftOut.flatMap((left) => (left.key ? [] : [nameOf(left)])));
        const single = made.leftOut.flatMap(({ model, key }) =>
          key ? [`${model.provider}/${model.id} ${key.id}`] : [],
        );
        const rest = one.offers.flatMap((each) =>
          whole.has(nameOf(each)) ? [] : each.keys.map((key) => `${nameOf(each)} ${key.id}`),
        );
        assert.deepEqual([...labels(made), ...single].toSorted(), rest.toSorted());
        assert.ok(made.leftOut.every(({ reason }) => reason !== ''));
        assert.deepEqual(made.first, made.routes.slice(0, 8));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same each time, and in whatever order the offers stand', () => {
    fc.assert(
      fc.property(wish, fc.infiniteStream(fc.nat()), ({ wish: one }, random) => {
        const made = plan(one);
        const mixed = one.offers
          .map((each) => [random.next().value, each] as const)
          .toSorted(([a], [b]) => Number(a) - Number(b))
          .map(([, each]) => each);
        for (const again of [plan({ ...one, offers: mixed }), plan(one)]) {
          assert.deepEqual(labels(again), labels(made));
          const told = ({ leftOut, stay, relaxed }: Plan) => ({
            leftOut: leftOut.map(({ reason }) => reason),
            stay,
            relaxed,
          });
          assert.deepEqual(told(again), told(made));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('costs no more once a cheaper route that can do the request is added', () => {
    let compared = 0;
    fc.assert(
      fc.property(wish, facts, ({ wish: one }, about) => {
        const healthy = {
          ...one,
          health: well,
          // A conversation is weighed over some turns, not by this one's cost.
          incumbent: undefined,
          overBudget: undefined,
          order: one.order === 'speed' ? 'cost' : one.order,
        } as const;
        const without = plan(healthy);
        const [before] = without.routes;
        // Where it lifts the floor that counts, it also moves a preferred one to the front. Able to do everything, at a price that was drawn.
        const added = offer('a/new', ['a0'], { price: about.price });
        const alone = plan({ ...healthy, offers: [added] });
        const after = plan({ ...healthy, offers: [...healthy.offers, added] });
        const own = alone.routes[0];
        if (!before || !own || usd(own) > usd(before) || without.relaxed !== undefined) return;
        compared++;
        assert.ok(usd(after.routes[0]) <= usd(before), `${usd(before)} became ${usd(after.routes[0])}`);
      }),
      { numRuns: 1_000 },
    );
    assert.ok(compared > 50, `only ${compared} of the cases said anything`);
  });

  it('with all routes well is in the order of expected cost, what is weaker behind, where nothing is preferred', () => {
    fc.assert(
      fc.property(offers, request, (all, one) => {
        const { routes } = plan({
          request: one,
          task: 'chat',
          offers: all,
          health: well,
          now: 0,
          policy: defaultPolicy,
        });
        const gradeIn = ({ model }: Route): number => Math.min(3, model.strength?.general ?? 0);
        const grades = routes.map(gradeIn);
        assert.deepEqual(
          grades,
          grades.toSorted((a, b) => b - a),
        );
        for (const grade of grades) {
          const costs = routes.filter((route) => gradeIn(route) === grade).map(placeOf);
          assert.deepEqual(
            costs,
            costs.toSorted((a, b) => (a === b ? 0 : a - b)),
          );
        }
      }),
    );
  });
});
