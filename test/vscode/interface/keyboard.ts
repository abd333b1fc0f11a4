import type { FrameLocator, Locator } from 'playwright-core';
import { exactly, says } from '../harness/text.ts';
import { Hopeless, until } from '../harness/wait.ts';
import type { Workbench } from '../harness/workbench.ts';

/** A person without a mouse: nothing here clicks. */
export interface Keyboard {
  /** Runs a command from the palette. */
  readonly command: (title: string) => Promise<void>;
  /** Takes the choice of a quick pick that begins with these words. */
  readonly pick: (label: string) => Promise<void>;
  /** Types into a box whose prompt or message says so, and accepts it. */
  readonly answer: (prompt: string | RegExp, text: string) => Promise<void>;
  /** Takes a button of the editor's own modal question. */
  readonly decide: (question: string | RegExp, button: string) => Promise<void>;
  /** Goes on with Tab until that has the focus, which a screen reader would call so. */
  readonly tabTo: (name: string | RegExp) => Promise<void>;
  /** The same, then Enter. */
  readonly enter: (name: string | RegExp) => Promise<void>;
  /** From wherever the focus is in the page, to another section by its tab. */
  readonly section: (title: string) => Promise<void>;
  /** Until the page says so; its text. */
  readonly reads: (wanted: string | RegExp) => Promise<string>;
  /** What has the focus in the page, as a screen reader would call it. */
  readonly focused: () => Promise<string>;
}

/** More than any page of these tests has. */
const mostStops = 150;

export const keyboardOf = (workbench: Workbench): Keyboard => {
  const { page, quickInput } = workbench;
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const frame = (): FrameLocator => workbench.webview();
  const focused = async (): Promise<string> =>
    frame().locator('body').evaluate(nameOfFocused, undefined, { timeout: 5_000 });
  const widget = page.locator('.quick-input-widget');

  const focusedRow = widget.locator('.monaco-list-row.focused .label-name').first();

  const takes = async (label: string): Promise<void> => {
    await until(
      { page, what: `the choice ${label} to be the one that Enter takes`, milliseconds: 60_000 },
      async () => {
        if (!(await quickInput.isOpen())) return false;
        const shown = (await focusedRow.innerText({ timeout: 500 })).replaceAll('\u00a0', ' ').trim();
        return shown.startsWith(label);
      },
    );
    await press('Enter');
  };

  /** Again where it was in vain: what else comes to the front closes the palette. */
  const command = (title: string): Promise<unknown> =>
    until({ page, what: `the command ${title} in the palette`, milliseconds: 60_000 }, async () => {
      await press('Escape');
      await press('F1');
      await widget.waitFor({ timeout: 2_000 });
      if (!(await quickInput.value()).startsWith('>')) return false;
      await page.keyboard.type(title);
      await widget
        .locator('.label-name', { hasText: exactly(title) })
        .first()
        .waitFor({ timeout: 5_000 });
      if (!(await walksTo(title))) return false;
      await press('Enter');
      return true;
    });

  /** Titles that begin alike may stand before it. */
  const walksTo = async (title: string): Promise<boolean> => {
    for (let step = 0; step < 10; step++) {
      if (exactly(title).test(await focusedRow.innerText({ timeout: 2_000 }))) return true;
      await press('ArrowDown');
    }
    return false;
  };

  const pick = async (label: string): Promise<void> => {
    await until({ page, what: `a choice called ${label}` }, async () => {
      const rows = await widget.locator('.monaco-list-row .label-name').allInnerTexts();
      return rows.some((row) => row.replaceAll('\u00a0', ' ').trim().startsWith(label));
    });
    await page.keyboard.type(label);
    await takes(label);
  };

  const tabTo = async (name: string | RegExp): Promise<void> => {
    const body = frame().locator('body');
    const wanted = typeof name === 'string' ? `^${escaped(name)}$` : name.source;
    const passed: string[] = [];
    for (let stop = 0; stop < mostStops; stop++) {
      await untilInPage(workbench, body);
      const way = await until({ page, what: `something called ${name}` }, async () =>
        body.evaluate(wayTo, wanted, { timeout: 2_000 }),
      );
      if (way === 'here') return;
      passed.push(await focused());
      await press(way);
    }
    throw new Error(`Tab never came to ${name}, only to ${[...new Set(passed)].join(' | ')}`);
  };

  return {
    command: async (title) => void (await command(title)),
    pick,
    focused,
    tabTo,
    answer: async (prompt, text) => {
      await until({ page, what: `a box that asks for ${prompt}` }, async () =>
        says((await quickInput.message()).text, prompt),
      );
      if (text !== '') await page.keyboard.type(text);
      await press('Enter');
    },
    decide: async (question, button) => {
      await workbench.dialogs.waitFor(question);
      await until({ page, what: `the button ${button} to have the focus` }, async () => {
        const now = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
        if (now === button) return true;
        await press('Tab');
        return false;
      });
      await press('Enter');
    },
    enter: async (name) => {
      await tabTo(name);
      await press('Enter');
    },
    section: async (title) => {
      await tabTo(/^(?:Keys|Routing|Usage|Audit)$/);
      await press('Home');
      for (let step = 0; step < 4 && (await focused()) !== title; step++) await press('ArrowRight');
      if ((await focused()) !== title) throw new Error(`there is no tab ${title}`);
    },
    reads: (wanted) =>
      until({ page, what: `the page to say ${wanted}`, milliseconds: 60_000 }, async () => {
        const text = await frame().locator('main').innerText({ timeout: 2_000 });
        return says(text, wanted) && text;
      }),
  };
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The focus comes back from the editor's own boxes by itself, at least to the editor; else a key of VS Code's leads there. */
const untilInPage = async ({ page }: Workbench, body: Locator): Promise<void> => {
  let looks = 0;
  await until({ page, what: 'the focus to be in the page' }, async () => {
    if (await page.locator('.monaco-dialog-box').isVisible()) throw new Hopeless('a modal question has the focus');
    if (await body.evaluate(() => document.hasFocus(), undefined, { timeout: 2_000 })) return true;
    looks += 1;
    if (looks % 20 === 0) await page.keyboard.press('Control+1');
    return false;
  });
};

/** Runs in the page: whether what is called so has the focus, else which way it is. */
const wayTo = (_: Element, wanted: string): 'here' | 'Tab' | 'Shift+Tab' | undefined => {
  const named = new RegExp(wanted);
  const nameOf = (element: HTMLElement): string => {
    const labelled = element as HTMLElement & { readonly labels?: NodeListOf<HTMLLabelElement> | null };
    const label = element.getAttribute('aria-label') ?? labelled.labels?.[0]?.innerText ?? element.innerText;
    return label.replaceAll(/\s+/g, ' ').trim();
  };
  const now = document.activeElement;
  if (now instanceof HTMLElement && now !== document.body && named.test(nameOf(now))) return 'here';
  const stops = [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, summary, [tabindex]')];
  const found = stops.find(
    (stop) =>
      stop.tabIndex >= 0 && stop.getClientRects().length > 0 && !stop.matches(':disabled') && named.test(nameOf(stop)),
  );
  if (!found) return undefined;
  const isBefore = now && (now.compareDocumentPosition(found) & Node.DOCUMENT_POSITION_PRECEDING) !== 0;
  return isBefore === true && now !== document.body ? 'Shift+Tab' : 'Tab';
};

/** Runs in the page. */
const nameOfFocused = (): string => {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return '';
  const labelled = element as HTMLElement & { readonly labels?: NodeListOf<HTMLLabelElement> | null };
  const label = element.getAttribute('aria-label') ?? labelled.labels?.[0]?.innerText ?? element.innerText;
  return label.replaceAll(/\s+/g, ' ').trim();
};
