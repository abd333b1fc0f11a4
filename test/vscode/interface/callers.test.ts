import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { packageFolder } from '../harness/package.ts';
import { cache, repository } from '../harness/paths.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, startJourney, type Journey } from './journey.ts';

const command = 'Docs Writer: Write';
const who = '“Docs Writer” (acme.docs-writer)';

describe('Another extension that wants the person’s models', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    const docsWriter = path.join(cache, 'docs-writer.vsix');
    await packageFolder(path.join(import.meta.dirname, 'docs-writer'), docsWriter);
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna'],
      behave: () => ({ does: 'answer', text: 'Documentation is a letter to the future.' }),
    });
    journey = await startJourney({
      name: 'callers',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-callers-0123456789abcdefghij' },
      extensions: [docsWriter],
    });
    await journey.workbench.notifications.click(/Your models are ready/, 'Not Now');
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  /** Changes what was decided about it. */
  const decide = async (label: string): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await journey.workbench.runCommand('Keyway: Manage Callers…');
    await quickInput.waitFor('Manage Callers');
    await quickInput.pick(who);
    await until(
      { page, what: 'the decisions' },
      async () => (await quickInput.placeholder()) === `May ${who} use your models?`,
    );
    await journey.workbench.screenshot('callers-decisions');
    await quickInput.pick(label);
    await quickInput.waitUntilClosed();
  };

  it('is asked about before anything is sent, and refused in a sentence where the answer is Never', async () => {
    const { workbench } = journey;
    await workbench.runCommand(command);
    const { text, detail, buttons } = await workbench.dialogs.waitFor('wants to use your models');
    await workbench.screenshot('callers-question');
    assert.equal(text, `${who} wants to use your models through Keyway.`);
    assert.match(detail, /billed to your keys.*Keyway: Manage Callers/);
    assert.deepEqual(buttons.toSorted(), ['Allow in This Session', 'Always Allow', 'Cancel', 'Never']);
    assert.equal(sandbox.chats.length, 0);
    await workbench.dialogs.click('Never');
    const refused = await workbench.notifications.waitFor('Docs Writer was refused');
    await workbench.screenshot('callers-refused');
    assert.ok(refused.text.includes(`Keyway sent nothing: ${who} is not allowed to use your models.`), refused.text);
    assert.equal(sandbox.chats.length, 0);
  });

  it('is not asked about again, until the person says so', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    await workbench.runCommand(command);
    await workbench.notifications.waitFor('Docs Writer was refused');
    assert.equal(await workbench.dialogs.current(), undefined);
    await decide('Ask Again');
    await workbench.runCommand(command);
    await workbench.dialogs.waitFor('wants to use your models');
    await workbench.dialogs.click('Cancel');
    await workbench.notifications.waitFor('Docs Writer was refused');
    assert.equal(sandbox.chats.length, 0);
  });

  it('is answered where it is always allowed, also after a reload', async () => {
    const { workbench } = journey;
    await decide('Always Allow');
    for (const sent of [1, 2]) {
      await workbench.notifications.clear();
      await workbench.runCommand(command);
      await workbench.notifications.waitFor(/was answered: Documentation is a letter to the future\./);
      assert.equal(sandbox.chats.length, sent);
      if (sent === 1) await workbench.reload();
    }
  });

  const writesDirectly = 'Docs Writer: Write Directly';

  it('is known by its id where it uses what Keyway gives to other extensions: nobody asks again', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    await workbench.runCommand(writesDirectly);
    const { text } = await workbench.notifications.waitFor('Docs Writer was told');
    assert.match(text, /a letter to the future\. \(openai\/gpt-6-luna, stop, computed\)/);
    assert.equal(await workbench.dialogs.current(), undefined);
    assert.equal(sandbox.chats.length, 3);
    await workbench.notifications.clear();
    await workbench.runCommand('Docs Writer: Look Around');
    const seen = await workbench.notifications.waitFor('Docs Writer sees');
    await workbench.screenshot('callers-api');
    assert.match(seen.text, /openai with 1; next openai\/gpt-6-luna; 3 asked, by openai\/gpt-6-luna/);
    assert.equal(sandbox.chats.length, 3, 'looking sends nothing');
  });

  it('is asked about there as well, once, and turned away in a sentence where the answer is Never', async () => {
    const { workbench } = journey;
    await decide('Ask Again');
    await workbench.notifications.clear();
    await workbench.runCommand(writesDirectly);
    const { text } = await workbench.dialogs.waitFor('wants to use your models');
    assert.equal(text, `${who} wants to use your models through Keyway.`);
    await workbench.screenshot('callers-api-question');
    await workbench.dialogs.click('Never');
    const refused = await workbench.notifications.waitFor('Docs Writer was turned away');
    assert.ok(refused.text.includes(`Error: Keyway sent nothing: ${who} is not allowed`), refused.text);
    for (const again of [writesDirectly, 'Docs Writer: Look Around', command]) {
      await workbench.notifications.clear();
      await workbench.runCommand(again);
      await workbench.notifications.waitFor(/Docs Writer was (?:turned away|refused)/);
      assert.equal(await workbench.dialogs.current(), undefined, 'one answer for both ways');
    }
    assert.equal(sandbox.chats.length, 3);
  });

  it('finds in the package the types that Keyway is compiled against', () => {
    const extensions = path.join(journey.profile, 'extensions');
    const [installed] = fs.readdirSync(extensions).filter((name) => name.startsWith('keyway.keyway-'));
    const types = fs.readFileSync(path.join(extensions, installed ?? '', 'dist', 'keyway.d.ts'), 'utf8');
    assert.equal(types, fs.readFileSync(path.join(repository, 'src', 'api.ts'), 'utf8'));
  });
});
