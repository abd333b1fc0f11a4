import { t } from '../core/l10n.ts';
import type { Alert, AlertKind } from '../core/alert.ts';
import type { CommandId } from './names.ts';
import type { Choice, Questions } from './questions.ts';

export interface NoticeParts {
  /** Shows a sentence with buttons; resolves with the one that was pressed. */
  readonly tell: (sentence: string, ...buttons: readonly string[]) => PromiseLike<string | undefined>;
  readonly questions: Pick<Questions, 'choose'>;
  readonly run: (command: CommandId, ...rest: readonly unknown[]) => PromiseLike<unknown>;
  /** The person wants no more of this kind. */
  readonly hush: (kind: AlertKind) => Promise<void>;
}

/** A button that leads to the cure. */
type Cure = readonly [button: string, command: CommandId];

const update: Cure = [t('Update Key'), 'keyway.updateKey'];
const usage: Cure = [t('Show Usage'), 'keyway.showUsage'];

const cures: Readonly<Record<AlertKind, readonly Cure[]>> = {
  quotaLow: [usage],
  spendAnomaly: [usage, [t('Show Budgets'), 'keyway.showBudgets']],
  keyExpiry: [update, [t('Set Expiry'), 'keyway.setKeyExpiry']],
  keyAge: [update],
  keyInvalid: [update, [t('Test Key'), 'keyway.testKey']],
};

const never = t("Don't Show Again");
const all = t('Show Alerts');

/** Sentences of one notification; the others are counted. */
const most = 3;

/** Shows what was claimed in one notification. Resolves when the person has dealt with it. */
export const notify = async (alerts: readonly Alert[], parts: NoticeParts): Promise<void> => {
  const [only, ...more] = alerts;
  if (only === undefined) return;
  if (more.length === 0) return notifyOne(only, parts);
  if ((await parts.tell(joined(alerts), all)) !== all) return;
  const answer = await parts.questions.choose({
    title: t('Alerts'),
    placeholder: t('Pick one to do something about it'),
    choices: alerts.map(choiceOf),
  });
  if (answer.type === 'answer') await notifyOne(answer.value, parts);
};

const notifyOne = async (alert: Alert, { tell, run, hush }: NoticeParts): Promise<void> => {
  const { kind, sentence, facts } = alert;
  const pressed = await tell(sentence, ...cures[kind].map(([button]) => button), never);
  if (pressed === never) return hush(kind);
  const command = cures[kind].find(([button]) => button === pressed)?.[1];
  // Commands about keys take the key's id; a page takes nothing.
  if (command !== undefined)
    await (/key/i.test(command.slice('keyway.'.length)) ? run(command, facts.key?.id) : run(command));
};

/** A period that ends a sentence, not one within a number or a model's id. */
const firstOf = (sentence: string): string => /^.*?(?:[.!?](?=\s|$)|[。！？])/s.exec(sentence)?.[0] ?? sentence;

/** `3 alerts. Groq key “work” expires tomorrow (2026-12-01). …` */
const joined = (alerts: readonly Alert[]): string => {
  const said = alerts.slice(0, most).map(({ sentence }) => firstOf(sentence));
  const rest = alerts.length - said.length;
  return [t('{0} alerts.', alerts.length), ...said, ...(rest > 0 ? [t('And {0} more.', rest)] : [])].join(' ');
};

const choiceOf = (alert: Alert): Choice<Alert> => {
  const first = firstOf(alert.sentence);
  return { value: alert, label: first, detail: alert.sentence.slice(first.length).trim() };
};
