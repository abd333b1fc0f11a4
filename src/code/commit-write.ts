import type { ChatRequest, FinishReason } from '../core/chat.ts';
import { t } from '../core/l10n.ts';
import { type RunEvent, RunFailure } from '../core/run.ts';
import { messageLimit, parallelParts, partsLimit, tokensOfList } from './commit-budget.ts';
import type { SeenFile } from './commit-kind.ts';
import { fileList, type ListedFile } from './commit-list.ts';
import { isBeforeMessage, messageIn } from './commit-message.ts';
import { packed } from './commit-pack.ts';
import { type CommitFacts, messageRequest, partRequest } from './commit-request.ts';

/** What a message is to be written about. */
export interface CommitWork extends Omit<CommitFacts, 'list'> {
  readonly files: readonly SeenFile[];
  /** Files that Git does not follow yet: they are named. */
  readonly untracked: readonly string[];
  /** Tokens of diff that one request may show, where no model takes what is usual. */
  readonly tokens?: number | undefined;
}

export interface CommitMeans {
  /** The way through the house, ended by the signal. */
  readonly ask: (request: ChatRequest, signal: AbortSignal) => AsyncIterable<RunEvent>;
  readonly signal: AbortSignal;
  /** Parts that are read, of all. Told only where there are several. */
  readonly onRead: (done: number, of: number) => void;
  /** The message so far: all of it. */
  readonly onText: (text: string) => void;
  /** Milliseconds, in tests. */
  readonly limits?: { readonly parts: number; readonly message: number } | undefined;
}

export interface WrittenCommit {
  /** '' where the answer held none. */
  readonly message: string;
  /** Parts that could not be read: their files were named only. */
  readonly unread: number;
  /** The answer ended at its limit. */
  readonly isCut: boolean;
}

/** Nobody wrote a message in time. Its message is for a person. */
export class CommitTooLate extends Error {
  override readonly name = 'CommitTooLate';
}

/** Writes the message of a change. Throws as `run` does, and `CommitTooLate`. */
export const writtenCommit = async (work: CommitWork, means: CommitMeans): Promise<WrittenCommit> => {
  const { parts: limit, message } = means.limits ?? { parts: partsLimit, message: messageLimit };
  const { parts } = packed(work.files, work.tokens);
  const facts: CommitFacts = {
    ...work,
    list: fileList([...work.files, ...work.untracked.map(untracked)], tokensOfList),
  };
  const [only = ''] = parts;
  const summaries = parts.length > 1 ? await summariesOf(parts, { ...means, limit }) : undefined;
  const matter = summaries ? { summaries: summaries.filter((summary) => summary !== '') } : { diff: only };
  const said = await answerTo(messageRequest(facts, matter), {
    ...means,
    limit: message,
    onText: (text) => {
      if (!isBeforeMessage(text)) means.onText(messageIn(text, work.style));
    },
  });
  return {
    message: said.finish === 'refusal' ? '' : messageIn(said.text, work.style),
    unread: summaries?.filter((summary) => summary === '').length ?? 0,
    isCut: said.finish === 'length',
  };
};

const untracked = (path: string): ListedFile => ({ path, change: 'added', added: 0, removed: 0 });

interface Timed extends Pick<CommitMeans, 'ask' | 'signal'> {
  /** Milliseconds. */
  readonly limit: number;
}

interface Said {
  readonly text: string;
  readonly finish: FinishReason | undefined;
}

/** Asks once; `limit` milliseconds are the end of it. */
const answerTo = async (
  request: ChatRequest,
  { ask, signal, limit, onText }: Timed & { readonly onText?: (text: string) => void },
): Promise<Said> => {
  const late = AbortSignal.timeout(limit);
  let text = '';
  let finish: FinishReason | undefined;
  try {
    for await (const event of ask(request, AbortSignal.any([signal, late]))) {
      if (event.type === 'finish') finish = event.reason;
      if (event.type !== 'text-delta') continue;
      text += event.text;
      onText?.(text);
    }
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new CommitTooLate(t('No commit message came within {0} seconds.', Math.round(limit / 1_000)), {
      cause: error,
    });
  }
  return { text, finish };
};

/**
 * What each part is about, '' where nobody could say. The first goes alone, and its failure is the whole message's: what does
 * not work at all costs one request. Any later part that fails is named only.
 */
const summariesOf = async (
  parts: readonly string[],
  { ask, signal, limit, onRead }: Timed & Pick<CommitMeans, 'onRead'>,
): Promise<readonly string[]> => {
  const summaries = parts.map(() => '');
  const ends = Date.now() + limit;
  let done = 0;
  const read = async (index: number): Promise<void> => {
    const request = partRequest(parts[index] ?? '', { number: index + 1, of: parts.length });
    try {
      const { text } = await answerTo(request, { ask, signal, limit: Math.max(0, ends - Date.now()) });
      summaries[index] = text.trim();
    } catch (error) {
      const mayGoOn = error instanceof CommitTooLate || (index > 0 && error instanceof RunFailure);
      if (signal.aborted || !mayGoOn) throw error;
    }
    onRead(++done, parts.length);
  };
  onRead(0, parts.length);
  await read(0);
  const queue = parts.map((_, index) => index).slice(1);
  const several = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined && Date.now() < ends; next = queue.shift()) await read(next);
  };
  await Promise.all(Array.from({ length: parallelParts }, several));
  return summaries;
};
