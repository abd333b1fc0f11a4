import { t } from '../core/l10n.ts';

/** What people are told about messages of commits, in a notification and in the chat. */

export const noRepositoryText = (): string => t('There is no Git repository in this window.');
export const noChangesText = (): string => t('There are no changes to write a message about.');
export const noMessageText = (): string => t('The model gave no message. Try again.');
const cutText = (): string => t('The message reached its limit: its end is missing.');

const unreadText = (parts: number): string =>
  parts === 1 ? t('1 part of the changes could not be read.') : t('{0} parts of the changes could not be read.', parts);

/** What is missing in a message, or was not looked at for it. */
export const shortcomings = ({
  isCut,
  unread,
}: {
  readonly isCut: boolean;
  readonly unread: number;
}): readonly string[] => [...(isCut ? [cutText()] : []), ...(unread > 0 ? [unreadText(unread)] : [])];
