import assert from 'node:assert/strict';
import { receiptLines } from '../../src/core/receipt.ts';
import { sumText } from '../../src/core/summary.ts';
import { costText, provenanceText } from '../../src/panel/cells.ts';
import { usageTable } from '../../src/usage/usage-table.ts';
import { failure, finished, hangs, plays, ran, text, used, watch } from '../core/runs.ts';
import { planOf, route } from '../core/samples.ts';
import { always, inRoom } from './samples.ts';

const price = { input: 10, output: 100 };
const routes = [route('acme/small', 'k1', { price, priceAsOf: '2026-11-20' })];
const words = 'Two words and then some more of them. '.repeat(20);

describe('a stream that was stopped midway', () => {
  it('is estimated from what came, and marked so in the ledger, its reports, tables and the receipt', () =>
    inRoom(async ({ open, raw }) => {
      const stopping = new AbortController();
      const scripts = { 'acme/small k1': [hangs([text(words)])] };
      const { events, attempts, receipts } = watch({ plan: planOf(routes), scripts, signal: stopping.signal });
      await events.next();
      stopping.abort();
      await assert.rejects(async () => {
        for await (const event of events) void event;
      });
      const ledger = open();
      for (const one of attempts) ledger.record(one);
      const total = await ledger.summary(always);
      const groups = await ledger.summaryBy('model', always);

      const row = raw().prepare('SELECT outcome, cost_from, cost_nano, input_tokens, output_tokens FROM attempt').get();
      assert.deepEqual([row?.['outcome'], row?.['cost_from'], row?.['input_tokens']], ['aborted', 'estimated', 1_000]);
      assert.ok(Number(row?.['output_tokens']) > 50);
      assert.equal(Number(row?.['cost_nano']), 1_000 * 10_000 + Number(row?.['output_tokens']) * 100_000);

      const { reported, computed, estimated, unknown } = total.cost;
      assert.deepEqual([reported, computed, unknown], [0, 0, 0]);
      assert.equal(estimated, Number(row?.['cost_nano']) / 1e9);
      assert.match(sumText(total), /^~\$/);
      assert.match(provenanceText(total), /^~\$[\d.]+ estimated$/);
      assert.match(
        usageTable({ by: 'model', groups, total }),
        /\| acme\/small \| ~\$[\d.]+ \|.*\n\| \*\*Total\*\* \| ~\$[\d.]+ \|/,
      );
      const [past] = await ledger.recent(1);
      assert.match(costText(past?.cost ?? { from: 'unknown' }), /^~\$[\d.]+ \(estimated\)$/);
      assert.match(receiptLines(receipts[0] ?? assert.fail()).join('\n'), /~\$[\d.]+ \(estimated/);
    }));

  it('is estimated where the connection broke after the first words, although the provider had begun to count', () =>
    inRoom(async ({ open }) => {
      const begun = [used({ input: 1_200, output: 1 }), text(words)];
      const scripts = { 'acme/small k1': [plays(begun, failure('network'))] };
      const { attempts } = await ran({ plan: planOf(routes), scripts });
      const ledger = open();
      for (const one of attempts) ledger.record(one);
      const { cost, tokens } = await ledger.summary(always);
      assert.ok(cost.estimated > 0.012 && cost.computed === 0, JSON.stringify(cost));
      assert.equal(tokens.input, 1_200, 'as the provider said');
    }));

  it('is computed, and not marked, where the answer came whole with its count', () =>
    inRoom(async ({ open }) => {
      const scripts = { 'acme/small k1': [plays([text(words), used({ input: 1_200, output: 9 }), finished()])] };
      const { attempts } = await ran({ plan: planOf(routes), scripts });
      const ledger = open();
      for (const one of attempts) ledger.record(one);
      const total = await ledger.summary(always);
      assert.equal(total.cost.estimated, 0);
      assert.equal(sumText(total), '$0.013');
    }));
});
