import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { cache } from './paths.ts';

const patience = 30_000;

/** What a wait is for: the words go into the error, so they complete "waited for …". */
export interface Wait {
  readonly page: Page;
  readonly what: string;
  readonly milliseconds?: number;
}

/**
 * Asks again and again until there is an answer other than undefined or false, and returns it. What throws meanwhile
 * (a list that is redrawn under our hands) counts as "not yet". On giving up it leaves a picture of the page.
 */
export async function until<Value>(
  wait: Wait,
  ask: () => Promise<Value | undefined | false>,
): Promise<Exclude<Value, false>> {
  const limit = wait.milliseconds ?? patience;
  const deadline = Date.now() + limit;
  let cause: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer as Exclude<Value, false>;
    } catch (error) {
      if (error instanceof Hopeless) throw await explained(wait.page, error.message, error);
      cause = error;
    }
    await delay(100);
  }
  throw await explained(wait.page, `Waited ${limit / 1000} s in vain for ${wait.what}.`, cause);
}

/** Thrown inside `until` when more waiting cannot help. */
export class Hopeless extends Error {}

async function explained(page: Page, message: string, cause: unknown): Promise<Error> {
  const picture = await screenshot(page, `failure-${Date.now()}`).catch(() => 'none, the page is gone');
  return new Error(`${message} Screenshot: ${picture}`, { cause });
}

export async function screenshot(page: Page, name: string): Promise<string> {
  const file = path.join(cache, 'screenshots', `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}
