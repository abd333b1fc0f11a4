import type { GuardQuestion } from './guard-decisions.ts';

/** What the guard says to people: kinds of secrets, never one of them. */

/** `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

export const sentenceOf = ({ words }: GuardQuestion): string => `This request holds ${listed(words)}.`;

const known: Readonly<Record<string, string>> = {
  core: 'VS Code',
  'github.copilot-chat': 'VS Code’s chat',
  'keyway.participant': '@keyway in the chat',
};

export const detailOf = ({ hasOwn, maySend, caller }: GuardQuestion): string =>
  [
    `It was made by ${known[caller] ?? caller}.`,
    'What is masked reaches the model as a placeholder that names its kind.',
    ...(hasOwn && maySend ? ['Your own keys are masked whatever you choose.'] : []),
    'You are asked once in a conversation. The setting “keyway.secretGuard” can always mask, or always stop.',
  ].join(' ');
