import assert from 'node:assert/strict';
import { CallerRefused, memoryKey } from '../../../src/editor/caller-decisions.ts';
import { callersIn, manageCallers } from '../../../src/editor/callers.ts';
import { FakeMemory } from '../../editor/fake-memory.ts';
import { Scripted } from '../../editor/scripted.ts';

/** An extension that is there, with a name, and one that is not. */
const git = 'vscode.git';
const gone = 'acme.gone';

describe('Callers in the editor', () => {
  let memory: FakeMemory;

  beforeEach(() => {
    memory = new FakeMemory();
    memory.kept.set(memoryKey, { [git]: 'never', [gone]: 'allow', unknown: 'allow' });
  });

  it('are called as the editor calls them, with the id that nobody can choose', async () => {
    await assert.rejects(callersIn(memory, () => undefined).admit(git), (error) => {
      assert.ok(error instanceof CallerRefused);
      assert.match(error.message, /^Keyway sent nothing: “[^”]+” \(vscode\.git\) is not allowed/);
      return true;
    });
    const names = new Map(
      callersIn(memory, () => undefined)
        .list()
        .map(({ caller, name }) => [caller, name]),
    );
    assert.equal(names.get(gone), gone);
    assert.equal(names.get('unknown'), 'an extension that VS Code does not name');
  });

  it('can be decided about again', async () => {
    const callers = callersIn(memory, () => undefined);
    const [name] = callers.list().flatMap((one) => (one.caller === git ? [one.name] : []));
    await manageCallers(callers, new Scripted([{ pick: name ?? '' }, { pick: 'Always Allow' }]));
    await callers.admit(git);
    await manageCallers(callers, new Scripted([{ pick: gone }, { pick: 'Ask Again' }]));
    await manageCallers(callers, new Scripted([{ pick: name ?? '' }, 'escape']));
    assert.deepEqual(memory.kept.get(memoryKey), { [git]: 'allow', unknown: 'allow' });
  });

  it('are nobody as long as nobody has asked', async () => {
    const questions = new Scripted([]);
    await manageCallers(
      callersIn(new FakeMemory(), () => undefined),
      questions,
    );
    assert.match(questions.told.join('\n'), /No other extension has asked/);
  });
});
