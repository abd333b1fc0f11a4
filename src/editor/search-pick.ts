import * as vscode from 'vscode';
import { t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { Hit } from '../search/query.ts';
import type { Log } from './log.ts';
import { rangeText, scoreText, snippetOf } from './search-answer.ts';
import type { SearchIndex } from './search-index.ts';
import { placesNow } from './search-places.ts';
import { unlinked } from './unlinked.ts';

export interface SearchPickParts {
  readonly index: SearchIndex;
  readonly textOf: (hit: Hit) => Promise<string | undefined>;
  readonly log: Log;
}

interface Item extends vscode.QuickPickItem {
  readonly hit: Hit;
}

const most = 20;

const asking = t('Say in your own words what you look for, and press Enter');

/** Search Code by Meaning: a question, its answers, and the file behind the one that is looked at. */
export const searchCode = (parts: SearchPickParts): void => {
  const pick = vscode.window.createQuickPick<Item>();
  const preview = previewing();
  const asker = new Asker(pick, parts);
  pick.title = t('Search Code by Meaning');
  pick.placeholder = asking;
  // Looking at a result must not lose the others.
  pick.ignoreFocusOut = true;
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    if (!item || pick.value.trim() !== asker.question) return void asker.ask();
    preview.open(item.hit);
    pick.hide();
  });
  pick.onDidChangeActive(([item]) => {
    if (item) preview.show(item.hit);
  });
  pick.onDidHide(() => {
    asker.stop();
    preview.end();
    pick.dispose();
  });
  pick.show();
};

/** The last question counts: the answers to one before it are not shown any more. */
class Asker {
  readonly #pick: vscode.QuickPick<Item>;
  readonly #parts: SearchPickParts;
  #stopping = new AbortController();
  question = '';

  constructor(pick: vscode.QuickPick<Item>, parts: SearchPickParts) {
    this.#pick = pick;
    this.#parts = parts;
  }

  async ask(): Promise<void> {
    const pick = this.#pick;
    const question = pick.value.trim();
    if (question === '') return;
    this.stop();
    const { signal } = (this.#stopping = new AbortController());
    this.question = question;
    pick.busy = true;
    const { items, prompt } = await this.#itemsFor(question, signal);
    if (signal.aborted) return;
    [pick.items, pick.prompt, pick.busy] = [items, prompt, false];
  }

  stop(): void {
    this.#stopping.abort();
  }

  async #itemsFor(question: string, signal: AbortSignal): Promise<Items> {
    try {
      return await itemsFor(question, signal, this.#parts);
    } catch (error) {
      if (!signal.aborted) this.#parts.log.error('Searching by meaning failed:', error);
      return { items: [], prompt: t('The search failed: see the log of Keyway.') };
    }
  }
}

interface Items {
  readonly items: readonly Item[];
  readonly prompt: string;
}

const itemsFor = async (question: string, signal: AbortSignal, parts: SearchPickParts): Promise<Items> => {
  const found = await parts.index.search({ text: question, most, signal });
  if ('problem' in found) return { items: [], prompt: unlinked(found.problem) };
  const items = await Promise.all(found.hits.map((hit) => itemOf(hit, parts)));
  const shown = items.filter((item) => item !== undefined);
  const notes = shown.length === 0 ? [t('Nothing in the index fits.'), ...found.notes] : found.notes;
  return { items: shown, prompt: unlinked(sentencesText(notes)) };
};

/** Undefined where its file is gone, or may not be read any more. */
const itemOf = async (hit: Hit, { textOf }: SearchPickParts): Promise<Item | undefined> => {
  const text = await textOf(hit);
  if (text === undefined) return undefined;
  const description = [hit.symbol, scoreText(hit.score)].filter((part) => part !== '').join(' · ');
  // Otherwise the box would hide what does not contain the question's words.
  return { hit, label: rangeText(hit), description, detail: snippetOf(text), alwaysShow: true };
};

interface Preview {
  readonly show: (hit: Hit) => void;
  readonly open: (hit: Hit) => void;
  /** Puts back what was there before, where nothing was opened. */
  readonly end: () => void;
}

const previewing = (): Preview => {
  const editor = vscode.window.activeTextEditor;
  const before = editor && { document: editor.document, selection: editor.selection, column: editor.viewColumn };
  let isOpened = false;
  let isShown = false;
  const show = async (hit: Hit, preserveFocus: boolean): Promise<void> => {
    const uri = placesNow().uriOf(hit.path);
    if (!uri) return;
    const range = new vscode.Range(hit.first - 1, 0, hit.last - 1, Number.MAX_SAFE_INTEGER);
    const document = await vscode.workspace.openTextDocument(uri);
    const selection = document.validateRange(range);
    await vscode.window.showTextDocument(document, { preserveFocus, preview: preserveFocus, selection });
  };
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined);
  return {
    show: (hit) => {
      isShown = true;
      quietly(show(hit, true));
    },
    open: (hit) => {
      isOpened = true;
      quietly(show(hit, false));
    },
    end: () => {
      if (isOpened || !isShown || !before) return;
      const { document, selection, column } = before;
      quietly(
        Promise.resolve(
          vscode.window.showTextDocument(document, { selection, ...(column !== undefined && { viewColumn: column }) }),
        ),
      );
    },
  };
};
