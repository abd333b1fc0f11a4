import { createHash, randomUUID } from 'node:crypto';
import { completionRequest } from '../code/completion-request.ts';
import { type Reading, windowOf } from '../code/completion-window.ts';
import type { Offer } from '../core/plan.ts';
import type { Policy } from '../core/policy.ts';
import type { RunEvent } from '../core/run.ts';
import { type Asking, autoId, type House, planFor } from './answer.ts';
import type { WantedHere } from './completion-document.ts';
import type { GuardCuts } from './guard-cuts.ts';
import type { Answering } from './kept-answers.ts';
import { ownCallers } from './own-callers.ts';

const completionCaller = ownCallers.completions;

export interface CompletionAskParts {
  readonly house: House;
  /** The way through the house. */
  readonly answer: Answering['answer'];
  /** Less is sent than what was read of a file. */
  readonly guard: Pick<GuardCuts, 'beforeCut'>;
  /** `provider/model`; '': the cheapest that fills gaps. */
  readonly model: () => string;
  /** A file's path inside its workspace, or its name. */
  readonly pathOf: (wanted: WantedHere) => string;
}

export interface CompletionAsk {
  readonly ask: (wanted: WantedHere, signal: AbortSignal) => AsyncIterable<RunEvent>;
  /** Whether anybody could be asked now, without asking. */
  readonly isPossible: (wanted: WantedHere) => Promise<boolean>;
  /** What a budget has said since the last request began, in a clause; undefined where none said no. */
  readonly refusal: () => string | undefined;
}

/** Completions as requests of the house. Nobody is asked for money: a budget that would ask refuses. */
export const completionAsk = (parts: CompletionAskParts): CompletionAsk => {
  const { answer, pathOf } = parts;
  let refusal: string | undefined;
  const house = unasked(parts.house, (reason) => (refusal = reason));
  const salt = randomUUID();
  const fills = fillsNow(parts);
  const askingOf = (wanted: WantedHere): Asking => {
    const { languageId, shape } = wanted.place;
    const pick = pickOf(parts);
    const request = completionRequest({
      ...windowOf(wanted.reading),
      shape,
      languageId,
      path: pathOf(wanted),
      fills: fills(pick),
      conversation: createHash('sha256').update(`${salt}${wanted.origin.file}`).digest('hex').slice(0, 32),
    });
    return { request, pick, caller: completionCaller, task: 'completion' };
  };
  async function* asked(wanted: WantedHere, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const reading = await uncutReading(wanted.reading, parts.guard);
    yield* answer(house, askingOf({ ...wanted, reading }), signal);
  }
  return {
    ask: (wanted, signal) => {
      refusal = undefined;
      return asked(wanted, signal);
    },
    isPossible: async (wanted) => {
      await house.prepare();
      const { first, routes } = planFor(house, askingOf(wanted));
      return (first ?? routes).length > 0;
    },
    refusal: () => refusal,
  };
};

/** The window is cut out of it, and the cursor may stand in the middle of a secret. */
const uncutReading = async (
  { prefix: before, suffix: after, head: begin, firstLine }: Reading,
  { beforeCut }: CompletionAskParts['guard'],
): Promise<Reading> => {
  const [prefix = '', suffix = ''] = await beforeCut([before, after], 'cursor');
  const [head = ''] = await beforeCut([begin], 'lines');
  return { prefix, suffix, head, firstLine };
};

const pickOf = ({ model }: CompletionAskParts): string => (model() === '' ? autoId : model());

/** A budget that would ask refuses instead: a question beside the chat would come at every pause in typing. `heard` are the refusals. */
const unasked = (house: House, heard: (reason: string) => void): House => {
  const { budgets } = house;
  return {
    ...house,
    budgets: {
      lowered: (...asked) => budgets.lowered(...asked),
      answerCap: (...asked) => budgets.answerCap(...asked),
      overBudget: (asker) => {
        const over = budgets.overBudget(asker);
        if (!over) return undefined;
        const listened = (route: Parameters<typeof over>[0]): string | undefined => {
          const reason = over(route);
          if (reason !== undefined) heard(reason);
          return reason;
        };
        return Object.assign(listened, { by: over.by });
      },
      admit: async (route, errand) => {
        const admission = await budgets.admit(route, { ...errand, unasked: true });
        if (admission.kind === 'refused') heard(admission.reason);
        return admission;
      },
    },
  };
};

interface Known {
  readonly offers: readonly Offer[];
  readonly policy: Policy;
  readonly fills: boolean;
}

/** Whether the plan of such a request goes to models that fill gaps. Asked of a plan, once for as long as models and policy are the same. */
const fillsNow = ({ house }: CompletionAskParts): ((pick: string) => boolean) => {
  const known = new Map<string, Known>();
  const request = completionRequest({ prefix: '', suffix: '', shape: 'line', languageId: '', fills: true });
  return (pick) => {
    const [offers, policy] = [house.offers(), house.policy()];
    const before = known.get(pick);
    if (before?.offers === offers && before.policy === policy) return before.fills;
    const fills = planFor(house, { request, pick, caller: completionCaller, task: 'completion' }).fills === true;
    known.set(pick, { offers, policy, fills });
    return fills;
  };
};
