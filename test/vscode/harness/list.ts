import type { Locator, Page } from 'playwright-core';
import { until } from './wait.ts';

/** Which element of a row holds which text. */
type Selectors<Name extends string> = Readonly<Record<Name, string>>;
type Texts<Name extends string> = Readonly<Record<Name, string>>;

interface Reading {
  readonly page: Page;
  readonly list: Locator;
  /** After which it gives up. */
  readonly milliseconds?: number;
}

/**
 * Reads the texts of all rows of a workbench list. It draws only the rows in view, in any order of elements, and
 * numbers them by `data-index`; so this scrolls from the top to the row that says it is the last.
 */
export async function readList<Name extends string>(
  reading: Reading,
  selectors: Selectors<Name>,
): Promise<readonly Texts<Name>[]> {
  const { page, list, ...patience } = reading;
  const rows = new Map<number, Texts<Name>>();
  await scrollToTop(reading);
  await until({ page, what: 'the end of a list', ...patience }, async () => {
    const drawn = await readDrawn(list, selectors);
    for (const row of drawn) rows.set(row.index, row.texts);
    const missing = firstMissing(rows);
    if (drawn.some((row) => row.last && row.index < missing)) return true;
    // Several turns of the wheel may add up to more than what is in view.
    const skipped = drawn.every((row) => row.index > missing);
    await scroll(page, list, skipped ? -1 : 1);
    return false;
  });
  await scrollToTop(reading);
  return [...rows].toSorted(([one], [other]) => one - other).map(([, texts]) => texts);
}

function firstMissing(rows: ReadonlyMap<number, unknown>): number {
  let index = 0;
  while (rows.has(index)) index++;
  return index;
}

interface Drawn<Name extends string> {
  readonly index: number;
  readonly last: boolean;
  readonly texts: Texts<Name>;
}

/** In one go, because a list may redraw between two questions. */
function readDrawn<Name extends string>(list: Locator, selectors: Selectors<Name>): Promise<readonly Drawn<Name>[]> {
  return list.locator('.monaco-list-row').evaluateAll((rows, wanted) => {
    // Rows are reused and keep old texts hidden.
    const shown = (row: Element, selector: string): string => {
      const found = [...row.querySelectorAll<HTMLElement>(selector)].find((part) => part.getClientRects().length > 0);
      return found?.innerText.replaceAll('\u00a0', ' ').trim() ?? '';
    };
    return rows.map((row) => ({
      index: Number(row.getAttribute('data-index')),
      last: row.getAttribute('data-last-element') === 'true',
      texts: Object.fromEntries(
        Object.entries(wanted as Record<string, string>).map(([name, selector]) => [name, shown(row, selector)]),
      ) as Texts<Name>,
    }));
  }, selectors);
}

function scrollToTop({ page, list, ...patience }: Reading): Promise<true> {
  const first = list.locator('.monaco-list-row[data-index="0"]');
  return until({ page, what: 'the top of a list', ...patience }, async () => {
    if ((await first.count()) > 0) return true;
    await scroll(page, list, -1);
    return false;
  });
}

/** The workbench moves about this far per turn of the wheel, however far the wheel was turned. */
const notch = 55;

async function scroll(page: Page, list: Locator, direction: 1 | -1): Promise<void> {
  const box = await list.boundingBox({ timeout: 1000 });
  if (!box) return;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (let turn = 0; turn < 4; turn++) {
    await page.mouse.wheel(0, direction * notch);
    // Turns within one frame count as one, and the list redraws on the next.
    await page.waitForTimeout(20);
  }
}
