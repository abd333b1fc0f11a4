import type { DiffHunk } from '../code/commit-diff.ts';
import type { SeenFile } from '../code/commit-kind.ts';
import { RunFailure } from '../core/run.ts';
import type { GitCommit } from './commit-git.ts';
import type { Typed } from './commit-work.ts';
import type { GuardCuts } from './guard-cuts.ts';

/** A message is written from parts of what Git and the person said: none of them may end within a secret. */

type Guard = Pick<GuardCuts, 'beforeCut'>;

/** Files without the secrets that go over several lines, or stand in a line that may be cut. Throws as `beforeCut` does. */
export const withoutSecrets = async (files: readonly SeenFile[], guard: Guard): Promise<readonly SeenFile[]> =>
  Promise.all(
    files.map(async (file) => {
      if (file.unseen !== undefined || file.hunks.length === 0) return file;
      const texts = file.hunks.map(({ header, lines }) => [header, ...lines].join('\n'));
      const whole = await guard.beforeCut(texts, 'lines');
      return { ...file, hunks: file.hunks.map((hunk, index) => hunkWith(hunk, whole[index] ?? '')) };
    }),
  );

/** What was masked over several lines leaves empty ones; Git's own begin with a sign. */
const hunkWith = (hunk: DiffHunk, text: string): DiffHunk => {
  const [header = hunk.header, ...lines] = text.split('\n');
  return { header, lines: lines.filter((line) => line !== '') };
};

/** UTF-16 units that are never cut, whatever they hold. */
const short = 120;

/** What the person wrote, which is cut anywhere where it is long. Throws as `beforeCut` does. */
export const typedWithoutSecrets = async ({ hint, unwanted, wish }: Typed, guard: Guard): Promise<Typed> => {
  const safe = async (text: string | undefined): Promise<string | undefined> =>
    text === undefined || text.length <= short ? text : (await guard.beforeCut([text], 'anywhere'))[0];
  return { hint: await safe(hint), unwanted: await safe(unwanted), wish: await safe(wish) };
};

/** Earlier messages are examples: one of which nothing may be sent is none. */
export const logWithoutSecrets = async (log: readonly GitCommit[], guard: Guard): Promise<readonly GitCommit[]> => {
  const safe = await Promise.all(
    log.map(async (commit): Promise<readonly GitCommit[]> => {
      try {
        const cut = commit.message.length <= short ? 'lines' : 'anywhere';
        const [message = ''] = await guard.beforeCut([commit.message], cut);
        return [{ ...commit, message }];
      } catch (error) {
        if (error instanceof RunFailure) return [];
        throw error;
      }
    }),
  );
  return safe.flat();
};
