/** The page's way to the words people read. */
export { t } from '../core/l10n.ts';
