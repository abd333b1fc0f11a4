import assert from 'node:assert/strict';
import type { PlannedRoute } from '../../src/core/plan.ts';
import {
  answers,
  hangs,
  refuses,
  plays,
  started,
  text,
  failure,
  watch,
  type Script,
  type Watched,
} from '../core/runs.ts';
import { planOf, route } from '../core/samples.ts';
import { budgetsOf, gateOf, type GateRoom } from './budget-samples.ts';
import { inRoom } from './samples.ts';

const costing = (name: string, usd: number): PlannedRoute => {
  const cost = { usd, from: 'estimated' } as const;
  return { ...route(name), expected: cost, likely: cost, worst: cost, wait: 0 };
};

const dear = costing('acme/dear', 0.6);
const cheap = costing('acme/cheap', 0.5);
const free = costing('local/free', 0);

interface Play {
  readonly scripts: Readonly<Record<string, Script>>;
  readonly signal?: AbortSignal;
  /** What the consumer does; pulls to the end unless told otherwise. */
  readonly consume?: (watched: Watched) => Promise<unknown>;
}

const drain = async ({ events }: Watched): Promise<void> => {
  for await (const event of events) assert.ok(event.type);
};

/** One request over all three routes within a strict dollar, its attempts in the ledger, and how the budget stands then. */
const played = (play: Play, check: (watched: Watched, room: GateRoom) => void) =>
  inRoom(async ({ open }) => {
    const ledger = open();
    const budgets = budgetsOf({ limit: 1, period: 'day', strict: true });
    const room = gateOf(ledger, { budgets });
    const watched = watch({
      plan: planOf([dear, cheap, free]),
      scripts: Object.fromEntries(Object.entries(play.scripts).map(([name, script]) => [`${name} k1`, [script]])),
      admit: (one, errand) => room.gate.admit(one, errand),
      ...(play.signal && { signal: play.signal }),
    });
    // How a request ends is not what this is about.
    await (play.consume ?? drain)(watched).catch(() => undefined);
    for (const [index, attempt] of watched.attempts.entries()) ledger.record(attempt, watched.reservations[index]);
    const [standing] = await room.book.standings(budgets);
    assert.equal(standing?.reserved, 0, 'nothing stays reserved');
    check(watched, room);
  });

describe('a request under a budget', () => {
  const works = answers('Hello');
  const ends: Readonly<Record<string, Play>> = {
    'is answered': { scripts: { 'acme/dear': works } },
    'fails everywhere': {
      scripts: { 'acme/dear': refuses('server'), 'acme/cheap': refuses('quota'), 'local/free': refuses('server') },
    },
    'is refused for good': { scripts: { 'acme/dear': refuses('request') } },
    'breaks off in the middle': { scripts: { 'acme/dear': plays([started, text('Hel')], failure('stream')) } },
    'is left by its reader': {
      scripts: { 'acme/dear': hangs([started, text('Hel')]) },
      consume: async ({ events }) => {
        await events.next();
        await events.return(undefined);
      },
    },
    'is stopped before it begins': { scripts: { 'acme/dear': works }, signal: AbortSignal.abort() },
  };
  for (const [how, play] of Object.entries(ends)) {
    it(`gives back what was reserved when it ${how}`, () =>
      played(play, ({ attempts }) => assert.ok(attempts.length > 0)));
  }

  it('gives back what was reserved when it is stopped while it waits', () => {
    const stop = new AbortController();
    const consume = async (watched: Watched): Promise<void> => {
      setTimeout(() => stop.abort(), 20);
      await drain(watched);
    };
    return played({ scripts: { 'acme/dear': hangs() }, signal: stop.signal, consume }, ({ attempts }) =>
      assert.deepEqual(
        attempts.map(({ outcome }) => outcome),
        ['aborted'],
      ),
    );
  });

  it('is checked again for every fallback: what no longer fits is passed over, what is free still answers', () => {
    // It breaks off before anything is seen and nobody tells its cost, so what was reserved counts as spent.
    const untold = plays([started], failure('stream'));
    return played({ scripts: { 'acme/dear': untold, 'local/free': works } }, ({ opened, receipts, attempts }) => {
      assert.deepEqual([...new Set(opened)], ['acme/dear k1', 'local/free k1']);
      assert.equal(attempts.at(-1)?.outcome, 'answered');
      const refused = receipts[0]?.skipped.find(({ model }) => model === 'cheap');
      assert.equal(refused?.asked, false);
      assert.match(refused.reason, /^the strict budget of today has \$0\.40 left/);
    });
  });

  const silent: Readonly<Record<string, Script>> = {
    'is stopped before anything is seen': hangs([started]),
    'is reset after it was sent': refuses('network'),
    'is broken off by its server': plays([started], failure('server')),
  };
  for (const [how, script] of Object.entries(silent)) {
    it(`never spends a strict budget twice, although each that ${how} tells nothing of its cost`, () =>
      inRoom(async ({ open }) => {
        const ledger = open();
        const room = gateOf(ledger, { budgets: budgetsOf({ limit: 1, period: 'day', strict: true }) });
        let sent = 0;
        for (let request = 0; request < 5; request++) {
          const stop = new AbortController();
          const watched = watch({
            plan: planOf([dear]),
            requestId: `request ${request}`,
            scripts: { 'acme/dear k1': [script] },
            signal: stop.signal,
            admit: (one, errand) => room.gate.admit(one, errand),
          });
          const ended = drain(watched).catch(() => undefined);
          if (how.startsWith('is stopped')) setTimeout(() => stop.abort(), 5);
          await ended;
          sent += watched.opened.length;
          for (const [index, attempt] of watched.attempts.entries())
            ledger.record(attempt, watched.reservations[index]);
        }
        assert.equal(sent, 1);
      }));
  }
});
