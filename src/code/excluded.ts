import { reasons } from './exclusion-reasons.ts';
import { globs, globsSaid, type Fits } from './file-globs.ts';
import { looksLikeSecrets } from './secret-file.ts';

/** `keyway.excludedFiles`: what the manifest says, and what the person says. */
export interface ExcludedSetting {
  readonly usual: unknown;
  readonly own: unknown;
}

/** A file as its name tells it. */
export interface Named {
  /** Relative to the workspace, or all of it. */
  readonly path: string;
  /** All of it. */
  readonly absolute: string;
}

/**
 * Why a file is excluded by its name. What the person says goes before what is usual and before what names look like: they
 * may let an example of an `.env` file through, and nobody else may.
 */
export const namesExcluded = ({ usual, own }: ExcludedSetting): ((file: Named) => string | undefined) => {
  const excludedBy = (table: unknown): Fits => globs(globsSaid(table, true), { names: true });
  const [excluded, usually] = [excludedBy(own), excludedBy(usual)];
  const allowed = globs(globsSaid(own, false), { names: true, allow: true });
  return ({ path, absolute }) => {
    if (excluded(path)) return reasons.setting;
    if (allowed(path)) return undefined;
    if (usually(path)) return reasons.setting;
    return looksLikeSecrets(absolute) ? reasons.secret : undefined;
  };
};

/**
 * The globs of `files.exclude` that hide. A workspace may hide more than the person does, and shows nothing that they hide.
 * `search.exclude` is left out: it keeps what people do not search, such as the libraries that their code is about.
 */
export const hiddenBy = (person: unknown, ...others: readonly unknown[]): Fits =>
  globs(
    [person, ...others].flatMap((table) => globsSaid(table, true)),
    { names: false },
  );
