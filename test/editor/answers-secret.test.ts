import assert from 'node:assert/strict';
import { type AnswersSecret, answersSecretIn, answersSecretName } from '../../src/editor/answers-secret.ts';
import { secretPrefix } from '../../src/editor/names.ts';
import { FakeSecrets } from './fake-secrets.ts';

describe('the secret of kept answers', () => {
  let store = new FakeSecrets();
  let windows: AnswersSecret[] = [];
  let changes = 0;

  const window = (patience = 1_000): AnswersSecret => {
    const secret = answersSecretIn({ store, patience }, () => (changes += 1));
    windows.push(secret);
    return secret;
  };

  beforeEach(() => {
    [store, windows, changes] = [new FakeSecrets(), [], 0];
  });
  afterEach(() => {
    for (const secret of windows) secret.dispose();
  });

  it('is made once, of 32 bytes, and is the same in every window and after a restart', async () => {
    const made = await window().get();
    assert.equal(made?.length, 32);
    assert.deepEqual(await window().get(), made);
    assert.deepEqual([...store.stored.keys()], [answersSecretName]);
  });

  it('is not asked for before it is needed', () => {
    window();
    assert.deepEqual(store.calls, []);
  });

  it('is no secret of a key', () => assert.equal(answersSecretName.startsWith(secretPrefix), false));

  it('is the same for two windows that make it at once', async () => {
    const [one, other] = [window(), window()];
    await Promise.all([one.get(), other.get()]);
    assert.deepEqual(await one.get(), await other.get());
  });

  it('is another one after it was removed, in every window', async () => {
    const [one, other] = [window(), window()];
    const before = await one.get();
    await other.get();
    const heard = changes;
    await one.remove();
    assert.ok(changes > heard);
    assert.notDeepEqual(await other.get(), before);
    assert.deepEqual(await one.get(), await other.get());
  });

  for (const [name, fault] of [
    ['throws', { get: 'throws', store: 'throws', delete: 'throws' }],
    ['forgets', { store: 'forgets' }],
    ['garbles', { get: 'garbles' }],
    ['is silent', { get: 'silent', store: 'silent', delete: 'silent' }],
  ] as const)
    it(`is missing where the keychain ${name}, which is not troubled for ever`, async () => {
      store.fault = fault;
      const secret = window(20);
      assert.equal(await secret.get(), undefined);
      for (let turn = 0; turn < 10; turn += 1) assert.equal(await secret.get(), undefined);
      assert.ok(store.calls.length <= 5, store.calls.join(', '));
      await secret.remove();
    });
});
