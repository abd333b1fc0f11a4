import { t } from '../core/l10n.ts';

/** Why the content of a file is never sent, as clauses. */
export const reasons = {
  setting: t('your setting keyway.excludedFiles excludes it'),
  secret: t('it looks like a file of secrets'),
  hidden: t('files.exclude hides it'),
  outside: t('it lies outside of your workspace, and you have not opened it'),
  link: t('it is a link that leads out of your workspace'),
  unknown: t('it could not be found out whether it may be sent'),
} as const;

export const ignoredReason = (file: string): string => t('it is ignored by {0}', file);
