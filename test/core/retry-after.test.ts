import assert from 'node:assert/strict';
import fc from 'fast-check';
import { durationOf, resetIn, retryAfterInText, retryAfterOf } from '../../src/core/retry-after.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

const waitOf = (headers: Readonly<Record<string, string>>): number | undefined =>
  retryAfterOf((name) => headers[name] ?? null, now);

describe('the wait that headers name', () => {
  const cases: readonly (readonly [
    sentence: string,
    headers: Readonly<Record<string, string>>,
    wait: number | undefined,
  ])[] = [
    ['seconds', { 'retry-after': '20' }, 20_000],
    ['parts of a second', { 'retry-after': '0.5' }, 500],
    ['no time at all', { 'retry-after': '0' }, 0],
    ['a date', { 'retry-after': 'Fri, 20 Nov 2026 12:02:00 GMT' }, 120_000],
    ['a date that has passed', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    ['a duration', { 'retry-after': '1m12s' }, 72_000],
    ['milliseconds, before seconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, 1_500],
    ['seconds, where milliseconds are empty', { 'retry-after-ms': '', 'retry-after': '2' }, 2_000],
    ['nothing readable', { 'retry-after': 'soon' }, undefined],
    ['a number inside words, which is no date', { 'retry-after': 'wait 5' }, undefined],
    [
      'a date by the clock of a server that runs an hour ahead',
      { 'retry-after': 'Fri, 20 Nov 2026 13:02:00 GMT', date: 'Fri, 20 Nov 2026 13:00:00 GMT' },
      120_000,
    ],
    [
      'a date by our clock where the server’s differs by a moment',
      { 'retry-after': 'Fri, 20 Nov 2026 12:02:00 GMT', date: 'Fri, 20 Nov 2026 12:00:02 GMT' },
      120_000,
    ],
    ['nothing', {}, undefined],
    [
      'OpenAI: a duration until the tokens are back',
      { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' },
      360_000,
    ],
    [
      'OpenAI: the longest of two that are used up',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '120ms',
        'x-ratelimit-remaining-tokens': '0',
        'x-ratelimit-reset-tokens': '2s',
      },
      2_000,
    ],
    [
      'OpenAI: nothing where something is left',
      { 'x-ratelimit-remaining-requests': '1', 'x-ratelimit-reset-requests': '1s' },
      undefined,
    ],
    [
      'Anthropic: a date until the requests are back',
      {
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2026-11-20T12:00:41Z',
      },
      41_000,
    ],
    [
      'OpenRouter: milliseconds since 1970',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${now + 5_000}` },
      5_000,
    ],
    ['others: seconds since 1970', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${now / 1_000 + 7}` }, 7_000],
    [
      'Cerebras: seconds until the day is over',
      { 'x-ratelimit-remaining-requests-day': '0', 'x-ratelimit-reset-requests-day': '33011.382867' },
      33_011_382.867,
    ],
    [
      'Anthropic: the tokens of the prompt',
      {
        'anthropic-ratelimit-input-tokens-remaining': '0',
        'anthropic-ratelimit-input-tokens-reset': '2026-11-20T12:00:09Z',
      },
      9_000,
    ],
    ['others: seconds from now', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' }, 9_000],
    ['others: a limit used up that says no more', { 'x-ratelimit-remaining': '0' }, undefined],
  ];
  for (const [sentence, headers, wait] of cases) it(sentence, () => assert.equal(waitOf(headers), wait));

  it('is never negative and never NaN, whatever they say', () => {
    const text = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('-5', 'NaN', 'Infinity', '1e400', ''));
    fc.assert(
      fc.property(text, text, text, (milliseconds, after, reset) => {
        for (const headers of [
          { 'retry-after-ms': milliseconds, 'retry-after': after },
          { 'retry-after': after },
          { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
        ]) {
          const wait = waitOf(headers);
          assert.ok(wait === undefined || (wait >= 0 && Number.isFinite(wait)), `${wait}`);
        }
      }),
    );
  });
});

describe('the wait that a sentence names', () => {
  const cases: readonly (readonly [text: string, wait: number | undefined])[] = [
    ['Rate limit reached. Please try again in 6.5s.', 6_500],
    ['Rate limit reached. Please try again in 20ms. Visit …', 20],
    ['Please try again in 14m24.5s. Need more tokens?', 864_500],
    ['Please retry in 24.512s.', 24_512],
    ['Please retry after 26 seconds.', 26_000],
    ['Please retry after 1 second.', 1_000],
    ['Try again in 5 minutes.', 300_000],
    ['try again in 2 hours', 7_200_000],
    ['You exhausted your capacity. Your quota will reset after 18h31m10s.', 66_670_000],
    ['You will regain access on 2026-11-21 at 00:00 UTC.', 43_200_000],
    ['You will regain access on 2026-12-01.', 907_200_000],
    ['You will regain access on 2026-11-01 at 00:00 UTC.', 0],
    ['Please try again later.', undefined],
    ['It took 5s. Try again in a moment.', undefined],
    ['', undefined],
  ];
  for (const [text, wait] of cases) it(`“${text}”`, () => assert.equal(retryAfterInText(text, now), wait));
});

describe('a reset', () => {
  const cases: readonly (readonly [text: string, wait: number | undefined])[] = [
    ['6m0s', 360_000],
    ['1s', 1_000],
    ['12ms', 12],
    ['7', 7_000],
    ['11.5', 11_500],
    [`${now / 1_000 + 30}`, 30_000],
    [`${now + 30_000}`, 30_000],
    ['2026-11-20T12:00:30Z', 30_000],
    ['2026-11-20T13:00:30+01:00', 30_000],
    ['Fri, 20 Nov 2026 12:00:30 GMT', 30_000],
    ['', undefined],
    ['tomorrow', undefined],
  ];
  for (const [text, wait] of cases) it(`“${text}”`, () => assert.equal(resetIn(text, now), wait));
});

describe('a duration', () => {
  it('is the sum of its parts', () => {
    assert.equal(durationOf('1d2h3m4s5ms'), 93_784_005);
    assert.equal(durationOf('1.5h'), 5_400_000);
    assert.equal(durationOf('12'), undefined);
    assert.equal(durationOf('1.2.3s'), undefined);
    assert.equal(durationOf(''), undefined);
  });
});
