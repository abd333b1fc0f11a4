/** The page's way to the words people read. */
export { speak, t } from '../core/l10n.ts';
