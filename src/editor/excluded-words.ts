import { t } from '../core/l10n.ts';

/** Why nothing of a file goes to a model: for people, and for a model that asked for it. `reason` is a clause. */
export const excludedText = (path: string, reason: string): string =>
  t('Keyway sends nothing of {0}: {1}.', path, reason);
