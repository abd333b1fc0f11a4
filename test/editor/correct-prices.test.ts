import assert from 'node:assert/strict';
import { correctPrices, type CorrectionDesk } from '../../src/editor/correct-prices-flow.ts';
import { pricesIn, pricesText } from '../../src/editor/price-words.ts';
import type { Model } from '../../src/core/provider.ts';
import type { Price } from '../../src/core/price.ts';
import type { AuditEntry } from '../../src/usage/audit.ts';
import type { Ledger } from '../../src/usage/ledger.ts';
import { model } from '../core/samples.ts';
import { attempt, inRoom } from '../usage/samples.ts';
import { type Act, Scripted } from './scripted.ts';

const now = new Date(2026, 10, 20, 12).getTime();

const own: Price = { input: 2, output: 8 };
const known = (price: Price | undefined): Model =>
  model('openai/gpt-6-luna', { price, priceAsOf: price && 'your setting' });

interface Visited {
  readonly person: Scripted;
  readonly pages: readonly string[];
  readonly noted: readonly AuditEntry[];
  readonly told: () => number;
}

/** What a person who acts so is shown, and what is noted. `stopAt` ends the correction after so many signs of progress. */
const visit = async (
  ledger: Ledger,
  acts: readonly Act[],
  { price = own, stopAt }: { readonly price?: Price | undefined | null; readonly stopAt?: number } = {},
): Promise<Visited> => {
  const person = new Scripted(acts);
  const pages: string[] = [];
  const noted: AuditEntry[] = [];
  let corrected = 0;
  let signs = 0;
  let works = 0;
  const desk: CorrectionDesk = {
    questions: person,
    progress: (_title, work) => {
      const stopping = new AbortController();
      works += 1;
      const correcting = works === 3;
      return work({
        signal: stopping.signal,
        tell: () => void (correcting && ++signs === stopAt && stopping.abort()),
      });
    },
    shared: ledger.shared,
    modelOf: (_, id) => (id === 'gpt-6-luna' ? known(price ?? undefined) : undefined),
    nameOf: () => 'OpenAI',
    show: (name, markdown) => {
      pages.push(`${name}\n${markdown}`);
      return Promise.resolve();
    },
    note: (entry) => noted.push(entry),
    onCorrected: () => (corrected += 1),
    clock: () => now,
  };
  await correctPrices(desk);
  person.finished();
  return { person, pages, noted, told: () => corrected };
};

const recorded = (ledger: Ledger, count = 3): void => {
  for (let index = 0; index < count; index++)
    ledger.record(
      attempt({
        requestId: `r${index}`,
        at: now - 60_000 - index,
        usage: { input: 1_000_000, output: 0 },
        cost: index === 0 ? { from: 'unknown' } : { usd: 1.25, from: 'computed', priceAsOf: '2026-09-01' },
      }),
    );
};

const agreed: readonly Act[] = [{ pick: 'OpenAI gpt-6-luna' }, { pick: 'Today' }, { confirm: true }];

describe('Correct Prices', () => {
  it('shows prices and sums before and after, corrects, keeps a record, and tells who listens', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      recorded(ledger);
      const { person, pages, noted, told } = await visit(ledger, agreed);
      const [choice] = person.choicesSeen[0] ?? [];
      assert.deepEqual(
        [choice?.description, choice?.detail],
        [
          '3 rows · $2.50 · 1 of unknown cost · prices of 2026-09-01',
          'Now: $2.00 in, $8.00 out per million tokens (your setting)',
        ],
      );
      const detail = person.seen.at(-1) ?? '';
      assert.match(
        detail,
        /^3 rows, 20 Nov 2026\.\nBefore: \$2\.50, and 1 row of unknown cost \(prices of 2026-09-01\)\./,
      );
      assert.match(detail, /\nAfter: \$6\.00, at \$2\.00 in, \$8\.00 out per million tokens \(your setting\)\./);
      assert.deepEqual(noted, [
        {
          action: 'prices-corrected',
          by: 'person',
          subject: 'openai/gpt-6-luna',
          detail: '3 rows: $2.50, and 1 row of unknown cost → $6.00',
        },
      ]);
      assert.equal(told(), 1);
      assert.match(
        pages[0] ?? '',
        /^Corrected Prices\n# Corrected prices[^]*\n## openai\/gpt-6-luna, 20 Nov 2026\n\n- 3 rows: .*\n.*\n.*\n- Corrected by you on .*, finished$/m,
      );
      const { cost } = await ledger.summary({ since: 0 });
      assert.deepEqual(cost, { reported: 0, computed: 6, estimated: 0, unknown: 0 });
    }));

  it('changes nothing where the person says no, or gives up', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      recorded(ledger);
      const no: readonly Act[] = [...agreed.slice(0, 2), { confirm: false }];
      for (const acts of [no, [agreed[0] ?? 'escape', 'escape'], ['escape']] as const) {
        const { pages, noted, told } = await visit(ledger, acts);
        assert.deepEqual([pages, noted, told()], [[], [], 0]);
      }
      assert.equal((await ledger.summary({ since: 0 })).cost.computed, 2.5);
    }));

  it('asks for a price where none is known, and says so where nothing would change', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      assert.deepEqual((await visit(ledger, [])).person.told, [
        'info: The usage ledger has no costs that could be corrected.',
      ]);
      recorded(ledger);
      const without = await visit(ledger, agreed.slice(0, 1), { price: null });
      assert.match(without.person.told[0] ?? '', /No price of openai\/gpt-6-luna is known: set one in keyway\.models/);
      await visit(ledger, agreed);
      const again = await visit(ledger, agreed.slice(0, 2));
      assert.match(again.person.told[0] ?? '', /nothing changes\.$/);
    }));

  it('offers to finish what was stopped midway, at the prices it was begun with', () =>
    inRoom(async ({ open }) => {
      const ledger = open();
      recorded(ledger, 250);
      const stopped = await visit(ledger, agreed, { stopAt: 1 });
      assert.match(stopped.person.told[0] ?? '', /stopped midway/);
      assert.match(stopped.noted[0]?.detail ?? '', /^40 rows: .* \(stopped before the end\)$/);
      assert.match(stopped.pages[0] ?? '', /stopped at 16%/);
      const finished = await visit(ledger, [{ pick: 'Finish It' }], { price: { input: 99, output: 99 } });
      assert.match(finished.noted[0]?.detail ?? '', /^250 rows: .* → \$500\.00$/);
      assert.equal((await ledger.summary({ since: 0 })).cost.computed, 500);
    }));

  it('says a sentence where the ledger cannot be read', async () => {
    const broken = { shared: { use: () => Promise.reject(new Error('no such file')) } } as unknown as Ledger;
    const { person } = await visit(broken, []);
    assert.match(person.told[0] ?? '', /^error: Keyway's usage ledger cannot be corrected now: /);
  });
});

describe('prices in a record', () => {
  it('are read back as they were written, and not at all where they are something else', () => {
    const price: Price = { ...own, cacheRead: 0.2, tiers: [{ above: 5, input: 1, output: 2 }], batch: 0.5 };
    const hours: Price = { ...own, hours: [{ from: '12:00', to: '14:00', days: [1], input: 1, output: 2 }] };
    const prices = new Map([
      ['', { price, priceAsOf: '2026-11-20' }],
      ['v2', { price: hours }],
    ]);
    assert.deepEqual(pricesIn(pricesText(prices)), prices);
    for (const text of ['', '{}', '[["",{}]]', '[["",{"price":{"input":"1"}}]]'])
      assert.equal(pricesIn(text), undefined);
  });
});
