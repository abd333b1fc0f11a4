import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Health } from '../../src/core/health.ts';
import type { Offer, Route } from '../../src/core/plan.ts';
import { anthropic } from '../../src/providers/anthropic.ts';
import { bedrock } from '../../src/providers/bedrock.ts';
import { deepseek } from '../../src/providers/deepseek.ts';
import { gemini } from '../../src/providers/gemini.ts';
import { groq } from '../../src/providers/groq.ts';
import { openai } from '../../src/providers/openai.ts';
import { replicate } from '../../src/providers/replicate.ts';
import { openLedger, type Ledger } from '../../src/usage/ledger.ts';
import type { Subject } from '../wire/contract/subject.ts';
import { subjectOf } from '../wire/contract/subjects.ts';
import { faults, type Fault, type Scope } from './faults.ts';
import { ask, carries, keyOf, openServers, priced, routeOf, says, type Asked, type Servers } from './stage.ts';

const subjects = [deepseek, openai, anthropic, gemini, bedrock, replicate].map(subjectOf);
const healthy = subjectOf(groq);

/** What the whole matrix came to. */
const sum = { cells: 0, requests: 0, served: 0, told: 0, lost: 0, doubled: 0, attempts: 0, rows: 0 };

/** One protocol whose cheap model is out of luck, and a dearer one elsewhere that is well. */
const castOf = (subject: Subject) => {
  const model = priced(subject, 1, 100_000);
  const spare = priced(healthy, 10, 1_000_000);
  const keys = [keyOf(subject, 'first', 1), keyOf(subject, 'second', 2)] as const;
  const offerOf = (count: number): Offer => ({ provider: subject.provider, model, keys: keys.slice(0, count) });
  const sister = { ...model, id: 'a-sister' };
  return {
    keys,
    /** The cheap model with this many keys, and the dear one. */
    offers: (count: 1 | 2): readonly Offer[] => [
      offerOf(count),
      { provider: healthy.provider, model: spare, keys: [keyOf(healthy, 'spare')] },
    ],
    /** Every place that something may be held against. */
    places: {
      'first key': routeOf(subject, model, keys[0]),
      'first key, other model': routeOf(subject, sister, keys[0]),
      'second key': routeOf(subject, model, keys[1]),
      'second key, other model': routeOf(subject, sister, keys[1]),
      'other provider': routeOf(healthy, spare, keyOf(healthy, 'spare')),
    },
  };
};

type Place = keyof ReturnType<typeof castOf>['places'];

/** The places that belong to what is left alone. */
const within: Readonly<Record<Scope, readonly Place[]>> = {
  'key and model': ['first key'],
  key: ['first key', 'first key, other model'],
  model: ['first key', 'second key'],
  server: ['first key', 'first key, other model', 'second key', 'second key, other model'],
};

/** Exactly these places are cooling, for about this long. */
const assertCooling = (
  health: Health,
  places: Readonly<Record<Place, Route>>,
  expected: readonly [scope: Scope, seconds: number] | undefined,
): void => {
  const now = Date.now();
  const found = Object.entries(places).flatMap(([place, route]) => {
    const cooling = health.coolingOf(route, now);
    return cooling ? [[place, (cooling.until - now) / 1_000] as const] : [];
  });
  assert.deepEqual(
    found.map(([place]) => place),
    expected ? within[expected[0]] : [],
    'what is left alone',
  );
  for (const [place, seconds] of found) {
    const about = expected?.[1] ?? 0;
    assert.ok(
      seconds <= about && seconds > about - 10,
      `${place} is left alone for ${seconds} s instead of ${about} s`,
    );
  }
};

describe('every fault at every protocol', function () {
  // A busy machine is no failure.
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'keyway-faults-'));
  let ledger: Ledger;
  before(() => {
    ledger = openLedger({ folder, onTrouble: (sentence) => assert.fail(sentence) });
  });
  after(async () => {
    await ledger.dispose();
    rmSync(folder, { recursive: true });
    const { cells, requests, served, told, lost, doubled, attempts, rows } = sum;
    console.log(
      `    Fault matrix: ${cells} cells (${faults.length} faults × ${subjects.length} protocols), ${requests} requests: ` +
        `${served} answered, ${told} told why because no other route may go on, lost: ${lost}, doubled: ${doubled}; ` +
        `${attempts} attempts, ${rows} rows in the ledger`,
    );
  });

  for (const subject of subjects)
    describe(`${subject.provider.protocol} of ${subject.provider.name}`, () => {
      const cast = castOf(subject);
      let servers: Servers;
      before(async () => {
        servers = await openServers(subject, healthy);
      });
      after(() => servers.close());

      const sendWith = (fault: Fault, health: Health, keys: 1 | 2): Promise<Asked> =>
        ask({
          offers: cast.offers(keys),
          health,
          ledger,
          originOf: ({ provider }) => {
            if (provider.id === healthy.provider.id) return servers.healthy.origin;
            return typeof fault.does === 'string' ? servers.nowhere[fault.does] : servers.faulty.origin;
          },
          isHasty: ({ provider, key }) =>
            fault.slow === true && provider.id === subject.provider.id && key.id === 'first',
        });

      /** The first key meets the fault as often as it asks; the second one is answered. */
      const prepare = ({ does, attempts, next }: Fault): void => {
        servers.healthy.script(says(healthy, 'From elsewhere.'));
        if (typeof does === 'string') return servers.faulty.script();
        const bad = Array.from({ length: attempts }, () => does(subject));
        servers.faulty.script(
          ...bad,
          ...(next === 'other key' ? [says(subject, 'From the other key.')] : [does(subject)]),
        );
      };

      /** Told once: by rows, by attempts, by what reached the servers, each with its own key and model. */
      const assertBooks = (fault: Fault, asked: Asked): void => {
        const outcomes = asked.attempts.map(({ keyId, outcome }) => `${keyId} ${outcome}`);
        assert.deepEqual(
          asked.rows.map(({ keyId, outcome }) => `${keyId} ${outcome}`),
          outcomes,
          'one row per attempt',
        );
        assert.equal(asked.receipts, 1);
        const at = (keyId: string): number => asked.attempts.filter((attempt) => attempt.keyId === keyId).length;
        const hits = (index: 0 | 1): number =>
          servers.faulty.exchanges.filter((exchange) => carries(exchange, subject, cast.keys[index])).length;
        assert.deepEqual([hits(0), hits(1)], typeof fault.does === 'string' ? [0, 0] : [at('first'), at('second')]);
        assert.equal(servers.healthy.exchanges.length, at('spare'));
        for (const { body } of servers.healthy.exchanges) assert.ok(body.includes(healthy.model.id), 'its own model');
      };

      const assertAnswer = (asked: Asked, expected: string): void => {
        sum.requests++;
        sum.attempts += asked.attempts.length;
        sum.rows += asked.rows.length;
        if (asked.shown === expected + expected && expected !== '') sum.doubled++;
        if (asked.failure) sum.told++;
        else sum.served++;
        if (asked.failure && expected.startsWith('From')) sum.lost++;
        assert.equal(asked.shown, expected);
      };

      it('without a fault is answered by the cheapest route', async () => {
        servers.faulty.script(says(subject, 'Hello.'));
        servers.healthy.script(says(healthy, 'From elsewhere.'));
        const asked = await sendWith({ ...faults.at(-1), does: () => ({ body: [] }) } as Fault, new Health(), 2);
        assert.equal(asked.failure, undefined);
        assert.deepEqual(
          [asked.shown, asked.planned],
          ['Hello.', [`${subject.provider.id} first`, `${subject.provider.id} second`, 'groq spare']],
        );
      });

      for (const fault of faults) {
        const { name, kind, attempts, next, shows = '', cools, insists } = fault;
        const bad = Array.from({ length: attempts }, () => `first ${kind}`);

        it(`${name}: with one key, ${next === 'nobody' ? 'the person is told' : 'another model answers'}`, async () => {
          sum.cells++;
          prepare({ ...fault, next: 'nobody' });
          const health = new Health();
          const asked = await sendWith(fault, health, 1);
          assert.deepEqual(
            asked.attempts.map(({ keyId, outcome }) => `${keyId} ${outcome}`),
            next === 'nobody' ? bad : [...bad, 'spare answered'],
          );
          assertAnswer(asked, next === 'nobody' ? shows : 'From elsewhere.');
          assertBooks(fault, asked);
          assertCooling(health, cast.places, cools);
        });

        it(`${name}: with a second key, ${next === 'nobody' ? 'nobody' : `the ${next}`} is asked next`, async () => {
          prepare(fault);
          const health = new Health();
          const asked = await sendWith(fault, health, 2);
          const last = { 'other key': ['second answered'], 'other model': ['spare answered'], nobody: [] }[next];
          assert.deepEqual(
            asked.attempts.map(({ keyId, outcome }) => `${keyId} ${outcome}`),
            [...bad, ...last],
          );
          const words = { 'other key': 'From the other key.', 'other model': 'From elsewhere.', nobody: shows }[next];
          assertAnswer(asked, words);
          assertBooks(fault, asked);
          assertCooling(health, cast.places, cools);
        });

        if (next === 'other key')
          it(`${name}: the next request begins with the second key`, async () => {
            const health = new Health();
            prepare(fault);
            await sendWith(fault, health, 2);
            servers.faulty.script(says(subject, 'From the other key.'));
            const asked = await sendWith(fault, health, 2);
            assert.deepEqual(
              asked.attempts.map(({ keyId, outcome }) => `${keyId} ${outcome}`),
              ['second answered'],
            );
            assertAnswer(asked, 'From the other key.');
          });

        if (insists)
          it(`${name}: three in a row, and it is left alone`, async () => {
            const health = new Health();
            let met = 0;
            for (let round = 0; round < 3 && met < 3; round++) {
              prepare({ ...fault, next: 'nobody' });
              const asked = await sendWith(fault, health, 1);
              met += asked.attempts.filter(({ keyId }) => keyId === 'first').length;
              assertAnswer(asked, next === 'nobody' ? shows : 'From elsewhere.');
              assertBooks(fault, asked);
            }
            assert.equal(met, 3);
            assertCooling(health, cast.places, insists);
            prepare(fault);
            const asked = await sendWith(fault, health, 2);
            assertAnswer(asked, 'From elsewhere.');
            assert.deepEqual([asked.planned, servers.faulty.exchanges.length], [['groq spare'], 0]);
          });
      }
    });
});
