import assert from 'node:assert/strict';
import type { Grounds } from '../../src/usage/grounds.ts';
import { noteLines, notesOf, unusualText, type Noted, type NoteWords } from '../../src/usage/notes.ts';
import { dayPlus } from '../../src/usage/day.ts';
import { offer } from '../core/samples.ts';
import { cost, group, nothing, summary } from '../panel/samples.ts';

const dollar = 1_000_000_000;
const today = '2026-11-20';

const steady = (usd: number) =>
  Array.from({ length: 60 }, (_, index) => ({ day: dayPlus(today, index - 59), nano: usd * dollar }));

const grounds = (facts: Partial<Grounds> = {}): Grounds => ({
  today,
  previous: { usd: 10, words: 'October 1–20' },
  days: steady(1),
  unusual: [],
  used: [],
  compared: 0,
  keys: [],
  ...facts,
});

const said = (facts: Partial<Noted> = {}, words: Partial<NoteWords> = {}) =>
  notesOf(
    { span: 'month', total: summary({ cost: cost({ computed: 20 }) }), models: [], grounds: grounds(), ...facts },
    {
      market: { offers: [], policy: {}, modelOf: () => undefined },
      baseline: { is: 'dearest' },
      nameOf: (id) => id,
      ...words,
    },
  );

describe('what is said about usage', () => {
  it('is the trend and, of a month, the forecast', () => {
    assert.deepEqual(said(), {
      trend: '100% more than October 1–20 ($10.00)',
      saved: undefined,
      forecast: 'At this pace November will cost about $30.00.',
      unusual: [],
      advice: [],
    });
    assert.equal(said({ span: 'week' }).forecast, undefined);
  });

  it('gives the range of a forecast where there is one', () => {
    const days = steady(1).map((one, index) => ({ ...one, nano: one.nano * (1 + (index % 3)) }));
    assert.match(
      said({ grounds: grounds({ days }) }).forecast ?? '',
      /^At this pace November will cost about \$\d+\.\d\d \(8 in 10 such months: \$\d+\.\d\d to \$\d+\.\d\d\)\.$/,
    );
  });

  it('says that it is too early, and nothing of a month without requests', () => {
    assert.equal(
      said({ grounds: grounds({ days: steady(1).slice(-2) }) }).forecast,
      'What November will cost is too early to say: that takes three days with usage.',
    );
    assert.equal(said({ total: nothing }).forecast, undefined);
  });

  it('says where the sums are only what is known', () => {
    const total = summary({ attempts: 9, cost: cost({ computed: 20, unknown: 3 }) });
    assert.match(said({ total }).trend ?? '', /, as far as costs are known$/);
    assert.match(said({ total }).forecast ?? '', /, without what is unknown\.$/);
  });

  it('counts savings against the dearest candidate on the requests that have one', () => {
    const total = summary({ requests: 10, answered: 10, saved: { usd: 3, baseline: 5 } });
    assert.match(
      said({ total, grounds: grounds({ compared: 4 }) }).saved ?? '',
      /^Saved \$3\.00 against the dearest .*: \$2\.00 instead of \$5\.00\. Counted on the 40% of the requests/,
    );
  });

  it('advises with the person’s own models, in the order in which it saves', () => {
    const cheap = offer('deepseek/v4', ['k1'], { price: { input: 0.1, output: 0.5 } });
    const dear = offer('openai/sol', ['k1'], { price: { input: 5, output: 25 } });
    const used = {
      provider: 'openai',
      model: 'sol',
      task: 'code',
      requests: 9,
      known: {
        requests: 9,
        attempts: 9,
        usd: 10,
        tokens: { input: 1_000_000, output: 200_000, cached: 0, cacheWrite: 0 },
      },
    };
    const total = summary({ attempts: 20, fallbacks: 9, cost: cost({ computed: 10, unknown: 8 }) });
    const models = [group('groq/x', { cost: cost({ unknown: 8 }) })];
    const keys = [{ provider: 'groq', key: 'work', attempts: 40, limited: 12 }];
    const market = { offers: [dear, cheap], policy: {}, modelOf: () => dear.model };
    const { advice } = said({ total, models, grounds: grounds({ used: [used], keys }) }, { market });
    assert.match(advice[0] ?? '', /^Code on openai sol cost \$10\.00 this month; .* would have cost about \$0\.20\.$/);
    assert.match(advice[1] ?? '', /stays your choice/);
    assert.match(advice[2] ?? '', /^Key work of groq was at its rate limit in 12 of its last 40/);
    assert.match(advice[3] ?? '', /groq\/x: set a price in keyway\.models/);
    assert.equal(advice.length, 4);
  });

  it('is read in one order everywhere', () => {
    assert.deepEqual(noteLines({ saved: 's', forecast: 'f', unusual: ['u'], advice: ['a'], trend: 't' }), [
      's',
      'f',
      'u',
      'a',
    ]);
    assert.deepEqual(noteLines({ unusual: [], advice: [] }), []);
  });
});

describe('an unusual day in words', () => {
  const day = { day: '2026-11-19', nano: 10 * dollar, usual: 2 * dollar, times: 5 };

  it('names the day, how many times the usual, and what made it', () => {
    const cause = { by: 'model', group: 'anthropic/opus', nano: 9 * dollar, share: 0.1 } as const;
    assert.equal(
      unusualText({ ...day, cause }, today),
      'Thursday, November 19 cost $10.00, 5 times the usual: mostly the model anthropic/opus ($9.00).',
    );
    assert.equal(unusualText({ ...day, day: today }, today), 'Today cost $10.00, 5 times the usual.');
  });
});
