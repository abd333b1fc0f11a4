import { inEnglish, t } from '../core/l10n.ts';
import type { Note } from '../usage/audit.ts';
import { beginCorrection, carryOn, correctionsIn, unfinishedIn } from '../usage/correction.ts';
import type { Prices } from '../usage/correction-money.ts';
import type { CorrectionRecord } from '../usage/correction-record.ts';
import { type Candidate, candidatesIn, effectOf } from '../usage/correction-survey.ts';
import type { Shared } from '../usage/ledger.ts';
import { reasonOf } from '../usage/trouble.ts';
import type { Between } from '../usage/utc-span.ts';
import { type Step, walk } from './multi-step.ts';
import { chosenOf, type PeriodDraft, periodSteps } from './period-steps.ts';
import { candidateText, correctionsPage, doneText, effectText } from './correct-prices-words.ts';
import { type ModelOf, pricesIn, pricesKnown, pricesLine, pricesText } from './price-words.ts';
import type { Progress, WithProgress } from './progress.ts';
import type { Questions } from './questions.ts';

export interface CorrectionDesk {
  readonly questions: Questions;
  readonly progress: WithProgress;
  readonly shared: Pick<Shared, 'use'>;
  /** A model with its price as it is known now, the person's own included. */
  readonly modelOf: ModelOf;
  /** The name of a provider. */
  readonly nameOf: (provider: string) => string;
  readonly show: (name: string, markdown: string) => Promise<void>;
  readonly note: Note;
  /** Told that money in the ledger has changed. */
  readonly onCorrected: () => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const title = t('Correct Prices');

/** Corrects the computed costs of a model's past rows, after the person has seen what that changes. Never throws. */
export const correctPrices = async (desk: CorrectionDesk): Promise<void> => {
  try {
    const unfinished = (await unfinishedIn(desk.shared))[0];
    const choice = unfinished ? await chooseToFinish(desk, unfinished) : 'other';
    if (choice === 'finish' && unfinished) await finish(desk, unfinished);
    else if (choice === 'other') await correctAnother(desk);
  } catch (error) {
    desk.questions.tell('error', t("Keyway's usage ledger cannot be corrected now: {0}.", reasonOf(error)));
  }
};

const nameIn = (desk: CorrectionDesk, { provider, model }: Pick<Candidate, 'provider' | 'model'>): string =>
  `${desk.nameOf(provider)} ${model}`;

const chooseToFinish = async (
  desk: CorrectionDesk,
  record: CorrectionRecord,
): Promise<'finish' | 'other' | undefined> => {
  const answer = await desk.questions.choose<'finish' | 'other'>({
    title,
    placeholder: t('A correction was stopped midway'),
    choices: [
      { value: 'finish', label: t('Finish It'), description: nameIn(desk, record), detail: doneText(record) },
      { value: 'other', label: t('Correct Other Prices…') },
    ],
  });
  return answer.type === 'answer' ? answer.value : undefined;
};

const finish = async (desk: CorrectionDesk, record: CorrectionRecord): Promise<void> => {
  const prices = pricesIn(record.prices);
  if (prices) await carriedOn(desk, record, prices);
  else desk.questions.tell('error', t('A newer Keyway began this correction: finish it there.'));
};

const correctAnother = async (desk: CorrectionDesk): Promise<void> => {
  const candidates = await stoppable(desk, (watch) => candidatesIn(desk.shared, watch));
  if (candidates === undefined) return;
  if (candidates.length === 0) {
    desk.questions.tell('info', t('The usage ledger has no costs that could be corrected.'));
    return;
  }
  const chosen = await chooseRows(desk, candidates);
  if (chosen !== undefined) await confirmed(desk, chosen);
};

interface Draft extends PeriodDraft {
  readonly candidate?: Candidate;
}

const spans = ['today', 'week', 'month', 'last-month', 'year', 'dates', 'everything'] as const;

/** A model and local days, until now at most. */
const chooseRows = async (desk: CorrectionDesk, candidates: readonly Candidate[]): Promise<Chosen | undefined> => {
  const { questions, clock } = desk;
  const question = { questions, placeholder: t('Pick the days whose costs are wrong'), spans, clock };
  const steps = (known: Draft): readonly Step<Draft>[] => [
    modelStep(desk, candidates),
    ...periodSteps(question, known),
  ];
  const draft = await walk<Draft>({ title, steps }, {});
  const period = draft && chosenOf(draft, clock())?.period;
  if (draft?.candidate === undefined || period === undefined) return undefined;
  const span = { since: period.since, until: Math.min(period.until ?? clock(), clock()) };
  return { candidate: draft.candidate, prices: pricesKnown(desk.modelOf, draft.candidate), span };
};

const modelStep =
  (desk: CorrectionDesk, candidates: readonly Candidate[]): Step<Draft> =>
  async (draft, place) => {
    const answer = await desk.questions.choose({
      ...place,
      placeholder: t('Pick the model whose costs are wrong'),
      choices: candidates.map((candidate) => ({
        value: candidate,
        label: nameIn(desk, candidate),
        description: candidateText(candidate),
        detail: t('Now: {0}', pricesLine(pricesKnown(desk.modelOf, candidate))),
        picked: candidate === draft.candidate,
      })),
    });
    if (answer.type !== 'answer') return answer;
    const candidate = answer.value;
    if (pricesKnown(desk.modelOf, candidate).size > 0) return { type: 'answer', value: { ...draft, candidate } };
    const setting = `${candidate.provider}/${candidate.model}`;
    desk.questions.tell('info', t('No price of {0} is known: set one in keyway.models, then run this again.', setting));
    return { type: 'cancelled' };
  };

interface Chosen {
  readonly candidate: Candidate;
  readonly prices: Prices;
  readonly span: Between;
}

const confirmed = async (desk: CorrectionDesk, { candidate, prices, span }: Chosen): Promise<void> => {
  const { provider, model } = candidate;
  const corrected = { provider, model, ...span };
  const effect = await stoppable(desk, (watch) => effectOf(desk.shared, { corrected, prices }, watch));
  if (effect === undefined) return;
  if (effect.rows === 0) {
    desk.questions.tell('info', t('All rows of {0} in that time have the prices known now: nothing changes.', model));
    return;
  }
  const agreed = await desk.questions.confirm({
    sentence: t('Correct the costs of {0}?', nameIn(desk, candidate)),
    detail: effectText(effect, { span, price: pricesLine(prices) }),
    action: t('Correct'),
  });
  if (!agreed) return;
  const begun = { ...corrected, at: desk.clock(), by: 'person', datesBefore: effect.dates, prices: pricesText(prices) };
  const record = await beginCorrection(desk.shared, begun);
  if (record) await carriedOn(desk, record, prices);
};

const carriedOn = async (desk: CorrectionDesk, { id }: CorrectionRecord, prices: Prices): Promise<void> => {
  const { shared, questions } = desk;
  try {
    await stoppable(desk, (watch) => carryOn(shared, { id, prices }, watch));
  } finally {
    desk.onCorrected();
  }
  const records = await correctionsIn(shared, 100);
  const record = records.find((one) => one.id === id);
  if (!record) return;
  const stopped = record.finishedAt === undefined;
  desk.note({
    action: 'prices-corrected',
    by: 'person',
    subject: `${record.provider}/${record.model}`,
    detail: inEnglish(() => `${doneText(record)}${stopped ? ' (stopped before the end)' : ''}`),
  });
  if (stopped)
    questions.tell('warning', t('The correction was stopped midway. Run Correct Prices… again to finish it.'));
  await desk.show(t('Corrected Prices'), correctionsPage(records));
};

/** Undefined where the person stopped it. */
const stoppable = <T>(desk: CorrectionDesk, work: (watch: Progress) => Promise<T>): Promise<T | undefined> =>
  desk.progress(t('Looking through the usage ledger…'), async (progress) => {
    try {
      return await work(progress);
    } catch (error) {
      if (progress.signal.aborted) return undefined;
      throw error;
    }
  });
