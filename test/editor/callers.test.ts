import assert from 'node:assert/strict';
import { CallerRefused, Callers, type Consent, memoryKey, readDecisions } from '../../src/editor/caller-decisions.ts';
import { FakeMemory } from './fake-memory.ts';

/** A person who answers when the test says so. */
class Person {
  readonly asked: string[] = [];
  readonly #waiting: ((consent: Consent) => void)[] = [];

  readonly ask = (caller: string): Promise<Consent> => {
    this.asked.push(caller);
    return new Promise((resolve) => this.#waiting.push(resolve));
  };

  answer(consent: Consent): void {
    const next = this.#waiting.shift();
    assert.ok(next, 'somebody asks');
    next(consent);
  }
}

const nameOf = (caller: string): string => `“Docs” (${caller})`;
const docs = 'acme.docs';

describe('who may use the models', () => {
  let memory: FakeMemory;
  let person: Person;
  let callers: Callers;

  const opened = (): Callers => new Callers({ memory, ask: person.ask, nameOf, note: () => undefined });

  beforeEach(() => {
    memory = new FakeMemory();
    person = new Person();
    callers = opened();
  });

  /** The answer of one request, while the person says what they say. */
  const admitted = async (caller: string, consent?: Consent): Promise<boolean> => {
    const going = callers.admit(caller).then(
      () => true,
      (error: unknown) => {
        assert.ok(error instanceof CallerRefused);
        return false;
      },
    );
    if (consent !== undefined) person.answer(consent);
    return going;
  };

  it('is the editor, its chat and we ourselves, without a question', async () => {
    for (const caller of ['core', 'github.copilot-chat', 'keyway.keyway']) assert.equal(await admitted(caller), true);
    assert.deepEqual(person.asked, []);
  });

  it('is asked once about another extension, and remembered by the next window', async () => {
    assert.equal(await admitted(docs, 'always'), true);
    assert.equal(await admitted(docs), true);
    callers = opened();
    assert.equal(await admitted(docs), true);
    assert.deepEqual(person.asked, [docs]);
  });

  it('remembers a no, and says so to whoever asked', async () => {
    assert.equal(await admitted(docs, 'never'), false);
    callers = opened();
    await assert.rejects(callers.admit(docs), (error) => {
      assert.ok(error instanceof CallerRefused);
      assert.equal(
        error.message,
        'Keyway sent nothing: “Docs” (acme.docs) is not allowed to use your models. “Keyway: Manage Callers” can allow it.',
      );
      return true;
    });
    assert.deepEqual(person.asked, [docs]);
  });

  it('allows a session without keeping anything', async () => {
    assert.equal(await admitted(docs, 'session'), true);
    assert.equal(await admitted(docs), true);
    assert.equal(memory.kept.size, 0);
    callers = opened();
    assert.equal(await admitted(docs, 'never'), false);
    assert.deepEqual(person.asked, [docs, docs]);
  });

  it('takes a question that was left for a no, and does not ask again in this window', async () => {
    assert.equal(await admitted(docs, 'dismissed'), false);
    assert.equal(await admitted(docs), false);
    assert.deepEqual([person.asked, memory.kept.size], [[docs], 0]);
  });

  it('asks one question for all requests of a caller that wait', async () => {
    const going = Promise.all([callers.admit(docs), callers.admit(docs), callers.admit(docs)]);
    assert.deepEqual(person.asked, [docs]);
    person.answer('session');
    await going;
  });

  it('asks about each caller on its own, one that nobody names included', async () => {
    const [one, other] = [callers.admit(docs), callers.admit('unknown')];
    assert.deepEqual(person.asked, [docs, 'unknown']);
    person.answer('always');
    person.answer('never');
    await one;
    await assert.rejects(other, CallerRefused);
  });

  it('asks again after a question that could not be shown', async () => {
    let broken = true;
    callers = new Callers({
      memory,
      nameOf,
      note: () => undefined,
      ask: () => (broken ? Promise.reject(new Error('no window')) : Promise.resolve('always')),
    });
    await assert.rejects(callers.admit(docs), /no window/);
    broken = false;
    assert.equal(await admitted(docs), true);
  });

  it('holds for the session what cannot be kept', async () => {
    memory.broken = true;
    assert.equal(await admitted(docs, 'always'), true);
    assert.equal(await admitted(docs), true);
    assert.deepEqual(person.asked, [docs]);
  });

  it('lists what was decided, and changes or forgets it', async () => {
    await admitted(docs, 'always');
    await admitted('acme.aide', 'dismissed');
    await admitted('acme.zen', 'session');
    const states = () => callers.list().map(({ caller, state }) => [caller, state]);
    assert.deepEqual(states(), [
      ['acme.aide', 'refused'],
      [docs, 'always'],
      ['acme.zen', 'session'],
    ]);
    await callers.decide(docs, undefined);
    await callers.decide('acme.aide', 'allow');
    await callers.decide('acme.zen', 'never');
    assert.deepEqual(states(), [
      ['acme.aide', 'always'],
      ['acme.zen', 'never'],
    ]);
    assert.equal(await admitted('acme.aide'), true);
    assert.equal(await admitted(docs, 'never'), false);
  });

  it('believes nothing that is kept and is no decision', () => {
    for (const kept of [undefined, null, 'allow', 7, [], ['allow']]) assert.equal(readDecisions(kept).size, 0);
    const mixed = { [docs]: 'allow', 'acme.x': 'ALLOW', 'acme.y': true, 'acme.z': 'never' };
    assert.deepEqual(
      [...readDecisions(mixed)],
      [
        [docs, 'allow'],
        ['acme.z', 'never'],
      ],
    );
  });

  it('asks anew where what was kept is damaged', async () => {
    memory.kept.set(memoryKey, { [docs]: { allow: true } });
    assert.equal(await admitted(docs, 'session'), true);
    assert.deepEqual(person.asked, [docs]);
  });
});
