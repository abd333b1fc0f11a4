import assert from 'node:assert/strict';
import { adviceFor, brokenText, failedText, nothingText } from '../../src/core/advice.ts';
import { remedies, type FailureKind } from '../../src/core/failure.ts';
import type { LeftOut } from '../../src/core/plan.ts';
import type { Skipped } from '../../src/core/receipt.ts';
import { route } from './samples.ts';

const kinds = Object.keys(remedies) as FailureKind[];
const skip = (kind: FailureKind, model = 'large', asked = true): Skipped => ({
  provider: 'ACME',
  model,
  key: 'work',
  asked,
  kind,
  reason: `${kind} happened`,
});
const left = (id: string, cause: LeftOut['cause'], reason: string): LeftOut => ({
  ...route(`acme/${id}`),
  cause,
  reason,
});

describe('what a person reads when nobody answered', () => {
  it('is one sentence and what to do, where one route failed', () => {
    assert.equal(
      failedText([skip('auth')]),
      'ACME large (key work): auth happened. Run “Keyway: Test Key”, then “Keyway: Update Key”.',
    );
  });

  it('says the same thing once, where a route was asked twice', () => {
    assert.equal(failedText([skip('server'), skip('server')]), failedText([skip('server')]));
  });

  it('names a few of many, and only those that were asked', () => {
    const many = Array.from({ length: 6 }, (_, index) => skip('rate', `m${index}`));
    const message = failedText([...many, skip('rate', 'untouched', false)]);
    assert.match(
      message,
      /^No route could answer\. ACME m0 .* ACME m3 \(key work\): rate happened\. 2 more failed\. Wait/,
    );
    assert.ok(!message.includes('untouched') && !message.includes('m4'));
  });

  it('advises by the failure that time does not cure', () => {
    const advice = (...all: readonly FailureKind[]): string => adviceFor(all.map((kind) => skip(kind)));
    assert.equal(advice('rate', 'server', 'auth'), advice('auth'));
    assert.equal(advice('server', 'quota'), advice('quota'));
    assert.equal(advice('rate', 'context'), advice('context'));
    assert.notEqual(advice('rate'), advice('auth'));
  });

  it('always advises something', () => {
    for (const kind of kinds) {
      assert.match(adviceFor([skip(kind)]), /\.$/, kind);
      assert.match(brokenText(skip(kind)), /incomplete\. \S.*\.$/, kind);
    }
  });

  it('names a budget that kept another route away, once, with what to do where nothing else failed', () => {
    const refused = [
      left('dear', 'budget', 'the budget of today is used up'),
      left('dearer', 'budget', 'the budget of today is used up'),
    ];
    assert.equal(
      failedText([skip('rate')], refused),
      'ACME large (key work): rate happened. Not asked: ACME dear (key k1): the budget of today is used up. ' +
        'Wait, add another key, or pick another model.',
    );
    assert.match(failedText([], refused), /^Not asked: ACME dear .*used up\. Raise the budget/);
  });

  it('tells of budgets before what no money would cure, and after what a moment may', () => {
    const [blind, dear, busy] = [
      left('blind', 'capability', 'takes no images'),
      left('dear', 'budget', 'the budget of today is used up'),
      left('busy', 'cooling', 'tried again in 41 s'),
    ] as const;
    assert.match(nothingText([blind, dear]), /ACME dear \(key k1\): the budget of today is used up\. Raise the budget/);
    assert.match(nothingText([blind, dear, busy]), /ACME busy \(key k1\): tried again in 41 s\. Wait/);
  });

  it('tells a person without keys to add one', () => {
    assert.equal(nothingText([]), 'No key unlocks a model for this request. Run “Keyway: Add Key”.');
  });

  it('tells how long to wait before it tells what else could not do it', () => {
    const message = nothingText([
      left('blind', 'capability', 'takes no images'),
      left('busy', 'cooling', 'its rate limit is reached, tried again in 41 s'),
    ]);
    assert.match(message, /ACME busy \(key k1\): its rate limit is reached, tried again in 41 s\./);
    assert.ok(!message.includes('blind'));
    assert.match(
      nothingText([left('blind', 'capability', 'takes no images')]),
      /ACME blind \(key k1\): takes no images\./,
    );
  });
});
