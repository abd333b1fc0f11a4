import * as vscode from 'vscode';
import type { ChatRequest } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { fenced } from '../core/markdown.ts';
import { modelKey } from '../core/provider.ts';
import { chooseModels } from './compare-choice.ts';
import type { Shelf } from './compare-shelf.ts';
import { comparisonPage, type TitleOf } from './compare-text.ts';
import { type Column, compared, type CompareParts } from './compare.ts';
import type { ExcludedFiles } from './excluded-files.ts';
import type { CommandId } from './names.ts';
import { tell } from './notify.ts';
import type { Offers } from './offers.ts';
import { pathOf } from './path-of.ts';
import { type Progress, progressIn } from './progress.ts';
import type { Questions } from './questions.ts';
import { questionsIn } from './quick-input.ts';

export interface CompareCommandParts extends CompareParts {
  readonly offers: Pick<Offers, 'ready' | 'all'>;
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  readonly shelf: Shelf;
  /** Which models were compared last: `context.globalState`. */
  readonly memory: vscode.Memento;
}

/** `Compare Models…`: a prompt, or what is selected, to several models at once, on a page that fills as answers come. */
export const registerCompare = (parts: CompareCommandParts): vscode.Disposable => {
  const questions = questionsIn(vscode.window);
  const commands = {
    'keyway.compare': async () => {
      const wanted = await asked(parts, questions);
      if (wanted) await shown(parts, wanted, parts.shelf.name());
    },
  } satisfies Partial<Record<CommandId, () => Promise<void>>>;
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, command]) => vscode.commands.registerCommand(id, command)),
    vscode.commands.registerCommand(showCommand, (name: unknown) => showKept(parts.shelf, name)),
  );
};

/** Shows a comparison of the chat as a page: for buttons there, so not in the palette. */
export const showCommand = 'keyway.showComparison';

const showKept = async (shelf: Shelf, name: unknown): Promise<void> => {
  if (typeof name === 'string' && (await shelf.show(name))) return;
  void tell('info', t('This comparison is gone: it was kept for one session only.'));
};

interface Wanted {
  readonly picks: readonly string[];
  readonly prompt: string;
}

const asked = async (parts: CompareCommandParts, questions: Questions): Promise<Wanted | undefined> => {
  const { offers, memory } = parts;
  await offers.ready();
  const { text: selected, reason } = await selectionIn(parts);
  if (reason !== undefined) return void tell('warning', reason);
  const picks = await chooseModels({ questions, offers: offers.all(), before: comparedBefore(memory) });
  if (!picks) return undefined;
  rememberCompared(memory, picks);
  const typed = await questions.type({
    title: t('Compare Models'),
    prompt:
      selected === undefined
        ? t('The prompt that each of them is asked.')
        : t('What each of them is asked about the selection. Press Enter to send the selection alone.'),
    read: (text) =>
      text.trim() === '' && selected === undefined ? { problem: t('Enter a prompt.') } : { value: text.trim() },
  });
  if (typed.type !== 'answer') return undefined;
  return { picks, prompt: [typed.value, selected ?? ''].filter(Boolean).join('\n\n') };
};

/** What is selected in the editor, as a block of code; nothing where nothing is. Or a sentence why it may not be sent. */
const selectionIn = async ({
  excluded,
}: CompareCommandParts): Promise<{ readonly text?: string; readonly reason?: string }> => {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return {};
  const { document, selection } = editor;
  const reason = await excluded.reasonFor(document.uri);
  if (reason === undefined) return { text: fenced(document.getText(selection), document.languageId) };
  return { reason: t('Nothing of {0} is sent: {1}.', pathOf(document.uri), reason) };
};

const memoryKey = 'keyway.compared';

export const comparedBefore = (memory: vscode.Memento): readonly string[] => {
  const kept = memory.get<unknown>(memoryKey);
  return Array.isArray(kept) ? kept.filter((pick): pick is string => typeof pick === 'string') : [];
};

export const rememberCompared = (memory: vscode.Memento, picks: readonly string[]): void =>
  void memory.update(memoryKey, picks);

/** `OpenAI gpt-6-luna`; the pick itself where nobody offers it any more. */
export const titlesIn = (offers: Pick<Offers, 'all'>): TitleOf => {
  const titles = new Map(
    offers.all().map(({ provider, model }) => [modelKey(model), `${provider.name} ${model.id}`] as const),
  );
  return (pick) => titles.get(pick) ?? pick;
};

export const comparisonRequest = (text: string): ChatRequest => ({
  messages: [{ role: 'user', content: [{ type: 'text', text }] }],
  tools: [],
  toolChoice: 'auto',
});

/** Milliseconds between two views of answers that are being written. */
const pace = 200;

const shown = async (parts: CompareCommandParts, { picks, prompt }: Wanted, page: string): Promise<void> => {
  const about = { prompt, titleOf: titlesIn(parts.offers) };
  const textOf = (columns: readonly Column[]): string => comparisonPage(columns, about);
  const view = viewOf((columns) => parts.shelf.keep(page, textOf(columns)));
  const begin = (columns: readonly Column[]): void => {
    view.end(columns);
    void parts.shelf.show(page);
  };
  const work = ({ signal, tell: told }: Progress) =>
    compared(parts, {
      request: comparisonRequest(prompt),
      picks,
      signal,
      onChange: (columns, changed) => {
        if (changed) view.show(columns);
        else begin(columns);
        told(columns.filter(isOver).length, columns.length);
      },
    });
  try {
    const outcome = await progressIn(vscode.window)(t('Comparing {0} models', picks.length), work);
    if (outcome.kind === 'refused') void tell('error', t('Nothing was sent: {0}.', outcome.reason));
    else view.end(outcome.columns);
  } catch (error) {
    parts.onBug('Models could not be compared:', error);
    void tell('error', t('Keyway could not compare these models. “Keyway: Show Log” has the details.'));
  }
};

export const isOver = ({ state }: Column): boolean => state !== 'asked' && state !== 'answering';

/** Shows what is newest at a pace that can be read, and the end at once. */
const viewOf = (change: (columns: readonly Column[]) => void) => {
  let newest: readonly Column[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    show: (columns: readonly Column[]): void => {
      newest = columns;
      timer ??= setTimeout(() => {
        timer = undefined;
        change(newest);
      }, pace);
    },
    end: (columns: readonly Column[]): void => {
      clearTimeout(timer);
      timer = undefined;
      change(columns);
    },
  };
};
