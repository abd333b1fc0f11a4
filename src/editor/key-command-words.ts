import { t } from '../core/l10n.ts';

/** A command about a key, before it is known which one. */
export interface Doing {
  readonly title: string;
  /** "Which key is to be tested?" */
  readonly which: string;
  /** Done with keys of providers that closed as well; for other purposes these only say so. */
  readonly evenClosed?: boolean;
}

export const doings = {
  test: { title: t('Test Key'), which: t('Which key is to be tested?') },
  update: { title: t('Update Key'), which: t('Which key is to be updated?') },
  rename: { title: t('Rename Key'), which: t('Which key is to be renamed?'), evenClosed: true },
  enable: { title: t('Enable Key'), which: t('Which key is to be enabled?') },
  disable: { title: t('Disable Key'), which: t('Which key is to be disabled?'), evenClosed: true },
  prioritise: { title: t('Set Key Priority'), which: t('Which key is to be moved?') },
  expire: { title: t('Set Key Expiry'), which: t('Which key is to be given an expiry date?') },
  limit: { title: t('Limit Key to Models'), which: t('Which key is to be limited?') },
  remove: { title: t('Remove Key'), which: t('Which key is to be removed?'), evenClosed: true },
  confirm: { title: t('Confirm Where a Key Is Sent'), which: t('Which key is to be confirmed?') },
} as const satisfies Readonly<Record<string, Doing>>;

export const noKeys = t('There are no keys yet: "Keyway: Add Key" adds one.');
