import axe from 'axe-core';
import type { Frame } from 'playwright-core';
import { until } from '../harness/wait.ts';
import type { Workbench } from '../harness/workbench.ts';

/** Judges how the panel's page looks: by axe, by its own console, and by where things stand. */

/** What the page complained of by itself: violations of its policy, errors, and what it could not load. */
export interface Complaints {
  readonly all: readonly string[];
}

/** Of the panel's page alone, from the next load on: the workbench has its own. */
export const complaintsOf = async (workbench: Workbench): Promise<Complaints> => {
  const all: string[] = [];
  const { page } = workbench;
  page.on('console', (message) => {
    if (message.type() === 'error' && /fake\.html|dist\/media/.test(message.location().url)) all.push(message.text());
  });
  await page.context().exposeFunction('keywayViolated', (what: string) => void all.push(what));
  await page.context().addInitScript(listen);
  await workbench.reload();
  return { all };
};

/** Runs in each frame; VS Code writes the page's document anew before it gives it its way to the editor. */
const listen = (): void => {
  const tell = (globalThis as unknown as { keywayViolated?: (what: string) => unknown }).keywayViolated;
  let acquire: unknown;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (own: unknown) => {
      acquire = own;
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        tell?.(`${violatedDirective} forbids ${blockedURI}`);
      });
      addEventListener('error', ({ message }) => tell?.(`error: ${message}`), true);
      addEventListener('unhandledrejection', ({ reason }) => tell?.(`unhandled: ${String(reason)}`));
    },
  });
};

/** The page's own frame, once it is drawn. */
export const frameOf = (workbench: Workbench): Promise<Frame> =>
  until({ page: workbench.page, what: 'the page of the panel', milliseconds: 60_000 }, async () => {
    const handle = await workbench.webview().locator('#tabs').elementHandle({ timeout: 2_000 });
    return (await handle?.ownerFrame()) ?? undefined;
  });

/** WCAG 2.2 A and AA, and what axe calls good practice: each violation in a line, with where it is. */
export const violationsIn = async (frame: Frame): Promise<readonly string[]> => {
  // As an expression of the debugger's: the page itself would not be allowed to load it.
  if (await frame.evaluate(() => !('axe' in globalThis))) await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    const { axe: judge } = globalThis as unknown as { readonly axe: typeof axe };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Nothing is fetched for it: the page may not.
    const { violations } = await judge.run(document, { runOnly: tags, preload: false });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
      ),
    );
  });
};

/** What is cut off, stands beyond the page, or lies on something else that can be used. */
export const flawsIn = (frame: Frame): Promise<readonly string[]> =>
  frame.evaluate(() => {
    const nameOf = (element: Element): string =>
      `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
    const isSeen = (element: Element): boolean =>
      element.getClientRects().length > 0 && !element.closest('.unseen, thead, [role="tablist"], #news');
    const all = [...document.querySelectorAll('main *')].filter(isSeen);
    const beyond = all.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return !element.closest('.scroller') && (right > innerWidth + 1 || left < -1);
    });
    const cut = all.filter((element) => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isClipping = overflowX === 'hidden' || overflowX === 'clip' || textOverflow === 'ellipsis';
      return isClipping && element.scrollWidth > element.clientWidth + 1 && element.tagName !== 'PROGRESS';
    });
    const usable = all.filter((element) => element.matches('button, input, select, textarea, summary'));
    const lying = usable.filter((one, index) =>
      usable.slice(index + 1).some((other) => {
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const [across, down] = [
          Math.min(a.right, b.right) - Math.max(a.left, b.left),
          Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
        ];
        return across > 1 && down > 1;
      }),
    );
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
    return [
      ...wide,
      ...beyond.map((element) => `beyond the page: ${nameOf(element)}`),
      ...cut.map((element) => `cut off: ${nameOf(element)}`),
      ...lying.map((element) => `lies on another: ${nameOf(element)}`),
    ];
  });
