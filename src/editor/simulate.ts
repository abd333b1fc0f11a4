import { floorName } from '../core/called.ts';
import type { OutputHistory } from '../core/expect.ts';
import { t } from '../core/l10n.ts';
import type { Offer } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import { changed, changeText, type Change } from '../core/simulate-change.ts';
import { simulationText } from '../core/simulate-words.ts';
import { simulate } from '../core/simulate.ts';
import { floors, type Floor } from '../core/strength.ts';
import { nameOf } from '../providers/index.ts';
import type { Shared } from '../usage/ledger.ts';
import { pastOf } from '../usage/past.ts';
import { LedgerTrouble } from '../usage/trouble.ts';
import { walk, type Step } from './multi-step.ts';
import type { Choice, Questions } from './questions.ts';

export interface SimulateParts {
  readonly questions: Questions;
  readonly shared: Pick<Shared, 'use'>;
  /** What the person's keys unlock now. */
  readonly offers: () => Promise<readonly Offer[]>;
  readonly policy: () => Policy;
  readonly outputs: OutputHistory;
  /** Shows Markdown as a page of this name. */
  readonly show: (name: string, markdown: string) => Promise<void>;
  readonly clock: () => number;
}

interface Wanted {
  /** So many days until now. */
  readonly days: number;
  readonly change: Change;
}

/** Asks what to change, replays the ledger under it and shows what it would have cost. Changes nothing. */
export const simulateRouting = async (parts: SimulateParts): Promise<void> => {
  const offers = await parts.offers();
  const steps: readonly Step<Wanted>[] = [askDays(parts.questions), askChange(parts.questions, offers)];
  const wanted = await walk(
    { title: t('Simulate Routing'), steps: () => steps },
    { days: 7, change: { kind: 'nothing' } },
  );
  if (!wanted) return;
  try {
    const page = await parts.questions.during(t('Keyway replays your requests…'), () => replay(parts, offers, wanted));
    if (page !== undefined) await parts.show(t('Simulated Routing'), page);
  } catch (error) {
    if (!(error instanceof LedgerTrouble)) throw error;
    parts.questions.tell('warning', error.message);
  }
};

const askDays =
  (questions: Questions): Step<Wanted> =>
  async (state, place) => {
    const answer = await questions.choose<number>({
      ...place,
      placeholder: t('Which requests are replayed?'),
      choices: periods.map(({ days, label }) => ({ value: days, label })),
    });
    return answer.type === 'answer' ? { type: 'answer', value: { ...state, days: answer.value } } : answer;
  };

const periods = [
  { days: 7, label: t('The last 7 days'), text: t('the last 7 days') },
  { days: 1, label: t('The last 24 hours'), text: t('the last 24 hours') },
  { days: 30, label: t('The last 30 days'), text: t('the last 30 days') },
] as const;

const askChange =
  (questions: Questions, offers: readonly Offer[]): Step<Wanted> =>
  async (state, place) => {
    const answer = await questions.choose({
      ...place,
      placeholder: t('What is changed about today’s keys and rules?'),
      choices: changesOf(offers),
    });
    return answer.type === 'answer' ? { type: 'answer', value: { ...state, change: answer.value } } : answer;
  };

const floorDetails: Readonly<Record<Floor, string>> = {
  economy: t('The cheapest that is fair at the task'),
  balanced: t('The cheapest that is strong at the task'),
  best: t('The cheapest of the frontier'),
};

const changesOf = (offers: readonly Offer[]): readonly Choice<Change>[] => {
  const providers = [...new Map(offers.map(({ provider }) => [provider.id, provider.name]))].toSorted(([, a], [, b]) =>
    a.localeCompare(b, 'en'),
  );
  const rules = t('Rules');
  const ofProvider = (group: string, label: (name: string) => string, make: (provider: string) => Change) =>
    providers.map(([id, name]): Choice<Change> => ({ value: make(id), label: label(name), group }));
  return [
    { value: { kind: 'nothing' }, label: t('Nothing'), detail: t('Every request asked of Auto'), group: rules },
    ...floors.map((floor): Choice<Change> => ({
      value: { kind: 'floor', floor },
      label: t('Floor “{0}” for every task', floorName(floor)),
      detail: floorDetails[floor],
      group: rules,
    })),
    { value: { kind: 'unrated' }, label: t('Also models that nobody has measured'), group: rules },
    { value: { kind: 'strongest' }, label: t('The strongest model first, whatever it costs'), group: rules },
    // Without the only provider there is, nothing could be answered.
    ...(providers.length > 1
      ? [
          ...ofProvider(t('One provider’s keys away'), withoutText, (provider) => ({ kind: 'without', provider })),
          ...ofProvider(t('One provider’s keys alone'), onlyText, (provider) => ({ kind: 'only', provider })),
        ]
      : []),
  ];
};

const withoutText = (name: string): string => t('Without {0}', name);
const onlyText = (name: string): string => t('Only {0}', name);

/** The page as Markdown. Rejects with `LedgerTrouble`. */
const replay = async (parts: SimulateParts, offers: readonly Offer[], { days, change }: Wanted): Promise<string> => {
  const { shared, policy, outputs, clock } = parts;
  const past = await pastOf(shared, { since: clock() - days * 86_400_000 });
  const today = { offers, policy: policy(), outputs };
  const simulation = simulate(past.requests, changed(today, change));
  return simulationText(simulation, {
    period: periods.find((period) => period.days === days)?.text ?? t('the last {0} days', days),
    change: changeText(change, nameOf),
    left: past.left,
    asksForLanguage: today.policy.rules.some(({ when }) => when.language !== undefined),
  });
};
