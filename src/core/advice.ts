import type { FailureKind } from './failure.ts';
import type { LeftOut } from './plan.ts';
import type { Skipped } from './receipt.ts';

/** What the person can do, as a sentence; the names in quotes are commands. */
const advice: Readonly<Record<FailureKind, string>> = {
  network: 'Check the connection, the base URL and the provider’s status page.',
  server: 'Try again in a moment, or pick another model.',
  rate: 'Wait, add another key, or pick another model.',
  quota: 'Top up the account, or add a key of another provider with “Keyway: Add Key”.',
  auth: 'Run “Keyway: Test Key”, then “Keyway: Update Key”.',
  key: 'Run “Keyway: List Keys” to see what is wrong with it.',
  forbidden: 'Pick another model, or check what this key may do in the provider’s console.',
  'model-missing': 'Pick another model.',
  context: 'Start a new chat, remove files from the context, or pick a model with a larger window.',
  policy: 'Rephrase the request, or pick another model.',
  request: 'Pick another model; if that does not help, report it with the log of “Keyway”.',
  stream: 'Ask again.',
  stall: 'Ask again, or pick another model.',
  empty: 'Ask again, or pick another model.',
  aborted: 'Ask again.',
};

/** Most actionable first: a refused key stays refused, a busy server does not. */
const urgency: readonly FailureKind[] = [
  'auth',
  'key',
  'quota',
  'request',
  'policy',
  'context',
  'forbidden',
  'model-missing',
  'network',
  'server',
  'rate',
  'stall',
  'stream',
  'empty',
  'aborted',
];

const sentenceOf = ({ provider, model, key, reason }: Skipped): string =>
  `${provider} ${model}${key === undefined ? '' : ` (key ${key})`}: ${reason}.`;

/** Three are read, thirty are not. */
const named = 4;

export const adviceFor = (skipped: readonly Skipped[]): string => {
  const kind = urgency.find((candidate) => skipped.some((skip) => skip.kind === candidate));
  return kind ? advice[kind] : '';
};

/** Every route failed, or the only one did. */
export const failedText = (skipped: readonly Skipped[]): string => {
  // A route that was asked twice mostly failed twice in the same way.
  const sentences = [...new Set(skipped.filter((skip) => skip.asked).map(sentenceOf))];
  const shown = sentences.slice(0, named);
  const more = sentences.length > named ? [`${sentences.length - named} more failed.`] : [];
  return [sentences.length > 1 ? 'No route could answer.' : '', ...shown, ...more, adviceFor(skipped)]
    .filter(Boolean)
    .join(' ');
};

/** The stream broke after the person had seen a part: it stays, and nothing is appended to it. */
export const brokenText = (failed: Skipped): string =>
  `${sentenceOf(failed)} What was received is above and is incomplete. ${failed.kind ? advice[failed.kind] : ''}`;

/** Nothing could even be tried. */
export const nothingText = (leftOut: readonly LeftOut[]): string => {
  if (leftOut.length === 0) return 'No key unlocks a model for this request. Run “Keyway: Add Key”.';
  const cooling = leftOut.filter((left) => left.cause === 'cooling');
  const chosen = cooling.length > 0 ? cooling : leftOut;
  const shown = chosen
    .slice(0, named)
    .map(
      ({ provider, model, key, reason }) =>
        `${provider.name} ${model.id}${key ? ` (key ${key.nickname})` : ''}: ${reason}.`,
    );
  const more = chosen.length > named ? [`${chosen.length - named} more likewise.`] : [];
  const what =
    cooling.length > 0
      ? 'Wait, add another key, or pick another model.'
      : 'Pick another model, or add a key that unlocks one that can.';
  return ['No route can take this request now.', ...shown, ...more, what].join(' ');
};
