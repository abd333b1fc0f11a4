import type { Cost } from './cost.ts';
import { glob, type Fits } from './glob.ts';
import type { Task } from './task.ts';

export const budgetPeriods = ['day', 'week', 'month'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];

export const budgetActions = ['block', 'ask', 'downgrade'] as const;
export type BudgetAction = (typeof budgetActions)[number];

/** A cap in money over a period of the person's own calendar. */
export interface Budget {
  /** Made from what it covers and its period, so that it stays the same when its limit changes. */
  readonly id: string;
  readonly name?: string | undefined;
  /** US dollars. */
  readonly limit: number;
  readonly period: BudgetPeriod;
  /**
   * What it covers; all that is named must fit. Nothing named: everything. In caller and workspace `*` stands for
   * anything, and capitals do not matter.
   */
  readonly of: {
    readonly provider?: string | undefined;
    /** Ids of keys: more than one where several have the nickname that was written. */
    readonly keys?: readonly string[] | undefined;
    readonly task?: Task | undefined;
    readonly caller?: string | undefined;
    readonly workspace?: string | undefined;
  };
  /** The same for people: "OpenAI, key work". Absent: it covers everything. */
  readonly covers?: string | undefined;
  /** What is done where the next request would pass the limit. */
  readonly action: BudgetAction;
  /** The worst case is reserved instead of what is likely: the limit then holds whatever happens. */
  readonly strict: boolean;
  /** Why it lets nothing through that costs, whatever was spent, in a clause: it is strict and cannot be read. */
  readonly unread?: string | undefined;
}

/**
 * What the person decides about one budget is kept under this. It is another one as soon as what was decided about is:
 * who lets five dollars pass has not let ten pass, and nothing of what is strict.
 */
export const markOf = ({ id, limit, action, strict }: Budget): string =>
  `${id} limit=${limit} ${action}${strict ? ' strict' : ''}`;

/** What was said to one attempt before it was sent: how its reservation is called, or why it may not be sent. */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly reservation?: string | undefined;
      /** Ends the reservation where no attempt follows. Never rejects. */
      readonly giveBack?: (() => Promise<void>) | undefined;
    }
  /** A clause for a person: "the budget of today is used up: $5.00 of $5.00". */
  | { readonly kind: 'refused'; readonly reason: string };

/** Who spends: what a budget's coverage is compared with. */
export interface Spender {
  readonly provider: string;
  /** Id of the key. */
  readonly key: string;
  readonly task: string;
  readonly caller: string;
  readonly workspace?: string | undefined;
}

/** Who asks, before it is known which provider and key will answer. */
export type Asker = Omit<Spender, 'provider' | 'key'>;

export const coversAsker = ({ of }: Pick<Budget, 'of'>, { task, caller, workspace }: Asker): boolean =>
  (of.task === undefined || of.task === task) && fits(of.caller, caller) && fits(of.workspace, workspace);

export const covers = (budget: Pick<Budget, 'of'>, spender: Spender): boolean =>
  coversRoute(budget, spender) && coversAsker(budget, spender);

export const coversRoute = (
  { of }: Pick<Budget, 'of'>,
  { provider, key }: Pick<Spender, 'provider' | 'key'>,
): boolean =>
  (of.provider === undefined || of.provider === provider) && (of.keys === undefined || of.keys.includes(key));

/** The ledger keeps no more of a text, and a budget must cover the same there. UTF-16 units. */
export const mostKept = 256;

const patterns = new Map<string, Fits>();

/** Whether a caller or a workspace is the one that is wanted. */
export const fits = (wanted: string | undefined, found = ''): boolean => {
  if (wanted === undefined) return true;
  const known = patterns.get(wanted);
  const pattern = known ?? glob(wanted);
  if (!known) patterns.set(wanted, pattern);
  return pattern(found.slice(0, mostKept));
};

/** What an attempt needs of its budgets, in nano-dollars; undefined where its price is not known. */
export interface Need {
  readonly likely: number | undefined;
  readonly worst: number | undefined;
}

/** Whole nano-dollars, as the ledger counts them. */
export const nanoOf = (usd: number): number => Math.round(usd * 1e9);

const nanoOfCost = (cost: Cost): number | undefined => (cost.from === 'unknown' ? undefined : nanoOf(cost.usd));

/** Both are read when somebody wants to know: a plan has more routes than budgets look at. */
export const needOf = (route: { readonly likely: Cost; readonly worst: Cost }): Need => ({
  get likely() {
    return nanoOfCost(route.likely);
  },
  get worst() {
    return nanoOfCost(route.worst);
  },
});

/** A price of 0 is a price; one that is not known is none. */
export const isFree = ({ likely, worst }: Need): boolean => likely === 0 && worst === 0;

/**
 * What several attempts need together: the prices that are known, and no sum at all of worst cases where one is not. Of one
 * attempt it is what that needs.
 */
export const needOfAll = (needs: readonly Need[]): Need => {
  const likely = needs.flatMap((need) => need.likely ?? []);
  const worst = needs.flatMap((need) => need.worst ?? []);
  return {
    likely: likely.length === 0 && needs.length > 0 ? undefined : sumOf(likely),
    worst: worst.length < needs.length ? undefined : sumOf(worst),
  };
};

const sumOf = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** One attempt's part of what is reserved in one step. */
export interface Share {
  readonly spender: Spender;
  readonly need: Need;
}

/** What those shares need together that a budget covers. */
export const needUnder = (budget: Pick<Budget, 'of'>, shares: readonly Share[]): Need => {
  const [only, another] = shares;
  // Mostly it is one, of which it was already asked who covers it.
  if (only && !another) return only.need;
  return needOfAll(shares.filter(({ spender }) => covers(budget, spender)).map(({ need }) => need));
};

/** How a budget stands in its period. Money in nano-dollars. */
export interface Standing {
  readonly budget: Budget;
  /** First day of the period: `2026-11-16`. */
  readonly period: string;
  /** When the next period begins, milliseconds since 1970. */
  readonly endsAt: number;
  /** `doubt` included. */
  readonly spent: number;
  /** Counted for attempts whose cost nobody told, beyond what was estimated: what had been reserved for them. */
  readonly doubt: number;
  /** Attempts whose cost nobody told. */
  readonly untold: number;
  /** For attempts under way, in all windows; of other windows also what they hold spare for a moment, a fiftieth at most. */
  readonly reserved: number;
  /** The person let it pass until the end of the period. */
  readonly lifted: boolean;
}

/** What this budget would reserve for an attempt. */
export const amountOf = ({ strict }: Budget, need: Need): number | undefined => (strict ? need.worst : need.likely);

/** Nano-dollars that can still be reserved; negative where more was spent than planned. */
export const leftOf = ({ budget, spent, reserved }: Standing): number => nanoOf(budget.limit) - spent - reserved;

/** Whether this attempt would pass the limit. What costs nothing never does. */
export const passes = (standing: Standing, need: Need): boolean => {
  if (standing.lifted) return false;
  const left = leftOf(standing);
  if (left <= 0) return !isFree(need);
  const amount = amountOf(standing.budget, need);
  return amount === undefined ? standing.budget.strict : amount > left;
};

/** Shares of the limit at which the person is told, once each. */
export const warnings: readonly number[] = [80, 90];

/** The highest share, in percent, that was spent; undefined below the first. */
export const warningOf = ({ budget, spent }: Standing): number | undefined =>
  budget.limit === 0 ? undefined : warnings.findLast((percent) => spent * 100 >= nanoOf(budget.limit) * percent);

/** What a plan that the budgets left without a route is made again with. */
export interface Lowered {
  readonly floor: 'economy';
  /** A clause for a person: "the budget of today is used up: $5.00 of $5.00". */
  readonly why: string;
}
