import { t } from '../core/l10n.ts';

/** The sections of the panel, in the order of their tabs. */
export const sections = ['keys', 'routing', 'usage', 'audit'] as const;

export type Section = (typeof sections)[number];

export const sectionTitle = (section: Section): string =>
  ({ keys: t('Keys'), routing: t('Routing'), usage: t('Usage'), audit: t('Audit') })[section];

export const firstSection: Section = 'keys';

/** What a command's argument or a deep link names; undefined where it names none. */
export const sectionOf = (name: unknown): Section | undefined => sections.find((section) => section === name);
