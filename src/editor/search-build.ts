import { modelKey } from '../core/provider.ts';
import { countTokens } from '../core/tokens.ts';
import type { Unasked } from '../search/index-types.ts';
import type { Progress, WithProgress } from './progress.ts';
import type { Questions } from './questions.ts';
import { chunkLimitFor, costFor, type Maker } from './search-embedder.ts';
import type { Held } from './search-held.ts';
import { carryOut, claims, type IndexingParts, look, type Looked } from './search-job.ts';
import * as words from './search-words.ts';

export interface BuildParts extends IndexingParts {
  readonly questions: Pick<Questions, 'confirm' | 'tell'>;
  readonly withProgress: WithProgress;
}

/** What may be spent without a question: US dollars, and chunks where nobody knows the price. */
interface Allowance {
  readonly usd: number;
  readonly unpriced: number;
}

/** For the changes that one look finds: a person edits for days before that much has gone. */
const freely: Allowance = { usd: 0.02, unpriced: 500 };

/**
 * For all changes of 24 hours, in all windows: five looks of the dearest kind. What comes to more is no person who edits but
 * a tool that writes its files again and again, and would go on for as long as the editor is open.
 */
const freelyInADay: Allowance = { usd: 0.1, unpriced: 2_500 };

/** Milliseconds. */
const aDay = 24 * 60 * 60_000;

/** Whether following changes would cost more than what nobody needs to be asked for. */
export const isDear = (looked: Looked): boolean => isBeyond(freely, looked, { usd: 0, unpriced: 0 });

/** Whether it would, together with what has been followed for a day. */
export const isDayOver = (index: Held['index'], looked: Looked, now: number): boolean =>
  isBeyond(freelyInADay, looked, index.unaskedSince(now - aDay));

const isBeyond = (allowed: Allowance, { cost, maker, chunks }: Looked, before: Allowance): boolean => {
  if (chunks === 0 || maker.provider.local === true) return false;
  return cost.from === 'unknown' ? before.unpriced + chunks > allowed.unpriced : before.usd + cost.usd > allowed.usd;
};

/** What embedding these texts came to, by the same price as before. */
export const unaskedOf = (texts: readonly string[], { maker }: Looked): Unasked => {
  if (maker.provider.local === true) return { chunks: texts.length, usd: 0 };
  const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
  const cost = costFor(maker, tokens);
  return { chunks: texts.length, usd: cost.from === 'unknown' ? undefined : cost.usd };
};

/** What the person asked for: the first index, one by another model, or to go on. Throws as `carryOut` does. */
export const build = async (parts: BuildParts, signal: AbortSignal): Promise<void> => {
  const held = await parts.held.get();
  const maker = held && (await parts.embedder.makerOf(held.about.model));
  if (held && maker && !parts.embedder.isUnwanted(held.about.model)) return goOn(parts, { ...held, maker, signal });
  const chosen = await parts.embedder.choose();
  if ('problem' in chosen) return parts.questions.tell('warning', chosen.problem);
  const looked = await lookedAt(parts, { maker: chosen, signal });
  if (!looked) return;
  if (looked.chunks === 0) return parts.questions.tell('info', words.noFilesText);
  const why = held && words.otherModelText(held.about.model, maker !== undefined);
  if (!(await agrees(parts, looked, why))) return;
  const about = {
    model: modelKey(chosen.model),
    dimensions: undefined,
    chunkLimit: chunkLimitFor(chosen),
    paused: false,
    complete: false,
    folders: looked.folders.map(({ id }) => id),
  };
  const begun = await parts.held.begin(about);
  await run(parts, { ...begun, looked, signal });
};

const agrees = ({ questions }: BuildParts, looked: Looked, why: string | undefined): Promise<boolean> => {
  const { first, again, action } = words.consent;
  const detail = words.consentDetail(looked);
  return questions.confirm(
    why === undefined
      ? { sentence: first, detail, action }
      : { sentence: again, detail: `${why}\n\n${detail}`, action },
  );
};

interface GoingOn extends Held {
  readonly maker: Maker;
  readonly signal: AbortSignal;
}

const goOn = async (parts: BuildParts, going: GoingOn): Promise<void> => {
  const { index, about, maker, signal } = going;
  index.note({ ...about, paused: false });
  const looked = await lookedAt(parts, { maker, index, signal });
  if (!looked) return;
  // The first index was agreed to, and only its rest is left; of a folder that came later nothing was.
  if (looked.added.length > 0 || (about.complete && isDear(looked))) {
    const added = looked.added.length > 0 ? `${words.addedText(looked.added)}\n\n` : '';
    const question = {
      sentence: words.consent.update,
      detail: `${added}${words.consentDetail(looked)}`,
      action: words.consent.action,
    };
    if (!(await parts.questions.confirm(question))) return;
  }
  noteFolders(index, looked);
  await run(parts, { ...going, looked });
};

interface LookingAt {
  readonly maker: Maker;
  readonly index?: Held['index'];
  readonly signal: AbortSignal;
}

/** Undefined where the person stopped it. */
const lookedAt = (parts: BuildParts, { signal, ...what }: LookingAt): Promise<Looked | undefined> =>
  parts.withProgress(words.surveyTitle, async (progress) => {
    const both = AbortSignal.any([signal, progress.signal]);
    try {
      return await look(parts, { ...what, signal: both, onProgress: progress.tell });
    } catch (error) {
      if (both.aborted) return undefined;
      throw error;
    }
  });

interface Running extends Held {
  readonly looked: Looked;
  readonly signal: AbortSignal;
}

/** With a progress that the person may stop: then it is paused, and says so. */
const run = async (parts: BuildParts, { index, looked, signal }: Running): Promise<void> => {
  const { questions, withProgress, owner } = parts;
  if (!claims(parts, index)) return questions.tell('info', words.busyText);
  try {
    const isDone = await withProgress(words.progressTitle, (progress) =>
      done(parts, { index, looked, signal, progress }),
    );
    if (!isDone) return;
    noteComplete(index);
    const { files, chunks } = index.counts();
    const isNew = looked.changed.length + looked.gone.length > 0;
    const model = modelKey(looked.maker.model);
    questions.tell('info', (isNew ? words.doneText : words.upToDateText)({ files, chunks, model }));
  } finally {
    index.release(owner);
  }
};

interface Doing extends Omit<Running, 'searcher' | 'about'> {
  readonly progress: Progress;
}

const done = async (parts: BuildParts, { index, looked, signal, progress }: Doing): Promise<boolean> => {
  const both = AbortSignal.any([signal, progress.signal]);
  const onProgress = (chunks: number, of: number): void => progress.tell(chunks, of, words.stepText(chunks, of));
  try {
    await carryOut(parts, { index, looked, signal: both, onProgress });
    return true;
  } catch (error) {
    if (!both.aborted) throw error;
    if (progress.signal.aborted) notePaused(index, true);
    if (progress.signal.aborted) parts.questions.tell('info', words.pausedText);
    return false;
  }
};

/** Those that are no longer open are forgotten with their files: whoever opens one again is asked again. */
export const noteFolders = (index: Held['index'], { folders }: Pick<Looked, 'folders'>): void => {
  const about = index.about();
  if (about) index.note({ ...about, folders: folders.map(({ id }) => id) });
};

export const noteComplete = (index: Held['index']): void => {
  const about = index.about();
  if (about?.complete === false) index.note({ ...about, complete: true });
};

export const notePaused = (index: Held['index'], paused: boolean): void => {
  const about = index.about();
  if (about && about.paused !== paused) index.note({ ...about, paused });
};
