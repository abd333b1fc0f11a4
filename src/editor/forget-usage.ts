import { count } from '../core/count.ts';
import { money } from '../core/cost.ts';
import { attemptsText, daysText, requestsText } from '../core/counted.ts';
import { inEnglish, t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { AuditEntry } from '../usage/audit-entry.ts';
import type { Forgetting, Inside } from '../usage/forget.ts';
import type { Period } from '../usage/period.ts';
import { reasonOf } from '../usage/trouble.ts';
import { walk } from './multi-step.ts';
import { chosenOf, periodSteps, type Chosen, type PeriodDraft, type SpanName } from './period-steps.ts';
import type { Questions } from './questions.ts';

/** Everything the command works with. */
export interface ForgetDesk {
  readonly questions: Questions;
  readonly clock: () => number;
  readonly whatIsIn: (what: Forgetting) => Promise<Inside>;
  readonly forget: (what: Forgetting, onProgress: (done: number) => void) => Promise<Inside>;
  /** US dollars that the ledger says were saved; undefined where it knows nothing of that. */
  readonly saved: (period: Period) => Promise<number | undefined>;
  /** A modal question with several ways out; undefined where the person closed it. */
  readonly decide: <A extends string>(question: Decision<A>) => Promise<A | undefined>;
  /** Resolves to whether the attempts were written to a file. */
  readonly exportFirst: (chosen: Chosen) => Promise<boolean>;
  /** Shows how far the work is, from 0 to 1. It cannot be stopped: what is half forgotten is forgotten to its end. */
  readonly during: <T>(title: string, work: (report: (done: number) => void) => Promise<T>) => Promise<T>;
  readonly note: (entry: AuditEntry) => void;
  /** What shows usage reads it anew. */
  readonly refresh: () => void;
}

export interface Decision<A extends string> {
  readonly sentence: string;
  readonly detail: string;
  readonly actions: readonly A[];
}

const title = t('Forget Usage');

const spans: readonly SpanName[] = ['day', 'week', 'month', 'last-month', 'before', 'everything'];

/** Asks which time, says what is lost, and forgets it. */
export const forgetByQuestions = async (desk: ForgetDesk): Promise<void> => {
  const { questions, clock } = desk;
  const question = { questions, clock, placeholder: t('Which time is to be forgotten?'), spans };
  const draft = await walk<PeriodDraft>({ title, steps: (known) => periodSteps(question, known) }, {});
  const chosen = draft && chosenOf(draft, clock());
  if (!chosen) return;
  const what = draft.span === 'everything' ? 'all' : chosen.period;
  try {
    if (await isAgreed(desk, what, chosen)) await forgetIt(desk, what, chosen);
  } catch (error) {
    questions.tell('error', t('Keyway could not forget this usage: {0}.', reasonOf(error)));
  }
};

const actions = { forget: t('Forget'), exportFirst: t('Export First…') };

/** Asked again after an export, with the numbers of then. */
const isAgreed = async (desk: ForgetDesk, what: Forgetting, chosen: Chosen): Promise<boolean> => {
  for (;;) {
    const inside = await desk.whatIsIn(what);
    if (isNothing(inside)) {
      desk.questions.tell('info', t('Nothing is recorded of that time: {0}.', chosen.words));
      return false;
    }
    const saved = await desk.saved(chosen.period).catch(() => undefined);
    const action = await desk.decide({
      sentence: what === 'all' ? t('Forget all usage?') : t('Forget the usage of {0}?', chosen.words),
      detail: lossText(inside, saved),
      actions: [actions.forget, actions.exportFirst],
    });
    if (action !== actions.exportFirst) return action === actions.forget;
    await desk.exportFirst(chosen);
  }
};

const isNothing = ({ attempts, rows, setAside }: Inside): boolean =>
  attempts === 0 && rows === 0 && setAside.length === 0;

/** `1,234 attempts of 987 requests on 21 days`. */
const extentText = ({ attempts, requests, days }: Inside): string =>
  t('{0} of {1} on {2}', attemptsText(attempts), requestsText(requests), daysText(days));

/** The same with its days: `… (2026-09-01 to 2026-10-04)`. */
const datedText = (inside: Inside): string => {
  const { first, last } = inside;
  if (first === undefined || last === undefined) return extentText(inside);
  return t('{0} ({1})', extentText(inside), first === last ? first : t('{0} to {1}', first, last));
};

const deletedText = (inside: Inside): string => {
  const { attempts, rows, usd, unknown } = inside;
  const lost =
    unknown === 0
      ? t('This deletes {0}: {1} of known cost.', datedText(inside), money(usd))
      : t(
          'This deletes {0}: {1} of known cost, and {2} of unknown cost.',
          datedText(inside),
          money(usd),
          attemptsText(unknown),
        );
  if (rows >= attempts) return lost;
  return sentencesText([lost, t('{0} of them are there one by one, the others only as totals.', count.format(rows))]);
};

const savedText = (saved: number | undefined): string =>
  saved === undefined || saved <= 0
    ? t(
        'Reports no longer show this. Budgets count as if the money was never spent, so more can be spent than they allow.',
      )
    : t(
        'Reports no longer show this, nor the {0} that were saved. Budgets count as if the money was never spent, so more can be spent than they allow.',
        money(saved),
      );

const damagedText = (ledgers: number): string =>
  ledgers === 1
    ? t('{0} damaged ledger that had been set aside is deleted too.', ledgers)
    : t('{0} damaged ledgers that had been set aside are deleted too.', count.format(ledgers));

/** Everything that is lost, and what is not. */
const lossText = (inside: Inside, saved: number | undefined): string => {
  const { setAside } = inside;
  return [
    deletedText(inside),
    savedText(saved),
    ...(setAside.length === 0 ? [] : [damagedText(setAside.length)]),
    t('The audit log stays, and notes this. It cannot be undone.'),
  ].join('\n\n');
};

const forgetIt = async (desk: ForgetDesk, what: Forgetting, chosen: Chosen): Promise<void> => {
  const gone = await desk.during(t('Keyway forgets usage…'), (report) => desk.forget(what, report));
  const detail = inEnglish(() => `${extentText(gone)}, ${money(gone.usd)}`);
  desk.note({ action: 'usage-forgotten', by: 'person', subject: `Usage: ${chosen.recorded}`, detail });
  desk.refresh();
  desk.questions.tell('info', t('Forgotten: {0}, {1}.', extentText(gone), money(gone.usd)));
};
