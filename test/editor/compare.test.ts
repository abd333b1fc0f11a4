import assert from 'node:assert/strict';
import type { ChatEvent } from '../../src/core/chat.ts';
import { ChatFailure } from '../../src/core/failure.ts';
import { Health } from '../../src/core/health.ts';
import type { Offer } from '../../src/core/plan.ts';
import type { Receipt } from '../../src/core/receipt.ts';
import { answer, type House, type Opening } from '../../src/editor/answer.ts';
import { type Column, compared } from '../../src/editor/compare.ts';
import { ownCallers } from '../../src/editor/own-callers.ts';
import type { Attempt } from '../../src/core/attempt.ts';
import type { BudgetEntry } from '../../src/core/budget-entry.ts';
import { asked, label, offer, said } from '../core/samples.ts';
import { budgetsOf, gateOf, type GateRoom } from '../usage/budget-samples.ts';
import { inRoom, type Room } from '../usage/samples.ts';
import { quiet } from './quiet.ts';

const request = asked({ messages: [said('Which of you is the best?')] });

/** A dollar for each 1,000 tokens in and out, so that sums are easily read. */
const costly = (id: string, keys: readonly string[] = ['k1']): Offer =>
  offer(id, keys, { price: { input: 1_000, output: 1_000 }, maxOutputTokens: 1_000 });

const answering = async function* (text: string): AsyncGenerator<ChatEvent> {
  yield { type: 'text-delta', text };
  yield { type: 'usage', usage: { input: 10, output: 10 } };
  yield { type: 'finish', reason: 'stop', native: 'stop' };
};

interface Play {
  readonly offers: readonly Offer[];
  readonly picks: readonly string[];
  readonly budgets?: readonly BudgetEntry[];
  /** Opens an attempt by its route: `acme/cheap k1`. */
  readonly open?: (name: string, opening: Opening) => AsyncIterable<ChatEvent>;
  readonly stop?: AbortController;
}

interface Played {
  readonly outcome: Awaited<ReturnType<typeof compared>>;
  readonly opened: readonly string[];
  readonly attempts: readonly Attempt[];
  readonly receipts: readonly Receipt[];
  readonly begun: readonly Column[];
  readonly changes: readonly Column[];
  readonly bugs: readonly unknown[];
  readonly room: GateRoom;
  readonly house: House;
}

const played = (play: Play, check: (played: Played) => void | Promise<void>): Promise<void> =>
  inRoom(async (folder: Room) => {
    const ledger = folder.open();
    const room = gateOf(ledger, { budgets: play.budgets ? budgetsOf(...play.budgets) : [] });
    const opened: string[] = [];
    const attempts: Attempt[] = [];
    const receipts: Receipt[] = [];
    const begun: Column[] = [];
    const changes: Column[] = [];
    const bugs: unknown[] = [];
    let ids = 0;
    const house: House = {
      ...quiet(),
      budgets: room.gate,
      offers: () => play.offers,
      modelOf: () => undefined,
      health: new Health(),
      open: (opening) => {
        const name = label(opening.route);
        opened.push(name);
        return Promise.resolve(play.open?.(name, opening) ?? answering(`I am ${name}.`));
      },
      embed: () => Promise.reject(new Error('nobody makes vectors here')),
      patienceOf: () => ({ firstByte: 5_000, idle: 5_000, progress: 5_000 }),
      newId: () => `id ${(ids += 1)}`,
      onAttempt: (attempt, reservation) => {
        attempts.push(attempt);
        ledger.record(attempt, reservation);
      },
      onReceipt: (receipt) => receipts.push(receipt),
      prepare: () => room.gate.prepare(),
    };
    const outcome = await compared(
      { house, answer, gate: room.gate, onBug: (_message, error) => bugs.push(error) },
      {
        request,
        picks: play.picks,
        signal: (play.stop ?? new AbortController()).signal,
        onChange: (columns, changed) => (changed ? changes.push(changed) : begun.push(...columns)),
      },
    );
    await check({ outcome, opened, attempts, receipts, begun, changes, bugs, room, house });
    const standings = await room.book.standings(play.budgets ? budgetsOf(...play.budgets) : []);
    for (const { reserved } of standings) assert.equal(reserved, 0, 'nothing stays reserved');
  });

const statesOf = ({ outcome }: Played): readonly string[] =>
  outcome.kind === 'compared' ? outcome.columns.map(({ pick, state }) => `${pick} ${state}`) : [outcome.reason];

const columnOf = ({ outcome }: Played, pick: string): Column => {
  const column = outcome.kind === 'compared' ? outcome.columns.find((one) => one.pick === pick) : undefined;
  assert.ok(column, pick);
  return column;
};

const three = [costly('acme/cheap'), costly('best/strong'), costly('other/rival')];
const names = ['acme/cheap', 'best/strong', 'other/rival'];

const fails = (kind: 'server' | 'request' | 'key'): AsyncIterable<ChatEvent> =>
  (async function* (): AsyncGenerator<ChatEvent> {
    yield { type: 'response-start' };
    throw new ChatFailure({ kind, what: `it failed (${kind})` });
  })();

describe('comparing models', () => {
  it('asks each of them the same, and keeps their answers apart', () =>
    played({ offers: three, picks: names }, (one) => {
      assert.deepEqual(
        statesOf(one),
        names.map((name) => `${name} answered`),
      );
      for (const name of names) {
        const { text, receipt } = columnOf(one, name);
        assert.equal(text, `I am ${name} k1.`);
        assert.equal(receipt?.answered?.model, name.split('/')[1]);
      }
      assert.equal(one.receipts.length, 3);
      assert.deepEqual(new Set(one.attempts.map(({ caller }) => caller)), new Set([ownCallers.compare]));
    }));

  it('goes on with the others where one fails', () =>
    played(
      {
        offers: three,
        picks: names,
        open: (name) => (name.startsWith('best') ? fails('request') : answering('Me.')),
      },
      (one) => {
        assert.deepEqual(statesOf(one), ['acme/cheap answered', 'best/strong failed', 'other/rival answered']);
        assert.match(columnOf(one, 'best/strong').why ?? '', /BEST strong.*it failed \(request\)/);
      },
    ));

  it('lets nobody else answer for a model, but another key of it', () =>
    played(
      {
        offers: [costly('acme/cheap', ['k1', 'k2']), costly('best/strong')],
        picks: ['acme/cheap', 'best/strong'],
        open: (name) => (name === 'acme/cheap k2' ? answering('I am the other key.') : fails('key')),
      },
      (one) => {
        assert.deepEqual(statesOf(one), ['acme/cheap answered', 'best/strong failed']);
        assert.deepEqual(one.opened.toSorted(), ['acme/cheap k1', 'acme/cheap k2', 'best/strong k1']);
      },
    ));

  it('says of a model that nobody offers, or that cannot do it, that it was not asked', () =>
    played({ offers: three, picks: ['acme/cheap', 'acme/gone'] }, (one) => {
      assert.deepEqual(statesOf(one), ['acme/cheap answered', 'acme/gone failed']);
      assert.deepEqual(one.opened, ['acme/cheap k1']);
    }));

  it('asks a model that is named twice once', () =>
    played({ offers: three, picks: ['acme/cheap', 'best/strong', 'acme/cheap'] }, ({ opened }) =>
      assert.deepEqual(opened.toSorted(), ['acme/cheap k1', 'best/strong k1']),
    ));

  it('tells of every word as it comes', () =>
    played(
      {
        offers: three,
        picks: ['acme/cheap'],
        open: () =>
          (async function* (): AsyncGenerator<ChatEvent> {
            yield { type: 'text-delta', text: 'One ' };
            yield { type: 'text-delta', text: 'two.' };
            yield { type: 'finish', reason: 'stop', native: 'stop' };
          })(),
      },
      ({ begun, changes }) => {
        assert.deepEqual(begun, [{ pick: 'acme/cheap', state: 'asked', text: '' }]);
        assert.deepEqual(
          changes.map(({ state, text }) => [state, text]),
          [
            ['answering', 'One '],
            ['answering', 'One two.'],
            ['answered', 'One two.'],
          ],
        );
      },
    ));

  it('stops all of them at once, and gives every reservation back', async () => {
    const stop = new AbortController();
    const ended: string[] = [];
    const hang = (name: string, { signal }: Opening): AsyncIterable<ChatEvent> =>
      (async function* (): AsyncGenerator<ChatEvent> {
        yield { type: 'text-delta', text: 'I begin' };
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        ended.push(name);
      })();
    setTimeout(() => stop.abort(), 30);
    await played(
      { offers: three, picks: names, open: hang, stop, budgets: [{ limit: 100, period: 'day', strict: true }] },
      (one) => {
        assert.deepEqual(
          statesOf(one),
          names.map((name) => `${name} stopped`),
        );
        assert.equal(ended.length, 3);
        assert.equal(columnOf(one, 'acme/cheap').text, 'I begin');
      },
    );
  });

  it('says of a bug of ours nothing but where to look', () =>
    played(
      {
        offers: three,
        picks: ['acme/cheap', 'best/strong'],
        open: (name) => {
          if (name.startsWith('acme')) throw new TypeError('x is not a function');
          return answering('Me.');
        },
      },
      (one) => {
        assert.equal(one.bugs.length, 1);
        assert.equal(
          columnOf(one, 'acme/cheap').why,
          'Keyway met an error of its own. “Keyway: Show Log” has the details.',
        );
        assert.equal(columnOf(one, 'best/strong').state, 'answered');
      },
    ));

  it('ties no conversation to a model that was only compared', () =>
    played({ offers: three, picks: names }, ({ house }) =>
      assert.equal(house.conversations.incumbentOf(request), undefined),
    ));
});

describe('a comparison within budgets', () => {
  // The worst case of one: some ten tokens of prompt and 1,000 of answer, so a dollar and a little more.
  const strict = (limit: number): BudgetEntry => ({ limit, period: 'day', strict: true });

  it('sends nothing where the sum does not fit, though each model alone would', () =>
    played({ offers: three, picks: names, budgets: [strict(2.5)] }, (one) => {
      assert.match(
        statesOf(one)[0] ?? '',
        /^the strict budget of today has \$2\.50 left .* and this can cost up to \$3\.\d\d$/,
      );
      assert.deepEqual([one.opened, one.attempts, one.receipts, one.begun], [[], [], [], []]);
    }));

  it('sends all where it does, and settles what each of them cost', () =>
    played({ offers: three, picks: names, budgets: [strict(3.5)] }, async ({ opened, room }) => {
      assert.equal(opened.length, 3);
      const [standing] = await room.book.standings(budgetsOf(strict(3.5)));
      // 20 tokens each.
      assert.equal(standing?.spent, 0.06e9);
    }));

  it('is refused for the sum also where one model alone does not fit', () =>
    played({ offers: three, picks: names, budgets: [strict(0.5)] }, (one) => {
      assert.match(statesOf(one)[0] ?? '', /this can cost up to \$3\.\d\d$/);
      assert.deepEqual(one.opened, []);
    }));

  it('passes over a key whose own budget is used up', () =>
    played(
      {
        offers: [costly('openai/gpt', ['key-1', 'key-9']), costly('best/strong')],
        picks: ['openai/gpt', 'best/strong'],
        budgets: [{ limit: 0, period: 'day', key: 'work' }, strict(9)],
      },
      (one) => {
        assert.deepEqual(one.opened.toSorted(), ['best/strong k1', 'openai/gpt key-9']);
        assert.deepEqual(statesOf(one), ['openai/gpt answered', 'best/strong answered']);
      },
    ));

  it('reserves anew for another key, and is refused there where nothing is left for it', () =>
    played(
      {
        offers: [costly('acme/cheap', ['k1', 'k2']), costly('best/strong')],
        picks: ['acme/cheap', 'best/strong'],
        // The first key breaks off and tells no cost, so what was reserved for it counts as spent.
        open: (name) => (name.startsWith('best') ? answering('Me.') : fails('server')),
        budgets: [strict(2.04)],
      },
      (one) => {
        assert.deepEqual(statesOf(one), ['acme/cheap failed', 'best/strong answered']);
        assert.deepEqual(one.opened.toSorted(), ['acme/cheap k1', 'best/strong k1']);
        assert.match(JSON.stringify(columnOf(one, 'acme/cheap').receipt?.skipped), /strict budget of today/);
      },
    ));
});
