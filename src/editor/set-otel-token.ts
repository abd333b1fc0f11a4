import { t } from '../core/l10n.ts';
import type { Keychain } from './key-secrets.ts';
import { walk } from './multi-step.ts';
import { nameProblem, type OtelTarget, valueProblem } from './otel-settings.ts';
import { readToken, removeToken, writeToken } from './otel-token.ts';
import type { Answer, Choice, Place, Questions } from './questions.ts';
import type { Reading } from './reading.ts';

export interface TokenDesk {
  readonly questions: Questions;
  readonly keychain: Keychain;
  /** The settings as they are now. */
  readonly target: () => Reading<OtelTarget> | undefined;
  /** Says what is wrong with the setting of the endpoint, and leads to it. */
  readonly offerSetting: (sentence: string) => void;
}

/** How a collector wants its token. */
type Form = 'bearer' | 'basic' | 'other' | 'remove';

interface Typed {
  readonly form?: Form;
  readonly header?: string;
  readonly value?: string;
}

/** Asks for the token of the collector that the settings name, and binds it to its origin. */
export const setOtelToken = async (desk: TokenDesk): Promise<void> => {
  const target = desk.target();
  const found = await readToken(desk.keychain);
  const place = target?.value;
  if (place === undefined && found.type !== 'token') {
    const sentence = target?.problem ?? t('Set keyway.otel.endpoint first: a token is sent to that collector only.');
    desk.offerSetting(sentence);
    return;
  }
  const typed = await walk<Typed>(
    {
      title: t('Set OpenTelemetry Token'),
      steps: ({ form }) => [
        askForm(desk.questions, place, found.type === 'token'),
        ...(form === 'other' ? [askHeader(desk.questions)] : []),
        ...(form === 'remove' || place === undefined ? [] : [askValue(desk.questions, place.origin)]),
      ],
    },
    {},
  );
  if (typed?.form === 'remove') return removed(desk);
  if (typed?.value !== undefined && place !== undefined) await saved(desk, place.origin, typed);
};

const forms: readonly Choice<Form>[] = [
  { value: 'bearer', label: t('Bearer token'), detail: 'authorization: Bearer …' },
  { value: 'basic', label: t('User name and password, in Base64'), detail: 'authorization: Basic …' },
  { value: 'other', label: t('Another header…'), detail: t('{0} and the like', 'x-honeycomb-team, api-key') },
];

const askForm =
  (questions: Questions, place: OtelTarget | undefined, hasToken: boolean) =>
  async (typed: Typed, at: Place): Promise<Answer<Typed>> => {
    const remove: Choice<Form> = { value: 'remove', label: t('Remove the token') };
    const choices = [...(place ? forms : []), ...(hasToken ? [remove] : [])];
    const placeholder = t('How does the collector want the token?');
    return changed(await questions.choose({ ...at, placeholder, choices }), (form) => ({ ...typed, form }));
  };

const askHeader =
  (questions: Questions) =>
  async (typed: Typed, at: Place): Promise<Answer<Typed>> => {
    const answer = await questions.type({
      ...at,
      prompt: t('Name of the header that the collector reads the token from.'),
      placeholder: 'x-honeycomb-team',
      value: typed.header ?? '',
      read: (text) => readingOf(text.trim().toLowerCase(), nameProblem),
    });
    return changed(answer, (header) => ({ ...typed, header }));
  };

const askValue =
  (questions: Questions, origin: string) =>
  async (typed: Typed, at: Place): Promise<Answer<Typed>> => {
    const answer = await questions.type({
      ...at,
      prompt: t('The token is kept in the keychain and sent to {0} only.', origin),
      secret: true,
      read: (text) => readingOf(text.trim(), valueProblem),
    });
    return changed(answer, (value) => ({ ...typed, value }));
  };

const readingOf = (value: string, problemOf: (value: string) => string | undefined): Reading<string> => {
  const problem = value === '' ? t('Nothing is entered yet.') : problemOf(value);
  return problem === undefined ? { value } : { problem };
};

const changed = <T>(answer: Answer<T>, change: (value: T) => Typed): Answer<Typed> =>
  answer.type === 'answer' ? { type: 'answer', value: change(answer.value) } : answer;

const removed = async ({ questions, keychain }: TokenDesk): Promise<void> => {
  const isGone = await removeToken(keychain);
  if (isGone) questions.tell('info', t('The OpenTelemetry token is removed.'));
  else questions.tell('error', t('The keychain did not remove the OpenTelemetry token. Try again.'));
};

const saved = async (
  { questions, keychain }: TokenDesk,
  origin: string,
  { form, header = 'authorization', value = '' }: Typed,
): Promise<void> => {
  const token =
    form === 'other' ? { origin, header, value } : { origin, header: 'authorization', value: schemed(form, value) };
  const isKept = await writeToken(keychain, token);
  if (isKept) questions.tell('info', t('The OpenTelemetry token is saved for {0}.', origin));
  else questions.tell('error', t('The keychain did not keep the OpenTelemetry token. Try again.'));
};

/** Some copy the scheme along. */
const schemed = (form: Form | undefined, value: string): string => {
  const scheme = form === 'basic' ? 'Basic' : 'Bearer';
  return `${scheme} ${value.replace(/^(?:bearer|basic)\s+/i, '')}`;
};
