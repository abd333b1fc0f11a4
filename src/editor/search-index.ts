import { t } from '../core/l10n.ts';
import { RunFailure } from '../core/run.ts';
import { troubleOf } from '../search/index-trouble.ts';
import type { Hit } from '../search/query.ts';
import { build, type BuildParts, notePaused } from './search-build.ts';
import { Follower, type FollowParts } from './search-follow.ts';
import type { Held } from './search-held.ts';
import { Turns } from './search-turns.ts';
import * as words from './search-words.ts';

export type SearchIndexParts = BuildParts & Omit<FollowParts, 'turns' | 'goOn'>;

interface SearchQuestion {
  readonly text: string;
  readonly most: number;
  /** Path of a folder in the workspace. */
  readonly folder?: string | undefined;
  readonly signal: AbortSignal;
}

/** What was found, with what one has to know about it in sentences; or why nothing could be looked for. */
export type Found = { readonly hits: readonly Hit[]; readonly notes: readonly string[] } | { readonly problem: string };

/** The search index of a workspace, as people and agents use it. */
export interface SearchIndex {
  readonly exists: () => boolean;
  /** Makes it, makes it anew, or goes on with it; asks before anything is sent that was not agreed to. */
  readonly build: () => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly forget: () => Promise<void>;
  readonly search: (question: SearchQuestion) => Promise<Found>;
  /** Whether the person's setting names another model than the one that made it. */
  readonly isOfOtherModel: () => Promise<boolean>;
  /** Something may have changed: these files, or any. */
  readonly note: (paths?: readonly string[]) => void;
  readonly dispose: () => void;
}

/** Does a piece of work instead of the one that is going on, which stops and keeps what it has done. */
type Instead = (work: (signal: AbortSignal) => Promise<void>) => Promise<void>;

/** Opens nothing yet. */
export const searchIndexOf = (parts: SearchIndexParts): SearchIndex => {
  const turns = new Turns();
  const asked = (): Promise<void> => instead((signal) => build(parts, signal));
  const follower = new Follower({ ...parts, turns, goOn: asked });
  const { held } = parts;
  const instead: Instead = async (work) => {
    turns.stop();
    follower.reset();
    await turns.take(async (signal) => {
      try {
        await work(signal);
      } catch (error) {
        if (error instanceof RunFailure) follower.later();
        if (!signal.aborted) told(parts, error);
      }
    });
  };
  return {
    exists: () => held.exists(),
    build: asked,
    pause: () => instead(() => pause(parts)),
    forget: () => forget(parts, instead),
    search: (question) => search(parts, question),
    isOfOtherModel: async () => {
      const found = await held.get().catch(() => undefined);
      return found !== undefined && parts.embedder.isUnwanted(found.about.model);
    },
    note: (paths) => {
      if (held.exists()) follower.note(paths);
    },
    dispose: () => {
      turns.stop();
      follower.dispose();
      held.close();
    },
  };
};

const pause = async ({ held, questions }: SearchIndexParts): Promise<void> => {
  const found = await held.get();
  if (found) notePaused(found.index, true);
  questions.tell('info', found ? words.pausedText : words.noIndex);
};

const forget = async ({ held, questions }: SearchIndexParts, instead: Instead): Promise<void> => {
  if (!held.exists()) return questions.tell('info', words.noIndex);
  if (!(await questions.confirm(words.forgetting))) return;
  await instead(async () => {
    held.delete();
    questions.tell('info', words.forgottenText);
  });
};

const told = ({ questions, onBug }: SearchIndexParts, error: unknown): void => {
  if (error instanceof RunFailure) return questions.tell('warning', words.stoppedText(error.message));
  const trouble = troubleOf(error);
  if (!trouble) onBug(error);
  questions.tell('error', words.failedText(trouble?.message ?? t('see the log of Keyway')));
};

const search = async (parts: SearchIndexParts, question: SearchQuestion): Promise<Found> => {
  try {
    const found = await parts.held.get();
    if (!found) return { problem: words.noIndex };
    return await searchIn(parts, found, question);
  } catch (error) {
    const trouble = troubleOf(error);
    if (!trouble) throw error;
    return { problem: words.failedText(trouble.message) };
  }
};

/** Without a vector of the question words decide alone: better than nothing, and said. */
const searchIn = async (
  parts: SearchIndexParts,
  { searcher, about }: Held,
  question: SearchQuestion,
): Promise<Found> => {
  const asked = await vectorOf(parts, about.model, question);
  parts.held.noteUse();
  const { text, most, folder } = question;
  const hits = await searcher.find({ text, most, folder, vector: asked.vector });
  const notes = [
    ...(asked.why === undefined ? [] : [words.byWordsText(asked.why)]),
    ...(about.complete ? [] : [words.unfinishedText]),
  ];
  return { hits, notes };
};

interface AskedVector {
  readonly vector?: Float32Array | undefined;
  /** Why there is none. */
  readonly why?: string;
}

const vectorOf = async (
  { embedder }: SearchIndexParts,
  model: string,
  { text, signal }: SearchQuestion,
): Promise<AskedVector> => {
  if (!(await embedder.makerOf(model))) return { why: words.goneModelText(model) };
  try {
    const [vector] = await embedder.embed({ texts: [text], purpose: 'query', model, signal });
    return { vector };
  } catch (error) {
    if (!(error instanceof RunFailure) || signal.aborted) throw error;
    return { why: error.message };
  }
};
