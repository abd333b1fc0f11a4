import { t } from '../core/l10n.ts';
import type { Destination } from './code-proposals.ts';
import type { ExcludedFiles } from './excluded-files.ts';

export interface Judging {
  readonly excluded: Pick<ExcludedFiles, 'reasonFor'>;
  /** As a person knows it. */
  readonly pathOf: (uri: Destination['uri']) => string;
  /** Whether it lies in a folder that is open. */
  readonly isInside: (uri: Destination['uri']) => boolean;
}

/**
 * Why no tests go into this file, as a sentence. A new one is judged as well: its folder may be a link that leads out of the
 * workspace, or be ignored. Beside a document that is in no folder, only what is there already is judged.
 */
export const testsRefusal = async (
  { uri, base }: Destination,
  { excluded, pathOf, isInside }: Judging,
): Promise<string | undefined> => {
  if (base === undefined && !isInside(uri)) return undefined;
  const reason = await excluded.reasonFor(uri);
  if (reason === undefined) return undefined;
  return base === undefined
    ? t('The tests would go into {0}, and Keyway writes nothing there: {1}.', pathOf(uri), reason)
    : t('Keyway sends nothing of {0}, which holds the tests: {1}.', pathOf(uri), reason);
};
