import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { readCsv } from '../../usage/csv-reader.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, startJourney, type Journey } from './journey.ts';

const secret = 'sk-export-0123456789abcdefghij';

describe('Usage that is exported and forgotten', () => {
  let sandbox: Sandbox;
  let journey: Journey;
  let folder: string;

  before(async () => {
    sandbox = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      behave: () => ({ does: 'answer', text: 'Answer with a canary.', usage: { input: 10_000, output: 100 } }),
    });
    journey = await startJourney({
      name: 'export',
      machineSettings: { ...baseUrlsOf({ openai: sandbox }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENAI_API_KEY: secret },
    });
    folder = path.join(journey.profile, 'exports');
    fs.mkdirSync(folder);
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('GPT-4.1 mini');
    await workbench.chat.waitForAnswer(await workbench.chat.ask('Question with a canary?'), { milliseconds: 120_000 });
    await workbench.notifications.clear();
  });

  after(async () => {
    await journey.stop();
    await sandbox.stop();
  });

  /** Picks the choices one after the other; each list has its own. */
  const pick = async (...labels: readonly string[]): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    for (const label of labels) {
      await until({ page, what: `the choice ${label}` }, async () =>
        (await quickInput.rows()).some((row) => row.label === label),
      );
      await quickInput.pick(label);
    }
  };

  /** Answers the editor's own box for a file, which begins with a name of ours, and waits until the file is there. */
  const saveAs = async (proposed: RegExp, name: string): Promise<string> => {
    const { page, quickInput, notifications } = journey.workbench;
    await until({ page, what: `a box for the file that proposes ${proposed}` }, async () =>
      proposed.test(await quickInput.value()),
    );
    await journey.workbench.screenshot(`export-${name}`);
    const file = path.join(folder, name);
    await quickInput.type(file);
    // The box looks into each folder that is typed, and does not hear Enter meanwhile.
    await until({ page, what: 'the box to take the path' }, async () => {
      if (!(await quickInput.isOpen())) return true;
      if ((await quickInput.value()) === file) await quickInput.accept();
      return false;
    });
    const { text, buttons } = await notifications.waitFor(/ is written: /);
    assert.ok(text.startsWith(`${name} is written: `), text);
    assert.equal(buttons[0], 'Open');
    await notifications.clear();
    return fs.readFileSync(file, 'utf8');
  };

  const exported = async (...labels: readonly string[]): Promise<void> => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Export Usage…');
    await workbench.quickInput.waitFor('Export Usage');
    await pick(...labels);
  };

  it('is a CSV file with what was just answered, and nothing that was said', async () => {
    await exported('Attempts');
    const { page, quickInput } = journey.workbench;
    await until({ page, what: 'the second step' }, async () => (await quickInput.step()) === '2/3');
    await quickInput.back();
    await pick('Attempts', 'This Month', 'CSV');
    const text = await saveAs(/keyway-usage-\d{4}-\d\d\.csv$/, 'attempts.csv');
    const row = readCsv(text).find((one) => one['outcome'] === 'answered' && one['task'] !== 'utility');
    const { provider, model, input_tokens, output_tokens, cost_usd, cost_from } = row ?? {};
    assert.deepEqual(
      { provider, model, input_tokens, output_tokens, cost_usd, cost_from },
      {
        provider: 'openai',
        model: 'gpt-4.1-mini',
        input_tokens: '10000',
        output_tokens: '100',
        cost_usd: '0.00416',
        cost_from: 'computed',
      },
    );
    assert.doesNotMatch(text, /canary/);
    assert.ok(!text.includes(secret));
    assert.deepEqual(fs.readdirSync(folder), ['attempts.csv']);
  });

  it('is totals as JSON', async () => {
    await exported('Totals by Day', 'Today', 'JSON');
    const read: unknown = JSON.parse(
      await saveAs(/keyway-usage-by-day-\d{4}-\d\d-\d\d\.json$/, 'days.json'),
      (key, value: unknown) => (key === 'requests' ? Number(value) : value),
    );
    assert.ok(Array.isArray(read) && read.length > 0);
  });

  it('is forgotten after one question that says what is lost, and the audit log knows of all of it', async () => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Forget Usage…');
    await workbench.quickInput.waitFor('Forget Usage');
    await pick('Everything');
    const { detail, buttons } = await workbench.dialogs.waitFor('Forget all usage?');
    await workbench.screenshot('forget-usage');
    assert.match(
      detail,
      /^This deletes \d+ attempts? of \d+ requests? on 1 day \(\d{4}-\d\d-\d\d\): \$0\.\d+ of known cost/,
    );
    assert.match(detail, /It cannot be undone\.$/);
    assert.deepEqual(new Set(buttons), new Set(['Forget', 'Export First…', 'Cancel']));
    await workbench.dialogs.click('Forget');
    await workbench.notifications.waitFor(/^Forgotten: \d+ attempts?/);
    await workbench.notifications.clear();

    await exported('Attempts', 'Everything', 'CSV');
    assert.deepEqual(readCsv(await saveAs(/keyway-usage\.csv$/, 'after.csv')), []);

    await exported('Audit Log', 'Everything', 'CSV');
    const actions = readCsv(await saveAs(/keyway-audit\.csv$/, 'audit.csv')).map(({ action, by }) => `${action} ${by}`);
    const own = actions.filter((deed) => /^(exported|usage-forgotten) /.test(deed));
    assert.deepEqual(own, ['exported person', 'exported person', 'usage-forgotten person', 'exported person']);
  });
});
