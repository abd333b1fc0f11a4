import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { editors } from '../harness/editors.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const jobs = [
  'Generate Code…',
  'Explain Code',
  'Fix Code',
  'Write Tests',
  'Document Code',
  'Refactor Code…',
  'Translate Code to Language…',
];

describe('Files that are never sent', () => {
  let sandbox: Sandbox;
  let journey: Journey;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna'],
      behave: () => ({ does: 'answer', text: 'Read.' }),
    });
    journey = await startJourney({
      name: 'withheld',
      // Otherwise the box would not find the one that is ignored.
      settings: { 'search.useIgnoreFiles': false },
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: 'sk-withheld-0123456789abcdefghij' },
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.notifications.clear();
  });

  after(() => sandbox.stop());

  it('are refused by every code job, with the reason, though they are open', async () => {
    const { workbench, withheld } = journey;
    const open = editors(workbench.page);
    const refused = async (file: string, titles: readonly string[], reason: RegExp): Promise<void> => {
      await open.open(file);
      await open.waitForText(/withheld/);
      for (const title of titles) {
        await workbench.runCommand(`Keyway: ${title}`);
        await workbench.notifications.waitFor(reason);
        if (title === 'Explain Code') await workbench.screenshot(`withheld${path.extname(file).replace('.', '-')}`);
        await workbench.notifications.clear();
      }
    };
    await refused(
      withheld.ignored,
      jobs,
      /sends nothing of withheld\/withheld-notes\.ts: it is ignored by withheld\/\.gitignore\./,
    );
    // Text without a language has fewer commands.
    await refused(
      withheld.excluded,
      ['Explain Code', 'Fix Code'],
      /sends nothing of withheld\/withheld-access\.pem: your setting keyway\.excludedFiles excludes it\./,
    );
    assert.equal(sandbox.chats.length, 0);
  });

  it('make the run fail where one is sent after all', async () => {
    const { workbench, withheld } = journey;
    const [word] =
      /withheld[0-9a-f]{24}/.exec(fs.readFileSync(path.join(journey.workspace, withheld.ignored), 'utf8')) ?? [];
    assert.ok(word);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-6 Luna');
    // The person may send what they like: this stands for a leak.
    await workbench.chat.waitForAnswer(await workbench.chat.ask(`What is ${word}?`), { milliseconds: 120_000 });
    await assert.rejects(
      journey.stop(),
      /A file that must never be sent was sent: withheld\/withheld-notes\.ts to \/v1/,
    );
  });
});
