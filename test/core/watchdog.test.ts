import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Watchdog, type Patience } from '../../src/core/watchdog.ts';

const never = 60_000;
let now = 0;

/** Lets time pass, with an ear for what happens every so often. */
const pass = (milliseconds: number, every = milliseconds, act = (): void => undefined): void => {
  for (let gone = 0; gone < milliseconds; gone += 10) {
    now += 10;
    mock.timers.tick(10);
    if ((gone + 10) % every === 0) act();
  }
};

const watching = (patience: Partial<Patience>) => {
  const controller = new AbortController();
  const dog = new Watchdog({ firstByte: never, idle: never, progress: never, ...patience }, controller);
  return { dog, signal: controller.signal };
};

describe('a watchdog', () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ['setInterval'] });
    mock.method(performance, 'now', () => now);
  });
  afterEach(() => mock.reset());

  it('aborts where no first byte comes, and not before its time', () => {
    const { dog, signal } = watching({ firstByte: 30_000 });
    pass(30_000);
    assert.deepEqual([dog.stalled, signal.aborted], [undefined, false]);
    pass(1_100);
    assert.deepEqual([dog.stalled, signal.aborted], ['no answer within 30 s', true]);
    dog.dispose();
  });

  it('aborts where nothing follows the first byte', () => {
    const { dog, signal } = watching({ idle: 10_000 });
    dog.alive();
    pass(10_000);
    assert.equal(signal.aborted, false);
    pass(1_100);
    assert.deepEqual([dog.stalled, signal.aborted], ['nothing came for 10 s', true]);
  });

  it('aborts where signs of life go on without anything useful', () => {
    const { dog, signal } = watching({ firstByte: 1_000, idle: 1_000, progress: 20_000 });
    pass(20_000, 500, dog.alive);
    assert.equal(signal.aborted, false);
    pass(1_100, 500, dog.alive);
    assert.deepEqual([dog.stalled, signal.aborted], ['no progress for 20 s', true]);
  });

  it('lets an answer of hours go on as long as something useful comes', () => {
    const { dog, signal } = watching({ firstByte: 5_000, idle: 5_000, progress: 5_000 });
    pass(7_200_000, 4_000, dog.progressed);
    assert.deepEqual([dog.stalled, signal.aborted], [undefined, false]);
    dog.dispose();
  });

  it('takes arguments of a tool that come for minutes for a sign of life', () => {
    const { dog, signal } = watching({ idle: 60_000, progress: 600_000 });
    dog.progressed();
    pass(590_000, 30_000, dog.alive);
    assert.equal(signal.aborted, false);
    dog.dispose();
  });

  it('gives a model that is loading its time, though progress is expected sooner afterwards', () => {
    const { dog, signal } = watching({ firstByte: 300_000, progress: 60_000 });
    pass(290_000);
    assert.equal(signal.aborted, false);
    dog.dispose();
  });

  it('is silent once it is disposed', () => {
    const { dog, signal } = watching({ firstByte: 1_000 });
    dog.dispose();
    pass(10_000);
    assert.deepEqual([dog.stalled, signal.aborted], [undefined, false]);
  });

  it('barks once, and says how long it waited as a person would', () => {
    const { dog, signal } = watching({ idle: 1_500 });
    dog.alive();
    pass(20_000);
    assert.deepEqual([dog.stalled, signal.aborted], ['nothing came for 1.5 s', true]);
  });
});
