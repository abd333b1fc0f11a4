import type { Workbench } from '../harness/workbench.ts';
import { watch } from './search.ts';

/** Listens at the wall between the panel's page and the editor. */

/** What the page sent, what it was sent, and what it had the editor keep for it. */
type Way = 'sent' | 'received' | 'kept';

export interface Overheard {
  /** As JSON. */
  readonly messages: readonly { readonly way: Way; readonly text: string }[];
  /** Where each of the words was seen in any page. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly console: readonly string[];
  /** Of a mouse, in the page. */
  readonly clicks: () => number;
}

/** From the next load of the window on: every message, every text and attribute that has one of the words, and every click. */
export const overhear = async (workbench: Workbench, words: readonly string[]): Promise<Overheard> => {
  const messages: { way: Way; text: string }[] = [];
  let clicks = 0;
  const context = workbench.page.context();
  await context.exposeFunction('keywayHeard', (way: Way, text: string) => {
    messages.push({ way, text });
  });
  await context.exposeFunction('keywayClicked', () => {
    clicks += 1;
  });
  await context.addInitScript(listen);
  const { seen, console } = await watch(workbench, words);
  return { messages, seen, console, clicks: () => clicks };
};

interface Api {
  readonly postMessage: (message: unknown, transfer?: unknown) => unknown;
  readonly setState: (state: unknown) => unknown;
  readonly getState: () => unknown;
}

/** Runs in each frame before its own scripts: VS Code gives a page its way to the editor by assigning it. */
const listen = (): void => {
  const wall = globalThis as unknown as {
    keywayHeard?: (way: string, text: string) => unknown;
    keywayClicked?: () => unknown;
  };
  const note = (way: string, data: unknown): void => void wall.keywayHeard?.(way, JSON.stringify(data) ?? '');
  let acquire: (() => Api) | undefined;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (own: () => Api) => {
      // Only now: VS Code writes the document anew, and what listened before does not any more.
      addEventListener('message', ({ data }: MessageEvent<unknown>) => note('received', data));
      addEventListener('mousedown', () => wall.keywayClicked?.(), true);
      acquire = () => {
        const { postMessage, setState, getState } = own();
        return {
          getState,
          postMessage: (message, transfer) => {
            note('sent', message);
            return postMessage(message, transfer);
          },
          setState: (state) => {
            note('kept', state);
            return setState(state);
          },
        };
      };
    },
  });
};
