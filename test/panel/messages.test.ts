import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFromPage, readMemory, readToPage, type StateOf } from '../../src/panel/messages.ts';
import { groupings, spans } from '../../src/panel/question.ts';
import { sections } from '../../src/panel/section.ts';

const table = { title: 'Today by model', columns: [{ title: 'Model', numeric: false }], rows: [['a']], note: '' };

const state: StateOf<'usage'> = {
  type: 'usage',
  asked: { span: 'today', by: 'model' },
  said: 'Today by model: 1 request, cost $1.00.',
  trouble: '',
  totals: [{ title: 'Requests', value: '1', detail: '' }],
  notes: ['At this pace November will cost about $12.00.'],
  budgets: [],
  requests: [],
  tables: { usage: table, attempts: table },
};

describe('what the page may say', () => {
  it('is that it is ready, which section it wants, what to cancel, and every question there is', () => {
    assert.deepEqual(readFromPage({ type: 'ready' }), { type: 'ready' });
    for (const section of sections)
      for (const type of ['ready', 'show']) assert.deepEqual(readFromPage({ type, section }), { type, section });
    assert.deepEqual(readFromPage({ type: 'cancel', work: 1 }), { type: 'cancel', work: 1 });
    for (const span of spans)
      for (const by of groupings)
        assert.deepEqual(readFromPage({ type: 'usage.show', span, by }), { type: 'usage.show', span, by });
  });

  it('is nothing else', () => {
    const refused: readonly unknown[] = [
      undefined,
      null,
      'ready',
      [],
      {},
      { type: 'close' },
      { type: 'ready', more: 1 },
      { type: 'show' },
      { type: 'show', section: 'secrets' },
      { type: 'usage.show' },
      { type: 'usage.show', span: 'today' },
      { type: 'usage.show', span: 'year', by: 'model' },
      { type: 'usage.show', span: 'today', by: 'secret' },
      { type: 'usage.show', span: 'toString', by: 'constructor' },
      { type: 'usage.show', span: ['today'], by: 'model' },
      { type: 'usage.show', span: 'today', by: 'model', since: 0 },
      state,
    ];
    for (const message of refused) assert.equal(readFromPage(message), undefined, JSON.stringify(message));
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        readFromPage(message);
        readToPage(message);
        readMemory(message);
      }),
    );
  });
});

describe('what the extension may say', () => {
  it('is a state, with tables or without', () => {
    assert.deepEqual(readToPage(state), state);
    const { tables: _, ...unread } = state;
    assert.deepEqual(readToPage(unread), unread);
  });

  it('is nothing else', () => {
    const refused: readonly unknown[] = [
      { type: 'ready' },
      { ...state, type: 'show' },
      { ...state, secret: 'x' },
      { ...state, asked: { span: 'today' } },
      { ...state, said: 1 },
      { ...state, notes: [1] },
      { ...state, notes: undefined },
      { ...state, totals: [{ title: 'Requests', value: 1, detail: '' }] },
      { ...state, tables: { usage: table } },
      { ...state, tables: { usage: { ...table, rows: [[1]] }, attempts: table } },
      { ...state, tables: { usage: { ...table, html: '<b>' }, attempts: table } },
    ];
    for (const message of refused) assert.equal(readToPage(message), undefined, JSON.stringify(message));
  });
});

describe('what the page remembers', () => {
  it('is read back, and anything else forgotten', () => {
    const memory = { section: 'usage', span: 'week', by: 'day', scroll: 120 };
    assert.deepEqual(readMemory(memory), memory);
    for (const kept of [
      undefined,
      {},
      { ...memory, scroll: '120' },
      { ...memory, by: 'hour' },
      { ...memory, typed: 'sk-' },
    ])
      assert.equal(readMemory(kept), undefined);
  });
});
