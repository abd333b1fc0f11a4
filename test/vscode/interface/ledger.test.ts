import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openLedger } from '../../../src/usage/ledger.ts';
import { dayOf } from '../../../src/usage/period.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { attempt } from '../../usage/samples.ts';
import { until } from '../harness/wait.ts';
import { addKey, baseUrlsOf, consentToChat, pageThatSays, startJourney, type Journey } from './journey.ts';

const secrets = {
  openai: 'sk-proj-ledger0123456789abcdefghijkl',
  openrouter: 'sk-or-v1-ledger0123456789abcdefghijkl',
  token: 'collector-token-0123456789abcdefghij',
};

const day = 86_400_000;

/** Some weeks of before, written as Keyway writes them: a cheap habit, and one day that was dear. */
const seed = async (storage: string): Promise<void> => {
  const ledger = openLedger({ folder: storage, onTrouble: (sentence) => assert.fail(sentence) });
  const noon = new Date().setHours(12, 0, 0, 0);
  for (let ago = 1; ago <= 40; ago++) {
    const at = noon - ago * day;
    const usd = ago === 3 ? 6 : 0.2 + (ago % 5) / 50;
    const facts = { requestId: `seed-${ago}`, at, model: 'gpt-4.1-mini', keyId: 'seeded', keyNickname: 'retired' };
    const task = ago % 3 === 0 ? 'code' : 'chat';
    const cost = { usd, from: 'computed', priceAsOf: '2026-09-01' } as const;
    ledger.record(attempt({ ...facts, task, cost, usage: { input: 400_000, output: 9_000 } }));
  }
  await ledger.dispose();
};

describe('The ledger, to a person at the editor', () => {
  let openai: Sandbox;
  let openrouter: Sandbox;
  let journey: Journey;

  before(async () => {
    const usage = { input: 10_000, output: 100 };
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-4.1-mini'],
      key: secrets.openai,
      behave: () => ({ does: 'answer', text: 'It is in the ledger.', usage }),
    });
    const money = { usage: 12.5, usage_daily: 0.05, usage_weekly: 1, usage_monthly: 3.2 };
    openrouter = await startSandbox({
      speaks: 'openai-chat',
      models: [],
      key: secrets.openrouter,
      tells: {
        '/key': { data: { label: 'sk-or-v1-led...', ...money, limit: 20, limit_remaining: 7.5 } },
        '/credits': { data: { total_credits: 50, total_usage: 31.25 } },
        '/embeddings/models': { data: [] },
        '/models': {
          data: [
            {
              id: 'acme/talker',
              name: 'Acme Talker',
              context_length: 200_000,
              supported_parameters: ['tools'],
              pricing: { prompt: '0.000001', completion: '0.000002' },
            },
          ],
        },
      },
      behave: () => ({ does: 'answer', text: 'It is in the ledger too.', usage }),
    });
    journey = await startJourney({
      name: 'ledger',
      machineSettings: { ...baseUrlsOf({ openai, openrouter }), 'keyway.importKeysFromEnvironment': true },
      env: { OPENROUTER_API_KEY: secrets.openrouter },
      prepare: ({ storage }) => seed(storage),
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await addKey(workbench, { provider: 'OpenAI', key: secrets.openai, nickname: 'work' });
    await workbench.notifications.waitFor(/was saved/);
    await workbench.chat.open();
    await workbench.chat.chooseModel('Acme Talker');
    await ask('Are you recorded?');
    await workbench.chat.chooseModel('GPT-4.1 mini');
    await ask('And you?');
  });

  after(async () => {
    await journey.stop();
    await openai.stop();
    await openrouter.stop();
  });

  const ask = async (text: string): Promise<string> => {
    const { chat } = journey.workbench;
    const answer = await chat.waitForAnswer(await chat.ask(text), { milliseconds: 120_000 });
    assert.equal(answer.error, '');
    return answer.text;
  };

  /** A picture for a person to judge, once boxes and notifications have faded in. */
  const look = async (name: string): Promise<void> => {
    await journey.workbench.page.waitForTimeout(400);
    await journey.workbench.screenshot(`ledger-${name}`);
  };

  /** Runs a command by keyboard alone. */
  const run = async (title: string): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await page.keyboard.press('F1');
    await quickInput.waitFor(/./);
    await page.keyboard.type(`Keyway: ${title}`);
    await until(
      { page, what: `the command ${title}` },
      async () => (await quickInput.rows())[0]?.label === `Keyway: ${title}`,
    );
    await page.keyboard.press('Enter');
  };

  /** Goes down to a choice and takes it. */
  const choose = async (wanted: RegExp): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    const place = await until({ page, what: `the choice ${wanted}` }, async () => {
      const at = (await quickInput.rows()).findIndex(({ label }) => wanted.test(label));
      return at >= 0 && { at };
    });
    for (let row = 0; row < place.at; row++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  };

  const boxThatSays = async (wanted: RegExp): Promise<void> => {
    const { page, quickInput } = journey.workbench;
    await until({ page, what: `a box that says ${wanted}` }, async () =>
      wanted.test((await quickInput.message()).text),
    );
  };

  const database = <T>(work: (open: DatabaseSync) => T): T => {
    const open = new DatabaseSync(path.join(journey.storage, 'ledger.db'), { timeout: 5_000 });
    try {
      return work(open);
    } finally {
      open.close();
    }
  };

  /** Changes settings where a person's editor keeps them. */
  const set = (scope: 'User' | 'Machine', changes: Readonly<Record<string, unknown>>): void => {
    const file = path.join(journey.profile, 'data', scope, 'settings.json');
    const settings = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    fs.writeFileSync(file, JSON.stringify({ ...settings, ...changes }, undefined, 2));
  };

  it('answers /usage with a table and what is to be said about it', async () => {
    const { workbench } = journey;
    await workbench.notifications.clear();
    const month = await ask('@keyway /usage month by task');
    await look('usage-month');
    assert.match(month, /This month by task/);
    assert.match(month, /Total/);
    assert.match(month, /Trend: .* October 1/);
    const byKey = await ask('@keyway /usage today by key');
    await look('usage-today');
    assert.match(byKey, /\bwork\b/);
    assert.match(byKey, /environment/);
    assert.doesNotMatch(byKey, /retired/);
    assert.match(byKey, /first token after/);
    const view = workbench.page.locator('.part.auxiliarybar .interactive-session table').last();
    const [shown, needed] = await view.evaluate((table) => [table.parentElement?.clientWidth ?? 0, table.scrollWidth]);
    assert.ok(needed <= shown, `a table of ${needed} pixels in ${shown}`);
  });

  it('has a page with the trend, notes and the time to the first token, of which no text is cut', async () => {
    const { workbench } = journey;
    await run('Show Usage');
    await pageThatSays(workbench, /gpt-4\.1-mini/);
    await look('page-today');
    await workbench.webview().getByRole('button', { name: 'This month' }).click();
    const text = await pageThatSays(workbench, /This month by model/);
    await look('page-month');
    for (const words of ['First token', 'Fallbacks', 'Notes', 'Last attempts']) assert.ok(text.includes(words), words);
    assert.match(text, /as October 1|than October 1/);
    const cut = await workbench
      .webview()
      .locator('main')
      .evaluate((main) =>
        [...main.querySelectorAll<HTMLElement>('td, th, dd, dt, li, p, h1, h2, .scroller')]
          .filter((part) => !part.matches('.unseen') && part.scrollWidth > part.clientWidth + 1)
          .map(({ innerText }) => innerText),
      );
    assert.deepEqual(cut, []);
  });

  it('compares itself with what a provider says it billed', async () => {
    const { workbench } = journey;
    await run('Reconcile…');
    const text = await pageThatSays(workbench, /What providers say they billed/);
    await look('reconcile');
    assert.match(text, /OpenRouter, key environment/);
    assert.match(text, /This month \(UTC\)\s+\$3\.20\s+\$0\.0\d+.*\+\$3\.\d\d \(\+\d+\.\d%\)/);
    assert.match(text, /OpenAI/);
  });

  it('corrects past costs to the price that is right, once the person has seen what that changes', async () => {
    const { workbench } = journey;
    const { page, dialogs, quickInput } = workbench;
    await run('Correct Prices…');
    await until({ page, what: 'models' }, async () => (await quickInput.placeholder()).startsWith('Pick the model'));
    await look('correct-model');
    await choose(/gpt-4\.1-mini/);
    await look('correct-days');
    await until({ page, what: 'the days' }, async () => (await quickInput.step()) === '2/2');
    await quickInput.back();
    await choose(/gpt-4\.1-mini/);
    await choose(/^Everything$/);
    const { detail } = await dialogs.waitFor('Correct the costs of OpenAI gpt-4.1-mini?');
    await look('correct-question');
    // 400,000 tokens in at $0.40 and 9,000 out at $1.60 per million, on each of 40 days.
    assert.match(detail, /^40 rows, .*\nBefore: \$15\.3\d \(prices of 2026-09-01\)\.\nAfter: \$6\.98, at \$0\.40 in/);
    await page.keyboard.press('Enter');
    const text = await pageThatSays(workbench, /Corrected prices/);
    await look('corrected');
    assert.match(text, /openai\/gpt-4\.1-mini/);
  });

  it('is told when a key expires, and the list of keys says it', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications } = workbench;
    await notifications.clear();
    await run('Set Key Expiry…');
    await until({ page, what: 'the keys' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'work'),
    );
    await look('expiry-key');
    await choose(/^work$/);
    await boxThatSays(/expires/);
    await look('expiry-day');
    await page.keyboard.type('tomorrow');
    await quickInput.waitForMessage(/year-month-day/);
    await look('expiry-refused');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('2035-06-30');
    await page.keyboard.press('Enter');
    await notifications.waitFor(/expires on 2035-06-30/);
    await look('expiry-set');
    await run('List Keys');
    const shown = await until({ page, what: 'the date in the list' }, async () =>
      (await quickInput.rows()).find(({ detail }) => detail.includes('expires on 2035-06-30')),
    );
    assert.equal(shown.label, 'work');
    await look('expiry-list');
    await quickInput.cancel();
  });

  it('keeps the token of a collector for the address in the settings, and for nothing else', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications } = workbench;
    await notifications.clear();
    await run('Set OpenTelemetry Token…');
    const { buttons } = await notifications.waitFor('Set keyway.otel.endpoint first');
    assert.deepEqual(buttons, ['Open Setting']);
    await look('otel-nowhere');
    await notifications.clear();
    set('Machine', { 'keyway.otel.endpoint': 'http://collector.example.com:4318' });
    await notifications.waitFor(/http would send usage unencrypted/);
    await look('otel-http');
    await notifications.clear();
    set('Machine', { 'keyway.otel.endpoint': openai.origin });
    await page.waitForTimeout(1_000);
    await run('Set OpenTelemetry Token…');
    await until({ page, what: 'the ways' }, async () => (await quickInput.rows()).length === 3);
    await look('otel-form');
    await choose(/^Another header/);
    await boxThatSays(/Name of the header/);
    await page.keyboard.type('content-length');
    await quickInput.waitForMessage(/cannot be set/);
    await look('otel-header');
    await quickInput.back();
    await choose(/^Bearer token/);
    await boxThatSays(/kept in the keychain/);
    assert.equal(await quickInput.isPassword(), true);
    await look('otel-token');
    await page.keyboard.type(secrets.token);
    await page.keyboard.press('Enter');
    const { text } = await notifications.waitFor(/token is saved/);
    await look('otel-saved');
    assert.ok(text.includes(openai.origin), text);
  });

  it('has settings that say what they do, and all alerts ticked until the person unticks one', async () => {
    const { workbench } = journey;
    const { page } = workbench;
    await workbench.runCommand('Preferences: Open Settings (UI)');
    const editor = page.locator('.settings-editor');
    const found = async (words: string, settings: readonly string[]): Promise<void> => {
      await editor.locator('.settings-header .suggest-input-container').first().click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(words);
      const items = editor.locator('.setting-item-contents');
      const texts = await until({ page, what: `the settings of ${words}` }, async () => {
        const all = await items.allInnerTexts();
        return settings.every((name) => all.some((text) => text.includes(name))) && all;
      });
      await look(`settings-${words.replace('keyway.', '')}`);
      for (const text of texts)
        assert.ok(
          text.split('\n').some((line) => line.endsWith('.')),
          text,
        );
    };
    await found('keyway.usage', ['Baseline', 'Retention Days']);
    await found('keyway.alerts', ['Show', 'Rotate Keys After Days']);
    const ticks = await editor
      .locator('.setting-item-contents [role="checkbox"]')
      .evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-checked')));
    assert.deepEqual(
      ticks,
      Array.from({ length: 5 }, () => 'true'),
    );
    await found('keyway.otel', ['Signals']);
    await editor.locator('.settings-tabs-widget .action-label', { hasText: /^Remote/ }).click();
    await found('keyway.otel', ['Endpoint', 'Headers']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  it('lists in its audit log who did what, the newest first', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications } = workbench;
    await notifications.clear();
    await run('Set Budget…');
    await choose(/a month, for everything$/);
    await notifications.waitFor(/Monthly budget/);
    await look('budget');
    await notifications.clear();
    await run('Test Key…');
    await until({ page, what: 'the keys' }, async () =>
      (await quickInput.rows()).some(({ label }) => label === 'work'),
    );
    await choose(/^work$/);
    await notifications.waitFor(/“work”/);
    await look('tested');
    await notifications.clear();
    await run('Export Usage…');
    await choose(/^Attempts$/);
    await until({ page, what: 'the time' }, async () => (await quickInput.step()) === '2/3');
    await choose(/^Today$/);
    await until({ page, what: 'the format' }, async () => (await quickInput.step()) === '3/3');
    await choose(/^CSV$/);
    await until({ page, what: 'a box for the file' }, async () => (await quickInput.value()).endsWith('.csv'));
    const file = path.join(journey.profile, 'today.csv');
    await quickInput.type(file);
    await until({ page, what: 'the box to take the path' }, async () => {
      if (!(await quickInput.isOpen())) return true;
      if ((await quickInput.value()) === file) await quickInput.accept();
      return false;
    });
    await notifications.waitFor(/ is written: /);
    await look('exported');
    await notifications.clear();
    await run('Show Audit Log');
    const text = await pageThatSays(workbench, /Usage exported/);
    await look('audit');
    const order = ['Usage exported', 'Key tested', 'Budget changed', 'Key expiry set', 'Prices corrected', 'Key added'];
    const places = order.map((words) => text.indexOf(words));
    assert.ok(!places.includes(-1), text);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
      text,
    );
    for (const secret of Object.values(secrets)) assert.ok(!text.includes(secret.slice(8, 24)));
  });

  it('finds its audit log whole, and says which entry somebody has changed since', async () => {
    const { workbench } = journey;
    const { notifications } = workbench;
    await notifications.clear();
    await run('Verify Audit Log');
    const { text: whole, severity } = await notifications.waitFor(/audit log is/i);
    await look('verify-whole');
    assert.match(whole, /audit log is whole: \d+ entries since/i);
    assert.equal(severity, 'info');
    await notifications.clear();
    const id = database((open) => {
      const found = open.prepare("SELECT id FROM audit WHERE action = 'budget-changed'").get();
      open.prepare("UPDATE audit SET detail = 'nothing' WHERE id = ?").run(Number(found?.['id']));
      return Number(found?.['id']);
    });
    await run('Verify Audit Log');
    const changed = await notifications.waitFor(/not whole/);
    await look('verify-changed');
    assert.ok(changed.text.includes(`entry ${id} was changed after it was written`), changed.text);
    assert.equal(changed.severity, 'warning');
    await notifications.click(/not whole/, 'Go On From Here…');
    await workbench.dialogs.waitFor('Go on');
    await look('verify-go-on');
    await workbench.dialogs.click('Cancel');
    await notifications.clear();
  });

  it('forgets a day after one question that says what is lost; the page is empty then', async () => {
    const { workbench } = journey;
    const { page, quickInput, notifications, dialogs } = workbench;
    await run('Forget Usage…');
    await look('forget-time');
    await choose(/^One Day/);
    await boxThatSays(/Which day/);
    await look('forget-day');
    assert.equal(await quickInput.value(), dayOf(Date.now()));
    await page.keyboard.press('Enter');
    const { detail } = await dialogs.waitFor(/^Forget the usage of /);
    await look('forget-question');
    assert.match(detail, /^This deletes \d+ attempts of \d+ requests on 1 day/);
    await dialogs.click('Forget');
    await notifications.waitFor(/^Forgotten: /);
    await look('forgotten');
    await notifications.clear();
    await run('Show Usage');
    await workbench.webview().getByRole('button', { name: 'Today' }).click();
    await pageThatSays(workbench, /Today: nothing has gone through Keyway yet/);
    await look('page-empty');
  });
});
