import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Frame } from 'playwright-core';
import type { ToPage } from '../../../src/panel/messages.ts';
import * as shown from '../../panel/shown.ts';
import { repository } from '../harness/paths.ts';
import { until } from '../harness/wait.ts';
import { startJourney, type Journey } from './journey.ts';
import { keyboardOf } from './keyboard.ts';
import { complaintsOf, flawsIn, frameOf, violationsIn, type Complaints } from './looks.ts';

/** As the palette calls them, and what the page is told of them. */
const themes = [
  { name: 'dark', title: 'Dark Modern', kind: 'vscode-dark' },
  { name: 'light', title: 'Light Modern', kind: 'vscode-light' },
  { name: 'hc-dark', title: 'Dark High Contrast', kind: 'vscode-high-contrast' },
  { name: 'hc-light', title: 'Light High Contrast', kind: 'vscode-high-contrast-light' },
] as const;

/** Of the page, in pixels: beside a chat, and as narrow as it is asked to be. So high that all of it is in the picture. */
const sizes = [
  { width: 900, height: 2_600 },
  { width: 400, height: 5_600 },
] as const;

interface View {
  readonly name: string;
  readonly state: Extract<ToPage, { type: 'keys' | 'routing' | 'usage' | 'audit' }>;
  /** What a person does before it is looked at; runs in the page. */
  readonly deed?: () => void | Promise<void>;
}

const openAll = (): void => document.querySelectorAll('details').forEach((one) => (one.open = true));

const views: readonly View[] = [
  { name: 'keys-empty', state: shown.firstKeys },
  { name: 'keys', state: shown.manyKeys },
  { name: 'keys-add', state: shown.firstKeys, deed: () => document.querySelector<HTMLElement>('#add-key')?.click() },
  {
    name: 'keys-add-fields',
    state: shown.firstKeys,
    deed: async () => {
      document.querySelector<HTMLElement>('#add-key')?.click();
      await new Promise(requestAnimationFrame);
      document.querySelector<HTMLElement>('[data-provider="azure-openai"]')?.click();
    },
  },
  {
    name: 'keys-update',
    state: shown.manyKeys,
    deed: () => document.querySelector<HTMLElement>('[data-key="0a"] [id$="-update"]')?.click(),
  },
  {
    name: 'keys-more',
    state: shown.manyKeys,
    deed: () => document.querySelector<HTMLElement>('[data-key="0b"] .more')?.click(),
  },
  { name: 'routing-empty', state: shown.firstRouting },
  { name: 'routing', state: shown.routing, deed: openAll },
  { name: 'usage-empty', state: shown.firstUsage },
  { name: 'usage', state: shown.usage, deed: openAll },
  { name: 'audit-empty', state: shown.firstAudit },
  { name: 'audit', state: shown.audit },
];

/** Once what is due stands on the screen. */
const drawn = (frame: Frame): Promise<void> =>
  frame.evaluate(async () => {
    for (let count = 0; count < 3; count++) await new Promise(requestAnimationFrame);
  });

/** What an earlier view left open; runs in the page. */
const closeForm = (): void => {
  document.querySelector('.form')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  document.querySelector<HTMLElement>('.more[aria-expanded="true"]')?.click();
  document.querySelectorAll('details').forEach((one) => (one.open = false));
};

const news: readonly ToPage[] = [
  { type: 'work', work: 9, section: 'audit', title: 'Looking through the audit log…', isOver: false },
  {
    type: 'work',
    work: 10,
    section: 'audit',
    title: 'Looking again, from the 1st of 1,204',
    share: 0.4,
    isOver: false,
  },
  { type: 'told', section: 'audit', sentence: 'The audit log cannot be read: the disk is full.', isTrouble: true },
];

describe('How the panel looks', () => {
  let journey: Journey;
  let complaints: Complaints;
  const folder = path.join(repository, 'out', 'screenshots');

  before(async () => {
    fs.mkdirSync(folder, { recursive: true });
    journey = await startJourney({ name: 'panel-looks', settings: { 'workbench.tips.enabled': false } });
    const { workbench } = journey;
    complaints = await complaintsOf(workbench);
    const { command } = keyboardOf(workbench);
    // The page alone, as wide as its editor can be.
    await command('View: Close Primary Side Bar');
    await command('View: Toggle Secondary Side Bar Visibility');
    await command('Keyway: Open Panel');
    await frameOf(workbench);
  });

  after(() => journey.stop());

  /** Says it to the page as the extension would. */
  const say = async (frame: Frame, ...messages: readonly ToPage[]): Promise<void> => {
    // As JSON: what is absent does not cross as undefined.
    for (const message of messages)
      await frame.evaluate((text) => window.postMessage(JSON.parse(text), '*'), JSON.stringify(message));
  };

  const show = async (frame: Frame, { state, deed }: View): Promise<void> => {
    await say(frame, { type: 'front', section: state.type });
    await frame.evaluate(closeForm);
    if (state.type === 'usage') await ask(frame, state);
    await say(frame, state);
    await until({ page: journey.workbench.page, what: `the page to say ${state.said}` }, async () =>
      (await frame.locator(`#${state.type}-section`).innerText()).includes(state.said),
    );
    if (deed) await frame.evaluate(deed);
    await drawn(frame);
  };

  /** The page shows answers to its own question alone. */
  const ask = async (frame: Frame, { asked }: Extract<ToPage, { type: 'usage' }>): Promise<void> => {
    await frame.locator(`#spans button[value="${asked.span}"]`).click();
    await drawn(frame);
  };

  const wide = async (frame: Frame, width: number, height = 1_400): Promise<void> => {
    const { page } = journey.workbench;
    const size = page.viewportSize() ?? { width: 1_400, height: 900 };
    const now = await frame.evaluate(() => innerWidth);
    await page.setViewportSize({ width: size.width + width - now, height });
    await until(
      { page, what: `a page of ${width} pixels` },
      async () => (await frame.evaluate(() => innerWidth)) === width,
    );
  };

  /** Of what is filled, or of the whole page. */
  const picture = async (name: string, part: 'filled' | 'whole' = 'filled'): Promise<void> => {
    const { page } = journey.workbench;
    const box = await page.locator('iframe.webview.ready:visible').boundingBox();
    assert.ok(box);
    const filled = await (await frameOf(journey.workbench)).evaluate(() => document.body.scrollHeight);
    const clip = part === 'whole' ? box : { ...box, height: Math.min(box.height, Math.max(filled, 500)) };
    await page.screenshot({ path: path.join(folder, `panel-${name}.png`), clip });
  };

  const wear = async ({ title, kind }: (typeof themes)[number]): Promise<void> => {
    const { workbench } = journey;
    const person = keyboardOf(workbench);
    // So high that the list of themes is drawn as a whole.
    await wide(await frameOf(workbench), 900);
    await person.command('Preferences: Color Theme');
    await person.pick(title);
    const frame = await frameOf(workbench);
    await until({ page: workbench.page, what: `the theme ${title} in the page` }, async () =>
      (await frame.locator('body').getAttribute('data-vscode-theme-kind'))?.startsWith(kind),
    );
  };

  for (const theme of themes) {
    it(`passes axe, clips nothing and lets nothing lie on anything, in ${theme.title}, wide and narrow`, async () => {
      await wear(theme);
      const found: string[] = [];
      for (const { width, height } of sizes) {
        const frame = await frameOf(journey.workbench);
        await wide(frame, width, height);
        for (const view of views) {
          await show(frame, view);
          await picture(`${view.name}-${theme.name}-${width}`);
          const flaws = [...(await violationsIn(frame)), ...(await flawsIn(frame))];
          found.push(...flaws.map((flaw) => `${view.name} at ${width}: ${flaw}`));
        }
        // What is told lies at the lower edge: over the page, where it is longer.
        await wide(frame, width, 800);
        await say(frame, ...news);
        await drawn(frame);
        await picture(`news-${theme.name}-${width}`, 'whole');
        found.push(...(await violationsIn(frame)).map((flaw) => `news at ${width}: ${flaw}`));
        await say(frame, ...news.flatMap((one) => (one.type === 'work' ? [{ ...one, isOver: true }] : [])));
      }
      assert.deepEqual(found, []);
    });
  }

  it('can be read at twice the size: nothing is lost where the window holds half as much, or where letters are twice as large', async () => {
    const frame = await frameOf(journey.workbench);
    const found: string[] = [];
    // What a window of 900 pixels holds at a zoom of 200%.
    await wide(frame, 450);
    for (const view of views) {
      await show(frame, view);
      found.push(...(await flawsIn(frame)).map((flaw) => `${view.name}, zoomed: ${flaw}`));
    }
    await wide(frame, 900);
    await frame.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '26px'));
    for (const view of views) {
      await show(frame, view);
      if (view.name === 'keys' || view.name === 'usage') await picture(`${view.name}-large-letters`);
      found.push(...(await flawsIn(frame)).map((flaw) => `${view.name}, large: ${flaw}`));
    }
    await frame.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '13px'));
    assert.deepEqual(found, []);
  });

  it('begins another section at its top', async () => {
    const frame = await frameOf(journey.workbench);
    const scrolled = (): Promise<number> => frame.evaluate(() => scrollY);
    await wide(frame, 900, 600);
    for (const view of views.filter(({ name }) => name === 'usage')) await show(frame, view);
    await frame.evaluate(() => scrollTo(0, 400));
    assert.equal(await scrolled(), 400);
    await say(frame, { type: 'front', section: 'routing' });
    await drawn(frame);
    assert.equal(await scrolled(), 0);
  });

  it('moves only where motion is welcome', async () => {
    const { page } = journey.workbench;
    const frame = await frameOf(journey.workbench);
    await say(frame, { type: 'front', section: 'audit' }, ...news);
    const moving = (): Promise<number> => frame.evaluate(() => document.getAnimations().length);
    await until({ page, what: 'work that moves' }, async () => (await moving()) > 0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await until({ page, what: 'work that stands still' }, async () => (await moving()) === 0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await until({ page, what: 'work that moves again' }, async () => (await moving()) > 0);
    await until({ page, what: 'work that stands still where VS Code says so' }, async () => {
      // Again and again: the editor writes these classes itself, a little after the medium has changed.
      await frame.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      return (await moving()) === 0;
    });
  });

  it('draws what is being read in its place: nothing moves when it comes', async () => {
    const { workbench } = journey;
    await keyboardOf(workbench).command('View: Close All Editors');
    await keyboardOf(workbench).command('Keyway: Open Panel');
    const frame = await frameOf(workbench);
    await frame.locator('#add-key').waitFor();
    const shift = await frame.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(sum), 1_000);
        }),
    );
    assert.ok(shift < 0.1, `a shift of ${shift.toFixed(3)}, where 0.1 is what people notice`);
  });

  it('never violates its policy, and has no error in its console', () => {
    assert.deepEqual(complaints.all, []);
  });
});
