import { t } from '../core/l10n.ts';
import type { Questions } from './questions.ts';

export interface MenuParts {
  readonly questions: Pick<Questions, 'choose'>;
  /** The language that is worked on, where a file is. */
  readonly language: () => string | undefined;
  readonly isOnFor: (languageId: string) => boolean;
  readonly turnOff: () => unknown;
  readonly turnLanguage: (languageId: string, isOn: boolean) => unknown;
  readonly openSettings: () => unknown;
  readonly showReceipts: () => unknown;
  readonly showBudgets: () => unknown;
  /** What the hover says. */
  readonly about: () => string;
}

/** The menu behind the status item, which is there while completions are on. */
export const completionMenu = async (parts: MenuParts): Promise<void> => {
  const language = parts.language();
  const isOn = language !== undefined && parts.isOnFor(language);
  const answer = await parts.questions.choose<() => unknown>({
    title: t('Inline Completions'),
    placeholder: t('What is to be done?'),
    prompt: parts.about(),
    choices: [
      ...(language === undefined
        ? []
        : [
            {
              value: () => parts.turnLanguage(language, !isOn),
              label: isOn ? t('Turn Off for {0}', language) : t('Turn On for {0}', language),
              description: 'keyway.completions.languages',
            },
          ]),
      { value: parts.turnOff, label: t('Turn Off Everywhere'), description: 'keyway.completions.enabled' },
      { value: parts.showReceipts, label: t('Show Receipts') },
      { value: parts.showBudgets, label: t('Show Budgets') },
      { value: parts.openSettings, label: t('Open Settings') },
    ],
  });
  if (answer.type === 'answer') await answer.value();
};
