import assert from 'node:assert/strict';
import { moneyTooltip, tooltipCommands } from '../../src/editor/money-tooltip.ts';
import { MoneyWatch, type MoneyWatchParts } from '../../src/editor/money-watch.ts';
import { commands } from '../../src/editor/names.ts';
import type { Standing } from '../../src/core/budget.ts';
import type { MoneyShown, Spent } from '../../src/panel/money-state.ts';
import { cost, summary } from '../panel/samples.ts';

const spentOf = (usd: number, standings: readonly Standing[] = []): Spent => ({
  today: summary({ cost: cost({ computed: usd }) }),
  month: summary({ cost: cost({ computed: usd }) }),
  standings,
});

const almostUsedUp = (limit = 1): Standing => ({
  budget: { id: 'day', limit, period: 'day', of: {}, action: 'block', strict: false },
  period: '2026-11-21',
  endsAt: 0,
  spent: 0.9e9,
  doubt: 0,
  untold: 0,
  reserved: 0,
  lifted: false,
});

/** A watch over books that the test writes. */
const watching = (facts: Partial<MoneyWatchParts> = {}) => {
  const drawn: (MoneyShown | undefined)[] = [];
  let reads = 0;
  const books = { spent: spentOf(1), mode: 'today' as ReturnType<MoneyWatchParts['mode']> };
  let last: ReturnType<MoneyWatchParts['last']>;
  const watch = new MoneyWatch({
    mode: () => books.mode,
    last: () => last,
    isWanted: () => true,
    read: async () => {
      reads++;
      return Promise.resolve(books.spent);
    },
    trouble: () => undefined,
    draw: (shown) => void drawn.push(shown),
    ...facts,
  });
  return {
    watch,
    books,
    answered: (one: ReturnType<MoneyWatchParts['last']>) => (last = one),
    reads: () => reads,
    drawn: () => drawn.at(-1),
  };
};

describe('who watches the money', () => {
  it('shows nothing before the books were read, and then what they say', async () => {
    const { watch, drawn } = watching();
    watch.changed();
    assert.equal(drawn(), undefined);
    await watch.look();
    assert.equal(drawn()?.text, '$(credit-card) $1.00');
    watch.dispose();
  });

  it('shows a receipt at once, with the sum that was read before', async () => {
    const { watch, drawn, answered } = watching();
    await watch.look();
    answered({ cost: '$0.25', lines: ['Answered by OpenAI'], isRefused: false });
    watch.changed();
    assert.deepEqual(drawn()?.receipt, ['Answered by OpenAI']);
    assert.equal(drawn()?.text, '$(credit-card) $1.00');
    watch.dispose();
  });

  it('reads once more after a change that came while it read, however many came', async () => {
    const open: (() => void)[] = [];
    let reads = 0;
    const { watch, drawn } = watching({
      read: async () => {
        reads++;
        const usd = reads;
        await new Promise<void>((resolve) => open.push(resolve));
        return spentOf(usd);
      },
    });
    const first = watch.look();
    await Promise.all([watch.look(), watch.look(), watch.look()]);
    open.shift()?.();
    while (open.length === 0) await Promise.resolve();
    open.shift()?.();
    await first;
    assert.equal(reads, 2);
    assert.equal(drawn()?.text, '$(credit-card) $2.00');
    watch.dispose();
  });

  it('asks nothing of the disk while the item is off, or where there is no key and was no request', async () => {
    const off = watching();
    off.books.mode = 'off';
    await off.watch.look();
    off.watch.changed();
    const keyless = watching({ isWanted: () => false });
    await keyless.watch.look();
    for (const { watch, reads, drawn } of [off, keyless]) {
      assert.equal(reads(), 0);
      assert.equal(drawn(), undefined);
      watch.dispose();
    }
  });

  it('hides the item as soon as the setting says so', async () => {
    const { watch, books, drawn } = watching();
    await watch.look();
    assert.ok(drawn());
    books.mode = 'off';
    watch.changed();
    assert.equal(drawn(), undefined);
    watch.dispose();
  });

  it('forgets the sum where the books cannot be read, and says so', async () => {
    let isBroken = false;
    const { watch, drawn } = watching({
      read: async () => (isBroken ? Promise.reject(new Error('a long sentence')) : Promise.resolve(spentOf(1))),
      trouble: () => (isBroken ? 'the disk is full' : undefined),
    });
    await watch.look();
    isBroken = true;
    await watch.look();
    assert.equal(drawn()?.text, '$(credit-card) not recording');
    assert.deepEqual(drawn()?.sums, ['Usage is not recorded: the disk is full']);
    isBroken = false;
    await watch.look();
    assert.equal(drawn()?.text, '$(credit-card) $1.00');
    watch.dispose();
  });

  it('says blocked from the refusal on, until the budget is changed or another request is answered', async () => {
    const { watch, books, drawn, answered } = watching();
    books.spent = spentOf(0.9, [almostUsedUp()]);
    await watch.look();
    assert.equal(drawn()?.tone, 'warning');
    const refused = { cost: undefined, lines: ['Nobody answered'], isRefused: true };
    answered(refused);
    watch.changed();
    assert.equal(drawn()?.tone, 'error');
    await watch.look();
    await watch.look();
    assert.equal(drawn()?.tone, 'error');
    books.spent = spentOf(0.9, [almostUsedUp(2)]);
    await watch.look();
    assert.equal(drawn()?.tone, 'plain');
    books.spent = spentOf(0.9, [almostUsedUp()]);
    answered({ ...refused });
    await watch.look();
    assert.equal(drawn()?.tone, 'error', 'a refusal of its own');
    answered({ cost: '$0.01', lines: ['Answered by Groq'], isRefused: false });
    await watch.look();
    assert.equal(drawn()?.tone, 'warning');
    watch.dispose();
  });

  it('draws nothing after its end', async () => {
    let resolve: (spent: Spent) => void = () => undefined;
    const { watch, drawn } = watching({ read: () => new Promise<Spent>((done) => (resolve = done)) });
    const looking = watch.look();
    watch.dispose();
    resolve(spentOf(1));
    await looking;
    watch.changed();
    assert.equal(drawn(), undefined);
  });
});

describe('the hover of the status item', () => {
  const shown: MoneyShown = {
    text: '$(credit-card) $1.24',
    tone: 'plain',
    label: 'Keyway. Today $1.24',
    sums: ['Today $1.24', 'This month $20.50'],
    budgets: ['Daily budget: 80%'],
    receipt: ['Answered by OpenAI gpt-6-luna with key work'],
  };

  it('shows sums, budgets and the last receipt, and leads to four commands that exist', () => {
    const text = moneyTooltip(shown);
    const titles = [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, title]) => title);
    assert.deepEqual(titles, ['Spent with Keyway', 'Budgets', 'Last receipt']);
    const linked = [...text.matchAll(/\]\(command:([\w.]+)\)/g)].map(([, id]) => id);
    assert.deepEqual(linked, tooltipCommands);
    for (const id of tooltipCommands) assert.ok(Object.hasOwn(commands, id), id);
  });

  it('is the links alone where nothing is known yet', () => {
    const text = moneyTooltip({ ...shown, sums: [], budgets: [], receipt: [] });
    assert.doesNotMatch(text, /\*\*|---/);
    assert.match(text, /^\[Show Usage\]/);
  });

  it('makes no link, image or table of the names in it', () => {
    const hostile = '[pay](command:keyway.removeKey) ![x](https://example.com/x.png) <img src=x> | a | $(key)\n# Title';
    const text = moneyTooltip({ ...shown, sums: [hostile], budgets: [hostile], receipt: [hostile] });
    const links = [...text.matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target]) => target);
    assert.deepEqual(
      links,
      tooltipCommands.map((id) => `command:${id}`),
    );
    assert.doesNotMatch(text, /(?<!\\)[<!|#$]/);
  });
});
