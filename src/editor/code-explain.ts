import { t } from '../core/l10n.ts';
import { plain } from '../core/markdown.ts';
import { RunFailure } from '../core/run.ts';
import { type AskParts, askForCode, receiptsText } from './code-ask.ts';
import { contextFor, type Gathering } from './code-context.ts';
import { harmless } from './code-prose.ts';
import type { Target } from './code-target.ts';
import { tell } from './notify.ts';
import type { Pages } from './pages.ts';
import type { Progress } from './progress.ts';

export interface ExplainParts extends AskParts {
  readonly pages: Pick<Pages, 'show' | 'change' | 'onDidClose'>;
}

const page = t('Explanation');

/** Milliseconds between two views of an explanation that is being written. */
const pace = 150;

/** There is one page: what is being written on it ends where another explanation is asked for. */
let writing = new AbortController();

/** Writes an explanation on a page while the person reads. Ends quietly where they stop it, and leaves what is there. */
export const explain = async (parts: ExplainParts, gathering: Gathering, progress: Progress): Promise<void> => {
  const { pages } = parts;
  writing.abort();
  writing = new AbortController();
  const own = writing;
  const signal = AbortSignal.any([progress.signal, own.signal]);
  // Nobody reads the rest of a page that is closed, and it costs.
  const closing = pages.onDidClose((name) => {
    if (name === page) own.abort();
  });
  try {
    await written(parts, gathering, { progress, signal });
  } finally {
    closing.dispose();
  }
};

interface Writing {
  readonly progress: Progress;
  /** That of the progress, and of the page. */
  readonly signal: AbortSignal;
}

const written = async (parts: ExplainParts, gathering: Gathering, { progress, signal }: Writing): Promise<void> => {
  const { pages } = parts;
  const context = await contextFor(gathering);
  const head = `# ${titleOf(gathering.target, context.file.path)}\n\n`;
  let shownAt: number | undefined;
  let shown = '';
  const onText = async (text: string): Promise<void> => {
    shown = head + harmless(text);
    if (shownAt === undefined) await pages.show(page, shown);
    else if (performance.now() - shownAt >= pace) pages.change(page, shown);
    else return;
    shownAt = performance.now();
  };
  const onContinued = (): void =>
    progress.tell(0, 1, t('The answer was cut off at its length limit: asking for the rest…'));
  try {
    const { text, trouble, receipts } = await askForCode(parts, {
      job: 'explain',
      context,
      signal,
      onText,
      onContinued,
    });
    if (text.trim() !== '') await onText(text);
    if (shownAt !== undefined) pages.change(page, `${shown}\n\n---\n${receiptsText(receipts)}\n`);
    if (trouble !== undefined || shownAt === undefined)
      void tell('warning', trouble ?? t('The answer holds no explanation.'));
  } catch (error) {
    const isReplaced = signal.aborted && !progress.signal.aborted;
    if (shownAt !== undefined && !isReplaced)
      pages.change(page, `${shown}\n\n---\n${t('This explanation is not complete.')}\n`);
    if (signal.aborted) return;
    if (!(error instanceof RunFailure)) throw error;
    void tell('error', error.message);
  }
};

const titleOf = ({ name }: Target, path: string): string =>
  plain(name === undefined ? path : t('{0} in {1}', name, path));
