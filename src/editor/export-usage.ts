import { count } from '../core/count.ts';
import { rowsText } from '../core/counted.ts';
import { inEnglish, t } from '../core/l10n.ts';
import { sentencesText } from '../core/listed.ts';
import type { AuditEntry } from '../usage/audit-entry.ts';
import type { Exported, ExportRequest } from '../usage/export.ts';
import type { ExportFormat } from '../usage/export-format.ts';
import type { ExportKind } from '../usage/export-sources.ts';
import { ExportTrouble } from '../usage/export-trouble.ts';
import { walk, type Step } from './multi-step.ts';
import { chosenOf, periodSteps, type Chosen, type PeriodDraft, type SpanName } from './period-steps.ts';
import type { Progress, WithProgress } from './progress.ts';
import type { Questions } from './questions.ts';

/** Where an export goes, as the person chose it. */
export interface ExportTarget {
  /** The file's own name. */
  readonly name: string;
  /** Has it written to a path on this machine, and brings it from there to its place. */
  readonly save: <T>(write: (path: string) => Promise<T>) => Promise<T>;
  /** Says that it is done, with buttons to open it. */
  readonly offer: (sentence: string) => void;
}

/** Everything the command works with. */
export interface ExportDesk {
  readonly questions: Questions;
  readonly clock: () => number;
  /** Asks for a place; undefined where the person gave up. */
  readonly place: (name: string, format: ExportFormat) => Promise<ExportTarget | undefined>;
  readonly exportUsage: (request: ExportRequest) => Promise<Exported>;
  readonly during: WithProgress;
  readonly note: (entry: AuditEntry) => void;
}

interface Draft extends PeriodDraft {
  readonly what?: ExportKind;
  readonly format?: ExportFormat;
}

const title = t('Export Usage');

interface Rows {
  readonly label: string;
  readonly detail: string;
}

const rowsOf = (): Readonly<Record<ExportKind, Rows>> => ({
  attempts: { label: t('Attempts'), detail: t('One row for each try of a model: tokens, cost, times, outcome') },
  days: { label: t('Totals by Day'), detail: t('Summed up by provider, model, key, task, caller and workspace') },
  hours: { label: t('Totals by Hour'), detail: t('The same, hour by hour') },
  months: { label: t('Totals by Month'), detail: t('The same, month by month') },
  audit: {
    label: t('Audit Log'),
    detail: t('Who did what to keys, budgets and rules, with the hashes of the chain'),
  },
});

const kinds = ['attempts', 'days', 'hours', 'months', 'audit'] as const satisfies readonly ExportKind[];

const files: Readonly<Record<ExportKind, string>> = {
  attempts: 'usage',
  days: 'usage-by-day',
  hours: 'usage-by-hour',
  months: 'usage-by-month',
  audit: 'audit',
};

const longSpans = ['month', 'last-month', 'year', 'everything', 'dates'] as const;
const allSpans = ['month', 'today', 'week', 'last-month', 'year', 'everything', 'dates'] as const;

/** A month's totals are whole. */
const spansFor = (what: ExportKind | undefined): readonly SpanName[] => (what === 'months' ? longSpans : allSpans);

/** Asks what, of when and as what, and writes it. */
export const exportByQuestions = async (desk: ExportDesk): Promise<void> => {
  const draft = await walk<Draft>({ title, steps: (known) => stepsFor(desk, known) }, {});
  await exportDraft(desk, draft);
};

/** The attempts of a period that is known already. Resolves to whether they were written. */
export const exportAttempts = async (desk: ExportDesk, chosen: Chosen): Promise<boolean> => {
  const draft = await walk<Draft>({ title, steps: () => [formatStep(desk)] }, { what: 'attempts' });
  return draft === undefined ? false : write(desk, { what: 'attempts', chosen, format: draft.format ?? 'csv' });
};

const stepsFor = (desk: ExportDesk, draft: Draft): readonly Step<Draft>[] => {
  const { questions, clock } = desk;
  const placeholder = draft.what === 'audit' ? t('Which entries?') : t('Usage of which time?');
  return [
    whatStep(desk),
    ...periodSteps({ questions, clock, placeholder, spans: spansFor(draft.what) }, draft),
    formatStep(desk),
  ];
};

const whatStep =
  ({ questions }: ExportDesk): Step<Draft> =>
  async (draft, place) => {
    const answer = await questions.choose({
      ...place,
      placeholder: t('What is to be exported?'),
      choices: kinds.map((value) => ({ value, ...rowsOf()[value], picked: value === draft.what })),
    });
    return answer.type === 'answer' ? { type: 'answer', value: { ...draft, what: answer.value } } : answer;
  };

const formatStep =
  ({ questions }: ExportDesk): Step<Draft> =>
  async (draft, place) => {
    const answer = await questions.choose<ExportFormat>({
      ...place,
      placeholder: t('As what?'),
      choices: [
        { value: 'csv', label: 'CSV', description: t('for spreadsheets'), picked: draft.format === 'csv' },
        { value: 'json', label: 'JSON', description: t('for programs'), picked: draft.format === 'json' },
      ],
    });
    return answer.type === 'answer' ? { type: 'answer', value: { ...draft, format: answer.value } } : answer;
  };

const exportDraft = async (desk: ExportDesk, draft: Draft | undefined): Promise<void> => {
  const chosen = draft && chosenOf(draft, desk.clock());
  if (!chosen || draft.what === undefined || draft.format === undefined) return;
  await write(desk, { what: draft.what, chosen, format: draft.format });
};

interface Ordered {
  readonly what: ExportKind;
  readonly chosen: Chosen;
  readonly format: ExportFormat;
}

/** Resolves to whether it was written. What went wrong is told. */
const write = async (desk: ExportDesk, { what, chosen, format }: Ordered): Promise<boolean> => {
  const { period, slug } = chosen;
  const target = await desk.place(`keyway-${[files[what], slug].filter(Boolean).join('-')}.${format}`, format);
  if (!target) return false;
  try {
    const exported = await desk.during(t('Keyway writes {0}…', target.name), ({ signal, tell }) =>
      target.save((path) =>
        desk.exportUsage({
          what,
          period,
          format,
          path,
          signal,
          onProgress: byPercent(tell),
        }),
      ),
    );
    tellDone(desk, target, { ordered: { what, chosen, format }, exported });
    return true;
  } catch (error) {
    if (!isGivenUp(error)) desk.questions.tell('error', sentenceOf(error));
    return false;
  }
};

/** Once for each per cent: what is told goes to another process. */
const byPercent = (tell: Progress['tell']): ((done: number, total: number) => void) => {
  let told = -1;
  return (done, total) => {
    const percent = Math.floor((100 * done) / Math.max(1, total));
    if (percent > told) tell(done, total, t('{0} of {1} rows', count.format(done), count.format(total)));
    told = percent;
  };
};

const isGivenUp = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';

const sentenceOf = (error: unknown): string =>
  error instanceof ExportTrouble ? error.message : t('The export failed: {0}', String(error));

interface Done {
  readonly ordered: Ordered;
  readonly exported: Exported;
}

const tellDone = (desk: ExportDesk, target: ExportTarget, { ordered, exported }: Done): void => {
  const { what, chosen, format } = ordered;
  desk.note({
    action: 'exported',
    by: 'person',
    subject: inEnglish(() => `${rowsOf()[what].label}: ${chosen.recorded}`),
    detail: inEnglish(() => `${rowsText(exported.rows)} as ${format.toUpperCase()} to ${target.name}`),
  });
  const nothing = exported.rows === 0 ? [t('Nothing was recorded in that time.')] : [];
  const written = t('{0} is written: {1}, {2}.', target.name, rowsText(exported.rows), bytesText(exported.bytes));
  target.offer(sentencesText([written, ...nothing]));
};

/** `412 bytes`, `3.2 kB`, `1.4 MB`. */
export const bytesText = (bytes: number): string => {
  if (bytes < 1_000) return t('{0} bytes', bytes);
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};
