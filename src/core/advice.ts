import type { FailureKind } from './failure.ts';
import { t } from './l10n.ts';
import { sentencesText } from './listed.ts';
import type { LeftOut } from './plan.ts';
import type { Skipped } from './receipt.ts';

/** What the person can do, as a sentence; the names in quotes are commands. */
const advice: Readonly<Record<FailureKind, string>> = {
  network: t('Check the connection, the base URL and the provider’s status page.'),
  server: t('Try again in a moment, or pick another model.'),
  rate: t('Wait, add another key, or pick another model.'),
  quota: t('Top up the account, or add a key of another provider with “Keyway: Add Key”.'),
  auth: t('Run “Keyway: Test Key”, then “Keyway: Update Key”.'),
  key: t('Run “Keyway: List Keys” to see what is wrong with it.'),
  forbidden: t('Pick another model, or check what this key may do in the provider’s console.'),
  'model-missing': t('Pick another model.'),
  context: t('Start a new chat, remove files from the context, or pick a model with a larger window.'),
  policy: t('Rephrase the request, or pick another model.'),
  request: t('Pick another model; if that does not help, report it with the log of “Keyway”.'),
  stream: t('Ask again.'),
  stall: t('Ask again, or pick another model.'),
  empty: t('Ask again, or pick another model.'),
  aborted: t('Ask again.'),
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

const sentenceOf = ({ provider, model, key, reason }: Pick<Skipped, 'provider' | 'model' | 'key' | 'reason'>): string =>
  key === undefined
    ? t('{0} {1}: {2}.', provider, model, reason)
    : t('{0} {1} (key {2}): {3}.', provider, model, key, reason);

/** Three are read, thirty are not. */
const named = 4;

export const adviceFor = (skipped: readonly Skipped[]): string => {
  const kind = urgency.find((candidate) => skipped.some((skip) => skip.kind === candidate));
  return kind ? advice[kind] : '';
};

const raise = t('Raise the budget, wait for its next period, or pick a cheaper model.');

const leftSentence = ({ provider, model, key, reason }: LeftOut): string =>
  sentenceOf({ provider: provider.name, model: model.id, key: key?.nickname, reason });

/** Every route failed, or the only one did. A budget that kept others away is named: raising it would have helped. */
export const failedText = (skipped: readonly Skipped[], passedOver: readonly LeftOut[] = []): string => {
  // A route that was asked twice mostly failed twice in the same way.
  const sentences = [...new Set(skipped.filter((skip) => skip.asked).map(sentenceOf))];
  const shown = sentences.slice(0, named);
  const more = sentences.length > named ? [t('{0} more failed.', sentences.length - named)] : [];
  const refused = passedOver.find(({ cause }) => cause === 'budget');
  const budget = refused ? [t('Not asked: {0}', leftSentence(refused))] : [];
  const what = adviceFor(skipped) || (refused ? raise : '');
  return sentencesText(
    [sentences.length > 1 ? t('No route could answer.') : '', ...shown, ...more, ...budget, what].filter(Boolean),
  );
};

/** The stream broke after the person had seen a part: it stays, and nothing is appended to it. */
export const brokenText = (failed: Skipped): string =>
  sentencesText([
    sentenceOf(failed),
    t('What was received is above and is incomplete.'),
    failed.kind ? advice[failed.kind] : '',
  ]);

/** What time or money cures is said before what no patience would: cooling routes, then budgets, then all else. */
const cures = [
  ['cooling', t('Wait, add another key, or pick another model.')],
  ['budget', raise],
] as const;

/** Nothing could even be tried. */
export const nothingText = (leftOut: readonly LeftOut[]): string => {
  if (leftOut.length === 0) return t('No key unlocks a model for this request. Run “Keyway: Add Key”.');
  const [cause, what] = cures.find(([curable]) => leftOut.some((left) => left.cause === curable)) ?? [
    undefined,
    t('Pick another model, or add a key that unlocks one that can.'),
  ];
  const chosen = cause === undefined ? leftOut : leftOut.filter((left) => left.cause === cause);
  const shown = chosen.slice(0, named).map(leftSentence);
  const more = chosen.length > named ? [t('{0} more likewise.', chosen.length - named)] : [];
  return sentencesText([t('No route can take this request now.'), ...shown, ...more, what]);
};
