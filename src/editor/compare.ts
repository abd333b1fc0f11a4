import type { ChatRequest } from '../core/chat.ts';
import { Conversations } from '../core/conversations.ts';
import { t } from '../core/l10n.ts';
import type { PlannedRoute } from '../core/plan.ts';
import type { Receipt } from '../core/receipt.ts';
import { RunFailure } from '../core/run.ts';
import type { Task } from '../core/task.ts';
import type { BudgetGate } from '../usage/budget-gate.ts';
import { jointly, type Joint } from '../usage/budget-joint.ts';
import { planFor, type Asking, type House } from './answer.ts';
import type { Answering } from './kept-answers.ts';
import { ownCallers } from './own-callers.ts';

const compareCaller = ownCallers.compare;

export interface CompareParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  readonly gate: Pick<BudgetGate, 'admit' | 'admitAll' | 'release'>;
  /** Hears of what is neither the person's nor a provider's doing. */
  readonly onBug: (message: string, error: unknown) => void;
}

export interface Comparing {
  readonly request: ChatRequest;
  /** Models by their names `provider/model`: each answers itself, or nobody does for it. */
  readonly picks: readonly string[];
  readonly signal: AbortSignal;
  /** Told once the money is reserved, and then whenever a column has changed. */
  readonly onChange: (columns: readonly Column[], changed?: Column) => void;
}

/** What has come of one model. */
export interface Column {
  readonly pick: string;
  readonly state: 'asked' | 'answering' | 'answered' | 'failed' | 'stopped';
  /** The answer so far. */
  readonly text: string;
  /** Why it failed, in a sentence. */
  readonly why?: string | undefined;
  /** Once it has ended. */
  readonly receipt?: Receipt | undefined;
}

/** Whether anything was sent; where not, a clause why the budgets did not let it pass. */
export type Compared =
  | { readonly kind: 'compared'; readonly columns: readonly Column[] }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Asks several models the same at once. What all of them may cost is reserved in one step before anything is sent, or
 * nothing is sent. Each ends by itself: what fails does not stop the others. Never rejects but for bugs of planning.
 */
export const compared = async (parts: CompareParts, comparing: Comparing): Promise<Compared> => {
  const { house, gate } = parts;
  const { picks, signal } = comparing;
  await house.prepare();
  const joint = await jointly(gate, {
    attempts: [...new Set(picks)].flatMap((pick) => attemptAt(house, askingOf(comparing, pick))),
    requestId: house.newId(),
    caller: compareCaller,
    workspace: house.workspace(),
    signal,
  });
  if (joint.kind === 'refused') return joint;
  const sheet: Sheet = new Map(picks.map((pick) => [pick, { pick, state: 'asked', text: '' }]));
  const within = { ...parts, house: houseWith(house, joint) };
  try {
    comparing.onChange([...sheet.values()]);
    await Promise.all([...sheet.values()].map((column) => fill(within, comparing, { sheet, column })));
  } finally {
    await joint.release();
  }
  return { kind: 'compared', columns: [...sheet.values()] };
};

/** By model. */
type Sheet = Map<string, Column>;

const askingOf = ({ request }: Comparing, pick: string): Asking => ({
  request,
  pick,
  caller: compareCaller,
  command: 'compare',
});

/** What will be tried first for a model; nothing where nothing can be. A key whose own budget is used up is passed over. */
const attemptAt = (house: House, asking: Asking): readonly { readonly route: PlannedRoute; readonly task: Task }[] => {
  const [within, all] = [house, { ...house, budgets: silent(house) }].map((one) => {
    const { task, routes, first = routes } = planFor(one, asking);
    const [route] = first;
    return route ? [{ route, task }] : [];
  });
  return within?.length ? within : (all ?? []);
};

/** Plans that leave no route out for its price: what was reserved for all of them would else count against each of them. */
const silent = ({ budgets }: House): House['budgets'] => ({
  overBudget: () => undefined,
  lowered: () => undefined,
  answerCap: (route, capped) => budgets.answerCap(route, capped),
  admit: (route, errand) => budgets.admit(route, errand),
});

/** The same house, whose budgets have reserved already. No conversation stays with a model for being compared. */
const houseWith = (house: House, { admit }: Joint): House => ({
  ...house,
  budgets: { ...silent(house), admit },
  conversations: new Conversations(),
});

const fill = async (
  parts: CompareParts,
  comparing: Comparing,
  { sheet, column: { pick } }: { readonly sheet: Sheet; readonly column: Column },
): Promise<void> => {
  const { signal, onChange } = comparing;
  let text = '';
  const change = (facts: Pick<Column, 'state' | 'why' | 'receipt'>): void => {
    const column = { pick, text, ...facts };
    sheet.set(pick, column);
    onChange([...sheet.values()], column);
  };
  try {
    for await (const event of parts.answer(parts.house, askingOf(comparing, pick), signal)) {
      if (event.type === 'text-delta') {
        text += event.text;
        change({ state: 'answering' });
      } else if (event.type === 'receipt') change({ state: 'answered', receipt: event.receipt });
    }
  } catch (error) {
    change(failureOf(error, parts, signal));
  }
};

const failureOf = (
  error: unknown,
  { onBug }: CompareParts,
  signal: AbortSignal,
): Pick<Column, 'state' | 'why' | 'receipt'> => {
  const receipt = error instanceof RunFailure ? error.receipt : undefined;
  if (signal.aborted) return { state: 'stopped', receipt };
  if (error instanceof RunFailure) return { state: 'failed', why: error.message, receipt };
  onBug('A model could not be compared:', error);
  return { state: 'failed', why: t('Keyway met an error of its own. “Keyway: Show Log” has the details.') };
};
