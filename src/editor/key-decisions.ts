import { t } from '../core/l10n.ts';
import type { Provider } from '../core/provider.ts';
import type { KeyDesk } from './key-desk.ts';
import { priceOfTest } from './key-test.ts';
import type { Choice } from './questions.ts';

/** What a person is asked about a key that was entered: before a test that costs something, and where there is a doubt. */

export type Consent = 'test' | 'skip' | 'edit' | 'cancel';

/** Asked only where a test is not free. Leaving the question tests nothing and saves nothing. */
export const consentToTest = async (desk: KeyDesk, title: string, provider: Provider): Promise<Consent> => {
  const price = priceOfTest(provider);
  if (price === undefined) return 'test';
  const answer = await desk.questions.choose<Consent>({
    title,
    placeholder: t('Test it before it is saved?'),
    prompt: price,
    canGoBack: true,
    choices: [
      { value: 'test', label: t('Test') },
      { value: 'skip', label: t('Save Without Testing') },
      { value: 'cancel', label: t('Cancel'), description: t('nothing is saved') },
    ],
  });
  if (answer.type === 'answer') return answer.value;
  return answer.type === 'back' ? 'edit' : 'cancel';
};

export type Decision = 'save' | 'edit' | 'cancel' | 'elsewhere';

export interface Doubt {
  readonly title: string;
  /** Why one may not want to save it. */
  readonly sentence: string;
  /** Name of the provider whose key it seems to be. */
  readonly owner?: string | undefined;
}

export const decide = async (desk: KeyDesk, { title, sentence, owner }: Doubt): Promise<Decision> => {
  const elsewhere: readonly Choice<Decision>[] =
    owner === undefined ? [] : [{ value: 'elsewhere', label: t('Add It for {0}', owner) }];
  const answer = await desk.questions.choose<Decision>({
    title,
    placeholder: t('How do you want to go on?'),
    prompt: sentence,
    canGoBack: true,
    choices: [
      ...elsewhere,
      // Before the rest, so that Enter saves nothing that may not work.
      { value: 'edit', label: t('Edit') },
      { value: 'save', label: t('Save Anyway') },
      { value: 'cancel', label: t('Cancel'), description: t('nothing is saved') },
    ],
  });
  if (answer.type === 'answer') return answer.value;
  return answer.type === 'back' ? 'edit' : 'cancel';
};
