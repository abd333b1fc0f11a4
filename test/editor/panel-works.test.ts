import assert from 'node:assert/strict';
import { Works } from '../../src/editor/panel-works.ts';
import type { ToPage } from '../../src/panel/messages.ts';

type Shown = Extract<ToPage, { type: 'work' }>;

const watched = () => {
  const posted: Shown[] = [];
  const works = new Works((message) => {
    assert.equal(message.type, 'work');
    posted.push(message);
  });
  return { works, posted };
};

/** Work that ends when the test says so. */
const held = <T>() => {
  const parts = Promise.withResolvers<T>();
  return { ...parts, act: () => parts.promise };
};

const testing = { title: 'Testing…', section: 'keys' } as const;

describe('long work of the panel', () => {
  it('is shown while it runs, and its result handed on', async () => {
    const { works, posted } = watched();
    assert.equal(await works.run(testing, () => Promise.resolve(3)), 3);
    assert.deepEqual(posted, [
      { type: 'work', work: 1, ...testing, isOver: false },
      { type: 'work', work: 1, ...testing, isOver: true },
    ]);
  });

  it('says how far it has come, until it is over', async () => {
    const { works, posted } = watched();
    const late = await works.run(testing, (_, tell) => {
      tell('Testing 1 of 2', 0.5);
      return Promise.resolve(tell);
    });
    late?.('Testing 2 of 2', 1);
    assert.deepEqual(
      posted.map(({ title, share, isOver }) => [title, share, isOver]),
      [
        ['Testing…', undefined, false],
        ['Testing 1 of 2', 0.5, false],
        ['Testing 1 of 2', 0.5, true],
      ],
    );
  });

  it('ends at once where the person cancels it, also where it does not look at its signal', async () => {
    const { works, posted } = watched();
    const never = held<number>();
    let signal: AbortSignal | undefined;
    const result = works.run(testing, (given) => {
      signal = given;
      return never.promise;
    });
    works.cancel(1);
    assert.equal(await result, undefined);
    assert.equal(signal?.aborted, true);
    assert.equal(posted.at(-1)?.isOver, true);
    never.reject(new Error('nobody waits for this any more'));
    await never.promise.catch(() => undefined);
  });

  it('rejects with what it throws, and is over then', async () => {
    const { works, posted } = watched();
    await assert.rejects(
      works.run(testing, () => Promise.reject(new Error('broken'))),
      /broken/,
    );
    assert.equal(posted.at(-1)?.isOver, true);
  });

  it('runs beside other work, and only what is meant is cancelled', async () => {
    const { works } = watched();
    const [one, other] = [held<string>(), held<string>()];
    const first = works.run(testing, one.act);
    const second = works.run({ title: 'Looking…', section: 'audit' }, other.act);
    works.cancel(1);
    works.cancel(99);
    other.resolve('whole');
    assert.deepEqual(await Promise.all([first, second]), [undefined, 'whole']);
  });

  it('is said again, as far as it has come, to a page that comes back', async () => {
    const { works, posted } = watched();
    const [one, other] = [held<string>(), held<string>()];
    const results = [
      works.run(testing, (_, tell) => {
        tell('Testing 1 of 2', 0.25);
        return one.promise;
      }),
      works.run({ title: 'Looking…', section: 'audit' }, other.act),
    ];
    posted.length = 0;
    works.again();
    assert.deepEqual(
      posted.map(({ work, title, share, isOver }) => [work, title, share, isOver]),
      [
        [1, 'Testing 1 of 2', 0.25, false],
        [2, 'Looking…', undefined, false],
      ],
    );
    works.cancelAll();
    assert.deepEqual(await Promise.all(results), [undefined, undefined]);
    posted.length = 0;
    works.again();
    assert.deepEqual(posted, []);
  });
});
