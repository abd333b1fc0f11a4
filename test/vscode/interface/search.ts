import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import type { Workbench } from '../harness/workbench.ts';

/** Looks for words where nobody would look: in files of every kind, and in everything a window ever showed. */

/**
 * The bytes a word may have become. Chromium's databases keep some strings as UTF-16, and JSON Web Storage may be base64.
 * Snappy, which compresses them, keeps a first occurrence as it is, so a random word is found there as well.
 */
const formsOf = (word: string): readonly Buffer[] => [
  Buffer.from(word, 'utf8'),
  Buffer.from(word, 'utf16le'),
  // Base64 depends on where among three bytes the word begins; its ends mix with the neighbours and are left out.
  ...[0, 1, 2].map((shift) => {
    const encoded = Buffer.from('\0'.repeat(shift) + word, 'utf8').toString('base64');
    return Buffer.from(encoded.slice(shift === 0 ? 0 : 4, -4), 'utf8');
  }),
];

/** Every file below the folder that holds the word in any form, relative to the folder. */
export const filesWith = (folder: string, word: string): readonly string[] => {
  const forms = formsOf(word);
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => {
      const bytes = contentOf(file);
      return forms.some((form) => bytes.includes(form)) || path.basename(file).includes(word);
    })
    .map((file) => path.relative(folder, file));
};

/** A running editor removes files meanwhile. */
const contentOf = (file: string): Buffer => {
  try {
    return fs.readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
};

export interface Watch {
  /** Where each of the words was seen in a page: a few characters around it. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  /** Every console message of pages, frames and workers. */
  readonly console: readonly string[];
}

/** Watches every frame of a window, webviews included, from its next load on: each text and attribute that ever appears. */
export const watch = async (workbench: Workbench, words: readonly string[]): Promise<Watch> => {
  const seen = new Map<string, string[]>();
  const lines: string[] = [];
  const context = workbench.page.context();
  const listen = (page: Page): void => {
    page.on('console', (message) => lines.push(message.text()));
    page.on('pageerror', (error) => lines.push(String(error)));
  };
  context.pages().forEach(listen);
  context.on('page', listen);
  await context.exposeFunction('keywaySaw', (word: string, around: string) => {
    seen.set(word, [...(seen.get(word) ?? []), around]);
  });
  await context.addInitScript(observe, words);
  await workbench.reload();
  return { seen, console: lines };
};

/** Runs in each frame before its own scripts. */
const observe = (words: readonly string[]): void => {
  const tell = (globalThis as unknown as { keywaySaw?: (word: string, around: string) => unknown }).keywaySaw;
  const look = (text: string | null | undefined): void => {
    for (const word of words) {
      const at = text?.indexOf(word) ?? -1;
      if (at >= 0) tell?.(word, text?.slice(Math.max(0, at - 60), at + word.length + 60) ?? '');
    }
  };
  const root = document as Document & { outerHTML?: string };
  new MutationObserver((changes) => {
    for (const { type, target, attributeName } of changes) {
      if (type === 'characterData') look(target.textContent);
      if (type === 'attributes' && attributeName !== null) look((target as Element).getAttribute(attributeName));
    }
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) look(node instanceof Element ? node.outerHTML : node.textContent);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
};
