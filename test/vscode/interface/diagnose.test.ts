import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { editors } from '../harness/editors.ts';
import { until } from '../harness/wait.ts';
import { startEcho, type Echo } from './echo.ts';
import { addKey, baseUrlsOf, pageThatSays, startJourney, type Journey } from './journey.ts';
import { filesWith, watch, type Watch } from './search.ts';

/** Random, so that it stands nowhere by chance. */
const random = (): string => randomBytes(15).toString('base64url').replaceAll(/[-_]/g, 'x');
const hearts = { typed: random(), pasted: random(), headed: random(), hidden: random(), written: random() };
const canaries = {
  typed: `sk-proj-0${hearts.typed}0000`,
  pasted: `gsk_1${hearts.pasted}1111`,
  headed: `xai-2${hearts.headed}${random()}2222`,
  hidden: `gsk_4${hearts.hidden}4444`,
  written: `sk-ant-api03-3${hearts.written}3333`,
};
/** A nickname: shown to the person, and in no report. */
const nickname = `nick${random()}`;

describe('A person for whom something is wrong', () => {
  let echo: Echo;
  let journey: Journey;
  let watched: Watch;

  const settingsFile = (): string => path.join(journey.profile, 'data', 'User', 'settings.json');
  const settings = (): Readonly<Record<string, unknown>> =>
    JSON.parse(fs.readFileSync(settingsFile(), 'utf8')) as Record<string, unknown>;
  const write = (changes: Readonly<Record<string, unknown>>): void =>
    fs.writeFileSync(settingsFile(), JSON.stringify({ ...settings(), ...changes }, undefined, 2));

  const workspaceSettings = (): string => path.join(journey.workspace, '.vscode', 'settings.json');

  /** As a person does: in the editor, from the clipboard. */
  const paste = async (text: string): Promise<void> => {
    const { page } = journey.workbench;
    const files = editors(page);
    await files.open('settings.json');
    await files.focus();
    await page.keyboard.press('Control+a');
    await page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await page.keyboard.press('Control+v');
    await files.waitForText(/OTHER/);
    await files.save();
  };

  /** As a person takes to read an offer: VS Code (1.139) drops the fourth message within 0.8 s, and keys are quickly moved here. */
  const offered = async (text: RegExp) => {
    const offer = await journey.workbench.notifications.waitFor(text);
    await delay(1_000);
    return offer;
  };

  before(async () => {
    echo = await startEcho();
    journey = await startJourney({
      name: 'diagnose',
      settings: { 'chat.utilityModel': 'other/one', 'chat.disableAIFeatures': true },
      machineSettings: baseUrlsOf({ openai: echo, groq: echo, xai: echo, anthropic: echo }),
      files: { '.env': `ANTHROPIC_API_KEY=${canaries.written}\nPORT=3000\n`, '.vscode/settings.json': '{}\n' },
    });
    watched = await watch(journey.workbench, [nickname, ...Object.values(hearts)]);
  });

  after(async () => {
    await journey.stop();
    await echo.stop();
  });

  /** The list of findings, once everything was looked at. */
  const findings = async () => {
    const { page, quickInput } = journey.workbench;
    await quickInput.waitFor('Diagnose');
    await until({ page, what: 'the findings', milliseconds: 60_000 }, async () =>
      /^Problems: \d+/.test(await quickInput.placeholder()),
    );
    return quickInput.rows();
  };

  const diagnose = async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    await workbench.runCommand('Keyway: Diagnose…');
    return findings();
  };

  const detailOf = (rows: Awaited<ReturnType<typeof findings>>, label: string): string =>
    rows.find((row) => row.label.endsWith(label))?.detail ?? assert.fail(`${label}: ${JSON.stringify(rows)}`);

  it('turns AI features on again by the button of the row', async () => {
    const { workbench } = journey;
    const rows = await diagnose();
    assert.match(detailOf(rows, 'AI features are switched off'), /chat\.disableAIFeatures is on/);
    assert.match(detailOf(rows, 'There is no key yet'), /Add the first one/);
    await workbench.screenshot('diagnose-off');
    await workbench.quickInput.pressInRow('AI features are switched off', 'Turn AI Features On');
    assert.match(detailOf(await findings(), 'AI features are on'), /not switched off/);
    await workbench.quickInput.cancel();
    assert.ok(!Object.hasOwn(settings(), 'chat.disableAIFeatures'));
  });

  it('reads what it is, opens it to its whole sentence, and mends it with one button', async () => {
    const { workbench } = journey;
    await addKey(workbench, { provider: 'OpenAI', key: canaries.typed, nickname });
    await workbench.notifications.waitFor(/was saved/);
    const rows = await diagnose();
    await workbench.screenshot('diagnose-list');
    assert.match(detailOf(rows, 'Utility tasks have no model'), /chat\.utilityModel and chat\.utilitySmallModel/);
    await workbench.quickInput.pick('Utility tasks have no model');
    await until({ page: workbench.page, what: 'its button' }, async () =>
      (await workbench.quickInput.rows()).some(({ label }) => label === 'Use Keyway'),
    );
    assert.match((await workbench.quickInput.message()).text, /asks for one in every chat/);
    await workbench.screenshot('diagnose-finding');
    await workbench.quickInput.pick('Use Keyway');
    await workbench.dialogs.waitFor(/Use Keyway for VS Code’s utility tasks\?/);
    await workbench.screenshot('diagnose-utility');
    await workbench.dialogs.click('Use Keyway');
    assert.match(detailOf(await findings(), 'Utility tasks have a model'), /have a model that answers them/);
    await workbench.quickInput.cancel();
    assert.equal(settings()['chat.utilityModel'], 'keyway/auto');
    assert.equal(settings()['chat.utilitySmallModel'], 'keyway/auto');
  });

  it('gives utility tasks back, exactly as they were', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    await workbench.runCommand('Keyway: Stop Using Keyway for Utility Tasks');
    await workbench.notifications.waitFor(/as before Keyway/);
    await workbench.screenshot('diagnose-stopped');
    assert.equal(settings()['chat.utilityModel'], 'other/one');
    assert.ok(!Object.hasOwn(settings(), 'chat.utilitySmallModel'), 'not even an empty one');
  });

  it('copies a report that holds no key and no name, though a key is refused', async () => {
    const { workbench } = journey;
    echo.mood = 'refuses';
    await workbench.notifications.clear();
    await workbench.runCommand('Keyway: Test Key…');
    await workbench.quickInput.waitFor('Test Key');
    await workbench.quickInput.pick(nickname);
    await workbench.notifications.waitFor(/OpenAI/);
    echo.mood = 'well';
    assert.match(detailOf(await diagnose(), 'A provider refuses a key'), new RegExp(nickname));
    await workbench.quickInput.press('Copy Report');
    await workbench.notifications.waitFor(/report is in the clipboard/);
    const report = await workbench.page.evaluate(() => navigator.clipboard.readText());
    assert.match(report, /^# Keyway: diagnosis/);
    assert.match(report, /`refused-keys`/);
    for (const word of [nickname, ...Object.values(hearts), journey.profile]) assert.ok(!report.includes(word), word);
    await diagnose();
    await workbench.quickInput.press('Open as Page');
    assert.match(await pageThatSays(workbench, /Keyway: diagnosis/), /The keychain works/);
    await workbench.screenshot('diagnose-page');
    await workbench.runCommand('View: Close All Editors');
  });

  it('is offered to move a key that is pasted into a setting, and it is gone from there once it is stored', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    // This editor watches no files: what was written beside it is read at the next start.
    write({ 'groq.apiKey': canaries.pasted });
    await workbench.reload();
    const offer = /A key of Groq stands in the setting groq\.apiKey as plain text/;
    const { buttons } = await offered(offer);
    assert.deepEqual(buttons, ['Move to Keyway', 'Not Now', 'Never for This']);
    await workbench.screenshot('diagnose-pasted');
    await workbench.notifications.click(offer, 'Move to Keyway');
    await workbench.notifications.waitFor(/Groq key “default” was saved/);
    await workbench.notifications.waitFor(/was taken out of the setting groq\.apiKey/);
    await workbench.screenshot('diagnose-moved');
    assert.ok(!Object.hasOwn(settings(), 'groq.apiKey'));
    assert.ok(echo.keys.includes(canaries.pasted), 'it was tested');
  });

  it('is offered the same of keys in the workspace’s settings, of which the rest stays', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    const table = 'terminal.integrated.env.linux';
    // VS Code shows nobody what a workspace may not set; whoever clones the repository has it.
    const headers = (Authorization: string) => ({ openai: { Authorization } });
    await paste(
      JSON.stringify({
        'keyway.headers': headers(`Bearer ${canaries.hidden}`),
        [table]: { XAI: canaries.headed, OTHER: 'stays' },
      }),
    );
    // Until VS Code has read the file, the file alone says what stands in it, and by its own names.
    const names = String.raw`(?=.*\bXAI\b)(?=.*\.vscode/settings\.json: Authorization\b)`;
    const offer = new RegExp(`2 keys stand in your settings as plain text: ${names}`);
    await offered(offer);
    await workbench.notifications.click(offer, 'Move to Keyway');
    await workbench.notifications.waitFor(new RegExp(`The keys were taken out of the settings ${names}`));
    assert.deepEqual(JSON.parse(fs.readFileSync(workspaceSettings(), 'utf8')), {
      'keyway.headers': headers('Bearer '),
      [table]: { OTHER: 'stays' },
    });
    await workbench.screenshot('diagnose-workspace');
    await workbench.runCommand('View: Close All Editors');
  });

  it('is offered to import the keys of a .env file that is opened, which loses a line only on request', async () => {
    const { workbench } = journey;
    const { quickInput, notifications, page } = workbench;
    const file = path.join(journey.workspace, '.env');
    await notifications.clear();
    await page.keyboard.press('Control+P');
    await page.keyboard.type('.env');
    await until({ page, what: 'the file' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === '.env'),
    );
    await quickInput.pick('.env');
    const offered = /\.env holds keys that Keyway can keep in the keychain: ANTHROPIC_API_KEY/;
    await notifications.waitFor(offered);
    // The editor shows the file, so the key was seen: only what Keyway says is looked at.
    await notifications.click(offered, 'Import to Keyway…');
    await until({ page, what: 'the keys that were found' }, async () =>
      /Found in \.env/.test(await quickInput.placeholder()),
    );
    await quickInput.accept();
    await quickInput.pick('Import 1 key');
    const leave = /Take ANTHROPIC_API_KEY out of \.env\?/;
    await notifications.waitFor(leave);
    assert.match(fs.readFileSync(file, 'utf8'), /ANTHROPIC_API_KEY/);
    await workbench.screenshot('diagnose-env');
    await notifications.click(leave, 'Take Out of File');
    await notifications.waitFor(/ANTHROPIC_API_KEY was taken out of \.env/);
    assert.equal(fs.readFileSync(file, 'utf8'), 'PORT=3000\n');
  });

  it('sees no key in any page, and leaves none in any file but where it stood', async () => {
    assert.ok(watched.seen.has(nickname), 'somebody was watching');
    // The others stood in a file that the editor showed.
    for (const which of ['typed', 'pasted'] as const)
      assert.deepEqual(watched.seen.get(hearts[which]) ?? [], [], which);
    await journey.stop();
    const own = /keyway\.keyway|globalStorage|logs\//;
    for (const [which, heart] of Object.entries(hearts))
      assert.deepEqual(
        filesWith(journey.profile, heart).filter((file) => own.test(file)),
        [],
        which,
      );
  });
});
