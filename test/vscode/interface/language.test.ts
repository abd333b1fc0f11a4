import assert from 'node:assert/strict';
import type { Frame, Locator } from 'playwright-core';
import words from '../../../media/l10n/bundle.l10n.zh-cn.json' with { type: 'json' };
import manifest from '../../../package.nls.zh-cn.json' with { type: 'json' };
import { speak, t } from '../../../src/core/l10n.ts';
import { providers } from '../../../src/providers/index.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, moneyItem, startJourney, type Journey } from './journey.ts';
import { frameOf, violationsIn } from './looks.ts';

/** Names, units and code that are the same in every language. */
const data: readonly RegExp[] = [
  /https?:\/\/\S+/g,
  // Identifiers: of models, settings, files, hosts, variables.
  /[\w@*-]*[\w*][/._:=][\w*][\w./*:-]*/g,
  /\b[A-Z]+(?:_[A-Z]+)+\b/g,
  /\b[\w-]*\d[\w-]*\b/g,
  /\bAuto(?: · (?:Code|Reasoning|Fast|Cheapest))?/g,
  /\b(?:AWS|Claude|Cloud|Codestral|Command|GLM|GPT|Grok|Jamba|Kimi|Nova|Qwen)\b/g,
  /\b(?:API|CSV|ID|JSON|OpenTelemetry|SQL|Token|URL|USD|UTC|VS Code|Webhook)\b/g,
  /\b(?:GB|glob|kB|MB|min|ms)\b/g,
  /(?<=\s)\.env\b/g,
  // A masked key.
  /[\w-]+…\w+/g,
  // Of this test.
  /\b(?:environment|rust|workspace)\b/g,
];

const names = ['Keyway', 'GitHub', ...providers.flatMap(({ name }) => [name, ...name.split(' ')])].toSorted(
  (a, b) => b.length - a.length,
);

/** The Latin words of a text that are none of these. */
const strangeIn = (text: string): readonly string[] => {
  const named = names.reduce((rest, name) => rest.replaceAll(name, ' '), text);
  const rest = data.reduce((left, pattern) => left.replaceAll(pattern, ' '), named);
  return rest.match(/[A-Za-z]{2,}/g) ?? [];
};

const untranslated = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.filter((text) => strangeIn(text).length > 0)),
];

/** Runs in the page: what is seen, and what is read out instead of it. Code and data are left out. */
const textsOf = (root: Element, data = 'code'): readonly string[] => {
  const texts: string[] = [];
  const isSeen = (element: Element): boolean =>
    element.getClientRects().length > 0 || element instanceof HTMLOptionElement;
  const visit = (element: Element): void => {
    if (element.matches(`code, pre, script, style, textarea, ${data}`) || !isSeen(element)) return;
    for (const name of ['aria-label', 'title', 'placeholder', 'aria-description'])
      texts.push(element.getAttribute(name) ?? '');
    for (const child of element.childNodes) {
      if (child instanceof Text) texts.push(child.data);
      else if (child instanceof Element) visit(child);
    }
  };
  visit(root);
  return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim()).filter((text) => text !== '');
};

describe('In Simplified Chinese', () => {
  let journey: Journey;
  let openai: Sandbox;
  let anthropic: Sandbox;

  before(async () => {
    speak(words);
    openai = await startSandbox({
      speaks: 'openai-responses',
      models: ['gpt-6-luna', 'gpt-6.1-sol'],
      behave: () => ({ does: 'answer', text: '闭包会记住。', usage: { input: 10_000, output: 100 } }),
    });
    // It refuses the key that is found.
    anthropic = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5'],
      key: 'another',
      behave: () => ({ does: 'stall' }),
    });
    journey = await startJourney({
      name: 'language',
      language: 'zh-cn',
      settings: {
        'workbench.editor.useModal': 'off',
        'keyway.budgets': [{ limit: 5, period: 'day', action: 'ask' }],
        'keyway.routing.rules': [{ when: { task: 'code', language: 'rust' }, prefer: ['openai/*'], maxCost: 0.5 }],
      },
      machineSettings: { ...baseUrlsOf({ openai, anthropic }), 'keyway.importKeysFromEnvironment': true },
      env: {
        OPENAI_API_KEY: 'sk-language-0123456789abcdefghij',
        ANTHROPIC_API_KEY: 'sk-ant-language-0123456789abcdefghij',
      },
    });
  });

  after(async () => {
    speak({});
    await journey.stop();
    await openai.stop();
    await anthropic.stop();
  });

  const command = (key: keyof typeof manifest): string => `Keyway: ${manifest[key]}`;

  const run = (title: string): Promise<void> => journey.workbench.runCommand(title);

  const shot = (name: string): Promise<string> => journey.workbench.screenshot(name);

  const textsIn = (place: Locator): Promise<readonly string[]> => place.evaluate(textsOf);

  it('shows the first steps', async () => {
    const { page } = journey.workbench;
    await run(command('command.getStarted'));
    const steps = page.locator('.gettingStartedDetailsContent button.getting-started-step');
    await until({ page, what: 'the walkthrough' }, async () => (await steps.count()) === 6);
    await shot('zh-steps');
    const parts = [
      '.category-title',
      '.category-description',
      '.step-title',
      ...['p', 'button', 'a'].map((tag) => `.step-description-container ${tag}`),
    ];
    const texts = await page.locator('.gettingStartedDetailsContent').locator(parts.join(', ')).allInnerTexts();
    assert.ok(texts.length > 15, `${texts.length} texts`);
    assert.deepEqual(untranslated(texts), []);
  });

  it('says so when keys were found, and asks back', async () => {
    const { notifications } = journey.workbench;
    const told = await notifications.waitFor(/Keyway|密钥|模型/);
    await shot('zh-notification');
    assert.deepEqual(untranslated([told.text, ...told.buttons]), []);
    await notifications.click(told.text, t('Set Up Chat'));
    // The words around ours are the editor's.
    await consentToChat(journey.workbench, t('Use Keyway Models'));
  });

  it('has every command under its Chinese title', async () => {
    const { page, quickInput } = journey.workbench;
    await page.keyboard.press('F1');
    await quickInput.type('>Keyway: ');
    const rows = await until({ page, what: 'our commands in the palette' }, async () => {
      const found = (await quickInput.rows()).map(({ label }) => label).filter((label) => label.startsWith('Keyway'));
      return found.length > 20 && found;
    });
    await shot('zh-palette');
    await quickInput.cancel();
    assert.deepEqual(untranslated(rows), []);
  });

  it('answers in the chat with a receipt, a report and an explanation', async () => {
    const { chat } = journey.workbench;
    await chat.open();
    await chat.chooseModel('GPT-6 Luna');
    const said: string[] = [];
    for (const question of ['你好', '/usage', '/route 你好', '/keys']) {
      const { text, error } = await chat.waitForAnswer(await chat.ask(`@keyway ${question}`), { milliseconds: 60_000 });
      assert.equal(error, '');
      said.push(...text.split('\n'));
    }
    await shot('zh-chat');
    assert.deepEqual(untranslated(said), []);
  });

  it('says in the status bar what it costs', async () => {
    const label = await moneyItem(journey.workbench).first().getAttribute('aria-label');
    assert.match(label ?? '', /\$0\.0011/);
    assert.deepEqual(untranslated((label ?? '').split('\n')), []);
  });

  it('asks which key to test, and says what came of it', async () => {
    const { page, quickInput, notifications } = journey.workbench;
    await notifications.clear();
    await run(command('command.testKey'));
    const rows = await until({ page, what: 'the keys' }, async () => {
      const found = await quickInput.rows();
      return found.length === 2 && found;
    });
    const asked = [await quickInput.title(), await quickInput.placeholder()];
    assert.deepEqual(untranslated([...asked, ...rows.flatMap((row) => Object.values(row))]), []);
    await page.keyboard.press('Enter');
    const told = await notifications.waitFor(/^(?!正在).*(?:OpenAI|Anthropic)/);
    await shot('zh-test');
    assert.deepEqual(untranslated([told.text, ...told.buttons]), []);
  });

  const panel = async (section: 'keys' | 'routing' | 'usage' | 'audit'): Promise<Frame> => {
    const frame = await frameOf(journey.workbench);
    await frame.locator(`#tab-${section}`).click();
    await until({ page: journey.workbench.page, what: `the section ${section}` }, async () => {
      const place = frame.locator(`#${section}-section`);
      return (await place.locator('.skeleton').count()) === 0 && (await place.innerText()).length > 20;
    });
    await frame.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    return frame;
  };

  for (const section of ['keys', 'routing', 'usage', 'audit'] as const)
    it(`has no English left in the panel’s section of ${section}, and says its language`, async () => {
      const { workbench } = journey;
      if (section === 'keys') {
        await workbench.notifications.clear();
        await run('View: Toggle Secondary Side Bar Visibility');
        await run(command('command.openPanel'));
      }
      const frame = await panel(section);
      assert.equal(await frame.evaluate(() => document.documentElement.lang), 'zh-CN');
      await shot(`zh-${section}`);
      // The audit log keeps one language, whoever writes it.
      const texts = await frame.locator('main').evaluate(textsOf, '#entries td:nth-child(n + 4)');
      assert.ok(texts.length > 20);
      assert.deepEqual(untranslated(texts), []);
      assert.deepEqual(await violationsIn(frame), []);
    });

  it('asks for a key in Chinese', async () => {
    const frame = await panel('keys');
    await frame.locator('#add-key').click();
    await frame.locator('[data-provider="azure-openai"]').waitFor();
    const providersTexts = await textsIn(frame.locator('main'));
    await frame.locator('[data-provider="azure-openai"]').click();
    await frame.locator('.form input').first().waitFor();
    await shot('zh-add');
    assert.deepEqual(untranslated([...providersTexts, ...(await textsIn(frame.locator('main')))]), []);
  });

  it('explains every setting', async () => {
    const { page } = journey.workbench;
    await run('Preferences: Open Settings (UI)');
    await page.keyboard.type('@ext:keyway.keyway');
    const descriptions = page.locator('.settings-editor .setting-item-description');
    // So high that none of them has to be scrolled to.
    await page.setViewportSize({ width: 1_400, height: 8_000 });
    await until({ page, what: 'our settings' }, async () => (await descriptions.count()) > 30);
    // Links are names of settings, which the editor makes from their ids.
    const texts = await Promise.all((await descriptions.all()).map((one) => one.evaluate(textsOf, 'code, a')));
    await shot('zh-settings');
    assert.deepEqual(untranslated(texts.flat()), []);
    const groups = await page.locator('.settings-toc-container .settings-toc-entry').allInnerTexts();
    const ours = Object.entries(manifest).flatMap(([key, title]) => (key.startsWith('group.') ? [title] : []));
    assert.deepEqual(
      ours.filter((title) => !groups.includes(title)),
      [],
    );
  });
});
