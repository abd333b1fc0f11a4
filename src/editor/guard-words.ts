import { t } from '../core/l10n.ts';
import { languageOrElse, sentencesText } from '../core/listed.ts';
import type { GuardQuestion } from './guard-decisions.ts';
import { ownCallers } from './own-callers.ts';

/** What the guard says to people: kinds of secrets, never one of them. */

/** `a, b and c`, as British English has it. */
export const listed = (words: readonly string[]): string =>
  new Intl.ListFormat(languageOrElse('en-GB'), { type: 'conjunction' }).format(words);

export const sentenceOf = ({ words }: GuardQuestion): string => t('This request holds {0}.', listed(words));

const known: Readonly<Record<string, string>> = {
  core: 'VS Code',
  'github.copilot-chat': t('VS Code’s chat'),
  [ownCallers.participant]: t('@keyway in the chat'),
};

export const detailOf = ({ hasOwn, maySend, caller }: GuardQuestion): string =>
  sentencesText([
    t('It was made by {0}.', known[caller] ?? caller),
    t('What is masked reaches the model as a placeholder that names its kind.'),
    ...(hasOwn && maySend ? [t('Your own keys are masked whatever you choose.')] : []),
    t('You are asked once in a conversation. The setting “keyway.secretGuard” can always mask, or always stop.'),
  ]);
