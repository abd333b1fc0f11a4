import { count } from '../core/count.ts';
import { money } from '../core/cost.ts';
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

const title = 'Forget Usage';

const spans: readonly SpanName[] = ['day', 'week', 'month', 'last-month', 'before', 'everything'];

/** Asks which time, says what is lost, and forgets it. */
export const forgetByQuestions = async (desk: ForgetDesk): Promise<void> => {
  const { questions, clock } = desk;
  const question = { questions, clock, placeholder: 'Which time is to be forgotten?', spans };
  const draft = await walk<PeriodDraft>({ title, steps: (known) => periodSteps(question, known) }, {});
  const chosen = draft && chosenOf(draft, clock());
  if (!chosen) return;
  const what = draft.span === 'everything' ? 'all' : chosen.period;
  try {
    if (await isAgreed(desk, what, chosen)) await forgetIt(desk, what, chosen);
  } catch (error) {
    questions.tell('error', `Keyway could not forget this usage: ${reasonOf(error)}.`);
  }
};

/** Asked again after an export, with the numbers of then. */
const isAgreed = async (desk: ForgetDesk, what: Forgetting, chosen: Chosen): Promise<boolean> => {
  for (;;) {
    const inside = await desk.whatIsIn(what);
    if (isNothing(inside)) {
      desk.questions.tell('info', `Nothing is recorded of that time: ${chosen.words}.`);
      return false;
    }
    const saved = await desk.saved(chosen.period).catch(() => undefined);
    const action = await desk.decide({
      sentence: what === 'all' ? 'Forget all usage?' : `Forget the usage of ${chosen.words}?`,
      detail: lossText(inside, saved),
      actions: ['Forget', 'Export First…'],
    });
    if (action !== 'Export First…') return action === 'Forget';
    await desk.exportFirst(chosen);
  }
};

const isNothing = ({ attempts, rows, setAside }: Inside): boolean =>
  attempts === 0 && rows === 0 && setAside.length === 0;

const plural = (number: number, word: string): string => `${count.format(number)} ${word}${number === 1 ? '' : 's'}`;

/** `1,234 attempts of 987 requests on 21 days`. */
const extentText = ({ attempts, requests, days }: Inside): string =>
  `${plural(attempts, 'attempt')} of ${plural(requests, 'request')} on ${plural(days, 'day')}`;

const spanText = ({ first, last }: Inside): string => {
  if (first === undefined || last === undefined) return '';
  return first === last ? ` (${first})` : ` (${first} to ${last})`;
};

/** Everything that is lost, and what is not. */
const lossText = (inside: Inside, saved: number | undefined): string => {
  const { attempts, rows, usd, unknown, setAside } = inside;
  const unknowns = unknown === 0 ? '' : `, and ${plural(unknown, 'attempt')} of unknown cost`;
  const sums = rows < attempts ? ` ${count.format(rows)} of them are there one by one, the others only as totals.` : '';
  const savings = saved === undefined || saved <= 0 ? '' : `, nor the ${money(saved)} that were saved`;
  const files = plural(setAside.length, 'damaged ledger');
  return [
    `This deletes ${extentText(inside)}${spanText(inside)}: ${money(usd)} of known cost${unknowns}.${sums}`,
    `Reports no longer show this${savings}. Budgets count as if the money was never spent, so more can be spent than they allow.`,
    ...(setAside.length === 0
      ? []
      : [`${files} that had been set aside ${setAside.length === 1 ? 'is' : 'are'} deleted too.`]),
    'The audit log stays, and notes this. It cannot be undone.',
  ].join('\n\n');
};

const forgetIt = async (desk: ForgetDesk, what: Forgetting, chosen: Chosen): Promise<void> => {
  const gone = await desk.during('Keyway forgets usage…', (report) => desk.forget(what, report));
  const text = `${extentText(gone)}, ${money(gone.usd)}`;
  desk.note({ action: 'usage-forgotten', by: 'person', subject: `Usage: ${chosen.words}`, detail: text });
  desk.refresh();
  desk.questions.tell('info', `Forgotten: ${text}.`);
};
