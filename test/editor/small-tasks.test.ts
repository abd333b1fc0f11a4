import assert from 'node:assert/strict';
import { giveBackSmallTasks, type SmallTasksBook, takeSmallTasks } from '../../src/editor/small-tasks-book.ts';
import { FakeMemory } from './fake-memory.ts';

const model = 'chat.utilityModel';
const small = 'chat.utilitySmallModel';

describe('the model for VS Code’s utility tasks', () => {
  let own: Map<string, unknown>;
  let memory: FakeMemory;
  let book: SmallTasksBook;

  beforeEach(() => {
    own = new Map();
    memory = new FakeMemory();
    book = {
      memory,
      ours: 'keyway/',
      settings: {
        read: (name) => own.get(name),
        write: async (name, value) => {
          if (value === undefined) own.delete(name);
          else own.set(name, value);
        },
      },
    };
  });

  it('is Keyway’s in both settings once it was taken', async () => {
    await takeSmallTasks(book, 'keyway/auto');
    assert.deepEqual(Object.fromEntries(own), { [model]: 'keyway/auto', [small]: 'keyway/auto' });
  });

  it('is taken out of settings that had none', async () => {
    await takeSmallTasks(book, 'keyway/auto');
    assert.deepEqual(await giveBackSmallTasks(book), { restored: [model, small], left: [] });
    assert.equal(own.size, 0, 'not even an empty text stays');
  });

  it('is exactly what it was before, each setting for itself', async () => {
    own.set(small, 'copilot/gpt-4o-mini');
    await takeSmallTasks(book, 'keyway/auto');
    await giveBackSmallTasks(book);
    assert.deepEqual(Object.fromEntries(own), { [small]: 'copilot/gpt-4o-mini' });
  });

  it('is the first one remembered, however often Keyway’s was taken', async () => {
    own.set(model, 'other/one');
    await takeSmallTasks(book, 'keyway/auto');
    await takeSmallTasks(book, 'keyway/auto-cheapest');
    await giveBackSmallTasks(book);
    assert.deepEqual(Object.fromEntries(own), { [model]: 'other/one' });
  });

  it('stays what the person has set since', async () => {
    await takeSmallTasks(book, 'keyway/auto');
    own.set(model, 'other/one');
    assert.deepEqual(await giveBackSmallTasks(book), { restored: [small], left: [model] });
    assert.deepEqual(Object.fromEntries(own), { [model]: 'other/one' });
  });

  it('is taken out where the person wrote Keyway’s by hand, and what was remembered is used once', async () => {
    own.set(model, 'other/one');
    await takeSmallTasks(book, 'keyway/auto');
    await giveBackSmallTasks(book);
    own.set(model, 'keyway/openai/gpt-4.1-mini');
    assert.deepEqual(await giveBackSmallTasks(book), { restored: [model], left: [] });
    assert.equal(own.size, 0);
    assert.deepEqual(await giveBackSmallTasks(book), { restored: [], left: [] });
  });

  it('is not changed where it cannot be remembered what it was', async () => {
    own.set(model, 'other/one');
    memory.broken = true;
    await assert.rejects(takeSmallTasks(book, 'keyway/auto'));
    assert.deepEqual(Object.fromEntries(own), { [model]: 'other/one' });
  });

  it('is restored after a restart, and garbage in the memory restores nothing but unset', async () => {
    await takeSmallTasks(book, 'keyway/auto');
    memory.kept.set('keyway.smallTasksBefore', 'garbage');
    await giveBackSmallTasks(book);
    assert.equal(own.size, 0);
  });
});
