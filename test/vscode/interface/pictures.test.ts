import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { openLedger } from '../../../src/usage/ledger.ts';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { attempt } from '../../usage/samples.ts';
import { repository } from '../harness/paths.ts';
import { until } from '../harness/wait.ts';
import { baseUrlsOf, consentToChat, lastReceipt, pageThatSays, startJourney, type Journey } from './journey.ts';

/** The pictures of README.md: real windows with providers that answer by a script. They are copied to `media/readme` by hand. */

const day = 86_400_000;

const habits = [
  { provider: 'deepseek', model: 'deepseek-flash', task: 'code', usd: 0.11 },
  { provider: 'openai', model: 'gpt-6-luna', task: 'chat', usd: 0.07 },
  { provider: 'anthropic', model: 'claude-sonnet-5-5', task: 'reasoning', usd: 0.21 },
] as const;

/** Weeks of work with three providers, less of it at weekends. */
const seed = async (storage: string): Promise<void> => {
  const ledger = openLedger({ folder: storage, onTrouble: (sentence) => assert.fail(sentence) });
  const noon = new Date().setHours(12, 0, 0, 0);
  for (let ago = 1; ago <= 45; ago++)
    for (const [index, { usd, ...asked }] of habits.entries()) {
      const at = noon - ago * day + index * 60_000;
      const busy = [0, 6].includes(new Date(at).getDay()) ? 0.2 : 1 + ((ago * 7 + index * 5) % 9) / 9;
      const cost = { usd: usd * busy, from: 'computed', priceAsOf: '2026-11-01' } as const;
      const dearest = () => ({ model: 'claude-opus-5', usd: usd * busy * 3.4 });
      const usage = { input: Math.round(400_000 * busy), output: Math.round(9_000 * busy) };
      ledger.record(
        attempt({ ...asked, requestId: `seed-${ago}-${index}`, at, cost, usage, dearest, keyId: asked.provider }),
      );
    }
  await ledger.dispose();
};

const question = 'Why is my debounce called twice? One sentence, then the code.';

const answer = `The timer of an earlier call is never cleared, so both run.

\`\`\`ts
export const debounce = <A extends unknown[]>(call: (...given: A) => void, ms: number) => {
  let timer: NodeJS.Timeout | undefined;
  return (...given: A): void => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), ms);
  };
};
\`\`\`
`;

describe('The pictures of README.md', () => {
  let sandboxes: readonly Sandbox[];
  let journey: Journey;
  const folder = path.join(repository, 'out', 'screenshots');

  before(async () => {
    fs.mkdirSync(folder, { recursive: true });
    const behave = () => ({ does: 'answer', text: answer, usage: { input: 6_200, output: 118 } }) as const;
    const openai = await startSandbox({ speaks: 'openai-responses', models: ['gpt-6-luna', 'gpt-4.1-mini'], behave });
    const anthropic = await startSandbox({
      speaks: 'anthropic-messages',
      models: ['claude-sonnet-5-5', 'claude-opus-5'],
      behave,
    });
    const deepseek = await startSandbox({ speaks: 'openai-chat', models: ['deepseek-flash'], behave });
    sandboxes = [openai, anthropic, deepseek];
    journey = await startJourney({
      name: 'pictures',
      settings: {
        'workbench.colorTheme': 'Dark Modern',
        'workbench.tips.enabled': false,
        'chat.utilityModel': 'keyway/auto',
        'chat.utilitySmallModel': 'keyway/auto',
        'keyway.budgets': [
          { limit: 20, period: 'month' },
          { limit: 2, period: 'day', task: 'code' },
        ],
      },
      machineSettings: { ...baseUrlsOf({ openai, anthropic, deepseek }), 'keyway.importKeysFromEnvironment': true },
      env: {
        OPENAI_API_KEY: 'sk-pictures-0123456789abcdefghij',
        ANTHROPIC_API_KEY: 'sk-ant-pictures-0123456789abcdefghij',
        DEEPSEEK_API_KEY: 'sk-0123456789abcdef0123456789abcdef',
      },
      prepare: ({ storage }) => seed(storage),
    });
    const { workbench } = journey;
    await workbench.notifications.click(/Your models are ready/, 'Set Up Chat');
    await consentToChat(workbench);
    await workbench.chat.open();
    await workbench.chat.chooseModel('Auto');
    await workbench.runCommand('View: Close Primary Side Bar');
  });

  after(async () => {
    await journey.stop();
    await Promise.all(sandboxes.map((sandbox) => sandbox.stop()));
  });

  const picture = async (name: string): Promise<void> => {
    const { page } = journey.workbench;
    await page.keyboard.press('Escape');
    await page.waitForTimeout(1_000);
    const file = path.join(folder, `readme-${name}.png`);
    await page.screenshot({ path: file });
    assert.ok(fs.statSync(file).size > 10_000, 'more than an empty window');
  };

  it('show a chat that Auto answers, and what it cost', async () => {
    const { workbench } = journey;
    const { text, error } = await workbench.chat.waitForAnswer(await workbench.chat.ask(question), {
      milliseconds: 120_000,
    });
    assert.equal(error, '');
    assert.match(text, /never cleared/);
    assert.match(await lastReceipt(workbench), /Answered by/);
    await workbench.runCommand('Keyway: Show Receipts');
    await workbench.quickInput.waitFor(/receipt/i);
    await workbench.quickInput.accept();
    await pageThatSays(workbench, /Answered by/);
    await picture('chat');
  });

  const panelAt = async (section: string): Promise<FrameLocator> => {
    const { workbench } = journey;
    await workbench.runCommand('Keyway: Open Panel');
    await workbench.webview().getByRole('tab', { name: section }).click();
    return workbench.webview();
  };

  it('show the keys, tested', async () => {
    const page = await panelAt('Keys');
    await page.getByRole('button', { name: 'Test All' }).click();
    await until({ page: journey.workbench.page, what: 'three keys that work' }, async () => {
      const text = await page.locator('body').innerText();
      return (text.match(/Working/g) ?? []).length === 3;
    });
    await picture('keys');
  });

  it('show what the month cost', async () => {
    const page = await panelAt('Usage');
    await page.getByRole('button', { name: 'This month' }).click();
    await pageThatSays(journey.workbench, /This month by model/);
    await picture('usage');
  });
});
